"""SQL on the flagship's tracker.db, answered as a Markdown table."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

__all__ = ["answer"]


def answer(database: Path, sql: str, clock: str) -> str:
    """What the plain sqlite3 module answers; today is that of `clock`."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO clock VALUES (?)", (clock,))
        cursor = connection.execute(sql)
        columns = [name for name, *_ in cursor.description]
        rows = cursor.fetchall()
    if not rows:
        return "*No rows.*\n"
    numbers = [
        all(isinstance(row[at], int | float | None) for row in rows) for at in range(len(columns))
    ]
    lines = [
        _row(columns),
        "|" + "|".join("---:" if number else "---" for number in numbers) + "|",
        *(_row(["" if cell is None else str(cell) for cell in row]) for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
