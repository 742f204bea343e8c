"""The affair's own document, point by point, in each version, with the dates that hang on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bywhen.publish.board import BoardEvent, Days
from bywhen.publish.boardevents import read_listed
from bywhen.publish.context import NotFoundError, Visit
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.home import event_json
from bywhen.publish.speech import N_, Speech

__all__ = ["points_sheet"]

_MOST = 400  # points of one version
_POINTS = """\
select number, part, language, text, event, note
from points where affair = :affair and version = :version order by position limit 1200"""


@dataclass(frozen=True, slots=True)
class _Text:
    """A point's words in one language."""

    language: str | None
    text: str
    note: str | None


@dataclass(frozen=True, slots=True)
class _Point:
    """One point: its texts, the reader's language first, and the event whose date it sets."""

    number: str
    part: str | None
    texts: tuple[_Text, ...]
    event: BoardEvent | None


@dataclass(frozen=True, slots=True)
class _Document:
    versions: tuple[str, ...]
    version: str | None
    points: tuple[_Point, ...]


async def points_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/points?version=."""
    head = await visit.affair()
    asked = visit.request.args.get("version") or None
    say = visit.say
    found = await visit.read(
        head.database,
        partial(
            _read,
            affair=head.affair,
            timetable=head.timetable,
            asked=asked,
            days=visit.days,
            say=say,
        ),
    )
    if asked is not None and asked not in found.versions:
        raise NotFoundError(N_("There is no version %(version)s here."), version=asked[:40])
    dated = [one for one in found.points if one.event is not None]
    cite = ""
    if found.points:
        cite = say.gettext(
            "%(count)d points in the version of %(version)s; dates hang on %(dated)d of them.",
            count=len(found.points),
            version=found.version,
            dated=len(dated),
        )
    return Sheet(
        template="points.html",
        title=say.gettext("Points of the document"),
        description=cite,
        affair=head,
        section="points",
        values={"document": found},
        twin={
            "affair": head.affair,
            "versions": list(found.versions),
            "version": found.version,
            "points": [_json(one, say) for one in found.points],
        },
        cite=cite,
        queries=(
            Query(
                say.gettext("The points"),
                _POINTS,
                {"affair": head.affair, "version": found.version or ""},
            ),
        ),
        keeps=("version",),
    )


def _read(
    connection: sqlite3.Connection,
    affair: str,
    timetable: str | None,
    asked: str | None,
    days: Days,
    say: Speech,
) -> _Document:
    versions = tuple(
        row[0]
        for row in connection.execute(
            "select distinct version from points where affair = ? order by version desc limit 100",
            (affair,),
        )
    )
    version = asked if asked in versions else (versions[0] if versions else None)
    if version is None:
        return _Document(versions, None, ())
    grouped: dict[tuple[str, str | None], list[Any]] = {}
    for row in connection.execute(_POINTS, {"affair": affair, "version": version}):
        grouped.setdefault((row[0], row[1]), []).append(row)
    named = {row[4] for rows in grouped.values() for row in rows if row[4]}
    first, last = days.spread
    bound: Mapping[str, Any] = {
        "affair": affair,
        "timetable": timetable,
        "known_from": last.isoformat(),
        "known_until": first.isoformat(),
    }
    events = {one.event: one for one in read_listed(connection, sorted(named), bound, days)}
    points = []
    for (number, part), rows in list(grouped.items())[:_MOST]:
        texts = [_Text(language, text, note) for _, _, language, text, _, note in rows]
        texts.sort(key=lambda one: not say.is_own(one.language))
        own = [one for one in texts if say.is_own(one.language)] or texts
        event = next((row[4] for row in rows if row[4]), None)
        points.append(_Point(number, part, tuple(own), events.get(event) if event else None))
    return _Document(versions, version, tuple(points))


def _json(one: _Point, say: Speech) -> dict[str, Any]:
    return {
        "number": one.number,
        "part": one.part,
        "texts": [{"language": text.language, "text": text.text} for text in one.texts],
        "event": event_json(one.event, say) if one.event else None,
    }
