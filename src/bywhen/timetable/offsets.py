"""Offsets: ISO 8601 durations in whole days and months, counted from an anchor's day.

Source: ISO 8601-1:2019, 5.5.2. Only calendar parts are read: an offset in hours has no meaning
for civil days. The day of the anchor is day 0. Months are added first, the day is clamped to the
month's end, then days are added.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bywhen.errors import DateError

__all__ = ["Offset", "add_to_ordinal", "parse_offset", "parse_offset_range"]

_DURATION = re.compile(
    r"(-?)P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?", re.ASCII
)


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
    """A proleptic ordinal plus months (clamped) plus days; None outside the calendar."""
    if months:
        day = date.fromordinal(ordinal)
        years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        if not 1 <= years <= 9999:
            return None
        month += 1
        ordinal = date(years, month, min(day.day, calendar.monthrange(years, month)[1])).toordinal()
    ordinal += days
    return ordinal if 1 <= ordinal <= _LAST else None


_LAST = date.max.toordinal()


@lru_cache(maxsize=4096)
def parse_offset(text: str) -> Offset:
    """Read one ISO duration.

    Raises DateError if it is not one, or has hours.

    >>> parse_offset("-P10D").days
    -10
    """
    match = _DURATION.fullmatch(text)
    if not match:
        if re.fullmatch(r"-?P.*T.*", text):
            raise DateError(
                f"{text!r} counts hours; offsets are whole days: write P2D for 48 hours", text
            )
        raise DateError(
            f"{text!r} is not an ISO duration; write P100D, P3M, P2W or -P10D (before)", text
        )
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
        raise DateError(
            f"{text!r}: {first} can lie after {second}; write the smaller one first", text
        )
    return start, end


@lru_cache(maxsize=1024)
def _always_in_order(start: Offset, end: Offset) -> bool:
    if start.months == end.months:
        return start.days <= end.days
    first = date(2023, 1, 1).toordinal()  # four years hold every month's length and clamping
    for ordinal in range(first, first + 1461):
        near = add_to_ordinal(ordinal, start.months, start.days)
        far = add_to_ordinal(ordinal, end.months, end.days)
        if near is not None and far is not None and near > far:
            return False
    return True
