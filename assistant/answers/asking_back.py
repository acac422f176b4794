"""When a question leaves open which item is meant, and between which the citizen is asked."""

from __future__ import annotations

from assistant.answers.request import Understood
from knowledge_base.loading import Library
from knowledge_base.search import Hit, distinctions
from knowledge_base.search.dialect import plain

#: Two siblings nearer than this are both possible: ask back.
AMBIGUOUS = 0.06
#: A question with so few words of its own and nothing to be done says little of which sibling is meant.
VAGUE, AMBIGUOUS_VAGUE = 6, 0.2
#: A clarification must be this much nearer than the best item that its question is asked back, and more with each character
#: that the question says besides: the more is said, the less is open.
CLARIFIES, SAYS_MORE = -0.1, 0.02
#: Dialect is near to any dialect, whatever it says.
DIALECT = 0.15
#: So many items within so little of the best: 公积金能取吗 names a whole family, and the citizen is asked which.
CROWD, CROWDED = 3, 0.1
#: What is the hall's own needs no item.
_NO_ITEM = {"hours", "phone", "complaint"}


class AskingBack:
    """Tells by clarifications, by documents' families and by nearness what is open.

    Args:
        told_apart: what each item stands for in every distinction.
    """

    def __init__(self, library: Library, told_apart: dict[str, distinctions.Values]):
        self._library = library
        self._families = _families(library)
        self._distinctions = told_apart

    def open_between(self, hits: list[Hit], best_score: float, text: str, own_words: str) -> Hit | None:
        """The clarification that a question is nearer to than to any single item, unless its words leave but one choice."""
        hit = next((hit for hit in hits if hit.kind == "clarification"), None)
        spoken = plain(text)
        bar = CLARIFIES + SAYS_MORE * len(own_words) + (DIALECT if spoken != text else 0.0)
        if hit is None or hit.score < best_score + bar:
            return None
        asked = distinctions.of_words(spoken)
        choices = self._library.clarifications[hit.record].items
        fitting = [item for item in choices if not distinctions.conflict(asked, self._distinctions[item])]
        return hit if len(fitting) != 1 else None

    def between(
        self, ranked: list[tuple[str, float]], understood: Understood, items, own_words: str, aspects, named: bool
    ) -> tuple[str, ...]:
        """The items that a question lies between without a clarification that says so; empty when one is clearly meant."""
        vague = self._vague(understood, own_words)
        family = self._family(ranked[0][0], understood, items, aspects) if vague else ()
        return family or self._several(ranked, items, named, vague)

    def _vague(self, understood: Understood, own_words: str) -> bool:
        """Whether a question says little more than what it is about: 护照多少钱一本."""
        return len(own_words) <= VAGUE and not distinctions.asks_operation(
            distinctions.of_words(plain(understood.text))
        )

    def _family(self, item: str, understood: Understood, items, aspects) -> tuple[str, ...]:
        """The first issue, renewal and replacement of one document, where nothing says which."""
        official = self._library.item_name(item)
        if set(aspects) <= _NO_ITEM or official in understood.text or any(item not in mention.ids for mention in items):
            return ()
        members = [one for one in self._families.get(item, ()) if distinctions.is_issue(self._distinctions[one])]
        return tuple(members[:4]) if len(members) > 1 and item in members else ()

    def _several(self, ranked: list[tuple[str, float]], items, named: bool, vague: bool) -> tuple[str, ...]:
        """The best item and those nearly as good."""
        best_item, best_score = ranked[0]
        crowd = [item for item, score in ranked if best_score - score < CROWDED]
        if len(crowd) >= CROWD and not items:
            return tuple(crowd[:4])
        if named and not vague and len(items) == 1 and len(items[0].ids) == 1:
            return ()
        if any(best_item in mention.ids for mention in items):
            # Of two that are near the one whose name was said is meant.
            said = {identifier for mention in items for identifier in mention.ids}
            ranked = [(item, score) for item, score in ranked if item in said]
        siblings = self._siblings(best_item)
        apart = AMBIGUOUS_VAGUE if vague else AMBIGUOUS
        close = [item for item, score in ranked if best_score - score < apart and item in siblings]
        return tuple(close[:4]) if len(close) > 1 else ()

    def alternatives(self, item: str, understood: Understood) -> tuple[str, ...]:
        """Other items about the same document, where nothing says what is to be done with it.

        护照要带什么 is answered for the first passport, and the lost one is offered beside it.
        """
        if distinctions.asks_operation(distinctions.of_words(plain(understood.text))):
            return ()
        return tuple(other for other in self._families.get(item, ()) if other != item)[:2]

    def _siblings(self, item: str) -> set[str]:
        """The item itself and those that its guide, or their own, names as easily mistaken for it."""
        found = {item}
        for guide in self._library.guides.values():
            named = {sibling.item for sibling in guide.siblings}
            if guide.id == item:
                found |= named
            elif item in named:
                found.add(guide.id)
        return found


def _families(library: Library) -> dict[str, tuple[str, ...]]:
    """For each item those about the same document or business, itself among them."""
    by_subject: dict[str, list[str]] = {}
    for item in library.items:
        by_subject.setdefault(distinctions.subject(library.item_name(item)), []).append(item)
    return {item: tuple(members) for members in by_subject.values() for item in members}
