"""The home page's affairs, read from a tracker.db.

A handful of queries an affair, each with a limit and through an index, so that a page costs the
same at twenty events and at a million claims. SQL picks candidates for every time zone at once;
which of them hold on whose day is decided here, by the rules of `bywhen.timetable`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bywhen.publish.board import AffairBoard, BoardEvent, BoardMove, Days, Said
from bywhen.publish.known import read_names
from bywhen.publish.words import GROUPS
from bywhen.timetable.asof import figures, held_at
from bywhen.timetable.figures import State
from bywhen.timetable.health import Health, health

__all__ = [
    "by_language",
    "read_affair",
    "read_board",
    "read_event",
    "read_events",
    "read_listed",
    "said_of",
]

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
    first, last = days.spread
    bound = {
        "affair": affair,
        "timetable": timetable,
        "known_from": last.isoformat(),
        "known_until": first.isoformat(),
        "before": (last + timedelta(days=1)).isoformat(),
        "since": first.isoformat(),
        "limit": events_a_group + 1,
    }
    found: dict[str, BoardEvent] = {}
    more: set[str] = set()
    for query in _DUE_QUERIES:
        some = list(_events(connection, _FROM_AFFAIR + query, bound, days))
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
        checked_through=_day(checked),
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


# The current claim C speaks for an event until an outcome is known, then the outcome's claim does.
_EVENTS = """
select s.*, e.title, e.titles, e.timezone, e.position, e.checked_through,
  c.modality, b.modality as baseline_modality, c.anchor, c.offset_min, c.offset_max, c.condition,
  a.title as anchor_title, a.titles as anchor_titles,
  d.id as said_claim, d.issuer, i.name as issuer_name, i.names as issuer_names,
  d.via, d.phrase, d.language, d.known,
  d.source, o.publisher, o.url, o.archived,
  (select max(r.day) from corrections r where r.day <= :known_from
    and r.claim in (s.claim, s.baseline_claim, s.happened_claim)) as corrected
from {states}
cross join events e on e.id = s.event
left join claims c on c.id = s.claim
left join claims b on b.id = s.baseline_claim
left join claims d on d.id = coalesce(s.happened_claim, s.claim)
left join sources o on o.id = d.source
left join issuers i on i.id = d.issuer_id
left join events a on a.id = c.anchor
where {plus}s.affair = :affair and {plus}s.timetable is :timetable
  -- + keeps a condition from the choice of the index: it is only looked at where rows are found
  and +s.known_from <= :known_from and (s.known_until is null or s.known_until > :known_until)
"""
_FROM_AFFAIR = _EVENTS.format(states="states s", plus="")
_FROM_LIST = _EVENTS.format(
    states="json_each(:events) j cross join states s on s.event = j.value", plus="+"
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


def read_event(
    connection: sqlite3.Connection, event: str, timetable: str | None, days: Days
) -> BoardEvent | None:
    """One event (full id) as it stands on its own day; None if nothing was known of it."""
    first, last = days.spread
    bound = {
        "affair": event.partition("/")[0],
        "timetable": timetable,
        "known_from": last.isoformat(),
        "known_until": first.isoformat(),
        "events": json.dumps([event]),
    }
    return next(_events(connection, _FROM_LIST, bound, days), None)


def read_events(
    connection: sqlite3.Connection, condition: str, bound: Mapping[str, Any], days: Days
) -> Iterator[BoardEvent]:
    """The events of an affair under a timetable that a condition picks (an index should serve it).

    `bound` names affair, timetable, known_from, known_until and what the condition needs.
    """
    return _events(connection, _FROM_AFFAIR + condition, bound, days)


def read_listed(
    connection: sqlite3.Connection, events: Sequence[str], bound: Mapping[str, Any], days: Days
) -> Iterator[BoardEvent]:
    """The events of a list (full ids) under a timetable."""
    return _events(connection, _FROM_LIST, {**bound, "events": json.dumps(list(events))}, days)


def _events(
    connection: sqlite3.Connection, query: str, bound: Mapping[str, Any], days: Days
) -> Iterator[BoardEvent]:
    """The events that a query picks and whose state holds on their own day."""
    cursor = connection.execute(query, bound)
    names = [column[0] for column in cursor.description]
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        state, today = _state(row), days.of(row["timezone"])
        if held_at(state, today.toordinal()):
            yield _event(row, state, today)


def _event(row: Mapping[str, Any], state: State, today: date) -> BoardEvent:
    checked = _day(row["checked_through"])
    shown = figures(state, (), today, checked)
    return BoardEvent(
        event=row["event"],
        title=row["title"],
        titles=by_language(row["titles"]),
        timezone=row["timezone"],
        position=row["position"],
        checked_through=checked,
        modality=row["modality"],
        baseline_modality=row["baseline_modality"],
        figures=shown,
        said=_said(row),
        anchor_title=row["anchor_title"],
        anchor_titles=by_language(row["anchor_titles"]),
        offsets=(row["offset_min"], row["offset_max"]),
        condition=row["condition"],
        corrected=_day(row["corrected"]),
    )


def _said(row: Mapping[str, Any]) -> Said | None:
    return None if row["said_claim"] is None else said_of(row)


def said_of(row: Mapping[str, Any]) -> Said:
    """The claim of a row that names its columns as the queries here do."""
    return Said(
        claim=row["said_claim"],
        issuer=row["issuer"],
        issuer_name=row["issuer_name"],
        issuer_names=by_language(row["issuer_names"]),
        via=row["via"],
        phrase=row["phrase"],
        language=row["language"],
        known=date.fromisoformat(row["known"]),
        source=row["source"],
        publisher=row["publisher"],
        url=row["url"],
        archived=row["archived"],
    )


_DAY_FIELDS = frozenset(
    {
        "known_from",
        "known_until",
        "due_from",
        "due_to",
        "baseline_from",
        "baseline_due",
        "baseline_known",
        "happened_from",
        "happened_to",
        "trend_meets",
    }
)


def _state(row: Mapping[str, Any]) -> State:
    values: list[Any] = []
    for name in State._fields:
        value = row[name]
        if name in _DAY_FIELDS and value is not None:
            value = date.fromisoformat(value).toordinal()
        values.append(bool(value) if name == "conditional" else value)
    return State(*values)


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
        found.update(
            (one.event, one) for one in _events(connection, _FROM_AFFAIR + query, bound, days)
        )
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
        picked = f"{_FROM_AFFAIR} and s.phase = '{phase}' order by s.due_to desc limit :limit"
        moves += [
            _outcome(one)
            for one in _events(connection, picked, {**bound, "limit": MOVES}, days)
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
        old=(_day(row["old_from"]), _day(row["old_to"])),
        new=(_day(row["new_from"]), _day(row["new_to"])),
        modality=row["modality"],
        said=_said(row),
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
    picked = (
        f"{_FROM_LIST} limit :limit"
        if tagged
        else f"{_FROM_AFFAIR} and s.baseline_due is not null limit :limit"
    )
    wanted = {**bound, "events": json.dumps(tagged), "limit": _MILESTONES + 1}
    some = sorted(_events(connection, picked, wanted, days), key=lambda one: one.position)
    if not some or len(some) > _MILESTONES:
        return None, None
    titles = {one.event: one.title for one in some}
    shown = [one.figures for one in some]
    summed = health("", bound["timetable"], shown, tagged or None, titles, today)
    return summed, next((one for one in some if one.event == summed.worst_event), None)


def by_language(text: str | None) -> Mapping[str, str]:
    return json.loads(text) if text else {}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
