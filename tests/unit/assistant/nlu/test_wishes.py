"""Wishes by their plain words, and that questions to a record are not taken for one."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml

from assistant.nlu.plain_talk import CONTROLS, wish
from knowledge_base.loading import SEED

pytestmark = pytest.mark.unit

#: Entries about the digital human itself ask for what a control does.
OF_THE_KIOSK = "xiaoxin_kiosk.yaml"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("再说一遍", "repeat"),
        ("你讲慢一点", "slower"),
        ("大声点", "louder"),
        ("别念出来", "show_silently"),
        ("上一步", "go_back"),
        ("停", "stop"),
        ("继续", "go_on"),
        ("回到刚才那件事", "return_to"),
        ("一步一步带我办", "walk_me"),
        ("给我一张清单", "take_checklist"),
        ("我带了身份证和户口本，够不够", "precheck"),
        ("补领和换领有什么区别", "compare"),
        ("不是公司，是个体户", "correct"),
        ("坐轮椅怎么走", "wheelchair_route"),
        ("有什么补贴适合我们公司", "find_policy"),
        ("订阅新政策", "follow_policy"),
        ("帮我预约帮办", "help_order"),
        ("我的帮办单到哪了", "help_order_state"),
        ("我要评价", "rate"),
    ],
)
def test_a_wish(text, wanted):
    assert wish(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "身份证丢了怎么补",
        "要带什么，多少钱",
        "一步步怎么办",
        "办得太慢了",
        "社保清单怎么打",
        "找代办公司要多少钱",
        "没有区别对待吧",
    ],
)
def test_no_wish(text):
    assert wish(text) is None


def library_questions() -> list[str]:
    """Every question in the library's own words."""
    found = []
    for folder in ("wordings", "faq", "guides"):
        for path in sorted((SEED / folder).glob("*.yaml")):
            records = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            for record in records if isinstance(records, list) else [records]:
                found += record.get("similar_questions", [])
                found += [wording["text"] for wording in record.get("wordings", []) if isinstance(wording, dict)]
                found += [record["question"]] if "question" in record and path.name != OF_THE_KIOSK else []
    return found


def test_questions_to_a_record_are_hardly_ever_taken_for_a_wish():
    questions = library_questions()
    taken = Counter(wanted for text in questions if (wanted := wish(text)))
    assert len(questions) > 15_000
    assert sum(taken.values()) < 0.02 * len(questions), taken
    assert sum(taken[name] for name in CONTROLS) < 0.002 * len(questions), taken
