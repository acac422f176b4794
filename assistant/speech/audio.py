"""Sound as the recognisers take it: 16 kHz, one channel, float32 in [-1, 1].

Files (WAV, FLAC) are decoded with libsndfile. Whole recordings and live microphone frames go through the same windowed
sinc filter; the live form keeps its state from frame to frame and gives the same samples as the whole one.
"""

from __future__ import annotations

import io
import math
from functools import lru_cache

import numpy as np
import soundfile

SAMPLE_RATE = 16_000
LOWEST_RATE, HIGHEST_RATE = 8_000, 48_000
LONGEST_FILE_SECONDS = 300.0
_FORMATS = {"WAV", "WAVEX", "RF64", "FLAC"}
_HALF_TAPS = 10  # zero crossings on either side, as scipy.signal.resample_poly has them
_KAISER_BETA = 5.0


class AudioError(ValueError):
    """Sound that cannot be used.

    ``code`` is an error code of the visit protocol (``bad_audio``, ``sample_rate`` or ``too_long``), ``message`` a
    sentence for the citizen in Chinese, ``detail`` one in English for developers.
    """

    def __init__(self, code: str, message: str, detail: str) -> None:
        super().__init__(f"{message} ({detail})")
        self.code, self.message, self.detail = code, message, detail


def decode(data: bytes, longest_seconds: float = LONGEST_FILE_SECONDS) -> np.ndarray:
    """Decode a WAV or FLAC file to 16 kHz mono float32, shape (samples,).

    Several channels are averaged. Raises ``AudioError`` for anything that is not WAV or FLAC, is empty or damaged,
    has a sampling rate outside 8-192 kHz, or is longer than ``longest_seconds``.
    """
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.format not in _FORMATS:
                raise AudioError("bad_audio", "只支持 WAV 或 FLAC 录音。", f"format is {file.format}")
            if not LOWEST_RATE <= file.samplerate <= 192_000:
                raise AudioError("sample_rate", "录音的采样率不支持。", f"sample rate is {file.samplerate}")
            if file.frames > longest_seconds * file.samplerate:
                raise AudioError("too_long", "录音太长了，请分段说。", f"longer than {longest_seconds:.0f} s")
            samples, rate = file.read(dtype="float32", always_2d=True), file.samplerate
    except AudioError:
        raise
    except (soundfile.LibsndfileError, RuntimeError, ValueError, OSError, TypeError, MemoryError) as error:
        raise AudioError("bad_audio", "录音无法读取，请重新录制。", f"cannot be decoded: {error}") from error
    if not samples.size:
        raise AudioError("bad_audio", "录音是空的，请重新录制。", "no samples")
    return resample(checked(samples.mean(axis=1)), rate)


def pcm16(data: bytes) -> np.ndarray:
    """16-bit little-endian mono PCM to float32 in [-1, 1), shape (len(data) // 2,).

    Raises ``AudioError`` when the number of bytes is odd.
    """
    if len(data) % 2:
        raise AudioError("bad_audio", "麦克风的声音无法读取。", f"{len(data)} bytes are not whole 16-bit samples")
    return np.frombuffer(data, dtype="<i2").astype(np.float32) / 32768.0


def checked(samples: np.ndarray) -> np.ndarray:
    """``samples`` as float32 of shape (n,), finite and within [-1, 1]; raises ``AudioError`` otherwise."""
    array = np.asarray(samples, dtype=np.float32)
    if array.ndim != 1:
        raise AudioError("bad_audio", "录音无法读取，请重新录制。", f"expected one channel, got shape {array.shape}")
    if not np.isfinite(array).all():
        raise AudioError("bad_audio", "录音已损坏，请重新录制。", "samples are not finite numbers")
    return np.clip(array, -1.0, 1.0)


def resample(samples: np.ndarray, rate: int, to: int = SAMPLE_RATE) -> np.ndarray:
    """``samples`` (float32, shape (n,)) at ``rate`` Hz to ``to`` Hz, shape (ceil(n * to / rate),)."""
    if rate == to or not samples.size:
        return samples.astype(np.float32, copy=False)
    resampler = StreamResampler(rate, to)
    pieces = [resampler.feed(samples[start : start + rate]) for start in range(0, samples.size, rate)]  # bounded memory
    return np.concatenate([*pieces, resampler.flush()])


def level_dbfs(samples: np.ndarray) -> float:
    """Root mean square level in dB relative to full scale; -120 for nothing or digital silence."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if samples.size else 0.0
    return max(-120.0, 10.0 * math.log10(power)) if power > 0 else -120.0


class StreamResampler:
    """Changes the sampling rate of sound that arrives in pieces, without a seam between them.

    A polyphase Kaiser-windowed sinc. Output lags input by ten input samples (or ten output samples where the rate goes
    down) until ``flush``. Raises ``AudioError`` (``sample_rate``) for rates that are not positive whole numbers.
    """

    def __init__(self, rate: int, to: int = SAMPLE_RATE) -> None:
        if rate <= 0 or to <= 0 or rate != int(rate):
            raise AudioError("sample_rate", "麦克风的采样率不支持。", f"sample rate is {rate}")
        common = math.gcd(int(rate), to)
        self._up, self._down = to // common, int(rate) // common
        self._passes = self._up == self._down
        self._bank, self._half = _filter_bank(self._up, self._down) if not self._passes else (np.zeros((1, 1)), 0)
        self._taps = self._bank.shape[1]
        self._kept = np.zeros(self._taps - 1, dtype=np.float32)
        self._kept_from = -(self._taps - 1)  # index of the first kept input sample
        self._received = 0
        self._given = 0

    def feed(self, samples: np.ndarray) -> np.ndarray:
        """Take the next ``samples`` (float32, shape (n,)) and give what can be computed of the output."""
        if self._passes:
            return samples.astype(np.float32, copy=False)
        self._received += samples.size
        self._kept = np.concatenate([self._kept, samples.astype(np.float32, copy=False)])
        # The output sample m needs input up to (m * down + half) // up.
        last = (self._received * self._up - 1 - self._half) // self._down
        return self._compute(last + 1)

    def flush(self) -> np.ndarray:
        """The rest of the output, as if silence followed; the resampler is then at its end."""
        if self._passes:
            return np.zeros(0, dtype=np.float32)
        total = -(-self._received * self._up // self._down)
        self._kept = np.concatenate([self._kept, np.zeros(self._taps, dtype=np.float32)])
        return self._compute(total)

    def _compute(self, until: int) -> np.ndarray:
        if until <= self._given:
            return np.zeros(0, dtype=np.float32)
        positions = np.arange(self._given, until, dtype=np.int64) * self._down + self._half
        newest = positions // self._up - self._kept_from
        windows = np.lib.stride_tricks.sliding_window_view(self._kept, self._taps)
        result = np.einsum("ij,ij->i", windows[newest - self._taps + 1], self._bank[positions % self._up])
        self._given = until
        keep_from = max(0, int((until * self._down + self._half) // self._up) - self._kept_from - self._taps + 1)
        self._kept, self._kept_from = self._kept[keep_from:], self._kept_from + keep_from
        return result.astype(np.float32)


@lru_cache(maxsize=16)
def _filter_bank(up: int, down: int) -> tuple[np.ndarray, int]:
    """The low-pass filter cut into ``up`` phases, each with its taps oldest input first, and its delay (up-sampled)."""
    widest = max(up, down)
    half = _HALF_TAPS * widest
    time = np.arange(-half, half + 1) / widest
    taps = np.sinc(time) / widest * np.kaiser(2 * half + 1, _KAISER_BETA)
    taps *= up / taps.sum()
    per_phase = -(-taps.size // up)
    bank = np.zeros((per_phase, up))
    bank.reshape(-1)[: taps.size] = taps
    return np.ascontiguousarray(bank.T[:, ::-1]).astype(np.float32), half
