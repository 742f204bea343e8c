"""Proposals on the desk: claims that were found, waiting for a person or judged by one.

A proposal is never deleted: a rejected one is what keeps its claim from being proposed again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bywhen.errors import UsageError
from bywhen.reading import UNSURE_BELOW

__all__ = [
    "STATES",
    "Proposal",
    "Sighting",
    "add_sighting",
    "change",
    "decide",
    "get",
    "insert",
    "listed",
    "of_affair",
    "remove_sightings",
]

STATES = ("open", "accepted", "rejected", "attached")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One outlet that says so."""

    url: str
    publisher: str | None
    published: date | None
    sentence: str
    entry: int | None = None
    article: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim that nobody has accepted yet, or what became of it.

    `event` is a full id, None for an event that the record does not have; `title` is its title.
    `modality` is day, within, by, not_before or happened, None where there is no date. `start` and
    `end` are the place of the date's words in `sentence`. `claim_id` is the full id of the claim
    that it became or was attached to. `effect` is what accepting it would do, in English, and
    `effect_parts` the same as values (none if it was worked out before they were kept). `sources`
    are in the order in which they came.
    """

    id: int
    key: str
    affair: str
    event: str | None
    kind: str
    title: str
    modality: str | None
    earliest: date | None
    latest: date | None
    strict: date | None
    earliest_strict: date | None
    anchor: Mapping[str, str] | None
    sentence: str
    start: int
    end: int
    language: str | None
    reading: Mapping[str, Any]
    why: str
    issuer: str | None
    via: str | None
    said: date | None
    known: date | None
    phrase: str | None
    timetable: str | None
    published: date | None
    source: str | None
    effect: str
    confidence: float
    state: str = "open"
    decided_at: str | None = None
    decided_by: str | None = None
    decided_why: str | None = None
    claim_id: str | None = None
    decision: int | None = None
    effect_parts: Sequence[Mapping[str, Any]] = ()
    created_at: str = ""
    sources: tuple[Sighting, ...] = field(default=())

    @property
    def is_unsure(self) -> bool:
        """True if a person should look twice."""
        return self.confidence < UNSURE_BELOW

    @property
    def event_slug(self) -> str | None:
        """The event's id inside its affair."""
        return None if self.event is None else self.event.split("/", 1)[1]


_DAYS = frozenset({"earliest", "latest", "strict", "earliest_strict", "said", "known", "published"})
_JSON = frozenset({"anchor", "reading", "effect_parts"})
_EMPTY: Mapping[str, Any] = {"reading": {}, "effect_parts": ()}
_COLUMNS = (
    "id", "key", "affair", "event", "kind", "title", "modality", "earliest", "latest", "strict",
    "earliest_strict", "anchor", "sentence", "start", "end", "language", "reading", "why",
    "issuer", "via", "said", "known", "phrase", "timetable", "published", "source", "effect",
    "confidence", "state", "decided_at", "decided_by", "decided_why", "claim_id", "decision",
    "effect_parts", "created_at",
)  # fmt: skip
# The names in these statements are the columns above, never what came from outside.
_SELECT = "SELECT " + ", ".join(f'"{name}"' for name in _COLUMNS) + " FROM proposals"  # noqa: S608


def get(connection: sqlite3.Connection, number: int) -> Proposal:
    """One proposal. Raises UsageError if there is none of this number."""
    found = _read(connection, f"{_SELECT} WHERE id = ?", (number,))
    if not found:
        raise UsageError(f"There is no proposal {number}; `bywhen review list` shows them.")
    return found[0]


def listed(
    connection: sqlite3.Connection,
    state: str | None = "open",
    affair: str | None = None,
    *,
    unsure: bool | None = None,
) -> list[Proposal]:
    """Proposals in one state (None: all): the sure ones first, each in the order they came."""
    conditions, values = ["1"], []
    for column, value in (("state", state), ("affair", affair), ("unsure", unsure)):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    where = " AND ".join(conditions)
    return _read(connection, f"{_SELECT} WHERE {where} ORDER BY unsure, id", values)


def of_affair(connection: sqlite3.Connection, affair: str) -> list[Proposal]:
    """All proposals of an affair, in the order they came."""
    return _read(connection, f"{_SELECT} WHERE affair = ? ORDER BY id", (affair,))


def insert(connection: sqlite3.Connection, proposal: Proposal) -> int | None:
    """Add a proposal (its `id` is ignored); its new id, None if there is one of this key."""
    names = [name for name in _COLUMNS if name != "id"]
    values = [_stored(name, getattr(proposal, name)) for name in names]
    quoted = ", ".join(f'"{name}"' for name in (*names, "unsure"))
    marks = ", ".join("?" * (len(names) + 1))
    cursor = connection.execute(
        f"INSERT INTO proposals ({quoted}) VALUES ({marks}) ON CONFLICT (key) DO NOTHING",  # noqa: S608
        (*values, proposal.is_unsure),
    )
    return cursor.lastrowid if cursor.rowcount else None


def add_sighting(connection: sqlite3.Connection, number: int, sighting: Sighting, at: str) -> bool:
    """Add an outlet; False if it was there."""
    cursor = connection.execute(
        "INSERT INTO proposal_sources"
        " (proposal, entry, article, url, publisher, published, sentence, added_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (proposal, url) DO NOTHING",
        (
            number,
            sighting.entry,
            sighting.article,
            sighting.url,
            sighting.publisher,
            None if sighting.published is None else sighting.published.isoformat(),
            sighting.sentence,
            at,
        ),
    )
    return cursor.rowcount > 0


def remove_sightings(
    connection: sqlite3.Connection, number: int, urls: Sequence[str], at: str
) -> None:
    """Take outlets away that were added at an instant; one that was there before stays."""
    connection.executemany(
        "DELETE FROM proposal_sources WHERE proposal = ? AND url = ? AND added_at = ?",
        [(number, url, at) for url in urls],
    )


def change(connection: sqlite3.Connection, number: int, **values: object) -> None:
    """Set some columns of a proposal."""
    if not set(values) <= set(_COLUMNS):
        raise ValueError(f"no columns of a proposal: {sorted(set(values) - set(_COLUMNS))}")
    if "confidence" in values:
        values["unsure"] = float(str(values["confidence"])) < UNSURE_BELOW
    names = ", ".join(f'"{name}" = ?' for name in values)
    stored = [_stored(name, value) for name, value in values.items()]
    connection.execute(
        f"UPDATE proposals SET {names} WHERE id = ?",  # noqa: S608
        (*stored, number),
    )


def decide(
    connection: sqlite3.Connection,
    number: int,
    state: str,
    at: str | None,
    by: str | None = None,
    why: str | None = None,
    claim: str | None = None,
) -> None:
    """Say what became of a proposal; `open` takes a decision back."""
    last = connection.execute(
        "SELECT max(coalesce((SELECT max(decision) FROM proposals), 0),"
        " coalesce((SELECT max(decision) FROM proposal_edits), 0))"
    ).fetchone()[0]
    change(
        connection,
        number,
        state=state,
        decided_at=at,
        decided_by=by,
        decided_why=why,
        claim_id=claim,
        decision=None if state == "open" else last + 1,
    )


def _stored(name: str, value: object) -> object:
    if value is None or not (name in _DAYS or name in _JSON):
        return value
    if name in _JSON:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def _read(connection: sqlite3.Connection, sql: str, values: Sequence[object]) -> list[Proposal]:
    rows = connection.execute(sql, tuple(values)).fetchall()
    sightings = _sightings(connection, [row[0] for row in rows])
    return [
        Proposal(
            **{name: _loaded(name, value) for name, value in zip(_COLUMNS, row, strict=True)},
            sources=tuple(sightings.get(row[0], ())),
        )
        for row in rows
    ]


def _loaded(name: str, value: Any) -> Any:
    if value is None:
        return _EMPTY.get(name)
    if name in _DAYS:
        return date.fromisoformat(value)
    return json.loads(value) if name in _JSON else value


def _sightings(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, list[Sighting]]:
    found: dict[int, list[Sighting]] = {}
    rows = connection.execute(
        "SELECT proposal, url, publisher, published, sentence, entry, article"
        " FROM proposal_sources WHERE proposal IN (SELECT value FROM json_each(?))"
        " ORDER BY proposal, added_at, published, url",
        (json.dumps(list(numbers)),),
    )
    for number, url, publisher, published, *rest in rows:
        day = None if published is None else date.fromisoformat(published)
        found.setdefault(number, []).append(Sighting(url, publisher, day, *rest))
    return found
