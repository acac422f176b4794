"""Taking a turn: through the dialogue, or alone when that is down; never with an answer of another turn."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from scripted_dialogue import ScriptedDialogue

from assistant.answers.composer import Composer
from assistant.answers.model import Choice
from assistant.answers.request import Understood
from assistant.conversation import Memory
from avatar_bridge.visits import BadText, DialogueDown, Turns, Visit
from avatar_bridge.visits.turns import LONGEST_TEXT, clean

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def workers():
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture
def own(knowledge) -> Composer:
    """Understands what a test says, in place of Rasa."""
    return knowledge.current.composer


@pytest.fixture
def hall(knowledge, workers):
    """``hall(script)`` -> (turns, dialogue); a script gets the turns, to call the actions' door."""

    def build(script=None):
        dialogue = ScriptedDialogue()
        turns = Turns(knowledge, dialogue, workers)
        if script is not None:
            dialogue.script = lambda visit_id, text, turn: script(turns, text, turn)
            dialogue.up = True
        return turns, dialogue

    return build


# -- what may be asked --


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  开公司  ", "开公司"),
        ("/choose", "choose"),
        ("///  /restart", "restart"),
        ("／／重启", "重启"),
        ("\\/x", "x"),
        ("\u200b/choose", "choose"),
        ("\ufeff / \u200d/choose", "choose"),
        ("\x00开\x07公\x1b司", "开公司"),
        ("开\u200b公\u2060司", "开公司"),
        ("开\n公\t司", "开 公 司"),
        ("开     公司", "开 公司"),
        ("开　公司", "开 公司"),
        ("1/2怎么交", "1/2怎么交"),
        ("\ud800身份证", "身份证"),
        ("\u202e身份证", "身份证"),
        ("a", "a"),
        ("５", "５"),
        ("字" * LONGEST_TEXT, "字" * LONGEST_TEXT),
        ("字" * LONGEST_TEXT + " " * 200, "字" * LONGEST_TEXT),
        (" " * 9000 + "身份证", "身份证"),
    ],
)
def test_clean(text, kept):
    assert clean(text) == kept


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "？！。", "……", "///", "\x00\x01", "\u200b\u200b", "😀", "、，", "-_-"]
)
def test_nothing_was_asked(text):
    with pytest.raises(BadText) as caught:
        clean(text)
    assert caught.value.code == "empty" and caught.value.message


@pytest.mark.parametrize(
    "text", ["字" * (LONGEST_TEXT + 1), "字" * 10_000, "字" * 10_001, "x" * 1_000_000, " " * 10_001]
)
def test_too_much_was_asked(text):
    with pytest.raises(BadText) as caught:
        clean(text)
    assert caught.value.code == "too_long" and str(LONGEST_TEXT) in caught.value.message


def test_the_error_does_not_repeat_what_was_typed():
    with pytest.raises(BadText) as caught:
        clean("秘密" * 400)
    assert "秘密" not in str(caught.value) + caught.value.message


# -- alone --


async def test_alone_the_hall_answers_from_the_library(hall):
    turns, dialogue = hall()
    visit = Visit()
    answer = await turns.text(visit, "风筝登记要多少钱")
    assert (answer.state.item, answer.state.aspect) == ("G001", "fee")
    assert (visit.turn, visit.memory.item, visit.memory.aspect) == (1, "G001", "fee")
    assert dialogue.asked == [(visit.id, "风筝登记要多少钱", 1)]
    assert visit.pending is None and visit.chosen is None


async def test_the_dialogue_sees_only_clean_words(hall):
    turns, dialogue = hall()
    await turns.text(Visit(), " /风筝\u200b登记\n要多少钱 ")
    assert dialogue.asked[0][1] == "风筝登记 要多少钱"


async def test_a_bad_text_is_no_turn(hall):
    turns, dialogue = hall()
    visit = Visit()
    with pytest.raises(BadText):
        await turns.text(visit, "？？？")
    assert visit.turn == 0 and dialogue.asked == []


async def test_a_follow_up_knows_what_was_talked_about(hall):
    turns, _ = hall()
    visit = Visit()
    await turns.text(visit, "风筝登记")
    answer = await turns.text(visit, "要多久")
    assert (answer.state.item, answer.state.aspect) == ("G001", "time_limit")


async def test_talk_leaves_the_item_as_it_was(hall):
    turns, _ = hall()
    visit = Visit()
    await turns.text(visit, "风筝登记要多少钱")
    await turns.text(visit, "谢谢")
    assert (visit.memory.item, visit.memory.aspect) == ("G001", "fee")


async def test_repeating_twice_still_repeats_the_answer(hall):
    turns, _ = hall()
    visit = Visit()
    first = await turns.text(visit, "风筝登记要多少钱")
    for _ in range(2):
        assert (await turns.text(visit, "再说一遍")).say == first.say


async def test_visits_do_not_share_anything(hall):
    turns, _ = hall()
    one, other = Visit(), Visit()
    await turns.text(one, "风筝登记要多少钱")
    await turns.text(other, "你好")
    assert other.memory.item is None and one.memory.item == "G001"
    assert {choice.id for choice in one.offered}.isdisjoint(choice.id for choice in other.offered)


async def test_a_choice_is_answered_alone_too(hall):
    turns, dialogue = hall()
    visit = Visit()
    first = await turns.text(visit, "风筝登记")
    choice = first.ask[0]
    answer = await turns.choice(visit, choice)
    assert answer.state.item == "G001" and answer.state.confidence == 1.0
    assert dialogue.asked[-1][1] == "/choose", "the words of a choice never go through the classifier"


async def test_a_choice_without_an_item_is_a_question_in_its_own_words(hall):
    turns, dialogue = hall()
    choice = Choice("text-1", "风筝登记要多少钱", "风筝登记要多少钱")
    visit = Visit(memory=Memory(offered=(choice,)))
    answer = await turns.choice(visit, choice)
    assert (answer.state.item, answer.state.aspect) == ("G001", "fee")
    assert dialogue.asked == [(visit.id, choice.say, 1)]


# -- through the dialogue --


def as_the_action_does(visit: Visit, own: Composer, intent: str | None = None):
    """A script that understands and asks the hall to compose, as Rasa and its action do."""

    async def script(turns: Turns, text: str, turn: int) -> list[dict]:
        understood = Understood("", intent, 1.0) if intent else own.understand(text)
        answer, _ = await turns.compose(visit, turn, understood, {})
        return [{"custom": answer.to_json()}]

    return script


async def test_the_dialogues_answer_is_the_turns(hall, own):
    visit = Visit()
    turns, _ = hall(as_the_action_does(visit, own))
    answer = await turns.text(visit, "风筝登记要多少钱")
    assert (answer.state.item, answer.state.aspect) == ("G001", "fee")
    assert visit.memory.last_answer is answer and visit.pending is None


async def test_a_choice_goes_through_the_dialogue(hall, own):
    visit = Visit()
    turns, dialogue = hall(as_the_action_does(visit, own, "choose"))
    choice = Choice("fee-1", "要多少钱", "要多少钱", "G001")
    answer = await turns.choice(visit, choice)
    assert (answer.state.item, answer.state.aspect) == ("G001", "fee")
    assert dialogue.asked == [(visit.id, "/choose", 1)] and visit.chosen is None


@pytest.mark.parametrize("messages", [[], [{"text": "x"}]])
async def test_a_dialogue_that_asks_nobody_to_compose_is_answered_for(hall, messages):
    async def silent(turns, text, turn):
        return messages

    turns, _ = hall(silent)
    visit = Visit()
    assert (await turns.text(visit, "风筝登记要多少钱")).state.item == "G001"


async def test_a_dialogue_that_goes_down_in_mid_turn(hall):
    async def breaks(turns, text, turn):
        raise DialogueDown("ReadTimeout")

    turns, _ = hall(breaks)
    assert (await turns.text(Visit(), "风筝登记要多少钱")).state.item == "G001"


async def test_an_answer_composed_but_not_delivered_is_not_taken(hall, own):
    """The action composed, then the process died: the hall's own answer counts, once."""
    visit = Visit()

    async def dies(turns, text, turn):
        await turns.compose(visit, turn, own.understand("陀螺注销要多少钱"), {})
        raise DialogueDown("ReadError")

    turns, _ = hall(dies)
    answer = await turns.text(visit, "风筝登记要多少钱")
    assert answer.state.item == "G001" and visit.memory.item == "G001" and visit.pending is None


async def test_a_late_answer_of_an_older_turn_is_dropped(hall, own):
    visit = Visit()

    async def late(turns, text, turn):
        if turn == 1:
            raise DialogueDown("ReadTimeout")
        # The action of turn 1 arrives only now, and that of turn 2 never.
        await turns.compose(visit, 1, own.understand("陀螺注销要多少钱"), {})
        return [{"custom": {}}]

    turns, _ = hall(late)
    await turns.text(visit, "陀螺注销要多少钱")
    answer = await turns.text(visit, "风筝登记要多少钱")
    assert (visit.turn, answer.state.item) == (2, "G001")


async def test_a_late_answer_after_the_right_one_changes_nothing(hall, own):
    visit = Visit()

    async def both(turns, text, turn):
        await turns.compose(visit, turn, own.understand(text), {})
        await turns.compose(visit, turn - 1, own.understand("陀螺注销"), {})
        return [{"custom": {}}]

    turns, _ = hall(both)
    assert (await turns.text(visit, "风筝登记要多少钱")).state.item == "G001"


@pytest.mark.parametrize("turn", [None, "1", 0, -1, 10**12])
async def test_a_turn_that_is_not_the_present_one_is_kept_nowhere(hall, own, turn):
    visit = Visit(turn=7)
    turns, _ = hall()
    answer, _ = await turns.compose(visit, turn, own.understand("风筝登记"), {})
    assert answer.state.item == "G001" and visit.pending is None


async def test_slots_of_the_dialogue_stand_in_for_a_lost_context(hall, own):
    turns, _ = hall()
    understood = own.understand("要多久")
    answer, _ = await turns.compose(Visit(), 1, understood, {"item": "G001", "aspect": "fee"})
    assert (answer.state.item, answer.state.aspect) == ("G001", "time_limit")
    again = own.understand("那陀螺注销呢")
    for aspect in ("none", None, "colour"):
        assert (await turns.compose(Visit(), 1, again, {"item": "G001", "aspect": aspect}))[0].state.item == "G002"
    for slots in ({"item": "G999"}, {"item": None}, {}):
        assert (await turns.compose(Visit(), 1, understood, slots))[0].say


async def test_the_visits_own_context_wins_over_slots(hall, own):
    turns, _ = hall()
    visit = Visit(memory=Memory(item="G002", aspect="fee"))
    answer, _ = await turns.compose(visit, 1, own.understand("要多久"), {"item": "G001"})
    assert answer.state.item == "G002"


async def test_two_questions_of_one_visit_are_answered_one_after_the_other(hall, own):
    visit, gate, order = Visit(), asyncio.Event(), []

    async def slow(turns, text, turn):
        order.append(("in", turn))
        if turn == 1:
            await gate.wait()
        await turns.compose(visit, turn, own.understand(text), {})
        order.append(("out", turn))
        return [{"custom": {}}]

    turns, _ = hall(slow)
    first = asyncio.create_task(turns.text(visit, "风筝登记要多少钱"))
    second = asyncio.create_task(turns.text(visit, "那要多久"))
    while not order:
        await asyncio.sleep(0)
    gate.set()
    answers = await asyncio.wait_for(asyncio.gather(first, second), 5)
    assert order == [("in", 1), ("out", 1), ("in", 2), ("out", 2)]
    assert [answer.state.aspect for answer in answers] == ["fee", "time_limit"]


async def test_a_cancelled_turn_lets_the_next_one_in(hall, own):
    visit, entered = Visit(), asyncio.Event()

    async def hangs(turns, text, turn):
        if turn == 1:
            entered.set()
            await asyncio.Event().wait()
        raise DialogueDown("down")

    turns, _ = hall(hangs)
    first = asyncio.create_task(turns.text(visit, "陀螺注销"))
    await asyncio.wait_for(entered.wait(), 5)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert (await asyncio.wait_for(turns.text(visit, "风筝登记"), 5)).state.item == "G001"
    assert visit.turn == 2


# -- privacy, and one composing a turn --


async def test_a_persons_number_reaches_nobody(hall):
    turns, dialogue = hall()
    visit = Visit()
    await turns.text(visit, "我身份证320411199001011234，风筝登记要多少钱")
    assert dialogue.asked[0][1] == "我身份证，风筝登记要多少钱"
    assert "3204" not in repr(list(visit.transcript))


async def test_a_turn_is_composed_once(hall, own, monkeypatch):
    """Rasa may run an action twice in a turn; the second one gets the first one's answer."""
    visit, counted = Visit(), []
    turns, _ = hall()
    composing = turns._in_worker

    async def counting(*arguments):
        counted.append(1)
        return await composing(*arguments)

    monkeypatch.setattr(turns, "_in_worker", counting)
    visit.turn = 1
    first = await turns.compose(visit, 1, own.understand("风筝登记"), {})
    assert await turns.compose(visit, 1, own.understand("风筝登记"), {}) == first and len(counted) == 1


async def test_two_citizens_at_once_never_mix(hall, own):
    """Twenty turns each, interleaved; every answer is about the visit's own item."""
    visits = {"G001": Visit(), "G002": Visit()}
    turns, _ = hall()
    names = {"G001": "风筝登记", "G002": "陀螺注销"}
    questions = ["要带什么材料", "要多少钱", "要多久", "在哪里办", "怎么办理"] * 4

    async def talk(item: str) -> list[str | None]:
        found = [(await turns.text(visits[item], names[item])).state.item]
        for question in questions:
            found.append((await turns.text(visits[item], question)).state.item)
            await asyncio.sleep(0)
        return found

    one, other = await asyncio.gather(talk("G001"), talk("G002"))
    assert set(one) == {"G001"} and set(other) == {"G002"}
    assert visits["G001"].memory.earlier == visits["G002"].memory.earlier == ()
