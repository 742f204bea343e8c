"""A feed as it was read: plain values that pass between processes as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

__all__ = ["Document", "Entry", "NotAFeedError"]


class NotAFeedError(ValueError):
    """What was fetched is no feed; the message says what it is and what to do."""


@dataclass(slots=True)
class Entry:
    """One entry. `title` and `text` are plain, `*_html` clean; `identity` tells it from the other
    entries of its document; `indexed_*` are cut for the search index."""

    identity: str
    guid: str | None
    link: str | None
    alt_key: str | None
    title: str
    summary_html: str | None
    content_html: str | None
    text: str
    hash: str
    published: str | None
    published_raw: str | None
    precision: str | None
    tz_known: bool | None
    updated_raw: str | None
    author: str | None
    language: str | None
    story_keys: list[str]
    indexed_title: str
    indexed_text: str


@dataclass(slots=True)
class Document:
    """A whole feed, entries in its order. `damage` says what was wrong with it, None = nothing."""

    format: str
    title: str | None
    home: str | None
    hub: str | None
    language: str | None
    wait_seconds: int | None
    damage: str | None
    entries: list[Entry] = field(default_factory=list)

    def to_plain(self) -> dict[str, Any]:
        """Lists and dicts only; of an entry its values, and what is indexed only where it differs
        from what is shown."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain["entries"] = [_packed(entry) for entry in self.entries]
        return plain

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Document:
        """The inverse of `to_plain`."""
        entries = [_unpacked(values) for values in plain.pop("entries")]
        return cls(entries=entries, **plain)


_values = attrgetter(*Entry.__slots__)


def _packed(entry: Entry) -> list[Any]:
    *values, title, text = _values(entry)
    return [
        *values,
        None if title == entry.title else title,
        None if text == entry.text else text,
    ]


def _unpacked(values: list[Any]) -> Entry:
    entry = Entry(*values)
    if values[-2] is None:
        entry.indexed_title = entry.title
    if values[-1] is None:
        entry.indexed_text = entry.text
    return entry
