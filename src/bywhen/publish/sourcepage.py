"""What was read where: a source with all that was read in it; and the record's own corrections."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from bywhen.publish.board import Said
from bywhen.publish.boardevents import by_language, said_of
from bywhen.publish.context import NotFoundError, Visit
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.home import said_json
from bywhen.publish.speech import N_
from bywhen.timetable.window import iso

__all__ = ["corrections_sheet", "source_sheet"]

_MOST = 200

_SOURCE = """\
select publisher, published, title, url, archived, accessed, medium, language, sha256, note
from sources where id = :source"""
_CLAIMS = """\
select c.id as said_claim, c.event, e.title, e.titles, c.kind, c.modality, c.earliest, c.latest,
  c.issuer, i.name as issuer_name, i.names as issuer_names, c.via, c.phrase, c.language, c.known,
  c.source, o.publisher, o.url, o.archived
from claims c join events e on e.id = c.event join sources o on o.id = c.source
left join issuers i on i.id = c.issuer_id
where c.source = :source and c.known <= :day
order by c.known, c.id limit 201"""
_CORRECTIONS = """\
select r.day, r.claim, e.title, e.titles, r.was, r.now, r.why
from corrections r join claims c on c.id = r.claim join events e on e.id = c.event
where r.affair = :affair and r.day <= :day
order by r.day desc, r.position desc limit 201"""


@dataclass(frozen=True, slots=True)
class _Read:
    """A claim that was read in the source."""

    event: str
    title: str
    titles: Mapping[str, str]
    kind: str
    modality: str | None
    window: tuple[date | None, date | None]
    said: Said


@dataclass(frozen=True, slots=True)
class _Source:
    facts: Mapping[str, Any]
    claims: tuple[_Read, ...]


async def source_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/sources/SOURCE."""
    head = await visit.affair()
    source = f"{head.affair}/{visit.variable('source')}"
    day = visit.days.of(head.timezone).isoformat()
    bound = {"source": source, "day": day}
    found = await visit.read(head.database, partial(_read_source, bound=bound))
    if found is None:
        raise NotFoundError(N_("There is no source %(source)s here."), source=source[:120])
    say = visit.say
    return Sheet(
        template="source.html",
        title=f"{found.facts['publisher']}"
        + (f", {say.day(_day(found.facts['published']))}" if found.facts["published"] else ""),
        affair=head,
        section="sources",
        values={
            "source": found.facts,
            "claims": found.claims[:_MOST],
            "published": _day(found.facts["published"]) if found.facts["published"] else None,
            "accessed": _day(found.facts["accessed"]) if found.facts["accessed"] else None,
            "is_cut": len(found.claims) > _MOST,
            "row": visit.row(head.database, "sources", source),
        },
        twin={
            "affair": head.affair,
            "source": source,
            **found.facts,
            "claims": [_read_json(one) for one in found.claims[:_MOST]],
            "more": len(found.claims) > _MOST,
        },
        queries=(Query(say.gettext("What was read there"), _CLAIMS, bound),),
    )


def _read_source(connection: sqlite3.Connection, bound: Mapping[str, str]) -> _Source | None:
    cursor = connection.execute(_SOURCE, {"source": bound["source"]})
    row = cursor.fetchone()
    if row is None:
        return None
    facts = dict(zip((column[0] for column in cursor.description), row, strict=True))
    cursor = connection.execute(_CLAIMS, bound)
    names = [column[0] for column in cursor.description]
    return _Source(facts, tuple(_read(dict(zip(names, values, strict=True))) for values in cursor))


def _read(row: Mapping[str, Any]) -> _Read:
    earliest, latest = row["earliest"], row["latest"]
    return _Read(
        event=row["event"],
        title=row["title"],
        titles=by_language(row["titles"]),
        kind=row["kind"],
        modality=row["modality"],
        window=(_day(earliest) if earliest else None, _day(latest) if latest else None),
        said=said_of(row),
    )


def _read_json(one: _Read) -> dict[str, Any]:
    return {
        **said_json(one.said),
        "event": one.event,
        "title": one.title,
        "kind": one.kind,
        "modality": one.modality,
        "earliest": iso(one.window[0]),
        "latest": iso(one.window[1]),
    }


def _day(text: str) -> date:
    return date.fromisoformat(text)


async def corrections_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/corrections."""
    head = await visit.affair()
    say = visit.say
    bound = {"affair": head.affair, "day": visit.days.of(head.timezone).isoformat()}
    rows = await visit.read(
        head.database, lambda connection: connection.execute(_CORRECTIONS, bound).fetchall()
    )
    made = [
        {
            "day": _day(day),
            "claim": claim,
            "event": claim.rsplit("/", 1)[0],
            "title": title,
            "titles": by_language(titles),
            "was": was,
            "now": now,
            "why": why,
        }
        for day, claim, title, titles, was, now, why in rows
    ]
    return Sheet(
        template="corrections.html",
        title=say.gettext("Corrections"),
        description=say.gettext("Mistakes of this record, mended in the open."),
        affair=head,
        section="corrections",
        values={"corrections": made[:_MOST], "is_cut": len(made) > _MOST},
        twin={
            "affair": head.affair,
            "corrections": [{**one, "day": iso(one["day"])} for one in made[:_MOST]],
            "more": len(made) > _MOST,
        },
        queries=(Query(say.gettext("Corrections"), _CORRECTIONS, bound),),
    )
