"""One event, read from a tracker.db: how it stands, every claim about it, what it hangs on.

Each query goes through an index of the event's own rows and has a limit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from bywhen.publish.board import BoardEvent, Days, Said
from bywhen.publish.boardevents import by_language, read_event, said_of
from bywhen.store.read import promises_at
from bywhen.timetable.asof import verdict_at
from bywhen.timetable.claims import Claim, Event, Kind, Modality, Rank, Standing
from bywhen.timetable.figures import Promise
from bywhen.timetable.risk import Conflict, conflict
from bywhen.timetable.window import Window

__all__ = ["Correction", "EventPage", "Near", "Point", "Told", "read_event_page"]

CLAIMS = 300
NEAR = 40


class Near(NamedTuple):
    """Another event that this one is tied to; `tie` is hangs_on, follows, before or after."""

    event: str
    title: str
    titles: Mapping[str, str]
    tie: str


class Point(NamedTuple):
    """A point of the affair's document that sets this event's date."""

    version: str
    number: str
    language: str | None
    text: str


class Correction(NamedTuple):
    """A mistake of the record, mended in the open."""

    day: date
    claim: str
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """One claim as its event's page shows it, with what became of it.

    `window` are its days, of an anchored one those it stood for; `move` is the kind of change that
    it made and its days. `counts` is false where the issuer does not decide on the date.
    """

    slug: str
    kind: str
    modality: str | None
    written: str | None
    window: tuple[date | None, date | None]
    strict: date | None
    time: str | None
    anchor: Near | None
    offsets: tuple[str | None, str | None]
    timetable: str | None
    standing: str | None
    rank: str
    why: str | None
    condition: str | None
    on: date | None  # the day it was uttered
    retracted: date | None
    note: str | None
    said: Said
    counts: bool
    verdict: str | None
    notice: int | None
    due: date | None
    ended_by: str | None
    move: tuple[str, int | None] | None
    corrections: tuple[Correction, ...]

    @property
    def is_struck(self) -> bool:
        """True if it is shown but not used."""
        return self.rank == "deprecated" or self.retracted is not None


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event with all that is known of it; `now` None = nothing was known on that day."""

    event: str
    title: str
    titles: Mapping[str, str]
    kind: str | None
    timezone: str
    note: str | None
    checked_through: date | None
    today: date
    now: BoardEvent | None
    claims: tuple[Told, ...]
    is_cut: bool
    deciders: tuple[tuple[str, Mapping[str, str]], ...]
    near: tuple[Near, ...]
    points: tuple[Point, ...]
    conflict: Conflict | None
    timetables: Mapping[str, tuple[str, Mapping[str, str]]]  # id -> title, titles


def read_event_page(
    connection: sqlite3.Connection, event: str, timetable: str | None, days: Days
) -> EventPage | None:
    """All of one event (full id) as of its own day; None if the record has no such event."""
    row = connection.execute(
        "select title, titles, kind, timezone, note, checked_through from events where id = ?",
        (event,),
    ).fetchone()
    if row is None:
        return None
    title, titles, kind, zone, note, checked = row
    today = days.of(zone)
    deciders = connection.execute(
        "select i.id, i.name, i.names from deciders d join issuers i on i.id = d.issuer"
        " where d.event = ? order by d.position",
        (event,),
    ).fetchall()
    deciding = {identity for identity, _, _ in deciders}
    rows = _claim_rows(connection, event, today)
    checked_through = date.fromisoformat(checked) if checked else None
    claims = list(_told(connection, rows[:CLAIMS], deciding, timetable, today, checked_through))
    return EventPage(
        event=event,
        title=title,
        titles=by_language(titles),
        kind=kind,
        timezone=zone,
        note=note,
        checked_through=checked_through,
        today=today,
        now=read_event(connection, event, timetable, days),
        claims=tuple(claims),
        is_cut=len(rows) > CLAIMS,
        deciders=tuple((name, by_language(names)) for _, name, names in deciders),
        near=tuple(_near(connection, event, today)),
        points=tuple(
            Point(*point)
            for point in connection.execute(
                "select version, number, language, text from points where event = ?"
                " order by version, position limit ?",
                (event, NEAR),
            )
        ),
        conflict=conflict(_as_event(event, title, rows), today, today),
        timetables={
            identity: (name, by_language(names))
            for identity, name, names in connection.execute(
                "select id, title, titles from timetables where affair = ? limit ?",
                (event.partition("/")[0], NEAR),
            )
        },
    )


_CLAIMS = """
select c.*, o.publisher, o.url, o.archived, i.name as issuer_name, i.names as issuer_names,
  a.title as anchor_title, a.titles as anchor_titles, c.id as said_claim
from claims c
left join sources o on o.id = c.source
left join issuers i on i.id = c.issuer_id
left join events a on a.id = c.anchor
where c.event = :event and c.known <= :day
order by c.known, c.position limit :limit
"""


def _claim_rows(connection: sqlite3.Connection, event: str, today: date) -> list[Mapping[str, Any]]:
    cursor = connection.execute(
        _CLAIMS, {"event": event, "day": today.isoformat(), "limit": CLAIMS + 1}
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def _told(
    connection: sqlite3.Connection,
    rows: list[Mapping[str, Any]],
    deciding: set[str],
    timetable: str | None,
    today: date,
    checked: date | None,
) -> Iterator[Told]:
    if not rows:
        return
    event = rows[0]["event"]
    promises = {one.claim: one for one in promises_at(connection, today, event=event)}
    moves = _moves(connection, event, timetable, today)
    corrected = _corrections(connection, event, today)
    for row in rows:
        promise = promises.get(row["id"])
        verdict = None
        if promise is not None:
            verdict = verdict_at(
                promise, today.toordinal(), checked.toordinal() if checked else None
            )
        move = moves.get(row["id"])
        if promise is not None and promise.move_kind is not None:
            move = promise.move_kind, promise.move
        yield Told(
            slug=row["id"].rsplit("/", 1)[1],
            kind=row["kind"],
            modality=row["modality"],
            written=row["date"],
            window=_window(row, promise),
            strict=_day(row["strict"]),
            time=row["time"],
            anchor=Near(
                row["anchor"], row["anchor_title"], by_language(row["anchor_titles"]), "hangs_on"
            )
            if row["anchor"]
            else None,
            offsets=(row["offset_min"], row["offset_max"]),
            timetable=row["timetable"],
            standing=row["standing"],
            rank=row["rank"],
            why=row["why"],
            condition=row["condition"],
            on=_day(row["said"]),
            retracted=_retracted(row, today),
            note=row["note"],
            said=said_of(row),
            counts=not deciding or row["issuer_id"] in deciding or row["kind"] == "happened",
            verdict=verdict,
            notice=promise.notice if promise else None,
            due=date.fromordinal(promise.due) if promise else None,
            ended_by=promise.ended_by if promise else None,
            move=move,
            corrections=tuple(corrected.get(row["id"], ())),
        )


def _retracted(row: Mapping[str, Any], today: date) -> date | None:
    retracted = _day(row["retracted"])
    return retracted if retracted is not None and retracted <= today else None


def _window(row: Mapping[str, Any], promise: Promise | None) -> tuple[date | None, date | None]:
    if row["anchor"] is None:
        return _day(row["earliest"]), _day(row["latest"])
    if promise is None:
        return None, None
    start = None if promise.due_from is None else date.fromordinal(promise.due_from)
    return start, date.fromordinal(promise.due)


def _moves(
    connection: sqlite3.Connection, event: str, timetable: str | None, today: date
) -> dict[str, tuple[str, int | None]]:
    """Claim -> the kind of move that it made itself and its days."""
    return {
        claim: (kind, days)
        for claim, kind, days in connection.execute(
            "select claim, kind, days from moves where event = :event and timetable is :timetable"
            " and day <= :day and not inherited and known_from <= :day"
            " and (known_until is null or :day < known_until)",
            {"event": event, "timetable": timetable, "day": today.isoformat()},
        )
    }


def _corrections(
    connection: sqlite3.Connection, event: str, today: date
) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = {}
    for day, claim, was, now, why in connection.execute(
        "select r.day, r.claim, r.was, r.now, r.why from claims c"
        " join corrections r on r.claim = c.id"
        " where c.event = ? and r.day <= ? order by r.day limit ?",
        (event, today.isoformat(), NEAR),
    ):
        one = Correction(date.fromisoformat(day), claim, was, now, why)
        found.setdefault(claim, []).append(one)
    return found


_NEAR = """
select e.id, e.title, e.titles, 'hangs_on' from (
  select distinct anchor from claims where event = :event and anchor is not null and known <= :day
) c join events e on e.id = c.anchor
union all
select e.id, e.title, e.titles, 'follows' from follows f join events e on e.id = f.follows
where f.event = :event
union all
select * from (
  select distinct e.id, e.title, e.titles, 'before' from claims c join events e on e.id = c.event
  where c.anchor = :event and c.known <= :day and c.rank <> 'deprecated' limit :limit)
union all
select * from (
  select e.id, e.title, e.titles, 'after' from follows f join events e on e.id = f.event
  where f.follows = :event limit :limit)
"""


def _near(connection: sqlite3.Connection, event: str, today: date) -> Iterator[Near]:
    bound = {"event": event, "day": today.isoformat(), "limit": NEAR}
    for identity, title, titles, tie in connection.execute(_NEAR, bound):
        yield Near(identity, title, by_language(titles), tie)


def _as_event(event: str, title: str, rows: list[Mapping[str, Any]]) -> Event:
    """The event as the rules know it, for their question about conflicting issuers."""
    return Event(event, title, tuple(_as_claim(row) for row in rows))


def _as_claim(row: Mapping[str, Any]) -> Claim:
    earliest, latest = _day(row["earliest"]), _day(row["latest"])
    return Claim(
        id=row["id"],
        event=row["event"],
        kind=Kind(row["kind"]),
        known=date.fromisoformat(row["known"]),
        order=row["position"],
        modality=Modality(row["modality"]) if row["modality"] else None,
        window=Window(earliest, latest) if earliest or latest else None,
        standing=Standing(row["standing"]) if row["standing"] else None,
        rank=Rank(row["rank"]),
        issuer=row["issuer"],
        issuer_id=row["issuer_id"],
        retracted=_day(row["retracted"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
