"""``POST /api/speech/recognise`` and ``/synthesise``: ears and mouth, one request each."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from assistant.speech.audio import AudioError
from assistant.speech.recognition import RecognitionError
from assistant.speech.synthesis import TextTooLong, VoiceError
from avatar_bridge.api.conversation import services
from avatar_bridge.api.errors import ApiError

router = APIRouter(prefix="/api/speech", tags=["speech"])


class SynthesisRequest(BaseModel):
    text: str
    rate: Annotated[float, Field(ge=0.7, le=1.3)] = 1.0


@router.post("/recognise")
async def recognise(request: Request) -> dict:
    """A WAV or FLAC body -> text. ``rejected`` says why nothing was recognised, else it is null."""
    hall = services(request)
    if not hall.ears.ready:
        raise ApiError(503, "no_recognition", "语音识别现在用不了，请打字。", hall.ears.detail)
    try:
        result = await hall.ears.recognise_file(await request.body())
    except AudioError as error:
        raise ApiError(422, error.code, error.message, error.detail) from error
    except RecognitionError as error:
        raise ApiError(500, "internal", "语音识别出了点问题，请再试一次。", type(error).__name__) from error
    return {
        "text": result.text,
        "raw_text": result.raw_text,
        "engine": result.engine,
        "confidence": round(result.confidence, 4),
        "rejected": result.rejected,
        "ms": round(result.ms),
    }


@router.post("/synthesise")
async def synthesise(body: SynthesisRequest, request: Request) -> dict:
    """Text -> base64 WAV with viseme and word times."""
    hall = services(request)
    if not hall.mouth.ready:
        raise ApiError(503, "no_voice", "语音播报现在用不了。", hall.mouth.detail)
    try:
        speech = await hall.mouth.speak(body.text, body.rate, keep=False)
    except TextTooLong as error:
        raise ApiError(422, "too_long", "文字太长了，请分成短一点的句子。", str(error)) from error
    except VoiceError as error:
        raise ApiError(500, "no_voice", "语音播报出了点问题，请再试一次。", type(error).__name__) from error
    return {
        "audio": base64.b64encode(speech.wav()).decode("ascii"),
        "sample_rate": speech.sample_rate,
        "visemes": speech.visemes,
        "words": speech.words,
        "engine": speech.engine,
        "timing": speech.timing,
        "duration_ms": speech.duration_ms,
    }
