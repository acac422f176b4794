"""What is said and shown of a policy, a joint module, a help service, a process diagram and a service point."""

from __future__ import annotations

from assistant.answers.guide_aspects import SPOKEN_ROWS
from assistant.answers.model import Card, ListCard, MaterialRow, MaterialsCard, NoticeCard, Sentence
from assistant.answers.sentences import TALK, from_record, joined, spoken
from assistant.answers.talk import phrase
from knowledge_base.loading import Library
from knowledge_base.records import HelpService, OneThing, Policy, ProcessDiagram, Record, ServicePoint

Said = tuple[list[Sentence], list[Card]]


def _list(record: Record, name: str, title: str, rows: list[str], ordered: bool = False) -> ListCard:
    return ListCard(record.id, name, "none", title, rows, ordered, record.provenance.approved_by_hall)


def policy_answer(policy: Policy, library: Library) -> Said:
    """The plain three sentences; a sample is shown as an example and never said as fact."""
    approved = policy.provenance.approved_by_hall
    if policy.sample:
        say = spoken(TALK, phrase("policy_sample", hotline=library.hall.hotline), gesture="apologise")
        card = NoticeCard(f"样例，不是正式政策：{policy.title}", policy.gives, "", False)
        return say, [card]
    document = f"{policy.issued_by}，{policy.year}年" + (f"，{policy.document}" if policy.document else "")
    say = spoken(from_record("policy", policy, "reading"), *policy.reading, gesture="open")
    rows = [policy.gives, *(condition.text for condition in policy.conditions), policy.how_to_apply, document]
    return say, [_list(policy, policy.title, policy.title, rows), NoticeCard(policy.title, policy.gives, "", approved)]


def one_thing_answer(module: OneThing, library: Library) -> Said:
    """What is done together, in which order; the union of the materials on the card."""
    source = from_record("one_thing", module, "summary")
    names = [step.name for step in module.steps]
    say = spoken(source, module.summary, gesture="open")
    say += spoken(from_record("one_thing", module, "steps"), f"先后是{joined(names[:SPOKEN_ROWS])}" + _rest(names))
    say += spoken(from_record("one_thing", module, "form"), f"填一张{module.form.name}，材料只交一套")
    say += spoken(from_record("one_thing", module, "notice"), *module.notice[:1])
    steps = [f"{step.name}（{step.who}）：{step.text}" for step in module.steps]
    materials = [
        MaterialRow(m.name, m.form.value, m.copies, m.when, m.e_certificate or "", "", m.note, "")
        for m in module.materials
    ]
    approved = module.provenance.approved_by_hall
    cards: list[Card] = [
        _list(module, module.name, "一件事一次办", steps, ordered=True),
        MaterialsCard(module.id, module.name, materials, approved),
        _list(module, module.name, "办理渠道", [*module.channels, module.time_limit, module.fee]),
    ]
    return say, cards


def _rest(names: list[str]) -> str:
    return "，其余的在屏幕上" if len(names) > SPOKEN_ROWS else ""


def help_answer(service: HelpService, library: Library) -> Said:
    source = from_record("help", service, "scope")
    say = spoken(source, *service.scope[:2], gesture="open")
    say += spoken(from_record("help", service, "not_included"), service.not_included[0])
    say += spoken(from_record("help", service, "fee"), service.fee)
    items = [library.item_name(item) for item in service.items]
    cards: list[Card] = [
        _list(service, service.name, "能帮什么", [*service.scope, *service.duty, *service.not_included]),
        _list(
            service, service.name, "怎么找人帮", [f"{step.name}：{step.text}" for step in service.steps], ordered=True
        ),
        _list(service, service.name, "可以帮的事项", items),
    ]
    return say, cards


def diagram_answer(diagram: ProcessDiagram, library: Library) -> Said:
    """The summary aloud, the stages as a list, the drawing behind a link of the hall's own."""
    say = spoken(from_record("diagram", diagram, "summary"), diagram.summary, gesture="point_card")
    rows = []
    for stage in diagram.stages:
        steps = [step.name for step in diagram.steps if step.stage == stage.id]
        rows.append(f"{stage.name}：{joined(steps)}")
    approved = diagram.provenance.approved_by_hall
    picture = NoticeCard(diagram.name, diagram.applies_to, f"/api/diagrams/{diagram.id}.svg", approved)
    return say, [_list(diagram, diagram.name, diagram.project_type, rows, ordered=True), picture]


def point_answer(point: ServicePoint, library: Library) -> Said:
    """Where near home it can be done; a point that nobody has entered in full says so."""
    source = from_record("point", point, "items")
    names = [library.item_name(item) for item in point.items]
    say = spoken(source, f"离您近的是{point.name}", gesture="open")
    if point.sample:
        say += spoken(TALK, phrase("point_sample", hotline=library.hall.hotline))
    else:
        say += spoken(source, f"那里能办{joined(names[:SPOKEN_ROWS])}" + ("等事项" if len(names) > SPOKEN_ROWS else ""))
        say += spoken(source, *(text for text in (point.address, point.hours, point.phone) if text))
    title = "样例，能办的事项还没有核定" if point.sample else "能办的事项"
    return say, [_list(point, point.name, title, names)]


RENDER = {
    "policy": policy_answer,
    "one_thing": one_thing_answer,
    "help": help_answer,
    "diagram": diagram_answer,
    "point": point_answer,
}
