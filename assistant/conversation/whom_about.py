"""女的呢, 外地的呢, 孩子呢: the same question for other people, answered from the sentences of the guide that speak of them."""

from __future__ import annotations

import re

from assistant.answers.composer import Composer
from assistant.answers.model import ListCard
from assistant.answers.sentences import from_guide, spoken
from assistant.conversation.memory import Moment, Step
from assistant.conversation.tasks.flow import answered, choice
from knowledge_base.records import Guide

_PEOPLE = {
    "女": (r"(?<![子儿妇美])女(?![儿婿])",),
    "男": ("男",),
    "孩子": ("未成年", "未满", "孩子", "儿童", "监护人", "婴幼儿"),
    "老人": ("老年", "老人", "周岁以上"),
    "外地": ("外地", "异地", "非本市", "户籍地", "非本地"),
    "本地": ("本地", "本市", "户籍"),
    "外国人": ("外籍", "外国", "港澳台"),
    "残疾人": ("残疾",),
    "个体户": ("个体",),
    "公司": ("公司", "企业"),
    "农村": ("农村", "村民", "宅基地"),
    "学生": ("学生", "在校"),
    "代办": ("委托", "代办", "代理"),
}
_SAID = {
    "女": r"女(?:的|人|方|同志|职工)?", "男": r"男(?:的|人|方|同志|职工)?", "孩子": r"孩子|小孩|娃|小朋友|未成年(?:人|的)?",
    "老人": r"老人(?:家)?|老年人|上年纪的|我爸妈?|我妈|老太太|老头", "外地": r"外地(?:人|的|户口)?|非本地(?:的)?",
    "本地": r"本地(?:人|的|户口)?", "外国人": r"外国人|老外|外籍(?:的)?", "残疾人": r"残疾人|残疾的", "个体户": r"个体户|个体(?:的)?",
    "公司": r"公司|企业", "农村": r"农村(?:的|人)?", "学生": r"学生|在读的", "代办": r"别人(?:替|代)(?:办)?|代办(?:的)?",
}  # fmt: skip
_ASKED = {
    name: re.compile(rf"^(?:那|那么|要是|如果|换成|是)?(?:我们|我家|我)?(?:是)?(?:{said})(?:们)?(?:的话)?(?:呢|怎么办|怎么样|一样吗|也一样吗|行吗)[?？。]?$")
    for name, said in _SAID.items()
}  # fmt: skip
#: Sentences said; the card shows all.
SAID = 3


class WhomAbout:
    def __init__(self, composer: Composer):
        self._composer = composer

    def answer(self, moment: Moment) -> Step | None:
        """None where the words ask nothing of the kind, or nothing was talked of."""
        memory = moment.memory
        guide = self._composer.library.guides.get(memory.item)
        people = next((name for name, pattern in _ASKED.items() if pattern.match(moment.text.strip())), None)
        if guide is None or people is None:
            return None
        found = _sentences(guide, _PEOPLE[people], memory.aspect)
        if not found:
            say = self._composer.phrase(
                "not_told_apart", from_guide(guide, "conditions"), name=guide.name, people=people
            )
            ask = [choice("转人工")]
            return Step(
                answered(say, [], ask, item=guide.id, aspect=memory.aspect or "eligibility", intent="follow_up")
            )
        say = [sentence for field, text in found[:SAID] for sentence in spoken(from_guide(guide, field), text)]
        rows = [text for _, text in found]
        card = ListCard(
            guide.id,
            guide.name,
            memory.aspect or "none",
            f"{people}的情况",
            rows,
            False,
            guide.provenance.approved_by_hall,
        )
        aspect = memory.aspect or "eligibility"
        return Step(answered(say, [card], [], item=guide.id, aspect=aspect, intent="follow_up"))


def _sentences(guide: Guide, words: tuple[str, ...], aspect: str | None) -> list[tuple[str, str]]:
    """The guide's sentences that hold one of the words, those of the aspect talked of first."""
    texts = [("fee", guide.fee.text), ("agent", guide.agent.text)]
    texts += [("conditions", condition.text) for condition in guide.conditions]
    texts += [("materials", f"{m.when}，还要{m.name}") for m in guide.materials if m.when]
    texts += [("eligibility", f"{e.question}{e.answer}") for e in guide.eligibility]
    texts += [("notes", f"{note.who}：{note.text}") for note in guide.notes]
    limits = [guide.time_limit.statutory, guide.time_limit.promised]
    texts += [("time_limit", limit.text) for limit in limits if limit]
    if guide.result.validity:
        texts.append(("validity", guide.result.validity.text))
    if guide.situations:
        for situation in guide.situations.situations:
            for statement in situation.say:
                texts.append(("situations", f"{situation.name}：{statement.text}"))
    found = [(field, text) for field, text in texts if any(re.search(word, text) for word in words)]
    return sorted(found, key=lambda pair: pair[0] != aspect)
