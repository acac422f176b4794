"""Prepared speech: what has been synthesised once is kept in memory and on disk.

The key is the SHA-256 of engine, voice version, rate and text, so a new voice or a changed sentence never meets an old
sound. On disk a speech is an audio file and a JSON sidecar with its mouth shapes and caption times; the sidecar is
written last, and both by rename, so that a broken-off write is never read. What was not heard for longest goes when the folder has
reached its size.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections import OrderedDict
from contextlib import contextmanager
from pathlib import Path
from typing import Iterable, Iterator, Optional

import numpy as np

from assistant.speech.synthesis.contract import Speech, Voice

log = logging.getLogger(__name__)

MEMORY_BYTES = 64 * 1024 * 1024
DISK_BYTES = 2 * 1024**3
#: When the disk's share is used up, so much of it is made free at once: the longest unheard goes first.
_MADE_FREE = 0.05
FORMATS = {"flac": ("FLAC", "PCM_16"), "ogg": ("OGG", "VORBIS")}


def key_of(engine: str, version: str, rate: float, text: str) -> str:
    """64 hexadecimal digits."""
    parts = json.dumps([engine, version, f"{rate:.2f}", text])
    return hashlib.sha256(parts.encode()).hexdigest()


class PreparedSpeech:
    """A store of speech. Safe to use from several threads; the same sentence is made only once at a time.

    ``folder`` is created when needed; ``memory_bytes`` bounds what is held in memory (least recently used goes first), ``disk_bytes`` the folder;
    ``audio_format`` is ``flac`` (exact) or ``ogg`` (about a quarter of the size, not exact).
    """

    def __init__(
        self, folder: Path, memory_bytes: int = MEMORY_BYTES, audio_format: str = "ogg", disk_bytes: int = DISK_BYTES
    ):
        if audio_format not in FORMATS:
            raise ValueError(f"unknown audio format {audio_format!r}; choose one of {', '.join(FORMATS)}")
        self._folder = Path(folder)
        self._limit = memory_bytes
        self._disk_limit = disk_bytes
        self._on_disk: int | None = None  # bytes in the folder; counted at the first write
        self._format = audio_format
        self._memory: OrderedDict[str, Speech] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()
        self._making: dict[str, tuple[threading.Lock, int]] = {}

    def get(self, voice: Voice, text: str, rate: float = 1.0) -> Optional[Speech]:
        """The prepared speech, or None. What cannot be read on disk counts as not there and is removed."""
        return self._find(key_of(voice.name, voice.version, rate, text), text)

    def has(self, voice: Voice, text: str, rate: float = 1.0) -> bool:
        """Whether it is prepared, without reading it."""
        key = key_of(voice.name, voice.version, rate, text)
        with self._lock:
            if key in self._memory:
                return True
        return self._paths(key)[1].is_file()

    @property
    def full(self) -> bool:
        """Whether something would have to go for anything new."""
        return self.bytes_on_disk() >= self._disk_limit * (1 - _MADE_FREE)

    def bytes_on_disk(self) -> int:
        if self._on_disk is None:
            self._on_disk = sum(size for _, size, _ in self._files())
        return self._on_disk

    def get_or_make(self, voice: Voice, text: str, rate: float = 1.0, keep: bool = True) -> Speech:
        """The prepared speech, or newly made speech, which is then kept.

        ``keep=False`` looks it up but keeps nothing of what is newly made: for words that may be personal. Speech of
        another engine than ``voice.name`` (a fallback spoke) is not kept either. Raises what ``synthesise`` raises;
        a full disk does not raise.
        """
        key = key_of(voice.name, voice.version, rate, text)
        found = self._find(key, text)
        if found is not None:
            return found
        with self._only_one(key):
            found = self._find(key, text)
            if found is not None:
                return found
            version = voice.version
            speech = voice.synthesise(text, rate)
            if keep and speech.engine == voice.name and version == voice.version:
                self._remember(key, speech)
                try:
                    self._write(key, speech)
                except (OSError, RuntimeError) as error:
                    log.warning("prepared speech could not be written (%s)", error)
            return speech

    def keys(self) -> set[str]:
        """The keys of everything on disk."""
        return {path.stem for path in self._folder.glob("??/*.json")}

    def keep_only(self, keys: Iterable[str]) -> int:
        """Remove everything else from memory and disk; returns how many speeches were removed from disk."""
        wanted = set(keys)
        with self._lock:
            for key in [key for key in self._memory if key not in wanted]:
                self._held -= self._memory.pop(key).audio.nbytes
        unwanted = self.keys() - wanted
        for key in unwanted:
            self._remove(key)
        self._on_disk = None
        return len(unwanted)

    def bytes_in_memory(self) -> int:
        with self._lock:
            return self._held

    @contextmanager
    def _only_one(self, key: str) -> Iterator[None]:
        with self._lock:
            lock, waiting = self._making.get(key, (threading.Lock(), 0))
            self._making[key] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, waiting = self._making.pop(key)
                if waiting > 1:
                    self._making[key] = (lock, waiting - 1)

    def _remember(self, key: str, speech: Speech) -> None:
        size = speech.audio.nbytes
        if size > self._limit:
            return
        with self._lock:
            if key in self._memory:
                self._held -= self._memory.pop(key).audio.nbytes
            self._memory[key] = speech
            self._held += size
            while self._held > self._limit:
                _, oldest = self._memory.popitem(last=False)
                self._held -= oldest.audio.nbytes

    def _find(self, key: str, text: str) -> Optional[Speech]:
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                return self._memory[key]
        speech = self._read(key)
        if speech is None:
            return None
        self._touch(key)
        if "".join(word for _, word in speech.words) != text:
            self._remove(key)
            return None
        self._remember(key, speech)
        return speech

    def _paths(self, key: str) -> tuple[Path, Path]:
        folder = self._folder / key[:2]
        return folder / f"{key}.{self._format}", folder / f"{key}.json"

    def _read(self, key: str) -> Optional[Speech]:
        import soundfile

        sound, sidecar = self._paths(key)
        if not sidecar.is_file():
            return None
        try:
            record = json.loads(sidecar.read_text(encoding="utf-8"))
            audio, sample_rate = soundfile.read(sound, dtype="int16")
            if audio.ndim != 1 or sample_rate != record["sample_rate"] or len(audio) != record["samples"]:
                raise ValueError("sound and sidecar do not belong together")
            return Speech(
                np.ascontiguousarray(audio),
                sample_rate,
                [(int(moment), str(name)) for moment, name in record["visemes"]],
                [(int(moment), str(word)) for moment, word in record["words"]],
                str(record["engine"]),
                record["timing"],
            )
        except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            log.warning("prepared speech %s is damaged and is made anew (%s)", key[:12], error)
            self._remove(key)
            return None

    def _write(self, key: str, speech: Speech) -> None:
        import soundfile

        sound, sidecar = self._paths(key)
        sound.parent.mkdir(parents=True, exist_ok=True)
        container, coding = FORMATS[self._format]
        mark = f".{os.getpid()}-{threading.get_ident()}.part"
        part = sound.with_name(sound.name + mark)
        record = {
            "engine": speech.engine,
            "timing": speech.timing,
            "sample_rate": speech.sample_rate,
            "samples": len(speech.audio),
            "visemes": speech.visemes,
            "words": speech.words,
        }
        try:
            soundfile.write(part, speech.audio, speech.sample_rate, format=container, subtype=coding)
            os.replace(part, sound)
            part = sidecar.with_name(sidecar.name + mark)
            part.write_text(json.dumps(record, separators=(",", ":")), encoding="utf-8")
            os.replace(part, sidecar)
        finally:
            part.unlink(missing_ok=True)
        self._on_disk = self.bytes_on_disk() + sound.stat().st_size + sidecar.stat().st_size
        if self._on_disk > self._disk_limit:
            self._make_room()

    def _files(self) -> list[tuple[float, int, str]]:
        """(last heard, bytes, key) of every speech on disk."""
        found = []
        for sidecar in self._folder.glob("??/*.json"):
            try:
                sound = sidecar.with_suffix(f".{self._format}").stat()
                found.append((sound.st_mtime, sound.st_size + sidecar.stat().st_size, sidecar.stem))
            except OSError:
                continue
        return found

    def _make_room(self) -> None:
        files = sorted(self._files())
        held = sum(size for _, size, _ in files)
        for _, size, key in files:
            if held <= self._disk_limit * (1 - _MADE_FREE):
                break
            self._remove(key)
            held -= size
        self._on_disk = held

    def _touch(self, key: str) -> None:
        try:
            os.utime(self._paths(key)[0])
        except OSError:
            pass  # a folder that cannot be written still speaks

    def _remove(self, key: str) -> None:
        sound, sidecar = self._paths(key)
        for path in (sidecar, sound):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                log.warning("prepared speech %s could not be removed (%s)", key[:12], error)
