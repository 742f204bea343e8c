"""An event's chain of claims, played through the days of knowledge (DESIGN 4.1).

`Acts` holds what the rules use of an event's claims, as plain numbers; `Line` takes them in day by
day and knows, at the end of each day, the chain, the current claim's date, and the outcome. A
date here is a pair `(ce, cl)` of proleptic ordinals, the committed interval; None = that side is
missing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Generic, NamedTuple, Protocol, TypeVar

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
]

Dates = tuple[int | None, int | None]
NO_DATE: Dates = (None, None)
T = TypeVar("T")
# A replay asks for these by the million, and to look a member up in its enum is ten times as slow.
_TARGET, _HAPPENED = Kind.TARGET, Kind.HAPPENED
_DEPRECATED, _PREFERRED = Rank.DEPRECATED, Rank.PREFERRED
_PROPOSAL, _BY = Standing.PROPOSAL, Modality.BY
_new = tuple.__new__  # a third of the cost of NamedTuple's own constructor


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


class Act(NamedTuple):
    """A claim as the rules see it. `role`: 0 target, 1 withdrawn, 2 cancelled, 3 happened."""

    id: str
    known: int
    order: int
    role: int
    dates: Dates
    anchor: str | None
    min_months: int
    min_days: int
    max_months: int
    max_days: int
    ends: bool  # False: an offset without end (not before)
    tag: str | None
    preferred: bool
    retracted: int | None
    chained: bool  # may enter the chain


TARGET, WITHDRAWN, CANCELLED, HAPPENED = 0, 1, 2, 3
_ROLES = tuple(zip(Kind, (TARGET, HAPPENED, WITHDRAWN, CANCELLED), strict=True))


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
        acts = [
            _act(claim, in_chain(claim, event.deciders))
            for claim in event.claims
            if claim.rank is not _DEPRECATED
        ]
        if len(acts) > 1:
            acts.sort(key=_known_then_order)
        self.acts = acts
        self.anchors = tuple(dict.fromkeys([act.anchor for act in acts if act.anchor is not None]))
        self.retractions = sorted({act.retracted for act in acts if act.retracted is not None})
        self.tags = {act.tag for act in acts if act.tag is not None}


def _known_then_order(act: Act) -> tuple[int, int]:
    return act.known, act.order


def _act(claim: Claim, chained: bool) -> Act:
    kind, window = claim.kind, claim.window
    dates = NO_DATE
    if window is not None:
        start, end = committed(claim.modality, window)
        dates = (
            None if start is None else start.toordinal(),
            None if end is None else end.toordinal(),
        )
    offsets = _NO_OFFSETS
    if claim.anchor is not None:
        low, high = claim.offset_min, claim.offset_max
        offsets = (
            low.months if low else 0,
            low.days if low else 0,
            high.months if high else 0,
            high.days if high else 0,
            high is not None,
        )
    return _new(
        Act,
        (
            claim.id,
            claim.known.toordinal(),
            claim.order,
            # An enum hashes in Python: a look through four pairs is quicker than a dictionary.
            TARGET if kind is _TARGET else next(role for one, role in _ROLES if one is kind),
            dates,
            claim.anchor,
            *offsets,
            claim.timetable,
            claim.rank is _PREFERRED,
            None if claim.retracted is None else claim.retracted.toordinal(),
            chained,
        ),
    )


_NO_OFFSETS = (0, 0, 0, 0, True)


def anchored_dates(act: Act, anchor: Dates) -> Dates:
    """The act's date once its anchor's is known: the least offset from ce, the greatest from cl.

    A side that would leave the calendar is missing.
    """
    start, end = anchor
    return (
        None if start is None else add_to_ordinal(start, act.min_months, act.min_days),
        add_to_ordinal(end, act.max_months, act.max_days) if end is not None and act.ends else None,
    )


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


class Entry(NamedTuple):
    """One line of the log: from `day` on, chain claim number `place` had these dates."""

    day: int
    place: int
    dates: Dates
    inherited: bool


class Line:
    """One event's chain as it grows; `advance` takes in one more day.

    `log` has an entry for each chain claim as it enters and for each change of its date while it
    stands; `entered[i]` is claim i's date on the day it became known, `standing[i]` on the last
    day it stood; `hanging[i]`: on that day it hung on an event without outcome; `had_end[i]`: it
    had a last day at some time while it stood.
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
        self.chain: list[Act] = []
        self.entered: list[Dates] = []
        self.standing: list[Dates] = []
        self.hanging: list[bool] = []
        self.had_end: list[bool] = []
        self.log: list[Entry] = []
        self.outcome: Act | None = None

    def days(self) -> list[int]:
        """The days on which anything can change, in order."""
        known = [act.known for act in self._acts]
        if not self._anchors or not known:
            return list(dict.fromkeys(known))
        days = set(known)
        for anchor in self._anchors.values():
            days.update(day for day in anchor.days() if day > known[0])
        return sorted(days)

    def advance(self, day: int) -> None:
        """Take in all that became known on `day`; days come in order."""
        came = False
        acts, place, closed_after = self._acts, self._next, self._closed_after
        while place < len(acts) and acts[place].known <= day:
            act = acts[place]
            place += 1
            if act.role == HAPPENED:
                if closed_after is None:
                    self._closed_after = closed_after = act.known
                if act.preferred or self.outcome is None or not self.outcome.preferred:
                    self.outcome = act
            elif act.chained and (closed_after is None or act.known <= closed_after):
                self._enter(act, day)
                came = True
        self._next, self.visible = place, place > 0
        if not came and self._anchors and self.chain and self.chain[-1].anchor is not None:
            self._inherit(day)

    def _enter(self, act: Act, day: int) -> None:
        dates, hangs = act.dates, False
        if act.anchor is not None:
            anchor = self._anchors[act.anchor]
            dates = anchored_dates(act, anchor.dates.at(day))
            hangs = not anchor.happened.at(day)
        self.log.append(_new(Entry, (day, len(self.chain), dates, False)))
        self.chain.append(act)
        self.entered.append(dates)
        self.standing.append(dates)
        self.hanging.append(hangs)
        self.had_end.append(dates[1] is not None)

    def _inherit(self, day: int) -> None:
        act = self.chain[-1]
        assert act.anchor is not None  # noqa: S101 - the caller looked
        anchor = self._anchors[act.anchor]
        self.hanging[-1] = not anchor.happened.at(day)
        dates = anchored_dates(act, anchor.dates.at(day))
        if dates != self.standing[-1]:
            self.standing[-1] = dates
            self.had_end[-1] = self.had_end[-1] or dates[1] is not None
            self.log.append(Entry(day, len(self.chain) - 1, dates, inherited=True))

    def date(self) -> Dates:
        """What hangs on this event counts from: its outcome, else its current date."""
        if self.outcome is not None:
            return self.outcome.dates
        return self.standing[-1] if self.standing else NO_DATE


def visible_in_era(acts: Iterable[Act], era: int | None) -> list[Act]:
    """The acts not retracted by the end of day `era` (None: before any retraction)."""
    if era is None:
        return list(acts)
    return [act for act in acts if act.retracted is None or act.retracted > era]
