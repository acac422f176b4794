"""Writing the store out again as a library folder, without loss: what is in use as YAML, and all history beside it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import yaml
from sqlalchemy import select

from knowledge_base.records.item import Item
from knowledge_base.records.kinds import BY_NAME
from knowledge_base.store.record_store import ITEM, RecordStore
from knowledge_base.store.schema import AccountRow, AuditRow, RecordRow, RevisionRow

HISTORY = "history.jsonl"


def export_folder(store: RecordStore, folder: Path) -> int:
    """Write every record (the revision in use, else the latest) where it came from; returns how many records.

    ``history.jsonl`` holds one revision or one line of the log a line. Reading the folder again gives the same records.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[tuple[int, str, dict, str]]] = {}
    with store.session() as session:
        names = dict(session.execute(select(AccountRow.id, AccountRow.name)).tuples().all())
        count = 0
        for row in session.scalars(select(RecordRow)):
            revision = session.get(RevisionRow, (row.kind, row.id, row.published or row.latest))
            content = json.loads(revision.content)
            if row.kind != ITEM:
                content["provenance"] |= {"revision": revision.revision, "status": revision.status}
            file = row.file if BY_NAME.get(row.kind) is None or BY_NAME[row.kind].many else _own_file(row)
            files.setdefault(file, []).append((row.position, row.id, content, row.kind))
            count += 1
        with (folder / HISTORY).open("w", encoding="utf-8") as stream:
            for revision in session.scalars(select(RevisionRow).order_by(RevisionRow.kind, RevisionRow.id)):
                _line(stream, "revision", revision, names)
            for entry in session.scalars(select(AuditRow).order_by(AuditRow.number)):
                _line(stream, "audit", entry, names)
    for file, entries in files.items():
        entries.sort(key=lambda entry: entry[:2])
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if file == "items.csv":
            _write_items(path, [content for _, _, content, _ in entries])
            continue
        many = BY_NAME[entries[0][3]].many
        content = [content for _, _, content, _ in entries] if many else entries[0][2]
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")
    return count


def _own_file(row: RecordRow) -> str:
    """A record that is a file of its own and was written in the store lies where its kind's files lie."""
    pattern = BY_NAME[row.kind].files
    return pattern if "*" not in pattern else pattern.replace("*", row.id)


def _write_items(path: Path, items: list[dict]) -> None:
    columns = list(Item.model_fields)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({**item, "colloquial": "|".join(item.get("colloquial", []))} for item in items)


def _line(stream, sort: str, row, names: dict[int, str]) -> None:
    data: dict = {"is": sort}
    for column in row.__table__.columns:
        value = getattr(row, column.name)
        if column.name in ("author_id", "reviewer_id", "account_id"):
            data[column.name.removesuffix("_id")] = names.get(value)
        elif column.name == "content":
            data["content"] = json.loads(value)
        else:
            data[column.name] = value.isoformat() if hasattr(value, "isoformat") else value
    stream.write(json.dumps(data, ensure_ascii=False) + "\n")
