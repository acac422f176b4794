import time

import pytest

from assistant.speech.correction import DomainCorrector, core_terms
from assistant.speech.correction.syllables import ACCENT, CLOSE, FAR, distance, syllable, syllables

TERMS = (
    "营业执照 公积金 身份证 居住证 社保 社保卡 工伤认定 失业金 户口簿 租房提取 买房子 公积金转出 不动产登记 "
    "《中华人民共和国社会保险法》 公司设立登记(内资有限责任公司) 十六岁 交契税 残疾人证 落户"
).split()


@pytest.fixture(scope="module")
def corrector() -> DomainCorrector:
    return DomainCorrector(TERMS)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("我想办营业直照", "我想办营业执照"),
        ("公鸡金怎么提取?", "公积金怎么提取?"),
        ("身份正丢了,怎么补办", "身份证丢了,怎么补办"),
        ("工商认定要什么材料", "工伤认定要什么材料"),
        ("事业金怎么领", "失业金怎么领"),
        ("我的设保卡丢了", "我的社保卡丢了"),
        ("不动产灯记在几楼", "不动产登记在几楼"),
        ("我要洛户", "我要落户"),
        ("社会保险发", "社会保险法"),
        ("公司社立登记", "公司设立登记"),
        ("蚕疾人证", "残疾人证"),
    ],
)
def test_same_sound(corrector, heard, meant):
    result = corrector.correct(heard)
    assert result.text == meant and result.raw_text == heard and len(result.changes) == 1


@pytest.mark.parametrize(
    ("heard", "meant"),
    [("营业字照", "营业执照"), ("生份证", "身份证"), ("设立登记公子金", "设立登记公子金"), ("居住正", "居住证")],
)
def test_southern_accent(corrector, heard, meant):
    assert corrector.correct(heard).text == meant


UNRELATED = (
    "今天天气怎么样 我要卖房子 公积金转入 事业单位 工商银行 住房提取 六十岁 四六岁 缴契税 "
    "办不成事反映窗口 在校学生 没有带户口簿 他洛 营业执照和身份证"
).split()


@pytest.mark.parametrize("text", ["", "hello 12345", *UNRELATED])
def test_left_alone(corrector, text):
    result = corrector.correct(text)
    assert result.text == text and result.changes == ()


def test_changes_say_where(corrector):
    (change,) = corrector.correct("嗯,公鸡金").changes
    assert (change.start, change.end, change.old, change.new, change.distance) == (2, 5, "公鸡金", "公积金", 0.0)


def test_several_changes_in_one_sentence(corrector):
    result = corrector.correct("身份正和居住正")
    assert result.text == "身份证和居住证" and [change.start for change in result.changes] == [0, 4]


def test_the_longer_term_wins():
    corrector = DomainCorrector(["社保", "社保卡"])
    assert [change.new for change in corrector.correct("设保卡").changes] == ["社保卡"]


def test_without_terms_nothing_changes():
    assert DomainCorrector([]).correct("公鸡金").text == "公鸡金"
    assert DomainCorrector(["", "A", "证", "12345"]).terms == frozenset()


def test_terms_are_cut_from_names(corrector):
    assert {"社会保险法", "公司设立登记", "内资有限责任公司"} <= corrector.terms


def test_a_sentence_takes_less_than_five_milliseconds_on_a_thousand_terms():
    heads, tails = "公司医疗房屋车辆个体食品药店道路学校老年", "登记变更注销备案许可证补领转移延续审批"
    terms = [
        f"{heads[i : i + 2]}{tails[j : j + 2]}{heads[k : k + 2]}"
        for i in range(0, 20, 2)
        for j in range(0, 18, 2)
        for k in range(11)
    ]
    corrector = DomainCorrector([*TERMS, *terms])
    assert len(corrector.terms) > 900
    sentence = "您好我想问一下我在常州租房子公鸡金提取需要带哪些材料到几号窗口去办"
    corrector.correct(sentence)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        corrector.correct(sentence)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.005


def test_core_terms_of_names():
    names = ["居民身份证首次申领", "居民身份证补领", "社保卡补领", "社保转移接续", "社保查询", "怎么办社保的卡"]
    terms = core_terms(names)
    assert {"居民身份证", "社保"} <= set(terms)
    assert not any("怎" in term or "的" in term for term in terms)


def test_distances():
    one = {text: syllable(text) for text in ("ni", "li", "zhang", "zan", "ba", "pa", "ma", "lv", "nv", "yu")}
    assert distance(one["ni"], one["ni"]) == 0
    assert distance(one["ni"], one["li"]) == ACCENT
    assert distance(one["zhang"], one["zan"]) == pytest.approx(2 * ACCENT)
    assert distance(one["ba"], one["pa"]) == CLOSE
    assert distance(one["ma"], one["zhang"]) == FAR
    assert distance(one["lv"], one["nv"]) == ACCENT and one["yu"].final == "v"


def test_one_syllable_a_character():
    assert [part.final for part in syllables("绿色通道")] == ["v", "e", "ong", "ao"]
    assert len(syllables("嗯呣㐂")) == 3


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("户口能落在这里忙？", "户口能落在这里吗？"),
        ("外省户口能办护照布。", "外省户口能办护照不。"),
        ("最近工作很忙", "最近工作很忙"),
        ("请你帮个忙", "请你帮个忙"),
        ("这里离车站就两步", "这里离车站就两步"),
        ("晚上去散步", "晚上去散步"),
        ("忙", "忙"),
    ],
)
def test_the_last_particle(corrector, heard, meant):
    assert corrector.correct(heard).text == meant


@pytest.mark.parametrize(
    ("heard", "meant"), [("公园门口的面馆", "公园门口的面馆"), ("多补铁", "多补铁"), ("我在长州", "我在常州")]
)
def test_tones_tell_short_words_apart_and_polyphones_are_read_both_ways(heard, meant):
    assert DomainCorrector(["免冠", "补贴", "常州"]).correct(heard).text == meant
