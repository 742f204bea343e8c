"""The next channel, if nobody has acknowledged."""

from __future__ import annotations

import sqlite3

from bywhen.alerts.outbox import channel_ids, delivery_id, rule_of
from bywhen.alerts.settings import Config

__all__ = ["escalate"]


def escalate(connection: sqlite3.Connection, config: Config, now: int) -> int:
    """Put what was not acknowledged in time into the next channel's outbox; how many."""
    rows = connection.execute(
        "SELECT id, key, rule, created_at, escalate_step FROM alerts"
        " WHERE escalate_at <= ? AND acked_at IS NULL ORDER BY escalate_at, id",
        (now,),
    ).fetchall()
    ids = channel_ids(connection, config) if rows else {}
    for alert, key, rule_name, created_at, step in rows:
        rule = rule_of(config, rule_name)
        steps = rule.escalate if rule else ()
        if step < len(steps) and _stands(connection, alert):
            name = steps[step].channel
            for channel, recipient in ids.get(name, ()):
                connection.execute(
                    "INSERT INTO deliveries (id, channel, key, state, alert, next_at, reason)"
                    " VALUES (?, ?, ?, 'pending', ?, ?, 'not acknowledged')"
                    " ON CONFLICT DO NOTHING",
                    (delivery_id(key, name, recipient), channel, key, alert, now),
                )
        following = step + 1
        at = None
        if following < len(steps):
            at = created_at + int(steps[following].after.total_seconds())
        connection.execute(
            "UPDATE alerts SET escalate_at = ?, escalate_step = ? WHERE id = ?",
            (at, following, alert),
        )
    return len(rows)


def _stands(connection: sqlite3.Connection, alert: int) -> bool:
    """True if the alert was or is to be told to somebody: not silenced, superseded or coalesced."""
    row = connection.execute(
        "SELECT 1 FROM deliveries WHERE alert = ?"
        " AND state IN ('pending', 'sending', 'sent', 'dead')",
        (alert,),
    ).fetchone()
    return row is not None
