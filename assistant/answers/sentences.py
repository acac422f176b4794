"""Texts of records as spoken sentences, each with its source."""

from __future__ import annotations

import re

from assistant.answers.model import Sentence, Source
from knowledge_base.records import FaqEntry, Guide, Hall, Record

#: Where a sentence ends; ？！ and …… stay together.
_END = re.compile(r"(?<=[。！？!?；;])(?![。！？!?；;”」』）)])\s*")


def split(text: str) -> list[str]:
    """Sentences of ``text``, each closed by a full stop."""
    parts = [part.strip() for part in _END.split(text) if part.strip(" 。；;")]
    closed = []
    for part in parts:
        part = part.rstrip("；;")
        closed.append(part if part[-1] in "。！？!?" else part + "。")
    return closed


def from_guide(guide: Guide, field: str) -> Source:
    return Source("guide", guide.id, guide.provenance.revision, field, guide.provenance.approved_by_hall)


def from_faq(entry: FaqEntry) -> Source:
    return Source("faq", entry.id, entry.provenance.revision, "answer", entry.provenance.approved_by_hall)


def from_record(kind: str, record: Record, field: str) -> Source:
    """A policy, a joint module, a help service, a diagram or a service point."""
    return Source(kind, record.id, record.provenance.revision, field, record.provenance.approved_by_hall)


def from_hall(hall: Hall, field: str) -> Source:
    return Source("hall", hall.id, hall.provenance.revision, field, hall.provenance.approved_by_hall)


#: Courtesies state no fact and so need no record.
TALK = Source("talk", "talk", 1, "", True)


def spoken(source: Source, *texts: str, gesture: str = "none") -> list[Sentence]:
    """``texts`` as sentences of one source; the gesture goes with the first."""
    sentences = [sentence for text in texts for sentence in split(text)]
    return [Sentence(text, source, gesture if i == 0 else "none") for i, text in enumerate(sentences)]


def joined(names: list[str]) -> str:
    """A list as it is said: 甲、乙和丙; 甲、乙，还有丙 where a name holds a 和 itself."""
    if len(names) < 2:
        return "".join(names)
    last = "，还有" if any("和" in name for name in names) else "和"
    return "、".join(names[:-1]) + last + names[-1]
