"""Composes every answer of the hall: for the dialogue's actions and, when the dialogue is down, for the hall itself."""

from __future__ import annotations

import dataclasses
import re
import secrets

from assistant.answers.beyond import Beyond
from assistant.answers.guide_aspects import eligibility_answer, guide_card, render
from assistant.answers.model import Answer, Card, Choice, NoticeCard, Sentence, Source, State
from assistant.answers.near_home import NearHome
from assistant.answers.other_records import RENDER as RENDER_OTHER
from assistant.answers.own_understanding import OwnUnderstanding
from assistant.answers.places import item_place, place_answer, zone_named_loosely
from assistant.answers.request import Context, Understood
from assistant.answers.resolution import Resolution, Resolver
from assistant.answers.sentences import TALK, from_faq, from_guide, from_hall, spoken
from assistant.answers.talk import GESTURES, TALK_INTENTS, is_crisis, is_emergency, phrase
from assistant.answers.working_days import WorkingDays
from assistant.nlu.lexicon import Lexicon
from assistant.nlu.plain_talk import matches
from knowledge_base.lexicon import build_lexicon
from knowledge_base.loading import Library
from knowledge_base.records import ASPECTS, Guide
from knowledge_base.search import SearchIndex
from knowledge_base.wayfinding import Wayfinder

#: What is offered after an answer, besides what was just asked.
_NEXT = {
    "materials": "要带什么材料",
    "process": "怎么办理",
    "time_limit": "要多久",
    "fee": "要多少钱",
    "place": "在哪里办",
    "online": "能网上办吗",
}
_OFFERED_NEXT = 4
#: What can be answered although nothing says which item is meant.
_OF_US = ("complaint", "progress")
#: A courtesy must be this sure: 去台湾要办什么证 only sounds like 你会办什么.
_TALK_SURE = 0.8
#: A FAQ entry is given instead of a courtesy only when it is this surely the same question.
_SAME_QUESTION = 0.8
#: A courtesy of which the classifier is only this sure is still better than a refusal.
_RATHER = 0.35
_COURTESIES = ("chitchat", "abuse", "distress", "thanks", "greet", "goodbye", "capabilities", "dont_know")
#: Share of a guide's own question's pairs of characters that a follow-up must hold to mean it.
_SAME_WORDS = 0.4
#: Pairs of characters that a question and a condition have in common where it is meant.
_SAME_PAIRS = 3
_ORDINAL = re.compile(
    r"(?:那|就|选|要|办|我要|我选|我办)*(?:第([一二三四五1-5])(?:个|项|条|种|件)?|([一二三四五1-5])(?:个|号)?|(最后)(?:那|一|这)?(?:个|项|件)"
    r"|(上面|前面)(?:那)?(?:个|一个|件)|(下面|后面)(?:那)?(?:个|一个|件))(?:那种|这种|的|情况)?(?:吧|啊|呀|嘛|[,，]?对的?)?"
)


class Composer:
    """Answers from one published library. Stateless: what a visit remembers comes in with each request."""

    def __init__(self, library: Library, index: SearchIndex):
        self.library = library
        self.hall = library.hall
        self.ways = Wayfinder(library.hall)
        self._own = OwnUnderstanding(Lexicon(build_lexicon(library)))
        self.resolver = Resolver(library, index, self.ways)
        self._working_days = WorkingDays(library)
        self._near_home = NearHome(library)
        self._beyond = Beyond(library.hall)

    # -- entrances ---------------------------------------------------------------------------------------------------

    def answer(self, understood: Understood, context: Context) -> Answer:
        """The answer to one utterance."""
        if is_emergency(understood.text):
            return self._talk("emergency", "emergency", 1.0, context)
        if is_crisis(understood.text):
            return self._talk("crisis", "distress", 1.0, context)
        chosen = self.by_ordinal(understood, context)
        if chosen is not None:
            return self.choose(chosen, context)
        if self._is_talk(understood):
            return self._small_talk(understood, context)
        if self._beyond.asks(understood.text):
            return self._refuse(Resolution("refuse", 0.0, aspects=("none",)), understood)
        days = self._working_days.answer(understood.text)
        if days is not None:
            found = self.resolver.resolve(understood, context)
            item = found.item if found.kind == "item" else context.item
            state = State(item, days[1][0].aspect, "calendar", None, 1.0, False)
            return Answer(*days, [], state)
        if not understood.mentions and (zone := zone_named_loosely(self.hall, understood.text)):
            return self._place(Resolution("place", 0.9, place=zone, aspects=("place",)), context)
        if self._near_home.asks(understood.text) and not any(m.kind == "place" for m in understood.mentions):
            return self._service_point(understood)
        return self.respond(self.resolver.resolve(understood, context), understood, context)

    def choose(self, choice: Choice, context: Context, aspect: str | None = None) -> Answer:
        """The answer to a choice that the hall gave out; its item is certain."""
        if choice.item is None:
            # Not from the choices again: a suggestion's own words are its label.
            return self.answer(self.understand(choice.say), dataclasses.replace(context, offered=()))
        talked_of = context.aspect if context.aspect in ASPECTS else None
        return self.about(choice.item, (aspect or _aspect_of(choice) or talked_of or "overview",), context)

    def about(self, item: str, aspects: tuple[str, ...], context: Context) -> Answer:
        """What the hall says of an item that is certain."""
        return self._item(Resolution("item", 1.0, item=item, aspects=aspects), context)

    def understand(self, text: str) -> Understood:
        """The hall's own understanding, for when there is no dialogue process to ask."""
        return self._own.understand(text)

    def suggestions(self) -> list[Choice]:
        """What can be asked first, as the hall's record says."""
        return [_choice(text, text) for text in self.hall.suggestions]

    # -- talk --------------------------------------------------------------------------------------------------------

    def _is_talk(self, understood: Understood) -> bool:
        if understood.intent not in TALK_INTENTS or understood.confidence < _TALK_SURE:
            return False
        if any(mention.kind == "item" for mention in understood.mentions):
            return False
        if understood.intent == "handoff":
            return True
        # "你好,怎么投诉" greets and asks; what asks is answered.
        return not understood.cues

    def _small_talk(self, understood: Understood, context: Context) -> Answer:
        intent, confidence = understood.intent, understood.confidence
        if intent in ("chitchat", "capabilities", "greet", "distress"):
            # The library may hold exactly this question (你会泄露我的信息吗).
            found = self.resolver.resolve(understood, context)
            if found.kind == "faq" and found.confidence >= _SAME_QUESTION:
                return self._faq(found, understood, context)
        return self._talk(intent, intent, confidence, context)

    def _talk(self, name: str, intent: str, confidence: float, context: Context) -> Answer:
        say = self.phrase(name)
        ask = self.suggestions() if intent in ("greet", "capabilities", "deny") else []
        cards: list[Card] = []
        if intent in ("handoff", "emergency", "distress"):
            desk = next((place for place in self.hall.map.places if place.kind == "desk"), None)
            if desk is not None and intent != "emergency":
                cards += place_answer(self.hall, self.ways, desk, context.here)[1]
            cards.append(NoticeCard("联系人工", say_text(say), "", True))
        return Answer(say, cards, ask, State(None, "none", intent, None, round(confidence, 3), False))

    def phrase(self, key: str, source: Source = TALK, **values: str) -> list[Sentence]:
        text = phrase(key, digital_human=self.hall.digital_human, hotline=self.hall.hotline, **values)
        if self.hall.hotline in text and source is TALK:
            source = from_hall(self.hall, "hotline")
        return spoken(source, text, gesture=GESTURES.get(key, "none"))

    # -- choices -----------------------------------------------------------------------------------------------------

    def by_ordinal(self, understood: Understood, context: Context) -> Choice | None:
        """The offered choice that 第二个 or its own label means."""
        text = understood.text.strip(" 。.!！,，")
        if not context.offered or len(text) > 24:
            return None
        for choice in context.offered:
            if text in (choice.label, choice.say):
                return choice
        if understood.cues or any(m.kind == "item" for m in understood.mentions):
            return None
        match = _ORDINAL.fullmatch(text)
        if match is None:
            return None
        figure = match.group(1) or match.group(2)
        if figure:
            number = "一二三四五".find(figure) if figure in "一二三四五" else int(figure) - 1
        else:
            number = 0 if match.group(4) else len(context.offered) - 1
        return context.offered[number] if number < len(context.offered) else None

    # -- records -----------------------------------------------------------------------------------------------------

    def respond(self, found: Resolution, understood: Understood, context: Context) -> Answer:
        """The answer to a question that was resolved."""
        if found.kind in ("ask_back", "which", "refuse") and understood.cues and understood.cues[0].aspect in _OF_US:
            named = {m.ids for m in understood.mentions if m.kind == "item"}
            if len(named) == 1 and len(ids := named.pop()) == 1:
                return self.about(ids[0], (understood.cues[0].aspect,), context)
            return self._of_us(understood.cues[0].aspect, found)
        if found.kind in ("item", "eligibility"):
            return self._item(self._own_question(found, understood.text), context, understood.text)
        if found.kind == "faq":
            return self._faq(found, understood, context)
        if found.kind == "place":
            return self._place(found, context)
        if found.kind in RENDER_OTHER:
            return self._other(found)
        if found.kind == "ask_back":
            return self._ask_back(found)
        if found.kind == "which":
            intent = "ask_item" if found.aspects[0] == "overview" else f"ask_{found.aspects[0]}"
            state = State(None, found.aspects[0], intent, None, found.confidence, False)
            return Answer(self.phrase("which"), [], self.suggestions(), state)
        talk = self._rather_talk(understood)
        return (
            self._refuse(found, understood) if talk is None else self._talk(talk, talk, understood.confidence, context)
        )

    def _rather_talk(self, understood: Understood) -> str | None:
        """A courtesy that the words may well be, where nothing else would come than a refusal."""
        if understood.intent in _COURTESIES and understood.confidence >= _RATHER:
            return understood.intent
        found = [name for name in matches(understood.text) if name in (*_COURTESIES, "out_of_scope")]
        return found[0] if len(found) == 1 and found[0] != "out_of_scope" else None

    def _own_question(self, found: Resolution, text: str) -> Resolution:
        """A follow-up that asks whether something can be done: the guide's own question that it comes near, if any."""
        guide = self.library.guides.get(found.item)
        if guide is None or found.question is not None or found.aspects[0] != "eligibility" or not guide.eligibility:
            return found
        nearest = max(guide.eligibility, key=lambda asked: _shared(text, asked.question))
        if _shared(text, nearest.question) < _SAME_WORDS:
            return found
        return dataclasses.replace(found, question=nearest.question)

    def _condition_meant(self, guide: Guide, text: str) -> list[Sentence]:
        """The condition whose words the question holds (第三套还能不能贷), which may not be among the first ones."""
        pairs = {text[i : i + 2] for i in range(len(text) - 1)} - _COMMON_PAIRS
        shared = [(sum(pair in condition.text for pair in pairs), condition.text) for condition in guide.conditions]
        count, meant = max(shared, default=(0, ""))
        return spoken(from_guide(guide, "conditions"), meant) if count >= _SAME_PAIRS else []

    def _item(self, found: Resolution, context: Context, text: str = "") -> Answer:
        aspect = found.aspects[0]
        intent = "ask_item" if aspect == "overview" else f"ask_{aspect}"
        state = State(found.item, aspect, intent, None, found.confidence, False)
        guide = self.library.guides.get(found.item)
        if guide is None:
            item = self.library.items[found.item]
            source = Source("item", item.id, 1, "name", False)
            say = self.phrase("no_guide", source, name=item.name, department=item.department, zone=item.zone)
            card = NoticeCard(item.name, say_text(say), "", False)
            return Answer(say, [card], [], state)
        say: list[Sentence] = []
        cards: list[Card] = []
        for wanted in found.aspects[:3]:
            if found.question is not None and wanted == "eligibility":
                said, shown = eligibility_answer(guide, found.question)
            elif wanted == "place":
                said, shown = item_place(self.hall, self.ways, guide, context.here)
            else:
                said, shown = render(wanted, guide, self.hall)
                if wanted == "eligibility":
                    said = [*self._condition_meant(guide, text), *said]
            say += said
            cards += shown
        if not any(card.kind == "guide" for card in cards):
            cards.append(guide_card(guide, self.hall))
        ask = self.item_choices(found.alternatives, aspect) + self._next(guide.id, guide.name, found.aspects)
        return Answer(say, cards, ask[:_OFFERED_NEXT], state)

    def _next(self, item: str, name: str, asked: tuple[str, ...]) -> list[Choice]:
        left = [(aspect, label) for aspect, label in _NEXT.items() if aspect not in asked]
        if asked == ("overview",):
            left = [(aspect, label) for aspect, label in left if aspect != "materials"]
        return [_choice(label, f"{name}{label}", item, aspect) for aspect, label in left[:_OFFERED_NEXT]]

    def _faq(self, found: Resolution, understood: Understood, context: Context) -> Answer:
        entry = self.library.faq[found.faq]
        source = from_faq(entry)
        approved = entry.provenance.approved_by_hall
        say = spoken(source, entry.answer, gesture="open")
        cards: list[Card] = [NoticeCard(entry.question, entry.answer, entry.link or "", approved)]
        aspect = entry.aspect or (understood.cues[0].aspect if understood.cues else "none")
        ask: list[Choice] = []
        guide = self.library.guides.get(entry.item) if entry.item else None
        if guide is not None:
            cards.append(guide_card(guide, self.hall))
            ask = self._next(guide.id, guide.name, (aspect,))
        state = State(entry.item, aspect, "faq", None, found.confidence, False)
        return Answer(say, cards, ask, state)

    def _other(self, found: Resolution) -> Answer:
        """A policy, a joint module, a help service, a process diagram."""
        record = self.library.record(found.kind, found.record)
        say, cards = RENDER_OTHER[found.kind](record, self.library)
        items = tuple(
            dict.fromkeys(getattr(record, "items", None) or [step.item for step in getattr(record, "steps", [])])
        )
        ask = self.item_choices(tuple(item for item in items if item)[:_OFFERED_NEXT], "overview")
        item = getattr(record, "item", None)
        return Answer(say, cards, ask, State(item, "overview", found.kind, None, found.confidence, False))

    def _service_point(self, understood: Understood) -> Answer:
        point = self._near_home.named(understood.text)
        state = State(None, "place", "near_home", None, 1.0, False)
        if point is None:
            return Answer(self.phrase("where_do_you_live"), [], self._near_home.choices(_choice), state)
        say, cards = RENDER_OTHER["point"](point, self.library)
        return Answer(say, cards, [], state)

    def _place(self, found: Resolution, context: Context) -> Answer:
        place = self.ways.place(found.place)
        say, cards = place_answer(self.hall, self.ways, place, context.here)
        return Answer(say, cards, [], State(None, "place", "navigate", None, found.confidence, False))

    def item_choices(self, items: tuple[str, ...], aspect: str) -> list[Choice]:
        return [_choice(self.library.item_name(item), self.library.item_name(item), item, aspect) for item in items]

    def _ask_back(self, found: Resolution) -> Answer:
        aspect = found.aspects[0] if found.aspects else "overview"
        intent = "ask_item" if aspect == "overview" else f"ask_{aspect}"
        state = State(None, aspect, intent, None, found.confidence, False)
        if found.record is not None:
            clarification = self.library.clarifications[found.record]
            ask = [_choice(choice.label, choice.label, choice.item, aspect) for choice in clarification.choices]
            return Answer(spoken(TALK, clarification.ask), [], ask, state)
        sure = found.confidence >= 0.5
        name = "near" if not sure else "ask_back_two" if len(found.nearest) == 2 else "ask_back"
        say = self.phrase(name)
        for item in found.nearest[:2] if sure and len(found.nearest) == 2 else ():
            say += spoken(Source("item", item, 1, "name", False), self.library.item_name(item))
        return Answer(say, [], self.item_choices(found.nearest, aspect), state)

    def _of_us(self, aspect: str, found: Resolution) -> Answer:
        """A complaint or a question how far something is, of no item in particular: whom to turn to."""
        say = self.phrase(f"{aspect}_of_us")
        state = State(None, aspect, f"ask_{aspect}", None, max(found.confidence, 0.5), False)
        return Answer(say, [NoticeCard("", say_text(say), "", True)], [], state)

    def _refuse(self, found: Resolution, understood: Understood) -> Answer:
        say = self.phrase("refuse") + self.phrase("refuse_more")
        state = State(None, "none", "out_of_scope", None, found.confidence, True)
        return Answer(say, [], self.item_choices(found.nearest, "overview"), state)


def _shared(text: str, question: str) -> float:
    """Share of the pairs of characters of ``question`` that ``text`` holds."""
    pairs = {question[i : i + 2] for i in range(len(question) - 1)} - _COMMON_PAIRS
    return sum(pair in text for pair in pairs) / max(1, len(pairs))


#: Of every question that asks whether something can be done.
_COMMON_PAIRS = {"能不", "不能", "可不", "不可", "可以", "能办", "办吗", "吗？", "行不", "不行"}


def say_text(say: list[Sentence]) -> str:
    return "".join(sentence.text for sentence in say)


def _choice(label: str, say: str, item: str | None = None, aspect: str | None = None) -> Choice:
    """A choice with an id that cannot be guessed; the aspect travels in the id's prefix, never to be trusted alone."""
    return Choice(f"{aspect or 'text'}-{secrets.token_hex(8)}", label, say, item)


def _aspect_of(choice: Choice) -> str | None:
    prefix = choice.id.split("-", 1)[0]
    return prefix if prefix in ASPECTS else None
