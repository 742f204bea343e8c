"""Each timetable of a snapshot summed up, with the sentence that a reader can quote."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from bywhen.formats.snapshot import Days, EventNow
from bywhen.timetable.health import Health, health

__all__ = ["timetable_healths"]


def timetable_healths(
    connection: sqlite3.Connection,
    events: Sequence[EventNow],
    days: Days,
    timetable: str | None = None,
) -> list[tuple[str, Health]]:
    """Affair and health of each timetable that the snapshot `events` was read under.

    The snapshot must hold all events of its affairs. The day is that of the affair's zone.
    """
    by_affair: dict[str, list[EventNow]] = {}
    for one in events:
        by_affair.setdefault(one.affair, []).append(one)
    found = []
    for affair, own in by_affair.items():
        name, zone, title = connection.execute(
            "SELECT coalesce(:timetable, a.first_timetable), a.timezone, coalesce(t.title, a.title)"
            " FROM affairs a LEFT JOIN timetables t"
            " ON t.affair = a.id AND t.id = coalesce(:timetable, a.first_timetable)"
            " WHERE a.id = :affair",
            {"affair": affair, "timetable": timetable},
        ).fetchone()
        summed = health(
            title,
            name,
            [one.figures for one in own],
            _milestones(connection, affair, name, days.knowledge(zone)),
            {one.event: one.title for one in own},
            days.clock(zone),
        )
        found.append((affair, summed))
    return found


def _milestones(
    connection: sqlite3.Connection, affair: str, timetable: str | None, k: date
) -> frozenset[str] | None:
    """As `bywhen.timetable.health.milestones_of`, from the database."""
    rows = connection.execute(
        "SELECT DISTINCT event FROM claims WHERE affair = :affair AND timetable = :timetable"
        " AND known <= :k AND rank <> 'deprecated' AND (retracted IS NULL OR retracted > :k)",
        {"affair": affair, "timetable": timetable, "k": k.isoformat()},
    )
    return frozenset(row[0] for row in rows) or None
