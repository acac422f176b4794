"""The lexicon as it is published: names, ids, and the file that is swapped in whole."""

from __future__ import annotations

import json

import pytest
import small_library

from assistant.nlu.lexicon import LexiconFile
from knowledge_base.lexicon import build_lexicon, spoken_names, write_lexicon
from knowledge_base.loading import load_library

pytestmark = pytest.mark.unit


def test_names_of_items_and_places(small):
    lexicon = build_lexicon(small)
    assert lexicon["item"]["风筝登记"] == ["G001"]
    assert lexicon["item"]["小风筝"] == ["G001"], "from the item list"
    assert lexicon["item"]["放风筝登记"] == ["G001"], "from the guide"
    assert lexicon["item"]["陀螺变更"] == ["G003"], "an item without a guide"
    assert lexicon["place"]["服务台"] == ["P-desk"]
    assert lexicon["place"]["风筝窗口"] == ["P-zone-1"], "a zone is its place"


def test_a_name_of_several_has_all_ids_in_order(small):
    lexicon = build_lexicon(small)
    assert lexicon["item"]["小玩意"] == ["G003", "G004"]
    assert lexicon["place"]["厕所"] == ["P-toilet-1", "P-toilet-2"]


def test_junctions_are_no_names(small):
    assert "走廊" not in build_lexicon(small)["place"]


def test_names_are_folded_and_never_one_character(tmp_path):
    names = ["ＡＢ 证", "证", "登记风筝", "上风筝户口", "风筝报备"]
    small_library.write(tmp_path, guides=[small_library.guide(colloquial=names), small_library.BARE])
    items = build_lexicon(load_library(tmp_path))["item"]
    assert items["ab证"] == ["G001"]
    assert "证" not in items


def test_spoken_names_hold_materials_and_laws(small):
    terms = spoken_names(small)
    assert {"购买凭证", "测试条例", "风筝登记", "厕所"} <= set(terms)
    assert terms == sorted(set(terms)) and all(2 <= len(term) <= 20 for term in terms)


def test_the_file_is_swapped_whole(small, seed, tmp_path):
    path = tmp_path / "data" / "lexicon.json"
    write_lexicon(small, path)
    assert json.loads(path.read_text("utf-8")) == build_lexicon(small)
    write_lexicon(seed, path)
    assert json.loads(path.read_text("utf-8")) == build_lexicon(seed)
    assert [file.name for file in path.parent.iterdir()] == ["lexicon.json"], "nothing half written stays behind"


def test_a_reader_sees_the_new_lexicon(small, seed, tmp_path):
    path = tmp_path / "lexicon.json"
    reader = LexiconFile(path)
    assert reader.current().find("小风筝怎么登记") == []
    write_lexicon(small, path)
    assert [mention.ids for mention in reader.current().find("小风筝怎么登记")] == [("G001",)]
    write_lexicon(seed, path)
    assert reader.current().find("小风筝怎么登记") == []
    assert [mention.ids for mention in reader.current().find("身份证丢了")] == [("G055",)]


def test_seed_names_say_what_they_mean(seed):
    names = build_lexicon(seed)
    assert len(names["item"]) > 600 and len(names["place"]) > 100
    for item in seed.items.values():
        assert item.id in names["item"]["".join(item.name.lower().split())], item.name
