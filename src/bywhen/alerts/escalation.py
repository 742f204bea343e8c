"""The next channel, if nobody has acknowledged."""

from __future__ import annotations

import sqlite3

from bywhen.alerts.groups import New, send_or_group
from bywhen.alerts.ledger import channel_ids, delivery_id, rule_of
from bywhen.alerts.settings import Config, Kind

__all__ = ["escalate"]

_DUE = """
SELECT id, key, rule, kind, escalate_at, escalate_step, fire_at, facts,
  coalesce(json_extract(facts, '$.zone'), 'UTC')
FROM alerts WHERE escalate_at <= ? AND acked_at IS NULL ORDER BY escalate_at, id"""


def escalate(connection: sqlite3.Connection, config: Config, now: int) -> list[str]:
    """Put what was not acknowledged in time into the next channel's outbox; the deliveries."""
    rows = connection.execute(_DUE, (now,)).fetchall()
    ids = channel_ids(connection, config) if rows else {}
    new: dict[tuple[str, int, str], list[New]] = {}
    for alert, key, rule_name, kind, was_due, step, fire_at, facts, zone in rows:
        rule = rule_of(config, rule_name)
        steps = rule.escalate if rule else ()
        if rule is not None and step < len(steps) and _stands(connection, alert):
            name = steps[step].channel
            for channel, recipient in ids.get(name, ()):
                identity = delivery_id(key, name, recipient)
                if _insert(connection, identity, channel, key, alert, now):
                    one = New(identity, alert, key, Kind(kind), rule, zone, facts, fire_at, False)
                    new.setdefault((name, channel, recipient), []).append(one)
        following = step + 1
        at = None
        if following < len(steps):
            at = was_due + int((steps[following].after - steps[step].after).total_seconds())
        connection.execute(
            "UPDATE alerts SET escalate_at = ?, escalate_step = ? WHERE id = ?",
            (at, following, alert),
        )
    sent: list[str] = []
    for place, found in new.items():
        sent += send_or_group(connection, config, place, found, now)
    return sent


def _insert(
    connection: sqlite3.Connection, identity: str, channel: int, key: str, alert: int, now: int
) -> bool:
    """True if this channel has not been told already."""
    inserted = connection.execute(
        "INSERT INTO deliveries (id, channel, key, state, alert, next_at, reason)"
        " VALUES (?, ?, ?, 'pending', ?, ?, 'not acknowledged') ON CONFLICT DO NOTHING",
        (identity, channel, key, alert, now),
    ).rowcount
    return inserted > 0


def _stands(connection: sqlite3.Connection, alert: int) -> bool:
    """True if the alert was or is to be told to somebody, by itself or in a digest."""
    row = connection.execute(
        "SELECT 1 FROM deliveries WHERE alert = ?"
        " AND (state IN ('pending', 'sending', 'sent', 'dead')"
        "  OR (state = 'coalesced' AND reason NOT LIKE 'a later step%'))",
        (alert,),
    ).fetchone()
    return row is not None
