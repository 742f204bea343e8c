"""The events whose dates fall between two days, read from a tracker.db.

A window of at most 200 rows at any size of the database: each query is a range of an index with a
limit. Where no window is asked for, one around today is found the same way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from bywhen.publish.board import BoardEvent, Days
from bywhen.publish.boardevents import read_events
from bywhen.publish.context import AffairHead

__all__ = ["ROWS", "Asked", "Bin", "Timeline", "read_timeline", "shown_window"]

ROWS = 200
BINS = 96
_LOOKED = 2_000
_FULL_BIN = 40  # so many rows of a bin are looked at: one with more is drawn full
# Where no window is asked for: on each side of today at least a dozen events and ninety days, at
# most a hundred events.
_LEAST, _MOST, _SPAN = 12, 100, timedelta(days=90)
_UNDATED = 20

# The days that an event is shown under: of its outcome, else of its current claim.
ENDS = "coalesce(s.happened_to, s.due_to)"
STARTS = "coalesce(s.happened_from, s.due_from)"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for; None = not."""

    first: date | None
    last: date | None
    kind: str | None = None
    source_language: str | None = None


class Bin(NamedTuple):
    """A part of the overview: its days and how many events end in it, counted up to a bound."""

    first: date
    last: date
    ending: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events between `first` and `last`, by their first day; `more` if there are others.

    `before` and `after` are the nearest days with an event outside the window.
    """

    first: date
    last: date
    today: date
    events: tuple[BoardEvent, ...]
    more: bool
    undated: tuple[BoardEvent, ...]
    bins: tuple[Bin, ...]
    before: date | None
    after: date | None
    kinds: tuple[str, ...]


def shown_window(one: BoardEvent) -> tuple[date | None, date | None]:
    """Both ends of the window that an event is listed under."""
    figures = one.figures
    if one.is_closed:
        return figures.happened_from, figures.happened_to
    return figures.due_from, figures.due_to


def read_timeline(
    connection: sqlite3.Connection, head: AffairHead, asked: Asked, days: Days
) -> Timeline:
    """The part of an affair's timeline that is asked for, or the one around today."""
    known_first, known_last = days.spread
    bound: dict[str, Any] = {
        "affair": head.affair,
        "timetable": head.timetable,
        "known_from": known_last.isoformat(),
        "known_until": known_first.isoformat(),
        "kind": asked.kind,
        "source_language": asked.source_language,
    }
    today = days.of(head.timezone)
    first, last = _window(connection, bound, asked, today)
    events = _between(
        connection, {**bound, "first": first.isoformat(), "last": last.isoformat()}, days
    )
    return Timeline(
        first=first,
        last=last,
        today=today,
        events=tuple(events[:ROWS]),
        more=len(events) > ROWS,
        undated=tuple(
            read_events(
                connection,
                f"{_FILTER} and s.phase = 'undated' limit :limit",
                {**bound, "limit": _UNDATED},
                days,
            )
        ),
        bins=tuple(_bins(connection, bound)),
        before=_edge(connection, bound, f"{ENDS} < :day order by {ENDS} desc", first),
        after=_edge(connection, bound, f"{STARTS} > :day order by {STARTS}", last),
        kinds=tuple(_kinds(connection, head.affair)),
    )


_FILTER = """
  and (:kind is null or e.kind = :kind)
  and (:source_language is null or d.language = :source_language)
"""
# What ends inside; what begins inside and ends later.
_INSIDE = (
    f"and {ENDS} between :first and :last order by {ENDS} limit :limit",
    f"and {STARTS} between :first and :last and ({ENDS} > :last or {ENDS} is null)"
    f" order by {STARTS} limit :limit",
)
# What began before and ends later: by how long a window can be, as the index states_spans has it.
_LENGTH = f"""case when {ENDS} is null then 4
  when julianday({ENDS}) - julianday({STARTS}) <= 31 then 0
  when julianday({ENDS}) - julianday({STARTS}) <= 366 then 1
  when julianday({ENDS}) - julianday({STARTS}) <= 3660 then 2 else 3 end"""
_LONGEST = {0: 31, 1: 366, 2: 3660, 3: None}
_OVER = (
    f"and {STARTS} is not {ENDS} and {_LENGTH} = :length and {ENDS} > :last and {ENDS} <= :reach"
    f" and ({STARTS} < :first or {STARTS} is null) order by {ENDS} limit :limit"
)
_OVER_OPEN = (
    f"and {STARTS} is not {ENDS} and {_LENGTH} = 4 and {ENDS} is null and {STARTS} < :first"
    f" order by {STARTS} desc limit :limit"
)


def _between(
    connection: sqlite3.Connection, bound: Mapping[str, Any], days: Days
) -> list[BoardEvent]:
    found: dict[str, BoardEvent] = {}
    first = date.fromisoformat(bound["first"])
    asked: list[tuple[str, dict[str, object]]] = [(query, {}) for query in (*_INSIDE, _OVER_OPEN)]
    for length, longest in _LONGEST.items():
        reach = date.max if longest is None else _moved(first, timedelta(days=longest))
        asked.append((_OVER, {"length": length, "reach": reach.isoformat()}))
    for query, values in asked:
        wanted = {**bound, **values, "limit": ROWS + 1}
        some = read_events(connection, _FILTER + query, wanted, days)
        found.update((one.event, one) for one in some)
    return sorted(found.values(), key=_place)


def _place(one: BoardEvent) -> tuple[date, date, int]:
    start, end = shown_window(one)
    return start or end or date.min, end or date.max, one.position


def _listed(column: str, where: str, rows: int) -> str:
    """SQL for the days of a column that hold on the day of knowledge, in the order of an index.

    At most `rows` rows are looked at: as of an early day, much of a large record is not known yet.
    """
    return f"""
select day from (
  select {column} as day, known_from, known_until from states s
  where s.affair = :affair and s.timetable is :timetable and {where} limit {rows}
) where known_from <= :known_from and (known_until is null or known_until > :known_until)"""  # noqa: S608


def _window(
    connection: sqlite3.Connection, bound: Mapping[str, Any], asked: Asked, today: date
) -> tuple[date, date]:
    """The window asked for; a side that is not asked for reaches from today as far as is read."""
    first, last = asked.first, asked.last
    if first is None:
        until = min(last or today, today)
        days = _days(connection, bound, f"{STARTS} <= :day order by {STARTS} desc", until)
        first = max(days[-1], min(days[:_LEAST][-1], _moved(until, -_SPAN))) if days else until
    if last is None:
        since = max(first, today)
        days = _days(connection, bound, f"{ENDS} >= :day order by {ENDS}", since)
        last = min(days[-1], max(days[:_LEAST][-1], _moved(since, _SPAN))) if days else since
    return (first, last) if first <= last else (last, first)


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _days(
    connection: sqlite3.Connection, bound: Mapping[str, Any], where: str, day: date
) -> list[date]:
    """The days of the nearest events on one side of `day`, the nearest first."""
    column = ENDS if ENDS in where else STARTS
    rows = connection.execute(
        f"{_listed(column, where, _LOOKED)} limit {_MOST}", {**bound, "day": day.isoformat()}
    )
    return [date.fromisoformat(row[0]) for row in rows]


def _edge(
    connection: sqlite3.Connection, bound: Mapping[str, Any], where: str, day: date
) -> date | None:
    column = ENDS if ENDS in where else STARTS
    row = connection.execute(
        f"{_listed(column, where, _LOOKED)} limit 1", {**bound, "day": day.isoformat()}
    ).fetchone()
    return date.fromisoformat(row[0]) if row else None


def _bins(connection: sqlite3.Connection, bound: Mapping[str, Any]) -> list[Bin]:
    """The whole of the affair's time in at most 96 parts; each is looked at up to a bound."""
    first, last = (
        _edge(connection, bound, f"{ENDS} > :day order by {ENDS}{order}", date.min)
        for order in ("", " desc")
    )
    if first is None or last is None:
        return []
    days = (last - first).days + 1
    parts = min(BINS, days)
    edges = [first + timedelta(days=days * part // parts) for part in range(parts + 1)]
    counted = _listed(ENDS, f"{ENDS} between :first and :last", _FULL_BIN)
    bins = []
    for start, next_start in pairwise(edges):
        end = next_start - timedelta(days=1)
        shown = {**bound, "first": start.isoformat(), "last": end.isoformat()}
        bins.append(Bin(start, end, len(connection.execute(counted, shown).fetchall())))
    return bins


def _kinds(connection: sqlite3.Connection, affair: str) -> list[str]:
    """The editors' words for events, each found by one step in the index."""
    return [
        row[0]
        for row in connection.execute(
            """
with recursive k(kind) as (
  select min(kind) from events where affair = :affair
  union all
  select (select min(kind) from events where affair = :affair and kind > k.kind)
  from k where kind is not null
)
select kind from k where kind is not null limit 40""",
            {"affair": affair},
        )
    ]
