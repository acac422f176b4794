"""The kinds of record, and where the files of each lie below the library folder."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePath

from knowledge_base.records.calendar import CalendarYear
from knowledge_base.records.clarification import Clarification
from knowledge_base.records.common import Record
from knowledge_base.records.faq import FaqEntry
from knowledge_base.records.guide import Guide
from knowledge_base.records.hall import Hall
from knowledge_base.records.help_service import HelpService
from knowledge_base.records.one_thing import OneThing
from knowledge_base.records.policy import Policy
from knowledge_base.records.process_diagram import ProcessDiagram
from knowledge_base.records.service_point import ServicePoint
from knowledge_base.records.wordings import Wordings


@dataclass(frozen=True)
class Kind:
    """``files`` is a pattern below the library folder; a file holds one record named like it, or a list of ``many``."""

    name: str
    files: str
    model: type[Record]
    many: bool


KINDS = (
    Kind("guide", "guides/*.yaml", Guide, many=False),
    Kind("wordings", "wordings/*.yaml", Wordings, many=False),
    Kind("faq", "faq/*.yaml", FaqEntry, many=True),
    Kind("clarification", "clarifications/*.yaml", Clarification, many=True),
    Kind("policy", "policies/*.yaml", Policy, many=True),
    Kind("one_thing", "one_thing/*.yaml", OneThing, many=False),
    Kind("help", "help_service/*.yaml", HelpService, many=True),
    Kind("diagram", "process_diagrams/*.yaml", ProcessDiagram, many=False),
    Kind("point", "hall/service_points.yaml", ServicePoint, many=True),
    Kind("calendar", "hall/calendar.yaml", CalendarYear, many=True),
    Kind("hall", "hall/hall.yaml", Hall, many=False),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(path: PurePath) -> Kind:
    """The kind that a file holds, by its folder.

    Raises:
        ValueError: for a file that lies in no folder of the library.
    """
    for kind in KINDS:
        if fnmatch(f"{path.parent.name}/{path.name}", kind.files):
            return kind
    raise ValueError(f"{path.parent.name}/{path.name} is no place of the library")
