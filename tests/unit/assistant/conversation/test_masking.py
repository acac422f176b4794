"""Numbers that identify somebody are gone before anything is stored; other numbers stay."""

from __future__ import annotations

import pytest

from assistant.conversation.masking import MASK, mask, without_marks

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "number",
    [
        "320411199001011234", "32041119900101123X", "320411 19900101 123x", "13812345678", "138 1234 5678", "+86 138-1234-5678",
        "6222021234567890123", "6222 0212 3456 7890", "一三八一二三四五六七八", "幺三八零零一二三四五六", "someone@example.com",
    ],
)  # fmt: skip
def test_it_is_masked(number):
    assert mask(f"我的号码是{number}，帮我查一下") == f"我的号码是{MASK}，帮我查一下"
    assert without_marks(mask(f"帮我查{number}")) == "帮我查"


@pytest.mark.parametrize(
    "text",
    [
        "12345",
        "0519-88516920",
        "2026年11月27日",
        "注册资本1000000元",
        "三十五岁",
        "60日",
        "G055",
        "1/2怎么交",
        "一二三四五",
    ],
)
def test_it_stays(text):
    assert mask(text) == text
