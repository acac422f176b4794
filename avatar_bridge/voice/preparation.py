"""Speech made before anybody asks: every sentence the published library can say, one by one, while the hall is quiet."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator

from assistant.speech.synthesis import Voice, VoiceError
from assistant.speech.synthesis.prepared import PreparedSpeech
from avatar_bridge import metrics

_log = logging.getLogger(__name__)
#: Seconds between two looks whether it is quiet again.
LOOK = 0.5
#: This much less urgent than everything else of the hall (nice).
COURTESY = 10


class Preparation:
    """Owns one thread. What is there already is passed over, so a restarted hall goes on where it stopped.

    Args:
        texts: gives the sentences, the most asked first; called in the thread.
        quiet: whether the cores are free; asked before every sentence.
    """

    def __init__(
        self, voice: Voice, prepared: PreparedSpeech, texts: Callable[[], Iterator[str]], quiet: Callable[[], bool]
    ):
        self._voice, self._prepared, self._texts, self._quiet = voice, prepared, texts, quiet
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="preparing speech", daemon=True)
        #: Sentences looked at so far, made anew among them, and all; ``total`` is None until all were counted.
        self.done, self.made, self.total = 0, 0, None

    def start(self) -> None:
        self._thread.start()

    async def stop(self) -> None:
        """End after the sentence in work at the latest."""
        self._ending.set()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)

    @property
    def detail(self) -> str:
        """For the line of the voice in /readyz."""
        if self.total is None:
            return "counting what can be said"
        return f"{self.done} of {self.total} sentences prepared"

    def _run(self) -> None:
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), COURTESY)
        except OSError:
            pass
        try:
            self._prepare()
        except Exception as error:  # noqa: BLE001 - speech is made when it is asked, then
            _log.error("preparing speech ended: %s", type(error).__name__)

    def _prepare(self) -> None:
        began = time.monotonic()
        texts = []
        for text in self._texts():
            texts.append(text)
            if not self._may_go_on():
                return
        self.total = len(texts)
        for text in texts:
            if not self._may_go_on():
                return
            if not self._prepared.has(self._voice, text):
                if self._prepared.full:
                    _log.warning(
                        "the room for prepared speech is used up after %d of %d sentences", self.done, self.total
                    )
                    return
                self._make(text)
            self.done += 1
            metrics.PREPARED_SENTENCES.set(self.done)
        if self.made:
            _log.info("%d sentences prepared in %.0f s", self.made, time.monotonic() - began)

    def _make(self, text: str) -> None:
        try:
            self._prepared.get_or_make(self._voice, text)
            self.made += 1
        except (VoiceError, ValueError) as error:
            # One sentence that cannot be spoken must not keep the others silent.
            _log.warning("a sentence could not be prepared: %s", type(error).__name__)

    def _may_go_on(self) -> bool:
        while not self._quiet() and not self._ending.is_set():
            self._ending.wait(LOOK)
        return not self._ending.is_set()
