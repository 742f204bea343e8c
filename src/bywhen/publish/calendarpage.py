"""The calendar page: a month, windows as possible days; below it the same as a list."""

from __future__ import annotations

import re
import sqlite3
from datetime import date, timedelta
from functools import partial
from typing import Any

from bywhen.publish.board import BoardEvent, Days
from bywhen.publish.boardevents import read_events
from bywhen.publish.context import BadParameterError, Visit
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.home import event_json
from bywhen.publish.month import days_of, grid, month_bounds, shifted, shown_in
from bywhen.publish.speech import N_
from bywhen.timetable.window import iso

__all__ = ["calendar_sheet"]

_MOST = 60  # events of one month
_REACH_DAYS = 400  # a window that ends later than so many days after the month is not looked for
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_SQL = """\
select e.title, s.phase, s.due_from, s.due_to, s.happened_from, s.happened_to
from states s join events e on e.id = s.event join affairs a on a.id = s.affair
where s.affair = :affair and s.timetable is a.first_timetable
  and s.known_from <= :day and (s.known_until is null or :day < s.known_until)
  and coalesce(s.happened_from, s.due_from, s.due_to) <= :last
  and coalesce(s.happened_to, s.due_to, s.due_from) >= :first
order by coalesce(s.happened_to, s.due_to, s.due_from)"""


async def calendar_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/calendar?month=2025-12."""
    head = await visit.affair()
    today = visit.days.of(head.timezone)
    month = _month(visit, today)
    first, last = month_bounds(month)
    events = await visit.read(
        head.database,
        partial(
            _read,
            affair=head.affair,
            timetable=head.timetable,
            first=first,
            last=last,
            days=visit.days,
        ),
    )
    shown = shown_in(events[:_MOST], first, last)
    say = visit.say
    named = say.idiom.month(month)
    cite = say.ngettext(
        "%(month)s: %(count)d event falls or may fall into it.",
        "%(month)s: %(count)d events fall or may fall into it.",
        len(shown),
        month=named,
    )
    before, after = shifted(month, -1), shifted(month, 1)
    return Sheet(
        template="calendar.html",
        title=named,
        description=cite,
        affair=head,
        section="calendar",
        values={
            "weeks": grid(shown, first, last),
            "shown": shown,
            "weekdays": WEEKDAYS,
            "today": today,
            "more": len(events) > _MOST,
            "before": before,
            "after": after,
            "in_month": partial(days_of, first=first, last=last),
        },
        twin={
            "affair": head.affair,
            "month": f"{month:%Y-%m}",
            "first": iso(first),
            "last": iso(last),
            "events": [
                {
                    **event_json(one.one, say),
                    "shown_as": one.kind,
                    "possible_from": iso(one.first),
                    "possible_to": iso(one.last),
                }
                for one in shown
            ],
        },
        cite=cite,
        queries=(
            Query(
                say.gettext("What falls into this month"),
                _SQL,
                {
                    "affair": head.affair,
                    "day": today.isoformat(),
                    "first": first.isoformat(),
                    "last": last.isoformat(),
                },
            ),
        ),
        keeps=("month",),
    )


def _month(visit: Visit, today: date) -> date:
    text = visit.request.args.get("month")
    if not text:
        return today.replace(day=1)
    found = _MONTH.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise BadParameterError(
            N_("month=%(text)s is not a month; write it as month=2025-12"), text=text[:40]
        ) from None


def _read(
    connection: sqlite3.Connection,
    affair: str,
    timetable: str | None,
    first: date,
    last: date,
    days: Days,
) -> list[BoardEvent]:
    """The events whose dates touch the month, through the indexes of their last days."""
    far = (
        date.max if last > date.max - timedelta(days=_REACH_DAYS) else last + timedelta(_REACH_DAYS)
    )
    bound: dict[str, Any] = {
        **days.bounds,
        "affair": affair,
        "timetable": timetable,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "far": far.isoformat(),
        "limit": _MOST + 1,
    }
    found: dict[str, BoardEvent] = {}
    for query in _QUERIES:
        found.update((one.event, one) for one in read_events(connection, query, bound, days))
    return list(found.values())


_LAST, _FIRST = "coalesce(s.happened_to, s.due_to)", "coalesce(s.happened_from, s.due_from)"
_QUERIES = (
    f"and {_LAST} between :first and :far"
    f" and ({_FIRST} is null or {_FIRST} <= :last or {_LAST} <= :last) limit :limit",
    f"and {_LAST} is null and {_FIRST} between :first and :last limit :limit",
)
