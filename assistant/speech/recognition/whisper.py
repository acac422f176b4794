"""Whisper base on CTranslate2 with a short encoder input: the embedded engine for Mandarin.

Whisper pads every utterance to 30 s (3000 mel frames) and spends most of its time on the padding. Here the log-mel
features are padded with their minimum to 1200 frames (12 s), to 800 for drafts, which is as accurate on short
utterances and some four times as fast on two cores. Utterances that are longer are cut at pauses; what cannot be cut
goes through the full 3000 frames. Finals are decoded after a prompt with the hall's words.
Sounds that are no speech would bring the prompt itself; the guards keep them out.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.speech.audio import SAMPLE_RATE, StreamResampler, checked
from assistant.speech.recognition.agreement import LocalAgreement
from assistant.speech.recognition.contract import Alternative, ModelMissing, Partial, Recognition
from assistant.speech.recognition.guards import MIN_SPEECH_SECONDS, compression_ratio, reject_sound, reject_text
from assistant.speech.recognition.script import simplified
from assistant.speech.recognition.segments import pieces
from assistant.speech.voice_activity.silero import frame_probabilities, speech_spans, voiced_seconds

FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
FINAL_FRAMES, DRAFT_FRAMES, FULL_FRAMES = 1200, 800, 3000  # 10 ms each
FINAL_BEAM, DRAFT_BEAM = 5, 1
# Mandarin is spoken at up to some 8 syllables a second, and a syllable takes one to three tokens of this vocabulary.
_TOKENS_PER_SECOND, _TOKENS_AT_LEAST, _TOKENS_AT_MOST = 14, 12, 220
#: Tokens of the prompt that are kept, the last ones; the model was trained with up to 223.
_PROMPT_TOKENS = 200
_DRAFT_EVERY = int(0.3 * SAMPLE_RATE)  # below the 0.4 s at which callers ask, whose pieces are whole frames
_DRAFT_WINDOW = int(DRAFT_FRAMES / 100 * SAMPLE_RATE)


@dataclass(frozen=True)
class _Decoded:
    raw: str
    text: str
    tokens: int
    avg_logprob: float
    no_speech: float
    alternatives: tuple[Alternative, ...] = ()


class WhisperRecogniser:
    """A ``Recogniser`` for Mandarin: the CTranslate2 model in ``folder``, int8 on the CPU with ``threads`` threads.

    ``prompt`` is text of the kind that is going to be heard, with its names.
    """

    name = "whisper"
    languages = ("zh",)

    def __init__(self, folder: Path, threads: int = 2, prompt: str = "") -> None:
        self.folder = Path(folder)
        self._before = prompt
        self._threads = threads
        self._model = None
        self._loading = threading.Lock()

    def load(self) -> None:
        with self._loading:
            if self._model is not None:
                return
            if missing := [file for file in FILES if not (self.folder / file).is_file()]:
                raise ModelMissing(f"the Whisper model ({missing[0]})", self.folder)
            import ctranslate2
            import tokenizers
            from faster_whisper.feature_extractor import FeatureExtractor

            self._ctranslate2 = ctranslate2
            self._features = FeatureExtractor()
            tokenizer = tokenizers.Tokenizer.from_file(str(self.folder / "tokenizer.json"))
            names = ("<|startoftranscript|>", "<|zh|>", "<|transcribe|>", "<|notimestamps|>")
            self._prompt = [tokenizer.token_to_id(name) for name in names]
            earlier = tokenizer.encode(self._before, add_special_tokens=False).ids[-_PROMPT_TOKENS:]
            self._earlier = [tokenizer.token_to_id("<|startofprev|>"), *earlier] if earlier else []
            self._end = tokenizer.token_to_id("<|endoftext|>")
            self._tokenizer = tokenizer
            simplified("載")  # OpenCC reads its tables at first use
            self._model = ctranslate2.models.Whisper(
                str(self.folder), device="cpu", compute_type="int8", intra_threads=self._threads, inter_threads=1
            )
            # The first passes allocate: let no citizen wait for them.
            self._decode(np.zeros(SAMPLE_RATE, dtype=np.float32), FINAL_FRAMES, FINAL_BEAM)
            frame_probabilities(np.zeros(SAMPLE_RATE, dtype=np.float32))

    def listen_for(self, phrases: Iterable[str]) -> None:
        """Nothing: more names in the prompt make it no better (``prompt.QUESTIONS``)."""

    def stream(self, sample_rate: int = SAMPLE_RATE) -> WhisperStream:
        self.load()
        return WhisperStream(self, sample_rate)

    def recognise(self, audio: np.ndarray) -> Recognition:
        started = time.perf_counter()
        self.load()
        audio = checked(audio)
        rejected = reject_sound(audio, MIN_SPEECH_SECONDS)  # its length alone, before anything is computed
        probabilities = frame_probabilities(audio) if rejected is None else np.zeros(0)
        spans = speech_spans(audio, probabilities) if rejected is None else []
        speech = voiced_seconds(spans)
        rejected = rejected or reject_sound(audio, speech)
        decoded: list[_Decoded] = []
        if rejected is None:
            for first, last in pieces(audio.size, spans, probabilities):
                piece = self._decode(audio[first:last], FINAL_FRAMES, FINAL_BEAM, self._earlier)
                why = reject_text(piece.text, piece.avg_logprob)
                rejected = rejected or why
                if why is None:
                    decoded.append(piece)
        milliseconds = (time.perf_counter() - started) * 1000
        if not decoded:
            return Recognition(
                "", "", self.name, speech_seconds=speech, rejected=rejected or "unclear", ms=milliseconds
            )
        text = join(piece.text for piece in decoded)
        tokens = sum(piece.tokens for piece in decoded)
        avg_logprob = sum(piece.avg_logprob * piece.tokens for piece in decoded) / max(1, tokens)
        return Recognition(
            text=text,
            raw_text=join(piece.raw for piece in decoded),
            engine=self.name,
            confidence=min(1.0, math.exp(avg_logprob)),
            avg_logprob=avg_logprob,
            compression_ratio=compression_ratio(text),
            speech_seconds=speech,
            ms=milliseconds,
            alternatives=decoded[0].alternatives if len(decoded) == 1 else (),
        )

    def draft(self, audio: np.ndarray) -> str:
        """A quick guess at ``audio`` (float32, 16 kHz, up to 8 s), Simplified; empty when there is nothing sure."""
        self.load()
        if voiced_seconds(speech_spans(audio)) < MIN_SPEECH_SECONDS:
            return ""
        decoded = self._decode(audio, DRAFT_FRAMES, DRAFT_BEAM)
        return "" if reject_text(decoded.text, decoded.avg_logprob) else decoded.text

    def _decode(self, audio: np.ndarray, frames: int, beam: int, earlier: Sequence[int] = ()) -> _Decoded:
        """One pass of encoder and decoder over ``audio`` (float32, 16 kHz, up to 30 s), after the tokens of ``earlier``."""
        features = self._features(audio)
        if features.shape[1] > frames:
            frames = FINAL_FRAMES if features.shape[1] <= FINAL_FRAMES else FULL_FRAMES
        features = features[:, :frames]
        features = np.pad(features, ((0, 0), (0, frames - features.shape[1])), constant_values=float(features.min()))
        view = self._ctranslate2.StorageView.from_array(np.ascontiguousarray(features[None], dtype=np.float32))
        encoded = self._model.encode(view)
        limit = min(_TOKENS_AT_MOST, _TOKENS_AT_LEAST + int(audio.size / SAMPLE_RATE * _TOKENS_PER_SECOND))
        (result,) = self._model.generate(
            encoded,
            [[*earlier, *self._prompt]],
            beam_size=beam,
            num_hypotheses=beam,
            max_length=len(earlier) + len(self._prompt) + limit,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=[-1],
        )
        read = [self._read(ids, score) for ids, score in zip(result.sequences_ids, result.scores)]
        raw, avg_logprob, count = read[0]
        others = tuple(Alternative(simplified(other), logprob) for other, logprob, _ in read)
        return _Decoded(raw, simplified(raw), count, avg_logprob, result.no_speech_prob, others)

    def _read(self, ids: list[int], score: float) -> tuple[str, float, int]:
        """Text, mean log-probability and number of tokens of one hypothesis."""
        tokens = [token for token in ids if token < self._end]
        # CTranslate2 divides the sum of log-probabilities by the length without the end token; Whisper by that with it.
        return self._tokenizer.decode(tokens).strip(), score * len(tokens) / (len(tokens) + 1), len(tokens)


class WhisperStream:
    """One utterance: a draft when at least 0.3 s of new sound came, and a final over everything.

    Drafts look at the last 8 s at most. What is older was settled at its quietest place and is not decoded again for
    drafts; the final decodes all of it anew.
    """

    def __init__(self, recogniser: WhisperRecogniser, sample_rate: int) -> None:
        self._recogniser = recogniser
        self._resampler = StreamResampler(sample_rate)
        self._audio = np.zeros(0, dtype=np.float32)
        self._drafted = 0  # samples that the last draft has seen
        self._settled, self._settled_text = 0, ""
        self._agreement = LocalAgreement()
        self._shown = Partial("")

    def feed(self, pcm: np.ndarray) -> list[Partial]:
        self._audio = np.concatenate([self._audio, self._resampler.feed(checked(pcm))])
        if self._audio.size - self._drafted < _DRAFT_EVERY:
            return []
        self._drafted = self._audio.size
        self._settle()
        draft = self._recogniser.draft(self._audio[self._settled :])
        if not draft:
            return []
        partial = self._agreement.take(join([self._settled_text, draft]))
        if partial == self._shown:
            return []
        self._shown = partial
        return [partial]

    def finish(self, rest: np.ndarray | None = None) -> Recognition:
        if rest is not None:
            self._audio = np.concatenate([self._audio, self._resampler.feed(checked(rest))])
        return self._recogniser.recognise(self._audio)

    def _settle(self) -> None:
        while self._audio.size - self._settled > _DRAFT_WINDOW:
            window = self._audio[self._settled : self._settled + _DRAFT_WINDOW]
            cut = self._settled + quietest(window, _DRAFT_WINDOW // 2)
            self._settled_text = join([self._settled_text, self._recogniser.draft(self._audio[self._settled : cut])])
            self._settled = cut


def quietest(samples: np.ndarray, earliest: int) -> int:
    """The middle of the quietest 0.1 s of ``samples`` (16 kHz) that begins at or after sample ``earliest``."""
    width = SAMPLE_RATE // 10
    energy = np.convolve(np.square(samples[earliest:], dtype=np.float64), np.ones(width), mode="valid")
    return earliest + int(np.argmin(energy)) + width // 2


def join(texts) -> str:
    """``texts`` in order as one; a comma (a space after Latin letters) where there is none."""
    result = ""
    for text in texts:
        if result and text and result[-1].isalnum() and text[0].isalnum():
            result += "\uff0c" if ord(result[-1]) > 127 else " "
        result += text
    return result
