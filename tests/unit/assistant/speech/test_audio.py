import io

import numpy as np
import pytest
import soundfile
from scipy.signal import resample_poly

from assistant.speech.audio import AudioError, StreamResampler, checked, decode, level_dbfs, pcm16, resample


def tone(rate: int, seconds: float = 0.5, hertz: float = 440.0) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def encoded(samples: np.ndarray, rate: int, format: str = "WAV", **options) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format=format, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("format", ["WAV", "FLAC"])
@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
def test_decodes_to_16_khz_mono(format, rate):
    audio = decode(encoded(tone(rate), rate, format))
    assert audio.dtype == np.float32 and audio.shape == (8000,)
    assert np.abs(audio[800:-800] - tone(16000)[800:-800]).max() < 0.01


def test_averages_channels():
    left = tone(16000)
    assert np.allclose(decode(encoded(np.stack([left, -left], 1), 16000)), 0, atol=1e-4)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad_audio"),
        (b"RIFF", "bad_audio"),
        (b"\x00" * 500, "bad_audio"),
        (encoded(np.zeros(0, np.float32), 16000), "bad_audio"),
        (encoded(tone(16000), 16000, "OGG"), "bad_audio"),
        (encoded(tone(16000), 4000), "sample_rate"),
        (encoded(np.array([0.0, np.nan], np.float32), 16000, subtype="FLOAT"), "bad_audio"),
    ],
)
def test_bad_files_are_clear_errors(data, code):
    with pytest.raises(AudioError) as caught:
        decode(data)
    assert caught.value.code == code
    assert any("\u4e00" <= character <= "\u9fff" for character in caught.value.message)


def test_a_file_that_is_too_long_is_refused():
    with pytest.raises(AudioError) as caught:
        decode(encoded(tone(16000, 2.0), 16000), longest_seconds=1.0)
    assert caught.value.code == "too_long"


def test_a_truncated_file_gives_what_it_holds_or_an_error():
    data = encoded(tone(16000), 16000, "FLAC")
    try:
        assert decode(data[: len(data) // 2]).size <= 8000
    except AudioError as error:
        assert error.code == "bad_audio"


def test_pcm16_reads_little_endian_and_refuses_half_samples():
    assert pcm16(b"\x00\x40\x00\xc0").tolist() == [0.5, -0.5]
    assert pcm16(b"").size == 0
    with pytest.raises(AudioError):
        pcm16(b"\x00")


def test_checked_clips_and_refuses_what_is_no_sound():
    assert checked(np.array([2.0, -2.0])).tolist() == [1.0, -1.0]
    for bad in (np.zeros((2, 2)), np.array([np.inf])):
        with pytest.raises(AudioError):
            checked(bad)


@pytest.mark.parametrize("rate", [8000, 11025, 44100, 48000])
def test_resampling_in_pieces_equals_resampling_at_once(rate):
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, rate // 2).astype(np.float32)
    stream, pieces, start, random = StreamResampler(rate), [], 0, np.random.default_rng(2)
    while start < samples.size:
        size = int(random.integers(1, 900))
        pieces.append(stream.feed(samples[start : start + size]))
        start += size
    pieces.append(stream.flush())
    common = np.gcd(rate, 16000)
    expected = resample_poly(samples, 16000 // common, rate // common)
    assert np.allclose(np.concatenate(pieces), expected, atol=1e-5)
    assert np.allclose(resample(samples, rate), expected, atol=1e-5)


def test_resampler_refuses_rates_that_are_none():
    for rate in (0, -1, 44100.5):
        with pytest.raises(AudioError):
            StreamResampler(rate)


def test_level():
    assert level_dbfs(np.zeros(10)) == -120.0
    assert level_dbfs(np.zeros(0)) == -120.0
    assert level_dbfs(np.ones(10)) == pytest.approx(0.0)
