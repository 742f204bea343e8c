"""What other programs subscribe to: calendar, Atom, JSON Feed; and slides for TimelineJS.

The same bytes as the `export` commands give. Of all affairs, of one, of one event; `kind=` narrows
it down. The language is that of `language=` alone: a subscription says the same to everybody.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial

from bywhen.errors import UsageError
from bywhen.formats.publications import Scope, atom, icalendar, jsonfeed, timelinejs
from bywhen.formats.snapshot import Days
from bywhen.publish.context import BadParameterError, NotFoundError, Visit
from bywhen.publish.render import Page
from bywhen.publish.speech import N_

__all__ = ["atom_page", "calendar_page", "jsonfeed_page", "timelinejs_page"]

_ANY_SITE = {"access-control-allow-origin": "*"}


async def calendar_page(visit: Visit) -> Page:
    """calendar.ics: `alarms=P1D` adds alarms, `component=vtodo` makes tasks of the events."""
    args = visit.request.args
    component = args.get("component") or "vevent"
    if component not in ("vevent", "vtodo"):
        raise BadParameterError(
            N_("component=%(text)s is not offered; write it as %(offered)s"),
            text=component[:40],
            offered="component=vevent",
        )
    text = await _written(
        visit,
        lambda connection, scope: icalendar(
            connection,
            scope,
            kind=args.get("kind") or None,
            component="vtodo" if component == "vtodo" else "vevent",
            alarms=args.get("alarms") or None,
        ),
    )
    return Page(text, content_type="text/calendar; charset=utf-8", headers=_ANY_SITE)


async def atom_page(visit: Visit) -> Page:
    """feed.atom: every change, newest first."""
    text = await _feed(visit, atom)
    return Page(text, content_type="application/atom+xml; charset=utf-8", headers=_ANY_SITE)


async def jsonfeed_page(visit: Visit) -> Page:
    """feed.json: the same as JSON Feed."""
    text = await _feed(visit, jsonfeed)
    return Page(text, content_type="application/feed+json; charset=utf-8", headers=_ANY_SITE)


async def timelinejs_page(visit: Visit) -> Page:
    """timelinejs.json: slides for TimelineJS 3."""
    text = await _written(visit, timelinejs)
    return Page(text, content_type="application/json; charset=utf-8", headers=_ANY_SITE)


async def _feed(visit: Visit, written: Callable[..., str]) -> str:
    kinds = [kind for kind in visit.request.args.getlist("kind") if kind]
    address = visit.absolute(visit.path(str(visit.request.path)))
    if visit.request.query_string:
        address = f"{address}?{visit.request.query_string}"
    return await _written(visit, partial(written, kinds=kinds, address=address))


async def _written(visit: Visit, written: Callable[[sqlite3.Connection, Scope], str]) -> str:
    database, affair, event = await _asked(visit)
    scope = Scope(
        Days(visit.now, visit.as_of),
        affair,
        event,
        visit.say.code if visit.request.args.get("language") else "en",
        visit.absolute(visit.path("/")),
    )
    try:
        return await visit.read(database, lambda connection: written(connection, scope))
    except UsageError as error:
        raise BadParameterError("%(told)s", told=str(error)) from error


async def _asked(visit: Visit) -> tuple[str, str | None, str | None]:
    """Database, affair and event (a full id) that the address and `event=` name.

    Raises NotFoundError, Datasette's Forbidden.
    """
    if "affair" not in visit.request.url_vars:
        names = await visit.readable()
        if not names:
            raise NotFoundError(N_("There is no tracker here."))
        return names[0], None, None
    head = await visit.affair()
    slug = visit.request.url_vars.get("slug") or visit.request.args.get("event")
    if not slug:
        return head.database, head.affair, None
    event = f"{head.affair}/{slug.removeprefix(f'{head.affair}/')}"
    found = await visit.read(
        head.database,
        lambda connection: connection.execute(
            "SELECT 1 FROM events WHERE id = ?", (event,)
        ).fetchone(),
    )
    if found is None:
        raise NotFoundError(N_("There is no event %(event)s here."), event=event[:120])
    return head.database, head.affair, event
