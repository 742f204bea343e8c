"""When the next thing comes due, as far as an hour ahead: until then a run may rest."""

from __future__ import annotations

import sqlite3

from bywhen.alerts.decide import applies, moments
from bywhen.alerts.due import due_events
from bywhen.alerts.reading_facts import facts_of
from bywhen.alerts.settings import Config
from bywhen.alerts.timing import HOUR_SECONDS, digest_before

__all__ = ["rest_until"]

_MOST_EVENTS = 200  # looking at more would take longer than the runs that are saved
_SINGLE = (
    "SELECT min(stale_at) FROM watched WHERE stale_at > ?",
    "SELECT min(settle_at) FROM watched WHERE settle_at > ?",
    "SELECT min(escalate_at) FROM alerts WHERE escalate_at > ?",
)


def rest_until(connection: sqlite3.Connection, config: Config, resync: int | None, now: int) -> int:
    """The first instant after `now` at which there may be something to tell; an hour at most.

    Reads the record: tracker.db is attached.
    """
    end = now + HOUR_SECONDS
    found = [end] if resync is None else [end, resync]
    for query in _SINGLE:
        (at,) = connection.execute(query, (now,)).fetchone()
        found += [] if at is None else [at]
    for rule in config.rules:
        if rule.digest is not None:
            found.append(digest_before(rule.digest, config.timezone or "UTC", end)[1])
    near = set(due_events(connection, config, now, end))
    if len(near) > _MOST_EVENTS:
        return now
    for event in near:
        facts = facts_of(connection, event)
        if facts is not None:
            for rule in config.rules:
                if applies(rule, facts):
                    found += [moment.fire_at for _, moment in moments(rule, facts, now)]
    return min(at for at in found if at > now)
