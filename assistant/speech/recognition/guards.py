"""What keeps silence, clicks and noise from becoming words.

Whisper speaks when nobody does, and ``no_speech_prob`` alone does not tell. Three guards together do: at least 0.25 s
of voice found by Silero VAD, a mean log-probability above -1 and a compression ratio below 2.4 (both limits are those
of OpenAI's own ``transcribe``). To these comes a list of subtitle credits that Whisper learnt from films and says over
noise.
"""

from __future__ import annotations

import re
import zlib

import numpy as np

from assistant.speech.audio import level_dbfs
from assistant.speech.recognition.contract import Rejection

MIN_SPEECH_SECONDS = 0.25
MIN_AVG_LOGPROB = -1.0
MAX_COMPRESSION_RATIO = 2.4
MAX_SECONDS = 60.0
SILENCE_DBFS = -50.0

_CREDITS = re.compile(
    r"点赞.{0,6}订阅|订阅.{0,6}(转发|打赏)|明镜与点点|字幕(由|志愿|制作|组|[:\uff1aby])|中文字幕|[Aa]mara|[优優]{2}独播|YoYo"
    r"|[Tt]elevision [Ss]eries|MING PAO|作词|作曲|谢谢(观看|收看|您的观看|大家观看)|请不吝|下(期|集)再见"
)


def compression_ratio(text: str) -> float:
    """UTF-8 bytes of ``text`` over their zlib bytes: text that repeats itself is above 2.4. 0 for empty text."""
    data = text.encode("utf-8")
    return len(data) / len(zlib.compress(data)) if data else 0.0


def reject_sound(audio: np.ndarray, speech_seconds: float) -> Rejection:
    """Why ``audio`` (float32, 16 kHz) need not be decoded at all, or ``None``."""
    if audio.size > MAX_SECONDS * 16_000:
        return "too_long"
    if speech_seconds >= MIN_SPEECH_SECONDS:
        return None
    return "silence" if level_dbfs(audio) < SILENCE_DBFS else "noise"


def reject_text(text: str, avg_logprob: float) -> Rejection:
    """Why a decoded ``text`` (Simplified) cannot be believed, or ``None``."""
    if not any(character.isalnum() for character in text):
        return "unclear"
    if avg_logprob <= MIN_AVG_LOGPROB or compression_ratio(text) >= MAX_COMPRESSION_RATIO:
        return "unclear"
    return "noise" if _CREDITS.search(text) else None
