"""The few words by which sibling items differ, in official names and in citizens' words."""

from __future__ import annotations

import pytest

from knowledge_base.search.distinctions import agreement, conflict, of_name, of_words

pytestmark = pytest.mark.unit


def flat(values) -> set[str]:
    return {value for group in values for value in group}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("居民身份证丢失补领", {"reissue"}),
        ("居民身份证换领", {"renew"}),
        ("居民身份证首次申领", {"first"}),
        ("公司注销登记(普通注销)", {"cancel", "company", "ordinary"}),
        ("企业简易注销登记", {"cancel", "company", "simplified"}),
        ("个体工商户设立登记", {"first", "sole"}),
        ("残疾人证换领、补办", {"renew", "reissue"}),
        ("最低生活保障对象认定", set()),
        ("", set()),
    ],
)
def test_of_a_name(name, values):
    assert flat(of_name(name)) == values


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("身份证丢了", {"reissue"}),
        ("身份证找不到了", {"reissue"}),
        ("身份证到期了", {"renew"}),
        ("店不开了", {"cancel"}),
        ("公司换法人", {"change", "company"}),
        ("头一次办身份证", {"first"}),
        ("在外地长住", {"long"}),
        ("养老保险补缴", {"long"}),
        ("生育补贴怎么领", set()),
        ("要带什么材料", set()),
        ("", set()),
    ],
)
def test_of_words(words, values):
    assert flat(of_words(words)) == values


def test_agreement_lifts_lowers_or_leaves():
    lost, reissue, renewal, both = (of_words("丢了"), of_name("补领"), of_name("换领"), of_name("换领、补领"))
    assert agreement(lost, reissue) == agreement(lost, both) > 0 > agreement(lost, renewal)
    assert conflict(lost, renewal) and not conflict(lost, reissue) and not conflict(lost, both)
    nothing = of_words("")
    assert agreement(nothing, renewal) == agreement(lost, of_name("")) == 0
    assert not conflict(nothing, renewal) and not conflict(lost, of_name(""))


@pytest.mark.parametrize(
    ("words", "item", "other"),
    [
        ("身份证丢了", "G055", "G054"),
        ("身份证到期了", "G054", "G055"),
        ("社保卡掉了要补", "G072", "G071"),
        ("公司没开过张要注销", "G004", "G003"),
        ("公司欠了别人钱要注销", "G003", "G004"),
        ("常年住在外地看病备案", "G082", "G083"),
        ("临时去外地看病备案", "G083", "G082"),
    ],
)
def test_siblings_of_the_seed_are_told_apart(seed, words, item, other):
    asked = of_words(words)
    assert agreement(asked, of_name(seed.items[item].name)) > agreement(asked, of_name(seed.items[other].name))
