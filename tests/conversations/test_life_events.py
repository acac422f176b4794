"""Whole life events get their joint module, one item of such an event gets its guide; through the whole stack."""

from __future__ import annotations

import httpx
import pytest

pytestmark = pytest.mark.integration


def _ask(http: httpx.Client, text: str) -> dict:
    return http.post("/api/chat", json={"text": text}).json()


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("孩子刚出生要办啥", "J01"),
        ("退休了要办什么", "J03"),
        ("开饭店要办哪些事", "J04"),
        ("家里老人去世了，后面有哪些手续要办？", "J08"),
    ],
)
def test_a_life_event_gets_its_joint_module(http: httpx.Client, text: str, module: str) -> None:
    assert _ask(http, text)["sources"][0]["id"] == module


def test_one_item_of_a_life_event_gets_its_guide(http: httpx.Client) -> None:
    state = _ask(http, "刚出生的宝宝上户口要带什么")["state"]
    assert (state["item"], state["aspect"]) == ("G046", "materials")


def test_a_place_that_is_only_told_of_is_no_goal(http: httpx.Client) -> None:
    assert _ask(http, "修下水要把门口人行道刨开，挖之前找谁批")["state"]["item"] == "G116"


def test_a_question_that_only_a_clarification_fits_is_asked_back(http: httpx.Client) -> None:
    answer = _ask(http, "我想开个店，证怎么办")
    assert not answer["state"]["refused"] and len(answer["ask"]) > 1


def test_a_balance_is_no_fee(http: httpx.Client) -> None:
    assert _ask(http, "我的公积金还剩多少钱")["sources"][0]["id"] == "F1721"
