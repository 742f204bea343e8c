"""Every event as it stood: what was known on a day k, seen on a day n (DESIGN 4).

k picks the claims, n is what countdowns and statuses compare with; each is a civil day in the
event's own time zone. Lists, exports and pages are made from the same snapshot.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bywhen.store.read import promises_at, states_at
from bywhen.store.zones import package_zone
from bywhen.timetable.asof import CLOSED, figures
from bywhen.timetable.figures import Figures, Promise

__all__ = ["Days", "EventNow", "Said", "read_snapshot"]


@dataclass(frozen=True, slots=True)
class Days:
    """The two days of a question, in any time zone.

    `now` is an aware instant, or one civil day that holds in every zone; `as_of` None: what is
    known at `now`.

    >>> from datetime import UTC
    >>> days = Days(datetime(2025, 11, 21, 4, 30, tzinfo=UTC))
    >>> str(days.clock("America/New_York")), str(days.knowledge("Europe/Kyiv"))
    ('2025-11-20', '2025-11-21')
    """

    now: datetime | date
    as_of: date | None = None

    def clock(self, zone: str) -> date:
        """n: what countdowns, statuses and verdicts compare with."""
        if isinstance(self.now, datetime):
            return self.now.astimezone(package_zone(zone)).date()
        return self.now

    def knowledge(self, zone: str) -> date:
        """k: what picks the claims."""
        return self.clock(zone) if self.as_of is None else self.as_of


class Said(NamedTuple):
    """The claim a date is taken from, as a reader may check it."""

    claim: str
    modality: str | None
    phrase: str | None
    issuer: str | None
    via: str | None
    language: str | None
    known: date
    source: str | None
    source_url: str | None
    publisher: str | None
    condition: str | None
    anchor: str | None


@dataclass(frozen=True, slots=True)
class EventNow:
    """One event as it stood. `said` is its outcome's claim, else its current one.

    `known` and `today` are k and n in its own zone; `is_milestone`: at least one target is known;
    `corrected`: the last day, up to k, on which a claim that its figures rest on was corrected.
    """

    event: str
    affair: str
    title: str
    kind: str | None
    timezone: str
    position: int
    checked_through: date | None
    known: date
    today: date
    is_milestone: bool
    figures: Figures
    said: Said | None
    baseline_modality: str | None
    corrected: date | None

    @property
    def is_closed(self) -> bool:
        """True once an outcome is known."""
        return self.figures.status in CLOSED

    @property
    def window(self) -> tuple[date | None, date | None]:
        """Days of the outcome, else of the current claim; a deadline has no first day."""
        if self.is_closed:
            return self.figures.happened_from, self.figures.happened_to
        if self.said is not None and self.said.modality == "by":
            return None, self.figures.due_to
        return self.figures.due_from, self.figures.due_to


def read_snapshot(
    connection: sqlite3.Connection,
    days: Days,
    *,
    affair: str | None = None,
    event: str | None = None,
    timetable: str | None = None,
) -> list[EventNow]:
    """All events with a visible claim, in file order, affairs by id.

    `timetable` None: each affair's first; else events outside that timetable are left out.
    `affair` and `event` (a full id) narrow it down.
    """
    events = {row[0]: row for row in _events(connection, affair, event)}
    known = {zone: days.knowledge(zone) for zone in {row[4] for row in events.values()}}
    found: list[tuple[int, Figures]] = []
    order = {name: place for place, name in enumerate(events)}
    milestones: set[str] = set()
    for k in set(known.values()):
        promises: dict[str, list[Promise]] = {}
        for promise in promises_at(connection, k, affair=affair, event=event, timetable=timetable):
            promises.setdefault(promise.event, []).append(promise)
        for state in states_at(connection, k, affair=affair, event=event, timetable=timetable):
            _, _, _, _, zone, _, checked = events[state.event]
            if known[zone] == k:
                one = figures(state, promises.get(state.event, ()), days.clock(zone), _day(checked))
                found.append((order[state.event], one))
        milestones |= {
            name
            for name in _milestones(connection, k, affair, event)
            if known[events[name][4]] == k
        }
    found.sort(key=lambda pair: pair[0])
    said = _said(
        connection,
        (
            claim
            for _, one in found
            for claim in (one.happened_claim or one.claim, one.baseline_claim)
        ),
    )
    corrected = _corrected(connection, affair)
    return [
        _event_now(
            events[one.event],
            one,
            days,
            said,
            one.event in milestones,
            _correction(corrected, one, days.knowledge(events[one.event][4])),
        )
        for _, one in found
    ]


def _corrected(connection: sqlite3.Connection, affair: str | None) -> Mapping[str, list[date]]:
    """The days on which claims were corrected, by claim."""
    rows = connection.execute(
        f"SELECT claim, day FROM corrections WHERE {_narrowed(affair, None, '')}",  # noqa: S608
        {"affair": affair},
    )
    found: dict[str, list[date]] = {}
    for claim, day in rows:
        found.setdefault(claim, []).append(date.fromisoformat(day))
    return found


def _correction(corrected: Mapping[str, list[date]], one: Figures, k: date) -> date | None:
    claims = (one.claim, one.baseline_claim, one.happened_claim)
    made = [day for claim in claims for day in corrected.get(claim or "", ()) if day <= k]
    return max(made, default=None)


_EventRow = tuple[str, str, str, str | None, str, int, str | None]


def _events(
    connection: sqlite3.Connection, affair: str | None, event: str | None
) -> Iterator[_EventRow]:
    yield from connection.execute(
        "SELECT id, affair, title, kind, timezone, position, checked_through"  # noqa: S608
        f" FROM events WHERE {_narrowed(affair, event, 'id')} ORDER BY affair, position",
        {"affair": affair, "event": event},
    )


def _narrowed(affair: str | None, event: str | None, column: str) -> str:
    """A condition that an index can serve: only what is asked for stands in it."""
    parts = ["affair = :affair"] if affair is not None else []
    parts += [f"{column} = :event"] if event is not None else []
    return " AND ".join(parts) or "true"


def _milestones(
    connection: sqlite3.Connection, k: date, affair: str | None, event: str | None
) -> Iterator[str]:
    rows = connection.execute(
        "SELECT DISTINCT event FROM claims WHERE kind = 'target' AND known <= :k"  # noqa: S608
        " AND rank <> 'deprecated' AND (retracted IS NULL OR retracted > :k)"
        f" AND {_narrowed(affair, event, 'event')}",
        {"k": k.isoformat(), "affair": affair, "event": event},
    )
    for (name,) in rows:
        yield name


def _said(connection: sqlite3.Connection, claims: Iterable[str | None]) -> Mapping[str, Said]:
    wanted = [claim for claim in claims if claim is not None]
    rows = connection.execute(
        "SELECT c.id, c.modality, c.phrase, c.issuer, c.via, c.language, c.known, c.source, o.url,"
        " o.publisher, c.condition, c.anchor"
        " FROM claims c LEFT JOIN sources o ON o.id = c.source"
        " WHERE c.id IN (SELECT value FROM json_each(?))",
        (json.dumps(wanted),),
    )
    found = {}
    for claim, modality, phrase, issuer, via, language, known, *source in rows:
        day = date.fromisoformat(known)
        found[claim] = Said(claim, modality, phrase, issuer, via, language, day, *source)
    return found


def _event_now(
    row: _EventRow,
    one: Figures,
    days: Days,
    said: Mapping[str, Said],
    is_milestone: bool,
    corrected: date | None,
) -> EventNow:
    event, affair, title, kind, zone, position, checked = row
    baseline = said.get(one.baseline_claim or "")
    return EventNow(
        event,
        affair,
        title,
        kind,
        zone,
        position,
        _day(checked),
        days.knowledge(zone),
        days.clock(zone),
        is_milestone,
        one,
        said.get(one.happened_claim or one.claim or ""),
        baseline.modality if baseline else None,
        corrected,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
