"""Names in a citizen's words."""

from __future__ import annotations

import json
import os

import pytest

from assistant.nlu.lexicon import Lexicon, LexiconFile

pytestmark = pytest.mark.unit

NAMES = {
    "item": {
        "身份证": ["G053", "G054"],
        "身份证丢了": ["G055"],
        "临时身份证": ["G056"],
        "ic卡": ["G071"],
        "公司": ["G001"],
        "公司注销": ["G003"],
        "婚姻登记处": ["G031"],
        "50%退费": ["G099"],
    },
    "place": {"厕所": ["P-toilet-f1", "P-toilet-f2"], "婚姻登记处": ["P-zone-3"]},
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(NAMES)


def found(lexicon: Lexicon, text: str) -> list[tuple[str, str]]:
    return [(mention.text, "|".join(mention.ids)) for mention in lexicon.find(text)]


def test_the_longest_name_wins(lexicon):
    assert found(lexicon, "我身份证丢了怎么办") == [("身份证丢了", "G055")]
    assert found(lexicon, "公司注销") == [("公司注销", "G003")]
    assert found(lexicon, "临时身份证") == [("临时身份证", "G056")], "no name inside a name"


def test_left_to_right_without_overlaps(lexicon):
    mentions = lexicon.find("公司和身份证，还有厕所")
    assert [mention.text for mention in mentions] == ["公司", "身份证", "厕所"]
    assert all(a.end <= b.start for a, b in zip(mentions, mentions[1:], strict=False))


def test_a_name_of_several_keeps_all_ids(lexicon):
    assert lexicon.find("身份证")[0].ids == ("G053", "G054")
    assert lexicon.find("厕所在哪")[0].ids == ("P-toilet-f1", "P-toilet-f2")


def test_a_name_of_an_item_and_a_place_is_both(lexicon):
    mentions = lexicon.find("婚姻登记处在哪里")
    assert {(mention.kind, mention.ids) for mention in mentions} == {("item", ("G031",)), ("place", ("P-zone-3",))}
    assert {(mention.start, mention.end) for mention in mentions} == {(0, 5)}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("办ＩＣ卡", "ＩＣ卡"),
        ("办 I c 卡", "I c 卡"),
        ("补身 份　证 丢了吗", "身 份　证 丢了"),
        ("身\n份\t证", "身\n份\t证"),
        ("５０％退费", "５０％退费"),
    ],
)
def test_full_width_case_and_spaces_do_not_matter(lexicon, text, span):
    (mention,) = lexicon.find(text)
    assert mention.text == span == text[mention.start : mention.end]


def test_characters_that_unfold_to_several_keep_their_offsets(lexicon):
    text = "㈱㎏身份证"
    (mention,) = lexicon.find(text)
    assert (mention.start, mention.end, mention.text) == (2, 5, "身份证")


@pytest.mark.parametrize("text", ["", "   ", "天气", "身份", "证", "身-份-证", "\x00"])
def test_no_name(lexicon, text):
    assert lexicon.find(text) == []


def test_an_empty_lexicon_finds_nothing():
    assert Lexicon({}).find("身份证") == []
    assert Lexicon({"item": {}, "place": {}}).find("身份证") == []


def test_a_name_at_the_very_end(lexicon):
    assert found(lexicon, "请问公司") == [("公司", "G001")]
    assert found(lexicon, "公司公司") == [("公司", "G001"), ("公司", "G001")]


def test_the_file_may_come_later_and_change(tmp_path):
    path = tmp_path / "lexicon.json"
    reader = LexiconFile(path)
    assert reader.current().find("身份证") == []
    path.write_text(json.dumps(NAMES, ensure_ascii=False), "utf-8")
    assert reader.current().find("身份证")
    replacement = tmp_path / "new"
    replacement.write_text(json.dumps({"item": {"毽子": ["G005"]}}, ensure_ascii=False), "utf-8")
    os.replace(replacement, path)
    assert reader.current().find("身份证") == [] and reader.current().find("毽子")


def test_an_unchanged_file_is_read_once(tmp_path):
    path = tmp_path / "lexicon.json"
    path.write_text(json.dumps(NAMES, ensure_ascii=False), "utf-8")
    reader = LexiconFile(path)
    assert reader.current() is reader.current()


def test_a_file_that_went_away_leaves_what_was_read(tmp_path):
    path = tmp_path / "lexicon.json"
    path.write_text(json.dumps(NAMES, ensure_ascii=False), "utf-8")
    reader = LexiconFile(path)
    reader.current()
    path.unlink()
    assert reader.current().find("身份证")
