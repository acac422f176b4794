"""Dialect in plain Mandarin, and standard words that only look like it left alone."""

from __future__ import annotations

import pytest

from knowledge_base.search.dialect import plain

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("身份证寻勿着哉，阿好补", "身份证找不到了，能不能补"),
        ("补一张要几钿", "补一张要多少钱"),
        ("啥辰光好拿", "什么时候好拿"),
        ("要到啥场化去办", "要到什么地方去办"),
        ("伲屋里厢呒不人", "我们家里没有人"),
    ],
)
def test_what_is_said_and_what_is_meant(said, meant):
    assert plain(said) == meant


@pytest.mark.parametrize(
    "text", ["验收合格要多久", "价格表在哪里", "别浪费钱", "拨打12345", "身份证丢了要带什么材料", ""]
)
def test_standard_words_stay(text):
    assert plain(text) == text


def test_standard_words_stay_beside_dialect():
    assert plain("伲厂验收合格哉") == "我们厂验收合格了"
