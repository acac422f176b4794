"""What is to be done with a certificate or a status: the one word by which sibling items differ.

补领, 换领 and 首次申领 of the same document share nearly all their words, so vectors lie close together; the deed itself
tells them apart. An item's operation is read from its official name, a question's from the words people use.
"""

from __future__ import annotations

import re

#: Operation -> how official names say it.
_NAMES: dict[str, re.Pattern] = {
    "reissue": re.compile(r"补领|补发|补办|补证|遗失|丢失"),
    "renew": re.compile(r"换领|换发|换证|期满|延续|签注|重新审查"),
    "cancel": re.compile(r"注销"),
    "change": re.compile(r"变更(?!登记证)"),
    "first": re.compile(r"首次|新办|设立|成立|核发\((?:新办|零售)|初次"),
}
#: Operation -> how citizens say it.
_WORDS: dict[str, re.Pattern] = {
    "reissue": re.compile(
        r"丢|掉了|遗失|不见|找不(?:到|着)|没找(?:到|回)|被偷|偷了|弄没|补(?!贴|助|充|缴|税|偿|习|课)|泡烂|挂失"
    ),
    "renew": re.compile(r"到期|过期|快到|期满|换(?!人|法人|地址|老板|经营|房|个人|句|成)|延续|延期|续期|续(?:签|办|证)|延了|签注|年审|满了"),
    "cancel": re.compile(r"注销|销户|不干了|不开了|关(?:掉|门|了|张)|不(?:想)?要了|撤(?:掉|了|销)|歇业|不做了|倒闭|散伙|清税"),
    "change": re.compile(r"变更|改(?:名|姓|地址|成|经营|信息|章程)|换(?:法人|地址|老板|经营|人|名)|增资|减资|股权转让|转让股"),
    "first": re.compile(r"新办|头(?:一)?(?:次|回|一张)|第一(?:次|张|回)|首次|首办|初次|没办过|从来没|刚(?:出生|开)|新(?:开|生儿|人)|注册(?!地址|资本)|开(?:个|家|间|公司|店|饭店|办)|想开"),
}
#: An item whose operation is the question's is lifted by this, one with another operation lowered.
LIFT = 0.012


def of_name(name: str) -> frozenset[str]:
    """Operations that an item's official name stands for; often one, for 换领、补领 two."""
    return frozenset(operation for operation, pattern in _NAMES.items() if pattern.search(name))


def of_words(text: str) -> frozenset[str]:
    """Operations that the words of a question point to."""
    return frozenset(operation for operation, pattern in _WORDS.items() if pattern.search(text))


def agreement(asked: frozenset[str], done: frozenset[str]) -> float:
    """Score to add to an item: positive when it does what is asked, negative when it does something else."""
    if not asked or not done:
        return 0.0
    if asked & done:
        return LIFT
    return -LIFT
