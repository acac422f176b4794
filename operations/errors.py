"""The one error that operations raise on purpose."""

from __future__ import annotations


class OperationError(Exception):
    """Something an engineer must know or do; the message says what, in Chinese and English, and is shown as it is."""
