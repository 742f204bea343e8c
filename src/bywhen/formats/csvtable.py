"""A table or view of tracker.db as CSV: its columns and rows as they are."""

from __future__ import annotations

import sqlite3

from bywhen.errors import UsageError
from bywhen.formats.rows import to_csv
from bywhen.store.schema import descriptions

__all__ = ["table_csv", "table_names", "table_rows"]


def table_names(connection: sqlite3.Connection) -> list[str]:
    """The tables and views that are described; search indexes are not for reading."""
    described = descriptions()
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"
    )
    return [name for (name,) in rows if name in described and not name.endswith("_fts")]


def table_csv(connection: sqlite3.Connection, table: str, affair: str | None = None) -> str:
    """The rows of `table`, those of one affair if it is given. Raises as `table_rows`."""
    columns, rows = table_rows(connection, table, affair)
    return to_csv([dict(zip(columns, row, strict=True)) for row in rows], columns)


def table_rows(
    connection: sqlite3.Connection, table: str, affair: str | None = None
) -> tuple[list[str], list[tuple[object, ...]]]:
    """The columns and rows of `table`, those of one affair if it is given.

    `table` must be one of `table_names`. Raises UsageError if its rows belong to no affair.
    """
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    key = "id" if table == "affairs" else "affair"
    if affair is not None and key not in columns:
        raise UsageError(f"The rows of {table} belong to no affair; leave out --affair.")
    where = f' WHERE "{key}" = ?' if affair is not None else ""
    rows = connection.execute(
        f'SELECT * FROM "{table}"{where}',  # noqa: S608 - a name of table_names
        (affair,) if affair is not None else (),
    )
    return columns, rows.fetchall()
