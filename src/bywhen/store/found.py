"""What a reader finds by words, and what was claimed about one event."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from bywhen.store.search import Part, excerpt, match_query

__all__ = ["Claimed", "Hit", "claims_of", "search"]


class Hit(NamedTuple):
    """One affair, event, claim or point in which all words stand.

    `id` is its full id; `event` the event it belongs to, if any; `parts` an excerpt of the first
    text that has one of the words, the words marked.
    """

    found: str
    affair: str
    event: str | None
    id: str
    title: str
    known: str | None
    issuer: str | None
    source_url: str | None
    language: str | None
    parts: list[Part]


# Of each searched table: what a Hit holds, then the texts that may have been met. Texts in other
# languages are JSON.
_SEARCHES = {
    "affair": """
SELECT a.id, NULL, a.id, a.title, NULL, NULL, NULL, a.language, a.title, a.titles, a.note
FROM affairs_fts f CROSS JOIN affairs a ON a.rowid = f.rowid
WHERE affairs_fts MATCH ? ORDER BY f.rank, a.id LIMIT ?""",
    "event": """
SELECT e.affair, e.id, e.id, e.title, NULL, NULL, NULL, a.language, e.title, e.titles, e.note
FROM events_fts f CROSS JOIN events e ON e.rowid = f.rowid JOIN affairs a ON a.id = e.affair
WHERE events_fts MATCH ? ORDER BY f.rank, e.id LIMIT ?""",
    "claim": """
SELECT c.affair, c.event, c.id, e.title, c.known, c.issuer, o.url, c.language,
  c.phrase, c.note, c.condition, c.issuer, c.via, i.name, i.names, i.aliases
FROM claims_fts f CROSS JOIN claims c ON c.rowid = f.rowid JOIN events e ON e.id = c.event
LEFT JOIN issuers i ON i.id = c.issuer_id LEFT JOIN sources o ON o.id = c.source
WHERE claims_fts MATCH ? ORDER BY f.rank, c.id LIMIT ?""",
    "point": """
SELECT p.affair, p.event, p.id, coalesce(e.title, a.title), NULL, NULL, NULL, p.language,
  p.text, p.note
FROM points_fts f CROSS JOIN points p ON p.rowid = f.rowid JOIN affairs a ON a.id = p.affair
LEFT JOIN events e ON e.id = p.event
WHERE points_fts MATCH ? ORDER BY f.rank, p.id LIMIT ?""",
}
_TEXTS = 8  # where the texts begin
_LISTS = {"affair": {9}, "event": {9}, "claim": {14, 15}, "point": set()}  # which of them are JSON


def search(connection: sqlite3.Connection, text: str, limit: int = 50) -> list[Hit]:
    """Affairs, events, claims and points that have all words of `text`, `limit` of each, the best
    first.

    Words in double quotes must stand side by side; two Chinese characters are a word. Any text is
    safe; one without a word finds nothing.
    """
    query = match_query(text)
    if query is None:
        return []
    hits = []
    for found, statement in _SEARCHES.items():
        for row in connection.execute(statement, (query, limit)):
            parts = _met(list(_texts(row, _LISTS[found])), text)
            hits.append(Hit._make((found, *row[:_TEXTS], parts)))
    return hits


def _texts(row: tuple[str | None, ...], lists: set[int]) -> Iterator[str]:
    for place, text in enumerate(row[_TEXTS:], _TEXTS):
        if text is not None and place in lists:
            held = json.loads(text)
            yield from held.values() if isinstance(held, dict) else held
        elif text is not None:
            yield text


def _met(texts: list[str], asked: str) -> list[Part]:
    excerpts = [excerpt(text, asked) for text in texts]
    return next(
        (parts for parts in excerpts if any(part.is_match for part in parts)),
        excerpts[0] if excerpts else [],
    )


class Claimed(NamedTuple):
    """One claim as its event's page shows it; days are ISO text. See the columns of `claims`."""

    id: str
    kind: str
    modality: str | None
    date: str | None
    earliest: str | None
    latest: str | None
    strict: str | None
    earliest_strict: str | None
    time: str | None
    anchor: str | None
    offset_min: str | None
    offset_max: str | None
    timetable: str | None
    standing: str | None
    rank: str
    why: str | None
    condition: str | None
    issuer: str | None
    issuer_id: str | None
    via: str | None
    phrase: str | None
    language: str | None
    said: str | None
    known: str
    recorded: str | None
    retracted: str | None
    note: str | None
    source: str | None
    publisher: str | None
    source_title: str | None
    source_url: str | None
    archived: str | None


def claims_of(connection: sqlite3.Connection, event: str) -> list[Claimed]:
    """All claims about an event (full id), deprecated and retracted ones too, in the order in which
    they became known."""
    rows = connection.execute(
        """
SELECT c.id, c.kind, c.modality, c.date, c.earliest, c.latest, c.strict, c.earliest_strict, c.time,
  c.anchor, c.offset_min, c.offset_max, c.timetable, c.standing, c.rank, c.why, c.condition,
  c.issuer, c.issuer_id, c.via, c.phrase, c.language, c.said, c.known, c.recorded, c.retracted,
  c.note, c.source, o.publisher, o.title, o.url, o.archived
FROM claims c LEFT JOIN sources o ON o.id = c.source
WHERE c.event = ? ORDER BY c.known, c.position""",
        (event,),
    )
    return [Claimed(*row) for row in rows]
