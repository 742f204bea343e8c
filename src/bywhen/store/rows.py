"""From an affair and its history to rows of tracker.db: plain tuples in the order of the columns.

Rows hold nothing that depends on the moment of the build, so an unchanged record gives the same
rows. This is the hot path of a build: no mapping is made per row, days are looked up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from json.encoder import encode_basestring
from typing import NamedTuple

from bywhen.timetable.claims import Affair, Claim, Event
from bywhen.timetable.history import EventHistory
from bywhen.timetable.rows import SideHistory

__all__ = [
    "TABLES",
    "Cell",
    "Row",
    "Rows",
    "add_history",
    "affair_rows",
    "empty_rows",
    "record_rows",
]

Cell = str | int | float | None
Row = tuple[Cell, ...]

# Tables that hold an affair's rows, in the order of their references.
TABLES = (
    "affairs",
    "timetables",
    "issuers",
    "sources",
    "events",
    "claims",
    "points",
    "corrections",
    "follows",
    "deciders",
    "states",
    "promise_states",
    "moves",
)


class Rows(NamedTuple):
    """Rows by table. `states`, `promise_states` and `moves` are those of the histories given."""

    affairs: list[Row]
    timetables: list[Row]
    issuers: list[Row]
    sources: list[Row]
    events: list[Row]
    claims: list[Row]
    points: list[Row]
    corrections: list[Row]
    follows: list[Row]
    deciders: list[Row]
    states: list[Row]
    promise_states: list[Row]
    moves: list[Row]


class _IsoDates(dict[date | None, str | None]):
    """ISO text by day, made once."""

    def __missing__(self, day: date | None) -> str | None:
        text = None if day is None else day.isoformat()
        self[day] = text
        return text


# ISO text by proleptic ordinal, made once. A plain dictionary: to look something up in one that
# fills itself takes several times as long.
_ISO: dict[int | None, str | None] = {None: None}
_iso_of = _IsoDates().__getitem__


def empty_rows() -> Rows:
    """No rows of any table."""
    return Rows(*([] for _ in TABLES))


def affair_rows(
    affair: Affair, histories: Iterable[EventHistory], events_in_batch: int | None = None
) -> Iterator[Rows]:
    """All rows of one affair, in batches of so many events (None: in one).

    `histories` are those of its events, in order. The affair's own rows are in the first batch.
    """
    rows = empty_rows()
    _add_affair(rows, affair)
    names = {issuer.id: issuer.name for issuer in affair.issuers}
    for position, history in enumerate(histories):
        if events_in_batch and position and position % events_in_batch == 0:
            yield rows
            rows = empty_rows()
        _add_event(rows, affair, history.event, position)
        rows.claims.extend(_claim_rows(affair.id, history.event.claims, names))
        add_history(rows, affair.id, history)
    yield rows


def record_rows(affair: Affair) -> Rows:
    """The rows that say what the record says; none of what follows from it."""
    bare = (EventHistory(event, []) for event in affair.events)
    (rows,) = affair_rows(affair, bare)
    return rows


def _add_affair(rows: Rows, affair: Affair) -> None:
    rows.affairs.append(
        (
            affair.id,
            affair.title,
            affair.timezone,
            affair.language,
            _day(affair.checked_through),
            affair.timetables[0].id if affair.timetables else None,
            affair.note,
            _json(affair.titles),
            _json(affair.formerly),
        )
    )
    rows.timetables.extend(
        (affair.id, one.id, one.title, _day(one.announced), one.note, _json(one.titles), position)
        for position, one in enumerate(affair.timetables)
    )
    rows.issuers.extend(
        (
            f"{affair.id}/{one.id}",
            affair.id,
            one.name,
            _json(one.names),
            _json(one.aliases),
            json.dumps(one.alias_names, ensure_ascii=False) if one.alias_names else None,
        )
        for one in affair.issuers
    )
    rows.sources.extend(
        (
            f"{affair.id}/{one.id}",
            affair.id,
            one.publisher,
            _day(one.published),
            one.title,
            one.url,
            one.archived,
            _day(one.accessed),
            one.sha256,
            one.medium,
            one.language,
            one.note,
        )
        for one in affair.sources
    )
    rows.points.extend(_point_rows(affair))
    rows.corrections.extend(
        (one.day.isoformat(), one.claim, one.was, one.now, one.why, affair.id, position)
        for position, one in enumerate(affair.corrections)
    )


def _point_rows(affair: Affair) -> Iterator[Row]:
    taken: set[str] = set()
    for position, point in enumerate(affair.points):
        name = f"{affair.id}/{point.version}/{point.number}"
        for more in (point.part, point.language, str(position)):
            if name in taken and more is not None:
                name = f"{name}/{more}"
        taken.add(name)
        yield (
            name,
            affair.id,
            point.version,
            point.number,
            point.part,
            point.language,
            point.text,
            point.event,
            point.note,
            position,
        )


def _add_event(rows: Rows, affair: Affair, event: Event, position: int) -> None:
    rows.events.append(
        (
            event.id,
            affair.id,
            event.title,
            event.kind,
            event.timezone or affair.timezone,
            _day(event.checked_through or affair.checked_through),
            event.note,
            _json(event.titles) if event.titles else None,
            _json(event.formerly) if event.formerly else None,
            position,
        )
    )
    if event.follows:
        rows.follows.extend(
            (event.id, after, affair.id, place)
            for place, after in enumerate(dict.fromkeys(event.follows))
        )
    if event.deciders:
        rows.deciders.extend(
            (event.id, f"{affair.id}/{issuer}", affair.id, place)
            for place, issuer in enumerate(dict.fromkeys(event.deciders))
        )


def _claim_rows(affair: str, claims: Sequence[Claim], names: Mapping[str, str]) -> Iterator[Row]:
    iso = _iso_of
    for position, claim in enumerate(claims):
        window = claim.window
        earliest, latest = (None, None) if window is None else (window.earliest, window.latest)
        # `_value_`: the plain text of an enum member; binding the member itself is much slower.
        # In two parts: Python makes a tuple of more than 30 by way of a list.
        what = (
            claim.id,
            claim.event,
            claim.kind._value_,
            claim.modality._value_ if claim.modality is not None else None,
            claim.written,
            iso(earliest),
            iso(latest),
            iso(claim.strict) if claim.strict is not None else None,
            claim.time,
            claim.anchor,
            claim.offset_min.text if claim.offset_min else None,
            claim.offset_max.text if claim.offset_max else None,
            claim.timetable,
        )
        who = (
            claim.standing._value_ if claim.standing is not None else None,
            claim.rank._value_,
            claim.condition,
            names.get(claim.issuer, claim.issuer) if claim.issuer else None,
            claim.via,
            claim.phrase,
            claim.language,
            f"{affair}/{claim.source}" if claim.source else None,
            iso(claim.said) if claim.said is not None else None,
            iso(claim.known),
            claim.recorded,
            iso(claim.retracted) if claim.retracted is not None else None,
            claim.note,
            affair,
            f"{affair}/{claim.issuer_id}" if claim.issuer_id else None,
            iso(claim.earliest_strict) if claim.earliest_strict is not None else None,
            claim.why,
            _json(claim.formerly) if claim.formerly else None,
            position,
        )
        yield what + who


def add_history(rows: Rows, affair: str, history: EventHistory) -> None:
    """Put the rows of an event's history to `rows`."""
    event = history.event.id
    for side in history.sides:
        states, promises, moves = _side_rows(affair, event, side)
        rows.states.extend(states)
        rows.promise_states.extend(promises)
        rows.moves.extend(moves)


def _side_rows(affair: str, event: str, side: SideHistory) -> tuple[list[Row], ...]:
    """States, promises and moves; days that come for the first time are put to the others, and it
    begins again."""
    while True:
        try:
            return (
                _state_rows(affair, event, side),
                _promise_rows(affair, event, side),
                _move_rows(affair, event, side),
            )
        except KeyError as new:
            (ordinal,) = new.args
            _ISO[ordinal] = date.fromordinal(ordinal).isoformat()


def _state_rows(affair: str, event: str, side: SideHistory) -> list[Row]:
    iso, timetable = _ISO, side.timetable
    return [
        (
            event, timetable, iso[known_from], iso[known_until], claim, iso[due_from],
            iso[due_to], 1 if conditional else 0, phase, iso[baseline_from], iso[baseline_due],
            iso[baseline_known], net_slip, start_slip, slip_least, slip_most, n_slips,
            n_pull_ins, gross_slip, iso[happened_from], iso[happened_to], outcome_slip_min,
            outcome_slip_max, overrun_ratio, slip_rate, iso[trend_meets], baseline_claim,
            happened_claim, affair,
        )
        for known_from, known_until, (
            claim, due_from, due_to, conditional, phase, baseline_claim, baseline_from,
            baseline_due, baseline_known, net_slip, start_slip, slip_least, slip_most, n_slips,
            n_pull_ins, gross_slip, happened_claim, happened_from, happened_to, outcome_slip_min,
            outcome_slip_max, overrun_ratio, slip_rate, trend_meets,
        ) in side.states
    ]  # fmt: skip


def _promise_rows(affair: str, event: str, side: SideHistory) -> list[Row]:
    iso, timetable = _ISO, side.timetable
    return [
        (
            claim, event, timetable, iso[known_from], iso[known_until], iso[known], iso[due_from],
            iso[due], 1 if conditional else 0, ended_by, iso[ended_known], move, move_kind,
            verdict, notice, horizon, affair,
        )
        for claim, spans in side.promises.items()
        for known_from, known_until, (
            known, due_from, due, conditional, ended_by, ended_known, move, move_kind, verdict,
            notice, horizon,
        ) in spans
    ]  # fmt: skip


def _move_rows(affair: str, event: str, side: SideHistory) -> list[Row]:
    iso, timetable = _ISO, side.timetable
    return [
        (
            event, timetable, iso[known_from], iso[known_until], iso[day], claim,
            1 if inherited else 0, kind, days, iso[old_from], iso[old_to], iso[new_from],
            iso[new_to], affair,
        )
        for known_from, known_until, (
            day, claim, inherited, kind, days, old_from, old_to, new_from, new_to,
        ) in side.moves
    ]  # fmt: skip


def _day(day: date | None) -> str | None:
    return _iso_of(day)


def _json(held: Mapping[str, str] | Sequence[str]) -> str | None:
    """As `json.dumps` writes it; that takes three times as long on so little."""
    if not held:
        return None
    text = encode_basestring
    if isinstance(held, dict):
        return "{" + ", ".join([f"{text(key)}: {text(held[key])}" for key in held]) + "}"
    return "[" + ", ".join([text(one) for one in held]) + "]"
