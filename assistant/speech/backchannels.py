"""Sounds of a listener: they say "I am following", not "let me speak"."""

from __future__ import annotations

import re

_BACKCHANNEL = (
    "嗯 唔 呣 啊 哦 噢 喔 哟 呃 额 诶 欸 哎 唉 嘿 哈 呵 对 对的 对呀 对啊 没错 是 是的 是啊 是呀 好 好的 "
    "好吧 好嘞 好啊 行 行吧 行的 明白 明白了 知道了 知道 懂了 晓得 晓得了 了解 了解了 这样 这样啊 这样子 "
    "原来如此 原来是这样 ok okay yes yeah mm hm hmm mhm uh ah oh"
)
_ONLY = re.compile("(?:" + "|".join(sorted(_BACKCHANNEL.split(), key=len, reverse=True)) + ")+")
_NOT_SPOKEN = re.compile(r"[\W_]+")


def is_backchannel(text: str) -> bool:
    """Whether ``text`` holds nothing but listener's sounds such as 嗯, 对对对, 好的; also when it holds no word at all.

    Meant for barge-in, while the digital human is speaking: 好的 as the answer to its question is a turn all the same,
    which only the caller can know. Words that ask it to stop (停, 等一下, 不是) are never backchannels.
    """
    spoken = _NOT_SPOKEN.sub("", text).lower()
    return not spoken or _ONLY.fullmatch(spoken) is not None
