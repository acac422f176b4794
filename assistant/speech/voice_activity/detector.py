"""The contract of a voice activity detector."""

from __future__ import annotations

from typing import Protocol

import numpy as np

FRAME_SAMPLES = 512  # 32 ms at 16 kHz, the frame that Silero VAD was trained on
FRAME_SECONDS = FRAME_SAMPLES / 16_000


class VoiceDetector(Protocol):
    """Gives the probability of speech frame by frame and remembers what it has heard so far."""

    def accept(self, frames: np.ndarray) -> np.ndarray:
        """Probabilities in [0, 1], shape (n,), of consecutive ``frames`` (float32, shape (n, 512), 16 kHz)."""
        ...

    def reset(self) -> None:
        """Forget what was heard."""
        ...
