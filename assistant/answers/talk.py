"""Courtesies, hand-off, asking back and saying no."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

#: Intents that need no record.
TALK_INTENTS = {
    "greet", "goodbye", "thanks", "affirm", "deny", "dont_know", "capabilities", "chitchat", "abuse", "distress", "emergency",
    "handoff",
}  # fmt: skip
#: Words that mean danger whatever else is said; they come before every other understanding.
EMERGENCY = re.compile(
    r"(?<!等钱)救命(?!钱|的)|(?<!没点)着火|起火|冒烟|失火|晕倒|昏倒|昏过去|心脏病发|喘不(?:过|上)气|流血不止|流(?:了)?(?:好)?多血|有人流血|有人(?:在)?打架|打起来|持刀|抢劫|被抢|救护车|出人命|(?:孩子|小孩|老人家?|老太太|老爷爷|老奶奶|老大爷)(?:不见|走丢|摔倒)了?|快来人|快报警|(?:打|拨)(?:110|119|120)"
)
#: What is over, or only has such a word in it: somebody asks for help with what came of it.
_AFTERWARDS = re.compile(
    r"接走了|没事了|走了之后|烧(?:掉|光|没|毁|脱|得精光)|没救过来|送医院|没地方住|没处去|转诊|报户口|环评|环保|验消防|被抢走|让路|昨天|前天|上个?(?:月|周)|去年|执照|公章|工伤|救助|报销|理赔"
    r"|(?:月供|房贷|车贷|贷款|债|房租|学费)[^,，。;；]{0,6}压得"
)
#: Despair needs a person, not a menu.
_CRISIS = re.compile(
    r"不想活|活不下去|活着没(?:意思|劲)|想死|自杀|轻生|我(?:自己|一个人|真的?|实在|快|也|都|要)*撑不下去"
)
#: Said of life, unless it is a business that cannot go on and is to be closed.
_CANNOT_GO_ON = re.compile(r"撑不下去")
_CLOSES_A_BUSINESS = re.compile(
    r"(?=.*(?:公司|店|厂|企业|生意|买卖|摊|饭馆|餐馆|超市|执照)).*(?:关掉|关门|关店|注销|不开|转让|停业|歇业)"
)

#: Gesture that goes with a phrase.
GESTURES = {"greet": "greet", "goodbye": "greet", "thanks": "nod", "distress": "apologise", "crisis": "apologise",
            "refuse": "apologise", "handoff": "open", "emergency": "open", "capabilities": "open"}  # fmt: skip


def is_emergency(text: str) -> bool:
    """Whether somebody is in danger now."""
    return EMERGENCY.search(text) is not None and _AFTERWARDS.search(text) is None


def is_crisis(text: str) -> bool:
    """Whether somebody despairs; where it is not clear, yes."""
    if _CRISIS.search(text):
        return True
    return _CANNOT_GO_ON.search(text) is not None and _CLOSES_A_BUSINESS.match(text) is None


_BLANK = re.compile(r"\{(\w+)\}")


@cache
def _phrases() -> dict[str, str]:
    return yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8"))


def fixed_phrases() -> list[str]:
    """Names of the phrases whose blanks, if any, are the hall's own names."""
    return [key for key, text in _phrases().items() if set(_BLANK.findall(text)) <= {"digital_human", "hotline"}]


def phrase(key: str, **values: str) -> str:
    """The phrase ``key`` with its blanks filled.

    Raises:
        KeyError: for an unknown phrase.
    """
    return _phrases()[key].format(**values)
