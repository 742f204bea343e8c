"""What stands in tracker.db, read beside the desk: attached to its connection, so that both are one
moment.

What stands is what is known on each event's own local day under its affair's first timetable.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bywhen.alerts.timing import day_start, local_day
from bywhen.errors import StaleError, TrackerError
from bywhen.store import schema

__all__ = [
    "CURRENT",
    "Row",
    "attached",
    "changed_rows",
    "former_names",
    "gone_events",
    "next_change",
    "record_digest",
    "set_days",
]


@contextmanager
def attached(desk: sqlite3.Connection, tracker: Path) -> Iterator[None]:
    """Read `tracker` as schema `tracker` of the desk's connection.

    Raises StaleError if there is none or another version of bywhen built it.
    """
    if not tracker.exists():
        raise StaleError(f"there is no {tracker} yet: run `bywhen build`.")
    try:
        desk.execute("ATTACH ? AS tracker", (f"{tracker.absolute().as_uri()}?mode=ro",))
    except sqlite3.DatabaseError as error:
        raise TrackerError(f"{tracker} could not be read ({error})") from error
    try:
        _check_version(desk, tracker)
        yield
    finally:
        desk.execute("DETACH tracker")


def _check_version(desk: sqlite3.Connection, tracker: Path) -> None:
    application = desk.execute("PRAGMA tracker.application_id").fetchone()[0]
    version = desk.execute("PRAGMA tracker.user_version").fetchone()[0]
    if (application, version) != (schema.APPLICATION_ID, schema.SCHEMA_VERSION):
        raise StaleError(f"{tracker} was not built by this bywhen: run `bywhen build`.")


def record_digest(desk: sqlite3.Connection) -> str:
    """The digest of the record that the attached tracker.db was built from."""
    row = desk.execute("SELECT value FROM tracker.meta WHERE key = 'record_digest'").fetchone()
    return str(row[0]) if row else ""


def set_days(desk: sqlite3.Connection, now: int) -> None:
    """Put the local day of each time zone in use at `now` into the table `zone_days`."""
    zones = [row[0] for row in desk.execute("SELECT DISTINCT zone FROM tracker.zone_transitions")]
    desk.execute("CREATE TEMP TABLE IF NOT EXISTS zone_days (zone TEXT PRIMARY KEY, day TEXT)")
    desk.execute("DELETE FROM zone_days")
    desk.executemany(
        "INSERT INTO zone_days VALUES (?, ?)",
        [(zone, local_day(now, zone).isoformat()) for zone in zones],
    )


# -- what changed since the desk looked ----------------------------------------------------------

CURRENT = """
  FROM tracker.events e
  JOIN tracker.affairs a ON a.id = e.affair
  JOIN temp.zone_days z ON z.zone = e.timezone
  JOIN tracker.states s ON s.event = e.id AND s.timetable IS a.first_timetable
    AND s.known_from <= z.day AND (s.known_until IS NULL OR z.day < s.known_until)"""


class Row(NamedTuple):
    """What stands of one event, as `watched` keeps it."""

    event: str
    affair: str
    zone: str
    claim: str | None
    phase: str
    conditional: int
    due_from: str | None
    due_to: str | None
    strict: str | None
    known: str | None
    happened_to: str | None
    known_from: str  # the first day on which all of this stood so

    @property
    def watched(self) -> tuple[object, ...]:
        """The columns that `watched` has too, in this order."""
        return self[:-1]


def changed_rows(desk: sqlite3.Connection) -> list[Row]:
    """The events of which anything differs from what the desk saw last, new ones included."""
    rows = desk.execute(
        f"""SELECT e.id, e.affair, e.timezone, s.claim, s.phase, s.conditional, s.due_from,
          s.due_to, c.strict, c.known, s.happened_to, s.known_from {CURRENT}
        LEFT JOIN tracker.claims c ON c.id = s.claim
        LEFT JOIN watched w ON w.event = e.id
        WHERE w.event IS NULL OR w.gone OR w.claim IS NOT s.claim OR w.phase <> s.phase
          OR w.conditional <> s.conditional OR w.due_from IS NOT s.due_from
          OR w.due_to IS NOT s.due_to OR w.strict IS NOT c.strict OR w.known IS NOT c.known
          OR w.zone <> e.timezone OR w.affair <> e.affair OR w.happened_to IS NOT s.happened_to
        ORDER BY e.affair, e.position"""
    )
    return [Row(*row) for row in rows]


def gone_events(desk: sqlite3.Connection) -> list[str]:
    """Events that the desk watches and of which nothing is known any more."""
    rows = desk.execute(
        f"""SELECT w.event FROM watched w WHERE NOT w.gone
        AND NOT EXISTS (SELECT 1 {CURRENT} WHERE e.id = w.event)"""  # noqa: S608 - a constant
    )
    return [row[0] for row in rows]


def former_names(desk: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """New and old full id of events that were renamed, or whose affair was."""
    affairs = {
        affair: json.loads(formerly)
        for affair, formerly in desk.execute(
            "SELECT id, formerly FROM tracker.affairs WHERE formerly IS NOT NULL"
        )
    }
    rows = desk.execute(
        "SELECT id, affair, formerly FROM tracker.events WHERE formerly IS NOT NULL"
        " OR affair IN (SELECT value FROM json_each(?))",
        (json.dumps(list(affairs)),),
    )
    for event, affair, formerly in rows.fetchall():
        slug = event.split("/", 1)[1]
        for old in [slug, *json.loads(formerly or "[]")]:
            if "/" in old:
                yield event, old
                continue
            for home in [affair, *affairs.get(affair, ())]:
                if (home, old) != (affair, slug):
                    yield event, f"{home}/{old}"


def next_change(desk: sqlite3.Connection) -> int | None:
    """When what stands changes by itself, because a day comes on which more is known."""
    rows = desk.execute(
        """SELECT e.timezone, min(c.known) FROM temp.zone_days z
        JOIN tracker.claims c ON c.known > z.day
        JOIN tracker.events e ON e.id = c.event AND e.timezone = z.zone GROUP BY e.timezone
        UNION ALL
        SELECT e.timezone, min(c.retracted) FROM temp.zone_days z
        JOIN tracker.claims c ON c.retracted > z.day
        JOIN tracker.events e ON e.id = c.event AND e.timezone = z.zone GROUP BY e.timezone"""
    )
    starts = [day_start(date.fromisoformat(day), zone) for zone, day in rows if day]
    return min(starts, default=None)
