"""What there is to tell: facts and an instant in, intents out. Nothing is read or written here.

Time alerts (before, due, passed) come from a date and the clock, changes from two dates. An intent
says what would be told; `outbox` makes sure that it is told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bywhen.alerts.facts import CLOSED_PHASES, ENDED_PHASES, Dates, Facts, value_of
from bywhen.alerts.settings import ANY_TIMETABLE, Kind, Rule, Threshold
from bywhen.alerts.timing import (
    DAY_SECONDS,
    HOUR_SECONDS,
    Moment,
    day_end,
    day_start,
    latest_passed,
    moment_of,
    repeat_moment,
)
from bywhen.timetable.promises import kind_of_move

__all__ = [
    "CATCH_UP_AFTER",
    "OPENING_STEP",
    "Intent",
    "Known",
    "applies",
    "base_step",
    "change_kind",
    "is_to_tell",
    "moments",
    "stale_at",
    "step_kind",
    "time_intents",
]

CATCH_UP_AFTER = 7 * DAY_SECONDS
"""What came due longer ago is not told one by one but in one catch-up."""
OPENING_STEP = "opens"
_MOST_REPEATS = 500


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing to tell under one rule.

    `key` is its identity for ever. `is_told_by` names the step that tells it too: a step that was
    overtaken by a later one is written down, not sent. `is_old`: it belongs into a catch-up.
    """

    rule: Rule
    kind: Kind
    root: str
    value: str
    step: str
    fire_at: int
    in_time_until: int
    facts: Facts
    is_told_by: str | None = None
    is_old: bool = False

    @property
    def key(self) -> str:
        """Event (as first called), rule, date and step."""
        return self.key_of(self.step)

    def key_of(self, step: str) -> str:
        """The key of another step of the same date."""
        return f"{self.root}|{self.rule.name}|{self.value}|{step}"


@dataclass(frozen=True, slots=True)
class Known:
    """Since when the desk knows a date, and whether the event was new with it."""

    at: int
    is_new: bool


def applies(rule: Rule, facts: Facts) -> bool:
    """True if the rule is about the event these facts are about."""
    if not rule.takes(facts.event, facts.affair):
        return False
    if rule.timetables == (ANY_TIMETABLE,):
        has_none = facts.timetable_title is None  # the affair declares no timetable
        return bool(facts.timetables) or (has_none and facts.baseline_due is not None)
    return not rule.timetables or bool(set(rule.timetables) & set(facts.timetables))


def change_kind(told: Dates, now: Dates) -> Kind | None:
    """How the date changed since it was last told; None if there is nothing to tell.

    A projected date that moves only because the event it hangs on moved is told with that event.
    """
    if now.phase in CLOSED_PHASES:
        if told.phase == now.phase:
            return None
        return Kind.MET_LATE if now.phase == "met_late" else Kind.MET
    if now.phase in ENDED_PHASES:
        return None if told.phase == now.phase else Kind.DROPPED
    if told.phase in CLOSED_PHASES:
        return Kind.MOVED  # the report that it had happened is taken back
    is_same_claim = told.claim == now.claim
    if told.conditional and is_same_claim:
        return None if now.conditional else Kind.FIRMED  # the clock has started
    if now.conditional and is_same_claim:
        return Kind.LOOSENED
    old = (None, None) if told.phase in ENDED_PHASES else _ordinals(told)
    move = kind_of_move(old, _ordinals(now))
    return _MOVES.get(move or "restated")


_MOVES = {
    "slip": Kind.MOVED,
    "pull-in": Kind.MOVED,
    "redated": Kind.MOVED,
    "firmed": Kind.FIRMED,
    "loosened": Kind.LOOSENED,
    "dropped": Kind.DROPPED,
}


def _ordinals(dates: Dates) -> tuple[int | None, int | None]:
    start, end = dates.due_from, dates.due_to
    return (start.toordinal() if start else None, end.toordinal() if end else None)


def stale_at(known: date, due_to: date, zone: str) -> int:
    """When half of the way from the last word to the date has gone by, nothing else being said."""
    return day_start(known + timedelta(days=((due_to - known).days + 1) // 2), zone)


def step_kind(rule: Rule, threshold: Threshold) -> bool:
    """True if the rule tells of this threshold."""
    return threshold.kind in rule.kinds


def moments(rule: Rule, facts: Facts, now: int) -> list[tuple[Kind, Moment]]:
    """All steps of one date under one rule in order of time, reminders up to one after `now`."""
    zone, near, last, start = facts.zone, facts.near, facts.day("due_to"), facts.day("due_from")
    if last is None or near is None:
        if start is None or not rule.kinds & {Kind.DUE, Kind.BEFORE}:
            return []
        opening = Moment(OPENING_STEP, day_start(start, zone), day_end(start, zone))
        return [(Kind.DUE, opening)]
    found = [
        (threshold.kind, moment_of(threshold, near, last, zone))
        for threshold in rule.when
        if threshold.kind in rule.kinds
    ]
    if rule.repeat is not None and Kind.PASSED in rule.kinds:
        found += [(Kind.PASSED, moment) for moment in _reminders(rule.repeat, last, zone, now)]
    return sorted(found, key=lambda pair: pair[1].fire_at)


def _reminders(repeat: timedelta, last: date, zone: str, now: int) -> Iterator[Moment]:
    """The last reminders before `now`, and the next one."""
    gone = now - day_end(last, zone)
    reached = max(0, gone // int(repeat.total_seconds()))
    for number in range(max(1, reached - 2), min(reached + 2, reached + _MOST_REPEATS)):
        yield repeat_moment(repeat, number, last, zone)


def time_intents(
    rule: Rule, facts: Facts, root: str, known: Known, now: int, steps_known: dict[str, int]
) -> Iterator[Intent]:
    """What the clock asks to tell of one date under one rule.

    Only the step that became due last is told; those it overtook are given too, as told by it. A
    step whose moment was over before the desk knew the date or had the step (`steps_known`: since
    when) is history and not told, but for the last one before a new date that is still ahead: else
    nobody would learn of it in time.
    """
    if facts.phase != "dated" or facts.conditional:
        return
    pairs = moments(rule, facts, now)
    kinds = {moment.step: kind for kind, moment in pairs}
    latest = latest_passed([moment for _, moment in pairs], now)
    if latest is None or not is_to_tell(latest, kinds[latest.step], facts, known, now, steps_known):
        return
    value = value_of(facts.due_from, facts.due_to, facts.strict, facts.zone)
    told = Intent(
        rule,
        kinds[latest.step],
        root,
        value,
        latest.step,
        latest.fire_at,
        max(latest.in_time_until, latest.fire_at + HOUR_SECONDS),
        facts,
        is_old=latest.fire_at < now - CATCH_UP_AFTER,
    )
    yield told
    for kind, moment in pairs:
        if moment.step != latest.step and moment.fire_at <= now:
            yield replace(
                told,
                kind=kind,
                step=moment.step,
                fire_at=moment.fire_at,
                in_time_until=moment.in_time_until,
                is_told_by=latest.step,
            )


def is_to_tell(
    moment: Moment, kind: Kind, facts: Facts, known: Known, now: int, steps_known: dict[str, int]
) -> bool:
    since = max(known.at, steps_known.get(base_step(moment.step), now))
    if moment.fire_at >= since or now < moment.in_time_until:
        return True
    is_new = known.is_new or steps_known.get(base_step(moment.step), now) >= known.at
    last = facts.day("due_to")
    ahead = last is not None and now < day_end(last, facts.zone)
    return is_new and ahead and kind is not Kind.PASSED


def base_step(step: str) -> str:
    """The step as `rule_steps` has it: reminders go by the notice they repeat.

    >>> base_step("+1d+2x7d"), base_step("3d")
    ('+1d', '3d')
    """
    return "+1d" if step.startswith("+1d+") else step
