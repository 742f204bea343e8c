"""One edited affair into an existing tracker.db: only the rows that differ are touched.

What the record says of the affair is compared with what is stored. Where an event's claims differ,
its history and that of the events that hang on it are played again and compared as well. All of it
is one transaction in place; the result has the same rows as a full build.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from bywhen.errors import StaleError
from bywhen.store.build import insert_zones, meta_rows, zones_of
from bywhen.store.differences import Differences, stored_rows
from bywhen.store.read import check_version, meta
from bywhen.store.rows import Row, Rows, add_history, empty_rows, record_rows
from bywhen.store.searched import SEARCHED, search_entries
from bywhen.store.writing import WAIT_SECONDS, transaction, writing
from bywhen.timetable.claims import Affair
from bywhen.timetable.history import replay_stream

__all__ = ["ApplyReport", "apply_affair", "kin_of"]

_BUSY_SECONDS = 3.0
_HISTORY = ("states", "promise_states", "moves")


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """How many rows were taken out and put in; the events whose history was played again."""

    deleted: int
    inserted: int
    events: tuple[str, ...]


def kin_of(affair: Affair, affairs: Iterable[Affair]) -> list[Affair]:
    """The other affairs whose dates hang on this one or that it hangs on, in any number of steps:
    what `apply_affair` must know beside it."""
    others = {one.id: one for one in affairs if one.id != affair.id}
    linked: dict[str, set[str]] = {name: set() for name in (affair.id, *others)}
    for one in (affair, *others.values()):
        for event in one.events:
            for claim in event.claims:
                if claim.anchor is not None and not claim.anchor.startswith(f"{one.id}/"):
                    other = claim.anchor.partition("/")[0]
                    linked[one.id].add(other)
                    linked[other].add(one.id)
    found = {affair.id}
    waiting = [affair.id]
    while waiting:
        new = linked[waiting.pop()] - found
        found |= new
        waiting += new
    return [one for name, one in others.items() if name in found]


def apply_affair(
    path: Path,
    affair: Affair,
    kin: Sequence[Affair],
    digest: str,
    *,
    was: str,
    wait_seconds: float = WAIT_SECONDS,
) -> ApplyReport:
    """Bring an edited (or new) affair into `path`.

    `kin` are the affairs tied to it by anchors (see `kin_of`), themselves unchanged; `digest` is
    the record's with the edit, `was` the one without it. Raises StaleError if the file was built
    from another record than `was` or by another version: a full build is then due. BusyError and
    TrackerError as in `build`; in every case the file is as before.
    """
    with writing(path, wait_seconds), closing(_open(path)) as connection:
        check_version(connection, path, was)
        if meta(connection) != dict(meta_rows(was)):
            raise StaleError(f"{path} was built by another version: run `bywhen build`.")
        _enter_wal(connection)
        with transaction(connection):
            report = _apply(connection, affair, kin)
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta_rows(digest))
        _leave_wal(connection)
    return report


def _open(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise StaleError(f"there is no {path} yet: run `bywhen build`.")
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
    )


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Let readers go on reading. While one is at it this cannot begin: then the commit waits.

    The switch itself need not reach the disk: the file is the same in either mode, and emptying
    the log, which does, comes after it.
    """
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA busy_timeout = 200")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000:.0f}")
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")


def _leave_wal(connection: sqlite3.Connection) -> None:
    """Bring the log into the file. While others read, it stays, emptied as far as may be."""
    connection.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        is_held = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not is_held:  # what the log held is on the disk now
            connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = DELETE")


def _apply(connection: sqlite3.Connection, affair: Affair, kin: Sequence[Affair]) -> ApplyReport:
    numbers, fresh = stored_rows(connection, affair.id), record_rows(affair)
    stored = empty_rows()._replace(**{table: list(rows) for table, rows in numbers.items()})
    differences = Differences(connection)
    for table, rows in numbers.items():
        if table not in SEARCHED:
            differences.write(table, rows, getattr(fresh, table))
    if set(stored.issuers) == set(fresh.issuers):
        before, after = _only_in(stored, fresh), _only_in(fresh, stored)
    else:  # claims are found by all names of their issuer
        before, after = stored, fresh
    old, new = search_entries(before, stored.issuers), search_entries(after, fresh.issuers)
    for table in SEARCHED:
        rows = {row: numbers[table][row] for row in getattr(before, table)}
        differences.write_searched(table, rows, getattr(after, table), old[table], new[table])
    zones_before = {str(row[2]) for row in stored.affairs}
    zones_before |= {str(row[4]) for row in stored.events}
    _update_zones(connection, zones_of([affair]), zones_before)
    events = _hanging_on(_edited_events(stored, fresh), [affair, *kin])
    _write_histories(connection, differences, events, [affair, *kin])
    return ApplyReport(differences.deleted, differences.inserted, tuple(sorted(events)))


def _only_in(these: Rows, those: Rows) -> Rows:
    """The rows of searched tables that `those` have not."""
    rows = {}
    for table in SEARCHED:
        held = set(getattr(those, table))
        rows[table] = [row for row in getattr(these, table) if row not in held]
    return empty_rows()._replace(**rows)


def _edited_events(old: Rows, new: Rows) -> set[str]:
    """The events whose history may differ: their own claims or deciders do, or the timetables."""
    if _names(old) != _names(new):
        return {str(row[0]) for row in (*old.events, *new.events)}
    edited: set[str] = set()
    for event, before, after in (
        (1, old.claims, new.claims),
        (0, old.deciders, new.deciders),
        (0, _without_position(old.events), _without_position(new.events)),
    ):
        edited |= {str(row[event]) for row in set(before) ^ set(after)}
    return edited


def _names(rows: Rows) -> list[Row]:
    return sorted((row[6], row[1]) for row in rows.timetables)


def _without_position(rows: Iterable[Row]) -> list[Row]:
    return [row[:-1] for row in rows]


def _hanging_on(edited: Collection[str], affairs: Sequence[Affair]) -> set[str]:
    """These events and all whose dates hang on them, in any number of steps."""
    hanging: dict[str, list[str]] = {}
    for affair in affairs:
        for event in affair.events:
            for claim in event.claims:
                if claim.anchor is not None:
                    hanging.setdefault(claim.anchor, []).append(event.id)
    found = set(edited)
    waiting = list(edited)
    while waiting:
        for event_id in hanging.get(waiting.pop(), ()):
            if event_id not in found:
                found.add(event_id)
                waiting.append(event_id)
    return found


def _write_histories(
    connection: sqlite3.Connection,
    differences: Differences,
    events: Collection[str],
    affairs: Sequence[Affair],
) -> None:
    fresh = empty_rows()
    for history in replay_stream(affairs, only=lambda event: event.id in events):
        add_history(fresh, history.event.id.partition("/")[0], history)
    for table in _HISTORY:
        stored: dict[Row, int] = {}
        for event in events:
            stored |= stored_rows(connection, event, column="event", tables=[table])[table]
        differences.write(table, stored, getattr(fresh, table))


def _update_zones(connection: sqlite3.Connection, used: set[str], used_before: set[str]) -> None:
    """Store the clock changes of new zones; drop those of zones no event counts in any more."""
    missing = [zone for zone in used if not _has(connection, "zone_transitions", "zone", zone)]
    insert_zones(connection, missing)
    for zone in used_before - used:
        if not any(_has(connection, table, "timezone", zone) for table in ("affairs", "events")):
            connection.execute("DELETE FROM zone_transitions WHERE zone = ?", (zone,))


def _has(connection: sqlite3.Connection, table: str, column: str, value: str) -> bool:
    found = connection.execute(
        f"SELECT 1 FROM {table} WHERE {column} = ? LIMIT 1",  # noqa: S608
        (value,),
    )
    return found.fetchone() is not None
