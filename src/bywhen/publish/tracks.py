"""Where a window, a deadline and today lie on a strip of time: geometry only, no HTML.

Places are per cent of the strip's width, so that one drawing fits every screen. A window is drawn
from the start of its first day to the end of its last; a deadline is a line at the end of its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bywhen.publish.speech import ENGLISH, Speech

__all__ = ["Mark", "Scale", "Tick", "month_starts", "scale_for", "window_mark"]

_LONGEST_DAYS = 1500  # a strip never spans more: what lies outside is drawn at its edge
_LEAST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape on the strip: `kind` is day, window, by, not_before, conditional or baseline.

    `start` and `end` are per cent; `clipped` is true if a part of it lies outside the strip.
    """

    kind: str
    start: float
    end: float
    clipped: bool = False

    @property
    def is_beyond(self) -> bool:
        """True if the whole of it lies outside the strip: what is drawn at the edge is not it."""
        return self.clipped and self.start == self.end

    @property
    def width(self) -> float:
        """Per cent, never so thin that it cannot be seen."""
        return round(max(self.end - self.start, 0.6), 2)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale: `place` per cent, `words` empty where there is no room."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The days that a strip shows, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the strip holds."""
        return (self.last - self.first).days + 1

    def place(self, when: date, *, end: bool = False) -> float:
        """Where a day begins (or ends), per cent; outside days lie on the edge."""
        passed = (when - self.first).days + end
        return round(100 * min(max(passed, 0), self.days) / self.days, 2)

    def holds(self, when: date) -> bool:
        """True if the day lies on the strip."""
        return self.first <= when <= self.last

    def ticks(self, most: int = 5, say: Speech = ENGLISH) -> list[Tick]:
        """First days of months (of quarters, of years, as room allows), with their words."""
        for step in (1, 2, 3, 6, 12, 24, 60):
            firsts = list(month_starts(self.first, self.last, step))
            if len(firsts) <= most:
                break
        ticks = []
        for place, first in enumerate(firsts):
            year = place == 0 or first.year != firsts[place - 1].year
            words = say.idiom.month(first) if year else say.idiom.month_alone(first)
            ticks.append(Tick(self.place(first), words))
        return ticks


def month_starts(first: date, last: date, step: int) -> Iterable[date]:
    """First days of months between two days, each `step`-th month of the calendar."""
    month = first.year * 12 + first.month - 1
    if first.day > 1:
        month += 1
    month += -month % step
    while month <= last.year * 12 + last.month - 1 and month < 9999 * 12:
        yield date(month // 12, month % 12 + 1, 1)
        month += step


def scale_for(days: Iterable[date], today: date) -> Scale:
    """A scale that holds today and the days, with a little air; the nearest ones if they lie far.

    >>> scale_for([date(2025, 11, 27), date(2025, 12, 31)], date(2025, 11, 20)).days
    44
    """
    half = timedelta(days=_LONGEST_DAYS // 2)
    near = [when for when in days if abs(when - today) <= half]
    first, last = min([*near, today]), max([*near, today])
    air = timedelta(days=max(1, ((last - first).days + 20) // 40))
    if (last - first).days < _LEAST_DAYS:
        air = timedelta(days=_LEAST_DAYS // 2)
    return Scale(_shift(first, -air), _shift(last, air))


def _shift(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def window_mark(
    scale: Scale,
    earliest: date | None,
    latest: date | None,
    modality: str | None,
    *,
    kind: str | None = None,
) -> Mark | None:
    """The shape of a committed interval; None if it has no side at all.

    An open side reaches the strip's edge. `kind` names the shape where the reader should not take
    it for a current date (baseline, conditional).
    """
    if earliest is None and latest is None:
        return None
    start = 0.0 if earliest is None else scale.place(earliest)
    end = 100.0 if latest is None else scale.place(latest, end=True)
    clipped = any(when is not None and not scale.holds(when) for when in (earliest, latest))
    if kind is None:
        if latest is None:
            kind = "not_before"
        elif modality == "by" or earliest is None:
            kind = "by"
        else:
            kind = "day" if earliest == latest else "window"
    return Mark(kind, start, end, clipped)
