"""Rows of channels and alerts, and the ids of deliveries."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bywhen.alerts.decide import Intent
from bywhen.alerts.settings import Channel, ChannelKind, Config, Rule

__all__ = [
    "TWIN",
    "Written",
    "channel_ids",
    "delivery_id",
    "insert_alerts",
    "recipients_of",
    "rule_of",
]

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


@dataclass(frozen=True, slots=True)
class Written:
    """An intent, its key, its facts as JSON and its row in `alerts`."""

    intent: Intent
    key: str
    text: str
    alert: int
    is_new: bool


def insert_alerts(
    connection: sqlite3.Connection, intents: Iterable[Intent], now: int
) -> list[Written]:
    """The rows of these alerts, each key once; what has been written down before stays as it is.

    Call it inside a transaction that writes (BEGIN IMMEDIATE): rows are numbered here.
    """
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM alerts").fetchone()
    rows, found, keys = [], [], set()
    facts, text = None, ""
    for intent in intents:
        if (key := intent.key) in keys:
            continue
        keys.add(key)
        if intent.facts is not facts:  # several rules in a row tell the same
            facts, text = intent.facts, intent.facts.to_json()
        number = last + len(keys)
        rows.append(_row(number, key, intent, text, now))
        found.append(Written(intent, key, text, number, is_new=True))
    added = connection.executemany(_INSERT, rows).rowcount if rows else 0
    if added == len(rows):
        return found
    stored = dict(connection.execute(_IDS, (json.dumps(list(keys)),)).fetchall())
    return [replace(one, alert=stored[one.key], is_new=stored[one.key] > last) for one in found]


def _row(number: int, key: str, intent: Intent, text: str, now: int) -> tuple[object, ...]:
    rule, facts = intent.rule, intent.facts
    escalate = None
    if rule.escalate and intent.is_told_by is None and not intent.is_old:
        escalate = now + int(rule.escalate[0].after.total_seconds())
    return (
        number, key, rule.name, intent.kind, facts.event, facts.affair, intent.value,
        intent.step, rule.language, intent.fire_at, intent.in_time_until, now, text, escalate,
    )  # fmt: skip


_INSERT = """
INSERT INTO alerts (id, key, rule, kind, event, affair, value, step, language, fire_at,
 in_time_until, created_at, facts, escalate_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING"""
_IDS = "SELECT key, id FROM alerts WHERE key IN (SELECT value FROM json_each(?))"


def rule_of(config: Config, name: str) -> Rule | None:
    """The rule of this name, if alerts.yml still has it."""
    return next((rule for rule in config.rules if rule.name == name), None)
