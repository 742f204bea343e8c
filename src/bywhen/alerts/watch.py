"""What the desk last saw of each event, kept up with the record.

`look` compares tracker.db with `watched`, notes what changed and gives the changes that are to be
told now. Moves wait until they have settled: a date that goes there and back tells nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bywhen.alerts.decide import change_kind, stale_at
from bywhen.alerts.facts import Dates, Facts, value_of
from bywhen.alerts.outbox import supersede, supersede_changes
from bywhen.alerts.reading_facts import facts_of, with_old
from bywhen.alerts.settings import Kind
from bywhen.alerts.standing import (
    Row,
    changed_rows,
    former_names,
    gone_events,
)
from bywhen.alerts.timing import day_end, day_start

__all__ = ["Change", "Seen", "look", "settled"]

_SETTLING = frozenset({Kind.MOVED, Kind.FIRMED, Kind.LOOSENED})
_LONGEST_SETTLE = 3  # times the settle time: a date that keeps moving is told all the same


@dataclass(frozen=True, slots=True)
class Change:
    """A change to tell; `number` counts those of the event."""

    event: str
    root: str
    kind: Kind
    number: int
    facts: Facts


@dataclass(slots=True)
class Seen:
    """What a look found: events whose time alerts are to be judged anew, changes to tell."""

    events: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


_COLUMNS = (
    "event, root, affair, zone, claim, phase, conditional, due_from, due_to, strict, told_claim,"
    " told_phase, told_conditional, told_from, told_to, unsettled_since, changes, gone, known"
)


def look(connection: sqlite3.Connection, now: int, settle_seconds: int) -> Seen:
    """Bring `watched` up to what the attached tracker.db says at `now`."""
    seen = Seen()
    _rename(connection)
    fresh: list[Row] = []
    for row in changed_rows(connection):
        old = connection.execute(
            f"SELECT {_COLUMNS} FROM watched WHERE event = ?",  # noqa: S608 - a constant
            (row.event,),
        ).fetchone()
        seen.events.append(row.event)
        if old is None:
            fresh.append(row)
        else:
            _update(connection, old, row, now, settle_seconds, seen)
    connection.executemany(
        "INSERT INTO watched (event, root, affair, zone, claim, phase, conditional, due_from,"
        " due_to, strict, known, happened_to, value_seen_at, is_new, near_at, last_at, opens_at,"
        " stale_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
        ((row[0], row[0], *row[1:], now, *_instants(row)) for row in fresh),
    )
    for event in gone_events(connection):
        connection.execute(
            "UPDATE watched SET gone = 1, near_at = NULL, last_at = NULL, opens_at = NULL,"
            " stale_at = NULL, settle_at = NULL WHERE event = ?",
            (event,),
        )
        supersede(connection, event, None, "the record has this event no more")
    return seen


def settled(connection: sqlite3.Connection, now: int) -> list[Change]:
    """The changes that have waited long enough."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM watched WHERE settle_at <= ?"  # noqa: S608 - a constant
        " ORDER BY settle_at, event",
        (now,),
    ).fetchall()
    changes = []
    for old in rows:
        told, current = _told(old), _dates(old[4:9])
        kind = change_kind(told, current)
        if kind is not None:
            changes.append(_tell(connection, old, kind, now))
        else:
            _forget_told(connection, old[0])
    return [change for change in changes if change is not None]


def _rename(connection: sqlite3.Connection) -> None:
    """Let a renamed event go on under its new id, with its keys."""
    for new, old in former_names(connection):
        moved = connection.execute(
            "UPDATE OR IGNORE watched SET event = ?, affair = ? WHERE event = ?"
            " AND NOT EXISTS (SELECT 1 FROM tracker.events WHERE id = ?)",
            (new, new.split("/", 1)[0], old, old),
        ).rowcount
        if moved:
            connection.execute(
                "UPDATE alerts SET event = ?, affair = ? WHERE event = ?",
                (new, new.split("/", 1)[0], old),
            )


def _update(
    connection: sqlite3.Connection,
    old: Sequence[object],
    row: Row,
    now: int,
    settle_seconds: int,
    seen: Seen,
) -> None:
    told, current = _told(old), _dates(row[3:8])
    value = value_of(row.due_from, row.due_to, row.strict, row.zone)
    old_value = value_of(old[7], old[8], old[9], str(old[3]))  # type: ignore[arg-type]
    is_live = current.is_live
    was_live = _dates(old[4:9]).is_live
    if value != old_value or (is_live and not was_live):
        connection.execute(
            "UPDATE watched SET value_seen_at = ?, is_new = 0 WHERE event = ?", (now, row.event)
        )
    connection.execute(
        "UPDATE watched SET affair = ?, zone = ?, claim = ?, phase = ?, conditional = ?,"
        " due_from = ?, due_to = ?, strict = ?, known = ?, happened_to = ?, near_at = ?,"
        " last_at = ?, opens_at = ?, stale_at = ?, gone = 0 WHERE event = ?",
        (*row[1:], *_instants(row), row.event),
    )
    supersede(
        connection,
        row.event,
        value if is_live else None,
        "the date has moved" if is_live else f"the event is {row.phase} now",
    )
    kind = change_kind(told, current)
    if kind is None:
        _forget_told(connection, row.event)
        return
    if old[11] is None:  # what is told so far was what stood
        connection.execute(
            "UPDATE watched SET told_claim = ?, told_phase = ?, told_conditional = ?,"
            " told_from = ?, told_to = ? WHERE event = ?",
            (*old[4:9], row.event),
        )
    if kind in _SETTLING:
        since = int(old[15]) if old[15] is not None else now  # type: ignore[call-overload]
        connection.execute(
            "UPDATE watched SET unsettled_since = ?, settle_at = ? WHERE event = ?",
            (since, min(now + settle_seconds, since + _LONGEST_SETTLE * settle_seconds), row.event),
        )
        return
    again = connection.execute(
        f"SELECT {_COLUMNS} FROM watched WHERE event = ?",  # noqa: S608 - a constant
        (row.event,),
    ).fetchone()
    change = _tell(connection, again, kind, now)
    if change is not None:
        seen.changes.append(change)


def _tell(
    connection: sqlite3.Connection, old: Sequence[object], kind: Kind, now: int
) -> Change | None:
    """Take what stands for told; the change, with the date that people knew before."""
    event, root, number = str(old[0]), str(old[1]), int(old[16]) + 1  # type: ignore[call-overload]
    _forget_told(connection, event)
    connection.execute("UPDATE watched SET changes = ? WHERE event = ?", (number, event))
    facts = facts_of(connection, event)
    if facts is None:
        return None
    facts = with_old(connection, facts, old[10:15])
    untold = supersede_changes(connection, event)
    if untold is not None:
        facts = _since(facts, untold)
    connection.execute(
        "INSERT INTO changes (at, event, affair, kind, facts) VALUES (?, ?, ?, ?, ?)",
        (now, event, facts.affair, kind, facts.to_json()),
    )
    return Change(event, root, kind, number, facts)


def _since(facts: Facts, untold: Facts) -> Facts:
    from dataclasses import replace

    return replace(
        facts,
        old_from=untold.old_from,
        old_to=untold.old_to,
        old_modality=untold.old_modality,
        old_phase=untold.old_phase,
    )


def _forget_told(connection: sqlite3.Connection, event: str) -> None:
    connection.execute(
        "UPDATE watched SET told_claim = NULL, told_phase = NULL, told_conditional = NULL,"
        " told_from = NULL, told_to = NULL, unsettled_since = NULL, settle_at = NULL"
        " WHERE event = ?",
        (event,),
    )


def _told(old: Sequence[object]) -> Dates:
    return _dates(old[4:9] if old[11] is None else old[10:15])


def _dates(columns: Sequence[object]) -> Dates:
    claim, phase, conditional, due_from, due_to = columns
    return Dates(
        claim,  # type: ignore[arg-type]
        str(phase),
        bool(conditional),
        _day(due_from),
        _day(due_to),
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _instants(row: Row) -> tuple[int | None, int | None, int | None, int | None]:
    """near_at, last_at, opens_at, stale_at; null where the clock has nothing to tell."""
    if row.phase != "dated" or row.conditional:
        return None, None, None, None
    if row.due_to is None:
        opens = day_start(date.fromisoformat(row.due_from), row.zone) if row.due_from else None
        return None, None, opens, None
    last = date.fromisoformat(row.due_to)
    near = min(last, date.fromisoformat(row.strict)) if row.strict else last
    stale = None
    if row.known and row.known < row.due_to:
        stale = stale_at(date.fromisoformat(row.known), last, row.zone)
    return day_end(near, row.zone), day_end(last, row.zone), None, stale
