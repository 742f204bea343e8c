"""The timeline: everything that happened or is to happen between two days, one row an event."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from bywhen.publish.board import BoardEvent
from bywhen.publish.context import AffairHead, BadParameterError, Visit, read_day
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.home import event_json
from bywhen.publish.speech import N_, Speech
from bywhen.publish.timelineread import (
    Asked,
    Timeline,
    read_timeline,
    shown_window,
)
from bywhen.publish.tracks import Scale
from bywhen.timetable.window import iso

__all__ = ["timeline_sheet", "view_timeline"]

_SQL = """\
select e.id, e.title, s.phase, coalesce(s.happened_from, s.due_from) as first_day,
  coalesce(s.happened_to, s.due_to) as last_day, c.modality, c.phrase, c.issuer, o.url
from states s join events e on e.id = s.event join affairs a on a.id = s.affair
left join claims c on c.id = coalesce(s.happened_claim, s.claim)
left join sources o on o.id = c.source
where s.affair = :affair and s.timetable is a.first_timetable
  and s.known_from <= :day and (s.known_until is null or :day < s.known_until)
  and (last_day >= :first or (last_day is null and first_day is not null))
  and (first_day <= :last or (first_day is null and last_day is not null))
order by coalesce(first_day, last_day), coalesce(last_day, '9999'), e.position limit 200"""


async def view_timeline(visit: Visit) -> tuple[AffairHead, Asked, Timeline]:
    """What the address asks for, and what was found.

    Raises BadParameterError, NotFoundError, Datasette's Forbidden.
    """
    head = await visit.affair()
    args = visit.request.args
    asked = Asked(
        read_day("from", args.get("from")),
        read_day("to", args.get("to")),
        args.get("kind") or None,
        args.get("source_language") or None,
    )
    if asked.first and asked.last and asked.first > asked.last:
        raise BadParameterError(
            N_("from=%(first)s is after to=%(last)s; write the earlier day as from"),
            first=asked.first,
            last=asked.last,
        )
    found = await visit.read(
        head.database, partial(read_timeline, head=head, asked=asked, days=visit.days)
    )
    return head, asked, found


async def timeline_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/timeline."""
    say = visit.say
    head, asked, found = await view_timeline(visit)
    return Sheet(
        template="timeline.html",
        title=say.gettext("Timeline"),
        description=_described(found, say),
        affair=head,
        section="timeline",
        values={
            "found": found,
            "asked": asked,
            "scale": Scale(found.first, found.last),
            "whole": Scale(found.bins[0].first, found.bins[-1].last) if found.bins else None,
            "shown_window": shown_window,
            **_links(visit, head.affair, asked, found),
        },
        twin={
            "affair": head.affair,
            "database": head.database,
            "from": iso(found.first),
            "to": iso(found.last),
            "today": iso(found.today),
            "kind": asked.kind,
            "source_language": asked.source_language,
            "events": [_event_json(one, say) for one in found.events],
            "more": found.more,
            "undated": [event_json(one, say) for one in found.undated],
            "nearest_before": iso(found.before),
            "nearest_after": iso(found.after),
        },
        cite=_described(found, say),
        keeps=("from", "to", "kind", "source_language"),
        queries=(
            Query(
                say.gettext("Timeline"),
                _SQL,
                {
                    "affair": head.affair,
                    "day": found.today.isoformat(),
                    "first": found.first.isoformat(),
                    "last": found.last.isoformat(),
                },
            ),
        ),
    )


def _described(found: Timeline, say: Speech) -> str:
    count = len(found.events)
    words = say.ngettext("%(count)d event", "%(count)d events", count)
    if found.more:
        words = say.gettext("the first %(count)d events", count=count)
    return say.gettext(
        "%(events)s between %(first)s and %(last)s.",
        events=words,
        first=say.day(found.first),
        last=say.day(found.last),
    )


def _event_json(one: BoardEvent, say: Speech) -> dict[str, Any]:
    earliest, latest = shown_window(one)
    return {**event_json(one, say), "earliest": iso(earliest), "latest": iso(latest)}


def _links(visit: Visit, affair: str, asked: Asked, found: Timeline) -> dict[str, str | None]:
    """Earlier, later, in, out, all; and, where nothing is shown, the nearest event."""
    span = found.last - found.first + timedelta(days=1)
    quarter = max(span // 4, timedelta(days=1))

    def path(first: date | None, last: date | None) -> str:
        return visit.affair_path(
            affair,
            "timeline",
            **{"from": iso(first), "to": iso(last)},
            kind=asked.kind,
            source_language=asked.source_language,
        )

    nearest = _nearest(found)
    shown_to = shown_window(found.events[-1])[0] if found.more else None
    return {
        "earlier": path(_moved(found.first, -span), _moved(found.last, -span)),
        "later": path(_moved(found.first, span), _moved(found.last, span)),
        "closer": path(found.first + quarter, found.last - quarter) if span.days > 4 else None,
        "wider": path(_moved(found.first, -span // 2), _moved(found.last, span // 2)),
        "whole_path": path(found.bins[0].first, found.bins[-1].last) if found.bins else None,
        "around_today": path(None, None),
        "rest": path(shown_to, found.last) if shown_to and shown_to > found.first else None,
        "nearest": None if nearest is None else path(
            _moved(nearest, timedelta(days=-15)), _moved(nearest, timedelta(days=15))
        ),
        "nearest_day": iso(nearest),
    }  # fmt: skip


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _nearest(found: Timeline) -> date | None:
    """The day with an event that lies nearest to an empty window."""
    if found.events:
        return None
    near = [day for day in (found.before, found.after) if day is not None]
    return min(
        near, key=lambda day: min(abs(day - found.first), abs(day - found.last)), default=None
    )
