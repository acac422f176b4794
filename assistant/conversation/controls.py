"""再说一遍, 说慢点, 停, 继续, 上一步…: how the talk itself goes on."""

from __future__ import annotations

import dataclasses

from assistant.answers.composer import Composer
from assistant.answers.model import Answer, Manner, Sentence, State
from assistant.conversation.memory import Memory, Moment, Step
from assistant.conversation.tasks.flow import answered, choice

#: 说简单点 leaves so many sentences of the records.
SIMPLE = 2
GO_ON = "继续"

_MANNERS = {
    "slower": Manner(rate="slower"),
    "faster": Manner(rate="faster"),
    "louder": Manner(volume="louder"),
    "quieter": Manner(volume="quieter"),
}


class Controls:
    """Steps for the wishes that only need the last answer; going back and forth in tasks is the conversation's."""

    def __init__(self, composer: Composer):
        self._composer = composer

    def repeat(self, moment: Moment) -> Step:
        last = moment.memory.last_answer
        if last is None:
            return self._nothing_said("repeat")
        return Step(self._again(last, "repeat"))

    def manner(self, wish: str, moment: Moment) -> Step:
        """Slower, faster, louder, quieter: said, and (but for quieter) what was said last once more in that manner."""
        say, last = self._composer.phrase(wish), moment.memory.last_answer
        if last is None or wish == "quieter":
            return Step(self._kept(moment, say, wish, _MANNERS[wish]))
        again = self._again(last, wish)
        return Step(dataclasses.replace(again, say=[*say, *again.say], manner=_MANNERS[wish]))

    def silently(self, moment: Moment) -> Step:
        last = moment.memory.last_answer
        say = self._composer.phrase("show_silently")
        cards = last.show if last else []
        return Step(self._kept(moment, say, "show_silently", Manner(aloud=False), cards))

    def aloud(self, moment: Moment) -> Step:
        last = moment.memory.last_answer
        if last is None:
            return self._nothing_said("read_aloud")
        return Step(dataclasses.replace(self._again(last, "read_aloud"), manner=Manner(aloud=True)))

    def simpler(self, moment: Moment) -> Step:
        """Only the first sentences that a record holds: nothing is put into other words."""
        last = moment.memory.last_answer
        if last is None:
            return self._nothing_said("simpler")
        facts = [sentence for sentence in last.say if sentence.source.kind != "talk"] or list(last.say)
        say = [*self._composer.phrase("simply"), *facts[:SIMPLE]]
        return Step(dataclasses.replace(self._again(last, "simpler"), say=say))

    def stop(self, moment: Moment) -> Step:
        """Quiet; what was not heard can be gone on with, a task waits."""
        task = moment.memory.task
        name = "stopped_task" if task is not None else "stopped"
        return Step(
            self._kept(moment, self._composer.phrase(name), "stop", Manner(), ask=[choice(GO_ON), choice("转人工")]),
            {"task": None, "paused": task or moment.memory.paused, "heard": moment.memory.heard},
        )

    def rest_of_speech(self, memory: Memory) -> Step | None:
        """The sentences of the last answer that were not heard; None where all were."""
        last = memory.last_answer
        if last is None or memory.heard is None or memory.heard >= len(last.say):
            return None
        rest: list[Sentence] = list(last.say[memory.heard :])
        return Step(dataclasses.replace(self._again(last, "go_on"), say=rest))

    def _again(self, last: Answer, intent: str) -> Answer:
        return dataclasses.replace(
            last, state=dataclasses.replace(last.state, intent=intent, refused=False), manner=Manner()
        )

    def _kept(self, moment: Moment, say: list[Sentence], intent: str, manner: Manner, cards=(), ask=None) -> Answer:
        """An answer that leaves the item and, unless ``ask`` is given, the choices as they are."""
        memory = moment.memory
        offered = list(memory.offered) if ask is None else ask
        state = State(memory.item, memory.aspect or "none", intent, None, 1.0, False)
        return Answer(say, list(cards), offered, state, manner)

    def _nothing_said(self, intent: str) -> Step:
        say = self._composer.phrase("repeat_nothing")
        return Step(answered(say, [], self._composer.suggestions(), intent=intent))
