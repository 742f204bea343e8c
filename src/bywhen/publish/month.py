"""A month as a grid of weeks: which events may fall on which day. Pure; no HTML."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bywhen.publish.board import BoardEvent

__all__ = ["Cell", "Shown", "days_of", "grid", "month_bounds", "shifted", "shown_in"]

WEEK_STARTS = calendar.MONDAY


@dataclass(frozen=True, slots=True)
class Shown:
    """An event in a month: the days it covers there, and whether it has an open side.

    `kind` is day, window, by, not_before, conditional or happened.
    """

    one: BoardEvent
    kind: str
    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """True if the event may fall on the day."""
        return (self.first or date.min) <= day <= (self.last or date.max)

    @property
    def marked(self) -> date | None:
        """The day that its words name alone: of a deadline the last, of a beginning the first."""
        return self.last if self.first is None or self.first == self.last else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the grid: what falls on its day (`sure`) and what may (`possible`).

    `day` is None before the month's first day and after its last.
    """

    day: date | None
    sure: tuple[Shown, ...]
    possible: tuple[Shown, ...]


def month_bounds(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month.

    >>> month_bounds(date(2024, 2, 9))
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def shifted(month: date, by: int) -> date | None:
    """The first day of a month before or after; None where the calendar ends.

    >>> shifted(date(2025, 12, 1), 1)
    datetime.date(2026, 1, 1)
    """
    number = month.year * 12 + month.month - 1 + by
    if not 12 <= number < 9999 * 12:
        return None
    return date(number // 12, number % 12 + 1, 1)


def shown_in(events: Iterable[BoardEvent], first: date, last: date) -> list[Shown]:
    """The events that touch a month, those of a day before those of a window, by their last day.

    A date without a beginning (a deadline) stands on its day alone, one without an end on its
    first: a calendar that is full of what might be on any day says nothing.
    """
    found = [shown for one in events if (shown := _shown(one)) is not None]
    touching = [
        one
        for one in found
        if (one.first or one.last or date.min) <= last
        and (one.last or one.first or date.max) >= first
    ]
    return sorted(touching, key=lambda one: (one.last or one.first or date.max, one.one.position))


def _shown(one: BoardEvent) -> Shown | None:
    figures = one.figures
    if one.is_closed:
        return Shown(one, "happened", figures.happened_from, figures.happened_to)
    first, last = figures.due_from, figures.due_to
    if first is None and last is None:
        return None
    if figures.conditional:
        return Shown(
            one, "conditional", last if one.modality == "by" else first or last, last or first
        )
    if one.modality == "by" or first is None:
        return Shown(one, "by", last, last)
    if last is None:
        return Shown(one, "not_before", first, first)
    return Shown(one, "day" if first == last else "window", first, last)


def days_of(shown: Shown, first: date, last: date) -> list[date]:
    """The days of the month on which an event is shown."""
    start, end = max(shown.first or first, first), min(shown.last or last, last)
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def grid(shown: Sequence[Shown], first: date, last: date) -> list[list[Cell]]:
    """The weeks of a month, seven places each."""
    by_day: dict[date, list[Shown]] = {}
    for one in shown:
        for day in days_of(one, first, last):
            by_day.setdefault(day, []).append(one)
    weeks = calendar.Calendar(WEEK_STARTS).monthdayscalendar(first.year, first.month)
    return [[_cell(first, number, by_day) for number in week] for week in weeks]


def _cell(month: date, number: int, by_day: Mapping[date, Sequence[Shown]]) -> Cell:
    if not number:
        return Cell(None, (), ())
    day = month.replace(day=number)
    some = by_day.get(day, ())
    sure = tuple(one for one in some if one.first == one.last)
    possible = tuple(one for one in some if one.first != one.last)
    return Cell(day, sure, possible)
