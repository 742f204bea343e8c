"""The status of an event as a reader meets it: a glyph, a word, an honest sentence.

The glyph and the word carry the meaning, colour only repeats it. "Overdue" is said of a stated
deadline only; of any passed date the sentence says what is known: that no confirmation is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bywhen.publish.speech import ENGLISH, N_, Speech
from bywhen.timetable.figures import Figures

__all__ = ["GROUPS", "GROUP_TITLES", "Status", "group_of", "status_of", "status_word"]

# What a reader should look at first comes first.
GROUPS = ("passed", "dropped", "now", "ahead", "conditional", "undated", "closed")
GROUP_TITLES = {
    "passed": N_("Date passed"),
    "dropped": N_("Date dropped"),
    "now": N_("Due now"),
    "ahead": N_("Ahead"),
    "conditional": N_("Hangs on something else"),
    "undated": N_("Without a date"),
    "closed": N_("Happened or called off"),
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
    "overdue": ("◆", N_("passed")),
    "unchecked": ("◌", N_("not followed")),
    "due_today": ("●", N_("due today")),
    "in_window": ("◐", N_("window open")),
    "upcoming": ("○", N_("upcoming")),
    "conditional": ("◇", N_("conditional")),
    "undated": ("–", N_("no date")),
    "dropped": ("✕", N_("dropped")),
    "cancelled": ("✕", N_("cancelled")),
    "met": ("✓", N_("on time")),
    "met_late": ("✓", N_("late")),
    "met_unclear": ("✓", N_("happened")),
    "occurred": ("•", N_("happened")),
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


def status_word(status: str, say: Speech = ENGLISH) -> tuple[str, str]:
    """Glyph and word of a status.

    >>> status_word("in_window")
    ('◐', 'window open')
    """
    glyph, word = _WORDS.get(status, ("·", status))
    return glyph, say.gettext(word)


def status_of(
    figures: Figures, modality: str | None, checked_through: date | None, say: Speech = ENGLISH
) -> Status:
    """The status of an event in words, from its figures and the modality of its current claim."""
    glyph, word = status_word(figures.status, say)
    if figures.status == "overdue" and modality == "by":
        word = say.gettext("overdue")
    return Status(figures.status, glyph, word, _sentence(figures, modality, checked_through, say))


def _sentence(
    figures: Figures, modality: str | None, checked_through: date | None, say: Speech
) -> str:
    match figures.status:
        case "overdue":
            days = say.days(figures.overdue_days or 0)
            if modality == "by":
                return say.gettext(
                    "overdue: window closed %(days)s ago, no confirmation recorded", days=days
                )
            return say.gettext("window closed %(days)s ago, no confirmation recorded", days=days)
        case "unchecked":
            if checked_through is None:
                return say.gettext("date passed; record not followed so far")
            return say.gettext(
                "date passed; record followed to %(day)s only", day=say.day(checked_through)
            )
        case "due_today":
            if figures.due_from == figures.due_to:
                return say.gettext("due today")
            return say.gettext("window closes today")
        case "in_window":
            if figures.days_max is None:
                return say.gettext("window open, no end named")
            return say.gettext(
                "window open now, closes in %(days)s", days=say.days(figures.days_max)
            )
        case "upcoming":
            return _ahead(figures.days_min, figures.days_max, say)
        case "undated":
            if figures.baseline_from is not None or figures.baseline_due is not None:
                return say.gettext("left without a date")
            if figures.claim is None:  # proposals only, or words of who does not decide
                return say.gettext("nothing decided so far")
            return say.gettext("announced without a date")
        case "met_late":
            late = say.range_of_days(figures.outcome_slip_min, figures.outcome_slip_max)
            return say.gettext("happened %(days)s late", days=late)
        case other:
            return say.gettext(_SENTENCES.get(other, other.replace("_", " ")))


_SENTENCES = {
    "conditional": N_("clock not started"),
    "dropped": N_("date dropped, no new one named"),
    "cancelled": N_("cancelled"),
    "met": N_("happened in time"),
    "met_unclear": N_("happened; whether in time cannot be told"),
    "occurred": N_("happened"),
}


def _ahead(days_min: int | None, days_max: int | None, say: Speech) -> str:
    if days_max is None:
        return say.gettext(
            "not before %(days)s from now, no end named", days=say.days(days_min or 0)
        )
    if days_min is None:
        days_min = days_max
    return say.gettext("due in %(days)s", days=say.range_of_days(days_min, days_max))
