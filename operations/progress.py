"""Progress of set-up: one line a stage, ``[ 3/10] 语音模型 models ... 完成 done (12 s)``."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import Callable, Iterator, Optional, TextIO


class Stage:
    """One running stage; ``note`` adds an indented line, ``outcome`` replaces the word at its end."""

    def __init__(self, out: TextIO):
        self._out = out
        self.broken = False
        self.outcome: Optional[str] = None

    def note(self, text: str) -> None:
        """Say something in the middle of the stage, on a line of its own."""
        if not self.broken:
            self._out.write("\n")
            self.broken = True
        self._out.write(f"        {text}\n")
        self._out.flush()

    def unchanged(self) -> None:
        """Nothing had to be done."""
        self.outcome = "已就绪 up to date"


class Progress:
    """Numbers the stages of a command and times them.

    Args:
        total: how many stages there will be.
        out: where the lines go (standard output).
        clock: seconds, monotonic.
    """

    def __init__(self, total: int, out: Optional[TextIO] = None, clock: Callable[[], float] = time.monotonic):
        self._total, self._out, self._clock, self._number = total, out or sys.stdout, clock, 0

    @contextmanager
    def stage(self, chinese: str, english: str) -> Iterator[Stage]:
        """Announce a stage, run the body, then say how it ended and how many seconds it took."""
        self._number += 1
        width = len(str(self._total))
        self._out.write(f"[{self._number:>{width}}/{self._total}] {chinese} {english} ... ")
        self._out.flush()
        started, stage = self._clock(), Stage(self._out)
        try:
            yield stage
        except BaseException:
            self._end(stage, "失败 failed", started)
            raise
        self._end(stage, stage.outcome or "完成 done", started)

    def _end(self, stage: Stage, outcome: str, started: float) -> None:
        indent = "        " if stage.broken else ""
        self._out.write(f"{indent}{outcome} ({self._clock() - started:.0f} s)\n")
        self._out.flush()
