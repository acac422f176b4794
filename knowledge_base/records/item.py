"""A row of the item list: an item exists even while nobody has written its guide."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from knowledge_base.records.common import LibraryModel, ShortText


class Item(LibraryModel):
    id: str = Field(pattern=r"^G\d{3,4}$")
    name: ShortText
    zone: ShortText
    subject: Literal["个人", "法人", "both"]
    department: ShortText
    theme: str = ""
    colloquial: tuple[str, ...] = ()
    legal_basis: str = ""
    statutory_note: str = ""
