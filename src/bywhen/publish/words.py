"""The status of an event as a reader meets it: a glyph, a word, an honest sentence.

The glyph and the word carry the meaning, colour only repeats it. "Overdue" is said of a stated
deadline only; of any passed date the sentence says what is known: that no confirmation is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bywhen.timetable.figures import Figures
from bywhen.timetable.offsets import parse_offset
from bywhen.timetable.words import long_day

__all__ = [
    "GROUPS",
    "GROUP_TITLES",
    "Status",
    "group_of",
    "hanging_words",
    "status_of",
    "status_word",
]

# What a reader should look at first comes first.
GROUPS = ("passed", "dropped", "now", "ahead", "conditional", "undated", "closed")
GROUP_TITLES = {
    "passed": "Date passed",
    "dropped": "Date dropped",
    "now": "Due now",
    "ahead": "Ahead",
    "conditional": "Hangs on something else",
    "undated": "Without a date",
    "closed": "Happened or called off",
}
_GROUP = {
    "overdue": "passed",
    "unchecked": "passed",
    "due_today": "now",
    "in_window": "now",
    "upcoming": "ahead",
    "conditional": "conditional",
    "undated": "undated",
    "dropped": "dropped",
}
_WORDS = {
    "overdue": ("◆", "passed"),
    "unchecked": ("◌", "not followed"),
    "due_today": ("●", "due today"),
    "in_window": ("◐", "window open"),
    "upcoming": ("○", "upcoming"),
    "conditional": ("◇", "conditional"),
    "undated": ("–", "no date"),
    "dropped": ("✕", "dropped"),
    "cancelled": ("✕", "cancelled"),
    "met": ("✓", "on time"),
    "met_late": ("✓", "late"),
    "met_unclear": ("✓", "happened"),
    "occurred": ("•", "happened"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """A status for people: `name` as in SQL, `sentence` without a full stop."""

    name: str
    glyph: str
    word: str
    sentence: str


def group_of(status: str) -> str:
    """The group of the home page in which an event of this status stands."""
    return _GROUP.get(status, "closed")


def status_word(status: str) -> tuple[str, str]:
    """Glyph and word of a status.

    >>> status_word("in_window")
    ('◐', 'window open')
    """
    return _WORDS.get(status, ("·", status))


def status_of(figures: Figures, modality: str | None, checked_through: date | None) -> Status:
    """The status of an event in words, from its figures and the modality of its current claim."""
    glyph, word = status_word(figures.status)
    if figures.status == "overdue" and modality == "by":
        word = "overdue"
    return Status(figures.status, glyph, word, _sentence(figures, modality, checked_through))


def _sentence(figures: Figures, modality: str | None, checked_through: date | None) -> str:
    match figures.status:
        case "overdue":
            closed = f"window closed {_ago(figures.overdue_days)}, no confirmation recorded"
            return f"overdue: {closed}" if modality == "by" else closed
        case "unchecked":
            followed = f" {long_day(checked_through)}" if checked_through else ""
            return f"date passed; record followed to{followed} only"
        case "due_today":
            return "due today" if figures.due_from == figures.due_to else "window closes today"
        case "in_window":
            if figures.days_max is None:
                return "window open, no end named"
            return f"window open now, closes in {_days(figures.days_max)}"
        case "upcoming":
            return _ahead(figures.days_min, figures.days_max)
        case "conditional":
            return "clock not started"
        case "undated":
            return "announced without a date"
        case "dropped":
            return "date dropped, no new one named"
        case "met_late":
            return f"happened {_range(figures.outcome_slip_min, figures.outcome_slip_max)} late"
        case "met_unclear":
            return "happened; whether in time cannot be told"
        case "met":
            return "happened in time"
        case "occurred":
            return "happened"
        case other:
            return other.replace("_", " ")


def _ahead(days_min: int | None, days_max: int | None) -> str:
    if days_max is None:
        return f"not before {_days(days_min or 0)} from now, no end named"
    if days_min is None or days_min == days_max:
        return f"due in {_days(days_max)}"
    return f"due in {days_min} to {_days(days_max)}"


def _ago(days: int | None) -> str:
    return f"{_days(days or 0)} ago"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _range(least: int | None, most: int | None) -> str:
    if least is None or most is None or least == most:
        return _days(most if most is not None else least or 0)
    return f"{least} to {_days(most)}"


def hanging_words(
    modality: str | None, offset_min: str | None, offset_max: str | None, anchor: str | None
) -> str:
    """How a date hangs on another event, the event's name left to the page.

    >>> hanging_words("by", None, "P100D", "x")
    'within 100 days of'
    >>> hanging_words("within", "P7D", "P14D", "x")
    '7 days to 14 days after'
    """
    if anchor is None:
        return ""
    least, most = _offset(offset_min), _offset(offset_max)
    if modality == "by" and most:
        return f"within {most} of" if not most.startswith("-") else f"{most[1:]} or more before"
    if modality == "not_before" and least:
        return f"not before {least} after"
    if least == most and most:
        return "on the day of" if most == "0 days" else _after(most)
    if most and least in (None, "0 days"):
        return f"within {most} of"
    if least and most:
        return f"{least} to {_after(most)}"
    return _after(least) if least else "after"


def _after(offset: str) -> str:
    return f"{offset[1:]} before" if offset.startswith("-") else f"{offset} after"


def _offset(text: str | None) -> str | None:
    """An offset in words; a leading - where it points back."""
    if text is None:
        return None
    offset = parse_offset(text)
    months, days = abs(offset.months), abs(offset.days)
    parts = [f"{months} month{'' if months == 1 else 's'}"] if months else []
    if days or not parts:
        parts.append(_days(days))
    return ("-" if offset.is_backward else "") + " ".join(parts)
