"""From what a person knows of a statement to a claim of the record: ids, source, keys in order."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from urllib.parse import urlsplit

from bywhen.errors import UsageError
from bywhen.timetable.claims import Affair, Event, Source

__all__ = ["NewClaim", "Statement", "compose", "find_source", "issuer_id_of", "slug"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement about one event's date, as a person has it before them.

    `when` are the keys that say when (see `bywhen.editing.when`); `source` is an id of the affair's
    sources, else `url`, `publisher`, `published`, `headline` describe one; `event_title` makes a
    new event.
    """

    event: str  # inside the affair
    when: Mapping[str, object]
    issuer: str | None = None
    via: str | None = None
    known: date | None = None
    said: date | None = None
    phrase: str | None = None
    language: str | None = None
    timetable: str | None = None
    standing: str | None = None
    condition: str | None = None
    source: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: date | None = None
    headline: str | None = None
    event_title: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What is to be written: keys of the record in their order. `source` and `new_event` None: they
    are there already."""

    event: str
    claim: Mapping[str, object]
    source: tuple[str, Mapping[str, object]] | None = None
    new_event: Mapping[str, object] | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def id(self) -> str:
        """The claim's id inside its event."""
        return str(self.claim["id"])


def compose(affair: Affair, statement: Statement, now: datetime, today: date) -> NewClaim:
    """The claim for a statement.

    `today` is the clock's day in the event's zone. `known` is the day given, else the publication
    day of the source, else today. Raises UsageError if the event or source is not there.
    """
    event = _event(affair, statement)
    source, new_source = _source(affair, statement, today)
    published = statement.published or (source.published if source else None)
    known = statement.known or published or today
    speaker = issuer_id_of(affair, statement.issuer) or statement.issuer
    if speaker is None:
        speaker = statement.publisher or (source.publisher if source else None)
        if new_source is not None:
            speaker = str(new_source[1]["publisher"])
    taken = {claim.slug for claim in event.claims} if event else set()
    keys: dict[str, object] = {
        "id": _unused(f"{known}-{slug(speaker) if speaker else 'claim'}", taken),
        **statement.when,
        "timetable": statement.timetable,
        "standing": statement.standing,
        "condition": statement.condition,
        "issuer": statement.issuer,
        "via": statement.via,
        "source": source.id if source else new_source[0] if new_source else None,
        "known": known,
        "said": statement.said,
        "phrase": statement.phrase,
        "language": statement.language,
        "note": statement.note,
        "recorded": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return NewClaim(
        statement.event,
        {key: value for key, value in keys.items() if value is not None},
        new_source,
        None if event else {"id": statement.event, "title": statement.event_title},
        tuple(_notes(affair, event, statement, known if known > today else None)),
    )


def _event(affair: Affair, statement: Statement) -> Event | None:
    events = {event.slug: event for event in affair.events}
    found = events.get(statement.event)
    if found is None and statement.event_title is None:
        near = get_close_matches(statement.event, events, 1, 0.6)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(
            f"{affair.id} has no event {statement.event!r}.{hint} To make it, add --title."
        )
    if found is not None and statement.event_title not in (None, found.title):
        raise UsageError(
            f"{affair.id}/{statement.event} is there and called {found.title!r}; leave out --title."
        )
    return found


def _source(
    affair: Affair, statement: Statement, today: date
) -> tuple[Source | None, tuple[str, Mapping[str, object]] | None]:
    """The source that is there, or the one to be written."""
    ids = {source.id: source for source in affair.sources}
    if statement.source is not None:
        if statement.source not in ids:
            near = get_close_matches(statement.source, ids, 1, 0.6)
            hint = f" Did you mean {near[0]}?" if near else " Describe it with --url."
            raise UsageError(f"{affair.id} has no source {statement.source!r}.{hint}")
        return ids[statement.source], None
    if statement.url is not None:
        found = find_source(affair, statement.url)
        if found is not None:
            return found, None
    if statement.url is None and statement.publisher is None:
        return None, None
    publisher = statement.publisher or _host(statement.url or "")
    day = statement.published or statement.known or today
    keys = {
        "publisher": publisher,
        "published": statement.published,
        "url": statement.url,
        "title": statement.headline,
        "language": statement.language,
        "accessed": today if statement.url else None,
    }
    name = _unused(f"{slug(publisher)}-{day}", set(ids))
    return None, (name, {key: value for key, value in keys.items() if value is not None})


def find_source(affair: Affair, url: str) -> Source | None:
    """The affair's source at this address; scheme, www, fragment and a last slash do not count."""
    wanted = _address(url)
    return next(
        (source for source in affair.sources if source.url and _address(source.url) == wanted), None
    )


def _address(url: str) -> str:
    parts = urlsplit(url.strip())
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.casefold().removeprefix("www.") + parts.path.rstrip("/") + query


def _host(url: str) -> str:
    host = urlsplit(url.strip()).hostname
    if not host:
        raise UsageError(f"--url {url!r} is no address; write https://...")
    return host.removeprefix("www.")


def issuer_id_of(affair: Affair, issuer: str | None) -> str | None:
    """The declared issuer that this name is, or is an alias of."""
    if issuer is None:
        return None
    for one in affair.issuers:
        if issuer in (one.id, one.name, *one.aliases, *one.names.values()):
            return one.id
    return None


def _notes(
    affair: Affair, event: Event | None, statement: Statement, to_come: date | None
) -> list[str]:
    """What a person should know before it is written."""
    notes = []
    if to_come is not None:
        notes.append(f"{to_come} is still to come: until then it counts in no figure.")
    issuer = issuer_id_of(affair, statement.issuer)
    if event is not None and event.deciders and issuer not in event.deciders:
        speaker = (
            f"{statement.issuer} is none" if statement.issuer else "No issuer is named, so none"
        )
        notes.append(
            f"{speaker} of the deciders of {event.slug} ({', '.join(event.deciders)}):"
            " it is shown as also said and moves nothing."
        )
    if statement.standing == "proposal":
        notes.append("A proposal is shown and never becomes the date.")
    if statement.source is None and statement.url is None and statement.publisher is None:
        notes.append("No source is given: add --url, --source or --publisher.")
    return notes


def slug(text: str) -> str:
    """A short id for a name; of other scripts, which ids do not have, a short digest.

    >>> slug("Volodymyr Zelensky"), slug("Selenskyj’s Büro")
    ('volodymyr-zelensky', 'selenskyj-s-buro')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-")
    return name or hashlib.sha256(text.encode()).hexdigest()[:8]


def _unused(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
