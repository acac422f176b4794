"""Which of the answers offered is meant: by its label, its number, yes or no, an age, its words, its meaning.

Nothing is guessed: where two labels are equally near, none is chosen and the question is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.conversation import ages
from knowledge_base.search.dialect import plain
from knowledge_base.search.embedding import Embedder

#: A label's score must be this much, and this far ahead of the next; found by pairs of answers and labels written for it.
ENOUGH, AHEAD = 0.28, 0.08
#: Nearness in meaning counts this much beside the words in common (0 to 1), from the cosine that any two short texts have; less
#: than that counts no more against a label than ``FAR``.
MEANING, UNRELATED, FAR = 5.0, 0.88, 0.05
#: A part of a label shorter than this counts only when it is said whole.
SHORTEST = 3
UNSURE = re.compile(
    r"不(?:太|大|是很)?(?:清楚|知道|晓得|确定|懂|明白|记得)|说不(?:准|清|上来|好)|记不(?:得|清|起)|搞不(?:懂|清)|不一定|没概念|弗晓得|勿晓得|勿清爽|不好说|忘(?:了|记了)"
)
YES = re.compile(
    r"^(?:嗯+|对+|是|是的|是啊|对的|对啊|好|好的|有|有的|可以|能|能的|要|要的|没错|满了|够了|会|确认|行|同意|就是|当然)[，,。.!！啊呀呢嘛的了吧]*$"
)
NO = re.compile(
    r"^(?:不|不是|没|没有|没有的|不是的|不能|不可以|不要|不用|还没|还没有|还没呢|没满|不够|不会|不行|不同意|算了|不对|否)[，,。.!！啊呀呢嘛的了吧]*$"
)
_NEGATED = re.compile(r"没|不|无|未|非|别")
_FILLER = re.compile(
    r"[\s，。？！,?!、；;：:“”\"'（）()]|我们|我的|我|那个|这个|就是|应该是|应该|算是|属于|选|吧|啊|呀|呢|嘛|的|了|哦|噢"
)


class Chooser:
    """Matches words with labels; ``embedder`` is the search's own."""

    def __init__(self, embedder: Embedder):
        self._embedder = embedder

    def choose(self, text: str, labels: Sequence[str], question: str = "") -> int | None:
        """The label's number, from 0; None where the words name none of them clearly."""
        said = _widened(plain(text).strip(" 。.!！,，?？"))
        bare = _bare(said)
        exact = [i for i, label in enumerate(labels) if bare and bare == _bare(label)]
        if len(exact) == 1:
            return exact[0]
        by_side = self._by_side(said, labels)
        if by_side is not None:
            return by_side
        age = ages.said(said, question + "".join(labels))
        if age is not None:
            fitting = [i for i, label in enumerate(labels) if ages.fits(label, question, *age)]
            if len(fitting) == 1:
                return fitting[0]
        if not bare or asks(said):
            return None
        return self._by_words(said, labels)

    def _by_side(self, said: str, labels: Sequence[str]) -> int | None:
        """Yes or no to a question with one answer of either kind."""
        negative = [
            i for i, label in enumerate(labels) if _NEGATED.match(_bare(label)[:2] or " ") or _NEGATED.match(label[1:2])
        ]
        positive = [i for i in range(len(labels)) if i not in negative]
        if YES.match(said) and len(positive) == 1 and negative:
            return positive[0]
        if NO.match(said) and len(negative) == 1:
            return negative[0]
        return None

    def _by_words(self, said: str, labels: Sequence[str]) -> int | None:
        bare = _bare(said)
        likeness = np.array([max(_in_common(bare, _bare(part)) for part in _parts(label)) for label in labels])
        vectors = self._embedder.encode([said, *labels])
        cosines = vectors[1:] @ vectors[0]
        scores = likeness + MEANING * np.maximum(cosines - UNRELATED, -FAR)
        negated = bool(_NEGATED.search(bare))
        for i, label in enumerate(labels):
            # 没贷款 lies near 有贷款 in words and in meaning, and says the opposite.
            if bool(_NEGATED.search(_bare(label))) != negated and likeness[i] > 0:
                scores[i] -= 0.25
        order = np.argsort(-scores)
        best = int(order[0])
        if scores[best] < ENOUGH:
            return None
        if len(order) > 1 and scores[best] - scores[int(order[1])] < AHEAD:
            return None
        return best


_ELSEWHERE = re.compile(
    r"(?:安徽|浙江|山东|河南|湖北|湖南|江西|福建|广东|广西|四川|贵州|云南|陕西|山西|河北|甘肃|宁夏|青海|新疆|西藏|内蒙古|黑龙江|吉林|辽宁|海南|重庆|上海|北京|天津)"
)
_HERE = re.compile(r"新北(?:区|的|人)|常州(?:的|人|本地)")


def _widened(said: str) -> str:
    """我户口是安徽的 means, to every question of a guide, a place elsewhere."""
    if _ELSEWHERE.search(said):
        return f"{said}，外地外省别的城市"
    return f"{said}，常州本地" if _HERE.search(said) else said


def unsure(text: str) -> bool:
    """Whether the words say that the answer is not known."""
    return UNSURE.search(text) is not None and len(text) <= 24 and not _ASKS.search(text)


_ASKS = re.compile(
    r"[?？]$|吗$|(?:可以|行|能办|成)吧$|多少|几(?:天|块|点|号)|在哪|哪里|怎么|咋|什么(?!都)|啥(?!都)|多久|为什么|能不能|可不可以|要不要|带我去|电话"
)


def asks(text: str) -> bool:
    """Whether the words are a question of their own rather than an answer to one."""
    return _ASKS.search(text) is not None


def _bare(text: str) -> str:
    return _FILLER.sub("", text).lower()


def _parts(label: str) -> list[str]:
    """被裁、被辞退或者合同到期 holds three answers: the label itself and each of them."""
    return [label, *(part for part in re.split(r"[、，]|或者", label) if len(_bare(part)) > 1)]


def _in_common(said: str, label: str) -> float:
    """How much of the shorter of two texts stands in the other, by single characters and pairs, 0 to 1."""
    if not said or not label:
        return 0.0
    if label in said or (len(said) > 1 and said in label):
        return 1.0
    if len(label) < SHORTEST:
        # One character of two in common is chance: 售卖 is not what 现炒现卖 means.
        return 0.0
    singles = len(set(said) & set(label)) / min(len(set(said)), len(set(label)))
    pairs_said, pairs_label = _pairs(said), _pairs(label)
    least = min(len(pairs_said), len(pairs_label))
    pairs = len(pairs_said & pairs_label) / least if least else singles
    return 0.4 * singles + 0.6 * pairs


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
