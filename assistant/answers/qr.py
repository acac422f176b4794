"""Square codes: a checklist as text, or the direct link of an online page. Nothing of a person goes into one."""

from __future__ import annotations

import segno

from assistant.answers.model import QrCode

#: More bytes make a code that a kiosk's screen cannot show large enough for an old telephone.
LARGEST_CODE = 900


def qr_code(text: str, label: str) -> QrCode | None:
    """``text`` as a square code; None where it is too long to be scanned from a screen."""
    if len(text.encode()) > LARGEST_CODE:
        return None
    matrix = segno.make(text, error="l", micro=False, encoding="utf-8").matrix
    return QrCode(label, ["".join(str(cell) for cell in row) for row in matrix])
