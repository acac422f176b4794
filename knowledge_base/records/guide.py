"""A standardised service guide: one item of the hall, with the fields Jiangsu's service platform prints."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from pydantic import Field, field_validator, model_validator

from knowledge_base.records.common import Basis, LibraryModel, Record, ShortText, Statement, Text
from knowledge_base.records.situation import Situations
from knowledge_base.records.terms import Fee, TimeLimits

#: What can be asked of a guide. The order is the order in which cards list them.
ASPECTS = (
    "overview",
    "materials",
    "conditions",
    "process",
    "time_limit",
    "fee",
    "place",
    "hours",
    "phone",
    "online",
    "result",
    "legal",
    "eligibility",
    "agent",
    "progress",
    "validity",
    "complaint",
)


class Form(str, Enum):
    ORIGINAL = "原件"
    COPY = "复印件"
    BOTH = "原件和复印件"
    ELECTRONIC = "电子件"
    ON_SITE = "现场填写"


class Material(LibraryModel):
    """Something to bring. ``when`` is empty for what everybody brings, else says in plain words who brings it."""

    id: str = Field(pattern=r"^m\d{1,2}$")
    name: ShortText
    required: Literal["always", "conditional"] = "always"
    when: str = ""
    form: Form
    copies: int = Field(default=1, ge=0, le=20)
    e_certificate: str | None = None
    where_to_get: str = ""
    sample: str | None = None
    note: str = ""
    basis: Basis | None = None

    @model_validator(mode="after")
    def _condition_is_named(self) -> Material:
        if (self.required == "conditional") != bool(self.when):
            raise ValueError("a conditional material says when it is needed, any other does not")
        return self


class Step(LibraryModel):
    name: ShortText
    text: Text


class Outcome(LibraryModel):
    """What the citizen gets and how it reaches them."""

    name: ShortText
    delivery: list[ShortText]
    validity: Statement | None = None


class Online(LibraryModel):
    """The portal and the item's name there; ``url`` stays empty until the hall enters its link."""

    portal: ShortText
    item_name: ShortText
    url: str | None = None
    note: str = ""

    @field_validator("url")
    @classmethod
    def _only_https(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("https://"):
            raise ValueError("an online address starts with https://")
        return value


class Sibling(LibraryModel):
    """An item that is easily mistaken for this one, and what tells them apart in plain words."""

    item: str = Field(pattern=r"^G\d{3,4}$")
    difference: Text


class NoteFor(LibraryModel):
    who: Literal["老年人", "残疾人", "孕产妇", "未成年人", "外籍及港澳台人士", "所有人"]
    text: Text


class AgentRule(LibraryModel):
    """Whether somebody else may do it (代办). ``allowed`` is None where no rule read here settles it."""

    allowed: bool | None
    text: Text
    basis: Basis | None = None


class Eligibility(LibraryModel):
    """A question of the kind 能不能 / 可不可以 and its answer."""

    question: Text
    answer: Text
    basis: Basis | None = None


class Guide(Record):
    """One item (事项). Empty fields carry a reason in ``blank`` (field name -> reason).

    Lists may be empty: a record taken over from another system is used as far as it goes, and ``make check-library`` tells
    what it lacks.
    """

    id: str = Field(pattern=r"^G\d{3,4}$")
    name: ShortText
    item_code: str = ""
    level: ShortText
    subject: Literal["个人", "法人", "both"]
    department: ShortText
    zone: str = Field(pattern=r"^Z\d$")
    window: str | None = None
    theme: ShortText
    summary: Text
    legal: list[Basis] = []
    colloquial: list[ShortText] = Field(default=[], max_length=12)
    similar_questions: list[Text] = Field(default=[], max_length=10)
    handling: Literal["即办件", "承诺件"] | None
    conditions: list[Statement] = []
    materials: list[Material] = []
    steps: list[Step] = []
    time_limit: TimeLimits
    fee: Fee
    result: Outcome
    visits: int | None = Field(ge=0, le=5)
    online: Online | None
    hours: str | None = None
    phone: str | None = None
    complaint: str | None = None
    progress: Text
    agent: AgentRule
    eligibility: list[Eligibility] = []
    siblings: list[Sibling] = []
    notes: list[NoteFor] = []
    situations: Situations | None = None
    blank: dict[str, str] = {}

    @model_validator(mode="after")
    def _empty_fields_have_a_reason(self) -> Guide:
        empty = {
            "item_code": not self.item_code,
            "window": self.window is None,
            "hours": self.hours is None,
            "phone": self.phone is None,
            "complaint": self.complaint is None,
            "handling": self.handling is None,
            "visits": self.visits is None,
            "legal": not self.legal,
            "online": self.online is None,
            "online.url": self.online is not None and self.online.url is None,
            "time_limit.statutory": self.time_limit.statutory is None,
            "time_limit.promised": self.time_limit.promised is None,
            "fee.charged": self.fee.charged is None,
            "agent.allowed": self.agent.allowed is None,
        }
        missing = sorted(name for name, is_empty in empty.items() if is_empty and not self.blank.get(name))
        if missing:
            raise ValueError(f"empty without a reason in 'blank': {', '.join(missing)}")
        filled = sorted(name for name in self.blank if name in empty and not empty[name])
        if filled:
            raise ValueError(f"has a value and a reason for being empty: {', '.join(filled)}")
        unknown = sorted(set(self.blank) - set(empty))
        if unknown:
            raise ValueError(f"'blank' names unknown fields: {', '.join(unknown)}")
        return self

    @model_validator(mode="after")
    def _no_sibling_is_itself(self) -> Guide:
        if any(s.item == self.id for s in self.siblings):
            raise ValueError("a guide is not its own sibling")
        ids = [m.id for m in self.materials]
        if len(ids) != len(set(ids)):
            raise ValueError("material ids repeat")
        return self

    @model_validator(mode="after")
    def _situations_select_what_there_is(self) -> Guide:
        if self.situations is None:
            return self
        conditional = {m.id for m in self.materials if m.required == "conditional"}
        chosen: set[str] = set()
        for situation in self.situations.situations:
            wrong = sorted(set(situation.materials) - conditional)
            if wrong:
                raise ValueError(
                    f"situation {situation.id} selects {', '.join(wrong)}, no conditional material of this guide"
                )
            if situation.item == self.id:
                raise ValueError(f"situation {situation.id} leads back to its own guide")
            chosen.update(situation.materials)
        orphans = sorted(conditional - chosen)
        if orphans:
            raise ValueError(f"no situation selects {', '.join(orphans)}")
        return self
