"""What reading hands back: mentions, each a dated statement found in a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from bywhen.timetable.window import Window, iso

__all__ = ["UNSURE_BELOW", "Alternative", "Anchor", "End", "Mention", "Qualifier"]

UNSURE_BELOW = 0.7
"""Below this confidence a mention is *unsure*: it goes to review and proposes nothing by itself.

Chosen by measurement; `docs/reading.md` has the table of stated against measured confidence.
"""

Qualifier = Literal[
    "on",
    "during",
    "range",
    "by",
    "before",
    "until",
    "since",
    "after",
    "not_before",
    "within",
    "as_of",
    "approx",
]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The event that a mention hangs on, in the text's own words: no date is invented for it.

    `offset` is an ISO 8601 duration from the event: "within 100 days of signing" has the
    text "signing" and the offset P100D. `text` is "" (start = end) if the event is not named.
    """

    text: str
    start: int
    end: int
    offset: str

    def to_json(self) -> dict[str, Any]:
        """The same names as the fields."""
        return {"text": self.text, "start": self.start, "end": self.end, "offset": self.offset}


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another fair reading of the same words, and why it was not the first."""

    earliest: date | None
    latest: date | None
    why: str

    def to_json(self) -> dict[str, Any]:
        """The same names as the fields, days as ISO text."""
        return {"earliest": iso(self.earliest), "latest": iso(self.latest), "why": self.why}


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range, where it stands and its TIMEX3 value: TIMEX3 has none for a range."""

    text: str
    start: int
    end: int
    timex3: str

    def to_json(self) -> dict[str, Any]:
        """The same names as the fields."""
        return {"text": self.text, "start": self.start, "end": self.end, "timex3": self.timex3}


@dataclass(frozen=True, slots=True)
class Mention:
    """One dated statement: where it stands, which days it means, and how that was found.

    `start` and `end` count code points of the text; the words of a leading preposition ("by",
    "since") are not part of the span, the words behind ("ago", 前) are. `earliest` and `latest`
    are inclusive civil days, None = open; both are None for a mere length ("two years"), a
    repetition ("daily"), a vague reference ("now") and for what hangs on an event (`anchor`).
    `strict` and `earliest_strict` are the narrower readings of "before X" and "after X".
    `ends` are the two ends of a range, each with its own place and TIMEX3 value.

    >>> from bywhen.reading import read
    >>> mention = read("It is due by Nov. 27.", published=date(2025, 11, 21))[0]
    >>> mention.text, str(mention.window), mention.qualifier
    ('Nov. 27', '../2025-11-27', 'by')
    """

    text: str
    start: int
    end: int
    earliest: date | None
    latest: date | None
    strict: date | None
    earliest_strict: date | None
    edtf: str
    timex3: str
    qualifier: Qualifier
    granularity: str
    approx: bool
    anchor: Anchor | None
    rule: str
    convention: str | None
    confidence: float
    alternatives: tuple[Alternative, ...]
    why: str
    ends: tuple[End, ...] = ()

    @property
    def window(self) -> Window:
        """The days it means as a `Window`."""
        return Window(self.earliest, self.latest)

    @property
    def is_dated(self) -> bool:
        """True if at least one bound is known."""
        return self.earliest is not None or self.latest is not None

    @property
    def is_unsure(self) -> bool:
        """True if a person should look at it first."""
        return self.confidence < UNSURE_BELOW

    def to_json(self) -> dict[str, Any]:
        """One JSON object with the field names above, days as ISO text.

        >>> from bywhen.reading import read
        >>> read("in May 2026", published=date(2025, 11, 21))[0].to_json()["edtf"]
        '2026-05'
        """
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "earliest": iso(self.earliest),
            "latest": iso(self.latest),
            "strict": iso(self.strict),
            "earliest_strict": iso(self.earliest_strict),
            "edtf": self.edtf,
            "timex3": self.timex3,
            "qualifier": self.qualifier,
            "granularity": self.granularity,
            "approx": self.approx,
            "anchor": self.anchor.to_json() if self.anchor else None,
            "rule": self.rule,
            "convention": self.convention,
            "confidence": self.confidence,
            "alternatives": [alternative.to_json() for alternative in self.alternatives],
            "why": self.why,
            "ends": [end.to_json() for end in self.ends],
        }
