"""够不够: the papers that somebody has against what the item, or their own situation, asks for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from assistant.answers.composer import Composer
from assistant.answers.guide_aspects import material_row
from assistant.answers.model import MaterialsCard
from assistant.answers.sentences import from_guide, joined, spoken
from assistant.conversation.checklist import said_of
from assistant.conversation.likeness import longest_common
from assistant.conversation.memory import Moment, Step
from assistant.conversation.tasks.flow import answered, choice
from assistant.conversation.tasks.guidance import Guidance
from knowledge_base.records import Guide, Material

#: Where no name is known, this share of a material's characters has to be said in one piece.
SHARE = 0.6


class Precheck:
    def __init__(self, composer: Composer, guidance: Guidance):
        self._composer, self._guidance = composer, guidance

    def check(self, item: str, moment: Moment) -> Step | None:
        """What is missing of the item's papers; None where no guide of it is held."""
        guide = self._composer.library.guides.get(item)
        if guide is None or not guide.materials:
            return None
        path = moment.memory.settled.get(item)
        settled = self._guidance.settled(item, path) if path else None
        needed = (
            list(settled.materials)
            if settled and settled.materials
            else [m for m in guide.materials if m.required == "always"]
        )
        brought = [m for m in needed if m.form.value != "现场填写"]
        named = moment.memory.papers + moment.text if moment.memory.item == item else moment.text
        missing = [m for m in brought if not has(named, m)]
        there = [m for m in brought if m not in missing]
        open_ones = [] if settled else [m for m in guide.materials if m.required == "conditional" and not has(named, m)]
        answer = answered(
            self._said(guide, there, missing, needed, open_ones),
            [_card(guide, missing, open_ones)] if missing or open_ones else [],
            self._next(guide, settled is not None),
            item=guide.id,
            aspect="materials",
            intent="precheck",
        )
        return Step(answer, {"papers": named})

    def _said(self, guide: Guide, there, missing, needed, open_ones):
        source = from_guide(guide, "materials")
        say = []
        if there:
            say += spoken(source, f"{joined([m.name for m in there])}，您都有了", gesture="nod")
        if missing:
            say += spoken(source, f"办{guide.name}还差{joined([said_of(m) for m in missing])}", gesture="count")
            electronic = [m for m in missing if m.e_certificate]
            if electronic:
                say += spoken(source, f"{joined([m.e_certificate for m in electronic])}可以出示电子证照")
        else:
            say += spoken(source, f"办{guide.name}，一般要带的您都带齐了", gesture="nod")
        filled = [m.name for m in needed if m.form.value == "现场填写"]
        if filled:
            say += spoken(source, f"{joined(filled)}，到现场填写")
        for material in open_ones[:2]:
            say += spoken(source, f"{material.when}，还要{said_of(material)}")
        if len(open_ones) > 2:
            say += spoken(source, "其他特殊情况要带的，列在屏幕上了", gesture="point_card")
        return say

    def _next(self, guide: Guide, settled: bool):
        if settled or not self._guidance.can(guide.id):
            return []
        return [choice("按我的情况再核一遍", f"一步一步带我办{guide.name}")]


def names_papers(text: str) -> bool:
    """Whether ``text`` names any paper that people bring."""
    return papers_named(text) > 0


def papers_named(text: str) -> int:
    """How many kinds of papers ``text`` names."""
    return sum(any(said in text for said in row["said"] if len(said) > 1) for row in _names())


def has(text: str, material: Material) -> bool:
    """Whether ``text`` names the material, in its own words or in people's."""
    name = re.sub(r"[（(].*?[)）]", "", material.name)
    if name in text:
        return True
    for row in _names():
        if any(official in name for official in row["official"]):
            if any(said in text for said in row["said"]):
                return True
    return longest_common(text, name) >= max(3, SHARE * len(name))


@cache
def _names() -> list[dict[str, list[str]]]:
    return yaml.safe_load(Path(__file__).with_name("material_names.yaml").read_text(encoding="utf-8"))


def _card(guide: Guide, missing: list[Material], open_ones: list[Material]) -> MaterialsCard:
    rows = [material_row(m) for m in (*missing, *open_ones)]
    return MaterialsCard(guide.id, f"{guide.name}：还差的材料", rows, guide.provenance.approved_by_hall)
