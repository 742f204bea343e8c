"""Rows of channels and alerts, and the ids of deliveries."""

from __future__ import annotations

import hashlib
import sqlite3

from bywhen.alerts.decide import Intent
from bywhen.alerts.settings import Channel, ChannelKind, Config, Rule

__all__ = ["TWIN", "channel_ids", "delivery_id", "insert_alert", "recipients_of", "rule_of"]

TWIN = "another rule tells it to this channel"
"""Why a delivery is coalesced into that of another rule."""


def delivery_id(key: str, channel: str, recipient: str) -> str:
    """The id of a delivery: the same for the same alert and recipient, on any machine, so that
    what is sent again after a restore from a backup can be recognised."""
    digest = hashlib.sha256("\n".join((key, channel, recipient)).encode()).hexdigest()
    return f"msg_{digest[:32]}"


def _settings_digest(channel: Channel) -> str:
    text = repr((channel.kind, channel.address, channel.secret, channel.sender))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def recipients_of(channel: Channel) -> tuple[str, ...]:
    """One delivery for each; kinds other than e-mail have one without a name."""
    return channel.recipients if channel.kind is ChannelKind.EMAIL else ("",)


def channel_ids(connection: sqlite3.Connection, config: Config) -> dict[str, list[tuple[int, str]]]:
    """Row id and recipient of each channel by its name, made as needed.

    A channel whose settings have changed is enabled again; one that alerts.yml has no more is no
    trouble any more.
    """
    for channel in config.channels:
        settings = _settings_digest(channel)
        for recipient in recipients_of(channel):
            connection.execute(
                "INSERT INTO channels (name, recipient, settings) VALUES (?, ?, ?)"
                " ON CONFLICT (name, recipient) DO UPDATE SET settings = excluded.settings,"
                " disabled_at = NULL, disabled_why = NULL, paused_until = NULL"
                " WHERE settings <> excluded.settings",
                (channel.name, recipient, settings),
            )
    rows = connection.execute("SELECT name, id, recipient FROM channels ORDER BY id").fetchall()
    wanted = {
        (channel.name, recipient)
        for channel in config.channels
        for recipient in recipients_of(channel)
    }
    found: dict[str, list[tuple[int, str]]] = {}
    for name, number, recipient in rows:
        if (name, recipient) in wanted:
            found.setdefault(name, []).append((number, recipient))
        else:
            connection.execute(_FORGET, (number,))
    return found


_FORGET = """
UPDATE channels SET disabled_at = NULL, disabled_why = NULL, paused_until = NULL, last_error = NULL
WHERE id = ? AND coalesce(disabled_at, paused_until, last_error) IS NOT NULL"""


def insert_alert(
    connection: sqlite3.Connection, intent: Intent, text: str, now: int
) -> tuple[int, bool]:
    """The alert's row, and whether it is new; `text` are its facts as JSON."""
    rule, facts = intent.rule, intent.facts
    escalate = None
    if rule.escalate and intent.is_told_by is None and not intent.is_old:
        escalate = now + int(rule.escalate[0].after.total_seconds())
    row = connection.execute(
        "INSERT INTO alerts (key, rule, kind, event, affair, value, step, language, fire_at,"
        " in_time_until, created_at, facts, escalate_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING id",
        (
            intent.key, rule.name, intent.kind, facts.event, facts.affair, intent.value,
            intent.step, rule.language, intent.fire_at, intent.in_time_until, now, text, escalate,
        ),
    ).fetchone()  # fmt: skip
    if row is not None:
        return int(row[0]), True
    row = connection.execute("SELECT id FROM alerts WHERE key = ?", (intent.key,)).fetchone()
    return int(row[0]), False


def rule_of(config: Config, name: str) -> Rule | None:
    """The rule of this name, if alerts.yml still has it."""
    return next((rule for rule in config.rules if rule.name == name), None)
