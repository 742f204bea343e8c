"""From an affair and its history to rows of tracker.db: plain tuples in the order of the columns.

Rows hold nothing that depends on the moment of the build, so an unchanged record gives the same
rows. This is the hot path of a build: no mapping is made per row, days are looked up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bywhen.store.search import index_text
from bywhen.timetable.claims import Affair, Claim, Event
from bywhen.timetable.history import EventHistory

__all__ = ["SEARCHED", "TABLES", "Row", "Rows", "affair_rows", "search_rows"]

Row = tuple[str | int | float | None, ...]

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
# Searched tables, each with an index of the same name and `_fts`.
SEARCHED = ("affairs", "events", "claims", "points")
_CLAIM_ISSUER_ID = 27  # place of issuer_id in a row of claims


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


class _IsoDays(dict[int | None, str | None]):
    """ISO text by proleptic ordinal, made once."""

    def __missing__(self, ordinal: int | None) -> str | None:
        text = None if ordinal is None else date.fromordinal(ordinal).isoformat()
        self[ordinal] = text
        return text


_ISO = _IsoDays()


def affair_rows(
    affair: Affair, histories: Iterable[EventHistory], events_in_batch: int | None = None
) -> Iterator[Rows]:
    """All rows of one affair, in batches of so many events (None: in one).

    `histories` are those of its events, in order. The affair's own rows are in the first batch.
    """
    rows = Rows(*([] for _ in TABLES))
    _add_affair(rows, affair)
    names = {issuer.id: issuer.name for issuer in affair.issuers}
    for position, history in enumerate(histories):
        if events_in_batch and position and position % events_in_batch == 0:
            yield rows
            rows = Rows(*([] for _ in TABLES))
        _add_event(rows, affair, history.event, position)
        rows.claims.extend(_claim_rows(affair.id, history.event.claims, names))
        _add_history(rows, affair.id, history)
    yield rows


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
        (f"{affair.id}/{one.id}", affair.id, one.name, _json(one.names), _json(one.aliases))
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
            if name not in taken:
                break
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
    for position, claim in enumerate(claims):
        window = claim.window
        earliest = window.earliest if window else None
        latest = window.latest if window else None
        # `_value_`: the plain text of an enum member; binding the member itself is much slower.
        yield (
            claim.id,
            claim.event,
            claim.kind._value_,
            claim.modality._value_ if claim.modality else None,
            claim.written,
            earliest.isoformat() if earliest else None,
            latest.isoformat() if latest else None,
            claim.strict.isoformat() if claim.strict else None,
            claim.time,
            claim.anchor,
            claim.offset_min.text if claim.offset_min else None,
            claim.offset_max.text if claim.offset_max else None,
            claim.timetable,
            claim.standing._value_ if claim.standing else None,
            claim.rank._value_,
            claim.condition,
            names.get(claim.issuer, claim.issuer) if claim.issuer else None,
            claim.via,
            claim.phrase,
            claim.language,
            f"{affair}/{claim.source}" if claim.source else None,
            claim.said.isoformat() if claim.said else None,
            claim.known.isoformat(),
            claim.recorded,
            claim.retracted.isoformat() if claim.retracted else None,
            claim.note,
            affair,
            f"{affair}/{claim.issuer_id}" if claim.issuer_id else None,
            claim.earliest_strict.isoformat() if claim.earliest_strict else None,
            claim.why,
            _json(claim.formerly) if claim.formerly else None,
            position,
        )


def _add_history(rows: Rows, affair: str, history: EventHistory) -> None:
    iso = _ISO
    for state in history.states:
        rows.states.append(
            (
                state[0],  # event
                state[1],  # timetable
                iso[state[2]],  # known_from
                iso[state[3]],  # known_until
                state[4],  # claim
                iso[state[5]],  # due_from
                iso[state[6]],  # due_to
                int(state[7]),  # conditional
                state[8],  # phase
                iso[state[10]],  # baseline_from
                iso[state[11]],  # baseline_due
                iso[state[12]],  # baseline_known
                *state[13:20],  # net_slip to gross_slip
                iso[state[21]],  # happened_from
                iso[state[22]],  # happened_to
                *state[23:27],  # outcome_slip_min to slip_rate
                iso[state[27]],  # trend_meets
                state[9],  # baseline_claim
                state[20],  # happened_claim
                affair,
            )
        )
    for promise in history.promises:
        rows.promise_states.append(
            (
                promise[0],  # claim
                promise[1],  # event
                promise[2],  # timetable
                iso[promise[3]],  # known_from
                iso[promise[4]],  # known_until
                iso[promise[5]],  # known
                iso[promise[6]],  # due_from
                iso[promise[7]],  # due
                int(promise[8]),  # conditional
                promise[9],  # ended_by
                iso[promise[10]],  # ended_known
                *promise[11:],  # move to horizon
                affair,
            )
        )
    for move in history.moves:
        rows.moves.append(
            (
                move[0],  # event
                move[1],  # timetable
                iso[move[2]],  # known_from
                iso[move[3]],  # known_until
                iso[move[4]],  # day
                move[5],  # claim
                int(move[6]),  # inherited
                move[7],  # kind
                move[8],  # days
                iso[move[9]],  # old_from
                iso[move[10]],  # old_to
                iso[move[11]],  # new_from
                iso[move[12]],  # new_to
                affair,
            )
        )


def search_rows(rows: Rows, issuers: Iterable[Row]) -> dict[str, list[Row]]:
    """What goes into the search index of each searched table, row for row.

    `issuers` are all rows of the affair's issuers. It follows from rows alone, so that the index
    entry of an old row can be taken out again.
    """
    spoken = {row[0]: _spoken_names(row) for row in issuers}
    return {
        "affairs": [_indexed(row[1], _values(row[7]), row[6]) for row in rows.affairs],
        "events": [_indexed(row[2], _values(row[7]), row[6]) for row in rows.events],
        "claims": [
            _indexed(
                row[18],  # phrase
                row[25],  # note
                row[15],  # condition
                _joined(row[16], spoken.get(row[_CLAIM_ISSUER_ID])),
                row[17],  # via
            )
            for row in rows.claims
        ],
        "points": [_indexed(row[6], row[8]) for row in rows.points],
    }


def _indexed(*texts: object) -> Row:
    return tuple([None if text is None else index_text(str(text)) for text in texts])


def _spoken_names(issuer: Row) -> str:
    names = [issuer[2], _values(issuer[3]), _values(issuer[4])]
    return " ".join(str(name) for name in names if name)


def _joined(issuer: object, names: str | None) -> str | None:
    if issuer is None or names is None:
        return None if issuer is None else str(issuer)
    return names if str(issuer) in names else f"{issuer} {names}"


def _values(text: object) -> str | None:
    if text is None:
        return None
    held = json.loads(str(text))
    return " ".join(held.values() if isinstance(held, dict) else held)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _json(held: Mapping[str, str] | Sequence[str]) -> str | None:
    if not held:
        return None
    return json.dumps(held if isinstance(held, Mapping) else list(held), ensure_ascii=False)
