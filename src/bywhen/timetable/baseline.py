"""Figures of one event under one timetable at one moment of the replay (DESIGN 4.2, 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from bywhen.timetable.chain import NO_DATE, AnchorView, Dates, Line, anchored_dates
from bywhen.timetable.claims import Kind

__all__ = [
    "Baseline",
    "BaselineFinder",
    "outcome_phase",
    "trend",
]

_LAST_DAY = date.max.toordinal()


_TARGET = Kind.TARGET

# The place in the chain of the claim that is the baseline, and the date that it announced.
Baseline = tuple[int, Dates]


class BaselineFinder:
    """Finds an event's baseline under one timetable while its chain grows.

    It is the chain claim tagged with the timetable; if none is and `default` (the affair's first
    timetable, or none declared), the first dated target; else the event is no part of it. A target
    that hangs on another event is dated if it had a last day while it stood. `settled` is the
    baseline once nothing that may come can change it.
    """

    __slots__ = (
        "_anchors",
        "_default",
        "_fixed",
        "_hanging",
        "_scanned",
        "_tagged",
        "_timetable",
        "settled",
    )

    def __init__(
        self, timetable: str | None, default: bool, anchors: Mapping[str, AnchorView]
    ) -> None:
        self._timetable = timetable
        self._default = default
        self._anchors = anchors
        self._scanned = 0
        self._tagged: int | None = None  # the place of a tagged claim that hangs on another event
        self._fixed: Baseline | None = None  # first target with a date of its own
        self._hanging: list[int] = []  # anchored targets before it
        self.settled: Baseline | None = None

    def find(self, line: Line, day: int) -> Baseline | None:
        """The baseline as of `day`; the line's chain has only grown since the last call."""
        scanned, self._scanned = self._scanned, len(line.chain)
        for place in range(scanned, self._scanned):
            self._note(line, place)
        if self.settled is not None:
            return self.settled
        if self._tagged is not None:
            return self._tagged, self._announced(line, self._tagged, day)
        for place in self._hanging:
            if place in line.had_end:
                return place, self._announced(line, place, day)
        return self._fixed

    def _note(self, line: Line, place: int) -> None:
        claim, dates = line.chain[place], line.entered[place]
        hangs, tag = claim.anchor is not None, claim.timetable
        is_first_tagged = self._tagged is None and self.settled is None
        if tag is not None and tag == self._timetable and is_first_tagged:
            if hangs:
                self._tagged = place
            else:
                self.settled = place, dates
        if self._default and self._fixed is None and claim.kind is _TARGET:
            if hangs:
                self._hanging.append(place)
            elif dates[1] is not None:
                self._fixed = place, dates

    def _announced(self, line: Line, place: int, day: int) -> Dates:
        """The date an anchored claim gave as a baseline: it keeps to its anchor's baseline, else to
        the first date that the anchor had from then on; it does not follow the anchor's moves.
        """
        claim = line.chain[place]
        assert claim.anchor is not None  # noqa: S101 - `_note` looked
        anchor = self._anchors[claim.anchor]
        planned = anchor.baseline(self._timetable, day)
        if planned[1] is None:
            planned = _first_date(anchor, line.known[place], day)
        return anchored_dates(claim, planned)


def _first_date(anchor: AnchorView, known: int, day: int) -> Dates:
    dates = anchor.dates.at(known)
    if dates[1] is not None:
        return dates
    for changed, later in zip(anchor.dates.days, anchor.dates.values, strict=True):
        if changed > day:
            break
        if changed > known and later[1] is not None:
            return later
    return NO_DATE


def trend(
    net_slip: int, elapsed: int, baseline_known: int, baseline_due: int
) -> tuple[float | None, int | None]:
    """The slip rate (days slipped a day, 4 decimals) and the day on which the trend line meets the
    diagonal, rounded up; None, None if no day has passed; no meeting if the rate is 1 or more.

    >>> trend(69, 83, 0, 107)
    (0.8313, 635)
    """
    if not elapsed:
        return None, None
    rate = _to_4_decimals(net_slip, elapsed)
    left = elapsed - net_slip
    if left <= 0:
        return rate, None
    meets = baseline_known - (-(baseline_due - baseline_known) * elapsed // left)
    return rate, meets if 1 <= meets <= _LAST_DAY else None


@lru_cache(maxsize=8192)  # a record asks for few pairs of small numbers, and to round is slow
def _to_4_decimals(days: int, of: int) -> float:
    return round(days / of, 4)


def outcome_phase(outcome: Dates, baseline_due: int | None) -> str:
    """occurred, met, met_late or met_unclear."""
    start, end = outcome
    assert start is not None and end is not None  # noqa: S101 - a happened window is closed
    if baseline_due is None:
        return "occurred"
    if end <= baseline_due:
        return "met"
    return "met_late" if start > baseline_due else "met_unclear"
