"""From what a person types to the date of a claim: ISO, EDTF and durations as they are.

`by 2025-12-25` gives {"by": "2025-12-25"}, `by P100D --after X` {"by": "P100D", "after": "X"}.
Words are read by `bywhen.editing.spoken`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bywhen.errors import UsageError
from bywhen.timetable.edtf import parse_window
from bywhen.timetable.offsets import parse_offset, parse_offset_range
from bywhen.timetable.window import Window
from bywhen.timetable.words import window_words

__all__ = ["WHATS", "Reading", "is_written", "written"]

WHATS = ("by", "within", "day", "not-before", "happened", "withdrawn", "cancelled", "undated")
"""What a claim may say of its event, as typed."""

_DATELESS = frozenset({"withdrawn", "cancelled", "undated"})


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
