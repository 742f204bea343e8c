"""The second statement of the rules, `reference.sql`, made ready to ask.

`Reference()` holds claims in a database in memory, in the columns of tracker.db that the query
reads: `load` puts a record there, `figures` asks about it. It shares no code with the rules it
checks. `figures_in` asks the same query of a built tracker.db.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bywhen.timetable.claims import Affair, Claim
from bywhen.timetable.figures import Figures

__all__ = ["Reference", "figures_in", "reference_sql"]

_TABLES = {
    "timetables": "affair, id, position",
    "events": "id, affair, checked_through, position",
    "deciders": "event, issuer",
    "claims": "id, event, kind, modality, earliest, latest, anchor, offset_min, offset_max,"
    " timetable, standing, rank, issuer_id, known, retracted, position",
}
_DAYS = (
    "due_from",
    "due_to",
    "baseline_from",
    "baseline_due",
    "baseline_known",
    "happened_from",
    "happened_to",
    "trend_meets",
)
Row = tuple[object, ...]


@cache
def reference_sql() -> str:
    """The text of the query."""
    return Path(__file__).with_name("reference.sql").read_text(encoding="utf-8")


def figures_in(
    connection: sqlite3.Connection, k: date, n: date | None = None, timetable: str | None = None
) -> list[Figures]:
    """Figures of every event as of `k`, seen on `n` (None: on k), worked out by the query."""
    asked = {"k": k.isoformat(), "n": (n or k).isoformat(), "timetable": timetable}
    cursor = connection.execute(reference_sql(), asked)
    names = [column[0] for column in cursor.description]
    return [_figures(dict(zip(names, row, strict=True))) for row in cursor]


class Reference:
    """A database for one record after another: the long query is then planned only once."""

    def __init__(self) -> None:
        """An empty database in memory."""
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        for table, columns in _TABLES.items():
            self.connection.execute(f"create table {table} ({columns})")

    def load(self, affairs: Iterable[Affair]) -> None:
        """Put this record in the place of the one before."""
        for table in _TABLES:
            self.connection.execute(f"delete from {table}")
        for affair in affairs:
            self._insert("timetables", _timetables(affair))
            self._insert("events", _events(affair))
            self._insert("deciders", _deciders(affair))
            self._insert("claims", _claims(affair))

    def figures(
        self, k: date, n: date | None = None, timetable: str | None = None
    ) -> list[Figures]:
        """Figures of every event as of `k`, seen on `n` (None: on k)."""
        return figures_in(self.connection, k, n, timetable)

    def _insert(self, table: str, rows: Iterator[Row]) -> None:
        marks = ", ".join("?" for _ in _TABLES[table].split(","))
        self.connection.executemany(f"insert into {table} values ({marks})", rows)


def _figures(row: dict[str, Any]) -> Figures:
    for name in _DAYS:
        row[name] = row[name] and date.fromisoformat(row[name])
    for name in ("overrun_ratio", "slip_rate"):
        row[name] = None if row[name] is None else round(row[name], 4)
    row["conditional"] = bool(row["conditional"])
    row["verdicts"] = dict(json.loads(row["verdicts"]))
    row["notices"] = tuple(json.loads(row["notices"]))
    return Figures(**row)


def _timetables(affair: Affair) -> Iterator[Row]:
    for position, timetable in enumerate(affair.timetables):
        yield affair.id, timetable.id, position


def _events(affair: Affair) -> Iterator[Row]:
    for position, event in enumerate(affair.events):
        checked_through = event.checked_through or affair.checked_through
        yield event.id, affair.id, _iso(checked_through), position


def _deciders(affair: Affair) -> Iterator[Row]:
    for event in affair.events:
        for issuer in event.deciders:
            yield event.id, f"{affair.id}/{issuer}"


def _claims(affair: Affair) -> Iterator[Row]:
    for event in affair.events:
        for claim in event.claims:
            yield _claim(affair, claim)


def _claim(affair: Affair, claim: Claim) -> Row:
    return (
        claim.id,
        claim.event,
        claim.kind,
        claim.modality,
        _iso(claim.window.earliest if claim.window else None),
        _iso(claim.window.latest if claim.window else None),
        claim.anchor,
        claim.offset_min and str(claim.offset_min),
        claim.offset_max and str(claim.offset_max),
        claim.timetable,
        claim.standing,
        claim.rank,
        claim.issuer_id and f"{affair.id}/{claim.issuer_id}",
        _iso(claim.known),
        _iso(claim.retracted),
        claim.order,
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
