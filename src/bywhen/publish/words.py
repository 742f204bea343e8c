"""What is said of an affair in words: what a date hangs on, kinds, moves, verdicts, health."""

from __future__ import annotations

from typing import NamedTuple

from bywhen.publish.speech import ENGLISH, N_, Speech
from bywhen.timetable.health import Health
from bywhen.timetable.offsets import parse_offset

__all__ = [
    "EVENT_KINDS",
    "MEDIA",
    "MOVE_WORDS",
    "TONGUES",
    "hanging_words",
    "health_sentence",
    "verdict_words",
]


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
