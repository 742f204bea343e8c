"""Windows: closed spans of civil days, a missing side is open.

A `Window` is what somebody's words say about *when*: it never becomes a single day unless the
words name one. Civil days have no time zone here; the day ends at 24:00 in the event's zone.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from bywhen.errors import DateError

__all__ = ["ANY_DAY", "Window", "iso", "month_window", "year_window"]


def iso(day: date | None) -> str | None:
    """The day as ISO text, or None.

    >>> iso(date(2025, 11, 27))
    '2025-11-27'
    """
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class Window:
    """Civil days from `earliest` to `latest`, both included; None = open on that side.

    Raises DateError if earliest is after latest.

    >>> early_december = Window(date(2025, 12, 1), date(2025, 12, 10))
    >>> early_december.days
    10
    >>> date(2025, 12, 10) in early_december
    True
    """

    earliest: date | None
    latest: date | None

    def __post_init__(self) -> None:
        if self.earliest and self.latest and self.earliest > self.latest:
            raise DateError(
                f"the window starts on {self.earliest}, after its end {self.latest};"
                f" write {self.latest}/{self.earliest} or correct one of them",
                f"{self.earliest}/{self.latest}",
            )

    @classmethod
    def day(cls, day: date) -> Window:
        """The window of one day."""
        return cls(day, day)

    @property
    def is_day(self) -> bool:
        """True only if the window is exactly one civil day."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def is_open(self) -> bool:
        """True if a side is missing."""
        return self.earliest is None or self.latest is None

    @property
    def days(self) -> int | None:
        """How many days it holds; None = without end."""
        if self.earliest is None or self.latest is None:
            return None
        return (self.latest - self.earliest).days + 1

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return NotImplemented
        return (self.earliest is None or self.earliest <= day) and (
            self.latest is None or day <= self.latest
        )

    def covers(self, other: Window) -> bool:
        """True if no day of `other` lies outside this window.

        >>> Window(None, None).covers(Window.day(date(2025, 1, 1)))
        True
        """
        starts = self.earliest is None or (
            other.earliest is not None and self.earliest <= other.earliest
        )
        ends = self.latest is None or (other.latest is not None and other.latest <= self.latest)
        return starts and ends

    def meet(self, other: Window) -> Window | None:
        """The days in both, or None if there are none."""
        earliest = _later(self.earliest, other.earliest)
        latest = _sooner(self.latest, other.latest)
        if earliest and latest and earliest > latest:
            return None
        return Window(earliest, latest)

    def hull(self, other: Window) -> Window:
        """The smallest window that covers both."""
        both_start = self.earliest is not None and other.earliest is not None
        both_end = self.latest is not None and other.latest is not None
        return Window(
            min(self.earliest, other.earliest) if both_start else None,  # type: ignore[type-var]
            max(self.latest, other.latest) if both_end else None,  # type: ignore[type-var]
        )

    def __str__(self) -> str:
        if self.is_day:
            return str(self.earliest)
        return f"{self.earliest or '..'}/{self.latest or '..'}"


ANY_DAY = Window(None, None)


def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _sooner(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


def month_window(year: int, month: int) -> Window:
    """The days of one month.

    >>> str(month_window(2024, 2))
    '2024-02-01/2024-02-29'
    """
    return Window(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def year_window(year: int) -> Window:
    """The days of one year."""
    return Window(date(year, 1, 1), date(year, 12, 31))
