"""An alert about to be told: what it is about, and the moment that its days count from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from bywhen.alerts.facts import Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.timing import local_day

__all__ = ["Telling", "address_of"]


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
