"""Understanding without the dialogue process: names, cues and courtesies; less, but nothing wrong."""

from __future__ import annotations

from assistant.answers.request import Cue, Mention, Understood
from assistant.nlu.aspects import find_aspects
from assistant.nlu.lexicon import Lexicon
from assistant.nlu.plain_talk import plain_intent


class OwnUnderstanding:
    """Used while the dialogue process is down, and for the words of a suggestion that was chosen by its number."""

    def __init__(self, lexicon: Lexicon):
        self._lexicon = lexicon

    def understand(self, text: str) -> Understood:
        found = self._lexicon.find(text)
        taken = [(mention.start, mention.end) for mention in found if mention.kind == "item"]
        intent, confidence = plain_intent(text)
        return Understood(
            text,
            intent,
            confidence,
            tuple(Mention(m.kind, m.ids, m.start, m.end) for m in found),
            tuple(Cue(cue.aspect, cue.start, cue.end) for cue in find_aspects(text, taken)),
        )
