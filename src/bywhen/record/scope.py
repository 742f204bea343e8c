"""What the parts of one file know of each other: declared ids, and references to be followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

__all__ = ["Reference", "Scope"]


class Reference(NamedTuple):
    """An id that is written somewhere, to be looked up when everything is read.

    `target` is a full id of an event, `key` the key under which it stands.
    """

    target: str
    line: int
    key: str


@dataclass(slots=True)
class Scope:
    """The names that one affair declares, those of faulty parts too.

    `edges` are the anchors of claims: (event, anchor, line), full ids, deprecated claims too.
    """

    affair: str
    published: dict[str, date | None] = field(default_factory=dict)  # by source
    doubtful: set[str] = field(default_factory=set)  # sources whose `published` is faulty
    timetables: dict[str, int] = field(default_factory=dict)
    issuers: dict[str, str] = field(default_factory=dict)  # id, name or alias -> id
    folded_issuers: dict[str, str] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)  # slug -> line
    renamed: dict[str, str] = field(default_factory=dict)  # former slug -> slug
    claims: dict[str, int] = field(default_factory=dict)  # full id -> line
    references: list[Reference] = field(default_factory=list)
    edges: list[tuple[str, str, int]] = field(default_factory=list)
    order: int = 0

    def issuer_id(self, text: str) -> str | None:
        """The declared issuer that `text` is the id, a name or an alias of."""
        if not self.issuers:
            return None
        return self.issuers.get(text) or self.folded_issuers.get(text.casefold())

    def full_event(self, text: str) -> str:
        """`event` or `affair/event` as a full id."""
        return text if "/" in text else f"{self.affair}/{text}"
