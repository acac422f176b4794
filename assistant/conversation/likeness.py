"""How much two short texts have in common, by their characters alone."""

from __future__ import annotations


def longest_common(text: str, name: str) -> int:
    """Length of the longest run of characters of ``name`` that stands in ``text``."""
    longest = 0
    for start in range(len(name)):
        end = start + longest + 1
        while end <= len(name) and name[start:end] in text:
            longest, end = end - start, end + 1
    return longest
