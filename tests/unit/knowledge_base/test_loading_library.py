"""Reading a library folder: everything wrong is told at once, and nothing wrong is used."""

from __future__ import annotations

from datetime import date

import pytest
import small_library

from knowledge_base import __main__ as command
from knowledge_base.loading import LibraryError, check_file, load_library

pytestmark = pytest.mark.unit


def problems(folder) -> list[str]:
    with pytest.raises(LibraryError) as caught:
        load_library(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_a_right_library_loads(small):
    assert set(small.guides) == {"G001", "G002"}
    assert set(small.items) == {"G001", "G002", "G003", "G004"}
    assert set(small.faq) == {"F001"}
    assert small.item_name("G001") == "风筝登记" and small.item_name("G004") == "铁环备案"
    assert small.items["G004"].colloquial == ("滚铁环", "小玩意")


def test_all_problems_are_told_at_once(tmp_path):
    small_library.write(
        tmp_path,
        guides=[
            small_library.guide(window=None, zone="Z9"),
            small_library.guide(id="G002", zone="Z9", siblings=[{"item": "G111", "difference": "不一样。"}]),
            small_library.guide(id="G222"),
        ],
        entries=[small_library.entry(item="G333"), small_library.entry(id="F002", aspect="colour")],
    )
    told = "\n".join(problems(tmp_path))
    for fragment in ("G001.yaml", "window", "unknown zone Z9", "G111", "G222: not in the item list", "colour"):
        assert fragment in told


def test_an_entry_of_an_unknown_item_is_a_problem(tmp_path):
    small_library.write(tmp_path, entries=[small_library.entry(item="G333")])
    assert problems(tmp_path) == ["faq/toys.yaml:15: F001: unknown item G333"]


def test_every_wrong_entry_of_one_file_is_told(tmp_path):
    small_library.write(
        tmp_path, entries=[small_library.entry(aspect="colour"), small_library.entry(id="F002", aspect="smell")]
    )
    told = "\n".join(problems(tmp_path))
    assert "colour" in told and "smell" in told


def test_ids_of_entries_are_unique_over_all_files(tmp_path):
    small_library.write(tmp_path)
    (tmp_path / "faq" / "more.yaml").write_text((tmp_path / "faq" / "toys.yaml").read_text("utf-8"), "utf-8")
    assert any("F001 exists twice" in line for line in problems(tmp_path))


def test_ids_of_items_are_unique(tmp_path):
    small_library.write(tmp_path, items=small_library.ITEMS + "G001,另一个,风筝专区,个人,风筝科,风筝,别的,,\n")
    assert any("G001" in line for line in problems(tmp_path))


def test_a_file_holds_the_guide_it_is_named_after(tmp_path):
    small_library.write(tmp_path)
    (tmp_path / "guides" / "G001.yaml").rename(tmp_path / "guides" / "G003.yaml")
    assert any("G003.yaml" in line and "G001" in line for line in problems(tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        b"id: [G001",
        b"",
        b"- a\n- b\n",
        b"just words",
        b"id: G001\n\tname: x\n",
        "id: 风筝".encode("gbk"),
        b"\x00\x01\x02",
        b"!!python/object/apply:os.system ['true']",
        b"a: *nowhere",
        b"[" * 5000,
    ],
    ids=["open", "empty", "list", "words", "tab", "gbk", "binary", "python", "anchor", "deep"],
)
def test_a_broken_file_is_a_problem_with_its_name(tmp_path, content):
    small_library.write(tmp_path)
    (tmp_path / "guides" / "G001.yaml").write_bytes(content)
    assert any("G001.yaml" in line for line in problems(tmp_path))
    told = check_file(tmp_path / "guides" / "G001.yaml")
    assert told and all("G001.yaml" in line for line in told)


def test_a_faq_file_is_a_list(tmp_path):
    small_library.write(tmp_path)
    (tmp_path / "faq" / "toys.yaml").write_text("id: F001\n", "utf-8")
    assert problems(tmp_path) == ["faq/toys.yaml:1: must be a list of entries"]


def test_an_empty_folder_is_no_library(tmp_path):
    assert any("items.csv" in line for line in problems(tmp_path))


def test_a_library_without_its_hall_is_none(tmp_path):
    small_library.write(tmp_path)
    (tmp_path / "hall" / "hall.yaml").unlink()
    assert any("hall.yaml" in line for line in problems(tmp_path))


@pytest.mark.parametrize(
    "items",
    ["", "id,name\nG001,风筝登记\n", "id,name,zone,subject,department,theme,colloquial\nG001,风筝登记,风筝专区\n"],
    ids=["empty", "columns missing", "short row"],
)
def test_a_broken_item_list_is_a_problem(tmp_path, items):
    small_library.write(tmp_path, items=items)
    assert problems(tmp_path)


@pytest.mark.parametrize(
    "provenance",
    [
        {"status": "retired"},
        {"status": "draft"},
        {"effective_from": "2026-05-02"},
        {"effective_to": "2026-04-30"},
    ],
)
def test_records_not_in_force_are_left_out(tmp_path, provenance):
    provenance = {"source": "测试", **provenance}
    small_library.write(
        tmp_path,
        guides=[small_library.guide(provenance=provenance), small_library.BARE],
        entries=[small_library.entry(provenance=provenance), small_library.entry(id="F002")],
    )
    library = load_library(tmp_path, day=date(2026, 5, 1))
    assert set(library.guides) == {"G002"} and set(library.faq) == {"F002"}
    assert "G001" in library.items, "the item exists though nobody may read its guide now"


def test_a_record_comes_into_force_on_its_day(tmp_path):
    provenance = {"source": "测试", "effective_from": "2026-05-02"}
    small_library.write(tmp_path, guides=[small_library.guide(provenance=provenance), small_library.BARE])
    assert "G001" not in load_library(tmp_path, day=date(2026, 5, 1)).guides
    assert "G001" in load_library(tmp_path, day=date(2026, 5, 2)).guides


def test_checking_single_files(small_folder):
    assert check_file(small_folder / "guides" / "G001.yaml") == []
    assert check_file(small_folder / "faq" / "toys.yaml") == []
    assert check_file(small_folder / "hall" / "hall.yaml") == []
    assert check_file(small_folder / "guides" / "G999.yaml")


def run(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["knowledge_base", *arguments])
    return command.main()


def test_the_check_command(monkeypatch, capsys, small_folder, tmp_path):
    assert run(monkeypatch, "check", "--library", str(small_folder)) == 0
    assert "2 guides, 0 situations, 1 faq" in capsys.readouterr().out
    broken = small_library.write(tmp_path, guides=[small_library.guide(window=None)])
    assert run(monkeypatch, "check", "--library", str(broken)) == 1
    assert "window" in capsys.readouterr().out
    assert run(monkeypatch, "check", str(broken / "guides" / "G001.yaml")) == 1
    assert run(monkeypatch, "check", str(small_folder / "guides" / "G001.yaml")) == 0
