"""Reading tracker.db: what was known on a day, as the values that the rules of calculation use.

Days go in as dates; `State`, `Promise` and `Move` come out as the replay made them, so that
`bywhen.timetable.asof.figures` works on them. Connections are read-only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from bywhen.errors import BusyError, StaleError, TrackerError
from bywhen.store import schema
from bywhen.timetable.figures import Move, Promise, State

__all__ = [
    "meta",
    "moves_between",
    "open_readonly",
    "promises_at",
    "states_at",
]

_BUSY_SECONDS = 5.0
_RUN_BUILD = "run `bywhen build`."

_STATE_COLUMNS = """
  s.event, s.timetable, s.known_from, s.known_until, s.claim, s.due_from, s.due_to,
  s.conditional, s.phase, s.baseline_claim, s.baseline_from, s.baseline_due, s.baseline_known,
  s.net_slip, s.start_slip, s.slip_least, s.slip_most, s.n_slips, s.n_pull_ins, s.gross_slip,
  s.happened_claim, s.happened_from, s.happened_to, s.outcome_slip_min, s.outcome_slip_max,
  s.overrun_ratio, s.slip_rate, s.trend_meets"""
_STATE_DAYS = (2, 3, 5, 6, 10, 11, 12, 21, 22, 27)
_PROMISE_COLUMNS = """
  s.claim, s.event, s.timetable, s.known_from, s.known_until, s.known, s.due_from, s.due,
  s.conditional, s.ended_by, s.ended_known, s.move, s.move_kind, s.verdict, s.notice, s.horizon"""
_PROMISE_DAYS = (3, 4, 5, 6, 7, 10)
_MOVE_COLUMNS = """
  s.event, s.timetable, s.known_from, s.known_until, s.day, s.claim, s.inherited, s.kind, s.days,
  s.old_from, s.old_to, s.new_from, s.new_to"""
_MOVE_DAYS = (2, 3, 4, 9, 10, 11, 12)


def open_readonly(path: Path, digest: str | None = None) -> sqlite3.Connection:
    """Open a built tracker.db for reading.

    With `digest`, it must have been built from that record. Raises StaleError if it was not, if
    there is none or if another version of bywhen made it; BusyError if another program keeps it
    locked for five seconds; TrackerError if it cannot be opened.
    """
    if not path.exists():
        raise StaleError(f"there is no {path} yet: {_RUN_BUILD}")
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS
        )
        with ExitStack() as unless_good:
            unless_good.callback(connection.close)
            check_version(connection, path, digest)
            unless_good.pop_all()
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BusyError(
                f"another program holds {path}; close it and run this again."
            ) from error
        if code == sqlite3.SQLITE_NOTADB:
            raise StaleError(f"{path} is damaged or no tracker.db: {_RUN_BUILD}") from error
        raise TrackerError(f"{path} could not be read ({error})") from error
    return connection


def check_version(connection: sqlite3.Connection, path: Path, digest: str | None) -> None:
    """Raise StaleError unless this version of bywhen built the file, from the record `digest`."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != schema.APPLICATION_ID:
        raise StaleError(f"{path} was not built by bywhen: {_RUN_BUILD}")
    if version != schema.SCHEMA_VERSION:
        raise StaleError(f"{path} was built by another version of bywhen: {_RUN_BUILD}")
    if digest is not None and meta(connection).get("record_digest") != digest:
        raise StaleError(f"{path} is older than the record: {_RUN_BUILD}")


def meta(connection: sqlite3.Connection) -> dict[str, str]:
    """What the file was built from and by: schema_version, record_digest, bywhen_version,
    tzdata_version."""
    return dict(connection.execute("SELECT key, value FROM meta"))


def states_at(
    connection: sqlite3.Connection,
    k: date,
    *,
    affair: str | None = None,
    event: str | None = None,
    timetable: str | None = None,
) -> list[State]:
    """What was known of each event at the end of day `k`, in file order, affairs by id.

    `timetable` None: each affair's first (or none declared); else only the events that are part of
    that timetable. `affair` and `event` (a full id) narrow it down.
    """
    where, bound = _narrowed(k, affair, event, timetable)
    if timetable is not None:
        where += " AND s.baseline_claim IS NOT NULL"
    rows = connection.execute(
        f"SELECT {_STATE_COLUMNS} {_from('states')} WHERE {where} ORDER BY a.id, e.position", bound
    )
    return [State(*row) for row in _typed(rows, _STATE_DAYS, 7)]


def promises_at(
    connection: sqlite3.Connection,
    k: date,
    *,
    affair: str | None = None,
    event: str | None = None,
    timetable: str | None = None,
) -> list[Promise]:
    """What had become of each promise at the end of day `k`: events in file order, then as made.

    The arguments are those of `states_at`.
    """
    where, bound = _narrowed(k, affair, event, timetable)
    rows = connection.execute(
        f"SELECT {_PROMISE_COLUMNS} {_from('promise_states')} JOIN claims c ON c.id = s.claim"
        f" WHERE {where} ORDER BY a.id, e.position, c.known, c.position",
        bound,
    )
    return [Promise(*row) for row in _typed(rows, _PROMISE_DAYS, 8)]


def moves_between(
    connection: sqlite3.Connection,
    day_from: date,
    day_to: date,
    *,
    affair: str | None = None,
    event: str | None = None,
    timetable: str | None = None,
) -> list[Move]:
    """The moves that became known after `day_from`, up to `day_to`, as of `day_to`, oldest first.

    The other arguments are those of `states_at`.
    """
    where, bound = _narrowed(day_to, affair, event, timetable)
    rows = connection.execute(
        f"SELECT {_MOVE_COLUMNS} {_from('moves')}"
        f" WHERE {where} AND s.day > :day_from AND s.day <= :k"
        " ORDER BY s.day, a.id, e.position, s.rowid",
        {**bound, "day_from": day_from.isoformat()},
    )
    return [Move(*row) for row in _typed(rows, _MOVE_DAYS, 6)]


def _from(table: str) -> str:
    return f"FROM {table} s JOIN events e ON e.id = s.event JOIN affairs a ON a.id = e.affair"


def _narrowed(
    k: date, affair: str | None, event: str | None, timetable: str | None
) -> tuple[str, dict[str, str]]:
    bound = {"k": k.isoformat()}
    where = "s.known_from <= :k AND (s.known_until IS NULL OR :k < s.known_until)"
    if timetable is None:
        where += " AND s.timetable IS a.first_timetable"
    else:
        where += " AND s.timetable = :timetable"
        bound["timetable"] = timetable
    if affair is not None:
        where += " AND s.affair = :affair"
        bound["affair"] = affair
    if event is not None:
        where += " AND s.event = :event"
        bound["event"] = event
    return where, bound


def _typed(rows: sqlite3.Cursor, days: tuple[int, ...], truth: int) -> Iterator[list[Any]]:
    for row in rows:
        values = list(row)
        values[truth] = bool(values[truth])
        for place in days:
            text = values[place]
            values[place] = None if text is None else date.fromisoformat(text).toordinal()
        yield values
