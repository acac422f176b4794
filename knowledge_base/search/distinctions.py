"""The few words by which sibling items differ.

补领, 换领 and 首次申领 of the same document share nearly all their words, so vectors lie close together; what is to be
done tells them apart. So do 公司 and 个体工商户, 长期 and 临时. An item's values are read from its official name, a
question's from the words people use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Distinction:
    """One dimension. ``names``: value -> how official names say it; ``words``: value -> how citizens say it."""

    names: dict[str, re.Pattern]
    words: dict[str, re.Pattern]


_OPERATION = Distinction(
    names={
        "reissue": re.compile(r"补领|补发|补办|补证|遗失|丢失"),
        "renew": re.compile(r"换领|换发|换证|期满|延续|签注|重新审查"),
        "cancel": re.compile(r"注销"),
        "change": re.compile(r"变更(?!登记证)"),
        "first": re.compile(r"首次|新办|设立|成立|核发\((?:新办|零售)|初次"),
    },
    words={
        "reissue": re.compile(
            r"(?<!没)(?<!没有)(?<!不是)(?<!弄)丢|弄丢|(?<!关)掉了|遗失|不见|找不(?:到|着)|没找(?:到|回)|被偷|偷了|弄没|补(?!贴|助|充|缴|税|偿|习|课)|泡烂|挂失"
        ),
        "renew": re.compile(
            r"到期|过期|快到|期满|换(?!人|法人|地址|老板|经营|房|个人|句|成)|延续|延期|续期|续(?:签|办|证)|延了|签注|年审|满了|看不清|磨(?:没|花|损)|坏(?:了|掉)|破(?:了|损)|盖(?:一次|章)|续一"
        ),
        "cancel": re.compile(
            r"注销|销户|不干了|不开了|关(?:掉|门|了|张)|不(?:想)?要了|撤(?:掉|了|销)|歇业|不做了|划掉|销掉|退掉|盘不出去|倒闭|散伙|清税"
        ),
        "change": re.compile(
            r"变更|改(?:名|姓|地址|成|经营|信息|章程)|换(?:法人|地址|老板|经营|人|名)|(?:换|搬)了?(?:个)?地方|搬家|搬(?:到|了)|转给|盘给|增资|减资|股权转让|转让股"
        ),
        "first": re.compile(
            r"新办|头(?:一)?(?:次|回|一张)|第一(?:次|张|回)|首次|首办|初次|没办过|从来没|刚(?:出生|开)|新(?:开|生儿|人)|注册(?!地址|资本)|开(?:个|家|间|公司|店|饭店|办)|想开"
        ),
    },
)
_STAY = Distinction(
    names={"long": re.compile(r"长期居住"), "temporary": re.compile(r"临时外出|转诊")},
    words={
        "long": re.compile(r"长期|长年|常年|常住|长住|定居|安置|一直住|住在外|养老"),
        "temporary": re.compile(r"临时|转诊|转院|出差|旅游|短期|几天|看个病|突然"),
    },
)
_FORM = Distinction(
    names={"company": re.compile(r"公司|企业"), "sole": re.compile(r"个体工商户")},
    words={
        "company": re.compile(r"(?<!不想注册)(?<!不是)(?<!不注册)(?<!不开)公司|有限责任|股东|企业"),
        "sole": re.compile(r"个体|夫妻店|摆摊|小卖部|小店"),
    },
)
_PROCEDURE = Distinction(
    names={"simplified": re.compile(r"简易"), "ordinary": re.compile(r"普通注销")},
    words={
        "simplified": re.compile(
            r"简易|(?:走|办)?快的那种|快速|简单注销|快速注销|没(?:开过张|做过生意|营业过|经营过)|空壳|公示二十天"
        ),
        "ordinary": re.compile(
            r"普通注销|一般程序|简易的?(?:办|走)不(?:了|成)|一般(?:的)?注销|清算|欠(?:着|了|别人|供应商|债)|债权人"
        ),
    },
)
_ALL = (_OPERATION, _STAY, _FORM, _PROCEDURE)


Values = tuple[frozenset[str], ...]


def _found(patterns: dict[str, re.Pattern], text: str) -> frozenset[str]:
    return frozenset(value for value, pattern in patterns.items() if pattern.search(text))


def of_name(name: str) -> Values:
    """What an item's official name stands for in each distinction; 换领、补领 stands for two operations."""
    return tuple(_found(distinction.names, name) for distinction in _ALL)


def of_words(text: str) -> Values:
    """What the words of a question point to in each distinction."""
    return tuple(_found(distinction.words, text) for distinction in _ALL)


def agreement(asked: Values, item: Values) -> float:
    """In how many distinctions an item is what is asked, less those in which it is something else."""
    score = 0.0
    for wanted, given in zip(asked, item):
        if wanted and given:
            score += 1.0 if wanted & given else -1.0
    return score


def conflict(asked: Values, item: Values) -> bool:
    """Whether the item is something else than what is asked in any distinction."""
    return any(wanted and given and not wanted & given for wanted, given in zip(asked, item))


#: Where the operation begins in an official name: what stands before it is the document or the business it is about.
_OPERATION_IN_NAME = re.compile(r"首次|换|丢失|补|新办|申领|签注|核发|变更|延续|注销|设立|期满|遗失|重新审查|[（(]")


def subject(name: str) -> str:
    """What an item is about without what is done to it: 普通护照 of 普通护照首次申领; the whole name where no operation stands."""
    return _OPERATION_IN_NAME.split(name, maxsplit=1)[0] or name


def asks_operation(asked: Values) -> bool:
    """Whether the words of a question say what is to be done."""
    return bool(asked[0])


def is_first(item: Values) -> bool:
    """Whether an item is the first issue of a document or the founding of a business."""
    return "first" in item[0]


def is_issue(item: Values) -> bool:
    """Whether an item hands out the document: for the first time, anew, or in place of a lost one."""
    return bool({"first", "renew", "reissue"} & item[0])
