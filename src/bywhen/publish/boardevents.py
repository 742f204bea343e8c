"""Events as they stand on a day, read from a tracker.db.

SQL picks candidates for every time zone at once; which of them hold on whose day is decided here,
by the rules of `bywhen.timetable`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bywhen.publish.board import BoardEvent, Days, Said
from bywhen.timetable.asof import figures, held_at
from bywhen.timetable.figures import State

__all__ = ["by_language", "day_of", "read_event", "read_events", "read_listed", "said_of"]

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


def read_event(
    connection: sqlite3.Connection, event: str, timetable: str | None, days: Days
) -> BoardEvent | None:
    """One event (full id) as it stands on its own day; None if nothing was known of it."""
    affair = event.partition("/")[0]
    bound = {
        **days.bounds,
        "affair": affair,
        "timetable": timetable,
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
    checked = day_of(row["checked_through"])
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
        corrected=day_of(row["corrected"]),
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


def by_language(text: str | None) -> Mapping[str, str]:
    """Names or titles by language, from a cell."""
    return json.loads(text) if text else {}


def day_of(text: str | None) -> date | None:
    """A day from a cell."""
    return None if text is None else date.fromisoformat(text)
