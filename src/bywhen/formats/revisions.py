"""How often an event's record was revised, when last, and the names that it has ever had.

An instant of revision is the one at which this record learnt a claim, where that is written down,
else the start of the day (UTC) on which it became known. Nothing here looks at the clock.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bywhen.formats.phrases import Span
from bywhen.formats.snapshot import EventNow

__all__ = ["Named", "Revision", "instant_of", "named", "oldest_name", "revisions", "span_before"]


@dataclass(frozen=True, slots=True)
class Revision:
    """`sequence`: 0 for the first thing known, one more for each that followed; `at`: the last."""

    sequence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Named:
    """An event's title and issuer in the reader's language, and the id it had first."""

    title: str
    issuer: str | None
    oldest_id: str


def instant_of(day: date, recorded: str | None = None) -> datetime:
    """The instant of a revision, aware, UTC."""
    if recorded is not None:
        at = datetime.fromisoformat(recorded)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return datetime.combine(day, time(), UTC)


def oldest_name(identity: str, formerly: str | None) -> str:
    """The first of the earlier ids, in full; the id itself if it never had another.

    >>> oldest_name("a-plan/they-agree", '["they-sign", "they-accept"]')
    'a-plan/they-sign'
    """
    names = json.loads(formerly) if formerly else []
    if not names:
        return identity
    first = str(names[0])
    prefix = identity.rpartition("/")[0]
    depth = identity.count("/")
    return first if first.count("/") == depth or not prefix else f"{prefix}/{first}"


def named(
    connection: sqlite3.Connection, events: Sequence[EventNow], language: str
) -> dict[str, Named]:
    """The names of each event, in `language` where the record has them."""
    rows = connection.execute(
        "SELECT e.id, e.titles, e.formerly FROM events e"
        " WHERE e.id IN (SELECT value FROM json_each(?))",
        (json.dumps([one.event for one in events]),),
    )
    found = {event: (titles, formerly) for event, titles, formerly in rows}
    issuers = issuer_names(connection, language)
    return {
        one.event: Named(
            in_language(found[one.event][0], language) or one.title,
            None
            if one.said is None or one.said.issuer is None
            else issuers.get((one.affair, one.said.issuer), one.said.issuer),
            oldest_name(one.event, found[one.event][1]),
        )
        for one in events
    }


def issuer_names(connection: sqlite3.Connection, language: str) -> dict[tuple[str, str], str]:
    """Affair and declared name or alias -> the name in `language`, where the record has it."""
    found: dict[tuple[str, str], str] = {}
    rows = connection.execute("SELECT affair, name, names, alias_names FROM issuers")
    for affair, name, names, alias_names in rows:
        for alias, others in json.loads(alias_names or "{}").items():
            if language in others:
                found[affair, alias] = others[language]
        if (translated := in_language(names, language)) is not None:
            found[affair, name] = translated
    return found


def in_language(names: str | None, language: str) -> str | None:
    """The name in a language from a JSON object by language; None if it has none."""
    found = json.loads(names).get(language) if names else None
    return str(found) if found else None


_REVISIONS = """
SELECT sum(n), max(day), max(recorded) FROM (
  SELECT 1 AS n, known AS day, recorded FROM claims WHERE event = :event AND known <= :k
  UNION ALL
  SELECT 1, retracted, NULL FROM claims WHERE event = :event AND retracted <= :k
  UNION ALL
  SELECT DISTINCT 1, day, NULL FROM moves
  WHERE event = :event AND timetable IS (
    SELECT a.first_timetable FROM affairs a JOIN events e ON e.affair = a.id WHERE e.id = :event
  ) AND inherited AND day <= :k
  UNION ALL
  SELECT 1, r.day, NULL FROM corrections r JOIN claims c ON c.id = r.claim
  WHERE c.event = :event AND r.day <= :k
)
"""


def revisions(connection: sqlite3.Connection, events: Sequence[EventNow]) -> dict[str, Revision]:
    """What became known of each event by its own day of knowledge: claims, moves inherited from
    what it hangs on, retractions, corrections. It never counts backwards."""
    found = {}
    for one in events:
        count, day, recorded = connection.execute(
            _REVISIONS, {"event": one.event, "k": one.known.isoformat()}
        ).fetchone()
        at = instant_of(date.fromisoformat(day) if day else date.min)
        if recorded is not None:
            at = max(at, instant_of(at.date(), recorded))
        found[one.event] = Revision(max(0, (count or 0) - 1), at)
    return found


def span_before(connection: sqlite3.Connection, one: EventNow) -> Span | None:
    """The last window that the event had before it lost its date; None if it never had one."""
    row = connection.execute(
        "SELECT s.due_from, s.due_to, c.modality FROM states s LEFT JOIN claims c ON c.id = s.claim"
        " WHERE s.event = ? AND s.timetable IS ? AND s.known_from <= ?"
        " AND coalesce(s.due_from, s.due_to) IS NOT NULL ORDER BY s.known_from DESC LIMIT 1",
        (one.event, one.figures.timetable, one.known.isoformat()),
    ).fetchone()
    if row is None:
        return None
    first, last, modality = row
    return Span(
        None if first is None or modality == "by" else date.fromisoformat(first),
        None if last is None else date.fromisoformat(last),
        modality,
    )
