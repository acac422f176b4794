"""``python -m bench barge_in``: who stops her. Listeners' sounds and other people's talk, coughs and noises, real interruptions.

Clips are said by synthetic speakers (``bench/data/speech``) and go through the hall's own listening while a sentence is being spoken; time is
that of the sound plus the wall time of the drafts that are waited for. Other people's talk is from afar and quieter than the visitor, who has
asked a question before. ``paused``: she stopped; ``stopped for good``: the turn was cancelled; times are from the first voice on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from pathlib import Path

import numpy as np

from assistant.speech.audio import SAMPLE_RATE
from assistant.speech.correction import DomainCorrector, domain_terms
from assistant.speech.hearing import Hearing
from assistant.speech.recognition import open_recogniser
from assistant.speech.recognition.prompt import hall_prompt
from assistant.speech.voice_activity import Endpointer
from assistant.speech.voice_activity.silero import SileroDetector, speech_spans
from avatar_bridge.socket.listening import Listening
from bench.not_speech import sounds
from bench.speech import DATA, KEPT, ROOT, read_tsv
from bench.speech_audio import SPEAKERS, Speakers, far_away
from knowledge_base.lexicon import spoken_names
from knowledge_base.loading import load_library

#: What she says meanwhile; none of it is in a clip.
SPOKEN = ("请您先到二楼的取号机取号，再到等候区坐一会儿。",)
FRAME = 640  # bytes of 20 ms
#: People behind are so much quieter.
BEHIND = 10 ** (-16 / 20)
QUESTION = "我想问一下居住证怎么办"


class _Clock:
    """The sound's own time, and how long what was computed since took."""

    def __init__(self) -> None:
        self.now, self.took = 0.0, 0.0


class _Ears:
    """Recognises in place, so that sound waits for words; what that took is added to the clock."""

    busy = False

    def __init__(self, clock: _Clock):
        self._clock = clock

    async def draft(self, hearing: Hearing, audio: np.ndarray):
        return self._timed(hearing.draft, audio)

    async def final(self, hearing: Hearing, audio: np.ndarray):
        return self._timed(hearing.final, audio)

    def _timed(self, work, audio: np.ndarray):
        started = time.perf_counter()
        result = work(audio)
        self._clock.took = time.perf_counter() - started
        return result


class Scene:
    """One visitor, hands-free, while she speaks."""

    def __init__(self, recogniser, corrector, question: np.ndarray):
        self._recogniser, self._corrector, self._question = recogniser, corrector, question

    async def play(self, clip: np.ndarray) -> dict[str, float]:
        """What happened, with seconds from the clip's first voice: ``duck``, ``pause``, ``cancelled``, ``play`` (she goes on)."""
        clock, told, spoken = _Clock(), {}, [()]

        async def floor(value: str) -> None:
            told.setdefault(value, clock.now + clock.took)

        async def cancelled() -> None:
            told.setdefault("cancelled", clock.now + clock.took)
            spoken[0] = ()

        async def nothing(*_: str) -> None: ...

        hearing = Hearing(self._recogniser, Endpointer(SileroDetector()), self._corrector)
        listening = Listening(
            _Ears(clock), hearing, mode="hands_free", drafts=False, spoken=lambda: spoken[0], on_start=nothing,
            on_partial=nothing, on_floor=floor, on_barge_in=cancelled, on_words=nothing, on_unheard=nothing, on_busy=nothing,
        )  # fmt: skip
        await self._feed(listening, clock, self._question)
        spoken[0] = SPOKEN
        clock.now = 0.0
        await self._feed(listening, clock, clip)
        await listening.close()
        spans = speech_spans(clip)
        onset = spans[0][0] / SAMPLE_RATE if spans else 0.0
        return {name: at - onset for name, at in told.items()}

    async def _feed(self, listening: Listening, clock: _Clock, audio: np.ndarray) -> None:
        audio = np.concatenate([audio, np.zeros(3 * SAMPLE_RATE // 2, dtype=np.float32)])
        data = np.round(np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes()
        for at in range(0, len(data), FRAME):
            clock.now, clock.took = (at + FRAME) / 2 / SAMPLE_RATE, 0.0
            await listening.feed(data[at : at + FRAME])
            # Every task that the frame began runs to its end here.
            for _ in range(4):
                await asyncio.sleep(0)


def _row(results: list[dict[str, float]]) -> dict:
    def times(name: str) -> list[float]:
        return [result[name] for result in results if name in result]

    row: dict = {"clips": len(results)}
    for name in ("pause", "cancelled"):
        row[{"pause": "paused", "cancelled": "stopped for good"}[name]] = len(times(name))
    stopped = [
        min(result[name] for name in ("pause", "cancelled") if name in result)
        for result in results
        if {"pause", "cancelled"} & set(result)
    ]
    resumed = [
        result["play"] - result["pause"]
        for result in results
        if "pause" in result and "cancelled" not in result and "play" in result
    ]
    row["stopped or paused"] = len(stopped)
    for name, values in (("duck_s", times("duck")), ("silence_s", stopped), ("resumed_after_s", resumed)):
        row[f"{name}_p50"] = round(float(np.percentile(values, 50)), 2) if values else None
        row[f"{name}_p95"] = round(float(np.percentile(values, 95)), 2) if values else None
    return row


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench barge_in", description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--models", type=Path, default=Path(os.environ.get("HALL_MODELS") or ROOT / "var" / "models"))
    parser.add_argument("--speakers", default=",".join(SPEAKERS), help="Kokoro speakers, with commas")
    parser.add_argument("--verbose", action="store_true", help="print what stopped her falsely, and what did not")
    options = parser.parse_args(argv)
    library = load_library()
    recogniser = open_recogniser(options.models, "auto", prompt=hall_prompt(library.hall.name))
    recogniser.load()
    speakers = Speakers(options.models, KEPT, tuple(options.speakers.split(",")))
    scene = Scene(recogniser, DomainCorrector(domain_terms(spoken_names(library))), speakers.say(QUESTION, 0))
    quiet = [(row["text"], row["kind"]) for row in read_tsv(DATA / "backchannels.tsv")]
    said = [(text, speakers.say(text, i)) for i, (text, kind) in enumerate(quiet) if kind == "backchannel"]
    behind = [
        (text, far_away(speakers.say(text, i), i) * BEHIND) for i, (text, kind) in enumerate(quiet) if kind == "crowd"
    ]
    wanted = [(row["text"], speakers.say(row["text"], i)) for i, row in enumerate(read_tsv(DATA / "interruptions.tsv"))]
    noises = list(sounds().items())[::2] + [(f"{name} again", sound) for name, sound in list(sounds(8).items())[::9]]
    report = {}
    for name, clips, right in (("listeners' sounds", said, False), ("people behind", behind, False), ("noises", noises, False), ("interruptions", wanted, True)):  # fmt: skip
        results = [asyncio.run(scene.play(clip)) for _, clip in clips]
        report[name] = _row(results)
        print(name, report[name], flush=True)
        if options.verbose:
            odd = [
                text
                for (text, _), result in zip(clips, results)
                if ("cancelled" in result or "pause" in result) != right
            ]
            print("   ", odd)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 0
