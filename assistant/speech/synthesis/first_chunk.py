"""The first words of a long sentence, which are spoken while the rest is being made."""

from __future__ import annotations

import re

#: Characters: shorter sentences are made soon enough as they are; a beginning of fewer is over before the rest is there.
LONG, SHORTEST, LONGEST = 16, 4, 14
#: Where a speaker pauses anyway. Not 、, after which a list goes on at once.
_PAUSE = re.compile(r"[，；：,;:]")
_OPENING, _CLOSING = "（(《“「『【", "）)》”」』】"


def first_chunk(text: str) -> list[str]:
    """``text`` in two at its first pause, or whole where it is short or has none soon; nothing is lost or added."""
    if len(text) < LONG:
        return [text]
    for pause in _PAUSE.finditer(text, SHORTEST, LONGEST + 1):
        head, rest = text[: pause.end()], text[pause.end() :]
        inside = sum(head.count(mark) for mark in _OPENING) != sum(head.count(mark) for mark in _CLOSING)
        # 8:30 and 1,000 are one word each.
        number = text[pause.start() - 1].isdigit() and rest[:1].isdigit()
        if not inside and not number and len(rest.strip()) >= SHORTEST:
            return [head, rest]
    return [text]
