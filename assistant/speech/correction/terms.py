"""The short terms that long names are made of.

Nobody says 居民身份证首次申领; they say 身份证. The names of the library hold such words many times over.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable

import jieba

_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_LOOSE = frozenset("的了和与或及等有在为是不我你他要办被把给对从到去来吗呢吧怎么")


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
                    if 3 <= len(text) <= 6 and not any(set(token) & _LOOSE for token in phrase):
                        seen_phrases.add(text)
        words.update(seen_words)
        phrases.update(seen_phrases)
    chosen = {word for word, count in words.items() if 3 <= len(word) <= 8 or count >= 3}
    chosen |= {phrase for phrase, count in phrases.items() if count >= least}
    return sorted(chosen)
