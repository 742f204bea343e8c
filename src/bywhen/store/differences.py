"""Writing only the rows that differ, and with them the entries of the search index."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence

from bywhen.store.rows import TABLES, Cell, Row

__all__ = ["Differences", "stored_rows"]

_OF_RECORD = tuple(table for table in TABLES if table not in ("states", "promise_states", "moves"))


def stored_rows(
    connection: sqlite3.Connection,
    owner: str,
    *,
    column: str = "affair",
    tables: Collection[str] = _OF_RECORD,
) -> dict[str, dict[Row, int]]:
    """By table, the stored rows whose `column` is `owner`, each with its rowid."""
    found = {}
    for table in tables:
        name = "id" if table == "affairs" else column
        rows = connection.execute(
            f"SELECT rowid, * FROM {table} WHERE {name} = ?",  # noqa: S608
            (owner,),
        )
        found[table] = {row[1:]: row[0] for row in rows}
    return found


class Differences:
    """Writes what differs and counts it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.deleted = 0
        self.inserted = 0

    def write(self, table: str, stored: Mapping[Row, int], fresh: Sequence[Row]) -> None:
        """Let `table` hold `fresh` instead of `stored` (rows with their rowids)."""
        wanted = set(fresh)
        self._delete(table, [number for row, number in stored.items() if row not in wanted])
        self._insert(table, [(None, *row) for row in fresh if row not in stored])

    def write_searched(
        self,
        table: str,
        stored: Mapping[Row, int],
        fresh: Sequence[Row],
        stored_entries: Sequence[Row],
        fresh_entries: Sequence[Row],
    ) -> None:
        """The same for a table with an id and a search index; entries belong to the rows in order.

        A changed row keeps its rowid, by which the index knows it.
        """
        numbers: dict[Cell, int] = {row[0]: number for row, number in stored.items()}
        old = dict(zip(numbers, stored_entries, strict=True))
        new = dict(zip((row[0] for row in fresh), fresh_entries, strict=True))
        # The index keeps no texts: it is told what it held to take it out.
        gone = [(numbers[id_], *entry) for id_, entry in old.items() if new.get(id_) != entry]
        self._index(table, gone, "'delete', ")
        wanted = set(fresh)
        self._delete(table, [number for row, number in stored.items() if row not in wanted])
        rows = [(numbers.get(row[0]), *row) for row in fresh if row not in stored]
        rows.sort(key=lambda row: row[0] is None)  # new rows must not take a rowid kept for others
        self._insert(table, rows, numbers)
        come = [(numbers[id_], *entry) for id_, entry in new.items() if old.get(id_) != entry]
        self._index(table, come, "")

    def _delete(self, table: str, numbers: Sequence[int]) -> None:
        self._connection.executemany(
            f"DELETE FROM {table} WHERE rowid = ?",  # noqa: S608
            [(number,) for number in numbers],
        )
        self.deleted += len(numbers)

    def _insert(
        self, table: str, rows: Sequence[Row], numbers: dict[Cell, int] | None = None
    ) -> None:
        """Insert rows, each with its rowid in front (None: the next one), noted in `numbers`."""
        if not rows:
            return
        names = ", ".join(["rowid", *self._columns(table)])
        marks = ", ".join("?" * len(rows[0]))
        for row in rows:
            cursor = self._connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
                row,
            )
            if numbers is not None and cursor.lastrowid is not None:
                numbers[row[1]] = cursor.lastrowid
        self.inserted += len(rows)

    def _index(self, table: str, entries: Sequence[Row], command: str) -> None:
        if not entries:
            return
        index = f"{table}_fts"
        names = ", ".join([*([index] if command else []), "rowid", *self._columns(index)])
        marks = ", ".join("?" * len(entries[0]))
        self._connection.executemany(
            f"INSERT INTO {index} ({names}) VALUES ({command}{marks})",  # noqa: S608
            entries,
        )

    def _columns(self, table: str) -> list[str]:
        rows = self._connection.execute(f"PRAGMA table_info({table})")
        return [f'"{row[1]}"' for row in rows]
