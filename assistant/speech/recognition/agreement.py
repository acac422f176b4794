"""Local agreement: what two drafts in a row agree on does not change any more.

The policy is LocalAgreement-2 of Liu, Spanakis and Niehues, "Low-Latency Sequence-to-Sequence Speech Recognition and
Translation by Partial Hypothesis Selection" (Interspeech 2020), here on characters.
"""

from __future__ import annotations

from assistant.speech.recognition.contract import Partial


class LocalAgreement:
    """Follows the drafts of one utterance."""

    def __init__(self) -> None:
        self._previous = ""
        self._stable = ""

    def take(self, draft: str) -> Partial:
        """The next ``draft`` of the whole utterance -> what to show. Characters once stable stay as they were."""
        agreed = _common_prefix(self._previous, draft)
        if agreed.startswith(self._stable):
            self._stable = agreed
        self._previous = draft
        text = draft if draft.startswith(self._stable) else self._stable + draft[len(self._stable) :]
        return Partial(text, len(self._stable))


def _common_prefix(one: str, other: str) -> str:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return one[:length]
