"""One thing that is wrong, or doubtful, with a record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """``where`` is ``folder/file:line``. What is no error is worth a look and holds nothing back."""

    where: str
    record: str
    message: str
    error: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.record}: {'' if self.error else '(look) '}{self.message}"


@dataclass(frozen=True)
class Finding:
    """What a rule found in a record: kind and id, the field's path, and what is wrong."""

    kind: str
    record: str
    field: str
    message: str
    error: bool = True
