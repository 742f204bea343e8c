"""What the slip page knows of one timetable, read from a tracker.db through its indexes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bywhen.publish.board import BoardEvent, Days
from bywhen.publish.boardevents import by_language, read_events, read_listed
from bywhen.publish.trend import Course, Stop
from bywhen.timetable.health import Health, health

__all__ = ["ROWS", "PromiseRow", "SlipTable", "TimetableName", "read_slips", "read_timetables"]

ROWS = 80  # what a page draws as fast at 20,000 events as at 20
_MILESTONES = 400


@dataclass(frozen=True, slots=True)
class TimetableName:
    """A timetable to choose."""

    id: str
    title: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise as it stands on the day of knowledge."""

    claim: str
    known: date
    due_from: date | None
    due: date
    modality: str | None
    move: int | None
    move_kind: str | None
    verdict: str
    notice: int | None


@dataclass(frozen=True, slots=True)
class SlipTable:
    """Events under a timetable: `milestones` are those that carry its name, `others` the rest.

    `promises` and `stops` (what stood from which day on, the baseline first) by event, in the order
    they became known; `dropped` the day a date was last withdrawn.
    """

    milestones: tuple[BoardEvent, ...]
    others: tuple[BoardEvent, ...]
    more: bool
    promises: Mapping[str, tuple[PromiseRow, ...]]
    stops: Mapping[str, tuple[Stop, ...]]
    dropped: Mapping[str, date]
    health: Health | None
    worst: BoardEvent | None

    @property
    def events(self) -> tuple[BoardEvent, ...]:
        """All of them, milestones first."""
        return self.milestones + self.others

    def courses(self, most: int) -> list[Course]:
        """The lines of the chart: milestones, or what moved most where none is named so.

        Keys count from 1 in the table's order.
        """
        shown = self.milestones or self.others
        courses = (self._course(one, str(place)) for place, one in enumerate(shown, start=1))
        return [one for one in courses if one.stops][:most]

    def _course(self, one: BoardEvent, key: str) -> Course:
        figures = one.figures
        happened = None
        if figures.happened_from is not None and figures.happened_to is not None:
            happened = (figures.happened_from, figures.happened_to)
        return Course(
            key,
            self.stops.get(one.event, ()),
            happened=happened,
            settled=one.said.known if happened is not None and one.said is not None else None,
        )


def read_timetables(connection: sqlite3.Connection, affair: str) -> list[TimetableName]:
    """The timetables of an affair, its first one first."""
    rows = connection.execute(
        "select id, title, titles from timetables where affair = ? order by position", (affair,)
    )
    return [TimetableName(id_, title, by_language(titles)) for id_, title, titles in rows]


def read_slips(
    connection: sqlite3.Connection, affair: str, timetable: str | None, days: Days, today: date
) -> SlipTable:
    """The events with a baseline under a timetable, at most ROWS, those that moved most first."""
    bound = {**days.bounds, "affair": affair, "timetable": timetable, "limit": ROWS + 1}
    tagged = _tagged(connection, bound)
    named = read_listed(connection, tagged[: ROWS + 1], bound, days)
    milestones = sorted(named, key=lambda one: one.position)[:ROWS]
    taken = {one.event for one in milestones}
    found: dict[str, BoardEvent] = {}
    for query in _QUERIES:
        found.update((one.event, one) for one in read_events(connection, query, bound, days))
    rest = [
        one
        for one in found.values()
        if one.event not in taken
        and (one.figures.baseline_due is not None or one.figures.baseline_from is not None)
    ]
    rest.sort(
        key=lambda one: (one.figures.status != "dropped", -(one.slip_days or 0), one.position)
    )
    room = ROWS - len(milestones)
    events = [one.event for one in (*milestones, *rest[:room])]
    stops = _stops(connection, (*milestones, *rest[:room]), bound)
    summed = None
    counted = milestones if tagged else rest
    if counted and len(tagged) <= _MILESTONES and len(rest) <= ROWS:
        titles = {one.event: one.title for one in counted}
        shown = [one.figures for one in sorted(counted, key=lambda one: one.position)]
        summed = health("", timetable, shown, tagged or None, titles, today)
    worst = summed.worst_event if summed else None
    return SlipTable(
        tuple(milestones),
        tuple(rest[:room]),
        len(rest) > room or len(tagged) > ROWS,
        _promises(connection, events, bound),
        stops,
        {event: own[-1].known for event, own in stops.items() if own[-1].is_empty},
        summed,
        next((one for one in counted if one.event == worst), None),
    )


_QUERIES = (
    "and s.phase = 'dropped' limit :limit",
    "and s.net_slip > -9999999 order by s.net_slip desc limit :limit",
    "and s.phase = 'undated' limit :limit",
    "and s.phase = 'cancelled' limit :limit",
)


def _tagged(connection: sqlite3.Connection, bound: Mapping[str, object]) -> list[str]:
    rows = connection.execute(
        "select distinct event from claims where affair = :affair and timetable = :timetable"
        " and +known <= :known_from and rank <> 'deprecated'"
        " and (retracted is null or retracted > :known_until) limit :limit",
        {**bound, "limit": _MILESTONES + 1},
    )
    return [row[0] for row in rows]


def _promises(
    connection: sqlite3.Connection, events: Sequence[str], bound: Mapping[str, object]
) -> Mapping[str, tuple[PromiseRow, ...]]:
    found: dict[str, list[PromiseRow]] = {}
    rows = connection.execute(
        "select p.event, p.claim, p.known, p.due_from, p.due, c.modality, p.move, p.move_kind,"
        " p.verdict, p.notice"
        " from json_each(:events) j cross join promise_states p on p.event = j.value"
        " cross join claims c on c.id = p.claim"
        " where p.timetable is :timetable and p.known_from <= :known_from"
        " and (p.known_until is null or p.known_until > :known_until)"
        " order by p.event, p.known, c.position limit 4000",
        {**bound, "events": json.dumps(events)},
    )
    for event, claim, known, due_from, due, *rest in rows:
        found.setdefault(event, []).append(
            PromiseRow(
                claim,
                date.fromisoformat(known),
                None if due_from is None else date.fromisoformat(due_from),
                date.fromisoformat(due),
                *rest,
            )
        )
    return {event: tuple(promises) for event, promises in found.items()}


def _stops(
    connection: sqlite3.Connection, events: Sequence[BoardEvent], bound: Mapping[str, object]
) -> Mapping[str, tuple[Stop, ...]]:
    """The baseline and each change of the date since, those of an anchor included."""
    found: dict[str, list[Stop]] = {}
    for one in events:
        figures = one.figures
        if figures.baseline_known is not None:
            first = None if one.baseline_modality == "by" else figures.baseline_from
            found[one.event] = [Stop(figures.baseline_known, first, figures.baseline_due)]
    rows = connection.execute(
        "select m.event, m.day, m.new_from, m.new_to, c.modality"
        " from json_each(:events) j cross join moves m"
        " on m.event = j.value and m.timetable is :timetable"
        " cross join claims c on c.id = m.claim"
        " where m.known_from <= :known_from"
        " and (m.known_until is null or m.known_until > :known_until)"
        " order by m.event, m.day, c.position limit 4000",
        {**bound, "events": json.dumps(list(found))},
    )
    for event, day, first, last, modality in rows:
        found[event].append(
            Stop(
                date.fromisoformat(day),
                None if first is None or modality == "by" else date.fromisoformat(first),
                None if last is None else date.fromisoformat(last),
            )
        )
    return {event: tuple(stops) for event, stops in found.items()}
