"""The order in which a turn is understood: danger, a person, how to talk, the task under way, what begins one, a record."""

from __future__ import annotations

import dataclasses
from typing import Any

from assistant.answers.composer import Composer
from assistant.answers.model import Answer, Choice, Manner
from assistant.answers.request import Understood
from assistant.answers.talk import is_crisis, is_emergency
from assistant.conversation.beginning import REST, Beginning
from assistant.conversation.choosing import Chooser, asks
from assistant.conversation.controls import Controls
from assistant.conversation.desk import Desk, NoDesk
from assistant.conversation.joint_module import JointModule
from assistant.conversation.memory import Memory, Moment, Step, Task
from assistant.conversation.tasks import Flow, Following, Guidance, HelpOrder, PolicyMatching, Rating
from assistant.conversation.tasks.flow import choice
from assistant.conversation.two_wishes import with_the_other
from assistant.conversation.whom_about import WhomAbout
from assistant.conversation.wishes import SURE, wish
from assistant.nlu.plain_talk import PERSON
from knowledge_base.search.embedding import Embedder

#: An answer that was found with less than this is no reason to leave a question of a task unanswered.
LEAVES_TASK = 0.75
#: After so many turns in a row that were not understood a person is offered.
MISSED = 2
#: A longer sentence that holds such words tells of something.
LONGEST_CALL = 24
#: Talk after which what was offered before can still be chosen.
_LEAVES_CHOICES = {"chitchat", "abuse", "distress", "thanks", "affirm", "dont_know"}
#: Talk that answers no question of a task.
_BESIDE_A_TASK = {"greet", "thanks", "chitchat", "abuse", "distress", "capabilities", "goodbye"}
#: Questions after whose answer the own situation can be settled.
_FIRST_LOOKS = {"ask_item", "ask_materials", "ask_process", "ask_conditions", "ask_eligibility"}
_MANNERS = ("slower", "faster", "louder", "quieter")


class Conversation:
    """Stateless, over one published library: what a visit remembers goes in and comes out with each turn."""

    def __init__(self, composer: Composer, embedder: Embedder, desk: Desk | None = None):
        self.composer = composer
        chooser, desk = Chooser(embedder), desk or NoDesk()
        self._controls = Controls(composer)
        guidance = Guidance(composer, chooser)
        orders = HelpOrder(composer, chooser, desk)
        policies = PolicyMatching(composer, chooser)
        flows: list[Flow] = [guidance, orders, policies, Rating(composer, chooser, desk), Following(composer, desk)]
        self._flows = {flow.kind: flow for flow in flows}
        self._policies = policies
        self.guidance = guidance
        self._beginning = Beginning(composer, self._flows)
        self._whom_about = WhomAbout(composer)
        self._joint = JointModule(composer)

    def answer(self, understood: Understood, memory: Memory, here: str | None = None) -> tuple[Answer, Memory]:
        """The answer to one utterance, and what is remembered after it."""
        return self._after(self._understood(understood, memory, here), memory)

    def choose(self, chosen: Choice, memory: Memory, here: str | None = None) -> tuple[Answer, Memory]:
        """The answer to a choice that the hall gave out. One without an item is said in its own words."""
        if chosen.item is None:
            understood = self.composer.understand(chosen.say)
            return self._after(self._step(Moment(understood, memory, here, chosen)), memory)
        moment = Moment(Understood(chosen.say, "choose", 1.0), memory, here, chosen)
        return self._after(self._with_item(chosen, moment), memory)

    # -- one turn ----------------------------------------------------------------------------------------------------

    def _understood(self, understood: Understood, memory: Memory, here: str | None) -> Step:
        chosen = self.composer.by_ordinal(understood, memory.context(here))
        if chosen is None or is_emergency(understood.text) or is_crisis(understood.text):
            return self._step(Moment(understood, memory, here))
        if chosen.item is not None:
            return self._with_item(chosen, Moment(understood, memory, here, chosen))
        if chosen.say != understood.text.strip():
            understood = self.composer.understand(chosen.say)
        return self._step(Moment(understood, memory, here, chosen))

    def _with_item(self, chosen: Choice, moment: Moment) -> Step:
        begun = self._beginning.wanted(chosen.item, moment)
        if begun is not None:
            return begun
        task = moment.memory.task
        return Step(
            self.composer.choose(chosen, moment.context), {"task": None, "paused": task or moment.memory.paused}
        )

    def _step(self, moment: Moment) -> Step:
        understood, memory = moment.understood, moment.memory
        if is_emergency(understood.text) or is_crisis(understood.text):
            return self._aside(Step(self.composer.answer(understood, moment.context)), moment)
        wanted = wish(understood)
        if _wants_a_person(understood):
            answer = self.composer.answer(Understood(understood.text, "handoff", 1.0), moment.context)
            return self._aside(Step(dataclasses.replace(answer, ask=list(memory.offered))), moment)
        if moment.chosen is not None and memory.task is not None and wanted != "go_back":
            step = self._flow(memory.task).step(memory.task, moment)
            if step is not None:
                return step
        controlled = self._control(wanted, moment)
        if controlled is not None:
            return controlled
        if memory.task is not None:
            return self._in_task(wanted, moment)
        begun = self._beginning.begin(wanted, moment)
        if begun is not None:
            return begun
        return self._whom_about.answer(moment) or self._joint.follow_up(moment) or self._record(moment)

    def _in_task(self, wanted: str | None, moment: Moment) -> Step:
        """The words as an answer to the task's question; else something of its own, after which the task is gone on with."""
        task = moment.memory.task
        if wanted == "correct":
            begun = self._beginning.begin(wanted, moment)
            if begun is not None:
                return begun
        if wanted is None or not asks(moment.text):
            step = self._flow(task).step(task, moment)
            if step is not None:
                return step
        begun = self._beginning.begin(wanted, moment) if wanted is not None else None
        if begun is not None:
            other = begun.changes.get("task")
            if isinstance(other, Task) and other.kind != task.kind:
                return Step(begun.answer, {**begun.changes, "paused": task})
            return begun if "task" in begun.changes else self._aside(begun, moment)
        answer = self.composer.answer(moment.understood, moment.context)
        if self._leaves_task(answer, moment):
            return self._aside(Step(answer), moment)
        if moment.text.strip(" 。.!！") == "算了":
            return self._controls.stop(moment)
        return self._not_understood(task, moment)

    def _leaves_task(self, answer: Answer, moment: Moment) -> bool:
        """Whether the words are about something else than the question that was asked."""
        if asks(moment.text) or answer.state.intent in _BESIDE_A_TASK:
            return True
        if (
            any(mention.kind in ("item", "place") for mention in moment.understood.mentions)
            and not answer.state.refused
        ):
            return answer.state.confidence >= LEAVES_TASK
        return bool(moment.understood.cues) and not answer.state.refused and answer.state.item is not None

    def _not_understood(self, task: Task, moment: Moment) -> Step:
        """The question again; the second time in a row with the way to a person."""
        step = self._flow(task).ask(task, moment)
        again = moment.memory.missed + 1 >= MISSED
        first = self.composer.phrase("not_understood_twice" if again else "not_understood")
        ask = [*step.answer.ask, choice("转人工")] if again else step.answer.ask
        answer = dataclasses.replace(step.answer, say=[*first, *step.answer.say], ask=ask)
        return Step(answer, {**step.changes, "missed": moment.memory.missed + 1})

    def _aside(self, step: Step, moment: Moment) -> Step:
        """An answer beside a task: the task stays, and the way back to it is offered."""
        task = moment.memory.task
        if task is None:
            return step
        ask = [*step.answer.ask[:4], choice(f"继续{self._flow(task).name(task)}", "继续刚才的")]
        return Step(dataclasses.replace(step.answer, ask=ask), {"task": task, **step.changes})

    def _record(self, moment: Moment) -> Step:
        """The answer from a record; what was not understood twice in a row leads to a person."""
        answer = self.composer.answer(moment.understood, moment.context)
        if answer.state.intent in _LEAVES_CHOICES and not answer.ask:
            answer = dataclasses.replace(answer, ask=list(moment.memory.offered))
        answer = with_the_other(self.composer, answer, moment)
        settled = self._answer_unasked(answer, moment)
        if settled is not None:
            return settled
        missed = answer.state.refused or answer.state.intent == "nlu_fallback" or _asks_what(answer)
        if not missed:
            return Step(self._offered_more(answer, moment))
        count = moment.memory.missed + 1
        if count >= MISSED:
            ask = [*answer.ask[:4], choice("转人工")]
            answer = dataclasses.replace(answer, say=[*answer.say, *self.composer.phrase("person_instead")], ask=ask)
        return Step(answer, {"missed": count})

    def _answer_unasked(self, answer: Answer, moment: Moment) -> Step | None:
        """我户口是安徽的 while 居住证 is talked of: no question, but an answer to the first one of its situations."""
        item = moment.memory.item
        nothing_found = answer.state.refused or answer.state.confidence < LEAVES_TASK
        if item is None or not nothing_found or moment.understood.mentions or moment.understood.cues:
            return None
        if asks(moment.text) or not self.guidance.can(item):
            return None
        return self.guidance.step(Task(self.guidance.kind, item), moment)

    def _offered_more(self, answer: Answer, moment: Moment) -> Answer:
        """After a first look, the way to the own situation; for a delicate matter, silence."""
        item, state = answer.state.item, answer.state
        if item is None or item not in self.composer.library.guides:
            return answer
        ask = list(answer.ask)
        if state.intent in _FIRST_LOOKS and self.guidance.can(item):
            name = self.composer.library.item_name(item)
            ask = [choice("按我的情况一步步问", f"一步一步带我办{name}"), *ask[:4]]
        if item in self.composer.hall.delicate_items and moment.memory.item != item:
            ask = [*ask[:4], choice("别念出来")]
        return dataclasses.replace(answer, ask=ask)

    # -- how to talk -------------------------------------------------------------------------------------------------

    def _control(self, wanted: str | None, moment: Moment) -> Step | None:
        controls, memory = self._controls, moment.memory
        asked = REST.search(moment.text) if wanted in ("go_on", "return_to") else None
        if asked is not None and asks(asked.group(1)) and not self._beginning.goes_back(moment):
            # 接着讲，我替老娘去办可以吧: the question goes on, not what was said.
            return self._record(dataclasses.replace(moment, understood=self.composer.understand(asked.group(1))))
        if wanted in _MANNERS:
            return self._keeping_task(controls.manner(wanted, moment), moment)
        match wanted:
            case "repeat":
                if (
                    memory.reading is not None
                    and memory.last_answer
                    and memory.last_answer.state.intent == "read_policy"
                ):
                    return self._policies.read(*memory.reading)
                return self._keeping_task(controls.repeat(moment), moment)
            case "simpler":
                return self._keeping_task(controls.simpler(moment), moment)
            case "show_silently":
                return self._keeping_task(controls.silently(moment), moment)
            case "read_aloud":
                return self._read_aloud(moment)
            case "stop":
                return controls.stop(moment)
            case "go_on" | "return_to":
                return self._go_on(wanted, moment)
            case "go_back":
                return self._go_back(moment)
            case "start_over":
                return self._start_over(moment)
        return None

    def _keeping_task(self, step: Step, moment: Moment) -> Step:
        return Step(step.answer, {"task": moment.memory.task, **step.changes})

    def _read_aloud(self, moment: Moment) -> Step | None:
        memory = moment.memory
        if memory.reading is not None and (
            memory.last_answer is None or memory.last_answer.state.intent in ("find_policy", "read_policy")
        ):
            step = self._policies.read(*memory.reading)
            return Step(dataclasses.replace(step.answer, manner=Manner(aloud=True)), step.changes)
        named = any(m.kind == "item" for m in moment.understood.mentions) or "政策" in moment.text
        if named or memory.last_answer is None:
            # 把离婚的材料念给我听: what is named is looked up, and said aloud.
            step = self._record(moment)
            return Step(dataclasses.replace(step.answer, manner=Manner(aloud=True)), step.changes)
        return self._keeping_task(self._controls.aloud(moment), moment)

    def _go_on(self, wanted: str, moment: Moment) -> Step | None:
        """The rest of what was said, the task that waits, the next policy, what was talked of before."""
        memory = moment.memory
        if wanted == "return_to":
            returned = self._beginning.returned(moment)
            if returned is not None:
                return returned
        rest = self._controls.rest_of_speech(memory)
        if rest is not None:
            return self._keeping_task(rest, moment)
        waiting = memory.task or memory.paused
        if memory.reading is not None and memory.last_answer and memory.last_answer.state.intent == "read_policy":
            policies, number = memory.reading
            return self._policies.read(policies, number + 1)
        if waiting is not None:
            return self._beginning.resumed(waiting, moment)
        if memory.item is not None:
            return Step(self.composer.about(memory.item, (_following(memory.aspect),), moment.context))
        return Step(dataclasses.replace(self._controls.repeat(moment).answer, ask=self.composer.suggestions()))

    def _go_back(self, moment: Moment) -> Step:
        memory = moment.memory
        task = memory.task or memory.paused
        if task is not None:
            return self._flow(task).back(task, moment)
        if memory.earlier:
            item, aspect = memory.earlier[-1]
            return Step(self.composer.about(item, (aspect or "overview",), moment.context))
        answer = self._controls.repeat(moment).answer
        say = self.composer.phrase("go_back_nothing")
        ask = self.composer.suggestions()
        return Step(
            dataclasses.replace(
                answer,
                say=say,
                show=[],
                ask=ask,
                state=dataclasses.replace(answer.state, intent="go_back", refused=False),
            )
        )

    def _start_over(self, moment: Moment) -> Step:
        memory = moment.memory
        task = memory.task or memory.paused
        if task is not None:
            fresh = dataclasses.replace(task, path=())
            return self._flow(task).ask(fresh, moment)
        answer = self.composer.answer(Understood(moment.text, "greet", 1.0), moment.context)
        say = self.composer.phrase("start_over")
        cleared = {"item": None, "aspect": None, "task": None, "paused": None, "earlier": ()}
        return Step(dataclasses.replace(answer, say=say, ask=self.composer.suggestions()), cleared)

    # -- remembering -------------------------------------------------------------------------------------------------

    def _flow(self, task: Task) -> Flow:
        return self._flows[task.kind]

    def _after(self, step: Step, memory: Memory) -> tuple[Answer, Memory]:
        changes: dict[str, Any] = {"missed": 0, "wanted": "", **step.changes}
        if "settled" in changes:
            item, path = changes["settled"]
            changes["settled"] = {**memory.settled, item: path}
        if "placed" in changes:
            changes["orders"] = (*memory.orders, changes.pop("placed"))
        if "cancelled" in changes:
            cancelled = changes.pop("cancelled")
            changes["orders"] = tuple(number for number in memory.orders if number != cancelled)
        return step.answer, memory.after(step.answer, **changes)


def _wants_a_person(understood: Understood) -> bool:
    """In any state, within one turn."""
    if understood.intent == "handoff" and understood.confidence >= SURE and not understood.cues:
        return True
    return PERSON.search(understood.text) is not None and len(understood.text) <= LONGEST_CALL


def _asks_what(answer: Answer) -> bool:
    """Whether the answer only asks which item is meant, with nothing near."""
    return answer.state.item is None and answer.state.confidence < 0.5 and answer.state.intent.startswith("ask_")


_ORDER = ("overview", "materials", "process", "place", "fee", "time_limit")


def _following(aspect: str | None) -> str:
    """What 继续 tells next of an item."""
    if aspect in _ORDER[:-1]:
        return _ORDER[_ORDER.index(aspect) + 1]
    return "overview"
