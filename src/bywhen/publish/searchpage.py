"""Search across the record: affairs, events, claims and points in which all the words stand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from bywhen.publish.context import Visit
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.reviewdesk import found, marked
from bywhen.publish.speech import N_
from bywhen.store.found import Hit, search
from bywhen.store.proposals import Proposal
from bywhen.store.search import match_query
from bywhen.tracker import Tracker

__all__ = ["search_sheet"]

_LONGEST = 200
_OF_EACH = 25
_FOUND: Mapping[str, str] = {
    "affair": N_("Affairs"),
    "event": N_("Events"),
    "claim": N_("Claims"),
    "point": N_("Points"),
}
_SQL = """\
select c.id, c.known, c.issuer, c.phrase
from claims_fts f join claims c on c.rowid = f.rowid
where claims_fts match :query order by f.rank limit 25"""


async def search_sheet(visit: Visit) -> Sheet:
    """The page at /-/search."""
    say, asked = visit.say, (visit.request.args.get("q") or "").strip()[:_LONGEST]
    hits: list[Hit] = []
    proposed: list[Proposal] = []
    for name in await visit.readable():
        if asked:
            hits += await visit.read(name, partial(search, text=asked, limit=_OF_EACH))
        if asked and await visit.may_review():
            tracker = Tracker.open(visit.attached.folder(name))
            proposed += await asyncio.to_thread(found, tracker, asked, _OF_EACH)
    query = match_query(asked)
    return Sheet(
        template="search.html",
        title=say.gettext("Search: %(words)s", words=asked) if asked else say.gettext("Search"),
        values={
            "searched": asked,
            "sections": [
                (say.gettext(words), some)
                for found, words in _FOUND.items()
                if (some := [(hit, _path(visit, hit)) for hit in hits if hit.found == found])
            ],
            "proposed": proposed,
            "marked": marked,
            "is_cut": len(hits) >= _OF_EACH,
        },
        twin={
            "q": asked,
            "hits": [_hit_json(hit) for hit in hits],
            "proposed": [one.id for one in proposed],
        },
        keeps=("q",),
        is_private=bool(proposed),
        queries=(Query(say.gettext("Claims"), _SQL, {"query": query}),) if query else (),
    )


def _path(visit: Visit, hit: Hit) -> str:
    if hit.found == "claim" and hit.event:
        return visit.event_path(hit.event) + f"#{hit.id.rsplit('/', 1)[-1]}"
    if hit.event:
        return visit.event_path(hit.event)
    return visit.affair_path(hit.affair)


def _hit_json(hit: Hit) -> dict[str, Any]:
    text = "".join(part.text for part in hit.parts)
    told = {name: value for name, value in hit._asdict().items() if name != "parts"}
    return {**told, "excerpt": text}
