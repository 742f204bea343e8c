"""Windows: closed spans of civil days, a missing side is open.

A `Window` is what somebody's words say about *when*: it never becomes a single day unless the
words name one. Civil days have no time zone here; the day ends at 24:00 in the event's zone.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, datetime

from bywhen.errors import DateError

__all__ = ["ANY_DAY", "Window", "iso", "month_length", "month_window", "year_window"]


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
        """True for a civil day of the window; an instant is no day, and in no window."""
        if not isinstance(day, date) or isinstance(day, datetime):
            return False
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
        """The days in both, or None if there are none.

        >>> str(month_window(2025, 12).meet(Window(date(2025, 12, 24), None)))
        '2025-12-24/2025-12-31'
        """
        starts = [day for day in (self.earliest, other.earliest) if day]
        ends = [day for day in (self.latest, other.latest) if day]
        earliest, latest = max(starts, default=None), min(ends, default=None)
        if earliest and latest and earliest > latest:
            return None
        return Window(earliest, latest)

    def hull(self, other: Window) -> Window:
        """The smallest window that covers both, with the days between them.

        >>> str(month_window(2025, 1).hull(month_window(2025, 3)))
        '2025-01-01/2025-03-31'
        """
        starts = self.earliest and other.earliest and min(self.earliest, other.earliest)
        ends = self.latest and other.latest and max(self.latest, other.latest)
        return Window(starts, ends)

    def __str__(self) -> str:
        if self.is_day:
            return str(self.earliest)
        return f"{self.earliest or '..'}/{self.latest or '..'}"


ANY_DAY = Window(None, None)


_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_length(year: int, month: int) -> int:
    """How many days the month has; calendar.monthrange works out a weekday too, and is slower.

    >>> month_length(2024, 2), month_length(1900, 2)
    (29, 28)
    """
    return _LENGTHS[month] + (month == 2 and isleap(year))


def month_window(year: int, month: int) -> Window:
    """The days of one month.

    >>> str(month_window(2024, 2))
    '2024-02-01/2024-02-29'
    """
    return Window(date(year, month, 1), date(year, month, month_length(year, month)))


def year_window(year: int) -> Window:
    """The days of one year.

    >>> str(year_window(2025))
    '2025-01-01/2025-12-31'
    """
    return Window(date(year, 1, 1), date(year, 12, 31))
