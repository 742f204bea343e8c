"""An article as it was read: plain values that pass between processes as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Article"]


@dataclass(slots=True)
class Article:
    """`published` is a day; `published_by` says where it stood (option, front-matter, json-ld,
    meta, time, heuristic), and `published_trusted` whether that can be believed."""

    title: str
    publisher: str | None
    author: str | None
    url: str | None
    published: str | None
    published_by: str | None
    published_trusted: bool
    language: str | None
    charset: str
    text: str
    hash: str
    story_keys: list[str]
    indexed_title: str
    indexed_text: str

    def to_plain(self) -> dict[str, Any]:
        """A dict of plain values."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Article:
        """The inverse of `to_plain`."""
        return cls(**plain)
