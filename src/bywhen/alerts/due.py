"""Of which events some step may come due between two instants: ranges over indexes, no scan."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from bywhen.alerts.settings import Config, Kind, Threshold
from bywhen.alerts.timing import DAY_SECONDS, HOUR_SECONDS

__all__ = ["due_events", "near_events"]

_SLACK = 3 * HOUR_SECONDS  # a day with a clock change; one that a zone skips waits for the far look
_MOST_REMINDERS = 2_000


def due_events(
    connection: sqlite3.Connection, config: Config, since: int, now: int
) -> Iterator[str]:
    """Events of which some step may have become due between the two instants."""
    thresholds = {one for rule in config.rules for one in rule.when if one.kind in rule.kinds}
    ranges = {("near_at" if not one.is_after else "last_at", _lead(one)) for one in thresholds}
    if any(rule.kinds & {Kind.DUE, Kind.BEFORE} for rule in config.rules):
        ranges.add(("opens_at", 0))
    if any(Kind.STALE in rule.kinds for rule in config.rules):
        ranges.add(("stale_at", 0))
    for column, lead in sorted(ranges):
        slack = 0 if column == "stale_at" else _SLACK
        yield from _between(connection, column, since + lead - slack, now + lead + slack)
    yield from _reminded(connection, config, since, now)


def near_events(
    connection: sqlite3.Connection, config: Config, events: list[str], now: int
) -> list[str]:
    """Those of the events of which any step may be due at `now`; the others are far ahead, or over
    for longer than any step reaches."""
    leads = [_lead(one) for rule in config.rules for one in rule.when if one.kind in rule.kinds]
    repeats = any(rule.repeat and Kind.PASSED in rule.kinds for rule in config.rules)
    ahead = max([DAY_SECONDS, *leads]) + _SLACK
    behind = min([-DAY_SECONDS, *leads]) - DAY_SECONDS - _SLACK
    bound = {"now": now, "high": now + ahead, "low": -(1 << 62) if repeats else now + behind}
    query = (
        "SELECT 1 FROM watched WHERE event = :event AND (opens_at <= :now OR stale_at <= :now"
        " OR (near_at <= :high AND last_at >= :low))"
    )
    return [
        event for event in events if connection.execute(query, {**bound, "event": event}).fetchone()
    ]


def _reminded(
    connection: sqlite3.Connection, config: Config, since: int, now: int
) -> Iterator[str]:
    """Events that have passed so many repeats ago: one range for each reminder."""
    spans = {rule.repeat for rule in config.rules if rule.repeat and Kind.PASSED in rule.kinds}
    first = connection.execute("SELECT min(last_at) FROM watched WHERE last_at NOT NULL").fetchone()
    for span in sorted(spans) if first[0] is not None else ():
        seconds = int(span.total_seconds())
        for number in range(1, min((now - first[0]) // seconds, _MOST_REMINDERS) + 1):
            low, high = since - number * seconds - _SLACK, now - number * seconds + _SLACK
            yield from _between(connection, "last_at", low, high)


def _lead(threshold: Threshold) -> int:
    """Seconds from when a step is due to the end of the day that it goes by, about."""
    if threshold.days is None:
        lead = (threshold.hours or 0) * HOUR_SECONDS
        return -lead if threshold.is_after else lead
    days = 1 - threshold.days if threshold.is_after else threshold.days + 1
    return days * DAY_SECONDS


def _between(connection: sqlite3.Connection, column: str, low: int, high: int) -> Iterator[str]:
    rows = connection.execute(
        f"SELECT event FROM watched WHERE {column} >= ? AND {column} <= ? ORDER BY {column}, event",  # noqa: S608
        (low, high),
    )
    for (event,) in rows.fetchall():
        yield event
