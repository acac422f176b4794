"""Checks of papers, comparisons, corrections, policies, help orders, ratings, ways."""

from __future__ import annotations

import pytest
from talking import labels, said

from assistant.conversation.tasks.policy_matching import PolicyMatching, _next

pytestmark = pytest.mark.unit


# -- papers --


def test_what_is_missing(talk):
    answer = talk.say("我带了身份证，够不够办个体工商户设立登记")
    assert answer.state.intent == "precheck" and answer.state.item == "G005"
    assert "经营者的居民身份证" in said(answer) and "还要" in said(answer)


def test_papers_of_the_item_talked_of(talk):
    talk.say("内地居民离婚登记")
    answer = talk.say("我带了身份证和结婚证，还缺什么")
    assert answer.state.item == "G032" and "还差书面离婚协议" in said(answer)
    assert "结婚证" not in said(answer).split("还差")[1].split("。")[0]


def test_papers_of_the_settled_situation(talk):
    talk.all("一步一步带我办居民身份证丢失补领", "丢了、被偷了", "满了", "在老家，带不来")
    answer = talk.say("我带了户口本，够了吗")
    assert "还差驾驶证、护照、居住证等带本人照片的有效证件" in said(answer)


# -- comparing and correcting --


def test_two_items_side_by_side(talk, seed):
    answer = talk.say("居民身份证丢失补领和居民身份证换领有什么区别")
    (card,) = answer.show
    assert card.kind == "table" and card.columns == ["居民身份证丢失补领", "居民身份证换领"]
    stated = [s.difference for s in seed.guides["G055"].siblings if s.item == "G054"]
    assert stated[0].rstrip("。") in said(answer)


def test_only_what_is_done_is_named(talk):
    talk.say("居民身份证丢失补领")
    (card,) = talk.say("补领和换领有什么不一样").show
    assert set(card.columns) == {"居民身份证丢失补领", "居民身份证换领"}


@pytest.mark.parametrize("words", ["不是补领，是换领", "说错了，是换领", "搞错了，我要换领"])
def test_a_correction_keeps_the_aspect(talk, words):
    talk.say("居民身份证丢失补领要多少钱")
    answer = talk.say(words)
    assert (answer.state.item, answer.state.aspect) == ("G054", "fee") and "改过来了" in said(answer)


def test_another_form_of_business(talk):
    talk.say("公司设立登记要带什么材料")
    assert talk.say("不对，我是个体工商户").state.item == "G005"


def test_a_correction_of_nothing_is_a_question(talk):
    assert talk.say("不是公司，是个体工商户设立登记要带什么").state.item == "G005"


# -- other people --


def test_the_same_for_other_people(talk):
    talk.say("居民身份证丢失补领要带什么材料")
    answer = talk.say("那小孩呢")
    assert answer.state.item == "G055" and "监护人" in said(answer)


def test_people_that_the_guide_does_not_tell_apart(talk):
    talk.say("居民身份证丢失补领要多少钱")
    assert "没有单独写" in said(talk.say("女的呢"))


# -- two businesses --


def test_the_other_business_is_offered(talk):
    answer = talk.say("我要办居民身份证丢失补领，另外还要普通护照首次申领")
    assert answer.state.item in {"G055", "G058"}
    assert "您还说到" in said(answer)


# -- policies --


def test_policies_by_profile_with_reasons(talk):
    first = talk.say("有什么补贴适合我")
    assert "替企业问" in said(first)
    talk.tap("企业或者店")
    talk.tap("小微企业")
    talk.say("不清楚")
    found = talk.say("制造业")
    assert "适合您，因为您是小微企业" in said(found) and found.show[0].rows
    assert talk.memory.reading is not None
    read = talk.say("念给我听")
    assert read.state.intent == "read_policy" and read.sources[0].kind == "policy"
    following = talk.say("下一条")
    assert following.sources[0].id != read.sources[0].id
    assert talk.say("再念一遍").sources[0].id == following.sources[0].id


def test_what_was_said_is_not_asked_again(talk):
    assert "替企业问" not in said(talk.say("我们小公司有什么补贴"))
    assert talk.memory.task.path == ("企业或者店", "小微企业")


def test_samples_match_nobody(seed_composer):
    flow = PolicyMatching(seed_composer, None)
    for path in ((), ("企业或者店",), ("企业或者店", "小微企业"), ("个人或者家里人", "老年人", "都没有")):
        assert not any(policy.sample for policy, _ in flow.matching(path))


def test_at_most_five_questions():
    def longest(path: tuple[str, ...]) -> int:
        question = _next(path)
        if question is None:
            return 0
        found = [*(answer["label"] for answer in question["answers"]), "不清楚"]
        return 1 + max(longest((*path, label)) for label in found)

    assert longest(()) <= 5


def test_following_needs_consent(talk):
    assert "同意" in labels(talk.say("以后有新的养老政策告诉我"))
    assert "什么都没有记" in said(talk.say("不同意")) and talk.desk.followed == {}
    talk.say("订阅养老政策")
    assert "订阅号" in said(talk.say("同意"))
    (number,) = talk.desk.followed
    assert "取消了" in said(talk.say(f"取消订阅{number}")) and talk.desk.followed == {}


def test_what_is_followed_can_be_asked_for(talk):
    talk.desk.followed["DY261127-001"] = ("养老助老",)
    answer = talk.say("我的订阅号是DY261127-001，有什么新的")
    assert answer.show and "养老助老" in said(answer)
    assert talk.say("念给我听").state.intent == "read_policy"
    assert "没有找到" in said(talk.say("查一下DY990101-009"))


# -- help --


def test_an_order_is_found_by_its_number_in_another_visit(talk):
    talk.all("帮我约个帮办员办公司设立登记", "确认")
    talk.memory = type(talk.memory)()
    assert "已登记" in said(talk.say("bb261127 001办到哪了"))
    assert "没有预约" in said(talk.say("BB990101-001办得怎么样了")) or "没有找到" in said(talk.say("BB990101-001"))


def test_an_order_is_placed_only_when_confirmed(talk):
    first = talk.say("帮我约个帮办员办公司设立登记")
    assert labels(first)[:2] == ["确认", "取消"] and talk.desk.placed == {}
    assert "BB261127" in said(talk.say("确认"))
    assert "已登记" in said(talk.say("我的帮办单到哪了"))
    assert "已经取消" in said(talk.say("取消帮办预约"))


def test_cancelling_by_number_leaves_the_visits_own_orders(talk):
    talk.all("帮我约个帮办员办公司设立登记", "确认")
    mine = talk.memory.orders
    other = talk.desk.order("B01", None).number
    assert "已经取消" in said(talk.say(f"取消帮办预约{other}"))
    assert talk.memory.orders == mine and talk.desk.placed[mine[0]].state == "已登记"


def test_an_unknown_number_is_told_apart_from_a_closed_desk(talk):
    assert "没有找到" in said(talk.say("取消帮办预约BB990101-001"))


def test_an_order_is_dropped(talk):
    talk.say("帮我约个帮办员办公司设立登记")
    talk.say("算了")
    assert talk.desk.placed == {} and talk.memory.task is None


def test_a_closed_desk_leads_to_a_person(talk):
    talk.desk.closed = True
    talk.say("帮我约个帮办员办公司设立登记")
    assert "导服台" in said(talk.say("确认"))
    talk.say("我要评价")
    assert "导服台" in said(talk.say("非常满意"))


# -- rating --


def test_a_good_rating_once_a_visit(talk):
    assert labels(talk.say("我要评价")) == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert "谢谢" in said(talk.say("满意"))
    assert talk.desk.rated == [(4, (), None)]
    assert "评价过" in said(talk.say("我再评价一下"))


def test_a_bad_rating_opens_a_ticket(talk):
    talk.say("给你个差评")
    assert "登记号" in said(talk.say("答得不对"))
    assert talk.desk.rated == [(2, ("答得不对",), None)]


# -- ways --


def test_a_way_without_stairs(talk):
    answer = talk.say("坐轮椅怎么去人社社保专区")
    (card,) = answer.show
    assert answer.state.intent == "wheelchair_route" and "不用爬楼梯" in said(answer)
    assert not any(point.place.startswith("P-stairs") for point in card.route)


def test_a_toilet_that_a_wheelchair_can_enter(talk):
    talk.say("厕所在哪")
    (card,) = talk.say("坐轮椅怎么走").show
    assert card.place.place.startswith("P-accessible-toilet")
