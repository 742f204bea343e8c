"""The status of an event as a reader meets it: a glyph, a word, an honest sentence.

The glyph and the word carry the meaning, colour only repeats it. "Overdue" is said of a stated
deadline only; of any passed date the sentence says what is known: that no confirmation is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bywhen.publish.speech import ENGLISH, N_, Speech
from bywhen.timetable.figures import Figures
from bywhen.timetable.health import Health
from bywhen.timetable.offsets import parse_offset

__all__ = [
    "EVENT_KINDS",
    "GROUPS",
    "GROUP_TITLES",
    "MEDIA",
    "MOVE_WORDS",
    "TONGUES",
    "Status",
    "group_of",
    "hanging_words",
    "health_sentence",
    "status_of",
    "status_word",
    "verdict_words",
]

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
        case "met_late":
            late = say.range_of_days(figures.outcome_slip_min, figures.outcome_slip_max)
            return say.gettext("happened %(days)s late", days=late)
        case other:
            return say.gettext(_SENTENCES.get(other, other.replace("_", " ")))


_SENTENCES = {
    "conditional": N_("clock not started"),
    "undated": N_("announced without a date"),
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


def hanging_words(
    modality: str | None,
    offset_min: str | None,
    offset_max: str | None,
    anchor: str | None,
    say: Speech = ENGLISH,
) -> str:
    """How a date hangs on another event; `anchor` is written where that stands.

    >>> hanging_words("by", None, "P100D", "the vote")
    'within 100 days of the vote'
    >>> hanging_words("within", "P7D", "P14D", "the vote")
    '7 days to 14 days after the vote'
    """
    if anchor is None:
        return ""
    least, most = _offset(offset_min, say), _offset(offset_max, say)
    before = most is not None and most.is_back
    if modality == "by" and most:
        if before:
            return say.gettext("%(time)s or more before %(event)s", time=most.words, event=anchor)
        return say.gettext("within %(time)s of %(event)s", time=most.words, event=anchor)
    if modality == "not_before" and least:
        return say.gettext("not before %(time)s after %(event)s", time=least.words, event=anchor)
    if most and least == most:
        if most.is_zero:
            return say.gettext("on the day of %(event)s", event=anchor)
        return _after(most, anchor, say)
    if most and (least is None or least.is_zero):
        return say.gettext("within %(time)s of %(event)s", time=most.words, event=anchor)
    if least and most:
        return say.gettext(
            "%(least)s to %(most)s", least=least.words, most=_after(most, anchor, say)
        )
    return _after(least, anchor, say) if least else say.gettext("after %(event)s", event=anchor)


def _after(offset: _Offset, anchor: str, say: Speech) -> str:
    if offset.is_back:
        return say.gettext("%(time)s before %(event)s", time=offset.words, event=anchor)
    return say.gettext("%(time)s after %(event)s", time=offset.words, event=anchor)


class _Offset(NamedTuple):
    """A span of time in words, whether it points back, and whether it is none at all."""

    words: str
    is_back: bool
    is_zero: bool


def _offset(text: str | None, say: Speech) -> _Offset | None:
    if text is None:
        return None
    offset = parse_offset(text)
    months, days = abs(offset.months), abs(offset.days)
    parts = [say.ngettext("%(count)d month", "%(count)d months", months)] if months else []
    if days or not parts:
        parts.append(say.days(days))
    return _Offset(" ".join(parts), offset.is_backward, not months and not days)


# What a move is called where it has no number of days.
MOVE_WORDS = {
    "restated": N_("restated"),
    "firmed": N_("firmed"),
    "loosened": N_("loosened"),
    "slip": N_("slip"),
    "pull-in": N_("pull-in"),
    "redated": N_("redated"),
    "dropped": N_("dropped"),
    "happened": N_("happened"),
    "cancelled": N_("cancelled"),
    "said again": N_("said again"),
    "in_window": N_("window open"),
    "due_today": N_("due today"),
    "overdue": N_("passed"),
    "unchecked": N_("not followed"),
    "conditional": N_("conditional"),
    "undated": N_("no date"),
    "upcoming": N_("upcoming"),
}

# Kinds of events that the records of this project use; a record may name others.
EVENT_KINDS = {
    "deadline": N_("deadline"),
    "decision": N_("decision"),
    "document": N_("document"),
    "election": N_("election"),
    "incident": N_("incident"),
    "meeting": N_("meeting"),
    "milestone": N_("milestone"),
    "negotiation": N_("negotiation"),
    "opening": N_("opening"),
    "report": N_("report"),
    "statement": N_("statement"),
    "vote": N_("vote"),
}

MEDIA = {
    "article": N_("article"),
    "post": N_("post"),
    "document": N_("document"),
    "interview": N_("interview"),
    "speech": N_("speech"),
}
# Languages of sources that have a name here; others are given by their tag.
TONGUES = {
    "de": N_("German"),
    "en": N_("English"),
    "fr": N_("French"),
    "ja": N_("Japanese"),
    "ko": N_("Korean"),
    "ru": N_("Russian"),
    "uk": N_("Ukrainian"),
    "zh": N_("Chinese"),
    "zh-Hans": N_("Chinese, simplified"),
    "zh-Hant": N_("Chinese, traditional"),
}

_COUNTED = (
    ("dropped", N_("%(count)d dropped")),
    ("cancelled", N_("%(count)d cancelled")),
    ("overdue", N_("%(count)d past due without confirmation")),
    ("unchecked", N_("%(count)d past due and not followed since")),
    ("undated", N_("%(count)d without a date")),
)


def health_sentence(found: Health, title: str, worst: str | None, say: Speech = ENGLISH) -> str:
    """How a timetable stands in one sentence; what was dropped or is past due before any slip.

    `title` is the timetable's, `worst` that of the event with the largest slip. In English it is
    the sentence of the rules, word for word.
    """
    name = title[:1].upper() + title[1:]
    if not found.milestones:
        return say.gettext("%(name)s: no milestone has a date yet.", name=name)
    if not found.due:
        parts = [
            say.ngettext(
                "none of %(count)d milestone due yet",
                "none of %(count)d milestones due yet",
                found.milestones,
            )
        ]
    else:
        parts = [
            say.ngettext(
                "%(due)d of %(count)d milestone was due, %(happened)d of those happened%(late)s",
                "%(due)d of %(count)d milestones were due, %(happened)d of those happened%(late)s",
                found.milestones,
                due=found.due,
                happened=found.happened,
                late=say.gettext(" (%(count)d late)", count=found.late) if found.late else "",
            )
        ]
    for counted, words in _COUNTED:
        count = getattr(found, counted)
        if count:
            parts.append(say.gettext(words, count=count))
    if found.worst_slip is not None and found.worst_slip > 0:
        days = say.signed_days(found.worst_slip)
        parts.append(say.gettext("largest slip %(days)s (%(event)s)", days=days, event=worst))
    return say.gettext("%(name)s: %(parts)s.", name=name, parts=say.gettext("; ").join(parts))


_VERDICTS = {
    "kept": N_("kept"),
    "missed": N_("missed"),
    "unclear": N_("whether it was kept cannot be told"),
    "open": N_("still open"),
    "unchecked": N_("due day passed, record not followed so far"),
    "superseded": N_("said again since"),
    "firmed": N_("narrowed down since"),
    "pulled_in": N_("brought forward since"),
    "moved": N_("moved"),
    "dropped": N_("dropped"),
}


def verdict_words(verdict: str, notice: int | None, say: Speech = ENGLISH) -> str:
    """What became of a promise, with the notice given where that counts.

    >>> verdict_words("dropped", 2)
    "dropped with 2 days' notice"
    """
    if notice is None or verdict not in ("moved", "dropped", "missed"):
        return say.gettext(_VERDICTS.get(verdict, verdict))
    if notice < 0:
        return say.ngettext(
            "missed; new word %(count)d day after the due day",
            "missed; new word %(count)d days after the due day",
            -notice,
        )
    if verdict == "dropped":
        return say.ngettext(
            "dropped with %(count)d day's notice", "dropped with %(count)d days' notice", notice
        )
    return say.ngettext(
        "moved with %(count)d day's notice", "moved with %(count)d days' notice", notice
    )
