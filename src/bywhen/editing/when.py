"""From what a person types to the date of a claim: ISO and EDTF as they are, words by reading.

by 2025-12-25          {"by": "2025-12-25"}
within early December  {"within": "2025-12-01/2025-12-10"}, read against a document's day
by P100D --after X     {"by": "P100D", "after": "X"}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bywhen.errors import DateError, UsageError
from bywhen.reading import Mention, read
from bywhen.timetable.edtf import parse_window
from bywhen.timetable.offsets import parse_offset, parse_offset_range
from bywhen.timetable.window import Window
from bywhen.timetable.words import window_words

__all__ = [
    "WHATS",
    "Reading",
    "choices_in",
    "is_written",
    "read_words",
    "reading_of",
    "written",
]

WHATS = ("by", "within", "day", "not-before", "happened", "withdrawn", "cancelled", "undated")
"""What a claim may say of its event, as typed."""

_DATELESS = frozenset({"withdrawn", "cancelled", "undated"})
_WHAT_OF = {
    "on": "day",
    "during": "within",
    "range": "within",
    "within": "within",
    "approx": "within",
    "by": "by",
    "before": "by",
    "until": "by",
    "since": "not-before",
    "after": "not-before",
    "not_before": "not-before",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The date of a claim: its keys in the record; of words, how they were read and how surely.

    `phrase` are the words, None if an ISO date was typed; `unsure` says why a person should look,
    "" if there is no need.
    """

    what: str
    fields: Mapping[str, object]
    window: Window | None
    phrase: str | None = None
    why: str = ""
    unsure: str = ""
    alternatives: Sequence[str] = field(default=())

    @property
    def days(self) -> str:
        """The days in words."""
        if self.window is None:
            return self.what
        return window_words(self.window.earliest, self.window.latest)

    @property
    def iso(self) -> str:
        """The date as it would be typed."""
        return str(next(iter(self.fields.values())))

    @property
    def says(self) -> str:
        """What the claim says, as it would be typed.

        >>> written("by", "2025-12-25").says
        'by 2025-12-25'
        """
        return self.what if self.what in _DATELESS else f"{self.what} {self.iso}"


def is_written(when: str) -> bool:
    """True if `when` is an ISO date, EDTF or a duration, and not words.

    >>> is_written("2025-12"), is_written("early December"), is_written("P100D")
    (True, False, True)
    """
    return not any(character.islower() or ord(character) > 127 for character in when)


def written(what: str, when: str | None, after: str | None = None) -> Reading:
    """The date as typed in ISO, EDTF or as a duration.

    Raises UsageError if the words do not fit together, DateError if the date cannot be read.
    """
    if what in _DATELESS:
        if when is not None:
            raise UsageError(f"{what} takes no date; leave out {when!r}.")
        return Reading(what, {what: True}, None)
    if when is None:
        raise UsageError(
            f"{what} wants a date: {what} 2025-12-25, or words such as early December."
        )
    key = what.replace("-", "_")
    if after is not None:
        if what == "within":
            parse_offset_range(when)
        else:
            parse_offset(when)
        return Reading(what, {key: when, "after": after}, None)
    if when.lstrip("-").startswith("P"):
        raise UsageError(f"{when} counts from another event: name it with --after EVENT.")
    window = parse_window(when)
    if what == "day" and not window.is_day:
        raise UsageError(f"{when} is more than one day: write within {when}.")
    return Reading(what, {key: when}, window)


def choices_in(
    text: str, published: date, timezone: str, language: str | None = None
) -> list[Mention]:
    """The mentions of a text that say when something is to happen or has happened."""
    return [
        mention
        for mention in read(text, published=published, timezone=timezone, language=language)
        if mention.is_dated and mention.qualifier in _WHAT_OF
    ]


def read_words(
    what: str, words: str, published: date, timezone: str, language: str | None = None
) -> Reading:
    """Words such as "early December" as the date of a claim, for a text of the day `published`.

    Raises UsageError if they name no date, several, or one that does not fit `what`.
    """
    asked = _limited(what, words)
    for text in dict.fromkeys((asked, words)):
        found = choices_in(text, published, timezone, language)
        if len(found) == 1:
            return reading_of(found[0], what, words)
    if not found:
        raise UsageError(
            f"No date was found in {words!r}; write 2025-12-25, 2025-12 or 2025-12-01/2025-12-10."
        )
    named = "; ".join(f"{mention.text!r} {mention.window}" for mention in found)
    raise UsageError(f"{words!r} names {len(found)} dates ({named}); write one of them.")


def _limited(what: str, words: str) -> str:
    """English words with the limit that was typed before them: "by" changes what "June" means."""
    limit = {"by": "by ", "not-before": "not before "}.get(what, "")
    return limit + words if words.isascii() else words


def reading_of(mention: Mention, what: str | None, phrase: str) -> Reading:
    """A mention as the date of a claim; `what` None: as its words say.

    Raises UsageError if its days do not fit `what`.
    """
    said = _WHAT_OF.get(mention.qualifier, "within")
    if said == "day" and not mention.window.is_day:
        said = "within"
    chosen = what or said
    fields = fields_of(chosen, mention)
    return Reading(
        chosen,
        fields,
        mention.window,
        phrase,
        mention.why,
        _doubt(mention),
        [str(Window(other.earliest, other.latest)) for other in mention.alternatives],
    )


def _doubt(mention: Mention) -> str:
    if not mention.is_unsure:
        return ""
    return f"read with a confidence of {mention.confidence:.2f} only"


def fields_of(what: str, mention: Mention) -> dict[str, object]:
    """The keys of a claim for the days of a mention."""
    earliest, latest = mention.earliest, mention.latest
    shown = f"{mention.text!r} means {mention.window}"
    if what == "by":
        if latest is None:
            raise UsageError(f"{shown}: it has no last day; write not-before.")
        strict = mention.strict
        return {"by": latest, **({"strict": strict} if strict and strict != latest else {})}
    if what == "not-before":
        if earliest is None:
            raise UsageError(f"{shown}: it has no first day; write by.")
        strict = mention.earliest_strict
        later = {"earliest_strict": strict} if strict and strict != earliest else {}
        return {"not_before": earliest, **later}
    if what == "day":
        if earliest is None or earliest != latest:
            raise UsageError(f"{shown}: that is more than one day; write within or by.")
        return {"day": earliest}
    if earliest is None or latest is None:
        better = "not-before" if latest is None else "by"
        raise UsageError(f"{shown}: it is open on one side; write {better}.")
    return {what: _edtf(mention, earliest, latest)}


def _edtf(mention: Mention, earliest: date, latest: date) -> str:
    """The shortest writing that means these days: the mention's own where it does."""
    try:
        if parse_window(mention.edtf) == Window(earliest, latest):
            return mention.edtf
    except DateError:
        pass
    return str(earliest) if earliest == latest else f"{earliest}/{latest}"
