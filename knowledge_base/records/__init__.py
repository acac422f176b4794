"""Record formats of the library: what a guide, a FAQ entry and the hall's own record must hold.

The formats are documented for curators in ``docs/library.md``.
"""

from knowledge_base.records.calendar import CalendarYear, Holiday
from knowledge_base.records.clarification import Clarification, Meaning
from knowledge_base.records.common import Basis, Provenance, Record, Statement
from knowledge_base.records.faq import FaqEntry
from knowledge_base.records.guide import (
    ASPECTS,
    Guide,
    Material,
    NoteFor,
    Online,
    Outcome,
    Sibling,
    Step,
)
from knowledge_base.records.hall import Edge, Floor, Hall, HallMap, Place, Telephone, Zone
from knowledge_base.records.help_service import HelpService
from knowledge_base.records.one_thing import JointForm, JointMaterial, JointStep, OneThing
from knowledge_base.records.policy import ForWhom, Policy
from knowledge_base.records.process_diagram import DiagramStep, ProcessDiagram, Stage
from knowledge_base.records.service_point import ServicePoint
from knowledge_base.records.situation import Situation, SituationAnswer, SituationQuestion, Situations, Unsure
from knowledge_base.records.terms import Amount, Fee, TimeLimit, TimeLimits
from knowledge_base.records.wordings import Wording, Wordings

__all__ = [
    "ASPECTS",
    "Amount",
    "Basis",
    "CalendarYear",
    "Clarification",
    "DiagramStep",
    "Edge",
    "FaqEntry",
    "Fee",
    "Floor",
    "ForWhom",
    "Guide",
    "Hall",
    "HallMap",
    "HelpService",
    "Holiday",
    "JointForm",
    "JointMaterial",
    "JointStep",
    "Material",
    "Meaning",
    "NoteFor",
    "OneThing",
    "Online",
    "Outcome",
    "Place",
    "Policy",
    "ProcessDiagram",
    "Provenance",
    "Record",
    "ServicePoint",
    "Sibling",
    "Situation",
    "SituationAnswer",
    "SituationQuestion",
    "Situations",
    "Stage",
    "Statement",
    "Step",
    "Telephone",
    "TimeLimit",
    "TimeLimits",
    "Unsure",
    "Wording",
    "Wordings",
    "Zone",
]
