"""What was heard, written as a clerk writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.numerals import value
from assistant.speech.formatting import written


def _pairs() -> list[tuple[str, str]]:
    """By a hand that saw neither the rules nor each other; in more than half of them nothing may change."""
    lines = Path(__file__).with_name("spoken_numbers.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [tuple(line.split("\t")) for line in lines]


@pytest.mark.parametrize(("heard", "wanted"), _pairs())
def test_numbers_are_written_as_a_clerk_writes_them(heard: str, wanted: str) -> None:
    assert written(heard) == wanted


@pytest.mark.parametrize(("heard", "wanted"), _pairs())
def test_what_is_written_stays(heard: str, wanted: str) -> None:
    assert written(wanted) == wanted


@pytest.mark.parametrize(
    ("heard", "wanted"),
    [
        ("股东说好出五十万一直不打钱", "股东说好出50万一直不打钱"),
        ("4050一个号头", "4050一个号头"),
        ("填的一亿二还是一亿三", "填的1.2亿还是1.3亿"),
        ("八块五一份", "8.5块一份"),
        ("晚一点来", "晚一点来"),
        ("", ""),
        ("😀𠮷", "😀𠮷"),
    ],
)
def test_neighbours_of_a_number(heard: str, wanted: str) -> None:
    assert written(heard) == wanted


@pytest.mark.parametrize(
    ("numeral", "amount"),
    [
        ("十", 10),
        ("一百零五", 105),
        ("一千五", 1500),
        ("两万五", 25000),
        ("一亿零三百", 100_000_300),
        ("十七八", None),
        ("", None),
    ],
)
def test_value(numeral: str, amount: int | None) -> None:
    assert value(numeral) == amount
