"""Courtesies by their words alone: the hall's own understanding while the dialogue process is down."""

from __future__ import annotations

import re

_TALK: list[tuple[str, re.Pattern]] = [
    ("handoff", re.compile(r"转?人工|工作人员|真人|活人|找个人|叫个?人")),
    ("repeat", re.compile(r"再(?:说|讲)一?[遍次]|没听清|重复")),
    ("goodbye", re.compile(r"^(?:再见|拜拜|我走了|不问了|没事了)")),
    ("thanks", re.compile(r"^(?:谢谢|多谢|感谢|谢了)")),
    ("greet", re.compile(r"^(?:你好|您好|嗨|哈喽|在吗|有人吗|喂)[呀啊吗,，。!！ ]*(?:小新)?[呀啊。!！ ]*$")),
    ("capabilities", re.compile(r"你(?:会|能)(?:做|干)?(?:什么|啥)|怎么用")),
    ("affirm", re.compile(r"^(?:是的?|对的?|好的?|嗯+|可以|要的?)[。!！ ]*$")),
    ("deny", re.compile(r"^(?:不是的?|不对|不要|不用|没有|都不是)[。!！ ]*$")),
]
_NAVIGATE = re.compile(r"在哪|怎么走|怎么去|带我去|领我去|哪里有|找一?下")


def plain_intent(text: str) -> tuple[str, float]:
    """Intent and confidence (1 for a courtesy found, 0 for none)."""
    stripped = text.strip()
    for intent, pattern in _TALK:
        if pattern.search(stripped) and len(stripped) <= 16:
            return intent, 1.0
    if _NAVIGATE.search(stripped):
        return "navigate", 1.0
    return "nlu_fallback", 0.0
