"""What the words ask for."""

from __future__ import annotations

import pytest

from assistant.nlu.aspects import asks_overview, find_aspects, residue
from knowledge_base.records import ASPECTS

pytestmark = pytest.mark.unit

#: Every aspect but overview, each in several plain wordings.
ASKED: dict[str, list[str]] = {
    "materials": ["要带什么材料", "需要哪些证件", "要准备啥东西", "身份证要不要带", "用不用复印件", "要交哪些资料"],
    "conditions": ["有什么条件", "什么人可以办", "有啥要求", "谁能申请", "需要满足什么", "门槛高不高"],
    "process": ["流程是怎样的", "怎么申请", "第一步做什么", "先去哪一步再做什么", "咋办理", "如何办理"],
    "time_limit": ["要多久", "几天能好", "多长时间办完", "什么时候能拿到", "可以加急吗", "几个工作日"],
    "fee": ["多少钱", "收费吗", "要不要钱", "工本费贵不贵", "免费的吗", "要给钱不"],
    "place": ["在哪里办", "去哪个窗口", "几楼", "到什么地方办", "在几号窗口", "往哪走"],
    "hours": ["几点上班", "周六上班吗", "中午休息吗", "礼拜天开门吗", "节假日办不办", "几点关门"],
    "phone": ["电话是多少", "怎么联系你们", "有没有咨询热线", "打什么电话"],
    "online": ["网上能办吗", "手机上怎么弄", "苏服办上有吗", "在家能办吗", "能不能不跑腿", "有小程序吗"],
    "result": ["办好了给我什么", "怎么拿证", "可以邮寄吗", "能寄到家里吗", "有电子证照吗"],
    "legal": ["依据是什么", "哪条法律规定的", "凭什么", "有文件吗", "按照什么规定"],
    "eligibility": ["我能不能办", "外地人可以办吗", "我这种情况行不行", "算不算", "给不给办"],
    "agent": ["可以代办吗", "我妈能替我办吗", "必须本人去吗", "能让别人去办吗", "要委托书吗"],
    "progress": ["办到哪一步了", "批下来了没有", "进度怎么查", "审核通过了吗", "好了没有"],
    "validity": ["有效期多久", "几年一换", "管几年", "什么时候到期", "长期有效吗", "能用多少年"],
    "complaint": ["我要投诉", "态度太差了", "在哪反映问题", "监督电话多少", "我要提意见"],
}


def aspects(text: str, taken=None) -> list[str]:
    return [cue.aspect for cue in find_aspects(text, taken)]


def test_the_table_has_every_aspect():
    assert set(ASKED) | {"overview"} == set(ASPECTS)


@pytest.mark.parametrize(("aspect", "text"), [(aspect, text) for aspect, texts in ASKED.items() for text in texts])
def test_one_aspect(aspect, text):
    assert aspects(text)[:1] == [aspect]


@pytest.mark.parametrize(
    "text", ["我想办身份证", "身份证怎么办", "介绍一下结婚登记", "居住证是什么", "想申请低保", "我要开公司"]
)
def test_overview_is_a_first_look(text):
    assert asks_overview(text)


@pytest.mark.parametrize("text", ["怎么办理要快一点", "要多少钱", "办理流程", "", "身份证"])
def test_no_first_look(text):
    assert not asks_overview(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("要带什么材料，多久能办好，收费吗", ["materials", "time_limit", "fee"]),
        ("在哪里办，要多少钱", ["place", "fee"]),
        ("多少钱？几天？网上能办吗？", ["fee", "time_limit", "online"]),
        ("有什么条件和材料", ["conditions", "materials"]),
        ("办理流程是什么，要多少钱", ["process", "fee"]),
        ("能不能邮寄，要多少钱", ["result", "fee"]),
        ("周六上班吗，电话多少", ["hours", "phone"]),
    ],
)
def test_several_aspects_in_the_order_they_are_said(text, asked):
    found = aspects(text)
    assert [aspect for aspect in found if aspect in asked] == asked
    assert len(found) == len(set(found)), "each once"


def test_an_aspect_said_twice_is_one():
    assert aspects("多少钱，到底收多少钱") == ["fee"]


@pytest.mark.parametrize(
    ("text", "unasked"),
    [
        ("公司要变更注册地址", "place"),
        ("经营地址换了", "place"),
        ("上个礼拜一交的申请", "hours"),
        ("礼拜二递的表还没信", "hours"),
        ("给不给办", "complaint"),
        ("身份证被人拿走了", "materials"),
        ("公司注册资本一百万", "fee"),
        ("什么时候上班", "time_limit"),
        ("办到哪一步了", "place"),
        ("要不要交钱", "materials"),
    ],
)
def test_words_that_only_look_like_a_cue(text, unasked):
    assert unasked not in aspects(text)


@pytest.mark.parametrize("text", ["", " ", "身份证", "公司变更登记", "你好", "😀", "\x00", "我上礼拜一交的", "谢谢"])
def test_nothing_is_asked(text):
    assert find_aspects(text) == []


def test_a_more_exact_aspect_wins_over_the_frame_around_it():
    assert aspects("能网上办吗") == ["online"]
    assert aspects("可以代办吗") == ["agent"]
    assert aspects("能不能邮寄") == ["result"]


def test_offsets_are_of_the_text_given():
    text = "请问，开公司要带什么材料，多少钱？"
    for cue in find_aspects(text):
        assert text[cue.start : cue.end] == cue.text and cue.text
    assert [cue.aspect for cue in find_aspects(text)] == ["materials", "fee"]


def test_a_name_keeps_its_words():
    text = "建设工程消防验收收不收钱"
    name = (0, len("建设工程消防验收"))
    assert aspects(text, [name]) == ["fee"]
    assert aspects("委托代理登记要多少钱", [(0, 6)]) == ["fee"]
    assert aspects("委托代理登记", [(0, 6)]) == []


def test_a_name_may_stand_inside_a_yes_or_no_question():
    assert aspects("能申请居住证不", [(1, 6)]) == ["eligibility"]


def test_taken_spans_may_lie_anywhere():
    assert aspects("要多少钱", [(0, 0)]) == ["fee"]
    assert aspects("要多少钱", [(0, 4)]) == []
    assert aspects("", [(0, 4)]) == []


def test_letters_of_either_case():
    assert aspects("APP上能办吗") == aspects("app上能办吗") == ["online"]


def test_a_long_text_is_quick_and_harmless():
    text = "能" * 500
    assert isinstance(find_aspects(text), list)
    assert aspects("先" * 480 + "要多少钱") == ["fee"]


# -- what is left --


@pytest.mark.parametrize(
    ("text", "spans", "left"),
    [
        ("那要多少钱呢", [(2, 5)], ""),
        ("请问多少钱？", [(2, 5)], ""),
        ("那居住证呢？", [], "居住证"),
        ("我想问一下，公积金", [], "公积金"),
        ("小新小新，谢谢", [], ""),
        ("", [], ""),
        ("，。！_ ", [], ""),
        ("身份证", [(0, 3)], ""),
        ("ＡＢ c", [], "ＡＢc"),
    ],
)
def test_residue(text, spans, left):
    assert residue(text, spans) == left
