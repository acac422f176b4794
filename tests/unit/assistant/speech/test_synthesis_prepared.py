"""The store of prepared speech."""

from __future__ import annotations

import os
import threading
import time

import numpy as np
import pytest

from assistant.speech.normalisation import normalise
from assistant.speech.synthesis import Speech
from assistant.speech.synthesis.contract import make_speech
from assistant.speech.synthesis.prepared import PreparedSpeech, key_of


class CountingVoice:
    name = "counting"
    version = "1"
    licence_notice = ""
    sample_rate = 8000
    timing = "exact"
    engine = "counting"

    def __init__(self, takes: float = 0.0):
        self.calls, self.takes = 0, takes

    def load(self) -> None:
        pass

    def synthesise(self, text: str, rate: float = 1.0) -> Speech:
        self.calls += 1
        time.sleep(self.takes)
        audio = np.sin(np.arange(8000) / 9.0).astype(np.float32) / 2
        return make_speech(normalise(text), audio, 8000, [], self.engine, "exact")


def test_made_once_and_found_again_on_disk(tmp_path) -> None:
    voice = CountingVoice()
    made = PreparedSpeech(tmp_path, audio_format="flac").get_or_make(voice, "收费20元。")
    found = PreparedSpeech(tmp_path, audio_format="flac").get_or_make(voice, "收费20元。")
    assert voice.calls == 1
    assert (found.audio == made.audio).all() and found.audio.dtype == np.int16
    assert (found.visemes, found.words, found.engine, found.timing) == (made.visemes, made.words, "counting", "exact")


def test_ogg_is_smaller_and_as_long(tmp_path) -> None:
    voice = CountingVoice()
    store = PreparedSpeech(tmp_path)
    made = store.get_or_make(voice, "您好")
    found = PreparedSpeech(tmp_path).get(voice, "您好")
    assert len(found.audio) == len(made.audio)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.ogg")) < made.audio.nbytes / 2


def test_key_tells_engine_version_rate_and_text_apart() -> None:
    keys = {
        key_of(*parts)
        for parts in [
            ("a", "1", 1.0, "x"),
            ("b", "1", 1.0, "x"),
            ("a", "2", 1.0, "x"),
            ("a", "1", 0.9, "x"),
            ("a", "1", 1.0, "y"),
        ]
    }
    assert len(keys) == 5 and all(len(key) == 64 for key in keys)


def test_other_rates_and_versions_are_made_anew(tmp_path) -> None:
    voice, store = CountingVoice(), PreparedSpeech(tmp_path)
    store.get_or_make(voice, "您好")
    store.get_or_make(voice, "您好", rate=0.8)
    voice.version = "2"
    assert store.get(voice, "您好") is None
    store.get_or_make(voice, "您好")
    assert voice.calls == 3 and len(store.keys()) == 3


def test_memory_is_bounded(tmp_path) -> None:
    voice, store = CountingVoice(), PreparedSpeech(tmp_path, memory_bytes=40000)
    for text in ("一", "二", "三", "四"):
        store.get_or_make(voice, text)
    assert store.bytes_in_memory() == 32000
    PreparedSpeech(tmp_path, memory_bytes=10).get_or_make(voice, "一")


def test_damaged_files_are_made_anew(tmp_path) -> None:
    voice = CountingVoice()
    PreparedSpeech(tmp_path).get_or_make(voice, "您好")
    sound, sidecar = next(tmp_path.rglob("*.ogg")), next(tmp_path.rglob("*.json"))
    for path, content in [(sound, b"not a sound"), (sidecar, b"{"), (sidecar, b"{}"), (sidecar, b"[1]")]:
        path.write_bytes(content)
        PreparedSpeech(tmp_path).get_or_make(voice, "您好")
    assert voice.calls == 5
    sound.unlink()
    assert PreparedSpeech(tmp_path).get(voice, "您好") is None


def test_nothing_is_kept_of_personal_words(tmp_path) -> None:
    voice, store = CountingVoice(), PreparedSpeech(tmp_path)
    store.get_or_make(voice, "某某您好", keep=False)
    assert store.keys() == set() and store.bytes_in_memory() == 0 and not list(tmp_path.rglob("*"))


def test_a_fallback_is_not_kept_under_the_name_of_another_engine(tmp_path) -> None:
    voice, store = CountingVoice(), PreparedSpeech(tmp_path)
    voice.engine = "other"
    assert store.get_or_make(voice, "您好").engine == "other"
    assert store.keys() == set() and store.get(voice, "您好") is None


def test_one_sentence_is_made_once_at_a_time(tmp_path) -> None:
    voice, store = CountingVoice(takes=0.05), PreparedSpeech(tmp_path)
    threads = [threading.Thread(target=store.get_or_make, args=(voice, "您好")) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert voice.calls == 1 and not store._making


def test_an_unwritable_folder_does_not_silence_the_hall(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    voice, store = CountingVoice(), PreparedSpeech(tmp_path / "file")
    assert store.get_or_make(voice, "您好").duration_ms == 1000


def test_a_failing_voice_leaves_nothing_behind(tmp_path) -> None:
    voice, store = CountingVoice(), PreparedSpeech(tmp_path)
    voice.synthesise = lambda text, rate: (_ for _ in ()).throw(RuntimeError("boom"))
    with pytest.raises(RuntimeError):
        store.get_or_make(voice, "您好")
    assert not store._making and store.keys() == set()


def test_keep_only(tmp_path) -> None:
    voice, store = CountingVoice(), PreparedSpeech(tmp_path)
    for text in ("一", "二", "三"):
        store.get_or_make(voice, text)
    assert store.keep_only([key_of("counting", "1", 1.0, "二")]) == 2
    assert store.get(voice, "一") is None and store.get(voice, "二") is not None
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


def test_odd_text_and_format(tmp_path) -> None:
    voice, store = CountingVoice(), PreparedSpeech(tmp_path)
    for text in ("", "\ud800", "😀/..\x00"):
        store.get_or_make(voice, text)
        assert PreparedSpeech(tmp_path).get(voice, text) is not None
    with pytest.raises(ValueError, match="flac"):
        PreparedSpeech(tmp_path, audio_format="mp3")


def test_what_was_not_heard_for_longest_goes_when_the_room_is_used_up(tmp_path) -> None:
    voice = CountingVoice()
    PreparedSpeech(tmp_path, audio_format="flac").get_or_make(voice, "第一句")
    size = sum(path.stat().st_size for path in tmp_path.rglob("*.*"))
    store = PreparedSpeech(tmp_path, audio_format="flac", disk_bytes=int(size * 3.5))
    for text in ("第二句", "第三句"):
        store.get_or_make(voice, text)
    long_ago = time.time() - 1000
    for path in tmp_path.rglob("*.flac"):
        os.utime(path, (long_ago, long_ago))
    # Heard again just now, in another process: it stays.
    assert PreparedSpeech(tmp_path, audio_format="flac").get(voice, "第一句") is not None
    store.get_or_make(voice, "第四句")
    fresh = PreparedSpeech(tmp_path, audio_format="flac")
    assert fresh.has(voice, "第一句") and fresh.has(voice, "第四句")
    assert not (fresh.has(voice, "第二句") and fresh.has(voice, "第三句"))
    assert fresh.bytes_on_disk() <= size * 3.5
