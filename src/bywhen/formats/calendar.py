"""The record as a calendar (RFC 5545): a view of it, never an alert.

Nothing here turns a window into a day: a window is an all-day entry over all of its days, tentative
and transparent; a date without end or beginning stands on the day it names, and its title says
which side is open; what has no date is counted in the calendar's description and given no entry.
No value comes from the clock, so the same record gives the same bytes; only entries of dates that
were dropped leave it, 90 days after.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bywhen.errors import UsageError
from bywhen.formats.ics_lines import day_value, instant_value, line, text_value, uri_value
from bywhen.formats.phrases import Phrases, Span
from bywhen.formats.revisions import Named, Revision, named, revisions, span_before
from bywhen.formats.snapshot import Days, EventNow, read_snapshot

__all__ = [
    "KEPT_DAYS",
    "Component",
    "Entry",
    "EventAddress",
    "calendar_entries",
    "calendar_text",
    "checked_alarm",
]

KEPT_DAYS = 90  # days for which a dropped date stays, cancelled
_ENDED = {"dropped", "cancelled", "undated"}
_ALARM = re.compile(r"P(?=\d|T\d)(\d{1,4}W|(\d{1,4}D)?(T(?=\d)(\d{1,4}H)?(\d{1,4}M)?)?)", re.ASCII)

Component = Literal["vevent", "vtodo"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated event. `first` and `last` are the days it covers, both included.

    `state` is CONFIRMED for a named day, TENTATIVE for a window or a projected date, CANCELLED for
    a date that was dropped.
    """

    uid: str
    event: EventNow
    title: str
    first: date
    last: date
    state: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
    is_window: bool
    summary: str
    description: str
    revision: Revision


def checked_alarm(duration: str | None) -> str | None:
    """The time before an entry at which it shall ring, as RFC 5545 writes it.

    Raises UsageError.
    """
    if duration is None or _ALARM.fullmatch(duration):
        return duration
    raise UsageError(
        f"{duration[:40]!r} is no time before an event; write it as P1D (a day) or PT12H."
    )


def calendar_entries(
    connection: sqlite3.Connection,
    days: Days,
    phrases: Phrases,
    *,
    affair: str | None = None,
    event: str | None = None,
    kind: str | None = None,
) -> tuple[list[Entry], list[str]]:
    """The dated events in file order, and the titles of those that have no date."""
    events = [
        one
        for one in read_snapshot(connection, days, affair=affair, event=event)
        if kind is None or one.kind == kind
    ]
    names = named(connection, events, phrases.language)
    history = revisions(connection, events)
    entries, undated = [], []
    for one in events:
        entry = _entry(connection, one, names[one.event], history[one.event], phrases)
        if entry is not None:
            entries.append(entry)
        elif one.figures.status != "cancelled":
            undated.append(names[one.event].title)
    return entries, undated


def _entry(
    connection: sqlite3.Connection,
    one: EventNow,
    name: Named,
    revision: Revision,
    phrases: Phrases,
) -> Entry | None:
    figures = one.figures
    if figures.status in _ENDED:
        return _ended(connection, one, name, revision, phrases)
    span = Span(*one.window, one.said.modality if one.said and not one.is_closed else None)
    first = span.earliest or span.latest
    last = span.latest or span.earliest
    if first is None or last is None:
        return None
    certain = one.is_closed or (one.said is not None and one.said.modality == "day")
    certain = certain and first == last and not figures.conditional
    if one.is_closed:
        words = phrases.happened(span)
    elif figures.conditional:
        words = phrases.projected(span)
    else:
        words = "" if certain else phrases.span(span)
    return Entry(
        _uid(name),
        one,
        name.title,
        first,
        last,
        "CONFIRMED" if certain else "TENTATIVE",
        not certain,
        f"{name.title} ({words})" if words else name.title,
        _description(one, name, span, phrases),
        revision,
    )


def _ended(
    connection: sqlite3.Connection,
    one: EventNow,
    name: Named,
    revision: Revision,
    phrases: Phrases,
) -> Entry | None:
    """The date that stood last, cancelled; None if there was none or that is long ago."""
    was = span_before(connection, one)
    if was is None or one.said is None:
        return None
    first = was.earliest if was.earliest is not None else was.latest
    last = was.latest if was.latest is not None else was.earliest
    gone = (one.today - one.said.known).days > KEPT_DAYS
    if first is None or last is None or gone:
        return None
    say = {
        "dropped": phrases.dropped,
        "cancelled": phrases.cancelled,
        "undated": phrases.no_date,
    }[one.figures.status]
    return Entry(
        _uid(name),
        one,
        name.title,
        first,
        last,
        "CANCELLED",
        True,
        f"{name.title} ({say(was, one.said.known)})",
        _description(one, name, None, phrases),
        revision,
    )


def _uid(name: Named) -> str:
    """The same under every later name of the event."""
    return f"{name.oldest_id}@bywhen"


def _description(one: EventNow, name: Named, span: Span | None, phrases: Phrases) -> str:
    lines = []
    if span is not None:
        lines.append(phrases.span(span))
    if one.said is not None:
        said = one.said
        if said.phrase:
            lines.append(phrases.quote(said.phrase))
        lines.append(phrases.said(name.issuer, said.via, said.known, said.publisher))
        if said.source_url and uri_value(said.source_url):
            lines.append(said.source_url)
    against = _against(one, phrases)
    if against is not None:
        lines.append(against)
    lines.append(phrases.zone(one.timezone))
    return "\n".join(lines)


def _against(one: EventNow, phrases: Phrases) -> str | None:
    """What was announced, and how far it is from that: of what happened, how late it came."""
    figures = one.figures
    by = one.baseline_modality == "by"
    announced = Span(
        None if by else figures.baseline_from, figures.baseline_due, one.baseline_modality
    )
    if one.is_closed:
        least, most = figures.outcome_slip_min, figures.outcome_slip_max
        return None if least is None or most is None else phrases.held(announced, least, most)
    if figures.baseline_claim is None or figures.net_slip is None:
        return None
    return phrases.slip(announced, figures.net_slip)


def calendar_text(
    entries: Sequence[Entry],
    undated: Sequence[str],
    phrases: Phrases,
    title: str,
    *,
    address_of: EventAddress | None = None,
    component: Component = "vevent",
    alarm: str | None = None,
) -> str:
    """The calendar. `alarm` (a duration before) only on request, and only while a date is ahead.

    `address_of` gives the page of an event; None leaves addresses out.
    """
    head = [
        "BEGIN:VCALENDAR\r\n",
        "VERSION:2.0\r\n",
        "PRODID:-//bywhen//bywhen//EN\r\n",
        "CALSCALE:GREGORIAN\r\n",
        line("NAME", text_value(title)),
        line("X-WR-CALNAME", text_value(title)),
    ]
    told = phrases.undated(list(undated))
    if told:
        head.append(line("DESCRIPTION", text_value(told)))
        head.append(line("X-WR-CALDESC", text_value(told)))
    head.append(line("REFRESH-INTERVAL", "PT6H", value="DURATION"))
    body = (
        text
        for entry in entries
        for text in _component(entry, address_of, component, alarm, phrases)
    )
    return "".join([*head, *body, "END:VCALENDAR\r\n"])


class EventAddress:
    """Where the pages of events stand.

    >>> EventAddress("https://tracker.example/")("a-plan/they-agree")
    'https://tracker.example/-/affairs/a-plan/event/they-agree'
    """

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")

    def __call__(self, event: str) -> str:
        affair, slug = event.split("/", 1)
        return f"{self._base}/-/affairs/{affair}/event/{slug}"


def _component(
    entry: Entry,
    address_of: EventAddress | None,
    component: Component,
    alarm: str | None,
    phrases: Phrases,
) -> Iterator[str]:
    name = component.upper()
    is_todo = component == "vtodo"
    after = entry.last + timedelta(days=1) if entry.last < date.max else None
    yield f"BEGIN:{name}\r\n"
    yield line("UID", text_value(entry.uid))
    yield line("DTSTAMP", instant_value(entry.revision.at))
    yield line("LAST-MODIFIED", instant_value(entry.revision.at))
    yield line("SEQUENCE", str(entry.revision.sequence))
    if not is_todo or entry.first < entry.last:  # DUE must be later than DTSTART (3.8.2.3)
        yield line("DTSTART", day_value(entry.first), value="DATE")
    if is_todo:
        yield line("DUE", day_value(entry.last), value="DATE")
    elif after is not None:
        yield line("DTEND", day_value(after), value="DATE")
    yield line("SUMMARY", text_value(entry.summary), language=phrases.language)
    yield line("DESCRIPTION", text_value(entry.description))
    yield from _state(entry, is_todo)
    yield line("CATEGORIES", ",".join(_categories(entry)))
    if address_of is not None:
        address = uri_value(address_of(entry.event.event))
        if address is not None:
            yield line("URL", address)
    if alarm is not None and entry.state != "CANCELLED" and not entry.event.is_closed:
        yield from _alarm(entry, alarm, "END" if is_todo else "START")
    yield f"END:{name}\r\n"


def _state(entry: Entry, is_todo: bool) -> Iterator[str]:
    if not is_todo:
        yield line("STATUS", entry.state)
        yield line("TRANSP", "TRANSPARENT" if entry.is_window else "OPAQUE")
    elif entry.state == "CANCELLED":
        yield line("STATUS", "CANCELLED")
    elif entry.event.is_closed:
        yield line("STATUS", "COMPLETED")
    else:
        yield line("STATUS", "NEEDS-ACTION")


def _categories(entry: Entry) -> Iterable[str]:
    yield text_value(entry.event.affair)
    if entry.event.kind:
        yield text_value(entry.event.kind)


def _alarm(entry: Entry, alarm: str, related: str) -> Iterator[str]:
    yield "BEGIN:VALARM\r\n"
    yield line("ACTION", "DISPLAY")
    yield line("DESCRIPTION", text_value(entry.summary))
    yield line("TRIGGER", f"-{alarm}", related=related)
    yield "END:VALARM\r\n"
