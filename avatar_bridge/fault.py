"""Faults as they may be logged: what kind and where, never an error's own message, which may hold a citizen's words."""

from __future__ import annotations

import traceback
from pathlib import Path


def fault(error: BaseException) -> str:
    """``ValueError at composer.py:120 in _item, from session.py:210 in _tell``: the innermost frames, innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = ", from ".join(f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in reversed(frames))
    return f"{type(error).__name__} at {where}" if where else type(error).__name__
