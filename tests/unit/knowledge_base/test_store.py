"""The store: nothing is lost, nobody approves their own words, and a folder comes out as it went in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import small_library

from knowledge_base.loading import LibraryError, load_library
from knowledge_base.store import (
    Accounts,
    Conflict,
    NotAllowed,
    NotFound,
    RecordStore,
    Role,
    StoreError,
    WrongState,
    open_database,
)
from knowledge_base.store.database import database_url
from knowledge_base.store.folder_export import HISTORY, export_folder
from knowledge_base.store.folder_import import import_folder

pytestmark = pytest.mark.unit
PASSWORD = "a long enough one"


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    """A store with one account a role."""
    store = RecordStore(open_database(database_url(tmp_path / "data")))
    with store.session() as session:
        for role in Role:
            Accounts(session).create(role.value, {role}, PASSWORD)
        Accounts(session).create("both", {Role.EDITOR, Role.REVIEWER}, PASSWORD)
    return store


@pytest.fixture
def filled(store: RecordStore, small_folder: Path) -> RecordStore:
    import_folder(store, small_folder)
    return store


def draft(store: RecordStore, answer: str = "打雷时不要放风筝。", account: str = "editor") -> int:
    content = {**store.revision("faq", "F001", store.latest("faq", "F001")).content, "answer": answer}
    return store.save("faq", content, account, "改了答复", base=store.latest("faq", "F001"))


def in_use(store: RecordStore, identifier: str = "F001") -> int | None:
    return next((revision for _, name, revision, _ in store.in_use() if name == identifier), None)


# -- life cycle --


def test_a_change_goes_through_review_before_it_is_used(filled):
    first = in_use(filled)
    new = draft(filled)
    assert in_use(filled) == first, "a draft answers nobody"
    filled.submit("faq", "F001", "editor")
    assert in_use(filled) == first
    filled.approve("faq", "F001", "reviewer")
    assert in_use(filled) == new > first
    states = {entry.revision: entry.status for entry in filled.history("faq", "F001")}
    assert states == {first: "retired", new: "published"}
    last = filled.history("faq", "F001")[-1]
    assert (last.author, last.reviewer, last.why) == ("editor", "reviewer", "改了答复")


def test_authors_cannot_approve_their_own(filled):
    draft(filled, account="both")
    filled.submit("faq", "F001", "both")
    with pytest.raises(NotAllowed):
        filled.approve("faq", "F001", "both")
    filled.approve("faq", "F001", "reviewer")


def test_what_is_rejected_is_a_draft_again(filled):
    number = draft(filled)
    filled.submit("faq", "F001", "editor")
    filled.reject("faq", "F001", "reviewer", "没有依据")
    assert filled.revision("faq", "F001", number).status == "draft"
    assert ("reject", "没有依据") in [(action, detail) for _, _, action, _, _, detail in filled.audit()]


def test_steps_out_of_order_are_refused(filled):
    with pytest.raises(WrongState):
        filled.submit("faq", "F001", "editor")
    draft(filled)
    with pytest.raises(WrongState):
        filled.approve("faq", "F001", "reviewer")


def test_a_retired_record_keeps_its_history_and_comes_back_by_review(filled):
    first = in_use(filled)
    filled.retire("faq", "F001", "reviewer", "政策停了")
    assert in_use(filled) is None and len(filled.history("faq", "F001")) == 1
    with pytest.raises(WrongState):
        filled.retire("faq", "F001", "reviewer", "再来一次")
    again = filled.restore("faq", "F001", first, "editor", "政策又有了")
    filled.submit("faq", "F001", "editor")
    filled.approve("faq", "F001", "reviewer")
    assert in_use(filled) == again
    assert filled.revision("faq", "F001", again).content == filled.revision("faq", "F001", first).content


def test_two_editors_do_not_overwrite_each_other(filled):
    base = filled.latest("faq", "F001")
    content = filled.revision("faq", "F001", base).content
    filled.save("faq", content, "editor", "甲", base=base)
    with pytest.raises(Conflict, match="第"):
        filled.save("faq", content, "both", "乙", base=base)


@pytest.mark.parametrize("account", ["reader", "clerk", "reviewer"])
def test_only_editors_write(filled, account):
    with pytest.raises(NotAllowed):
        draft(filled, account=account)


@pytest.mark.parametrize("account", ["reader", "clerk", "editor"])
def test_only_reviewers_approve_and_retire(filled, account):
    draft(filled, account="both")
    filled.submit("faq", "F001", "both")
    with pytest.raises(NotAllowed):
        filled.approve("faq", "F001", account)
    with pytest.raises(NotAllowed):
        filled.retire("faq", "F001", account, "不要了")


def test_what_does_not_keep_to_its_format_is_not_written(filled):
    base = filled.latest("faq", "F001")
    content = {**filled.revision("faq", "F001", base).content, "aspect": "colour"}
    with pytest.raises(StoreError, match="aspect"):
        filled.save("faq", content, "editor", "错", base=base)
    assert filled.latest("faq", "F001") == base


@pytest.mark.parametrize("kind", ["rumour", ""])
def test_unknown_kinds_and_records_are_told(filled, kind):
    with pytest.raises(NotFound):
        filled.save(kind, {"id": "F001", "provenance": {"source": "测试"}}, "editor", "错")
    with pytest.raises(NotFound):
        filled.latest("faq", "F999")


# -- accounts --


def test_signing_in(store):
    with store.session() as session:
        accounts = Accounts(session)
        assert accounts.sign_in("editor", PASSWORD).name == "editor"
        for name, password in (("editor", "another long one"), ("nobody", PASSWORD), ("editor", "")):
            with pytest.raises(NotAllowed, match="账号或密码不对"):
                accounts.sign_in(name, password)
        accounts.get("editor").active = False
        with pytest.raises(NotAllowed):
            accounts.sign_in("editor", PASSWORD)


def test_the_seeds_own_account_cannot_sign_in(filled):
    with filled.session() as session, pytest.raises(NotAllowed):
        Accounts(session).sign_in("seed", "")


def test_passwords_are_long_and_never_kept(store, tmp_path):
    with store.session() as session, pytest.raises(StoreError):
        Accounts(session).create("short", {Role.READER}, "short")
    assert PASSWORD.encode() not in b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())


def test_roles_can_change(store):
    with store.session() as session:
        accounts = Accounts(session)
        account = accounts.get("reader")
        accounts.set_roles(account, {Role.EDITOR, Role.CLERK})
        assert accounts.roles(account) == {Role.EDITOR, Role.CLERK}
        accounts.require(account, "write")


# -- folders --


def test_importing_again_changes_nothing(filled, small_folder):
    before = filled.in_use()
    done = import_folder(filled, small_folder)
    assert (done.added, done.changed, done.retired, done.kept) == ([], [], [], [])
    assert filled.in_use() == before


def test_a_changed_folder_makes_new_revisions_and_retires_what_is_gone(filled, tmp_path):
    folder = small_library.write(tmp_path / "new", guides=[small_library.guide(summary="换了一句。")])
    done = import_folder(filled, folder)
    assert done.changed == ["G001"] and done.retired == ["G002"]
    assert len(filled.history("guide", "G001")) == 2


def test_staffs_words_survive_a_new_seed(filled, tmp_path):
    number = draft(filled)
    filled.submit("faq", "F001", "editor")
    filled.approve("faq", "F001", "reviewer")
    folder = small_library.write(tmp_path / "new", entries=[small_library.entry(answer="种子的新说法。")])
    assert import_folder(filled, folder).kept == ["F001"]
    assert in_use(filled) == number


def test_a_wrong_folder_writes_nothing(filled, tmp_path):
    before = filled.in_use()
    with pytest.raises(LibraryError):
        import_folder(filled, small_library.write(tmp_path / "wrong", guides=[small_library.guide(window=None)]))
    assert filled.in_use() == before


def test_a_folder_comes_out_as_it_went_in(store, tmp_path):
    import_folder(store, Path(small_library.write(tmp_path / "in")))
    export_folder(store, tmp_path / "out")
    assert load_library(tmp_path / "out") == load_library(tmp_path / "in")
    other = RecordStore(open_database(database_url(tmp_path / "other")))
    import_folder(other, tmp_path / "out")
    assert other.in_use() == store.in_use()


def test_the_seed_comes_out_as_it_went_in(tmp_path, seed):
    store = RecordStore(open_database(database_url(tmp_path)))
    import_folder(store, Path(load_library.__globals__["SEED"]))
    export_folder(store, tmp_path / "out")
    assert load_library(tmp_path / "out", seed.day) == seed


def test_all_history_is_exported(filled, tmp_path):
    draft(filled)
    filled.submit("faq", "F001", "editor")
    export_folder(filled, tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out" / HISTORY).read_text("utf-8").splitlines()]
    revisions = [line for line in lines if line["is"] == "revision" and line["id"] == "F001"]
    assert [line["status"] for line in revisions] == ["published", "in_review"]
    assert revisions[1]["author"] == "editor" and revisions[1]["content"]["answer"] == "打雷时不要放风筝。"
    assert any(line["is"] == "audit" and line["action"] == "submit" for line in lines)
    assert "password" not in (tmp_path / "out" / HISTORY).read_text("utf-8")


def test_opening_again_migrates_nothing(tmp_path, small_folder):
    url = database_url(tmp_path)
    import_folder(RecordStore(open_database(url)), small_folder)
    assert RecordStore(open_database(url)).in_use()


def test_the_tables_are_those_of_the_migrations(tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from avatar_bridge.desk import tables
    from knowledge_base.store import schema

    with open_database(database_url(tmp_path)).connect() as connection:
        known = [schema.Base.metadata, tables.Base.metadata]
        assert compare_metadata(MigrationContext.configure(connection), known) == []
