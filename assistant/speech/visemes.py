"""Mandarin syllables with times -> mouth shapes.

The classes are those of ``docs/protocol.md``. A syllable is an initial, then glide, nucleus and off-glide of its final;
the nasal codas -n and -ng keep the shape of their vowel. The proportions are those that read
well on the rendered avatar: an initial takes about 30 % of its syllable and 60 to 100 ms, a glide the first third of
the final.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Optional, Sequence

from assistant.speech.normalisation.pinyin import Syllable

CLASSES = ("sil", "a", "o", "e", "i", "u", "v", "m", "f", "z", "zh", "d", "g")

INITIAL_SHARE = 0.30
SHORTEST_INITIAL_MS = 60.0
LONGEST_INITIAL_MS = 100.0
SHORTEST_SILENCE_MS = 80.0

INITIAL_CLASS: dict[str, str] = {
    **dict.fromkeys("bpm", "m"),
    "f": "f",
    **dict.fromkeys("zcs", "z"),
    **dict.fromkeys(("zh", "ch", "sh", "r"), "zh"),
    **dict.fromkeys("dtnl", "d"),
    **dict.fromkeys("gkh", "g"),
    **dict.fromkeys("jqx", "i"),
}

# (class, share of the final); the shares of a final add up to 1.
FINAL_CLASSES: dict[str, tuple[tuple[str, float], ...]] = {
    "a": (("a", 1.0),),
    "an": (("a", 1.0),),
    "ang": (("a", 1.0),),
    "ai": (("a", 0.6), ("i", 0.4)),
    "ao": (("a", 0.55), ("u", 0.45)),
    "e": (("e", 1.0),),
    "en": (("e", 1.0),),
    "eng": (("e", 1.0),),
    "er": (("e", 1.0),),
    "ei": (("e", 0.55), ("i", 0.45)),
    "i": (("i", 1.0),),
    "in": (("i", 1.0),),
    "ing": (("i", 1.0),),
    "ii": (("z", 1.0),),
    "iii": (("zh", 1.0),),
    "ia": (("i", 0.35), ("a", 0.65)),
    "iang": (("i", 0.35), ("a", 0.65)),
    "ian": (("i", 0.35), ("e", 0.65)),
    "iao": (("i", 0.25), ("a", 0.40), ("u", 0.35)),
    "ie": (("i", 0.35), ("e", 0.65)),
    "iou": (("i", 0.30), ("o", 0.40), ("u", 0.30)),
    "iong": (("v", 0.35), ("o", 0.65)),
    "o": (("o", 1.0),),
    "ong": (("o", 1.0),),
    "ou": (("o", 0.6), ("u", 0.4)),
    "u": (("u", 1.0),),
    "ua": (("u", 0.35), ("a", 0.65)),
    "uan": (("u", 0.35), ("a", 0.65)),
    "uang": (("u", 0.35), ("a", 0.65)),
    "uai": (("u", 0.25), ("a", 0.40), ("i", 0.35)),
    "uei": (("u", 0.30), ("e", 0.35), ("i", 0.35)),
    "uen": (("u", 0.35), ("e", 0.65)),
    "ueng": (("u", 0.35), ("e", 0.65)),
    "uo": (("u", 0.35), ("o", 0.65)),
    "v": (("v", 1.0),),
    "vn": (("v", 1.0),),
    "ve": (("v", 0.35), ("e", 0.65)),
    "van": (("v", 0.35), ("e", 0.65)),
}


@dataclass(frozen=True)
class TimedSyllable:
    """A syllable from ``start`` to ``end`` in milliseconds; ``initial_ms`` is the length of its initial if known."""

    syllable: Syllable
    start: float
    end: float
    initial_ms: Optional[float] = None


def syllable_shapes(timed: TimedSyllable) -> list[tuple[float, str]]:
    """The (start in ms, class) of one syllable, in order."""
    length = max(timed.end - timed.start, 0.0)
    shapes: list[tuple[float, str]] = []
    begin = timed.start
    if timed.syllable.initial:
        wanted = timed.initial_ms if timed.initial_ms is not None else INITIAL_SHARE * length
        initial = min(max(wanted, SHORTEST_INITIAL_MS), LONGEST_INITIAL_MS, 0.6 * length)
        shapes.append((begin, INITIAL_CLASS[timed.syllable.initial]))
        begin += initial
    rest = timed.end - begin
    for name, share in FINAL_CLASSES[timed.syllable.final]:
        shapes.append((begin, name))
        begin += share * rest
    return shapes


def viseme_track(syllables: Sequence[TimedSyllable], duration_ms: float) -> list[tuple[int, str]]:
    """Timed syllables in order -> [(ms, class)]: starts at 0, strictly ascending, ends with ``sil``.

    Gaps of at least ``SHORTEST_SILENCE_MS`` between syllables are ``sil``; shorter ones keep the shape before them.
    """
    raw: list[tuple[float, str]] = [(0.0, "sil")]
    previous_end = 0.0
    for timed in syllables:
        if timed.start - previous_end >= SHORTEST_SILENCE_MS and raw[-1][1] != "sil":
            raw.append((previous_end, "sil"))
        raw.extend(syllable_shapes(timed))
        previous_end = timed.end
    raw.append((min(previous_end, duration_ms) if syllables else 0.0, "sil"))
    return _tidy(raw, duration_ms)


def _tidy(raw: Iterable[tuple[float, str]], duration_ms: float) -> list[tuple[int, str]]:
    track: list[tuple[int, str]] = []
    for moment, name in raw:
        at = int(round(min(max(moment, 0.0), duration_ms)))
        if track and at <= track[-1][0]:
            at = track[-1][0]
            track[-1] = (at, name)
            if len(track) > 1 and track[-2][1] == name:
                track.pop()
        elif not track or track[-1][1] != name:
            track.append((at, name))
    if track[-1][1] != "sil":
        track.append((max(int(duration_ms), track[-1][0] + 1), "sil"))
    return track
