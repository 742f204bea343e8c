"""What an expression means on a given publication day, before its qualifier is applied."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bywhen.reading.conventions import Conventions
from bywhen.reading.mention import Alternative
from bywhen.reading.parse import Value
from bywhen.timetable.window import ANY_DAY, Window, iso, month_window

__all__ = [
    "MEANINGS",
    "Meaning",
    "Setting",
    "Unmeant",
    "add_months",
    "day_meaning",
    "means",
    "month_meaning",
    "shown",
    "undated",
    "week_of",
]


class Unmeant(Exception):  # noqa: N818 - a refusal, caught by whoever asked
    """The words make no date here (31 November): nothing is mentioned."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides between readings besides the words.

    `published` is the document's day. `tense` is -1 past, 1 future, 0 unknown,
    0.5 for words that look ahead without saying from when ("could"). `alone` is true
    for a text that is nothing but the phrase: a plan, so the future. `reference` is the day that a
    narrative of another time has reached, if the text is one; `said_before` the last day that any
    text has named ("two days later"), and `said_quarter` the last quarter ("2025-Q3").
    """

    published: date
    conventions: Conventions
    tense: float = 0
    alone: bool = False
    reference: date | None = None
    country: str = ""
    numeric_order: str = "mdy"
    said_before: date | None = None
    said_quarter: str = ""

    def but(self, **changes: object) -> Setting:
        """A copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def now(self) -> date:
        """The day that relative words count from."""
        return self.published


@dataclass(frozen=True, slots=True)
class Meaning:
    """The days an expression means, how it is written, and why.

    `certainty` scales the rule's confidence; `qualifier` is what the words themselves say
    ("within 72 hours"); `offset` is the ISO duration from an event that has no date here;
    `ends` are the TIMEX3 values of both ends of a range.
    """

    window: Window
    granularity: str
    edtf: str
    timex3: str
    why: str
    certainty: float = 1.0
    convention: str | None = None
    approx: bool = False
    alternatives: tuple[Alternative, ...] = ()
    qualifier: str = ""
    offset: str = ""
    event: str = ""
    ends: tuple[str, ...] = ()

    def but(self, **changes: object) -> Meaning:
        """A copy with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


Resolver = Callable[[Mapping[str, Value], Setting], Meaning]
MEANINGS: dict[str, Resolver] = {}
"""Every kind of meaning a rule may name, with the function that works it out."""


def means(kind: str) -> Callable[[Resolver], Resolver]:
    """Register the resolver of a kind."""

    def register(resolver: Resolver) -> Resolver:
        MEANINGS[kind] = resolver
        return resolver

    return register


def undated(granularity: str, timex3: str, why: str, **more: object) -> Meaning:
    """A meaning without days: a length, a repetition, a vague reference."""
    meaning = Meaning(ANY_DAY, granularity, "", timex3, why)
    return meaning.but(**more) if more else meaning


def day_meaning(day: date, why: str, certainty: float = 1.0, **more: object) -> Meaning:
    """One day."""
    text = day.isoformat()
    meaning = Meaning(Window(day, day), "day", text, text, why, certainty)
    return meaning.but(**more) if more else meaning


def month_meaning(
    year: int, month: int, why: str, certainty: float = 1.0, **more: object
) -> Meaning:
    """One month."""
    text = f"{year:04d}-{month:02d}"
    meaning = Meaning(month_window(year, month), "month", text, text, why, certainty)
    return meaning.but(**more) if more else meaning


def add_months(day: date, months: int) -> date:
    """The day so many months later, clamped to the month's end; Unmeant beyond the calendar.

    >>> add_months(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if not 1 <= year <= 9998:
        raise Unmeant(f"{day} + {months} months")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_days(day: date, days: float) -> date:
    """The day so many days later; Unmeant beyond the calendar."""
    try:
        return day + timedelta(days)
    except OverflowError as error:
        raise Unmeant(f"{day} + {days} days") from error


def week_of(day: date) -> Window:
    """The ISO week of a day, Monday to Sunday."""
    monday = day - timedelta(day.weekday())
    return Window(monday, monday + timedelta(6))


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def shown(day: date | None) -> str:
    """A day with its weekday, for `why`.

    >>> shown(date(2025, 11, 27))
    'Thu 2025-11-27'
    """
    return "open" if day is None else f"{_DAYS[day.weekday()]} {iso(day)}"
