"""What the desk last saw of each event, kept up with the record.

`look` compares tracker.db with `watched`, notes what changed and gives the changes that are to be
told now. Moves wait until they have settled: a date that goes there and back tells nothing.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from bywhen.alerts.decide import change_kind, stale_at
from bywhen.alerts.facts import CLOSED_PHASES, Dates, Facts, value_of
from bywhen.alerts.reading_facts import facts_of, with_old
from bywhen.alerts.settings import Kind
from bywhen.alerts.standing import Row, changed_rows, former_names, gone_events
from bywhen.alerts.supersede import supersede, supersede_changes
from bywhen.alerts.timing import day_end, day_start

__all__ = ["Change", "Seen", "instants", "look", "settled"]

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


class _Watched(NamedTuple):
    """A row of `watched`, as far as changes go."""

    event: str
    root: str
    zone: str
    claim: str | None
    phase: str
    conditional: int
    due_from: str | None
    due_to: str | None
    strict: str | None
    happened_to: str | None
    told_claim: str | None
    told_phase: str | None
    told_conditional: int | None
    told_from: str | None
    told_to: str | None
    unsettled_since: int | None
    changes: int

    @property
    def dates(self) -> Dates:
        """The date as last seen."""
        return _dates(self.claim, self.phase, self.conditional, self.due_from, self.due_to)

    @property
    def told(self) -> Dates:
        """The date as last told: the one seen, unless a change is settling."""
        if self.told_phase is None:
            return self.dates
        return _dates(
            self.told_claim, self.told_phase, self.told_conditional, self.told_from, self.told_to
        )


_SELECT = f"SELECT {', '.join(_Watched._fields)} FROM watched WHERE"  # noqa: S608 - our own names


def _watched(connection: sqlite3.Connection, event: str) -> _Watched | None:
    row = connection.execute(f"{_SELECT} event = ?", (event,)).fetchone()
    return _Watched(*row) if row else None


def look(
    connection: sqlite3.Connection, now: int, settle_seconds: int, came_due: int | None
) -> Seen:
    """Bring `watched` up to what the attached tracker.db says at `now`.

    `came_due`: the record is the one seen before, and a day on which more is known has come at
    that instant; None: the record itself has changed. A change that came with a day has been
    settling since that day began, one that an editor wrote since it was seen.
    """
    seen = Seen()
    _rename(connection)
    fresh: list[Row] = []
    for row in changed_rows(connection):
        old = _watched(connection, row.event)
        seen.events.append(row.event)
        if old is None:
            fresh.append(row)
            continue
        since = now
        if came_due is not None:
            began = day_start(date.fromisoformat(row.known_from), row.zone)
            since = min(now, max(began, came_due))
        change = _update(connection, old, row, now, since, settle_seconds)
        seen.changes += [change] if change else []
    connection.executemany(
        "INSERT INTO watched (event, root, affair, zone, claim, phase, conditional, due_from,"
        " due_to, strict, known, happened_to, value_seen_at, is_new, near_at, last_at, opens_at,"
        " stale_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
        ((row.event, row.event, *row.watched[1:], now, *instants(row)) for row in fresh),
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
    rows = connection.execute(f"{_SELECT} settle_at <= ? ORDER BY settle_at, event", (now,))
    changes = []
    for row in rows.fetchall():
        old = _Watched(*row)
        kind = change_kind(old.told, old.dates)
        if kind is None:
            _forget_told(connection, old.event)
        else:
            changes.append(_tell(connection, old, kind, now))
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
    old: _Watched,
    row: Row,
    now: int,
    since: int,
    settle_seconds: int,
) -> Change | None:
    """Note the row, give up what waits of another date; the change, if it is to be told at once."""
    current = _dates(row.claim, row.phase, row.conditional, row.due_from, row.due_to)
    value = value_of(row.due_from, row.due_to, row.strict, row.zone)
    old_value = value_of(old.due_from, old.due_to, old.strict, old.zone)
    if value != old_value or (current.is_live and not old.dates.is_live):
        connection.execute(
            "UPDATE watched SET value_seen_at = ?, is_new = 0 WHERE event = ?", (now, row.event)
        )
    connection.execute(
        "UPDATE watched SET affair = ?, zone = ?, claim = ?, phase = ?, conditional = ?,"
        " due_from = ?, due_to = ?, strict = ?, known = ?, happened_to = ?, near_at = ?,"
        " last_at = ?, opens_at = ?, stale_at = ?, gone = 0 WHERE event = ?",
        (*row.watched[1:], *instants(row), row.event),
    )
    why = "the date has moved" if current.is_live else f"the event is {row.phase} now"
    supersede(connection, row.event, value if current.is_live else None, why)
    kind = change_kind(old.told, current)
    if kind is None and current.phase in CLOSED_PHASES and old.happened_to != row.happened_to:
        kind = Kind.MET_LATE if current.phase == "met_late" else Kind.MET  # on another day
    if kind is None:
        _forget_told(connection, row.event)
        return None
    if old.told_phase is None:  # what is told so far was what stood
        connection.execute(
            "UPDATE watched SET told_claim = ?, told_phase = ?, told_conditional = ?,"
            " told_from = ?, told_to = ? WHERE event = ?",
            (old.claim, old.phase, old.conditional, old.due_from, old.due_to, row.event),
        )
    if kind in _SETTLING:
        first = old.unsettled_since if old.unsettled_since is not None else since
        at = min(since + settle_seconds, first + _LONGEST_SETTLE * settle_seconds)
        connection.execute(
            "UPDATE watched SET unsettled_since = ?, settle_at = ? WHERE event = ?",
            (first, at, row.event),
        )
        return None
    again = _watched(connection, row.event)
    return _tell(connection, again, kind, now) if again else None


def _tell(connection: sqlite3.Connection, old: _Watched, kind: Kind, now: int) -> Change | None:
    """Take what stands for told; the change, with the date that people knew before."""
    number, told = old.changes + 1, old.told
    _forget_told(connection, old.event)
    connection.execute("UPDATE watched SET changes = ? WHERE event = ?", (number, old.event))
    facts = facts_of(connection, old.event)
    if facts is None:
        return None
    facts = with_old(connection, facts, told)
    untold = supersede_changes(connection, old.event)
    if untold is not None:
        names = ("old_from", "old_to", "old_modality", "old_phase")
        facts = replace(facts, **{name: getattr(untold, name) for name in names})
        facts = replace(
            facts,
            is_correction=facts.is_correction and untold.is_correction,
            is_taken_back=facts.is_taken_back and untold.is_taken_back,
        )
        if _is_back(facts):
            return None  # nobody was told that it had gone
    connection.execute(
        "INSERT INTO changes (at, event, affair, kind, facts) VALUES (?, ?, ?, ?, ?)",
        (now, old.event, facts.affair, kind, facts.to_json()),
    )
    return Change(old.event, old.root, kind, number, facts)


def _is_back(facts: Facts) -> bool:
    """True if the date is again what people know it to be."""
    old, new = (facts.old_from, facts.old_to), (facts.due_from, facts.due_to)
    return facts.phase == facts.old_phase and old == new


def _forget_told(connection: sqlite3.Connection, event: str) -> None:
    connection.execute(
        "UPDATE watched SET told_claim = NULL, told_phase = NULL, told_conditional = NULL,"
        " told_from = NULL, told_to = NULL, unsettled_since = NULL, settle_at = NULL"
        " WHERE event = ?",
        (event,),
    )


def _dates(
    claim: str | None,
    phase: str,
    conditional: int | None,
    due_from: str | None,
    due_to: str | None,
) -> Dates:
    return Dates(claim, phase, bool(conditional), _day(due_from), _day(due_to))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def instants(row: Row) -> tuple[int | None, int | None, int | None, int | None]:
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
