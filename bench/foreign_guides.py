"""Guides of another province as a library of this project's format, to see whether search holds for thousands of guides.

The records are given with ``--data`` (JSON lines, one record a line); nothing of them is kept. Only what a record holds is
taken over; what it lacks stays empty.
"""

from __future__ import annotations

import json
from pathlib import Path

from knowledge_base.records import Guide
from knowledge_base.records.item import Item

_NONE = {None, "", "无", "[]", "无受理条件", "无条件受理", "无条件办理"}
_BLANK = (
    "item_code window hours phone complaint handling visits legal online time_limit.statutory time_limit.promised "
    "fee.charged agent.allowed"
).split()
_REASON = "原记录没有这一项"


def read_foreign(path: Path, zone: str, zone_name: str) -> tuple[dict[str, Item], dict[str, Guide]]:
    """Items and guides of a file, numbered from G1001; records without a name and repeated names are left out."""
    items: dict[str, Item] = {}
    guides: dict[str, Guide] = {}
    names: set[str] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        name = _clip(record.get("matter_name"), 80)
        if not name or name in names:
            continue
        names.add(name)
        identifier = f"G{1001 + len(items)}"
        department = _clip(record.get("DEPT_NAME"), 80) or "原单位"
        daily = [_clip(part, 80) for part in str(record.get("matter_daily") or "").replace("，", ",").split(",")]
        colloquial = [part for part in dict.fromkeys(daily) if part and part not in _NONE][:12]
        items[identifier] = Item(id=identifier, name=name, zone=zone_name, subject="both", department=department)
        guides[identifier] = _guide(identifier, name, department, zone, colloquial, record)
    return items, guides


def _guide(identifier: str, name: str, department: str, zone: str, colloquial: list[str], record: dict) -> Guide:
    standard = record.get("accept_standard")
    conditions = [] if standard in _NONE else [{"text": part} for part in _sentences(str(standard))[:12]]
    listed = record.get("material_intro")
    names = listed if isinstance(listed, list) else []
    materials = [
        {"id": f"m{n}", "name": _clip(m, 80), "form": "原件"} for n, m in enumerate(names[:60], 1) if _clip(m, 80)
    ]
    return Guide.model_validate(
        {
            "id": identifier,
            "name": name,
            "level": _clip(record.get("matter_level"), 80) or "市级",
            "subject": "both",
            "department": department,
            "zone": zone,
            "theme": "其他",
            "summary": name,
            "colloquial": colloquial,
            "handling": None,
            "conditions": conditions,
            "materials": materials,
            "time_limit": {},
            "fee": {"charged": None, "text": "以原办理单位公布的为准"},
            "result": {"name": name, "delivery": ["窗口领取"]},
            "visits": None,
            "online": None,
            "progress": "请向原办理单位查询",
            "agent": {"allowed": None, "text": "请先问窗口"},
            "blank": {field: _REASON for field in _BLANK},
            "provenance": {"source": "外省指南，只用于测量", "revision": 1, "status": "published"},
        }
    )


def _clip(text: object, longest: int) -> str:
    return "".join(str(text or "").split())[:longest]


def _sentences(text: str) -> list[str]:
    return [part.strip()[:600] for part in text.replace("；", "。").split("。") if part.strip()]
