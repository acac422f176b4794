"""The desk behind the digital human: what outlasts a visit because a person has to work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class DeskClosed(Exception):
    """The desk cannot take anything now (its database is not there); the citizen is told to go to a person."""


@dataclass(frozen=True)
class Order:
    """A help order (帮办代办). ``number`` is what the citizen keeps; nothing of the person is in it."""

    number: str
    service: str
    item: str | None
    state: str


class Desk(Protocol):
    """Every call may raise ``DeskClosed``."""

    def order(self, service: str, item: str | None) -> Order: ...

    def orders(self, numbers: tuple[str, ...]) -> list[Order]: ...

    def cancel(self, number: str) -> Order: ...

    def rate(self, level: int, reasons: tuple[str, ...], item: str | None) -> str | None:
        """Keep a rating from 1 (非常不满意) to 5; the ticket's number for a bad one, else None."""
        ...

    def follow(self, keywords: tuple[str, ...]) -> str:
        """Keep keywords of policies under a number that the citizen keeps."""
        ...

    def following(self, number: str) -> tuple[tuple[str, ...], date] | None:
        """The keywords kept under a number, and since when; None for a number that there is not."""
        ...

    def unfollow(self, number: str) -> bool: ...


class NoDesk:
    """Where no desk is configured: everything is refused, and the citizen is shown to a person."""

    def _closed(self, *_):
        raise DeskClosed("no desk")

    order = orders = cancel = rate = follow = following = unfollow = _closed
