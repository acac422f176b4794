"""Mouth shapes of Mandarin syllables."""

from __future__ import annotations

import pytest

from assistant.speech.normalisation.pinyin import FINALS, INITIALS, Syllable
from assistant.speech.visemes import (
    CLASSES,
    FINAL_CLASSES,
    INITIAL_CLASS,
    LONGEST_INITIAL_MS,
    SHORTEST_INITIAL_MS,
    TimedSyllable,
    syllable_shapes,
    viseme_track,
)


def _timed(
    initial: str, final: str, start: float = 0.0, end: float = 250.0, initial_ms: float | None = None
) -> TimedSyllable:
    return TimedSyllable(Syllable(initial, final, 1, 0), start, end, initial_ms)


def test_every_initial_and_final_has_a_known_shape() -> None:
    assert set(INITIAL_CLASS) == set(INITIALS)
    assert set(FINAL_CLASSES) == FINALS
    assert set(INITIAL_CLASS.values()) <= set(CLASSES)
    for shapes in FINAL_CLASSES.values():
        assert {name for name, _ in shapes} <= set(CLASSES)
        assert sum(share for _, share in shapes) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("initial", "final", "classes"),
    [
        ("b", "ai", ["m", "a", "i"]),
        ("m", "ao", ["m", "a", "u"]),
        ("f", "ei", ["f", "e", "i"]),
        ("g", "ou", ["g", "o", "u"]),
        ("x", "van", ["i", "v", "e"]),
        ("", "v", ["v"]),
        ("l", "v", ["d", "v"]),
        ("zh", "iii", ["zh", "zh"]),
        ("s", "ii", ["z", "z"]),
        ("h", "uang", ["g", "u", "a"]),
        ("", "iao", ["i", "a", "u"]),
        ("d", "uei", ["d", "u", "e", "i"]),
        ("n", "in", ["d", "i"]),
    ],
)
def test_shapes_in_order(initial: str, final: str, classes: list[str]) -> None:
    assert [name for _, name in syllable_shapes(_timed(initial, final))] == classes


@pytest.mark.parametrize(
    ("end", "initial_ms", "expected"),
    [(250, None, 75), (150, None, 60), (900, None, 100), (250, 20, 60), (250, 88, 88), (80, 60, 48)],
)
def test_length_of_the_initial(end: float, initial_ms: float | None, expected: float) -> None:
    shapes = syllable_shapes(_timed("d", "a", end=end, initial_ms=initial_ms))
    assert shapes[1][0] - shapes[0][0] == pytest.approx(expected)
    assert SHORTEST_INITIAL_MS <= expected <= LONGEST_INITIAL_MS or end < 100


def test_track_begins_at_zero_ascends_and_ends_silent() -> None:
    track = viseme_track([_timed("n", "in", 100, 300), _timed("h", "ao", 300, 600), _timed("", "uo", 900, 1100)], 1200)
    assert track[0] == (0, "sil") and track[-1] == (1100, "sil")
    moments = [moment for moment, _ in track]
    assert moments == sorted(set(moments))
    assert all(before[1] != after[1] for before, after in zip(track, track[1:], strict=False))
    assert (600, "sil") in track  # the pause of 300 ms


def test_a_short_gap_keeps_the_mouth_open() -> None:
    track = viseme_track([_timed("b", "a", 0, 200), _timed("m", "a", 250, 400)], 400)
    assert [name for _, name in track] == ["m", "a", "m", "a", "sil"]


def test_nothing_to_say() -> None:
    assert viseme_track([], 100) == [(0, "sil")]


def test_syllables_of_no_length_or_beyond_the_sound() -> None:
    track = viseme_track([_timed("b", "a", 0, 0), _timed("b", "a", 90, 400)], 100)
    assert track[0][0] == 0 and track[-1][1] == "sil" and track[-1][0] <= 101
    moments = [moment for moment, _ in track]
    assert moments == sorted(set(moments))
