"""Whether the best record answers a question at all: the chance of it, learned from the library itself.

A similarity alone cannot tell a question that the library answers from one about the same world that it does not: the
scores overlap. What helps is which of the question's own words the record knows: 股票账户怎么开 lies near 参保登记, but no
record knows 股票. A logistic regression over a handful of such features is fitted at publishing time: the library's
own question texts, each left out in turn, are the yes; ``out_of_scope.yaml`` is the no.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cache

import jieba
import jieba.analyse
import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge_base.loading import Library
from knowledge_base.search.documents import IndexText, normalise

jieba.setLogLevel(logging.WARNING)

FEATURES = ("score", "ngrams", "known_to_record", "known_to_library", "lead")
#: Words of asking, not of the matter: they say nothing about what is known.
_ASKING = re.compile(
    r"^(?:什么|怎么|怎样|哪里|哪儿|哪个|哪些|多少|多久|几天|几个|能不能|可不可以|可以|需要|要|请问|咨询|办理|办|申请|材料|手续|条件|流程|"
    r"时间|地方|多少钱|费用|收费|电话|网上|手机|带|拿|弄|搞|想|问|知道|现在|今天|明天|我们|你们|他们|自己|这个|那个|一个|一张|一下|是不是|有没有|"
    r"还是|如果|怎么办|为什么|行不行|吗|呢|吧|啊|的|了|我|你|他|她|它|在|去|到|来|和|跟|把|给|让|被|就|都|也|还|又|再|不|没|没有|会|能|得|着|过)$"
)


@cache
def _general_weights() -> tuple[dict[str, float], float]:
    """Inverse document frequency of Chinese words at large (jieba's table) and its median for unknown words."""
    return jieba.analyse.default_tfidf.idf_freq, jieba.analyse.default_tfidf.median_idf


def content_words(text: str) -> dict[str, float]:
    """The words of the matter with their weights (rarer words weigh more)."""
    weights, unknown = _general_weights()
    words: dict[str, float] = {}
    for word in jieba.cut(normalise(text)):
        if re.search(r"[\w]", word) and not word.isdigit() and not _ASKING.match(word):
            words[word] = weights.get(word, unknown)
    return words


def record_bodies(library: Library) -> dict[tuple[str, str], str]:
    """Everything a record says besides the texts it is found by, as one string a record."""
    bodies: dict[tuple[str, str], str] = {}
    for guide in library.guides.values():
        parts = [guide.summary, guide.theme, guide.department, guide.result.name, guide.fee.text, guide.agent.text]
        parts += [c.text for c in guide.conditions] + [m.name + m.when for m in guide.materials]
        parts += [s.text for s in guide.steps] + [e.question + e.answer for e in guide.eligibility]
        bodies["guide", guide.id] = normalise("\n".join(parts))
    for entry in library.faq.values():
        bodies["faq", entry.id] = normalise("\n".join([entry.answer, *entry.keywords]))
    return bodies


class Vocabulary:
    """Which words each record, and the library as a whole, knows."""

    def __init__(self, texts: list[IndexText], bodies: dict[tuple[str, str], str]):
        self._bodies = bodies
        self._texts: dict[tuple[str, str], list[str]] = {}
        for text in texts:
            self._texts.setdefault((text.kind, text.record), []).append(normalise(text.text))
        self._all = "\n".join([*bodies.values(), *(t for group in self._texts.values() for t in group)])

    def known(self, words: dict[str, float], record: tuple[str, str], without: str = "") -> tuple[float, float]:
        """Shares of the words' weight that the record and the library know; 1 for a question without own words.

        ``without`` is a text of the record to be looked away from (leaving a question out).
        """
        total = sum(words.values())
        if not total:
            return 1.0, 1.0
        own = "\n".join([self._bodies.get(record, ""), *(t for t in self._texts.get(record, ()) if t != without)])
        by_record = sum(weight for word, weight in words.items() if word in own)
        everywhere = self._all if not without else self._all.replace(without, "", 1)
        by_library = sum(weight for word, weight in words.items() if word in everywhere)
        return by_record / total, by_library / total


@dataclass(frozen=True)
class Answerability:
    """The fitted regression: ``chance`` is the probability that the record answers."""

    weights: np.ndarray
    bias: float
    centre: np.ndarray
    scale: np.ndarray

    def chance(self, features: np.ndarray) -> np.ndarray:
        """Probabilities for rows of features, shape [rows]."""
        z = (np.atleast_2d(features) - self.centre) / self.scale
        return 1.0 / (1.0 + np.exp(-(z @ self.weights + self.bias)))

    @classmethod
    def fit(cls, inside: np.ndarray, outside: np.ndarray) -> Answerability:
        """Fit on rows of features of answerable and unanswerable questions; both count the same in all."""
        rows = np.vstack([inside, outside])
        labels = np.concatenate([np.ones(len(inside)), np.zeros(len(outside))])
        centre, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
        model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000)
        model.fit((rows - centre) / scale, labels)
        return cls(model.coef_[0].astype(np.float64), float(model.intercept_[0]), centre, scale)

    def as_array(self) -> np.ndarray:
        return np.concatenate([self.weights, [self.bias], self.centre, self.scale])

    @classmethod
    def from_array(cls, values: np.ndarray) -> Answerability:
        n = len(FEATURES)
        return cls(values[:n], float(values[n]), values[n + 1 : 2 * n + 1], values[2 * n + 1 :])
