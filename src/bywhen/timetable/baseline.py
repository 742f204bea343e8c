"""Figures of one event under one timetable at one moment of the replay (DESIGN 4.2, 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from bywhen.timetable.chain import (
    CANCELLED,
    NO_DATE,
    TARGET,
    WITHDRAWN,
    Act,
    AnchorView,
    Dates,
    Line,
    anchored_dates,
)

__all__ = [
    "Baseline",
    "BaselineFinder",
    "outcome_phase",
    "phase_without_outcome",
    "slip_range",
    "trend",
]

_LAST_DAY = date.max.toordinal()


class Baseline(NamedTuple):
    """The claim at `place` of the chain, with the date that it announced."""

    place: int
    dates: Dates


class BaselineFinder:
    """Finds an event's baseline under one timetable while its chain grows.

    It is the chain claim tagged with the timetable; if none is and `default` (the affair's first
    timetable, or none declared), the first dated target; else the event is no part of it. A target
    that hangs on another event is dated if it had a last day while it stood.
    """

    __slots__ = (
        "_anchors",
        "_default",
        "_fixed",
        "_hanging",
        "_scanned",
        "_tag_hangs",
        "_tagged",
        "_timetable",
    )

    def __init__(
        self, timetable: str | None, default: bool, anchors: Mapping[str, AnchorView]
    ) -> None:
        self._timetable = timetable
        self._default = default
        self._anchors = anchors
        self._scanned = 0
        self._tagged: Baseline | None = None  # with the date of its own, if it has one
        self._tag_hangs = False  # its date is its anchor's to give
        self._fixed: Baseline | None = None  # first target with a date of its own
        self._hanging: list[int] = []  # anchored targets before it

    def find(self, line: Line, day: int) -> Baseline | None:
        """The baseline as of `day`; the line's chain has only grown since the last call."""
        chain, scanned = line.chain, self._scanned
        if scanned < len(chain):
            for place in range(scanned, len(chain)):
                self._note(chain[place], place)
            self._scanned = len(chain)
        if self._tagged is not None:
            if self._tag_hangs:
                place = self._tagged.place
                return Baseline(place, self._announced(chain[place], day))
            return self._tagged
        for place in self._hanging:
            if line.had_end[place]:
                return Baseline(place, self._announced(chain[place], day))
        return self._fixed

    def _note(self, act: Act, place: int) -> None:
        if self._tagged is None and act.tag is not None and act.tag == self._timetable:
            self._tagged = Baseline(place, act.dates)
            self._tag_hangs = act.anchor is not None
        if self._default and self._fixed is None and act.role == TARGET:
            if act.anchor is not None:
                self._hanging.append(place)
            elif act.dates[1] is not None:
                self._fixed = Baseline(place, act.dates)

    def _announced(self, act: Act, day: int) -> Dates:
        """The date a claim gave as a baseline: an anchored one keeps to its anchor's baseline, else
        to the first date that the anchor had from then on; it does not follow the anchor's moves.
        """
        if act.anchor is None:
            return act.dates
        anchor = self._anchors[act.anchor]
        planned = anchor.baseline(self._timetable, day)
        if planned[1] is None:
            planned = _first_date(anchor, act.known, day)
        return anchored_dates(act, planned)


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


def slip_range(current: Dates, baseline: Dates, same_claim: bool) -> tuple[int | None, int | None]:
    """The least and the greatest slip in days; [0, 0] if the baseline's own date still stands."""
    if same_claim and current == baseline and current != NO_DATE:
        return 0, 0
    (start, end), (planned_start, planned_end) = current, baseline
    return (
        None if start is None or planned_end is None else start - planned_end,
        None if end is None or planned_start is None else end - planned_start,
    )


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
    rate = round(net_slip / elapsed, 4)
    left = elapsed - net_slip
    if left <= 0:
        return rate, None
    meets = baseline_known - (-(baseline_due - baseline_known) * elapsed // left)
    return rate, meets if 1 <= meets <= _LAST_DAY else None


def outcome_phase(outcome: Dates, baseline_due: int | None) -> str:
    """occurred, met, met_late or met_unclear."""
    start, end = outcome
    assert start is not None and end is not None  # noqa: S101 - a happened window is closed
    if baseline_due is None:
        return "occurred"
    if end <= baseline_due:
        return "met"
    return "met_late" if start > baseline_due else "met_unclear"


def phase_without_outcome(line: Line) -> str:
    """cancelled, dropped, conditional, undated or dated: what the current claim says."""
    if not line.chain:
        return "undated"
    act = line.chain[-1]
    if act.role == CANCELLED:
        return "cancelled"
    if act.role == WITHDRAWN:
        return "dropped"
    if line.hanging[-1]:
        return "conditional"
    return "undated" if line.standing[-1] == NO_DATE else "dated"
