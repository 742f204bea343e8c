"""Calendar, feeds and slides of a tracker, the same bytes for a command and for a web address."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from bywhen.formats.calendar import (
    Component,
    EventAddress,
    calendar_entries,
    calendar_text,
    checked_alarm,
)
from bywhen.formats.changefeed import FeedEntry, feed_entries
from bywhen.formats.feeds import Feed, atom_text, jsonfeed_text
from bywhen.formats.phrases import phrases_in
from bywhen.formats.revisions import in_language, named
from bywhen.formats.snapshot import Days, read_snapshot
from bywhen.formats.timelinejs import timelinejs_text

__all__ = ["Scope", "atom", "icalendar", "jsonfeed", "timelinejs", "title_of"]

_ALL = {"en": "All affairs", "zh-Hant": "所有事件"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for: an affair or all, one event or all (a full id), in which language.

    `site` is the address of the tracker's home page, if it has one.
    """

    days: Days
    affair: str | None = None
    event: str | None = None
    language: str = "en"
    site: str | None = None


def icalendar(
    connection: sqlite3.Connection,
    scope: Scope,
    *,
    kind: str | None = None,
    component: Component = "vevent",
    alarms: str | None = None,
) -> str:
    """The calendar (RFC 5545). Raises UsageError on a bad `alarms`."""
    phrases = phrases_in(scope.language)
    entries, undated = calendar_entries(
        connection, scope.days, phrases, affair=scope.affair, event=scope.event, kind=kind
    )
    return calendar_text(
        entries,
        undated,
        phrases,
        title_of(connection, scope),
        address_of=None if scope.site is None else EventAddress(scope.site),
        component=component,
        alarm=checked_alarm(alarms),
    )


def atom(
    connection: sqlite3.Connection,
    scope: Scope,
    *,
    kinds: Iterable[str] = (),
    address: str | None = None,
) -> str:
    """The changes as Atom (RFC 4287). Raises UsageError on an unknown kind."""
    return atom_text(*_changes(connection, scope, tuple(kinds), address))


def jsonfeed(
    connection: sqlite3.Connection,
    scope: Scope,
    *,
    kinds: Iterable[str] = (),
    address: str | None = None,
) -> str:
    """The changes as JSON Feed 1.1. Raises UsageError on an unknown kind."""
    return jsonfeed_text(*_changes(connection, scope, tuple(kinds), address))


def timelinejs(connection: sqlite3.Connection, scope: Scope) -> str:
    """The slides for TimelineJS 3."""
    phrases = phrases_in(scope.language)
    events = read_snapshot(connection, scope.days, affair=scope.affair, event=scope.event)
    names = named(connection, events, phrases.language)
    return timelinejs_text(title_of(connection, scope), events, names, phrases)


def _changes(
    connection: sqlite3.Connection, scope: Scope, kinds: tuple[str, ...], address: str | None
) -> tuple[Feed, list[FeedEntry]]:
    """What a feed is called, and its entries."""
    phrases = phrases_in(scope.language)
    parts = [scope.event or scope.affair or "all", *sorted(set(kinds))]
    feed = Feed(
        f"urn:bywhen:feed:{':'.join(parts)}",
        title_of(connection, scope),
        phrases.language,
        scope.site,
        address,
    )
    entries = feed_entries(
        connection, scope.days, phrases, affair=scope.affair, event=scope.event, kinds=kinds
    )
    return feed, entries


def title_of(connection: sqlite3.Connection, scope: Scope) -> str:
    """The event's title, else the affair's (the only one's too), in the reader's language."""
    language = phrases_in(scope.language).language
    for table, identity in (("events", scope.event), ("affairs", scope.affair)):
        if identity is not None:
            row = connection.execute(
                f"SELECT title, titles FROM {table} WHERE id = ?",  # noqa: S608 - one of two names
                (identity,),
            ).fetchone()
            if row is not None:
                return in_language(row[1], language) or str(row[0])
    affairs = connection.execute("SELECT title, titles FROM affairs LIMIT 2").fetchall()
    if len(affairs) == 1:
        return in_language(affairs[0][1], language) or str(affairs[0][0])
    return _ALL[language]
