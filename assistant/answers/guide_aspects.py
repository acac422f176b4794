"""What a guide says about each aspect: sentences to speak and cards to show.

One function an aspect. Each takes the guide and the hall's record, and says nothing that neither of them holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answers.model import Card, FactCard, GuideCard, ListCard, MaterialRow, MaterialsCard, Sentence
from assistant.answers.qr import qr_code
from assistant.answers.sentences import from_guide, from_hall, joined, spoken
from knowledge_base.records import Basis, Guide, Hall, Material

Said = tuple[list[Sentence], list[Card]]

#: A spoken list is cut here; the card shows all of it.
SPOKEN_ROWS = 5


def basis_text(basis: Basis | None) -> str:
    """Law and article as small print; 未核 where nobody read the text."""
    if basis is None:
        return ""
    return f"《{basis.law}》{basis.article}" + ("" if basis.verified else "（未核）")


def _approved(guide: Guide) -> bool:
    return guide.provenance.approved_by_hall


def _fact(guide: Guide, aspect: str, title: str, value: str, details: list[str] = (), basis: str = "") -> FactCard:
    return FactCard(guide.id, guide.name, aspect, title, value, list(details), basis, _approved(guide))


def _rows(guide: Guide, aspect: str, title: str, rows: list[str], ordered: bool = False) -> ListCard:
    return ListCard(guide.id, guide.name, aspect, title, rows, ordered, _approved(guide))


def zone_name(guide: Guide, hall: Hall) -> str:
    return next(zone.name for zone in hall.zones if zone.id == guide.zone)


def guide_card(guide: Guide, hall: Hall) -> GuideCard:
    subject = {"个人": "个人", "法人": "企业和单位", "both": "个人和单位"}[guide.subject]
    notes = [f"{note.who}：{note.text}" if note.who != "所有人" else note.text for note in guide.notes]
    return GuideCard(
        guide.id, guide.name, guide.department, zone_name(guide, hall), subject, guide.summary, _approved(guide), notes
    )


def overview(guide: Guide, hall: Hall) -> Said:
    always = [material_said(m) for m in guide.materials if m.required == "always"]
    source = from_guide(guide, "summary")
    say = spoken(source, f"您要办的是{guide.name}", guide.summary, gesture="open")
    if always:
        say += spoken(from_guide(guide, "materials"), f"一般要带{joined(always[:SPOKEN_ROWS])}", gesture="point_card")
    say += spoken(from_hall(hall, "zones"), f"在{zone_name(guide, hall)}办理")
    return say, [guide_card(guide, hall), *materials(guide, hall)[1]]


def material_said(material: Material) -> str:
    form = {"原件": "", "复印件": "复印件", "原件和复印件": "原件和复印件", "电子件": "电子件", "现场填写": ""}[
        material.form.value
    ]
    said = material.name if material.name.endswith(form) or not form else f"{material.name}{form}"
    return f"{said}，现场填" if material.form.value == "现场填写" else said


def material_row(material: Material) -> MaterialRow:
    """A material as a row of a card."""
    return MaterialRow(
        name=material.name,
        form=material.form.value,
        copies=material.copies,
        when=material.when,
        e_certificate=material.e_certificate or "",
        where_to_get=material.where_to_get,
        note=material.note,
        basis=basis_text(material.basis),
    )


def materials(guide: Guide, hall: Hall) -> Said:
    brought = [m for m in guide.materials if m.required == "always" and m.form.value != "现场填写"]
    filled = [m for m in guide.materials if m.required == "always" and m.form.value == "现场填写"]
    conditional = [m for m in guide.materials if m.required == "conditional"]
    electronic = [m for m in guide.materials if m.e_certificate]
    source = from_guide(guide, "materials")
    say: list[Sentence] = []
    if brought:
        say += spoken(source, f"办理{guide.name}，要带{joined([material_said(m) for m in brought])}", gesture="count")
    if filled:
        say += spoken(source, f"{joined([m.name for m in filled])}，到现场填写")
    for material in conditional[:2]:
        say += spoken(source, f"{material.when}，还要{material_said(material)}")
    if len(conditional) > 2:
        say += spoken(source, "还有几种特殊情况要带的材料，我列在屏幕上了", gesture="point_card")
    if electronic:
        names = joined(sorted({m.e_certificate for m in electronic}))
        say += spoken(source, f"已有{names}的，可以出示电子证照")
    rows = [material_row(m) for m in guide.materials]
    return say, [MaterialsCard(guide.id, guide.name, rows, _approved(guide))]


def conditions(guide: Guide, hall: Hall) -> Said:
    source = from_guide(guide, "conditions")
    say = spoken(source, f"办理{guide.name}，条件是这样的", gesture="count")
    for condition in guide.conditions[:SPOKEN_ROWS]:
        say += spoken(source, condition.text)
    rows = [f"{c.text}{_small_print(c.basis)}" for c in guide.conditions]
    return say, [_rows(guide, "conditions", "办理条件", rows)]


def _small_print(basis: Basis | None) -> str:
    text = basis_text(basis)
    return f"（{text}）" if text else ""


_ORDINALS = ("第一步", "第二步", "第三步", "第四步", "第五步", "第六步", "第七步", "第八步")


def process(guide: Guide, hall: Hall) -> Said:
    source = from_guide(guide, "steps")
    say = spoken(source, f"{guide.name}，这样办", gesture="count")
    for ordinal, step in zip(_ORDINALS, guide.steps):
        say += spoken(source, f"{ordinal}，{step.text}")
    rows = [f"{step.name}：{step.text}" for step in guide.steps]
    return say, [_rows(guide, "process", "办理流程", rows, ordered=True)]


def time_limit(guide: Guide, hall: Hall) -> Said:
    limits = guide.time_limit
    say: list[Sentence] = []
    details: list[str] = []
    if limits.promised is not None:
        say += spoken(from_guide(guide, "time_limit.promised"), f"承诺办结时限是，{limits.promised.text}")
        details.append(f"承诺时限：{limits.promised.text}")
    if limits.statutory is not None:
        say += spoken(from_guide(guide, "time_limit.statutory"), f"{guide.name}的法定时限，{limits.statutory.text}")
        details.append(f"法定时限：{limits.statutory.text}")
    if limits.promised is None:
        reason = guide.blank.get("time_limit.promised", "大厅尚未提供")
        details.append(f"承诺时限：{reason}")
        if limits.statutory is None:
            say += spoken(
                from_guide(guide, "blank"), f"{guide.name}要多久，{guide.blank.get('time_limit.statutory', reason)}"
            )
            say += spoken(from_hall(hall, "hotline"), f"请问一下窗口，或者拨打{hall.hotline}")
        else:
            say += spoken(from_guide(guide, "blank"), "大厅实际会不会更快，请以窗口答复为准")
    known = limits.promised or limits.statutory
    value = f"{known.days}{known.unit}" if known and known.days is not None else (known.text if known else "请问窗口")
    basis = basis_text(limits.statutory.basis) if limits.statutory else ""
    return say, [_fact(guide, "time_limit", "办理时限", value, details, basis)]


def fee(guide: Guide, hall: Hall) -> Said:
    say = spoken(from_guide(guide, "fee"), f"{guide.name}，{guide.fee.text}", gesture="point_card")
    details = [f"{amount.name}：{amount.yuan:g}元{_per(amount.unit)}" for amount in guide.fee.amounts]
    value = {True: "收费", False: "不收费", None: "以窗口为准"}[guide.fee.charged]
    if guide.fee.charged and len(guide.fee.amounts) == 1:
        value = f"{guide.fee.amounts[0].yuan:g}元"
    return say, [_fact(guide, "fee", "收费", value, [guide.fee.text, *details], basis_text(guide.fee.basis))]


def _per(unit: str) -> str:
    unit = unit.removeprefix("元").lstrip("/")
    return f"/{unit}" if unit else ""


def hours(guide: Guide, hall: Hall) -> Said:
    if guide.hours:
        say = spoken(from_guide(guide, "hours"), f"{guide.name}的办理时间是{guide.hours}")
        value = guide.hours
    elif hall.hours:
        say = spoken(from_hall(hall, "hours"), f"大厅的办公时间是{hall.hours}")
        value = hall.hours
    else:
        say = spoken(from_hall(hall, "hours_reason"), hall.hours_reason)
        value = f"请拨打{hall.hotline}确认"
    return say, [_fact(guide, "hours", "办理时间", value)]


def phone(guide: Guide, hall: Hall) -> Said:
    if guide.phone:
        say = spoken(from_guide(guide, "phone"), f"{guide.name}的咨询电话是{guide.phone}")
        return say, [_fact(guide, "phone", "咨询电话", guide.phone)]
    say = spoken(
        from_hall(hall, "hotline"),
        f"{guide.name}的窗口电话，大厅还没有提供",
        f"您可以拨打政务服务热线{hall.hotline}咨询",
    )
    return say, [_fact(guide, "phone", "咨询电话", hall.hotline, ["政务服务便民热线"])]


def online(guide: Guide, hall: Hall) -> Said:
    if guide.online is None:
        reason = guide.blank["online"]
        say = spoken(from_guide(guide, "blank"), f"{guide.name}，{reason}")
        return say, [_fact(guide, "online", "网上办理", "请到现场办理", [reason])]
    source = from_guide(guide, "online")
    say = spoken(source, f"可以在{guide.online.portal}，搜索{guide.online.item_name}")
    details = [f"搜索：{guide.online.item_name}"]
    if guide.online.note:
        say += spoken(source, guide.online.note)
        details.append(guide.online.note)
    card = _fact(guide, "online", "网上办理", guide.online.portal, details)
    if guide.online.url:
        say += spoken(source, "屏幕上有直达的二维码，用手机扫一下", gesture="point_card")
        card = replace(card, link=guide.online.url, qr=qr_code(guide.online.url, "扫码直达办理页面"))
    return say, [card]


def result(guide: Guide, hall: Hall) -> Said:
    source = from_guide(guide, "result")
    say = spoken(source, f"办好以后，您会拿到{guide.result.name}", f"领取方式是{joined(guide.result.delivery)}")
    return say, [_fact(guide, "result", "办理结果", guide.result.name, list(guide.result.delivery))]


def validity(guide: Guide, hall: Hall) -> Said:
    source = from_guide(guide, "result.validity")
    stated = guide.result.validity
    if stated is None:
        say = spoken(source, f"{guide.name}的结果，指南里没有写有效期")
        say += spoken(from_hall(hall, "hotline"), f"请问一下窗口，或者拨打{hall.hotline}")
        return say, [_fact(guide, "validity", "有效期", "指南未载明")]
    say = spoken(source, f"{guide.result.name}的有效期，{stated.text}")
    return say, [_fact(guide, "validity", "有效期", stated.text, [], basis_text(stated.basis))]


def legal(guide: Guide, hall: Hall) -> Said:
    source = from_guide(guide, "legal")
    if not guide.legal:
        say = spoken(from_guide(guide, "blank"), f"{guide.name}的法律依据，{guide.blank['legal']}")
        return say, [_rows(guide, "legal", "法律依据", [guide.blank["legal"]])]
    names = joined([f"《{basis.law}》" for basis in guide.legal[:3]])
    say = spoken(source, f"{guide.name}的依据是{names}", "具体条文我列在屏幕上了", gesture="point_card")
    return say, [_rows(guide, "legal", "法律依据", [basis_text(basis) for basis in guide.legal])]


def eligibility(guide: Guide, hall: Hall) -> Said:
    source = from_guide(guide, "conditions")
    say = spoken(source, f"要看是不是符合{guide.name}的条件", gesture="open")
    for condition in guide.conditions[:3]:
        say += spoken(source, condition.text)
    say += spoken(from_hall(hall, "hotline"), "您的具体情况，请窗口工作人员帮您确认")
    rows = [f"问：{e.question}  答：{e.answer}{_small_print(e.basis)}" for e in guide.eligibility]
    return say, [_rows(guide, "eligibility", "能不能办", rows)]


def eligibility_answer(guide: Guide, question: str) -> Said:
    """The answer to one of the guide's own 能不能 questions."""
    found = next(e for e in guide.eligibility if e.question == question)
    say = spoken(from_guide(guide, "eligibility"), found.answer, gesture="open")
    row = f"{found.answer}{_small_print(found.basis)}"
    return say, [_rows(guide, "eligibility", found.question, [row])]


def agent(guide: Guide, hall: Hall) -> Said:
    say = spoken(from_guide(guide, "agent"), guide.agent.text, gesture="open")
    value = {True: "可以代办", False: "须本人办理", None: "请先问窗口"}[guide.agent.allowed]
    return say, [_fact(guide, "agent", "代办", value, [guide.agent.text], basis_text(guide.agent.basis))]


def progress(guide: Guide, hall: Hall) -> Said:
    say = spoken(from_guide(guide, "progress"), guide.progress, gesture="open")
    say += spoken(from_hall(hall, "hotline"), "我这里查不到个人的办件信息")
    return say, [_fact(guide, "progress", "查询进度", guide.progress)]


def complaint(guide: Guide, hall: Hall) -> Said:
    if guide.complaint:
        say = spoken(from_guide(guide, "complaint"), f"投诉监督电话是{guide.complaint}", gesture="apologise")
        return say, [_fact(guide, "complaint", "投诉监督", guide.complaint)]
    say = spoken(
        from_hall(hall, "hotline"), "给您添麻烦了，对不起", f"您可以拨打{hall.hotline}投诉", gesture="apologise"
    )
    return say, [_fact(guide, "complaint", "投诉监督", hall.hotline, ["政务服务便民热线"])]


#: ``place`` is not here: it needs the map and is in ``assistant.answers.places``.
RENDER: dict[str, Callable[[Guide, Hall], Said]] = {
    "overview": overview,
    "materials": materials,
    "conditions": conditions,
    "process": process,
    "time_limit": time_limit,
    "fee": fee,
    "hours": hours,
    "phone": phone,
    "online": online,
    "result": result,
    "validity": validity,
    "legal": legal,
    "eligibility": eligibility,
    "agent": agent,
    "progress": progress,
    "complaint": complaint,
}

#: Lists that a record taken over from another system may lack, and what they are called.
_LISTS = {
    "materials": ("materials", "要带的材料"),
    "conditions": ("conditions", "办理条件"),
    "process": ("steps", "办理步骤"),
    "eligibility": ("conditions", "办理条件"),
}


def render(aspect: str, guide: Guide, hall: Hall) -> Said:
    """What the guide says about an aspect; where it holds nothing, that it does not, and whom to ask."""
    field, words = _LISTS.get(aspect, (None, ""))
    if field is not None and not getattr(guide, field):
        say = spoken(from_guide(guide, field), f"{guide.name}的{words}还没有录入")
        say += spoken(from_hall(hall, "hotline"), f"请问一下窗口，或者拨打{hall.hotline}")
        return say, [guide_card(guide, hall)]
    return RENDER[aspect](guide, hall)
