"""Figures in words, English: slips, days, windows. Nothing here turns a window into one day."""

from __future__ import annotations

from datetime import date

from bywhen.timetable.claims import Modality
from bywhen.timetable.figures import Figures
from bywhen.timetable.idiom import ENGLISH

__all__ = ["days_left", "long_day", "signed_days", "slip_words", "window_words"]

# A status that says more than a slip could.
_TELLS_MORE = frozenset({"overdue", "unchecked", "dropped", "cancelled", "undated"})


def long_day(day: date) -> str:
    """A day as people write it.

    >>> long_day(date(2025, 11, 27))
    '27 Nov 2025'
    """
    return ENGLISH.day(day)


def signed_days(days: int | float) -> str:
    """Days with their sign, the unit spelt.

    >>> signed_days(28), signed_days(-1), signed_days(0), signed_days(3652059)
    ('+28 days', '-1 day', '0 days', '+3652059 days')
    """
    sign = "+" if days > 0 else ""
    return f"{sign}{days:.10g} day{'' if abs(days) == 1 else 's'}"


def window_words(
    earliest: date | None, latest: date | None, modality: Modality | str | None = None
) -> str:
    """A window in words that keep it a window.

    >>> window_words(None, date(2025, 11, 27), Modality.BY)
    'by 27 Nov 2025'
    """
    return ENGLISH.window(earliest, latest, modality)


def days_left(days_min: int | None, days_max: int | None) -> str:
    """A countdown in words; a range stays a range.

    >>> days_left(10, 19)
    '10 to 19 days'
    >>> days_left(-39, -39)
    '39 days ago'
    """
    if days_min is None and days_max is None:
        return "no date"
    if days_max is None:
        assert days_min is not None  # noqa: S101 - one side is there
        return f"{_count(days_min)} or more" if days_min > 0 else "open, no end named"
    if days_max < 0:
        return f"{_count(-days_max)} ago"
    if days_max == 0:
        return "ends today"
    if days_min == days_max:
        return _count(days_max)
    if days_min is None or days_min <= 0:
        return f"up to {_count(days_max)}"
    return f"{days_min} to {_count(days_max)}"


def _count(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def slip_words(figures: Figures) -> str:
    """The slip in words against the baseline; a status that says more is read instead.

    `slipped` is certain, `may have slipped` is not; "" if there is nothing to compare.
    """
    if figures.status in _TELLS_MORE:
        return figures.status
    planned_from, planned_to = figures.baseline_from, figures.baseline_due
    start, end = figures.due_from, figures.due_to
    if (planned_from is None and planned_to is None) or (start is None and end is None):
        return ""
    if start is not None and planned_to is not None and start > planned_to:
        return "slipped"
    if end is not None and planned_from is not None and end < planned_from:
        return "pulled in"
    if planned_to is not None and (end is None or end > planned_to):
        return "may have slipped"
    if planned_from is None or (start is not None and start >= planned_from):
        return "holding"
    return "may have been pulled in"
