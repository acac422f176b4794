"""Sounds of a listener: they say "I am following", not "let me speak".

Said shortly and half aside, they are often written wrongly (对 becomes 队, 知道了 becomes 直到了), so they are told by their sound.
"""

from __future__ import annotations

import re

from assistant.speech.correction.syllables import syllables

_BACKCHANNEL = (
    "嗯 恩 唔 呣 啊 哦 噢 喔 我 哟 呃 额 诶 欸 哎 唉 嘿 哈 呵 哼 安 对 对的 对呀 对啊 没错 是 是的 是啊 是呀 是这样 好 好的 好吧 好嘞 好了 好啊 "
    "行 行吧 行的 可以 可以的 明白 明白了 知道了 知道 懂了 晓得 晓得了 了解 了解了 这样 这样啊 这样子 是这样子 原来如此 原来是这样 原来是这样啊 "
    "在听 我在听 嗯我在听"
)
_LATIN = re.compile(r"(?:ok|okay|yes|yeah|mm+|hm+|mhm|uh|ah|oh)+")
_NOT_SPOKEN = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
#: What is shorter, and no more than so many characters, wants the floor only when it is sure or sounds like it.
SHORT_SECONDS, SHORT_CHARACTERS, SURE = 0.65, 3, -0.35
#: Syllables by which somebody stops another, without tone: 停 等 别 不 慢 再 喂 够 换 错 重 转 叫 帮 闭 安静 打住; 东 is how 等 is misheard; 几 and 哪 ask.
_STOPPING = "停 等 别 不 慢 再 喂 够 换 错 重 转 传 叫 帮 闭 静 住 听 东 几 哪"


def _sounds(text: str) -> tuple[str, ...]:
    """Syllables without tone and accent."""
    return tuple(part.merged for part in syllables(text))


_ONLY = sorted({_sounds(word) for word in _BACKCHANNEL.split()}, key=len, reverse=True)
_STOPS = frozenset(sound for word in _STOPPING.split() for sound in _sounds(word))


def is_backchannel(text: str) -> bool:
    """Whether ``text`` sounds like nothing but listener's sounds such as 嗯, 对对对, 好的; also when it holds no word at all.

    Meant for barge-in, while the digital human is speaking: 好的 as the answer to its question is a turn all the same,
    which only the caller can know. Words that ask it to stop (停, 等一下, 不是) are never backchannels.
    """
    spoken = _NOT_SPOKEN.sub("", text).lower()
    if not spoken or _LATIN.fullmatch(spoken):
        return True
    if not _HAN.fullmatch(spoken):
        return False
    sounds = _sounds(spoken)
    at = 0
    while at < len(sounds):
        step = next((len(word) for word in _ONLY if sounds[at : at + len(word)] == word), 0)
        if not step:
            return False
        at += step
    return True


def wants_the_floor(text: str, seconds: float, avg_logprob: float | None = None) -> bool:
    """Whether these words, said while she speaks, ask to be heard.

    Args:
        seconds: of voice in them. ``avg_logprob``: how sure the recogniser is; None for a draft, which is never sure.
    """
    if is_backchannel(text):
        return False
    spoken = _NOT_SPOKEN.sub("", text)
    short = len(spoken) <= SHORT_CHARACTERS and seconds <= SHORT_SECONDS
    if not short or (avg_logprob is not None and avg_logprob >= SURE):
        return True
    return bool(_STOPS & set(_sounds(spoken)))
