"""One date as EDTF writes it: a day, a month, a year, a part of a year, or digits left open.

A `Period` that exists holds at least one day of the calendar: making one works out its window,
or raises DateError with what to write instead.

Source: ISO 8601-2:2019, 4.3 (qualifiers), 4.4 (unspecified digits), 4.8 (parts of a year).
Seasons are meteorological; one that passes the year's end belongs to the year in which it starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import product

from bywhen.errors import DateError
from bywhen.timetable.advice import MONTHS, shown
from bywhen.timetable.window import Window, month_length, month_window, year_window

__all__ = ["Granularity", "Period", "read_period"]

_SHAPE = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([~?%]?)")


class Granularity(StrEnum):
    """The smallest named span that holds every day which may be meant, finest first."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    THIRD = "third"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    MILLENNIUM = "millennium"
    ANY = "any"  # nothing is said: `XXXX`, `../..`


_BY_YEAR_DIGIT = (
    Granularity.ANY,
    Granularity.MILLENNIUM,
    Granularity.CENTURY,
    Granularity.DECADE,
)

# Code: first month, how many months, what it is called. 21-24 are the northern seasons (25-28
# say so), 29-32 the southern ones, each set from spring to winter.
_PARTS: dict[str, tuple[int, int, Granularity]] = {
    "21": (3, 3, Granularity.SEASON),
    "22": (6, 3, Granularity.SEASON),
    "23": (9, 3, Granularity.SEASON),
    "24": (12, 3, Granularity.SEASON),
    "25": (3, 3, Granularity.SEASON),
    "26": (6, 3, Granularity.SEASON),
    "27": (9, 3, Granularity.SEASON),
    "28": (12, 3, Granularity.SEASON),
    "29": (9, 3, Granularity.SEASON),
    "30": (12, 3, Granularity.SEASON),
    "31": (3, 3, Granularity.SEASON),
    "32": (6, 3, Granularity.SEASON),
    "33": (1, 3, Granularity.QUARTER),
    "34": (4, 3, Granularity.QUARTER),
    "35": (7, 3, Granularity.QUARTER),
    "36": (10, 3, Granularity.QUARTER),
    "37": (1, 4, Granularity.THIRD),
    "38": (5, 4, Granularity.THIRD),
    "39": (9, 4, Granularity.THIRD),
    "40": (1, 6, Granularity.HALF),
    "41": (7, 6, Granularity.HALF),
}


@dataclass(frozen=True, slots=True)
class Period:
    """One date as written: four digits or X, then two and two, "" where left out.

    `month` may be the code of a season (21-32), quarter (33-36), third (37-39) or half (40, 41).
    `mark` is `~` (about), `?` (unsure), `%` (both) or "". `window` is what may be meant, from
    the first day to the last; a mark does not widen it.

    Raises DateError if the calendar has no such day.

    >>> str(Period("2025", "24", mark="?").window)
    '2025-12-01/2026-02-28'
    """

    year: str
    month: str = ""
    day: str = ""
    mark: str = ""
    window: Window = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "window", _window(self))

    @property
    def is_approximate(self) -> bool:
        """True if marked `~` or `%`."""
        return self.mark in ("~", "%")

    @property
    def is_uncertain(self) -> bool:
        """True if marked `?` or `%`."""
        return self.mark in ("?", "%")

    @property
    def granularity(self) -> Granularity:
        """How exact the date is; digits left open count as the span that they leave open."""
        unknown = self.year.find("X")
        if unknown >= 0:
            return _BY_YEAR_DIGIT[unknown]
        if not self.month or "X" in self.month:
            return Granularity.YEAR
        if self.month in _PARTS:
            return _PARTS[self.month][2]
        return Granularity.DAY if self.day.isdigit() else Granularity.MONTH

    def __str__(self) -> str:
        month = f"-{self.month}" if self.month else ""
        day = f"-{self.day}" if self.day else ""
        return f"{self.year}{month}{day}{self.mark}"


def read_period(text: str) -> Period | None:
    """The date that `text` is; None if it does not look like one.

    Raises DateError if it looks like one and the calendar has no such day.

    >>> read_period("2025-11-2X"), read_period("soon")
    (Period(year='2025', month='11', day='2X', mark=''), None)
    """
    match = _SHAPE.fullmatch(text)
    return Period(*match.groups("")) if match else None


def _window(period: Period) -> Window:
    if period.year == "0000":
        raise _error(period, "years run from 0001 to 9999")
    if "X" in period.year or "X" in period.month or "X" in period.day:
        return _open_digits(period)
    year = int(period.year)
    if not period.month:
        return year_window(year)
    if period.month in _PARTS and not period.day:
        return _part_of_year(period, year)
    month = int(period.month)
    if not 1 <= month <= 12:
        raise _no_month(period)
    if not period.day:
        return month_window(year, month)
    day, length = int(period.day), month_length(year, month)
    if not 1 <= day <= length:
        raise _error(
            period,
            f"{MONTHS[month - 1]} {year} has {length} days; write a day from 01 to {length}",
        )
    return Window.day(date(year, month, day))


def _part_of_year(period: Period, year: int) -> Window:
    first, months, _ = _PARTS[period.month]
    years_on, last = divmod(first + months - 2, 12)
    if year + years_on > date.max.year:
        raise _error(period, "it ends after the year 9999, where the calendar ends")
    return Window(
        month_window(year, first).earliest, month_window(year + years_on, last + 1).latest
    )


def _open_digits(period: Period) -> Window:
    """From the first to the last day that fits a pattern of digits and X."""
    if period.month in _PARTS and not period.day:
        earliest, latest = (next(_years(period.year, digits)) for digits in (_RISING, _FALLING))
        return _part_of_year(period, earliest).hull(_part_of_year(period, latest))
    if period.month and not _fitting(period.month, 12):
        raise _no_month(period)
    months, days = _fitting(period.month or "XX", 12), _fitting(period.day or "XX", 31)
    first = next(_days(_years(period.year, _RISING), months, days), None)
    last = next(_days(_years(period.year, _FALLING), months[::-1], days[::-1]), None)
    if first is None or last is None:
        raise _error(period, "no day of the calendar fits; check the digits beside the X")
    return Window(first, last)


@lru_cache(maxsize=242)  # all there are: two places of eleven characters, months and days
def _fitting(pattern: str, highest: int) -> tuple[int, ...]:
    """The numbers from 1 to `highest`, two digits each, that fit the pattern, in order."""
    fits = re.compile(pattern.replace("X", "[0-9]")).fullmatch
    return tuple(number for number in range(1, highest + 1) if fits(f"{number:02}"))


_RISING, _FALLING = "0123456789", "9876543210"


def _years(pattern: str, digits: str) -> Iterator[int]:
    """The years that fit, in the order of `digits`, made one by one: the first mostly will do."""
    for chosen in product(*(digits if place == "X" else place for place in pattern)):
        year = int("".join(chosen))
        if year:
            yield year


def _days(years: Iterable[int], months: Iterable[int], days: Iterable[int]) -> Iterator[date]:
    return (
        date(year, month, day)
        for year in years
        for month in months
        for day in days
        if day <= month_length(year, month)
    )


def _error(period: Period, what: str) -> DateError:
    text = str(period)
    return DateError(f"{shown(text)}: {what}", text)


def _no_month(period: Period) -> DateError:
    swapped = _swapped(period)
    if swapped:
        return _error(period, f"there is no month {period.month}; write {swapped} if that is meant")
    if period.month in _PARTS:
        kind = _PARTS[period.month][2]
        return _error(
            period,
            f"{period.month} stands for a {kind}, which has no day {period.day};"
            f" write {period.year}-{period.month}, or a month from 01 to 12",
        )
    return _error(
        period,
        f"there is no month {period.month}; write 01 to 12, or 21 to 24 for a season,"
        " 33 to 36 for a quarter, 40 or 41 for a half year",
    )


def _swapped(period: Period) -> Period | None:
    """The same with day and month changed over, if that is a day."""
    if not _fitting(period.day, 12):
        return None
    try:
        return Period(period.year, period.day, period.month, period.mark)
    except DateError:
        return None
