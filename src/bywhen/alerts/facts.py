"""What an alert is about, as values that fit into JSON: all that a message can say, but the time.

Days are ISO text, as in tracker.db. How many days are left is worked out when a message is
written, so that a message that was delayed still tells the truth.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from operator import attrgetter

__all__ = ["CLOSED_PHASES", "ENDED_PHASES", "Dates", "Facts", "Word", "value_of"]

CLOSED_PHASES = frozenset({"occurred", "met", "met_late", "met_unclear"})
ENDED_PHASES = frozenset({"dropped", "cancelled"})


@dataclass(frozen=True, slots=True)
class Dates:
    """How an event's date stands: what changes are told apart by."""

    claim: str | None
    phase: str
    conditional: bool
    due_from: date | None
    due_to: date | None

    @property
    def is_live(self) -> bool:
        """True if a date stands that the clock can reach: no outcome, not given up or projected."""
        return self.phase == "dated" and not self.conditional


@dataclass(frozen=True, slots=True)
class Word:
    """What one issuer said last, where issuers disagree."""

    issuer: str | None
    names: dict[str, str]
    modality: str | None
    due_from: str | None
    due_to: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """About one event, or (`event` None) about a feed, a gap, a day. None = there is none."""

    event: str | None = None
    affair: str | None = None
    affair_title: str = ""
    affair_titles: dict[str, str] = field(default_factory=dict)
    title: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    phase: str = ""
    conditional: bool = False
    claim: str | None = None
    modality: str | None = None
    due_from: str | None = None
    due_to: str | None = None
    strict: str | None = None
    words: str | None = None
    words_language: str | None = None
    issuer: str | None = None
    issuer_names: dict[str, str] = field(default_factory=dict)
    via: str | None = None
    via_names: dict[str, str] = field(default_factory=dict)
    publisher: str | None = None
    source_url: str | None = None
    known: str | None = None
    heard: str | None = None  # the last day on which anything was said of it
    checked_through: str | None = None
    timetables: tuple[str, ...] = ()  # those it is a milestone of
    timetable_title: str | None = None
    timetable_titles: dict[str, str] = field(default_factory=dict)
    baseline_from: str | None = None
    baseline_due: str | None = None
    baseline_modality: str | None = None
    net_slip: int | None = None
    happened_from: str | None = None
    happened_to: str | None = None
    late_least: int | None = None  # days between the baseline's end and the outcome
    late_most: int | None = None
    hangs: tuple[dict[str, object], ...] = ()  # title, titles of what waits for it
    old_from: str | None = None
    old_to: str | None = None
    old_modality: str | None = None
    old_phase: str | None = None
    is_correction: bool = False  # the date did not move: the record had it wrong
    correction: str | None = None  # what had gone wrong, where the record says so
    is_taken_back: bool = False  # nor did it here: its source took back what it had said
    reason: str | None = None  # at risk: later, dropped, cancelled, undated
    because: dict[str, object] | None = None  # at risk: title, titles, dates of what it waits for
    others: tuple[Word, ...] = ()  # where issuers disagree
    spread: int | None = None
    detail: str | None = None  # of a feed or a proposal: what is wrong, what it would do
    effect: tuple[dict[str, object], ...] = ()  # the same of a proposal, as values
    proposed_from: str | None = None
    proposed_to: str | None = None
    proposed_modality: str | None = None
    gap_from: int | None = None
    items: tuple[dict[str, object], ...] = ()  # of a digest: kind and facts
    items_total: int = 0

    def to_json(self) -> str:
        """Compact: what says nothing is left out."""
        values = {name: value for name, value in zip(_NAMES, _in_order(self), strict=True) if value}
        if self.others:
            values["others"] = [asdict(one) for one in self.others]
        values |= {name: 0 for name in _ZERO_COUNTS if getattr(self, name) == 0}
        return _to_json(values)

    @classmethod
    def from_json(cls, text: str) -> Facts:
        """Back from `to_json`."""
        return cls.from_values(json.loads(text))

    @classmethod
    def from_values(cls, values: dict[str, object]) -> Facts:
        """From the mapping in the JSON."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        for name in ("timetables", "hangs", "effect", "items"):
            if name in known:
                known[name] = tuple(known[name])  # type: ignore[arg-type]
        if "others" in known:
            known["others"] = tuple(Word(**one) for one in known["others"])  # type: ignore[attr-defined]
        return cls(**known)  # type: ignore[arg-type]

    def day(self, name: str) -> date | None:
        """One of the days, as a date."""
        text = getattr(self, name)
        return date.fromisoformat(text) if text else None

    @property
    def near(self) -> date | None:
        """The day that before and due go by: the strict one where there is one."""
        last, strict = self.day("due_to"), self.day("strict")
        return last if strict is None or last is None else min(strict, last)

    @property
    def slip(self) -> int | None:
        """Days from the old last day to the new one, positive = later."""
        old, new = self.day("old_to"), self.day("due_to")
        return None if old is None or new is None else (new - old).days

    @property
    def notice(self) -> int | None:
        """Days between the day a date was given up and that date; negative = after it."""
        old, known = self.day("old_to"), self.day("known")
        return None if old is None or known is None else (old - known).days


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_NAMES = tuple(Facts.__dataclass_fields__)
_in_order = attrgetter(*_NAMES)
_ZERO_COUNTS = ("net_slip", "late_least", "late_most", "spread", "gap_from")  # 0 is not nothing


def value_of(due_from: str | None, due_to: str | None, strict: str | None, zone: str) -> str:
    """A date as keys name it: its days, its precision and its zone.

    >>> value_of("2025-11-27", "2025-11-27", "2025-11-26", "America/New_York")
    '2025-11-27 strict 2025-11-26 America/New_York'
    >>> value_of("2025-12-01", None, None, "UTC")
    '2025-12-01/.. UTC'
    """
    same = due_from == due_to and due_to is not None
    days = due_to if same else f"{due_from or '..'}/{due_to or '..'}"
    return f"{days}{f' strict {strict}' if strict else ''} {zone}"
