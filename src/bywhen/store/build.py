"""The full build: from affairs to a new tracker.db that takes the place of the old one at the end.

The new file is filled in one transaction, batch by batch, so that memory does not grow with the
record; indexes come after the rows. Whatever happens before the last step leaves the old file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bywhen.store import schema
from bywhen.store.rows import TABLES, Cell, Row, Rows, affair_rows
from bywhen.store.searched import SEARCHED, search_entries
from bywhen.store.writing import WAIT_SECONDS, replace_durably, writing
from bywhen.store.zones import transitions, tzdata_version
from bywhen.timetable.claims import Affair
from bywhen.timetable.history import replay_stream
from bywhen.tracker.collector import no_collecting

__all__ = [
    "LOADING",
    "BuildReport",
    "build",
    "insert_statement",
    "insert_zones",
    "meta_rows",
    "zones_of",
]

EVENTS_IN_BATCH = 500
# How a new file is filled.
LOADING = (
    "PRAGMA journal_mode = OFF",  # a half-filled file is thrown away, never rolled back
    "PRAGMA synchronous = OFF",  # it is made durable once, at the end
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -8192",  # 8 MB; an index is sorted in as much again, and more is no faster
)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was built, in rows."""

    path: Path
    affairs: int
    events: int
    claims: int
    states: int


def build(
    path: Path, affairs: Sequence[Affair], digest: str, *, wait_seconds: float = WAIT_SECONDS
) -> BuildReport:
    """Build `path` from checked affairs; `digest` tells this record from every other one.

    Raises BusyError if another process still writes it after `wait_seconds`, TrackerError if the
    folder or disk does not allow it; the old file is then untouched.
    """
    with writing(path, wait_seconds):
        new = path.with_name(path.name + "-new")
        try:
            new.unlink(missing_ok=True)  # of a build that was killed
            with (
                closing(sqlite3.connect(new, isolation_level=None)) as connection,
                no_collecting(),
            ):
                counts = _fill(connection, affairs, digest)
            if path.exists():
                new.chmod(path.stat().st_mode & 0o777)
            replace_durably(new, path)
        finally:
            new.unlink(missing_ok=True)
    return BuildReport(
        path, counts["affairs"], counts["events"], counts["claims"], counts["states"]
    )


def _fill(connection: sqlite3.Connection, affairs: Sequence[Affair], digest: str) -> dict[str, int]:
    for pragma in LOADING:
        connection.execute(pragma)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")
    connection.execute("BEGIN")
    schema.create_tables(connection)
    loader = _Loader(connection)
    histories = replay_stream(affairs)
    for affair in affairs:
        issuers = None
        own = islice(histories, len(affair.events))
        for rows in affair_rows(affair, own, EVENTS_IN_BATCH):
            issuers = rows.issuers if issuers is None else issuers
            loader.load(rows, search_entries(rows, issuers))
    insert_zones(connection, zones_of(affairs))
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta_rows(digest))
    schema.create_indexes(connection)
    schema.create_views(connection)
    connection.execute("COMMIT")
    return loader.counts


# Tables whose columns are all in use wherever dates have moved and events have happened.
_FULL = ("states", "promise_states", "moves")


class _Loader:
    """Inserts batches of rows; numbers the rows of searched tables as it goes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.counts = dict.fromkeys(TABLES, 0)
        self._columns = {table: _columns(connection, table) for table in TABLES}
        self._index_columns = {
            table: ["rowid", *_columns(connection, f"{table}_fts")] for table in SEARCHED
        }

    def load(self, rows: Rows, searched: Mapping[str, Sequence[Row]]) -> None:
        for table, batch in zip(TABLES, rows, strict=True):
            if not batch:
                continue
            if table in _FULL:
                self._connection.executemany(_insert_into(table, self._columns[table]), batch)
            else:
                self._insert(table, self._columns[table], zip(*batch, strict=True))
            first = self.counts[table] + 1
            self.counts[table] += len(batch)
            if table in searched:
                # A new table numbers its rows from 1, in the order in which they come.
                numbers = range(first, first + len(batch))
                entries = zip(*searched[table], strict=True)
                self._insert(f"{table}_fts", self._index_columns[table], [numbers, *entries])

    def _insert(self, table: str, names: Sequence[str], columns: Iterable[Sequence[Cell]]) -> None:
        """Insert rows that are given column by column. A column without any value is left out of
        the statement: to bind a NULL takes Python longer than to bind a text.
        """
        held = {
            name: column
            for name, column in zip(names, columns, strict=True)
            if column[0] is not None or column.count(None) < len(column)
        }
        self._connection.executemany(_insert_into(table, held), zip(*held.values(), strict=True))


def insert_statement(connection: sqlite3.Connection, table: str, *before: str) -> str:
    """The INSERT of a whole row of `table`, columns in `before` (such as rowid) first."""
    return _insert_into(table, [*before, *_columns(connection, table)])


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _insert_into(table: str, columns: Collection[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


def zones_of(affairs: Iterable[Affair]) -> set[str]:
    """The time zones whose days these affairs count in."""
    zones = set()
    for affair in affairs:
        zones.add(affair.timezone)
        zones.update(event.timezone for event in affair.events if event.timezone)
    return zones


def insert_zones(connection: sqlite3.Connection, zones: Iterable[str]) -> None:
    """Store the clock changes of these zones, those that are there already included."""
    connection.executemany(
        "INSERT OR REPLACE INTO zone_transitions VALUES (?, ?, ?)",
        ((zone, *change) for zone in sorted(zones) for change in transitions(zone)),
    )


def meta_rows(digest: str) -> Iterator[tuple[str, str]]:
    """What `meta` says of a build."""
    yield "schema_version", str(schema.SCHEMA_VERSION)
    yield "record_digest", digest
    yield "bywhen_version", schema.bywhen_version()
    yield "tzdata_version", tzdata_version()
