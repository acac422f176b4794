"""The one-time checklist (一次性告知单) of a settled situation: what this person brings, where, when, how much."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assistant.answers.guide_aspects import SPOKEN_ROWS, material_row, material_said, zone_name
from assistant.answers.model import ChecklistCard, MaterialRow, QrCode, Sentence
from assistant.answers.qr import qr_code
from assistant.answers.sentences import from_guide, from_hall, joined, spoken
from knowledge_base.records import Guide, Hall, Material
from knowledge_base.settling import Settled


def said_of(material: Material) -> str:
    """A material as it is said in a list: 结婚证复印件2份."""
    said = material_said(material)
    return f"{said}{material.copies}份" if material.copies > 1 else said


@dataclasses.dataclass(frozen=True)
class _Sorted:
    """Materials by what becomes of them: on paper, shown as e-certificates, filled in at the hall."""

    bring: list[Material]
    electronic: list[Material]
    on_site: list[Material]


def _sorted(materials: Sequence[Material]) -> _Sorted:
    on_site = [m for m in materials if m.form.value == "现场填写"]
    electronic = [m for m in materials if m.e_certificate and m not in on_site]
    return _Sorted([m for m in materials if m not in on_site and m not in electronic], electronic, on_site)


def checklist_card(guide: Guide, settled: Settled, hall: Hall) -> ChecklistCard:
    """The list as shown, with its code. Only for a situation in which the item can be done."""
    materials = _sorted(settled.materials)
    notes = [statement.text for statement in settled.say] + [f"{note.who}：{note.text}" for note in guide.notes[:2]]
    card = ChecklistCard(
        item=guide.id,
        name=guide.name,
        situation=settled.situation.name,
        bring=[material_row(m) for m in materials.bring],
        electronic=[material_row(m) for m in materials.electronic],
        on_site=[material_row(m) for m in materials.on_site],
        place=f"{hall.short_name} {zone_name(guide, hall)}",
        window=settled.window or "",
        fee=settled.fee.text,
        time_limit=settled.time_limit.text if settled.time_limit else "大厅尚未提供，请问窗口",
        notes=notes,
        approved=guide.provenance.approved_by_hall,
    )
    return dataclasses.replace(card, qr=_code(card, hall))


def checklist_said(guide: Guide, settled: Settled, hall: Hall) -> list[Sentence]:
    """The list as spoken. Without the card, whose code costs a hundred times as much."""
    sorted_ = _sorted(settled.materials)
    bring, electronic, on_site = sorted_.bring, sorted_.electronic, sorted_.on_site
    source = from_guide(guide, "situations")
    say = spoken(source, f"您的情况是，{settled.situation.name}", gesture="open")
    materials = from_guide(guide, "materials")
    if bring:
        rest = "，其余的在屏幕上" if len(bring) > SPOKEN_ROWS else ""
        say += spoken(materials, f"请带{joined([said_of(m) for m in bring[:SPOKEN_ROWS]])}{rest}", gesture="count")
    if electronic:
        shown = joined(list(dict.fromkeys(m.e_certificate for m in electronic)))
        say += spoken(materials, f"{shown}出示电子证照就行，原件可以不带")
    if on_site:
        say += spoken(materials, f"{joined([m.name for m in on_site])}，到现场填")
    say += spoken(source, *[statement.text for statement in settled.say[:2]])
    where = settled.window or zone_name(guide, hall)
    say += spoken(from_guide(guide, "zone"), f"到{where}办理")
    say += spoken(from_guide(guide, "fee"), settled.fee.text)
    if settled.time_limit:
        say += spoken(from_guide(guide, "time_limit"), f"时限是，{settled.time_limit.text}")
    say += spoken(from_hall(hall, "hotline"), "清单在屏幕上，可以打印，也可以用手机扫码带走", gesture="point_card")
    return say


def _code(card: ChecklistCard, hall: Hall) -> QrCode | None:
    """The list as plain text, so that a telephone shows it without any network; the longest version that fits."""
    head = [f"{card.name}办事清单", f"情形：{card.situation}"]
    bring = [f"带：{_line(row)}" for row in card.bring]
    electronic = [f"电子证照：{row.e_certificate}" for row in card.electronic]
    on_site = [f"现场填：{row.name}" for row in card.on_site]
    tail = [f"到：{card.window or card.place}"]
    more = [f"收费：{card.fee}", f"时限：{card.time_limit}"]
    end = [f"未经大厅核定，问{hall.hotline}"] if not card.approved else [f"咨询{hall.hotline}"]
    for lines in (
        head + bring + electronic + on_site + tail + more + end,
        head + bring + electronic + tail + end,
        head + bring + end,
    ):
        code = qr_code("\n".join(lines), "扫码把清单带走")
        if code is not None:
            return code
    return None


def _line(row: MaterialRow) -> str:
    form = "" if row.form == "原件" else row.form
    return f"{row.name}{form}{row.copies if row.copies > 1 else ''}"
