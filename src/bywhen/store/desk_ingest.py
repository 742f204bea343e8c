"""The ingest's tables of desk.db, and how they came about.

A step that has been released is never edited; a change is a new step at the end.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

__all__ = ["STEPS", "migrations"]

STEPS = ("desk", "effects", "edits")


def migrations() -> Migrations:
    """The set "ingest"; `STEPS` are its names in order."""
    from sqlite_utils import Migrations  # half a second that an up-to-date file need not wait

    steps = Migrations("ingest")

    @steps()
    def desk(database: Database) -> None:
        text = resources.files("bywhen.store").joinpath("desk_ingest.sql").read_text("utf-8")
        for statement in _statements(text):
            database.execute(statement)

    @steps()
    def effects(database: Database) -> None:
        """`effect_parts`: JSON, what accepting it would do as values; null = in words alone."""
        database.execute("ALTER TABLE proposals ADD COLUMN effect_parts TEXT")

    @steps()
    def edits(database: Database) -> None:
        """proposal_edits: what a proposal said before a person changed it; for undo."""
        database.execute(
            "CREATE TABLE proposal_edits ("
            " decision INTEGER PRIMARY KEY,"  # counts on with proposals.decision
            " proposal INTEGER NOT NULL REFERENCES proposals(id),"
            " before TEXT NOT NULL"  # JSON: the columns as they were stored
            ") STRICT"
        )

    return steps


def _statements(text: str) -> list[str]:
    code = "\n".join(line.partition("--")[0].rstrip() for line in text.splitlines())
    return [statement.strip() for statement in code.split(";") if statement.strip()]
