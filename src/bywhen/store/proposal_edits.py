"""What proposals said before a person changed them, so that the change can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Edit", "has_edits", "last_edit", "note_edit", "take_back"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change by a person; `decision` counts on with the decisions."""

    decision: int
    proposal: int


def note_edit(connection: sqlite3.Connection, proposal: int, columns: Iterable[str]) -> None:
    """Keep what `columns` of a proposal hold, before they are changed.

    The names are columns of the table, never what came from outside.
    """
    names = list(dict.fromkeys(columns))
    quoted = ", ".join(f'"{name}"' for name in names)
    row = connection.execute(f"SELECT {quoted} FROM proposals WHERE id = ?", (proposal,)).fetchone()  # noqa: S608
    before = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
    connection.execute(
        "INSERT INTO proposal_edits (decision, proposal, before)"
        " SELECT max(coalesce((SELECT max(decision) FROM proposals), 0),"
        " coalesce((SELECT max(decision) FROM proposal_edits), 0)) + 1, ?, ?",
        (proposal, before),
    )


def last_edit(connection: sqlite3.Connection) -> Edit | None:
    """The change that was made last."""
    row = connection.execute(
        "SELECT decision, proposal FROM proposal_edits ORDER BY decision DESC LIMIT 1"
    ).fetchone()
    return None if row is None else Edit(*row)


def has_edits(connection: sqlite3.Connection, proposal: int) -> bool:
    """True if a person has changed what a proposal says."""
    found = connection.execute(
        "SELECT 1 FROM proposal_edits WHERE proposal = ? LIMIT 1", (proposal,)
    )
    return found.fetchone() is not None


def take_back(connection: sqlite3.Connection, edit: Edit) -> None:
    """Give a proposal back what it said before a change."""
    row = connection.execute(
        "DELETE FROM proposal_edits WHERE decision = ? RETURNING before", (edit.decision,)
    ).fetchone()
    before = json.loads(row[0])
    names = ", ".join(f'"{name}" = ?' for name in before)
    connection.execute(
        f"UPDATE proposals SET {names} WHERE id = ?",  # noqa: S608
        (*before.values(), edit.proposal),
    )
