"""A small invented library as plain data, to be bent by one field and written to a folder.

Nothing here is a fact of any hall: names, telephone numbers and laws are made up so that a test says what it needs.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

PROVENANCE = {"source": "测试用", "revision": 3, "status": "published"}
BASIS = {"law": "测试条例", "article": "第一条", "verified": True}


def guide(**changes: Any) -> dict:
    """A guide that is right in every field; ``changes`` replace whole fields (``None`` values too)."""
    return copy.deepcopy(
        {
            "id": "G001",
            "name": "风筝登记",
            "item_code": "T-1",
            "level": "县级",
            "subject": "个人",
            "department": "风筝科",
            "zone": "Z1",
            "window": "7号窗口",
            "theme": "风筝",
            "summary": "新买的风筝要放上天，先登记。",
            "legal": [BASIS],
            "colloquial": ["登记风筝", "上风筝户口", "风筝报备", "放风筝登记", "风筝本本"],
            "similar_questions": ["我买了个风筝要登记吗", "风筝在哪登记", "风筝登记贵不贵"],
            "handling": "即办件",
            "conditions": [{"text": "风筝是自己的。", "basis": BASIS}],
            "materials": [
                {"id": "m1", "name": "购买凭证", "form": "原件"},
                {"id": "m2", "name": "风筝登记表", "form": "现场填写"},
                {
                    "id": "m3",
                    "name": "监护人的身份证",
                    "form": "复印件",
                    "required": "conditional",
                    "when": "未满十岁的",
                },
            ],
            "steps": [{"name": "交", "text": "交材料。"}, {"name": "领", "text": "领登记卡。"}],
            "time_limit": {
                "statutory": {"text": "五个工作日", "days": 5, "unit": "工作日", "basis": BASIS},
                "promised": {"text": "当场办结"},
            },
            "fee": {
                "charged": True,
                "text": "每只收三元。",
                "amounts": [{"name": "登记费", "yuan": 3, "unit": "元/只"}],
                "basis": BASIS,
            },
            "result": {"name": "风筝登记卡", "delivery": ["当场领取"], "validity": {"text": "两年", "basis": BASIS}},
            "visits": 1,
            "online": {"portal": "测试平台", "item_name": "风筝登记", "url": "https://example.test/kite"},
            "hours": "周一上午",
            "phone": "000-1",
            "complaint": "000-2",
            "progress": "打电话问窗口。",
            "agent": {"allowed": True, "text": "家里人可以代办。", "basis": BASIS},
            "eligibility": [{"question": "捡来的风筝能不能登记", "answer": "不能。", "basis": BASIS}],
            "siblings": [],
            "notes": [{"who": "老年人", "text": "可以坐着办。"}],
            "blank": {},
            "provenance": PROVENANCE,
        }
        | changes
    )


def entry(**changes: Any) -> dict:
    """A FAQ entry."""
    return copy.deepcopy(
        {
            "id": "F001",
            "provenance": PROVENANCE,
            "question": "下雨天放风筝要不要紧？",
            "similar_questions": ["打雷能放风筝吗", "雨天放风筝行吗"],
            "answer": "打雷下雨请不要放风筝。等天晴了再放。",
            "keywords": ["雨天"],
            "department": "风筝科",
            "theme": "风筝",
            "item": "G001",
            "aspect": "conditions",
        }
        | changes
    )


def hall(**changes: Any) -> dict:
    """A hall of two floors, joined by stairs (short) and a lift (long); one place can be reached by nobody."""

    def place(id: str, name: str, kind: str, floor: str, x: float, y: float, **more) -> dict:
        return {"id": id, "name": name, "kind": kind, "floor": floor, "x": x, "y": y, **more}

    places = [
        place("P-door", "正门", "entrance", "F1", 0, 0),
        place("P-kiosk", "服务机", "kiosk", "F1", 2, 0),
        place("P-desk", "导服台", "desk", "F1", 4, 0, colloquial=["服务台"]),
        place("P-stairs", "楼梯", "stairs", "F1", 6, 0, accessible=False),
        place("P-lift", "电梯", "lift", "F1", 6, 6),
        place("P-corridor", "走廊", "junction", "F2", 6, 1),
        place("P-zone-1", "风筝专区", "zone", "F2", 8, 1),
        place("P-zone-2", "陀螺专区", "zone", "F2", 20, 1),
        place("P-toilet-1", "一楼卫生间", "toilet", "F1", 1, 5, colloquial=["厕所"]),
        place("P-toilet-2", "二楼卫生间", "toilet", "F2", 9, 5, colloquial=["厕所"]),
        place("P-roof", "屋顶花园", "service", "F2", 30, 30),
    ]

    def edge(a: str, b: str, metres: float, **more) -> dict:
        return {"a": a, "b": b, "metres": metres, "step": f"{a} 去 {b}", "back": f"{b} 回 {a}", **more}

    edges = [
        edge("P-door", "P-kiosk", 2),
        edge("P-kiosk", "P-desk", 2),
        edge("P-kiosk", "P-toilet-1", 5),
        edge("P-desk", "P-stairs", 2),
        edge("P-desk", "P-lift", 9),
        edge("P-stairs", "P-corridor", 5, accessible=False),
        edge("P-lift", "P-corridor", 9),
        edge("P-corridor", "P-zone-1", 3),
        edge("P-zone-1", "P-zone-2", 12),
        edge("P-zone-1", "P-toilet-2", 4),
    ]
    return copy.deepcopy(
        {
            "id": "H001",
            "provenance": PROVENANCE,
            "name": "玩具政务服务中心",
            "short_name": "玩具大厅",
            "digital_human": "小测",
            "greeting": "您好，我是小测。",
            "address": "玩具路1号",
            "hours": None,
            "hours_reason": "大厅没有提供办公时间，请拨打000-9确认",
            "telephones": [{"name": "热线", "number": "000-9", "use": "咨询", "source": "测试"}],
            "hotline": "000-9",
            "suggestions": ["风筝登记要多少钱", "身份证丢了怎么补"],
            "portals": ["测试平台"],
            "zones": [
                {"id": "Z1", "name": "风筝专区", "place": "P-zone-1", "colloquial": ["风筝窗口"]},
                {"id": "Z2", "name": "陀螺专区", "place": "P-zone-2", "windows": "9号窗口"},
            ],
            "map": {
                "schematic": True,
                "floors": [
                    {"id": "F1", "name": "一楼", "level": 1, "width": 40, "height": 40},
                    {"id": "F2", "name": "二楼", "level": 2, "width": 40, "height": 40},
                ],
                "places": places,
                "edges": edges,
            },
        }
        | changes
    )


#: Everything that a guide may leave empty, left empty, each with its reason.
BARE = guide(
    id="G002",
    name="陀螺注销",
    zone="Z2",
    summary="不玩的陀螺，来注销。",
    item_code="",
    window=None,
    legal=[],
    colloquial=["销陀螺", "陀螺不要了", "陀螺注销登记", "退陀螺", "陀螺销户"],
    similar_questions=["陀螺坏了要不要注销", "注销陀螺找谁", "陀螺丢了还要销吗"],
    handling=None,
    conditions=[{"text": "陀螺登记过"}],
    materials=[{"id": "m1", "name": "陀螺登记卡", "form": "原件和复印件", "e_certificate": "电子陀螺卡"}],
    steps=[{"name": "交卡", "text": "交回登记卡"}, {"name": "签字", "text": "签字确认"}],
    time_limit={"statutory": None, "promised": None},
    fee={"charged": None, "text": "收不收费以窗口为准。"},
    result={"name": "注销回执", "delivery": ["当场领取", "邮寄"]},
    visits=None,
    online=None,
    hours=None,
    phone=None,
    complaint=None,
    progress="问窗口。",
    agent={"allowed": None, "text": "能不能代办请先问窗口。"},
    eligibility=[{"question": "别人的陀螺能不能注销", "answer": "请先问窗口。"}],
    siblings=[{"item": "G003", "difference": "只是改名的办变更。"}],
    notes=[],
    blank={
        field: "大厅尚未提供"
        for field in (
            "item_code", "window", "legal", "handling", "time_limit.statutory", "time_limit.promised", "fee.charged",
            "visits", "online", "hours", "phone", "complaint", "agent.allowed",
        )
    },
)  # fmt: skip

ITEMS = """id,name,zone,subject,department,theme,colloquial,legal_basis,statutory_note
G001,风筝登记,风筝专区,个人,风筝科,风筝,登记风筝|小风筝,《测试条例》,
G002,陀螺注销,陀螺专区,个人,陀螺科,陀螺,销陀螺,《测试条例》,
G003,陀螺变更,陀螺专区,个人,陀螺科,陀螺,陀螺改名|小玩意,《测试条例》,
G004,铁环备案,风筝专区,个人,铁环科,铁环,滚铁环|小玩意,《测试条例》,
"""


def write(
    folder: Path,
    guides: list[dict] | None = None,
    entries: list[dict] | None = None,
    hall_record: dict | None = None,
    items: str = ITEMS,
) -> Path:
    """Write a library; what is not given is the small library's own. Returns ``folder``."""

    def put(path: Path, data: object) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")

    (folder / "guides").mkdir(parents=True, exist_ok=True)
    for record in [guide(), BARE] if guides is None else guides:
        put(folder / "guides" / f"{record['id']}.yaml", record)
    put(folder / "faq" / "toys.yaml", [entry()] if entries is None else entries)
    put(folder / "hall" / "hall.yaml", hall() if hall_record is None else hall_record)
    (folder / "items.csv").write_text(items, encoding="utf-8")
    return folder
