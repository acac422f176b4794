"""The voice with the free licence: Kokoro-82M v1.0 (StyleTTS 2 and ISTFTNet), int8 on ONNX Runtime, 24 kHz.

Model and style vectors are Apache-2.0; unpacked by ``operations.models.kokoro``, which also makes the model
give its durations: frames of 600 samples for every token. Phonemes follow misaki 0.9.4 ``zh`` (Apache-2.0; after
pinyin-to-ipa, MIT), with which the model was trained: IPA letters, the tone as an arrow behind the nucleus.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np

from assistant.speech.normalisation import Syllable, normalise, pronounce
from assistant.speech.synthesis.clauses import LONGEST_CLAUSE, Clause, clauses
from assistant.speech.synthesis.contract import (
    Speech,
    VoiceError,
    VoiceUnavailable,
    check_request,
    make_speech,
    silence,
)
from assistant.speech.synthesis.estimate import AUDIBLE, MARGIN_S
from assistant.speech.visemes import TimedSyllable

SAMPLE_RATE = 24000
FRAME = 600  # samples a duration frame
FRAME_MS = 1000.0 * FRAME / SAMPLE_RATE
LEAD_MS = 50.0  # measured at fricatives: a phoneme sounds two duration frames before its place
STYLES = 510  # a speaker's style vectors, one a number of tokens
SHORT_CLAUSE = 5  # syllables
SPEAKER = "zf_xiaoxiao"
THREADS = 2

INITIALS: dict[str, str] = {
    "b": "p",
    "p": "pʰ",
    "m": "m",
    "f": "f",
    "d": "t",
    "t": "tʰ",
    "n": "n",
    "l": "l",
    "g": "k",
    "k": "kʰ",
    "h": "x",
    "j": "ʨ",
    "q": "ʨʰ",
    "x": "ɕ",
    "zh": "ꭧ",
    "ch": "ꭧʰ",
    "sh": "ʂ",
    "r": "ɻ",
    "z": "ʦ",
    "c": "ʦʰ",
    "s": "s",
}
# 0 is where the tone goes.
FINALS: dict[str, str] = {
    "a": "a0",
    "ai": "ai0",
    "an": "a0n",
    "ang": "a0ŋ",
    "ao": "au0",
    "e": "ɤ0",
    "ei": "ei0",
    "en": "ə0n",
    "eng": "ə0ŋ",
    "er": "ɚ0",
    "i": "i0",
    "ia": "ja0",
    "ian": "jɛ0n",
    "iang": "ja0ŋ",
    "iao": "jau0",
    "ie": "je0",
    "ii": "ɨ0",
    "iii": "ɨ0",
    "in": "i0n",
    "ing": "i0ŋ",
    "iong": "jʊ0ŋ",
    "iou": "jou0",
    "o": "wo0",
    "ong": "ʊ0ŋ",
    "ou": "ou0",
    "u": "u0",
    "ua": "wa0",
    "uai": "wai0",
    "uan": "wa0n",
    "uang": "wa0ŋ",
    "uei": "wei0",
    "uen": "wə0n",
    "ueng": "wə0ŋ",
    "uo": "wo0",
    "v": "y0",
    "van": "ɥɛ0n",
    "ve": "ɥe0",
    "vn": "y0n",
}
TONES = {1: "→", 2: "↗", 3: "↓", 4: "↘", 5: ""}
MARKS = {"，": ", ", "、": ", ", "：": ": ", "；": "; ", "。": ". ", "！": "! ", "？": "? ", "": " "}
_ENDS = frozenset("。！？；")


def phonemes(syllable: Syllable) -> tuple[str, str]:
    """(initial, final with tone) in the letters of the model's vocabulary."""
    initial = INITIALS.get(syllable.initial, "")
    if syllable.final == "o" and not syllable.initial:
        return "", "ɔ" + TONES[syllable.tone]
    return initial, FINALS[syllable.final].replace("0", TONES[syllable.tone])


@dataclass(frozen=True)
class _Letter:
    """A letter of the phoneme string; ``owner`` is its syllable (an index) or None for spaces and marks."""

    text: str
    owner: Optional[int]
    initial: bool = False


def _letters(group: list[Clause]) -> tuple[list[_Letter], list[Syllable]]:
    letters: list[_Letter] = []
    syllables: list[Syllable] = []
    for clause in group:
        for at, syllable in enumerate(clause.syllables):
            owner = len(syllables)
            syllables.append(syllable)
            initial, final = phonemes(syllable)
            letters += [_Letter(text, owner, initial=True) for text in initial]
            letters += [_Letter(text, owner) for text in final]
            last = at + 1 == len(clause.syllables)
            between = "" if last else MARKS["、"] if at in clause.inner else " " if syllable.word_end else ""
            letters += [_Letter(text, None) for text in between]
        letters += [_Letter(text, None) for text in MARKS[clause.mark]]
    while letters and letters[-1].text == " ":
        letters.pop()
    return letters, syllables


def _groups(parts: list[Clause]) -> list[list[Clause]]:
    """Clauses that are spoken by one inference.

    The model makes almost no pause at a comma, so most clauses stand alone and are joined with ours; very short ones
    (您好，) sound better together with their neighbour.
    """
    groups: list[list[Clause]] = []
    length = 0
    for clause in parts:
        size = len(clause.syllables)
        short = length < SHORT_CLAUSE or size < SHORT_CLAUSE
        if groups and short and groups[-1][-1].mark not in _ENDS and length + size <= LONGEST_CLAUSE:
            groups[-1].append(clause)
            length += size
        else:
            groups.append([clause])
            length = size
    return groups


class KokoroVoice:
    """See ``Voice``. ``models`` is the models folder; the voice is in its folder ``kokoro``."""

    name = "kokoro"
    licence_notice = ""
    sample_rate = SAMPLE_RATE
    timing = "exact"

    def __init__(self, models: Path, speaker: str = SPEAKER, threads: int = THREADS):
        self._folder = Path(models) / "kokoro"
        self._speaker = speaker
        self._threads = threads
        self.version = f"1.0-int8-{speaker}-1"
        self._lock = threading.Lock()
        self._session = None
        self._vocabulary: dict[str, int] = {}
        self._styles = np.zeros((STYLES, 256), np.float32)

    def load(self) -> None:
        with self._lock:
            if self._session is not None:
                return
            try:
                import onnxruntime

                self._vocabulary = json.loads((self._folder / "vocabulary.json").read_text(encoding="utf-8"))
                self._styles = np.fromfile(self._folder / f"{self._speaker}.bin", "<f4").reshape(STYLES, 256)
                model = self._folder / "model.onnx"
                if not model.is_file():
                    raise FileNotFoundError(str(model))
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = self._threads
                options.inter_op_num_threads = 1
                options.log_severity_level = 3
                # Threads that spin between sentences would take the processor from recognition and the browser.
                options.add_session_config_entry("session.intra_op.allow_spinning", "0")
                self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            except Exception as error:  # onnxruntime's own exceptions have no common base
                raise VoiceUnavailable(f"kokoro: {error}") from error
        pronounce("请")  # loads the dictionaries too

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        check_request(text, rate)
        self.load()
        spoken = normalise(text)
        parts = clauses(pronounce(spoken.text))
        if not parts:
            return silence(spoken, SAMPLE_RATE, self.name, "exact")
        audio: list[np.ndarray] = []
        timed: list[TimedSyllable] = []
        samples = 0
        groups = _groups(parts)
        for place, group in enumerate(groups):
            piece, local = self._speak(group, rate)
            shift = 1000.0 * samples / SAMPLE_RATE
            timed += [
                TimedSyllable(item.syllable, item.start + shift, item.end + shift, item.initial_ms) for item in local
            ]
            rest_ms = group[-1].pause_ms(rate) if place + 1 < len(groups) else 80.0
            rest = np.zeros(int(rest_ms * SAMPLE_RATE / 1000), np.float32)
            audio += [piece, rest]
            samples += len(piece) + len(rest)
        return make_speech(spoken, np.concatenate(audio), SAMPLE_RATE, timed, self.name, "exact")

    def _speak(self, group: list[Clause], rate: float) -> tuple[np.ndarray, list[TimedSyllable]]:
        """Audio (float32 [n], silence trimmed at both ends) of some clauses and its syllables in ms."""
        letters, syllables = _letters(group)
        letters = [letter for letter in letters if letter.text in self._vocabulary]
        tokens = [self._vocabulary[letter.text] for letter in letters]
        style = self._styles[min(len(tokens), STYLES) - 1]
        try:
            audio, durations = self._session.run(
                None,
                {
                    "tokens": np.array([[0, *tokens, 0]], np.int64),
                    "style": style.reshape(1, 256),
                    "speed": np.array([rate], np.float32),
                },
            )
        except Exception as error:  # onnxruntime's own exceptions have no common base
            raise VoiceError(f"kokoro: {error}") from error
        audio = np.asarray(audio, np.float32).ravel()
        edges = np.concatenate([[0.0], np.cumsum(np.asarray(durations, np.float64).ravel())]) * FRAME_MS - LEAD_MS
        loud = np.flatnonzero(np.abs(audio) > AUDIBLE)
        margin = int(MARGIN_S * SAMPLE_RATE)
        begin = max(0, int(loud[0]) - margin) if loud.size else 0
        end = min(len(audio), int(loud[-1]) + margin) if loud.size else len(audio)
        offset, length = 1000.0 * begin / SAMPLE_RATE, 1000.0 * (end - begin) / SAMPLE_RATE
        starts: dict[int, float] = {}
        stops: dict[int, float] = {}
        initials: dict[int, float] = {}
        for place, letter in enumerate(letters):
            if letter.owner is None:
                continue
            first, last = float(edges[place + 1]) - offset, float(edges[place + 2]) - offset
            starts.setdefault(letter.owner, first)
            stops[letter.owner] = last
            if letter.initial:
                initials[letter.owner] = last - starts[letter.owner]
        if stops:
            stops[len(syllables) - 1] = length - 1000.0 * MARGIN_S
        timed = [
            TimedSyllable(
                syllable,
                min(max(starts[at], 0.0), length),
                min(max(stops[at], 0.0), length),
                initials.get(at),
            )
            for at, syllable in enumerate(syllables)
            if at in starts
        ]
        return audio[begin:end], timed
