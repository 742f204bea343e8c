"""An event's chain of claims, played through the days of knowledge (DESIGN 4.1).

`Acts` holds the claims of an event that the rules use, in order; `Line` takes them in day by day
and knows, at the end of each day, the chain, the current claim's date, and the outcome. A date
here is a pair `(ce, cl)` of proleptic ordinals, the committed interval; None = that side is
missing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Generic, Protocol, TypeVar

from bywhen.timetable.claims import Claim, Event, Kind, Modality, Rank, Standing
from bywhen.timetable.offsets import add_to_ordinal
from bywhen.timetable.window import Window

__all__ = [
    "NO_DATE",
    "Act",
    "Acts",
    "AnchorView",
    "Dates",
    "Entry",
    "Line",
    "Steps",
    "anchored_dates",
    "committed",
    "in_chain",
    "own_dates",
    "visible_in_era",
]

Dates = tuple[int | None, int | None]
NO_DATE: Dates = (None, None)
T = TypeVar("T")
# A replay asks for these by the million, and to look a member up in its enum is ten times as slow.
_HAPPENED = Kind.HAPPENED
_DEPRECATED, _PREFERRED = Rank.DEPRECATED, Rank.PREFERRED
_PROPOSAL, _BY = Standing.PROPOSAL, Modality.BY


def committed(modality: Modality | None, window: Window | None) -> tuple[date | None, date | None]:
    """What a claim commits to: by X = [X, X]; not before X = [X, none]; else its window.

    >>> committed(Modality.BY, Window(None, date(2025, 11, 27)))[0]
    datetime.date(2025, 11, 27)
    """
    if window is None:
        return None, None
    if modality is _BY:
        return window.latest, window.latest
    return window.earliest, window.latest


# A claim in the order of the chain: the ordinal of `known`, its place in the file, the claim, and
# whether it may enter the chain.
Act = tuple[int, int, Claim, bool]
# One line of the log: from a day on, the chain claim at a place had these dates; whether its
# anchor's date had changed (else it entered then).
Entry = tuple[int, int, Dates, bool]
_KNOWN, _KNOWN_THEN_ORDER = itemgetter(0), itemgetter(0, 1)


def in_chain(claim: Claim, deciders: Sequence[str]) -> bool:
    """True if the claim may move its event's date: no proposal, and by a decider if any is named.

    `issuer_id` is the declared issuer that the claim's issuer is or is an alias of; a relayed claim
    counts as its issuer's. Deprecated claims are the caller's to leave out.
    """
    if claim.kind is _HAPPENED or claim.standing is _PROPOSAL:
        return False
    return not deciders or claim.issuer_id in deciders


class Acts:
    """The claims of one event that the rules use, in the order of (known, place in the file)."""

    __slots__ = ("acts", "anchors", "retractions", "tags")

    def __init__(self, event: Event) -> None:
        acts: list[Act] = []
        anchors, tags, retractions = [], [], []
        deciders = event.deciders
        for claim in event.claims:
            if claim.rank is _DEPRECATED:
                continue
            acts.append((claim.known.toordinal(), claim.order, claim, in_chain(claim, deciders)))
            if claim.timetable is not None:
                tags.append(claim.timetable)
            if claim.anchor is not None:
                anchors.append(claim.anchor)
            if claim.retracted is not None:
                retractions.append(claim.retracted.toordinal())
        acts.sort(key=_KNOWN_THEN_ORDER)
        self.acts = acts
        self.anchors: Collection[str] = dict.fromkeys(anchors) if anchors else ()
        self.retractions: Sequence[int] = sorted(set(retractions)) if retractions else ()
        self.tags = tags


def own_dates(claim: Claim) -> Dates:
    """What the claim commits to by itself; nothing if its date hangs on another event."""
    if claim.window is None:
        return NO_DATE
    start, end = committed(claim.modality, claim.window)
    last = None if end is None else end.toordinal()
    if start is end:
        return last, last
    return None if start is None else start.toordinal(), last


def anchored_dates(claim: Claim, anchor: Dates) -> Dates:
    """The claim's date once its anchor's is known: the least offset from ce, the greatest from cl.

    A side that would leave the calendar is missing; without a greatest offset there is no end.
    """
    (start, end), low, high = anchor, claim.offset_min, claim.offset_max
    if start is not None and low is not None:
        start = add_to_ordinal(start, low.months, low.days)
    if high is None or end is None:
        return start, None
    return start, add_to_ordinal(end, high.months, high.days)


class Steps(Generic[T]):
    """A value that changes from day to day: `at(day)` is the one that held at the end of it."""

    __slots__ = ("days", "initial", "values")

    def __init__(self, initial: T) -> None:
        self.days: list[int] = []
        self.values: list[T] = []
        self.initial = initial

    def set(self, day: int, value: T) -> None:
        """Let `value` hold from `day` on; days come in order."""
        if (self.values[-1] if self.values else self.initial) != value:
            self.days.append(day)
            self.values.append(value)

    def at(self, day: int) -> T:
        """The value at the end of `day`."""
        place = bisect_right(self.days, day)
        return self.values[place - 1] if place else self.initial


class AnchorView(Protocol):
    """What an anchored claim may ask of the event that it hangs on."""

    dates: Steps[Dates]  # its outcome, else its current date
    happened: Steps[bool]

    def days(self) -> Collection[int]:
        """The days on which anything of it changes."""

    def baseline(self, timetable: str | None, day: int) -> Dates:
        """Its baseline's date under a timetable (under its own first one if its affair does not
        declare that), as of a day."""


class Line:
    """One event's chain as it grows; `advance` takes in one more day.

    `log` has an entry for each chain claim as it enters and for each change of its date while it
    stands; `known[i]` is the day claim i became known, `entered[i]` its date on that day,
    `standing[i]` on the last day it stood; `hanging[i]`: on that day it hung on an event without
    outcome; `had_end`: the anchored claims that had a last day at some time while they stood.
    """

    __slots__ = (
        "_acts",
        "_anchors",
        "_closed_after",
        "_next",
        "chain",
        "entered",
        "had_end",
        "hanging",
        "happened",
        "known",
        "log",
        "outcome",
        "standing",
        "visible",
    )

    def __init__(self, acts: Sequence[Act], anchors: Mapping[str, AnchorView]) -> None:
        self._acts = acts
        self._anchors = anchors
        self._next = 0
        self._closed_after: int | None = None  # the day the first happened claim became known
        self.visible = False
        self.chain: list[Claim] = []
        self.known: list[int] = []
        self.entered: list[Dates] = []
        self.standing: list[Dates] = []
        self.hanging: list[bool] = []
        self.had_end: set[int] = set()
        self.log: list[Entry] = []
        self.outcome: Claim | None = None
        self.happened: Dates | None = None  # the outcome's

    def days(self) -> list[int]:
        """The days on which anything can change, in order."""
        known = dict.fromkeys(map(_KNOWN, self._acts))
        if not self._anchors or not known:
            return list(known)
        days, first = set(known), self._acts[0][0]
        for anchor in self._anchors.values():
            days.update(day for day in anchor.days() if day > first)
        return sorted(days)

    def advance(self, day: int) -> None:
        """Take in all that became known on `day`; days come in order."""
        came = False
        acts, place, closed_after = self._acts, self._next, self._closed_after
        while place < len(acts):
            known, _, claim, chained = acts[place]
            if known > day:
                break
            place += 1
            if claim.kind is _HAPPENED:
                if closed_after is None:
                    self._closed_after = closed_after = known
                self._end(claim)
            elif chained and (closed_after is None or known <= closed_after):
                self._enter(claim, known, day)
                came = True
        self._next, self.visible = place, place > 0
        if not came and self._anchors and self.chain and self.chain[-1].anchor is not None:
            self._inherit(day)

    def _end(self, claim: Claim) -> None:
        outcome = self.outcome
        if outcome is None or claim.rank is _PREFERRED or outcome.rank is not _PREFERRED:
            self.outcome, self.happened = claim, own_dates(claim)

    def _enter(self, claim: Claim, known: int, day: int) -> None:
        place, hangs = len(self.chain), False
        if claim.anchor is None:
            dates = own_dates(claim)
        else:
            anchor = self._anchors[claim.anchor]
            dates = anchored_dates(claim, anchor.dates.at(day))
            hangs = not anchor.happened.at(day)
            if dates[1] is not None:
                self.had_end.add(place)
        self.log.append((day, place, dates, False))
        self.chain.append(claim)
        self.known.append(known)
        self.entered.append(dates)
        self.standing.append(dates)
        self.hanging.append(hangs)

    def _inherit(self, day: int) -> None:
        claim, place = self.chain[-1], len(self.chain) - 1
        assert claim.anchor is not None  # noqa: S101 - the caller looked
        anchor = self._anchors[claim.anchor]
        self.hanging[place] = not anchor.happened.at(day)
        dates = anchored_dates(claim, anchor.dates.at(day))
        if dates != self.standing[place]:
            self.standing[place] = dates
            if dates[1] is not None:
                self.had_end.add(place)
            self.log.append((day, place, dates, True))

    def date(self) -> Dates:
        """What hangs on this event counts from: its outcome, else its current date."""
        if self.happened is not None:
            return self.happened
        return self.standing[-1] if self.standing else NO_DATE


def visible_in_era(acts: Sequence[Act], era: int | None) -> Sequence[Act]:
    """The acts not retracted by the end of day `era` (None: before any retraction)."""
    if era is None:
        return acts
    return [act for act in acts if act[2].retracted is None or act[2].retracted.toordinal() > era]
