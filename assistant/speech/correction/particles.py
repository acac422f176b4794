"""The last word of a question: 吗 and 不 are said short and flat, and recognisers write 忙, 盟, 布, 步 for them."""

from __future__ import annotations

import re

import jieba

_LAST = re.compile(r"([忙盟萌蒙布步])(?=[，。？！、]*$)")
_MEANT = {"忙": "吗", "盟": "吗", "萌": "吗", "蒙": "吗", "布": "不", "步": "不"}
#: After these the character is meant as it stands: 很忙, 两步, 这块布.
_AS_IT_STANDS = tuple(
    "很太不最真好更挺帮较常正在我你他她们都一二两三四五六七八九十几半每这那块匹花棉抹工加结同联大小进退初逐让个点"
)


def last_particle(text: str, words: jieba.Tokenizer) -> str:
    """``text`` with its last character made a particle, where it stands alone and nothing speaks for it."""
    match = _LAST.search(text)
    if match is None or match.start() < 3 or text[match.start() - 1] in _AS_IT_STANDS:
        return text
    run = re.split(r"[^\u4e00-\u9fff]", text[: match.end()])[-1]
    tokens = words.lcut(run)
    if not tokens or tokens[-1] != match[1]:
        return text
    return text[: match.start()] + _MEANT[match[1]] + text[match.end() :]
