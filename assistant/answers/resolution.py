"""Which record a question is about: names, meaning and what was talked about before, weighed together.

Nothing is guessed: where two items are equally near, the citizen is asked; where nothing is near, the answer is no.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from assistant.answers.asking_back import AskingBack
from assistant.answers.question_wordings import LEARNED, denied, of_elsewhere, without_cues, wordings
from assistant.answers.request import Context, Understood
from assistant.answers.vocabulary import Vocabulary
from assistant.nlu.aspects import asks_overview, find_aspects, residue
from knowledge_base.loading import Library
from knowledge_base.records import ASPECTS
from knowledge_base.search import Hit, SearchIndex, distinctions
from knowledge_base.search.dialect import plain
from knowledge_base.search.documents import ITEM_KINDS
from knowledge_base.wayfinding import NoRoute, Wayfinder

#: A name spoken in full lifts its item by at most this much (less when the question says more besides).
NAME_BONUS = 0.3
#: The item already talked about is lifted this much when the question names no other.
CONTEXT_BONUS = 0.1
#: What is to be done (补领, 换领, 注销) fits or contradicts an item: each dimension counts this much.
DISTINCTION = 0.15
#: When an aspect is asked outright, another record must be this much nearer than the best item to be given instead.
FAQ_LEAD = 0.1
GENERAL_LEAD = 0.35
#: A joint module is lifted this much where the words ask for all at once and name several of its items; half for either.
TOGETHER = 0.6
#: Plain cosine of a question that is word for word in the library.
VERBATIM = 0.985
#: Score of an item that is named but that the search did not find.
NAMED_ONLY = 0.5
#: A name that is this share of the question's own words needs no further proof.
NAME_SHARE = 0.65
#: An item with this score and this far ahead of the next is answered although the contrast is weak.
STANDING, STANDS_OUT = 0.95, 0.2
#: The same of a question that would be refused, although it is no nearer to strangers.
OUTSTANDING = 1.4
#: Where nothing says what is to be done with a document, its first issue is meant rather than a lost one.
FIRST = 0.05
#: An aspect that no word says outright must be this likely to be answered.
LIKELY_ASPECT = -0.5
#: The same where the words ask for a first look (怎么办, 我想办…): often they only begin a question that asks for more.
LIKELIER_ASPECT = -0.1
#: One that a cue says counts this much more; by how seldom the cue misleads in the library's labelled wordings.
CUES = {
    "hours": 0.8, "process": 0.8, "legal": 0.8, "complaint": 0.8, "validity": 0.75, "conditions": 0.7, "fee": 0.6,
    "time_limit": 0.6, "phone": 0.6, "agent": 0.55, "progress": 0.5, "materials": 0.5, "eligibility": 0.3, "place": 0.3,
    "online": 0.2, "result": 0.3,
}  # fmt: skip
#: Of several cues that is not the first the less.
LATER_CUE = 0.7
#: How much nearer to the library a question must be that the intent classifier takes for a stranger.
STRANGER = 0.05
#: Contrast above ``accept`` that counts as certain.
FULL_CONTRAST = 0.3
#: Questions whose words left after the aspect are this few characters carry no item of their own.
FOLLOW_UP_RESIDUE = 2
#: A place named among no more other words than these is where somebody wants to go.
GOAL_RESIDUE = 6
#: With so few own words a question about an aspect stays with what was talked about, unless another record fits outright.
STAYS_RESIDUE = 10

#: Aspects that can be asked of the hall itself; the others need an item.
OF_THE_HALL = {"hours", "phone", "place", "complaint", "progress", "online", "agent"}

_POINTING = re.compile(r"^(?:那|这个|那个|它|这|那这个|这事|该)")
#: Said of the hall as a whole, whatever item was talked about.
_OF_US = re.compile(r"你们|大厅|中心|这里|这儿|这边")
#: Asked for the whole of a life event, in one go, rather than for one item of it.
_TOGETHER = re.compile(
    r"一起|一道|一同|一并|一趟|一摊|一堆|一次性|一次(?:都|办|弄|搞|跑|交)|联办|联动|一条龙|一件事|全套|一整套|一套(?:手续|流程|下来)|从头到尾|全部|整个|统统|所有"
    r"|一塌刮子|一揽子|(?:哪些|哪几|多少|几)(?:样|个|种|项|道|件)?(?:手续|证|事|关|步|部门|地方)|一共|总共|先.{1,8}(?:再|后)"
)
#: 那离婚呢: another item, the same aspect.
_AND_THIS = re.compile(r"^(?:那|那么|那要是|要是|如果|还有)?[^,，。?？]{1,14}呢[?？。]?$")

#: Kinds of record that a question can be about; places are found by their names.
SEARCHED = {"guide", "item", "faq", "policy", "one_thing", "help", "diagram", "clarification"}


@dataclass(frozen=True)
class Resolution:
    """``kind``: item, ask_back (``record`` is the clarification, if any), which (no item said), faq, eligibility, place, refuse,
    or a kind of record (policy, one_thing, help, diagram, point) whose id is in ``record``. ``confidence`` is 0 to 1.
    """

    kind: str
    confidence: float
    item: str | None = None
    aspects: tuple[str, ...] = ()
    faq: str | None = None
    question: str | None = None
    place: str | None = None
    record: str | None = None
    nearest: tuple[str, ...] = field(default=())
    alternatives: tuple[str, ...] = field(default=())


class Resolver:
    """Weighs names, search and context over one published library."""

    def __init__(self, library: Library, index: SearchIndex, ways: Wayfinder):
        self._library = library
        self._index = index
        self._ways = ways
        self._vocabulary = Vocabulary(library)
        self._places = {place.id for place in library.hall.map.places}
        self._distinctions = {item: distinctions.of_name(library.item_name(item)) for item in library.items}
        self._asking_back = AskingBack(library, self._distinctions)

    def aspects(self, understood: Understood, context: Context) -> tuple[str, ...]:
        """What is asked for, in order; ``("overview",)`` for an unspecific question."""
        heard = self._heard(understood)
        if heard:
            return heard
        learned = understood.intent if understood.confidence >= LEARNED else ""
        if learned.startswith("ask_") and learned != "ask_item":
            if not asks_overview(understood.text):
                return (learned.removeprefix("ask_"),)
        if context.item is not None and context.aspect in ASPECTS and _AND_THIS.match(understood.text):
            return (context.aspect,)
        # 怎么办 about something already settled asks for the steps.
        if context.item is not None and not understood.mentions and asks_overview(understood.text):
            if len(self.own_words(understood)) <= FOLLOW_UP_RESIDUE:
                return ("process",)
        return ("overview",)

    def own_words(self, understood: Understood) -> str:
        """What is left of the words without those that ask for an aspect, courtesies and fillers."""
        return residue(understood.text, [(cue.start, cue.end) for cue in understood.cues])

    def _weigh_aspects(
        self, aspects: tuple[str, ...], learned: dict[str, float], understood: Understood, items
    ) -> tuple[str, ...]:
        """What the words say outright and what is learned from the library's wordings, weighed together."""
        heard = self._heard(understood)
        if not learned or (heard and aspects != heard):
            return aspects
        if not heard:
            likely = max(learned, key=learned.get)
            bar = LIKELIER_ASPECT if asks_overview(plain(understood.text)) else LIKELY_ASPECT
            if aspects != ("overview",) or learned[likely] < bar or self._only_named(understood, items):
                return aspects
            return (likely,)
        said = {aspect: CUES.get(aspect, 0.0) * (1 if aspect == heard[0] else LATER_CUE) for aspect in heard}
        # A first look is what is meant when nothing is said; it never takes the place of what is.
        likely = max(learned.keys() - {"overview"}, key=lambda aspect: learned[aspect] + said.get(aspect, 0.0))
        return tuple(dict.fromkeys((likely, *heard)))

    def _heard(self, understood: Understood) -> tuple[str, ...]:
        """The aspects that the words say, in plain Mandarin where dialect is spoken."""
        spoken = plain(understood.text)
        cues = find_aspects(spoken) if spoken != understood.text else []
        return tuple(cue.aspect for cue in cues or understood.cues)

    def _only_named(self, understood: Understood, items) -> bool:
        """Whether a question says a name and no more."""
        besides = residue(understood.text, [(mention.start, mention.end) for mention in items])
        return bool(items) and len(besides) <= FOLLOW_UP_RESIDUE

    def resolve(self, understood: Understood, context: Context) -> Resolution:
        understood, context = self._known(understood, context)
        aspects = self.aspects(understood, context)
        places = [m for m in understood.mentions if m.kind == "place"]
        items = [m for m in understood.mentions if m.kind == "item"]
        own_words = self.own_words(understood)

        if places and not items and self._asks_the_way(understood, places, aspects):
            return self._place(understood, places, context)
        is_follow_up = (
            context.item is not None
            and not items
            and (len(own_words) <= FOLLOW_UP_RESIDUE or (understood.cues and _POINTING.match(understood.text)))
            and not (_OF_US.search(understood.text) and set(aspects) & {"hours", "phone"})
            and (understood.cues or understood.intent.startswith("ask_") or aspects == ("process",))
            and not (own_words and not understood.cues and _AND_THIS.match(understood.text))
        )
        if is_follow_up:
            return Resolution("item", 0.95, item=context.item, aspects=aspects)
        if context.item is None and not items and len(own_words) <= 1:
            if not understood.cues or not set(aspects) & OF_THE_HALL:
                return Resolution("which", 0.9, aspects=aspects)
        return self._search(understood, context, aspects, items, own_words)

    def _known(self, understood: Understood, context: Context) -> tuple[Understood, Context]:
        """Without names that are denied, and ids that this library does not hold (lexicon or visit may be of an older state)."""
        mentions, not_meant = [], denied(understood.text)
        for mention in understood.mentions:
            if any(start <= mention.start and mention.end <= end for start, end in not_meant):
                continue
            held = self._library.items if mention.kind == "item" else self._places
            ids = tuple(identifier for identifier in mention.ids if identifier in held)
            if ids:
                mentions.append(replace(mention, ids=ids))
        if context.item is not None and context.item not in self._library.items:
            context = replace(context, item=None, aspect=None)
        return replace(understood, mentions=tuple(mentions)), context

    def _asks_the_way(self, understood: Understood, places, aspects) -> bool:
        """Whether a place is asked for, not only told of: 门口 in 想在小区门口摆个早点摊 is no goal."""
        if understood.intent == "navigate":
            return True
        ends = {place.end for place in places}
        if any(cue.aspect == "place" and {cue.start, cue.start - 1} & ends for cue in understood.cues):
            return True
        besides = residue(understood.text, [(part.start, part.end) for part in (*places, *understood.cues)])
        return set(aspects) <= {"place", "overview"} and len(besides) <= GOAL_RESIDUE

    def _place(self, understood: Understood, places, context: Context) -> Resolution:
        longest = max(places, key=lambda mention: mention.end - mention.start)
        floors = {floor.id for floor in self._library.hall.map.floors if floor.name in understood.text}
        there = tuple(place for place in longest.ids if self._ways.place(place).floor in floors)
        place = self.nearest(there or longest.ids, context.here)
        return Resolution("place", round(max(0.9, understood.confidence), 3), place=place, aspects=("place",))

    def nearest(self, places: tuple[str, ...], here: str | None, accessible: bool = False) -> str:
        """There is a 卫生间 on every floor: the one nearest to this kiosk is meant, for a wheelchair one that it can enter."""
        if accessible:
            places = tuple(p for p in places if self._ways.place(p).accessible) or self._entered_instead(places)
        if here is None:
            return places[0]

        def metres(place: str) -> float:
            try:
                return self._ways.route(here, place, accessible).metres
            except NoRoute:
                return float("inf")

        return min(places, key=metres)

    def _entered_instead(self, places: tuple[str, ...]) -> tuple[str, ...]:
        """Places of the same kind that a wheelchair can enter; the given ones where there are none."""
        kinds = {self._ways.place(place).kind for place in places}
        held = self._library.hall.map.places
        return tuple(place.id for place in held if place.accessible and place.kind in kinds) or places

    def _search(self, understood: Understood, context: Context, aspects, items, own_words: str) -> Resolution:
        found = self._index.find(wordings(understood), limit=16, kinds=SEARCHED)
        contrast = _contrast(found.contrasts)
        aspects = self._weigh_aspects(aspects, found.aspects, understood, items)
        if not found.hits:
            return Resolution("refuse", 0.0, aspects=aspects)
        ranked, best_hit = self._rank_items(found.hits, understood, context, items, own_words)
        best_item, best_score = ranked[0] if ranked else (None, -1.0)
        other = self._best_other(found.hits, understood, items)
        verbatim = found.hits[0].cosine >= VERBATIM
        if self._stays(understood, context, items, own_words) and not verbatim:
            return Resolution("item", 0.8, item=context.item, aspects=aspects)
        nearest = tuple(item for item, _ in ranked[:3])
        sure = self._confidence(contrast)
        named = self._named(best_item, items, own_words)
        refused = None if verbatim else self._too_far(understood, contrast, named, ranked)
        if refused:
            return Resolution(refused, sure, aspects=aspects, nearest=nearest)
        found_alone = best_hit[best_item].score if best_item in best_hit else best_score
        open_between = self._asking_back.open_between(found.hits, found_alone, understood.text, own_words)
        if other is not None and self._other_wins(other, best_score, understood, items, aspects, open_between):
            sure = max(sure, _closeness(other.cosine))
            if other.kind == "faq":
                return Resolution("faq", sure, faq=other.record, aspects=aspects, nearest=nearest)
            return Resolution(other.kind, sure, record=other.record, aspects=aspects, nearest=nearest)
        if best_item is None and open_between is None:
            return Resolution("refuse", sure, aspects=aspects)
        if open_between is not None:
            meant = tuple(self._library.clarifications[open_between.record].items)
            if context.item in meant:
                return Resolution("item", sure, item=context.item, aspects=aspects, nearest=nearest)
            record, sure = open_between.record, max(sure, 0.5)
            return Resolution("ask_back", sure, aspects=aspects, record=record, nearest=meant)
        hit = best_hit.get(best_item)
        sure = max(sure, _closeness(hit.cosine) if hit else 0.0, 0.9 if named else 0.0)
        several = self._asking_back.between(ranked, understood, items, own_words, aspects, named)
        if several:
            return Resolution("ask_back", max(sure, 0.5), aspects=aspects, nearest=several)
        if hit is not None and hit.field == "eligibility" and set(aspects) <= {"eligibility", "overview"}:
            return Resolution("eligibility", sure, item=best_item, aspects=("eligibility",), question=hit.text)
        alternatives = self._asking_back.alternatives(best_item, understood)
        return Resolution("item", sure, item=best_item, aspects=aspects, nearest=nearest, alternatives=alternatives)

    def _rank_items(
        self, hits: list[Hit], understood: Understood, context: Context, items, own_words: str
    ) -> tuple[list[tuple[str, float]], dict[str, Hit]]:
        """Items with their scores, best first: what search found, lifted by names, by what is to be done, by context."""
        best_hit = {hit.record: hit for hit in hits if hit.kind in ITEM_KINDS}
        scores = {item: hit.score for item, hit in best_hit.items()}
        length = max(1, len(own_words))
        asked = distinctions.of_words(plain(understood.text))
        for mention in items:
            covered = min(1.0, (mention.end - mention.start) / length)
            for identifier in mention.ids:
                # 个体户执照 names the founding; with 注销 beside it the name is only part of what is meant.
                fits = not distinctions.conflict(asked, self._distinctions[identifier])
                scores[identifier] = scores.get(identifier, NAMED_ONLY) + (NAME_BONUS * covered**2 if fits else 0.0)
        if context.item in scores and not items and understood.cues:
            scores[context.item] += CONTEXT_BONUS
        for identifier in scores:
            scores[identifier] += DISTINCTION * distinctions.agreement(asked, self._distinctions[identifier])
            if not distinctions.asks_operation(asked) and distinctions.is_first(self._distinctions[identifier]):
                scores[identifier] += FIRST
        return sorted(scores.items(), key=lambda pair: -pair[1]), best_hit

    def _stays(self, understood: Understood, context: Context, items, own_words: str) -> bool:
        """Whether a question about an aspect stays with the item talked about: few words, and none of another matter."""
        return bool(
            context.item is not None
            and understood.cues
            and not items
            and len(own_words) <= STAYS_RESIDUE
            and not _OF_US.search(understood.text)
            and not self._vocabulary.strange_to(context.item, without_cues(understood))
            and not of_elsewhere(understood)
        )

    def _named(self, item: str | None, items, own_words: str) -> bool:
        """Whether the item's own name is most of what was said besides the aspect."""
        longest = max((m.end - m.start for m in items if item in m.ids), default=0)
        return longest >= NAME_SHARE * max(1, len(own_words))

    def _too_far(self, understood: Understood, contrast: float, named: bool, ranked) -> str | None:
        """``refuse`` or ``ask_back`` for a question nearer to what the library does not answer; None when near enough, or when
        one item is far ahead of all others.
        """
        accept, offer = self._index.thresholds.accept, self._index.thresholds.offer
        if understood.intent == "out_of_scope" and understood.confidence >= LEARNED:
            accept, offer = accept + STRANGER, offer + STRANGER
        if contrast >= (offer if named else accept):
            return None
        if contrast >= offer:
            return None if _stands_out(ranked, STANDING) else "ask_back"
        return None if contrast >= 0 and _stands_out(ranked, OUTSTANDING) else "refuse"

    def _other_wins(
        self, other: Hit, best_score: float, understood: Understood, items, aspects, open_between: Hit | None
    ) -> bool:
        """Whether a record that is no guide answers better than the best item, or than asking back."""
        if other.cosine >= VERBATIM and other.score >= best_score:
            return True
        if open_between is not None and open_between.score > other.score:
            return False
        if other.kind == "one_thing":
            return other.score > best_score
        item = getattr(self._library.record(other.kind, other.record), "item", None)
        aspect = getattr(self._library.record(other.kind, other.record), "aspect", None)
        # A plain aspect of a named item is the guide's to answer, unless the entry says exactly that.
        if items and understood.cues and not (item in items[0].ids and aspect in aspects):
            return other.score > best_score + GENERAL_LEAD
        if not understood.cues and not asks_overview(understood.text):
            return other.score > best_score
        # An entry about no item in particular (可以委托别人来办) has to lie much nearer than the item asked about.
        return other.score > best_score + (FAQ_LEAD if item else GENERAL_LEAD)

    def _best_other(self, hits: list[Hit], understood: Understood, items) -> Hit | None:
        """The best record that is no guide; joint modules are lifted where all is asked for at once."""
        others = [
            replace(hit, score=hit.score + self._asked_together(hit.record, understood, items))
            if hit.kind == "one_thing"
            else hit
            for hit in hits
            if hit.kind not in ITEM_KINDS | {"clarification"}
        ]
        return max(others, key=lambda hit: hit.score, default=None)

    def _asked_together(self, module: str, understood: Understood, items) -> float:
        """How much a joint module is lifted: by words that ask for all at once, and by its items named."""
        joined = set(self._library.one_things[module].items)
        named = {mention.ids for mention in items if joined & set(mention.ids)}
        at_once = _TOGETHER.search(understood.text) is not None
        return TOGETHER * (at_once + (len(named) > 1)) / 2

    def _confidence(self, contrast: float) -> float:
        """0.5 at ``accept``, 1 when much nearer to the library than to any stranger, falling to 0 below."""
        distance = contrast - self._index.thresholds.accept
        return round(min(1.0, max(0.0, 0.5 + 0.5 * distance / FULL_CONTRAST)), 3)


def _closeness(cosine: float) -> float:
    """1 for a question word for word in the library, 0 for one that merely resembles."""
    return round(min(1.0, max(0.0, (cosine - 0.9) / (VERBATIM - 0.9))), 3)


def _contrast(contrasts: tuple[float, ...]) -> float:
    """One contrast out of those of the question, its core and its end: the words that ask for an aspect are strangers' too."""
    if len(contrasts) < 3:
        return contrasts[0]
    asked, core, end = contrasts
    return max((asked + core) / 2, end)


def _stands_out(ranked: list[tuple[str, float]], standing: float) -> bool:
    """Whether one item has such a score and is far ahead of all others."""
    if not ranked or ranked[0][1] < standing:
        return False
    return len(ranked) < 2 or ranked[0][1] - ranked[1][1] >= STANDS_OUT
