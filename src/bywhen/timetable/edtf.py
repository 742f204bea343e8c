"""EDTF: how a day, a period or a vague date is written (ISO 8601-2:2019, years 0001 to 9999).

    2025-11-27, 2025-11, 2025       a day, a month, a year
    2025-24, 2025-36, 2025-40       a season (21-32), a quarter (33-36), a half (40, 41) of a year
    202X, 2025-1X, 2025-11-2X       X = any digit: from the first to the last day that fits
    2025-12-01/2025-12-10           both ends included; `..` or nothing = open on that side
    2025-11~  2025-11?  2025-11%    about, unsure, both: kept, but they widen nothing

`parse_window` is the usual entry. Whatever is read is written back letter for letter; whatever
is not is answered with what to write instead. Blanks around a date are refused, not stripped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

from bywhen.errors import DateError
from bywhen.timetable.advice import advise, in_plain_characters, shown
from bywhen.timetable.period import Granularity, Period, read_period
from bywhen.timetable.window import Window, month_window, year_window

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

_EXAMPLES = "write a day as 2025-11-27, a month as 2025-11, a span as 2025-12-01/2025-12-10"
_LONGEST = 64  # no date has half as much; what is longer is not looked into any further


class End(Enum):
    """An end of an interval that has no date."""

    OPEN = ".."
    UNKNOWN = ""  # there is one, nobody says which; for the bounds the same as open


@dataclass(frozen=True, slots=True)
class Interval:
    """From the first day of `start` to the last day of `end`, which is `window`.

    Raises DateError if that is before it starts, or if neither end has a date (`../..` is any
    day).
    """

    start: Period | End
    end: Period | End
    window: Window = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first = None if isinstance(self.start, End) else self.start.window.earliest
        last = None if isinstance(self.end, End) else self.end.window.latest
        if first and last:
            if first > last:
                raise DateError(
                    f"'{self}' ends before it starts; write {self.end}/{self.start}"
                    " or correct one of them",
                    str(self),
                )
        elif not first and not last and (self.start, self.end) != (End.OPEN, End.OPEN):
            raise DateError(f"'{self}' names no day; write ../.. if any day is meant", str(self))
        object.__setattr__(self, "window", Window(first, last))

    @property
    def is_approximate(self) -> bool:
        """True if a date of it is marked `~` or `%`."""
        return any(period.is_approximate for period in self.periods)

    @property
    def is_uncertain(self) -> bool:
        """True if a date of it is marked `?` or `%`."""
        return any(period.is_uncertain for period in self.periods)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Its ends that have a date."""
        return tuple(end for end in (self.start, self.end) if isinstance(end, Period))

    @property
    def granularity(self) -> Granularity:
        """The coarser one of its dates."""
        found = [period.granularity for period in self.periods]
        return max(found, key=list(Granularity).index, default=Granularity.ANY)

    def __str__(self) -> str:
        return f"{_end_text(self.start)}/{_end_text(self.end)}"


Edtf: TypeAlias = Period | Interval


def parse(text: str) -> Edtf:
    """Read one date, period or interval.

    Raises DateError, saying what to write instead, for anything else: no blanks around it, no
    time of day, plain digits only.

    >>> parse("2025-11~")
    Period(year='2025', month='11', day='', mark='~')
    """
    try:
        value = _read(text)
    except DateError as error:
        raise DateError(str(error), text) from None
    if value is None:
        raise DateError(_refusal(text), text)
    return value


@lru_cache(maxsize=8192)
def parse_window(text: str) -> Window:
    """Read one date, period or interval as the days it may mean. Raises DateError as `parse`.

    >>> str(parse_window("2025-24"))
    '2025-12-01/2026-02-28'
    """
    return parse(text).window


def bounds(value: Edtf) -> Window:
    """The days that may be meant, from the first to the last.

    >>> str(bounds(parse("2025-11-2X")))
    '2025-11-20/2025-11-29'
    """
    return value.window


def granularity(value: Edtf) -> Granularity:
    """How exact the words are; of an interval: the coarser one of its dates.

    >>> granularity(parse("2025-11-2X")).value
    'month'
    """
    return value.granularity


def write(value: Edtf) -> str:
    """The value as EDTF text, which `parse` reads as the same value.

    >>> write(Interval(Period("2025", "12", mark="~"), End.OPEN))
    '2025-12~/..'
    """
    return str(value)


def write_window(window: Window) -> str:
    """The shortest of day, month, year and interval that means exactly these days.

    >>> write_window(parse_window("2025-11-01/2025-11-30")), write_window(parse_window("2025-36"))
    ('2025-11', '2025-10-01/2025-12-31')
    """
    first = window.earliest
    if first and window == month_window(first.year, first.month):
        return f"{first.year:04}-{first.month:02}"
    if first and window == year_window(first.year):
        return f"{first.year:04}"
    return str(window)


def _read(text: str) -> Edtf | None:
    first, slash, second = text.partition("/")
    if not slash:
        return read_period(first)
    start, end = _end(first), _end(second)
    return None if start is None or end is None else Interval(start, end)


def _end(text: str) -> Period | End | None:
    if text == "..":
        return End.OPEN
    return read_period(text) if text else End.UNKNOWN


def _end_text(end: Period | End) -> str:
    return end.value if isinstance(end, End) else str(end)


def _refusal(text: str) -> str:
    if len(text) > _LONGEST:
        return f"{shown(text)} is too long for a date; {_EXAMPLES}"
    plain = in_plain_characters(text)
    if _is_readable(plain):
        stripped = plain == text.strip()
        why = "has blanks around it" if stripped else "is not in plain digits and hyphens"
        return f"{shown(text)} {why}: write {plain}"
    if not plain:
        return f"{shown(text)} is empty; {_EXAMPLES}"
    advice = advise(plain)
    meant = list(dict.fromkeys(filter(_is_readable, advice.candidates)))
    if not meant:
        return f"{shown(text)} {advice.reason}; {advice.words or _EXAMPLES}"
    which = ", whichever is meant" if len(meant) > 1 else ""
    words = f"; {advice.words}" if advice.words else ""
    return f"{shown(text)} {advice.reason}: write {' or '.join(meant)}{which}{words}"


def _is_readable(text: str) -> bool:
    try:
        return _read(text) is not None
    except DateError:
        return False
