"""Courtesies, hand-off, asking back and saying no."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

#: Words that mean danger whatever else is said; they come before every other understanding.
EMERGENCY = re.compile(
    r"救命|着火|起火|冒烟|失火|晕倒|昏倒|昏过去|心脏病发|(?<!得)喘不(?:过|上)气|流血不止|流(?:了)?(?:好)?多血|有人流血|有人(?:在)?打架|打起来|持刀|抢劫|被抢|救护车|出人命|(?:孩子|小孩|老人)(?:不见|走丢|摔倒)了?|快报警|(?:打|拨)(?:110|119|120)"
)
#: What is over, or only has such a word in it: somebody asks for help with what came of it.
_AFTERWARDS = re.compile(
    r"烧(?:掉|光|没|毁)|没救过来|送医院|没地方住|被抢走|让路|昨天|前天|上个?(?:月|周)|去年|执照|公章|工伤|救助|报销|理赔"
)
#: Despair needs a person, not a menu.
_CRISIS = re.compile(r"不想活|活着没(?:意思|劲)|想死|自杀|轻生")
#: Said of life, or of a business that is to be closed.
_CANNOT_GO_ON = re.compile(r"活不下去|撑不下去")
_OF_BUSINESS = re.compile(r"公司|店|厂|企业|生意|买卖|摊|饭馆|餐馆|超市|执照")

#: Gesture that goes with a phrase.
GESTURES = {"greet": "greet", "goodbye": "greet", "thanks": "nod", "distress": "apologise", "crisis": "apologise",
            "refuse": "apologise", "handoff": "open", "emergency": "open", "capabilities": "open"}  # fmt: skip


def is_emergency(text: str) -> bool:
    """Whether somebody is in danger now."""
    return EMERGENCY.search(text) is not None and _AFTERWARDS.search(text) is None


def is_crisis(text: str) -> bool:
    """Whether somebody despairs."""
    if _CRISIS.search(text):
        return True
    return _CANNOT_GO_ON.search(text) is not None and _OF_BUSINESS.search(text) is None


@cache
def _phrases() -> dict[str, str]:
    return yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8"))


def phrase(key: str, **values: str) -> str:
    """The phrase ``key`` with its blanks filled.

    Raises:
        KeyError: for an unknown phrase.
    """
    return _phrases()[key].format(**values)
