"""The summary of a day or a week: what changed, what is near, what has passed, what waits."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from bywhen.alerts.decide import Intent, applies
from bywhen.alerts.facts import Facts
from bywhen.alerts.pending_desk import waiting_proposals
from bywhen.alerts.reading_facts import facts_of
from bywhen.alerts.settings import Config, Kind, Rule
from bywhen.alerts.state import State
from bywhen.alerts.timing import DAY_SECONDS, digest_before

__all__ = ["digest_intents"]

_AHEAD_DAYS = 7
_MOST_ITEMS = 200


def digest_intents(
    connection: sqlite3.Connection, config: Config, state: State, now: int
) -> Iterator[Intent]:
    """The digests that are due; an empty one is noted and not sent."""
    for rule in config.rules:
        if rule.digest is None:
            continue
        zone = config.timezone or "UTC"
        day, at = digest_before(rule.digest, zone, now)
        period = (7 if rule.digest.is_weekly else 1) * DAY_SECONDS
        name = f"digest {rule.name}"
        last = state.instant(name)
        if last is not None and last >= at:
            continue
        if last is None and now >= at + DAY_SECONDS:
            state.put(name, at)  # the rule is newer than that day
            continue
        state.put(name, at)
        facts = _facts(connection, rule, zone, last if last is not None else at - period, now)
        if facts is None:
            continue
        word = "weekly" if rule.digest.is_weekly else "daily"
        due = now if last is None else at  # the first one of a rule is not late
        yield Intent(
            rule, Kind.DIGEST, "", f"{day} {zone}", word, due, due + DAY_SECONDS // 2, facts
        )


def _facts(
    connection: sqlite3.Connection, rule: Rule, zone: str, since: int, now: int
) -> Facts | None:
    items: list[dict[str, object]] = []
    changes = connection.execute(
        "SELECT kind, facts FROM changes WHERE at > ? AND at <= ? ORDER BY id DESC", (since, now)
    )
    for kind, text in changes:
        facts = Facts.from_json(text)
        if applies(rule, facts):
            items.append({"kind": kind, "facts": json.loads(text)})
    near = connection.execute(
        "SELECT event FROM watched WHERE last_at > ? AND last_at <= ? ORDER BY last_at, event",
        (now, now + (_AHEAD_DAYS + 1) * DAY_SECONDS),
    ).fetchall()
    passed = connection.execute(
        "SELECT event FROM watched WHERE last_at > ? AND last_at <= ? ORDER BY last_at, event",
        (since, now),
    ).fetchall()
    for kind, rows in ((Kind.BEFORE, near), (Kind.PASSED, passed)):
        for (event,) in rows[:_MOST_ITEMS]:
            known = facts_of(connection, event)
            if known is not None and applies(rule, known):
                items.append({"kind": kind.value, "facts": json.loads(known.to_json())})
    waiting = waiting_proposals(connection)
    if not items and not waiting:
        return None
    return Facts(
        zone=zone,
        phase="weekly" if rule.digest and rule.digest.is_weekly else "daily",
        detail=str(waiting) if waiting else None,
        items=tuple(items[:_MOST_ITEMS]),
        items_total=len(items),
    )
