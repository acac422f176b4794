"""What was understood of an utterance, and what the visit remembers: the composer's whole input."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.answers.model import Answer, Choice


@dataclass(frozen=True)
class Mention:
    """A name in the words: ``kind`` is item or place; several ids have to be asked back."""

    kind: str
    ids: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Cue:
    """Words that ask for an aspect."""

    aspect: str
    start: int
    end: int


@dataclass(frozen=True)
class Understood:
    """One utterance as the dialogue process understood it, or as the hall did by itself when that was down."""

    text: str
    intent: str
    confidence: float
    mentions: tuple[Mention, ...] = ()
    cues: tuple[Cue, ...] = ()

    @classmethod
    def from_json(cls, data: dict) -> Understood:
        """Read the body of ``POST /internal/answer``.

        Raises:
            KeyError, TypeError, ValueError: when a field is missing or of another kind.
        """
        entities = data.get("entities") or []
        mentions, cues = [], []
        for entity in entities:
            start, end = int(entity["start"]), int(entity["end"])
            if entity["entity"] in ("item", "place"):
                mentions.append(Mention(entity["entity"], tuple(str(entity["value"]).split("|")), start, end))
            elif entity["entity"] == "aspect":
                cues.append(Cue(str(entity["value"]), start, end))
        return cls(
            text=str(data["text"]),
            intent=str(data["intent"]["name"]),
            confidence=float(data["intent"]["confidence"]),
            mentions=tuple(mentions),
            cues=tuple(cues),
        )


@dataclass(frozen=True)
class Context:
    """What the visit remembers. ``here`` is the kiosk's place on the map; ``offered`` are the choices on the screen."""

    item: str | None = None
    aspect: str | None = None
    here: str | None = None
    offered: tuple[Choice, ...] = ()
    last_answer: Answer | None = field(default=None, repr=False)
