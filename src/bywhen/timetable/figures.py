"""What the rules of calculation give out, before and after the clock is looked at.

`State`, `Promise` and `Move` say what was known, with its validity in days of knowledge, half
open: `known_from <= k < known_until`, `known_until` None = still. They do not depend on the
clock. `Figures` are one event's figures as of a day k, seen on a day n.

Days in State, Promise and Move are proleptic ordinals (`date.toordinal`), for speed: the store
turns them into ISO text, `Figures` into dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

__all__ = [
    "Figures",
    "Move",
    "MoveValues",
    "Promise",
    "PromiseValues",
    "State",
    "StateValues",
]

# What a row says without whose it is and when it held: a `State` from `claim` on, a `Promise` from
# `known` on, a `Move` from `day` on.
StateValues = tuple[
    str | None, int | None, int | None, bool, str, str | None, int | None, int | None, int | None,
    int | None, int | None, int | None, int | None, int, int, int, str | None, int | None,
    int | None, int | None, int | None, float | None, float | None, int | None,
]  # fmt: skip
PromiseValues = tuple[
    int, int | None, int, bool, str | None, int | None, int | None, str | None, str, int | None, int
]
MoveValues = tuple[
    int, str, bool, str, int | None, int | None, int | None, int | None, int | None
]  # fmt: skip


class State(NamedTuple):
    """One event under one timetable (None: the affair declares none), while nothing new is known.

    `claim` is the current claim C (None: only proposals or others' words are known). `phase` is
    the part of the status that does not need the clock: occurred, met, met_late, met_unclear,
    cancelled, dropped, conditional, undated, dated.
    """

    event: str
    timetable: str | None
    known_from: int
    known_until: int | None
    claim: str | None
    due_from: int | None
    due_to: int | None
    conditional: bool
    phase: str
    baseline_claim: str | None
    baseline_from: int | None
    baseline_due: int | None
    baseline_known: int | None
    net_slip: int | None
    start_slip: int | None
    slip_least: int | None
    slip_most: int | None
    n_slips: int
    n_pull_ins: int
    gross_slip: int
    happened_claim: str | None
    happened_from: int | None
    happened_to: int | None
    outcome_slip_min: int | None
    outcome_slip_max: int | None
    overrun_ratio: float | None
    slip_rate: float | None
    trend_meets: int | None


class Promise(NamedTuple):
    """One promise (a dated chain claim from the baseline on) while nothing new is known of it.

    `verdict` is `open` as long as neither a later claim nor an outcome has judged it: the clock
    then makes it open, unchecked or missed, unless it is `conditional` (stays open). `notice` is
    given only where the rules count it. `horizon` = days from `known` to `due`.
    `move`/`move_kind` say how its date differs from the one before it in the chain.
    """

    claim: str
    event: str
    timetable: str | None
    known_from: int
    known_until: int | None
    known: int
    due_from: int | None
    due: int
    conditional: bool
    ended_by: str | None
    ended_known: int | None
    move: int | None
    move_kind: str | None
    verdict: str
    notice: int | None
    horizon: int


class Move(NamedTuple):
    """A change of an event's date from its baseline on.

    `day` is when it became known, `claim` the claim that stands after it; `inherited` = the
    anchor's date changed, not the event's own claim. `kind` is restated, firmed, loosened, slip,
    pull-in, redated or dropped; `days` the difference of the last days of consecutive dated
    claims, None where there is no last day.
    """

    event: str
    timetable: str | None
    known_from: int
    known_until: int | None
    day: int
    claim: str
    inherited: bool
    kind: str
    days: int | None
    old_from: int | None
    old_to: int | None
    new_from: int | None
    new_to: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One event's figures as of a day of knowledge, on a day of the clock. Days are whole days.

    `verdicts` maps claim id to verdict in chain order; `notices` are in chain order.
    """

    event: str
    timetable: str | None
    status: str
    claim: str | None
    due_from: date | None
    due_to: date | None
    days_min: int | None
    days_max: int | None
    overdue_days: int | None
    conditional: bool
    baseline_claim: str | None
    baseline_from: date | None
    baseline_due: date | None
    baseline_known: date | None
    net_slip: int | None
    start_slip: int | None
    slip_least: int | None
    slip_most: int | None
    n_slips: int
    n_pull_ins: int
    gross_slip: int
    happened_claim: str | None
    happened_from: date | None
    happened_to: date | None
    outcome_slip_min: int | None
    outcome_slip_max: int | None
    overrun_ratio: float | None
    slip_rate: float | None
    trend_meets: date | None
    verdicts: dict[str, str]
    notices: tuple[int, ...]
