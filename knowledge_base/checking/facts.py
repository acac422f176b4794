"""Figures that nothing vouches for, and figures that contradict another field of the same record."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge_base.checking.figures import figures
from knowledge_base.checking.problem import Finding
from knowledge_base.loading import ReadFolder
from knowledge_base.records import Fee, Guide, OneThing, Policy, TimeLimit
from knowledge_base.records.faq import FaqEntry

#: What a statute sets. Counts of people, copies and metres are mostly the hall's or common sense.
STATUTORY = {"日", "工作日", "月", "年", "岁", "元", "%"}


def figures_without_basis(read: ReadFolder) -> Iterator[Finding]:
    """A sentence that states a period, an age or a sum names what it rests on."""
    for (kind, name), record in read.records.items():
        for field, words, basis in _statements(record):
            found = [figure.text for figure in figures(words) if figure.unit in STATUTORY]
            if found and not basis:
                yield Finding(kind, name, field, f"{found[0]} rests on nothing: name the law, or leave the figure out")


def _statements(record) -> Iterator[tuple[str, str, object]]:
    if isinstance(record, Guide):
        for number, condition in enumerate(record.conditions):
            yield f"conditions.{number}", condition.text, condition.basis
        for number, entry in enumerate(record.eligibility):
            yield f"eligibility.{number}", entry.answer, entry.basis
        if record.result.validity is not None:
            yield "result.validity", record.result.validity.text, record.result.validity.basis
        yield "agent", record.agent.text, record.agent.basis
        for number, situation in enumerate(record.situations.situations if record.situations else []):
            for part, said in enumerate(situation.say):
                yield f"situations.situations.{number}.say.{part}", said.text, said.basis
        for field, limit in _limits(record):
            yield field, limit.text, limit.basis
        for field, fee in _fees(record):
            yield field, fee.text, fee.basis
    elif isinstance(record, FaqEntry):
        yield "answer", record.answer, record.basis
    elif isinstance(record, Policy) and not record.sample:
        for number, condition in enumerate(record.conditions):
            yield f"conditions.{number}", condition.text, condition.basis or record.basis
        yield "gives", record.gives, record.basis


def _limits(guide: Guide) -> Iterator[tuple[str, TimeLimit]]:
    if guide.time_limit.statutory is not None:
        yield "time_limit.statutory", guide.time_limit.statutory
    for number, situation in enumerate(guide.situations.situations if guide.situations else []):
        if situation.time_limit is not None:
            yield f"situations.situations.{number}.time_limit", situation.time_limit


def _fees(guide: Guide) -> Iterator[tuple[str, Fee]]:
    yield "fee", guide.fee
    for number, situation in enumerate(guide.situations.situations if guide.situations else []):
        if situation.fee is not None:
            yield f"situations.situations.{number}.fee", situation.fee


def contradicting_figures(read: ReadFolder) -> Iterator[Finding]:
    """Words and numbers of one record that say different things."""
    for (kind, name), record in read.records.items():
        if isinstance(record, Guide):
            for field, limit in _limits(record):
                stated = {figure.value for figure in figures(limit.text) if figure.unit in ("日", "工作日")}
                if limit.days is not None and stated and limit.days not in stated:
                    yield Finding(kind, name, field, f"says {limit.days} days, its words {sorted(stated)}")
            for field, fee in _fees(record):
                stated = {figure.value for figure in figures(fee.text) if figure.unit == "元"}
                amounts = {amount.yuan for amount in fee.amounts}
                if stated - amounts:
                    yield Finding(kind, name, field, f"says {sorted(stated - amounts)} yuan, which is no amount of it")
                if fee.charged is False and any(amounts):
                    yield Finding(kind, name, field, "is free and has amounts")
        elif isinstance(record, Policy):
            words = " ".join([record.title, record.gives, *(c.text for c in record.conditions), record.how_to_apply])
            held = {(figure.value, figure.unit) for figure in figures(words)}
            for number, sentence in enumerate(record.reading):
                for figure in figures(sentence):
                    if (figure.value, figure.unit) not in held:
                        yield Finding(
                            kind, name, f"reading.{number}", f"{figure.text} stands nowhere else in the record"
                        )
        elif isinstance(record, OneThing):
            yield from _joint_figures(kind, name, record, read)


def _joint_figures(kind: str, name: str, record: OneThing, read: ReadFolder) -> Iterator[Finding]:
    held = set()
    for item in record.items:
        guide = read.records.get(("guide", item))
        if isinstance(guide, Guide):
            held |= {(f.value, f.unit) for f in figures(guide.model_dump_json())}
    for field in ("time_limit", "fee"):
        for figure in figures(getattr(record, field)):
            if figure.unit in STATUTORY and (figure.value, figure.unit) not in held:
                yield Finding(kind, name, field, f"{figure.text} stands in none of the joined guides")
