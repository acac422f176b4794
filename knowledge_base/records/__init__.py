"""Record formats of the library: what a guide, a FAQ entry and the hall's own record must hold.

The formats are documented for curators in ``docs/library.md``.
"""

from knowledge_base.records.common import Basis, Provenance, Record
from knowledge_base.records.faq import FaqEntry
from knowledge_base.records.guide import (
    ASPECTS,
    Amount,
    Fee,
    Guide,
    Material,
    NoteFor,
    Online,
    Outcome,
    Sibling,
    Statement,
    Step,
    TimeLimit,
    TimeLimits,
)
from knowledge_base.records.hall import Edge, Floor, Hall, HallMap, Place, Telephone, Zone

__all__ = [
    "ASPECTS",
    "Amount",
    "Basis",
    "Edge",
    "FaqEntry",
    "Fee",
    "Floor",
    "Guide",
    "Hall",
    "HallMap",
    "Material",
    "NoteFor",
    "Online",
    "Outcome",
    "Place",
    "Provenance",
    "Record",
    "Sibling",
    "Statement",
    "Step",
    "Telephone",
    "TimeLimit",
    "TimeLimits",
    "Zone",
]
