"""Which of the answers offered is meant."""

from __future__ import annotations

import pytest
from hash_embedder import HashEmbedder

from assistant.conversation import ages
from assistant.conversation.choosing import Chooser, unsure

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def chooser() -> Chooser:
    return Chooser(HashEmbedder())


@pytest.mark.parametrize(
    ("text", "labels", "question", "meant"),
    [
        ("丢了", ["丢了、被偷了", "还在，坏了或者到期了"], "", 0),
        ("有的", ["没有", "有"], "继承人里有没有未成年人？", 1),
        ("没有", ["没有", "有"], "继承人里有没有未成年人？", 0),
        ("是的", ["是", "不是"], "您的工程是特殊建设工程吗？", 0),
        ("不卖", ["不卖", "卖"], "这家门店卖不卖中药饮片？", 0),
        ("带不来", ["带得来", "在老家，带不来"], "户口簿能带来吗？", 1),
        ("六岁", ["满十八周岁的大人", "八到十七岁的孩子", "不满八周岁的孩子"], "是谁要改名？", 2),
        ("十岁的", ["满十八周岁的大人", "八到十七岁的孩子", "不满八周岁的孩子"], "是谁要改名？", 1),
        ("我四十了", ["满十八周岁的大人", "八到十七岁的孩子", "不满八周岁的孩子"], "是谁要改名？", 0),
        ("交了三年", ["不满一年", "满一年，不足五年", "满五年，不足十年"], "失业保险累计交了多少年？", 1),
        ("来了八个月", ["住满半年了", "还没住满"], "在这里住满半年了吗？", 0),
        ("才三个月", ["住满半年了", "还没住满"], "在这里住满半年了吗？", 1),
        ("住了两年", ["住满半年了", "还没住满"], "在这里住满半年了吗？", 0),
        ("我户口是安徽的", ["户口在别的城市，还没有居住证", "户口就在常州"], "", 0),
        ("现炒现卖", ["用自动设备现制或者售卖", "只卖袋装、瓶装的原包装食品"], "", None),
        ("委托别人去", ["自己来", "托别人来"], "取得房子的人自己来办吗？", 1),
        ("天上有飞机", ["带得来", "带不来"], "户口簿能带来吗？", None),
        ("要多少钱", ["没有", "有"], "", None),
        ("", ["没有", "有"], "", None),
        ("。。", ["没有", "有"], "", None),
    ],
)
def test_what_is_meant(chooser, text, labels, question, meant):
    assert chooser.choose(text, labels, question) == meant


@pytest.mark.parametrize("text", ["不清楚", "这个我也说不准", "勿晓得", "记不清了", "忘了"])
def test_not_sure(text):
    assert unsure(text)


@pytest.mark.parametrize("text", ["不知道在哪里办", "丢了", "没带", "你知道要多少钱吗"])
def test_sure(text):
    assert not unsure(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("三十五", 35), ("十", 10), ("一百二十", 120), ("12", 12), ("两", 2), ("几", None), ("二十几", None)],
)
def test_figures(text, number):
    assert ages.figure(text) == number
