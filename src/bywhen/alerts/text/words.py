"""What both languages share: which facts an alert tells, in which order.

A `Words` is one language. It never turns a window into a day, and counts days as of the moment at
which the message is written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import quote

from bywhen.alerts.facts import CLOSED_PHASES, Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.timing import day_end, local_day
from bywhen.timetable.idiom import Idiom

__all__ = ["Line", "Telling", "Words", "address_of"]

_MOST_HANGING = 6


@dataclass(frozen=True, slots=True)
class Telling:
    """An alert about to be told at `now`; `late_seconds` None = in time. `url` leads to the event
    as of when the alert arose."""

    kind: Kind
    facts: Facts
    now: int
    url: str
    late_seconds: int | None = None

    @property
    def today(self) -> date:
        """The event's local day."""
        return local_day(self.now, self.facts.zone)

    def page_of(self, facts: Facts) -> str:
        """The page of an event that a digest tells of, as of the digest's own day."""
        site, _, query = self.url.partition("?")
        return address_of(site, facts, query)

    @property
    def days_left(self) -> tuple[int | None, int | None]:
        """Days to the first and to the last day that the date may mean; negative = past."""
        facts, today = self.facts, self.today
        last, first = facts.day("due_to"), facts.day("due_from")
        if facts.strict and facts.near is not None and first == last:
            first = facts.near
        return (
            None if first is None else (first - today).days,
            None if last is None else (last - today).days,
        )

    @property
    def is_unchecked(self) -> bool:
        """True if the record was not followed to the date: silence proves nothing."""
        checked, last = self.facts.day("checked_through"), self.facts.day("due_to")
        return checked is not None and last is not None and checked < last


def address_of(site: str, facts: Facts, query: str) -> str:
    """The page of the event, else that of all, with a query such as as_of=2025-11-25."""
    place = f"{site.rstrip('/')}/"
    if facts.event is not None and facts.affair is not None:
        slug = facts.event.split("/", 1)[1]
        place += f"-/affairs/{quote(facts.affair)}/event/{quote(slug)}"
    return f"{place}?{query}" if query else place


@dataclass(frozen=True, slots=True)
class Line:
    """One fact below the news: `quote` is somebody's own words, in `language`."""

    label: str
    text: str
    quote: str | None = None
    language: str | None = None
    url: str | None = None


class Words(ABC):
    """One language."""

    code: str
    idiom: Idiom

    # -- small things ----------------------------------------------------------------------------

    def day(self, day: date) -> str:
        """A civil day."""
        return self.idiom.day(day)

    def window(self, first: date | None, last: date | None, modality: str | None) -> str:
        """A window, kept a window; of a deadline only its last day."""
        start = None if modality == "by" and last is not None else first
        return self.idiom.window(start, last, modality)

    @abstractmethod
    def days(self, count: int) -> str:
        """A number of days."""

    @abstractmethod
    def signed(self, days: int) -> str:
        """Days later (+) or earlier (-)."""

    @abstractmethod
    def left(self, least: int | None, most: int | None) -> str:
        """How long is left, or how long ago it was."""

    @abstractmethod
    def span(self, seconds: int) -> str:
        """A rough time span."""

    @abstractmethod
    def label(self, name: str) -> str:
        """The word before a line."""

    @abstractmethod
    def says(self, issuer: str | None, via: str | None, known: str | None) -> str:
        """Who said it, who relayed it, since when it is known."""

    @abstractmethod
    def news(self, told: Telling) -> str:
        """What happened, without the event's title."""

    @abstractmethod
    def about(self, told: Telling) -> str:
        """The first line of an alert that is about no event: a digest, a feed, a gap."""

    @abstractmethod
    def zone_note(self, zone: str, ends: datetime) -> str:
        """When the day ends."""

    @abstractmethod
    def zones(self, zones: list[str]) -> str:
        """Where the days end, of several dates or of one that is over."""

    @abstractmethod
    def semicolon(self) -> str:
        """What stands between two facts in one line."""

    @abstractmethod
    def strict_note(self, strict: date) -> str:
        """That the words taken strictly mean an earlier day."""

    @abstractmethod
    def late_note(self, seconds: int) -> str:
        """That the alert itself comes late."""

    @abstractmethod
    def more(self, count: int) -> str:
        """So many more."""

    @abstractmethod
    def colon(self) -> str:
        """What stands between a title and the news."""

    @abstractmethod
    def several(self, texts: list[str]) -> str:
        """Several things in one line."""

    @abstractmethod
    def against(self, days: int, timetable: str, planned: str) -> str:
        """The slip against a timetable."""

    @abstractmethod
    def risk(self, reason: str, title: str, window: str) -> str:
        """Why it is at risk."""

    # -- the whole -------------------------------------------------------------------------------

    def title(self, title: object, titles: object) -> str:
        """The title in this language, else as it is."""
        named = titles.get(self.code) if isinstance(titles, Mapping) else None
        return str(named or title)

    def name(self, issuer: str | None, names: Mapping[str, str]) -> str | None:
        """An issuer's name in this language, else as it is."""
        return names.get(self.code) or issuer

    def due(self, facts: Facts) -> str:
        """The date as it stands now."""
        return self.window(facts.day("due_from"), facts.day("due_to"), facts.modality)

    def was(self, facts: Facts) -> str:
        """The date as it was told before."""
        return self.window(facts.day("old_from"), facts.day("old_to"), facts.old_modality)

    def headline(self, told: Telling) -> str:
        """The news, in one line."""
        facts = told.facts
        if facts.event is None:
            return self.about(told)
        return f"{self.title(facts.title, facts.titles)}{self.colon()}{self.news(told)}"

    def lines(self, told: Telling) -> list[Line]:
        """What an editor wants to know next."""
        if told.facts.event is None:
            return self._items(told)
        return [*self._dates(told), *self._said(told.facts), *self._context(told)]

    def _dates(self, told: Telling) -> list[Line]:
        facts = told.facts
        if facts.phase in CLOSED_PHASES:
            happened = self.window(facts.day("happened_from"), facts.day("happened_to"), None)
            planned = self.window(
                facts.day("baseline_from"), facts.day("baseline_due"), facts.baseline_modality
            )
            happened += f"{self.semicolon()}{self.zones([facts.zone])}"
            return [
                Line(self.label("happened"), happened),
                *([Line(self.label("planned"), planned)] if facts.baseline_due else []),
            ]
        found = []
        is_over = facts.phase in ("dropped", "cancelled")
        if facts.old_phase is not None:
            where = f"{self.semicolon()}{self.zones([facts.zone])}" if is_over else ""
            found.append(Line(self.label("was"), f"{self.was(facts)}{where}"))
        if is_over:
            return found
        last, strict = facts.day("due_to"), facts.day("strict")
        text = self.due(facts)
        if strict is not None and last is not None and strict < last:
            text += self.strict_note(strict)
        if last is not None:
            ends = datetime.fromtimestamp(day_end(last, facts.zone), UTC)
            text += self.zone_note(facts.zone, ends)
        found.append(Line(self.label("due"), text))
        if last is not None and not facts.conditional:
            found.append(Line(self.label("left"), self.left(*told.days_left)))
        return found

    def _said(self, facts: Facts) -> list[Line]:
        issuer = self.name(facts.issuer, facts.issuer_names)
        found = [
            Line(
                self.label("who"),
                self.says(issuer, facts.via, facts.known),
                facts.words,
                facts.words_language,
            )
        ]
        if facts.publisher or facts.source_url:
            found.append(
                Line(self.label("source"), facts.publisher or "", url=_web(facts.source_url))
            )
        for other in facts.others:
            window = self.window(_day(other.due_from), _day(other.due_to), other.modality)
            name = self.name(other.issuer, other.names) or self.label("nobody")
            found.append(Line(self.label("said"), f"{name}{self.colon()}{window}"))
        return found

    def _context(self, told: Telling) -> list[Line]:
        facts = told.facts
        found = []
        if facts.net_slip and facts.baseline_due and facts.phase == "dated":
            planned = self.window(
                facts.day("baseline_from"), facts.day("baseline_due"), facts.baseline_modality
            )
            timetable = self.title(facts.timetable_title or "", facts.timetable_titles)
            found.append(Line(self.label("slip"), self.against(facts.net_slip, timetable, planned)))
        if facts.hangs:
            titles = [self.title(one["title"], one["titles"]) for one in facts.hangs]
            shown = self.several(titles[:_MOST_HANGING])
            more = len(titles) - _MOST_HANGING
            found.append(Line(self.label("hangs"), shown + (self.more(more) if more > 0 else "")))
        affair = self.title(facts.affair_title, facts.affair_titles)
        found.append(Line(self.label("affair"), affair))
        return found

    def _items(self, told: Telling) -> list[Line]:
        """The lines of a digest, in the order in which they were found, each with its page."""
        facts = told.facts
        found: list[Line] = []
        zones: dict[str, None] = {}
        for item in facts.items:
            values = item["facts"]
            assert isinstance(values, dict)  # noqa: S101 - as written
            kind, of_item = Kind(str(item["kind"])), Facts.from_values(values)
            one = Telling(kind, of_item, told.now, told.page_of(of_item))
            found.append(Line("", f"– {self.headline(one)}", url=one.url or None))
            zones[of_item.zone] = None
        if facts.items_total > len(facts.items):
            found.append(Line("", self.more(facts.items_total - len(facts.items)).strip()))
        if zones:
            found.append(Line(self.label("zone"), self.zones(sorted(zones))))
        if told.kind is Kind.FEED_FAILING and facts.detail:
            found.append(Line(self.label("error"), facts.detail))
        return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _web(address: str | None) -> str | None:
    return address if address and address.startswith(("http://", "https://")) else None
