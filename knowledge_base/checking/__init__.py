"""What is wrong with the library, beyond what each record's own format already refuses: ``make check-library``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from knowledge_base.checking import facts, likeness, upkeep
from knowledge_base.checking.laws import LawTexts, check_laws
from knowledge_base.checking.problem import Finding, Problem
from knowledge_base.loading import ReadFolder, check_file, read_file, read_folder

__all__ = ["Problem", "check_files", "check_folder", "counts"]


def check_files(files: list[Path], laws: Path | None = None) -> list[Problem]:
    """Problems of single files (references to other records are not followed)."""
    texts = LawTexts(laws) if laws else None
    problems = []
    for path in files:
        found = [Problem(path.name, "", message) for message in check_file(path)]
        if not found and texts is not None:
            found = [
                Problem(path.name, record.id, message)
                for record in read_file(path)
                for message in check_laws(record, texts)
            ]
        problems += found
    return problems


def check_folder(
    folder: Path,
    laws: Path | None = None,
    model: Path | None = None,
    prefix: str = "",
    vectors: Path | None = None,
) -> list[Problem]:
    """Everything that is wrong with a library folder.

    Args:
        laws: folder of law texts; without it citations are not followed.
        model: embedding model for likeness by meaning; without it only words are compared.
    """
    read = read_folder(folder)
    problems = [Problem(*_split(message)) for message in read.problems]
    problems += [Problem(folder.name, "library", message) for message in upkeep.coverage(read, folder)]
    for finding in _findings(read, folder, laws, model, prefix, vectors):
        where = read.where(finding.kind, finding.record, finding.field)
        problems.append(Problem(where, finding.record, finding.message, finding.error))
    return sorted(problems, key=lambda problem: (not problem.error, problem.where))


def _findings(read: ReadFolder, folder: Path, laws, model, prefix, vectors) -> Iterator[Finding]:
    yield from facts.figures_without_basis(read)
    yield from facts.contradicting_figures(read)
    yield from likeness.repeated_questions(read)
    yield from likeness.near_questions(read)
    yield from likeness.copied_guides(read)
    yield from upkeep.expired(read, date.today())
    yield from upkeep.thin_guides(read)
    yield from upkeep.siblings(read)
    yield from upkeep.listed_laws(read, folder)
    if model is not None:
        yield from likeness.same_meaning(read, model, prefix, vectors)
    if laws is not None:
        texts = LawTexts(laws)
        for (kind, name), record in read.records.items():
            for message in check_laws(record, texts):
                field, _, what = message.partition(": ")
                yield Finding(kind, name, field.removesuffix("basis").rstrip("."), what)


def _split(message: str) -> tuple[str, str, str]:
    where, _, rest = message.partition(": ")
    record, _, what = rest.partition(": ")
    return (where, record, what) if what else (where, "", rest)


def counts(folder: Path) -> str:
    """How many of everything, in one line."""
    return ", ".join(f"{number} {name}" for name, number in upkeep.count(read_folder(folder)).items())
