"""What changed between two days of knowledge: of which events, by whose words, by how much."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from bywhen.formats.changes import Change, change_rows, read_event_changes
from bywhen.formats.snapshot import Days as Civil
from bywhen.publish.boardevents import by_language
from bywhen.publish.context import AffairHead, BadParameterError, Visit, read_day
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.speech import N_
from bywhen.publish.statuses import status_of
from bywhen.publish.timelineread import ENDS, STARTS
from bywhen.timetable.window import iso

__all__ = ["diff_sheet"]

EVENTS = 100
_WEEK = timedelta(days=7)

# An event can differ only if something about it became known, or a day of its own has come; each
# part is a range of an index.
_TOUCHED = f"""
select distinct event from (
  select event from states where affair = :affair and timetable is :timetable
    and known_from > :first and known_from <= :last
  union all
  select event from claims where affair = :affair and known > :first and known <= :last
  union all
  select event from states s where affair = :affair and timetable is :timetable
    and {ENDS} >= :first and {ENDS} <= :last
  union all
  select event from states s where affair = :affair and timetable is :timetable
    and {STARTS} > :first and {STARTS} <= :last
) limit :limit
"""  # noqa: S608 - expressions of ours
_SQL = """\
select c.known, e.title, c.kind, c.date, c.issuer, c.via, c.phrase, o.publisher, o.url
from claims c join events e on e.id = c.event left join sources o on o.id = c.source
where c.affair = :affair and c.known > :first and c.known <= :last
order by c.known, e.position limit 200"""


@dataclass(frozen=True, slots=True)
class _Found:
    changes: list[Change]
    titles: Mapping[str, Mapping[str, str]]
    is_cut: bool


async def diff_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/diff."""
    head = await visit.affair()
    say, args = visit.say, visit.request.args
    last = read_day("to", args.get("to")) or visit.days.of(head.timezone)
    first = read_day("from", args.get("from")) or _week_before(last)
    if first > last:
        raise BadParameterError(
            N_("from=%(first)s is after to=%(last)s; write the earlier day as from"),
            first=first,
            last=last,
        )
    found = await visit.read(head.database, partial(_read, head=head, first=first, last=last))
    count = len(found.changes)
    described = say.ngettext(
        "%(count)d event changed between %(first)s and %(last)s.",
        "%(count)d events changed between %(first)s and %(last)s.",
        count,
        first=say.day(first),
        last=say.day(last),
    )
    bound = {"affair": head.affair, "first": first.isoformat(), "last": last.isoformat()}
    return Sheet(
        template="diff.html",
        title=say.gettext("What changed"),
        description=described,
        affair=head,
        section="diff",
        values={
            "first": first,
            "last": last,
            "changes": found.changes,
            "titles": found.titles,
            "is_cut": found.is_cut,
            "told": lambda one: status_of(
                one.figures, one.said.modality if one.said else None, one.checked_through, say
            ),
            "is_to_come": last > visit.now.date(),
            "week_before": _week_before(first),
            "week_after": last + min(_WEEK, date.max - last),
        },
        twin={
            "affair": head.affair,
            "from": iso(first),
            "to": iso(last),
            "changes": json.loads(json.dumps(change_rows(found.changes), default=str)),
            "more": found.is_cut,
        },
        cite=described,
        keeps=("from", "to"),
        queries=(Query(say.gettext("Claims that became known"), _SQL, bound),),
    )


def _week_before(day: date) -> date:
    """A week before; at the calendar's beginning as much as there is."""
    return day - min(_WEEK, day - date.min)


def _read(connection: sqlite3.Connection, head: AffairHead, first: date, last: date) -> _Found:
    bound: dict[str, Any] = {
        "affair": head.affair,
        "timetable": head.timetable,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "limit": EVENTS + 1,
    }
    events = [row[0] for row in connection.execute(_TOUCHED, bound)]
    changes = read_event_changes(connection, Civil(first), Civil(last), events[:EVENTS])
    changes.sort(key=lambda one: one.after.position)
    titles = {
        event: by_language(text)
        for event, text in connection.execute(
            "select id, titles from events where id in (select value from json_each(?))",
            (json.dumps([one.after.event for one in changes]),),
        )
    }
    return _Found(changes, titles, len(events) > EVENTS)
