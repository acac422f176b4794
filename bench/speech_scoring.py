"""How well utterances are recognised: character errors, words of the domain, rejections, and how soon.

The character error rate is the Levenshtein distance over characters without punctuation, Arabic numbers read as Chinese
on both sides, divided by the characters of the reference. Wall times are of this machine and of what else ran on it.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import asdict

import numpy as np

from assistant.speech.audio import SAMPLE_RATE
from assistant.speech.correction import DomainCorrector
from assistant.speech.hearing import Committed, DraftDue, Hearing, SpeculateDue, recognise
from assistant.speech.normalisation import normalise
from assistant.speech.recognition import Recogniser
from assistant.speech.recognition.script import simplified
from assistant.speech.voice_activity import Endpointer
from assistant.speech.voice_activity.silero import SileroDetector, speech_spans
from bench.speech_audio import Utterance


def characters(text: str) -> str:
    """``text`` as it is counted: numbers read aloud, no punctuation, no spaces, lower case."""
    return "".join(mark for mark in normalise(text).text.lower() if unicodedata.category(mark)[0] in "LN")


def edits(one: str, other: str) -> int:
    """The Levenshtein distance of two strings."""
    row = list(range(len(other) + 1))
    for at, left in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, right in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (left != right))
    return row[-1]


def error_rates(
    utterances: list[Utterance], recogniser: Recogniser, corrector: DomainCorrector, log: Callable[[str], None]
) -> dict:
    """Recognise all of ``utterances``: error rates before and after correction, wall times, rejections."""
    plain = corrected = length = changed = worse = rejected = found_plain = found = terms = 0
    walls, lines = [], []
    for utterance in utterances:
        result = recognise(utterance.audio, recogniser, corrector)
        reference = characters(utterance.text)
        simple = simplified(result.raw_text)  # what correction begins with
        before, after = edits(reference, characters(simple)), edits(reference, characters(result.text))
        plain, corrected, length = plain + before, corrected + after, length + len(reference)
        changed, worse = changed + (simple != result.text), worse + (after > before)
        rejected += result.rejected is not None
        for term in map(characters, utterance.terms):
            terms += 1
            found_plain += term in characters(simple)
            found += term in characters(result.text)
        walls.append(result.ms)
        lines.append({"name": utterance.name, "reference": utterance.text, **asdict(result)})
        if after:
            log(f"    {utterance.text}  ->  {simple}  ->  {result.text or result.rejected}")
    seconds = sum(utterance.audio.size for utterance in utterances) / SAMPLE_RATE
    return {
        "utterances": len(utterances),
        "characters": length,
        "cer": round(plain / length, 4) if length else None,
        "cer_corrected": round(corrected / length, 4) if length else None,
        "corrections": changed,
        "corrections_for_the_worse": worse,
        "rejected": rejected,
        "term_recall": round(found_plain / terms, 4) if terms else None,
        "term_recall_corrected": round(found / terms, 4) if terms else None,
        "wall_ms_p50": round(float(np.percentile(walls, 50)), 1),
        "wall_ms_p95": round(float(np.percentile(walls, 95)), 1),
        "rtf": round(sum(walls) / 1000 / seconds, 4),
        "each": lines,
    }


def timeliness(utterances: list[Utterance], recogniser: Recogniser) -> dict:
    """Play each utterance in frames of 20 ms: when the first draft and the committed text come, in seconds.

    Both are times of the sound plus the wall time of the recognition that is waited for; 0 is the first or last voice.
    """
    first_drafts, commits, drafts, whole = [], [], [], 0
    for utterance in utterances:
        spans = speech_spans(utterance.audio)
        if not spans:
            continue
        hearing = Hearing(recogniser, Endpointer(SileroDetector()))
        audio = np.concatenate([utterance.audio, np.zeros(3 * SAMPLE_RATE // 2, dtype=np.float32)])
        data = np.round(np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes()
        first, speculated, end = None, (0.0, 0.0), None
        ended = 0
        for at in range(0, len(data), 640):
            now = (at + 640) / 2 / SAMPLE_RATE
            for event in hearing.feed(data[at : at + 640]):
                started = time.perf_counter()
                if isinstance(event, DraftDue):
                    partial = hearing.draft(event.audio)
                    drafts.append(time.perf_counter() - started)
                    first = first or (partial and now + drafts[-1])
                elif isinstance(event, SpeculateDue):
                    hearing.final(event.audio)
                    speculated = (now, time.perf_counter() - started)
                elif isinstance(event, Committed):
                    ended += 1
                    hearing.final(event.audio)
                    end = max(now + time.perf_counter() - started, sum(speculated))
        whole += ended == 1
        if end is not None:
            commits.append(end - spans[-1][1] / SAMPLE_RATE)
        if first:
            first_drafts.append(first - spans[0][0] / SAMPLE_RATE)
    return {
        "utterances": len(utterances),
        "heard_as_one": whole,
        "first_draft_s_p50": _percentile(first_drafts, 50),
        "first_draft_s_p95": _percentile(first_drafts, 95),
        "draft_wall_s_p50": _percentile(drafts, 50),
        "committed_text_s_p50": _percentile(commits, 50),
        "committed_text_s_p95": _percentile(commits, 95),
    }


def _percentile(values: list[float], percent: float) -> float | None:
    return round(float(np.percentile(values, percent)), 3) if values else None
