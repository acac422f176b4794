"""Whether what a record cites stands where it says: law, article, and the figures taken from it.

The texts are not part of the library: a folder of them is given (``LAWS=DIR make check-library``), one Markdown or text
file a law, named by its title; a date in brackets after the title is the version's. ``INDEX.csv`` is not needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel

from knowledge_base.checking.figures import figures, parse_number
from knowledge_base.records import Basis

_ARTICLE = r"第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十])?"
_HEAD = re.compile(rf"^(?:[-*#>\s]*)?\**({_ARTICLE})\**[\s　]")
_CITED = re.compile(rf"({_ARTICLE})(?:[^、，,;；至]*)(?:至({_ARTICLE}))?")
_VERSION = re.compile(r"[(（][^()（）]*[)）]$")
_STATE = "中华人民共和国"
#: The fields whose words a basis vouches for.
_WORDS = ("text", "answer", "name", "when", "note")


class LawTexts:
    """The laws of a folder, by title; articles are read when first asked for."""

    def __init__(self, folder: Path):
        self._files: dict[str, Path] = {}
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".md", ".txt") and path.is_file():
                self._files[_VERSION.sub("", path.stem)] = path
        self._articles: dict[str, dict[str, str]] = {}

    def __len__(self) -> int:
        return len(self._files)

    def has(self, law: str) -> bool:
        return self._key(law) is not None

    def articles(self, law: str) -> dict[str, str]:
        """Article -> its whole text. Raises KeyError for an unknown law."""
        key = self._key(law)
        if key is None:
            raise KeyError(law)
        if key not in self._articles:
            self._articles[key] = _read_articles(self._files[key])
        return self._articles[key]

    def whole(self, law: str) -> str:
        return self._files[self._key(law)].read_text(encoding="utf-8")

    def _key(self, law: str) -> str | None:
        title = _VERSION.sub("", law.strip("《》"))
        candidates = (title, _STATE + title, title.removeprefix(_STATE))
        return next((name for name in candidates if name in self._files), None)


def _read_articles(path: Path) -> dict[str, str]:
    articles: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        head = _HEAD.match(line)
        if head:
            current = articles.setdefault(head.group(1), [])
        if current is not None:
            current.append(line)
    return {article: "\n".join(lines) for article, lines in articles.items()}


def cited_articles(article: str) -> list[str]:
    """Articles that a basis names: ``第十条第二款、第十二条至第十四条`` gives four."""
    named: list[str] = []
    for match in _CITED.finditer(article):
        first, last = match.group(1), match.group(2)
        named.append(first)
        if last:
            # The ones in between are numbered, so they are counted.
            low, high = (int(parse_number(a[1 : a.index("条")])) for a in (first, last))
            named += [f"第{chinese_number(n)}条" for n in range(low + 1, high + 1)]
    return named


def chinese_number(value: int) -> str:
    """As articles are numbered: 10 is 十, 105 一百零五, 1042 一千零四十二."""
    digits = "零一二三四五六七八九"
    text, zero = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // scale % 10
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    return text[1:] if text.startswith("一十") else text


@dataclass(frozen=True)
class Claim:
    """Words of a record and what they rest on. ``where`` is the field's path in the record."""

    where: str
    words: str
    bases: tuple[Basis, ...]

    @cached_property
    def vouched(self) -> bool:
        """Whether every basis was read; otherwise a figure may stand in the one that was not."""
        return bool(self.bases) and all(basis.verified for basis in self.bases)


def claims(model: BaseModel, where: str = "") -> Iterator[Claim]:
    """Every part of a record that carries a basis, with the words it vouches for."""
    basis = getattr(model, "basis", None)
    if basis is not None and basis != []:
        words = " ".join(str(getattr(model, name, None) or "") for name in _WORDS)
        yield Claim(f"{where}basis".rstrip("."), words, tuple(basis) if isinstance(basis, (list, tuple)) else (basis,))
    for name in type(model).model_fields:
        value = getattr(model, name)
        parts = value if isinstance(value, (list, tuple)) else [value]
        for number, part in enumerate(parts):
            if isinstance(part, Basis):
                if name != "basis":
                    yield Claim(f"{where}{name}.{number}", "", (part,))
            elif isinstance(part, BaseModel):
                place = f"{where}{name}.{number}." if part is not value else f"{where}{name}."
                yield from claims(part, place)


def check_claim(claim: Claim, laws: LawTexts) -> list[str]:
    """What does not hold of a claim: an unknown article, a law marked as read that is not there, a figure found nowhere."""
    problems: list[str] = []
    texts: list[str] = []
    for basis in claim.bases:
        if not laws.has(basis.law):
            if basis.verified:
                problems.append(f"《{basis.law}》 is marked verified, but is not among the texts")
            continue
        articles = laws.articles(basis.law)
        cited = cited_articles(basis.article)
        unknown = [article for article in cited if article not in articles]
        if articles and unknown:
            problems.append(f"《{basis.law}》 has no {'、'.join(unknown)}")
        if basis.verified and articles and not cited:
            problems.append(f"《{basis.law}》 is marked verified, but no article is named")
        texts += (
            [articles[article] for article in cited if article in articles] if articles else [laws.whole(basis.law)]
        )
    if claim.vouched and texts and not problems:
        known = {(figure.value, figure.unit) for text in texts for figure in figures(text)}
        for figure in figures(claim.words):
            if (figure.value, figure.unit) not in known:
                cited = "、".join(f"《{basis.law}》{basis.article}" for basis in claim.bases)
                problems.append(f"{figure.text} does not stand in {cited}")
    return [f"{claim.where}: {problem}" for problem in problems]


def check_laws(record: BaseModel, laws: LawTexts) -> list[str]:
    """Every problem with what a record cites, each with the field's path."""
    return [problem for claim in claims(record) for problem in check_claim(claim, laws)]
