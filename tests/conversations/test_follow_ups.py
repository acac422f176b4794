"""Visits of several turns through the whole stack: what stays with its item, what is a new matter."""

from __future__ import annotations

import httpx
import pytest

pytestmark = pytest.mark.integration

#: Each turn: the words, then the item and the aspect they must be understood as (None: either is right).
VISITS = {
    "lost identity card": [
        ("我身份证不见了", "G055", "overview"),
        ("要带啥", "G055", "materials"),
        ("我妈能帮我去拿吗", "G055", "agent"),
        ("多久有效", "G055", "validity"),
        ("谢谢你啊", None, "none"),
        ("对了换护照要多少钱", "G059", "fee"),
        # A first one, or one in place of a lost one: asked back, and the choice keeps what was asked.
        ("那结婚证呢", None, "fee"),
        ("第一个", "G031", "fee"),
        ("在哪里办", "G031", "place"),
        ("厕所在哪里", None, "place"),
    ],
    "unemployed": [
        ("失业金怎么领", "G074", "process"),
        ("自己辞职的可以吗", "G074", "eligibility"),
        ("每个月多少钱", "G074", "result"),
        ("领的时候能上班吗", "G074", "eligibility"),
        ("你们几点下班", None, "hours"),
    ],
    "a new matter in few words": [
        ("二手房过户要带什么材料", "G090", "materials"),
        ("公积金能取吗", None, "eligibility"),
    ],
    "another matter of the hall": [
        ("老人八十岁补贴", "G039", "overview"),
        # Enrolment is none of the items: an entry of the FAQ or an honest no, but never the old-age allowance.
        ("孩子上学怎么报名", None, None),
    ],
}


@pytest.mark.parametrize("turns", VISITS.values(), ids=VISITS.keys())
def test_a_visit(http: httpx.Client, turns: list[tuple[str, str | None, str | None]]) -> None:
    visit = None
    for text, item, aspect in turns:
        answer = http.post("/api/chat", json={"text": text, "visit_id": visit}).json()
        visit = answer["visit_id"]
        assert answer["state"]["item"] == item, text
        assert aspect is None or answer["state"]["aspect"] == aspect, text


@pytest.mark.parametrize("text", ["补", "那个", "要多少钱"])
def test_without_a_matter_it_is_asked_for(http: httpx.Client, text: str) -> None:
    answer = http.post("/api/chat", json={"text": text}).json()
    assert answer["state"]["item"] is None and not answer["state"]["refused"]
    assert answer["say"][0]["text"] == "您想问的是哪件事？" and answer["ask"]


def test_a_whole_family_is_asked_back(http: httpx.Client) -> None:
    answer = http.post("/api/chat", json={"text": "公积金能取吗"}).json()
    assert len(answer["ask"]) >= 2 and all(choice["item"] for choice in answer["ask"])


def test_nobody_is_promised(http: httpx.Client) -> None:
    """A machine that cannot send for anybody must not say that it does."""
    for text in ("我不想活了", "我快急死了，来三次都没办成"):
        said = "".join(sentence["text"] for sentence in http.post("/api/chat", json={"text": text}).json()["say"])
        assert "工作人员" in said and "我马上" not in said and "我先帮您" not in said
