"""EDTF: how a day, a period or a vague date is written (ISO 8601-2:2019, years 0001 to 9999).

    2025-11-27, 2025-11, 2025       a day, a month, a year
    2025-24, 2025-36, 2025-40       a season (21-24), a quarter (33-36), a half (40, 41) ...
    202X, 2025-1X, 2025-11-2X       X = any digit: the first to the last day that fits
    2025-12-01/2025-12-10           both ends included; `..` or nothing = open on that side
    2025-11~  2025-11?  2025-11%    about, unsure, both: kept, but they widen nothing

`parse_window` is the usual entry. Nothing is normalised: a text that is read is written back
letter for letter. What is not read is answered with what to write instead.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from functools import lru_cache
from typing import TypeAlias

from bywhen.errors import DateError
from bywhen.timetable.advice import rewritings, shown
from bywhen.timetable.window import Window

__all__ = [
    "Edtf",
    "End",
    "Granularity",
    "Interval",
    "Period",
    "bounds",
    "granularity",
    "parse",
    "parse_window",
    "write",
    "write_window",
]

_PERIOD = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([~?%]?)")
_EXAMPLES = "write a day as 2025-11-27, a month as 2025-11, a span as 2025-12-01/2025-12-10"
_LONGEST = 64  # twice the longest date: enough to recognise what was meant


class End(Enum):
    """An end of an interval that has no date."""

    OPEN = ".."
    UNKNOWN = ""  # for the bounds the same as open


class Granularity(StrEnum):
    """The smallest period that holds every day which may be meant, finest first."""

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
    ANY = "any"  # nothing is known: `XXXX`, `../..`


@dataclass(frozen=True, slots=True)
class Period:
    """One date as written: four digits or X, then two and two ("" where left out).

    `month` may be the code of a season, quarter, third or half (21 to 41). `mark` is one of
    `~` (about), `?` (unsure), `%` (both) or "".
    """

    year: str
    month: str = ""
    day: str = ""
    mark: str = ""

    @property
    def is_approximate(self) -> bool:
        """True if marked `~` or `%`."""
        return self.mark in ("~", "%")

    @property
    def is_uncertain(self) -> bool:
        """True if marked `?` or `%`."""
        return self.mark in ("?", "%")

    def __str__(self) -> str:
        month = f"-{self.month}" if self.month else ""
        day = f"-{self.day}" if self.day else ""
        return f"{self.year}{month}{day}{self.mark}"


@dataclass(frozen=True, slots=True)
class Interval:
    """From the first day of `start` to the last day of `end`."""

    start: Period | End
    end: Period | End

    @property
    def is_approximate(self) -> bool:
        """True if an end is marked `~` or `%`."""
        return any(isinstance(end, Period) and end.is_approximate for end in (self.start, self.end))

    @property
    def is_uncertain(self) -> bool:
        """True if an end is marked `?` or `%`."""
        return any(isinstance(end, Period) and end.is_uncertain for end in (self.start, self.end))

    def __str__(self) -> str:
        start, end = (
            side.value if isinstance(side, End) else str(side) for side in (self.start, self.end)
        )
        return f"{start}/{end}"


Edtf: TypeAlias = Period | Interval


def parse(text: str) -> Edtf:
    """Read one date, period or interval.

    Raises DateError, saying what to write instead, for anything else: no blanks around it, no
    time of day, plain digits only.

    >>> parse("2025-11~")
    Period(year='2025', month='11', day='', mark='~')
    """
    return _read(text)[0]


@lru_cache(maxsize=8192)
def parse_window(text: str) -> Window:
    """Read one date, period or interval as the days it may mean. Raises DateError as `parse`.

    >>> str(parse_window("2025-24"))
    '2025-12-01/2026-02-28'
    """
    return _read(text)[1]


def bounds(value: Edtf) -> Window:
    """The days from the first to the last that may be meant.

    Raises DateError if no day is, which cannot be for what `parse` gave.

    >>> str(bounds(parse("2025-11-2X")))
    '2025-11-20/2025-11-29'
    """
    if isinstance(value, Period):
        return _period_window(value, str(value))
    return _interval_window(value, str(value))


def write(value: Edtf) -> str:
    """The value as EDTF text; `parse` gives the value back."""
    return str(value)


def write_window(window: Window) -> str:
    """The shortest of day, month, year and interval that means exactly these days.

    >>> write_window(parse_window("2025-11-01/2025-11-30")), write_window(parse_window("2025-36"))
    ('2025-11', '2025-10-01/2025-12-31')
    """
    first, last = window.earliest, window.latest
    if first and last and first != last and first.day == 1 and first.year == last.year:
        if (first.month, last.month, last.day) == (1, 12, 31):
            return f"{first.year:04}"
        if first.month == last.month and last.day == _month_length(last.year, last.month):
            return f"{first.year:04}-{first.month:02}"
    return str(window)


def granularity(value: Edtf) -> Granularity:
    """How exact the words are; of an interval: the coarser of its dated ends.

    >>> granularity(parse("2025-11-2X")).value
    'month'
    """
    if isinstance(value, Period):
        return _period_granularity(value)
    dated = [
        _period_granularity(end) for end in (value.start, value.end) if not isinstance(end, End)
    ]
    return max(dated, key=list(Granularity).index, default=Granularity.ANY)


# -- reading -----------------------------------------------------------------------------------


def _read(text: str) -> tuple[Edtf, Window]:
    match = _PERIOD.fullmatch(text)
    if match:
        period = _period(match)
        return period, _period_window(period, text)
    interval = _interval(text)
    if interval is None:
        raise DateError(_refusal(text), text)
    return interval, _interval_window(interval, text)


def _period(match: re.Match[str]) -> Period:
    year, month, day, mark = match.groups("")
    return Period(year, month, day, mark)


def _interval(text: str) -> Interval | None:
    first, slash, second = text.partition("/")
    start, end = _end(first), _end(second)
    if not slash or start is None or end is None or text in ("/", "../", "/.."):
        return None
    return Interval(start, end)


def _end(text: str) -> Period | End | None:
    match = _PERIOD.fullmatch(text)
    if match:
        return _period(match)
    return End.OPEN if text == ".." else End.UNKNOWN if text == "" else None


def _refusal(text: str) -> str:
    name = shown(text)
    if len(text) > _LONGEST:
        return f"{name} is too long for a date; {_EXAMPLES}"
    reason, candidates = rewritings(text)
    texts = list(dict.fromkeys(filter(_is_readable, candidates)))
    if not texts:
        return f"{name} is not a date; {_EXAMPLES}"
    meant = ", whichever is meant" if len(texts) > 1 else ""
    return f"{name} {reason}: write {' or '.join(texts)}{meant}"


def _is_readable(text: str) -> bool:
    match = _PERIOD.fullmatch(text)
    value = _period(match) if match else _interval(text)
    if value is None:
        return False
    try:
        bounds(value)
    except DateError:
        return False
    return True


# -- the days of a period ------------------------------------------------------------------------

_SPANS = {  # code: first month, number of months, granularity
    **{code: (3 * n + 3, 3, Granularity.SEASON) for n, code in enumerate((21, 22, 23, 24))},
    **{code: (3 * n + 3, 3, Granularity.SEASON) for n, code in enumerate((25, 26, 27, 28))},
    **{code: (3 * n + 3, 3, Granularity.SEASON) for n, code in enumerate((31, 32, 29, 30))},
    **{code: (3 * n + 1, 3, Granularity.QUARTER) for n, code in enumerate((33, 34, 35, 36))},
    **{code: (4 * n + 1, 4, Granularity.THIRD) for n, code in enumerate((37, 38, 39))},
    **{code: (6 * n + 1, 6, Granularity.HALF) for n, code in enumerate((40, 41))},
}


def _month_length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _period_window(period: Period, text: str) -> Window:
    if period.year == "0000":
        raise DateError(f"{shown(text)}: years run from 0001 to 9999", text)
    if "X" in period.year or "X" in period.month or "X" in period.day:
        return _hull(period, text)
    year = int(period.year)
    if not period.month:
        return Window(date(year, 1, 1), date(year, 12, 31))
    month = int(period.month)
    if month in _SPANS:
        return _span_window(period, text)
    if not 1 <= month <= 12:
        raise DateError(_no_month(period, text), text)
    if not period.day:
        return Window(date(year, month, 1), date(year, month, _month_length(year, month)))
    day = int(period.day)
    length = _month_length(year, month)
    if not 1 <= day <= length:
        raise DateError(
            f"{shown(text)}: {calendar.month_name[month]} {year} has {length} days;"
            f" write a day from 01 to {length}",
            text,
        )
    return Window.day(date(year, month, day))


def _span_window(period: Period, text: str) -> Window:
    year, code = int(period.year), int(period.month)
    if period.day:
        raise DateError(_no_month(period, text), text)
    first, months, _ = _SPANS[code]
    years, last = divmod(first + months - 2, 12)
    if year + years > date.max.year:
        raise DateError(f"{shown(text)} ends after the year 9999", text)
    last += 1
    return Window(date(year, first, 1), date(year + years, last, _month_length(year + years, last)))


def _no_month(period: Period, text: str) -> str:
    swapped = f"{period.year}-{period.day}-{period.month}"
    if period.day and _is_readable(swapped):
        return f"{shown(text)} has no month {period.month}: write {swapped} if that is meant"
    if int(period.month) in _SPANS:
        kind = _SPANS[int(period.month)][2]
        return (
            f"{shown(text)}: {period.month} stands for a {kind}, which has no day {period.day};"
            f" write {period.year}-{period.month}, or a month from 01 to 12"
        )
    return (
        f"{shown(text)} has no month {period.month}; write 01 to 12,"
        " or 21 to 24 for a season, 33 to 36 for a quarter, 40 or 41 for a half"
    )


def _hull(period: Period, text: str) -> Window:
    """First to last day that fits a pattern of digits and X."""
    years = _fitting(period.year, 1, date.max.year)
    months = _fitting(period.month or "XX", 1, 12)
    days = _fitting(period.day or "XX", 1, 31)
    first = next(_days(years, months, days), None)
    last = next(_days(years[::-1], months[::-1], days[::-1]), None)
    if first is None or last is None:
        raise DateError(f"{shown(text)}: no day of the calendar fits; {_EXAMPLES}", text)
    return Window(first, last)


def _fitting(pattern: str, first: int, last: int) -> list[int]:
    digits = re.compile(pattern.replace("X", "[0-9]"))
    width = len(pattern)
    return [n for n in range(first, last + 1) if digits.fullmatch(f"{n:0{width}}")]


def _days(years: list[int], months: list[int], days: list[int]) -> Iterator[date]:
    for year in years:
        for month in months:
            for day in days:
                if day <= _month_length(year, month):
                    yield date(year, month, day)


def _interval_window(interval: Interval, text: str) -> Window:
    start, end = interval.start, interval.end
    first = None if isinstance(start, End) else _period_window(start, text).earliest
    last = None if isinstance(end, End) else _period_window(end, text).latest
    if first and last and first > last:
        raise DateError(
            f"{shown(text)} ends before it starts; write {end}/{start} or correct one of them", text
        )
    return Window(first, last)


def _period_granularity(period: Period) -> Granularity:
    unknown = period.year.find("X")
    if unknown >= 0:
        return _OF_YEAR_DIGIT[unknown]
    if not period.month or "X" in period.month:
        return Granularity.YEAR
    if int(period.month) in _SPANS:
        return _SPANS[int(period.month)][2]
    return Granularity.DAY if period.day and "X" not in period.day else Granularity.MONTH


_OF_YEAR_DIGIT = (
    Granularity.ANY,
    Granularity.MILLENNIUM,
    Granularity.CENTURY,
    Granularity.DECADE,
)
