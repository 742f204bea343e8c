"""Offsets: ISO 8601 durations in whole days and months, counted from an anchor's day.

Source: ISO 8601-1:2019, 5.5.2. Only calendar parts are read: an offset in hours has no meaning
for civil days. The day of the anchor is day 0. Months are added first, the day is clamped to the
month's end, then days are added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bywhen.errors import DateError
from bywhen.timetable.advice import shown
from bywhen.timetable.window import month_length

__all__ = ["Offset", "add_to_ordinal", "parse_offset", "parse_offset_range"]

_DURATION = re.compile(
    r"(-?)P(?=[0-9])(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?"
)
_LONGEST = 64  # twice the longest duration: no hostile text is matched any further
_LAST = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Offset:
    """`months` and `days` after an anchor's day; both carry the sign.

    >>> parse_offset("P1M").after(date(2025, 1, 31))
    datetime.date(2025, 2, 28)
    """

    months: int
    days: int
    text: str

    @property
    def is_backward(self) -> bool:
        """True if it points before the anchor."""
        return self.months < 0 or self.days < 0

    def after(self, anchor: date) -> date | None:
        """The day that lies this far from `anchor`; None outside the years 1 to 9999."""
        ordinal = add_to_ordinal(anchor.toordinal(), self.months, self.days)
        return None if ordinal is None else date.fromordinal(ordinal)

    def __str__(self) -> str:
        return self.text


def add_to_ordinal(ordinal: int, months: int, days: int) -> int | None:
    """A proleptic ordinal plus months (clamped) plus days; None outside the calendar.

    >>> date.fromordinal(add_to_ordinal(date(2024, 2, 29).toordinal(), 12, 1))
    datetime.date(2025, 3, 1)
    """
    if months:
        day = date.fromordinal(ordinal)
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        if not 1 <= year <= 9999:
            return None
        month += 1
        ordinal = date(year, month, min(day.day, month_length(year, month))).toordinal()
    ordinal += days
    return ordinal if 1 <= ordinal <= _LAST else None


@lru_cache(maxsize=4096)
def parse_offset(text: str) -> Offset:
    """Read one ISO duration.

    Raises DateError if it is not one, or has hours.

    >>> parse_offset("-P10D").days
    -10
    """
    match = _DURATION.fullmatch(text)
    if not match:
        raise DateError(_refusal(text), text)
    years, months, weeks, days = (int(part or 0) for part in match.groups()[1:])
    sign = -1 if match[1] else 1
    return Offset(sign * (years * 12 + months), sign * (weeks * 7 + days), text)


def parse_offset_range(text: str) -> tuple[Offset, Offset]:
    """Read `P14D` (= `P0D/P14D`) or `P7D/P14D`.

    Raises DateError if a part is no duration or the first can lie after the second.

    >>> [str(end) for end in parse_offset_range("P14D")]
    ['P0D', 'P14D']
    """
    first, slash, second = text.partition("/")
    if not slash:
        single = parse_offset(first)
        nothing = parse_offset("P0D")
        return (single, nothing) if single.is_backward else (nothing, single)
    start, end = parse_offset(first), parse_offset(second)
    if not _always_in_order(start, end):
        if _always_in_order(end, start):
            advice = f"write {second}/{first}"
        else:
            advice = "count both in days or both in months"
        raise DateError(f"{text!r}: {first} can lie after {second}; {advice}", text)
    return start, end


# What may have been meant by a text that is no duration.
_HOURS = re.compile(r"-?P[^T]*T.*", re.DOTALL)
_LOOSE = re.compile(
    r"\s*([+-]?)P?([+-]?)([0-9]{1,6})\s*([DWMY])(?:AYS?|EEKS?|ONTHS?|EARS?)?(\s+BEFORE)?\s*"
)


def _refusal(text: str) -> str:
    start = text[:_LONGEST]
    if _HOURS.fullmatch(start):
        return f"{shown(text)} counts hours; offsets are whole days: write P2D for 48 hours"
    match = _LOOSE.fullmatch(start.upper()) if start == text else None
    if match:
        before = match[1] == "-" or match[2] == "-" or match[5]
        meant = f"{'-' if before else ''}P{int(match[3])}{match[4]}"
        if _DURATION.fullmatch(meant):
            return f"{shown(text)} is not an ISO duration; write {meant}"
    return f"{shown(text)} is not an ISO duration; write P100D, P3M, P2W or -P10D (before)"


_CYCLE_MONTHS, _CYCLE_DAYS = 4800, 146_097  # after 400 years the calendar repeats


def _always_in_order(start: Offset, end: Offset) -> bool:
    """True if, from whatever anchor, the first offset leads nowhere after the second."""
    return start.days - end.days <= _fewest_days(end.months - start.months)


@lru_cache(maxsize=1024)
def _fewest_days(months: int) -> int:
    """The fewest days that so many months can have, whatever day they are counted from.

    First days of months are enough. A clamped day lies between the first and the last of its
    month, and two last days are as far apart as the first days that follow them.
    """
    return min(_first_day(month + months) - _first_day(month) for month in range(_CYCLE_MONTHS))


def _first_day(month: int) -> int:
    """Day number of the first of a month; months are counted from January of year 1."""
    cycle, month = divmod(month, _CYCLE_MONTHS)
    return cycle * _CYCLE_DAYS + date(month // 12 + 1, month % 12 + 1, 1).toordinal()
