"""The alerts' tables of desk.db, and how they came about.

A step that has been released is never edited; a change is a new step at the end.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

__all__ = ["STEPS", "migrations"]

STEPS = ("outbox", "health", "seen")


def migrations() -> Migrations:
    """The set "alerts"; `STEPS` are its names in order."""
    from sqlite_utils import Migrations  # half a second that an up-to-date file need not wait

    steps = Migrations("alerts")

    @steps()
    def outbox(database: Database) -> None:
        _run(database, "desk_alerts.sql")

    @steps()
    def health(database: Database) -> None:
        _run(database, "desk_alerts_health.sql")

    @steps()
    def seen(database: Database) -> None:
        _run(database, "desk_alerts_seen.sql")

    return steps


def _run(database: Database, file: str) -> None:
    text = resources.files("bywhen.store").joinpath(file).read_text("utf-8")
    for statement in _statements(text):
        database.execute(statement)


def _statements(text: str) -> list[str]:
    code = "\n".join(line.partition("--")[0].rstrip() for line in text.splitlines())
    return [statement.strip() for statement in code.split(";") if statement.strip()]
