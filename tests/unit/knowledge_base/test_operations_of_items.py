"""What is to be done, in an item's official name and in a citizen's words."""

from __future__ import annotations

import pytest

from knowledge_base.search import operations

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("居民身份证丢失补领", {"reissue"}),
        ("居民身份证换领", {"renew"}),
        ("居民身份证首次申领", {"first"}),
        ("公司注销登记(普通注销)", {"cancel"}),
        ("公司变更登记", {"change"}),
        ("公司设立登记(内资有限责任公司)", {"first"}),
        ("残疾人证换领、补办", {"renew", "reissue"}),
        ("营业执照遗失补领、换发", {"renew", "reissue"}),
        ("最低生活保障对象认定", set()),
        ("", set()),
    ],
)
def test_of_a_name(name, done):
    assert operations.of_name(name) == done


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("身份证丢了", {"reissue"}),
        ("身份证找不到了", {"reissue"}),
        ("身份证到期了", {"renew"}),
        ("店不开了", {"cancel"}),
        ("公司换法人", {"change"}),
        ("头一次办身份证", {"first"}),
        ("养老保险补缴", set()),
        ("生育补贴怎么领", set()),
        ("要带什么材料", set()),
        ("", set()),
    ],
)
def test_of_words(words, asked):
    assert operations.of_words(words) == asked


def test_agreement_lifts_lowers_or_leaves():
    reissue, renew, none = frozenset({"reissue"}), frozenset({"renew"}), frozenset()
    assert operations.agreement(reissue, reissue) > 0
    assert operations.agreement(reissue, renew | reissue) > 0
    assert operations.agreement(reissue, renew) < 0
    assert operations.agreement(none, renew) == operations.agreement(reissue, none) == 0


def test_siblings_of_the_seed_are_told_apart(seed):
    for item, other, words in [("G055", "G054", "丢了"), ("G054", "G055", "到期了"), ("G072", "G071", "丢了")]:
        asked = operations.of_words(f"我的证{words}怎么办")
        mine, theirs = (operations.of_name(seed.items[i].name) for i in (item, other))
        assert operations.agreement(asked, mine) > operations.agreement(asked, theirs), item
