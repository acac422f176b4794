"""Vosk (Kaldi): streaming recognition with partials and end points of its own; used when a Vosk model is installed.

A model that a hall installs goes into ``<models>/vosk/``. The engine takes any language that Vosk has a model for; what
``languages`` says is up to who opens it.

Where the model's graph can be rebuilt while it runs (the small models), an utterance of which the open recognition is not sure is read
once more by a grammar of the hall's own phrases; both readings are given on, and the hearing chooses. A grammar alone would hear nothing but
those phrases.
"""

from __future__ import annotations

import json
import math
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import jieba
import numpy as np

from assistant.speech.audio import SAMPLE_RATE, StreamResampler, checked
from assistant.speech.recognition.contract import Alternative, ModelMissing, Partial, Recognition
from assistant.speech.recognition.guards import compression_ratio, reject_sound, reject_text
from assistant.speech.recognition.script import tidy
from assistant.speech.voice_activity.silero import speech_spans, voiced_seconds

_HAN = re.compile("[\u4e00-\u9fff]")
_LEAST_CONFIDENCE = 1e-3
_CHUNK = SAMPLE_RATE // 5
#: An utterance whose words are surer than this in the mean is not read again.
SURE = 0.85
#: Longer grammars make the first frames slow.
MOST_PHRASES = 3000
UNKNOWN = "[unk]"
VOSK_REMEDY = "unpack one there, or choose the engine whisper, whose model `make models` gets"


def is_model(folder: Path) -> bool:
    """Whether ``folder`` holds a Vosk model (an acoustic model and a graph)."""
    return (folder / "am" / "final.mdl").is_file() and (folder / "graph").is_dir()


class VoskRecogniser:
    """A ``Recogniser`` on a Vosk model in ``folder``."""

    name = "vosk"

    def __init__(self, folder: Path, languages: tuple[str, ...] = ("zh",), phrases: Iterable[str] = ()) -> None:
        self.folder = Path(folder)
        self.languages = languages
        self._phrases = list(phrases)
        self._grammar = ""
        self._model = None
        self._loading = threading.Lock()

    def load(self) -> None:
        with self._loading:
            if self._model is not None:
                return
            if not is_model(self.folder):
                raise ModelMissing("a Vosk model", self.folder, VOSK_REMEDY)
            import vosk

            vosk.SetLogLevel(-1)
            self._model = vosk.Model(str(self.folder))
            self._grammar = self._compiled()

    def knows(self, word: str) -> bool:
        """Whether the model's vocabulary has ``word``."""
        self.load()
        return self._has(word)

    def _has(self, word: str) -> bool:
        return self._model.vosk_model_find_word(word) >= 0

    @property
    def grammar(self) -> list[str]:
        """The phrases that are listened for when the open recognition is not sure; empty where the model allows none."""
        self.load()
        return json.loads(self._grammar) if self._grammar else []

    def listen_for(self, phrases: Iterable[str]) -> None:
        """Utterances that are open already end with the phrases they began with."""
        with self._loading:
            self._phrases = list(phrases)
            if self._model is not None:
                self._grammar = self._compiled()

    def _compiled(self) -> str:
        """The phrases in the model's own words, as JSON. What it has no words for is left out: Kaldi would pass over it in silence."""
        if not (self.folder / "graph" / "Gr.fst").is_file():
            return ""  # one static graph: no grammar while running
        known = []
        for phrase in self._phrases:
            words = phrase.split() if " " in phrase or not _HAN.search(phrase) else jieba.lcut(phrase)
            if words and all(map(self._has, words)):
                known.append(" ".join(words))
        known = list(dict.fromkeys(known))[:MOST_PHRASES]
        if not known:
            return ""
        return json.dumps(known + [UNKNOWN] * self._has(UNKNOWN), ensure_ascii=False)

    def stream(self, sample_rate: int = SAMPLE_RATE) -> VoskStream:
        self.load()
        from vosk import KaldiRecognizer

        def decoder(*grammar: str) -> KaldiRecognizer:
            made = KaldiRecognizer(self._model, SAMPLE_RATE, *grammar)
            made.SetWords(True)
            return made

        grammar = self._grammar
        by_grammar = (lambda: decoder(grammar)) if grammar else None
        return VoskStream(self.name, decoder(), sample_rate, by_grammar)

    def recognise(self, audio: np.ndarray) -> Recognition:
        started = time.perf_counter()
        stream = self.stream()
        audio = checked(audio)
        result = stream.finish(audio)
        return _timed(result, started)


class VoskStream:
    """One utterance. Kaldi's own end points divide it into segments; a partial holds all of them."""

    def __init__(self, engine: str, decoder, sample_rate: int, by_grammar: Callable[[], object] | None = None) -> None:
        self._engine = engine
        self._decoder = decoder
        self._by_grammar = by_grammar
        self._resampler = StreamResampler(sample_rate)
        self._audio = np.zeros(0, dtype=np.float32)
        self._segments: list[list[dict]] = []
        self._shown = Partial("")
        self.endpoints = 0  # how often Kaldi saw the end of a segment

    def feed(self, pcm: np.ndarray) -> list[Partial]:
        self._accept(self._resampler.feed(checked(pcm)))
        settled = _text(self._segments)
        tail = json.loads(self._decoder.PartialResult()).get("partial", "")
        partial = Partial(tidy(f"{settled} {tail}"), len(settled))
        if partial == self._shown or not partial.text:
            return []
        self._shown = partial
        return [partial]

    def finish(self, rest: np.ndarray | None = None) -> Recognition:
        started = time.perf_counter()
        if rest is not None:
            rest = self._resampler.feed(checked(rest))
            if reject_sound(np.concatenate([self._audio, rest]), 1.0) == "too_long":
                return Recognition("", "", self._engine, rejected="too_long", ms=(time.perf_counter() - started) * 1000)
            self._accept(rest)
        self._take(self._decoder.FinalResult())
        speech = voiced_seconds(speech_spans(self._audio))
        words = [word for segment in self._segments for word in segment]
        confidences = [max(_LEAST_CONFIDENCE, word.get("conf", 1.0)) for word in words]
        avg_logprob = sum(map(math.log, confidences)) / len(words) if words else 0.0
        text = _text(self._segments)
        sure = bool(confidences) and sum(confidences) / len(confidences) >= SURE
        others = (Alternative(text, avg_logprob), *self._read_by_grammar()) if text and not sure else ()
        rejected = reject_sound(self._audio, speech) or reject_text(text, avg_logprob)
        return _timed(
            Recognition(
                text="" if rejected else text,
                raw_text="" if rejected else text,
                engine=self._engine,
                confidence=0.0 if rejected else sum(confidences) / len(confidences),
                avg_logprob=avg_logprob,
                compression_ratio=compression_ratio(text),
                speech_seconds=speech,
                rejected=rejected,
                alternatives=() if rejected else others,
            ),
            started,
        )

    def _read_by_grammar(self) -> tuple[Alternative, ...]:
        """The whole utterance by the hall's phrases alone, if all of it is one."""
        if self._by_grammar is None:
            return ()
        decoder = self._by_grammar()
        decoder.AcceptWaveform(_bytes(self._audio))
        words = json.loads(decoder.FinalResult()).get("result") or []
        if not words or any(word["word"] in (UNKNOWN, "<UNK>") for word in words):
            return ()
        logprob = sum(math.log(max(_LEAST_CONFIDENCE, word.get("conf", 1.0))) for word in words) / len(words)
        return (Alternative(_text([words]), logprob),)

    def _accept(self, samples: np.ndarray) -> None:
        self._audio = np.concatenate([self._audio, samples])
        for start in range(0, samples.size, _CHUNK):
            if self._decoder.AcceptWaveform(_bytes(samples[start : start + _CHUNK])):
                self.endpoints += 1
                self._take(self._decoder.Result())

    def _take(self, result: str) -> None:
        if words := json.loads(result).get("result"):
            self._segments.append(words)


def _bytes(samples: np.ndarray) -> bytes:
    return np.round(np.clip(samples, -1.0, 32767 / 32768) * 32768).astype("<i2").tobytes()


def _text(segments: list[list[dict]]) -> str:
    return tidy(" ".join(word["word"] for segment in segments for word in segment if word["word"] != "<UNK>"))


def _timed(result: Recognition, started: float) -> Recognition:
    return replace(result, ms=(time.perf_counter() - started) * 1000)
