"""From civil days and wall clocks to instants, by one rule (pure).

A wall time that a clock change leaves out is the first instant after the gap; one that comes twice
is the first of the two. A day begins with its first instant and ends with the first instant of the
next; a date-only deadline ends with its day. Instants are whole seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from bywhen.alerts.settings import DigestPlan, Quiet, Threshold
from bywhen.store.zones import package_zone

__all__ = [
    "Moment",
    "day_end",
    "day_start",
    "digest_before",
    "instant_of",
    "local_day",
    "moment_of",
    "quiet_until",
    "repeat_moment",
]

DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600
_FAR = 1 << 62


def instant_of(day: date, at: time, zone: str) -> int:
    """The instant of a wall time.

    >>> instant_of(date(2025, 3, 9), time(2, 30), "America/New_York")  # left out: 3:00 it is
    1741503600
    >>> instant_of(date(2025, 11, 2), time(1, 30), "America/New_York")  # twice: the first
    1762061400
    """
    wall = datetime.combine(day, at)
    tz = package_zone(zone)
    first = int(wall.replace(tzinfo=tz, fold=0).timestamp())
    second = int(wall.replace(tzinfo=tz, fold=1).timestamp())
    if second >= first:
        return first
    return _change_between(zone, second, first)  # with a gap, fold=1 is the earlier one


def _change_between(zone: str, low: int, high: int) -> int:
    """The first instant after `low` with the offset of `high`."""
    tz = package_zone(zone)

    def offset(second: int) -> timedelta | None:
        return datetime.fromtimestamp(second, tz).utcoffset()

    after = offset(high)
    if offset(low) == after:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if offset(middle) == after else (middle, high)
    return high


@lru_cache(maxsize=65_536)
def day_start(day: date, zone: str) -> int:
    """The first instant of a civil day.

    >>> day_start(date(2025, 11, 28), "America/New_York")
    1764306000
    """
    if day.year <= 1 or day.year >= 9998:
        return -_FAR if day.year <= 1 else _FAR
    return instant_of(day, time(0), zone)


def day_end(day: date, zone: str) -> int:
    """The first instant after a civil day."""
    return _FAR if day.year >= 9998 else day_start(day + timedelta(days=1), zone)


def local_day(now: int, zone: str) -> date:
    """The civil day at an instant."""
    return datetime.fromtimestamp(now, UTC).astimezone(package_zone(zone)).date()


@dataclass(frozen=True, slots=True)
class Moment:
    """When a step of a rule is due, and until when it is in time."""

    step: str
    fire_at: int
    in_time_until: int


def moment_of(threshold: Threshold, near: date, last: date, zone: str) -> Moment:
    """When a threshold is due.

    `near` is the day that before and due go by (the strict one where there is one), `last` the
    one that must have ended for a date to have passed. Calendar steps hold for a civil day;
    elapsed ones count from the end of the day and are in time for an hour.
    """
    if threshold.days is None:
        hours = (threshold.hours or 0) * HOUR_SECONDS
        at = day_end(last, zone) + hours if threshold.is_after else day_end(near, zone) - hours
        return Moment(threshold.text, at, at + HOUR_SECONDS)
    shift = threshold.days if threshold.is_after else -threshold.days
    day = _shifted(last if threshold.is_after else near, shift)
    return Moment(threshold.text, day_start(day, zone), day_end(day, zone))


def repeat_moment(after: timedelta, number: int, last: date, zone: str) -> Moment:
    """When the `number`-th reminder (from 1) after the first notice of a passed date is due."""
    seconds = int(after.total_seconds())
    step = f"+1d+{number}x{_span(seconds)}"
    if seconds % DAY_SECONDS == 0:
        day = _shifted(last, 1 + number * (seconds // DAY_SECONDS))
        return Moment(step, day_start(day, zone), day_end(day, zone))
    at = day_end(last, zone) + number * seconds
    return Moment(step, at, at + HOUR_SECONDS)


def _span(seconds: int) -> str:
    if seconds % DAY_SECONDS == 0:
        return f"{seconds // DAY_SECONDS}d"
    return f"{seconds // HOUR_SECONDS}h" if seconds % HOUR_SECONDS == 0 else f"{seconds // 60}min"


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def quiet_until(quiet: Quiet, zone: str, now: int) -> int | None:
    """When the quiet hours that `now` lies in end; None if it lies in none.

    >>> night = Quiet(time(22), time(7))
    >>> quiet_until(night, "UTC", 1764284400)  # 27 Nov 2025, 23:00
    1764313200
    """
    zone = quiet.timezone or zone
    today = local_day(now, zone)
    for day in (today - timedelta(days=1), today):
        start = instant_of(day, quiet.start, zone)
        last = day if quiet.start < quiet.end else day + timedelta(days=1)
        end = instant_of(last, quiet.end, zone)
        if start <= now < end:
            return end
    return None


def digest_before(plan: DigestPlan, zone: str, now: int) -> tuple[date, int]:
    """The day and the instant of the last digest that is due at `now`."""
    day = local_day(now, zone)
    for _ in range(9):
        if plan.weekday is None or day.weekday() == plan.weekday:
            at = instant_of(day, plan.at, zone)
            if at <= now:
                return day, at
        day -= timedelta(days=1)
    raise AssertionError("a week has every weekday")


def latest_passed(moments: Sequence[Moment], now: int) -> Moment | None:
    """The one that became due last, at or before `now`."""
    return max(
        (moment for moment in moments if moment.fire_at <= now),
        key=lambda moment: moment.fire_at,
        default=None,
    )
