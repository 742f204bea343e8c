"""Built databases and what stands in them, for the tests of the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bywhen.record import load_or_raise
from bywhen.store.build import build
from bywhen.store.rows import TABLES
from bywhen.timetable.claims import Affair
from bywhen.tracker import Tracker

ROOT = Path(__file__).parents[2]
# The flagship and the example trackers.
TRACKERS = [ROOT, *sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())]


def record_of(root: Path) -> tuple[Affair, ...]:
    """The affairs of a tracker in this repository."""
    return load_or_raise(Tracker.open(root)).affairs


@contextmanager
def built(folder: Path, *affairs: Affair) -> Iterator[sqlite3.Connection]:
    """A built database, open for reading and for setting its clock."""
    path = folder / "tracker.db"
    build(path, affairs, "digest")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def set_clock(connection: sqlite3.Connection, instant: str) -> None:
    """Let the views take `instant` for now; a bare day is its noon in UTC."""
    connection.execute("DELETE FROM clock")
    text = instant if "T" in instant else f"{instant}T12:00:00Z"
    connection.execute("INSERT INTO clock VALUES (?)", (text,))


def mappings(connection: sqlite3.Connection, sql: str, *bound: object) -> list[dict[str, object]]:
    """The rows of a query, each by column name."""
    cursor = connection.execute(sql, bound)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def contents(path: Path, words: Sequence[str] = ()) -> dict[str, list[str]]:
    """All rows of all tables, in an order of their own, and what the search index holds.

    Raises sqlite3.DatabaseError if the index does not agree with itself.
    """
    held = {}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table in (*TABLES, "meta", "clock", "zone_transitions"):
            held[table] = sorted(repr(row) for row in connection.execute(f"SELECT * FROM {table}"))
        for table in ("affairs", "events", "claims", "points"):
            index = f"{table}_fts"
            connection.execute(f"INSERT INTO {index}({index}) VALUES ('integrity-check')")
            connection.execute(f"CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, {index}, 'row')")
            held[index] = [repr(row) for row in connection.execute("SELECT * FROM v ORDER BY term")]
            connection.execute("DROP TABLE v")
            for word in words:
                found = connection.execute(
                    f"SELECT id FROM {table} WHERE rowid IN"
                    f" (SELECT rowid FROM {index} WHERE {index} MATCH ?) ORDER BY id",
                    (f'"{word}"',),
                )
                held[f"{index} {word}"] = [str(row[0]) for row in found]
    return held
