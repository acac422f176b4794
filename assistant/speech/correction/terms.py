"""The short terms that long names are made of.

Nobody says 居民身份证首次申领; they say 身份证. The names of the library hold such words many times over.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable

import jieba

# What is said at every service hall, whatever the item; recognisers write 在哪里半 or 要戴什么.
SERVICE_PHRASES = tuple(
    (
        "怎么办理 怎么补办 怎么申领 怎么备案 怎么登记 怎么签注 怎么续签 怎么注销 在哪里办 在哪儿办 "
        "在哪个窗口办 能不能代办 可以代办 帮办代办 要带什么 需要带什么 要带哪些 需要带 带身份证 带户口簿 "
        "带户口本 要办什么证 办什么证 交什么税 交多少税 要交多少钱 在几楼 几号窗口 取号 预约 排队 工作日 "
        "复印件 原件 电子证照 受理条件 申请材料 办理流程 法定时限 承诺时限 办理时限 收费标准 综合窗口 "
        "自助服务区 咨询台 服务大厅 办事指南 委托书 办不成事反映窗口 好差评"
    ).split()
)
# Words of other offices that sound like ours: what is known is not taken for something else.
NEIGHBOURS = tuple(
    "职业资格 法律职业资格 职业资格证 技能等级 等级证书 等级证 适任证书 易地建设 水务局 高级工 初级工 中级工 梁溪区 新吴区 泗县 工伤窗口 退水".split()
)
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_LOOSE = frozenset("的了和与或及等有在为是不我你他要办被把给对从到去来吗呢吧怎么")

_LEVELS = frozenset(
    "省市区县"
)  # said or left out before an authority's name, and mistaken for verbs (区税务局, 去税务局)
_VERBS = frozenset("付还取交缴领开买卖转改换查退补")  # a phrase does not end with one


def core_terms(names: Iterable[str], least: int = 2) -> list[str]:
    """Words and phrases worth recognising within ``names`` (item names, colloquial names, materials, laws).

    A single word of three or more characters counts at once, one of two characters when three names hold it; a phrase
    of two or three neighbouring words, three to six characters long, counts when ``least`` names hold it. Sorted.
    """
    jieba.setLogLevel(logging.WARNING)
    words, phrases = Counter(), Counter()
    for name in set(names):
        seen_words, seen_phrases = set(), set()
        for run in _HAN_RUN.findall(name):
            tokens = jieba.lcut(run)
            for first in range(len(tokens)):
                if len(tokens[first]) > 1 and not set(tokens[first]) & _LOOSE:
                    seen_words.add(tokens[first])
                for last in range(first + 2, min(first + 3, len(tokens)) + 1):
                    phrase = tokens[first:last]
                    text = "".join(phrase)
                    whole = phrase[0] not in _LEVELS and phrase[-1] not in _VERBS
                    if 3 <= len(text) <= 6 and whole and not any(set(token) & _LOOSE for token in phrase):
                        seen_phrases.add(text)
        words.update(seen_words)
        phrases.update(seen_phrases)
    chosen = {word for word, count in words.items() if 3 <= len(word) <= 8 or count >= 3}
    chosen |= {phrase for phrase, count in phrases.items() if count >= least}
    return sorted(chosen)


def domain_terms(names: Iterable[str]) -> list[str]:
    """All that a hall's corrector should know: ``names`` themselves, their ``core_terms``, ``SERVICE_PHRASES`` and ``NEIGHBOURS``."""
    names = [re.sub(f"^[{''.join(sorted(_LEVELS))}](?=.{{3}})", "", name) for name in names]
    return sorted({*names, *core_terms(names), *SERVICE_PHRASES, *NEIGHBOURS})
