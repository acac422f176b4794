"""Fields that every record of the library shares."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class LibraryModel(BaseModel):
    """A part of a record. Unknown fields are an error, so that a typo never hides a fact."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Basis(LibraryModel):
    """Where a statutory fact stands.

    ``verified`` is true only when the article's text was read; a fact that rests on a text nobody of
    the project could read is ``verified: false`` and is shown as 未核.
    """

    law: ShortText
    article: str = ""
    verified: bool = False


class Statement(LibraryModel):
    """One sentence that may be said aloud, and where it stands."""

    text: Text
    basis: Basis | None = None


class LifeCycle(str, Enum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Provenance(LibraryModel):
    """Who says so, since when, and whether the hall has approved it."""

    source: Text
    checked_by: str | None = None
    checked_on: date | None = None
    revision: int = Field(default=1, ge=1)
    effective_from: date | None = None
    effective_to: date | None = None
    status: LifeCycle = LifeCycle.PUBLISHED

    @property
    def approved_by_hall(self) -> bool:
        return self.checked_by is not None and self.checked_on is not None


class Record(LibraryModel):
    """A record that is published on its own and can be the source of a sentence."""

    id: str
    provenance: Provenance

    def in_force(self, day: date) -> bool:
        """Whether the record is published and effective on ``day``."""
        p = self.provenance
        if p.status is not LifeCycle.PUBLISHED:
            return False
        if p.effective_from is not None and day < p.effective_from:
            return False
        return p.effective_to is None or day <= p.effective_to
