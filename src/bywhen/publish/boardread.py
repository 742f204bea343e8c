"""The home page's affairs, read from a tracker.db.

A handful of queries an affair, each with a limit and through an index, so that a page costs the
same at twenty events and at a million claims; `boardevents` reads the events themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Any

from bywhen.publish.board import AffairBoard, BoardEvent, BoardMove, Days
from bywhen.publish.boardevents import by_language, day_of, read_events, read_listed, said_of
from bywhen.publish.known import read_names
from bywhen.publish.statuses import GROUPS
from bywhen.timetable.health import Health, health

__all__ = ["read_affair", "read_board"]

EVENTS_A_GROUP = 12
SLIPS = 8
MOVES = 8
AFFAIRS_A_PAGE = 20
_MILESTONES = 400  # above it the sentence about a timetable is left to the SQL view


def read_board(
    connection: sqlite3.Connection, database: str, days: Days, offset: int = 0
) -> tuple[list[AffairBoard], bool]:
    """The affairs from `offset` on, at most a page of them, and whether there are more."""
    rows = connection.execute(
        f"{_AFFAIRS} order by id limit ? offset ?", (AFFAIRS_A_PAGE + 1, offset)
    ).fetchall()
    boards = [_affair(connection, database, row, days) for row in rows[:AFFAIRS_A_PAGE]]
    return boards, len(rows) > AFFAIRS_A_PAGE


_AFFAIRS = (
    "select id, title, titles, language, timezone, checked_through, first_timetable from affairs"
)


def read_affair(
    connection: sqlite3.Connection,
    database: str,
    affair: str,
    days: Days,
    events_a_group: int = EVENTS_A_GROUP,
) -> AffairBoard | None:
    """One affair, None if there is none of that id."""
    row = connection.execute(f"{_AFFAIRS} where id = ?", (affair,)).fetchone()
    return None if row is None else _affair(connection, database, row, days, events_a_group)


def _affair(
    connection: sqlite3.Connection,
    database: str,
    row: Any,
    days: Days,
    events_a_group: int = EVENTS_A_GROUP,
) -> AffairBoard:
    affair, title, titles, language, timezone, checked, timetable = row
    bound = {**days.bounds, "affair": affair, "timetable": timetable, "limit": events_a_group + 1}
    found: dict[str, BoardEvent] = {}
    more: set[str] = set()
    for query in _DUE_QUERIES:
        some = list(read_events(connection, query, bound, days))
        if len(some) > events_a_group:
            more.add(some[0].group)
        found.update((one.event, one) for one in some[:events_a_group])
    groups: dict[str, tuple[BoardEvent, ...]] = {}
    for group in GROUPS:
        inside = sorted((one for one in found.values() if one.group == group), key=_urgency)
        if inside:
            # Of what has passed, the latest is news; of what is ahead, the nearest.
            groups[group] = tuple(reversed(inside) if group == "passed" else inside)
    slips, held = _slips(connection, bound, days)
    named = connection.execute(
        "select title, titles from timetables where affair = ? and id is ?", (affair, timetable)
    ).fetchone()
    summed, worst = _health(connection, bound, days.of(timezone), days)
    return AffairBoard(
        database=database,
        affair=affair,
        title=title,
        titles=by_language(titles),
        language=language,
        timezone=timezone,
        today=days.of(timezone),
        checked_through=day_of(checked),
        known_as=read_names(connection, affair, language),
        timetable=timetable,
        timetable_title=named[0] if named else None,
        timetable_titles=by_language(named[1] if named else None),
        health=summed,
        worst=worst,
        groups=groups,
        more=frozenset(more),
        slips=slips,
        held=held,
        moves=_moves(connection, bound, days),
    )


# Each is a range of states_due: few rows are passed over, none but those found are fetched.
_DUE_QUERIES = (
    "and s.phase = 'dated' and s.due_to < :before order by s.due_to desc limit :limit",
    "and s.phase = 'dated' and s.due_to >= :since order by s.due_to limit :limit",
    "and s.phase = 'dated' and s.due_to is null limit :limit",
    "and s.phase = 'conditional' order by s.due_to limit :limit",
    "and s.phase = 'undated' limit :limit",
    "and s.phase = 'dropped' limit :limit",
)


def _urgency(one: BoardEvent) -> tuple[date, int]:
    """Sooner first, then in file order."""
    return one.figures.due_to or one.figures.due_from or date.max, one.position


def _slips(
    connection: sqlite3.Connection, bound: Mapping[str, Any], days: Days
) -> tuple[tuple[BoardEvent, ...], tuple[BoardEvent, ...]]:
    """What differs most from what was announced (dropped dates first, then by days), and what does
    not: came in time, or stands as announced."""
    bound = {**bound, "limit": SLIPS}
    found: dict[str, BoardEvent] = {}
    for query in _SLIP_QUERIES:
        found.update((one.event, one) for one in read_events(connection, query, bound, days))
    compared = [one for one in found.values() if one.figures.baseline_due is not None]
    moved = [one for one in compared if one.has_moved]
    moved.sort(key=lambda one: (one.figures.status != "dropped", -(one.slip_days or 0)))
    held = [one for one in compared if not one.has_moved and one.slip_days is not None]
    held.sort(key=lambda one: one.position)
    return tuple(moved[:SLIPS]), tuple(held[:SLIPS])


_SLIP_QUERIES = (
    "and s.phase = 'dropped' limit :limit",
    "and s.net_slip > -9999999 order by s.net_slip desc limit :limit",
    "and s.net_slip > -9999999 order by s.net_slip limit :limit",
)


def _moves(
    connection: sqlite3.Connection, bound: Mapping[str, Any], days: Days
) -> tuple[BoardMove, ...]:
    """The last changes of dates and the last outcomes of milestones, newest first."""
    cursor = connection.execute(_MOVES, {**bound, "limit": 2 * MOVES})
    names = [column[0] for column in cursor.description]
    moves = []
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        today = days.of(row["timezone"]).isoformat()
        if row["known_from"] <= today and (row["known_until"] or "9999-99") > today:
            moves.append(_move(row))
    for phase in ("met", "met_late", "met_unclear"):
        picked = f"and s.phase = '{phase}' order by s.due_to desc limit :limit"
        moves += [
            _outcome(one)
            for one in read_events(connection, picked, {**bound, "limit": MOVES}, days)
            if one.said is not None
        ]
    moves.sort(key=lambda move: move.day, reverse=True)
    return tuple(moves[:MOVES])


_MOVES = """
select m.known_from, m.known_until, m.day, m.event, e.title, e.titles, e.timezone, m.kind, m.days,
  m.inherited, m.old_from, m.old_to, m.new_from, m.new_to, c.modality,
  c.id as said_claim, c.issuer, i.name as issuer_name, i.names as issuer_names,
  c.via, c.phrase, c.language, c.known, c.source,
  o.publisher, o.url, o.archived
from moves m
join events e on e.id = m.event
left join claims c on c.id = m.claim
left join sources o on o.id = c.source
left join issuers i on i.id = c.issuer_id
where m.affair = :affair and m.timetable is :timetable and m.day <= :known_from
  and m.known_from <= :known_from and (m.known_until is null or m.known_until > :known_until)
  and m.kind <> 'restated'
order by m.day desc limit :limit
"""


def _move(row: Mapping[str, Any]) -> BoardMove:
    return BoardMove(
        day=date.fromisoformat(row["day"]),
        event=row["event"],
        title=row["title"],
        titles=by_language(row["titles"]),
        kind=row["kind"],
        days=row["days"],
        inherited=bool(row["inherited"]),
        old=(day_of(row["old_from"]), day_of(row["old_to"])),
        new=(day_of(row["new_from"]), day_of(row["new_to"])),
        modality=row["modality"],
        said=None if row["said_claim"] is None else said_of(row),
    )


def _outcome(one: BoardEvent) -> BoardMove:
    assert one.said is not None  # noqa: S101 - the caller has looked
    return BoardMove(
        day=one.said.known,
        event=one.event,
        title=one.title,
        titles=one.titles,
        kind="happened",
        days=one.slip_days,
        inherited=False,
        old=(one.figures.baseline_from, one.figures.baseline_due),
        new=(one.figures.happened_from, one.figures.happened_to),
        modality=None,
        said=one.said,
    )


def _health(
    connection: sqlite3.Connection, bound: Mapping[str, Any], today: date, days: Days
) -> tuple[Health | None, BoardEvent | None]:
    """How the affair's first timetable stands and the event that slipped most; None if it has no
    milestone, or too many."""
    tagged = [
        row[0]
        for row in connection.execute(
            "select distinct event from claims where affair = :affair and timetable = :timetable"
            " and +known <= :known_from and rank <> 'deprecated'"
            " and (retracted is null or retracted > :known_until) limit :limit",
            {**bound, "limit": _MILESTONES + 1},
        )
    ]
    if len(tagged) > _MILESTONES:
        return None, None
    wanted = {**bound, "limit": _MILESTONES + 1}
    if tagged:
        picked = read_listed(connection, tagged, wanted, days)
    else:
        condition = "and s.baseline_due is not null limit :limit"
        picked = read_events(connection, condition, wanted, days)
    some = sorted(picked, key=lambda one: one.position)
    if not some or len(some) > _MILESTONES:
        return None, None
    titles = {one.event: one.title for one in some}
    shown = [one.figures for one in some]
    summed = health("", bound["timetable"], shown, tagged or None, titles, today)
    return summed, next((one for one in some if one.event == summed.worst_event), None)
