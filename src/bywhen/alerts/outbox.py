"""The outbox: what is to be told, to whom, and what became of it.

States of a delivery, each row one alert to one channel:

    pending ── claim ─> sending ── sent | dead | pending (again, later)
       │                   └─ the sender died: its lease runs out, it is taken again
       └─ coalesced (told by another) | silenced | superseded (the date moved)

All writing is by UPDATEs that name the state they expect, inside one transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from bywhen.alerts.decide import Intent
from bywhen.alerts.groups import New, send_or_group
from bywhen.alerts.ledger import TWIN, channel_ids, delivery_id, insert_alert, rule_of
from bywhen.alerts.settings import TIME_KINDS, Config, Kind

__all__ = ["Enqueued", "enqueue"]

_TIME = json.dumps(sorted(TIME_KINDS | {Kind.STALE}))


@dataclass(slots=True)
class Enqueued:
    """What one tick put into the outbox: keys of new alerts, deliveries to send."""

    alerts: list[str] = field(default_factory=list)
    deliveries: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Written:
    """An intent with its facts as JSON and its row in `alerts`."""

    intent: Intent
    text: str
    alert: int
    is_new: bool


def enqueue(
    connection: sqlite3.Connection, config: Config, intents: Iterable[Intent], now: int
) -> Enqueued:
    """Write down what is to be told. What has been written down before stays as it is; only a date
    that was left and has come back is told again, if that had not been sent.

    More than `digest_above` for one channel become one digest; what came due before the look-back
    becomes one catch-up for each channel.
    """
    report = Enqueued()
    ids = channel_ids(connection, config)
    new: dict[tuple[str, int, str], list[New]] = {}
    facts, text = None, ""
    for intent in intents:
        if intent.facts is not facts:  # several rules in a row tell the same
            facts, text = intent.facts, intent.facts.to_json()
        written = _Written(intent, text, *insert_alert(connection, intent, text, now))
        if written.is_new:
            report.alerts.append(intent.key)
        for name in intent.rule.channels:
            for channel, recipient in ids.get(name, ()):
                place = (name, channel, recipient)
                one = _insert_delivery(connection, config, written, place, now)
                if one is not None:
                    new.setdefault(place, []).append(one)
    for place, found in new.items():
        report.deliveries += send_or_group(connection, config, place, found, now)
    return report


def _insert_delivery(
    connection: sqlite3.Connection,
    config: Config,
    written: _Written,
    place: tuple[str, int, str],
    now: int,
) -> New | None:
    """A delivery that is to be sent; None if it is there already or something else tells it."""
    intent, (name, channel, recipient) = written.intent, place
    identity = delivery_id(intent.key, name, recipient)
    if not written.is_new:
        revived = connection.execute(
            "UPDATE deliveries SET state = 'pending', next_at = ?, reason = NULL"
            " WHERE id = ? AND state = 'superseded' AND attempts = 0 AND maybe_duplicate = 0",
            (now, identity),
        ).rowcount
        if not revived or intent.is_told_by is not None:
            return None
        return New.of(identity, written.alert, intent, written.text)
    state, reason, into = "pending", None, None
    if intent.is_told_by is not None:
        told_by = intent.key_of(intent.is_told_by)
        state, reason = "coalesced", f"a later step tells it: {intent.is_told_by}"
        into = delivery_id(told_by, name, recipient)
    elif twin := _twin(connection, config, intent, channel):
        state, reason, into = "coalesced", TWIN, twin
    connection.execute(
        "INSERT INTO deliveries (id, channel, key, state, alert, next_at, reason, into_delivery)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (identity, channel, intent.key, state, written.alert, now, reason, into),
    )
    if state != "pending":
        return None
    if intent.kind in TIME_KINDS:
        _overtake(connection, intent, channel, identity)
    return New.of(identity, written.alert, intent, written.text)


def _twin(
    connection: sqlite3.Connection, config: Config, intent: Intent, channel: int
) -> str | None:
    """A delivery by another rule that tells this channel the same, as soon and in this language."""
    if intent.facts.event is None or len(config.rules) < 2:
        return None
    rows = connection.execute(
        "SELECT d.id, d.state, a.rule FROM alerts a JOIN deliveries d ON d.alert = a.id"
        " WHERE a.event = ? AND a.value = ? AND a.step = ? AND a.kind = ? AND a.rule <> ?"
        " AND a.language = ? AND d.channel = ? AND d.state IN ('pending', 'sending', 'sent')",
        (
            intent.facts.event, intent.value, intent.step, intent.kind, intent.rule.name,
            intent.rule.language, channel,
        ),
    )  # fmt: skip
    for identity, state, rule in rows:
        other = rule_of(config, rule)
        if state == "sent" or (other is not None and other.quiet == intent.rule.quiet):
            return str(identity)
    return None


def _overtake(connection: sqlite3.Connection, intent: Intent, channel: int, identity: str) -> None:
    """What still waits of earlier steps of the same date is told by this one."""
    connection.execute(
        "UPDATE deliveries SET state = 'coalesced', into_delivery = ?,"
        " reason = 'a later step tells it: ' || ?"
        " WHERE channel = ? AND state = 'pending' AND id <> ? AND maybe_duplicate = 0"
        " AND alert IN (SELECT id FROM alerts WHERE event = ? AND rule = ?"
        "  AND kind IN (SELECT value FROM json_each(?)))",
        (
            identity, intent.step, channel, identity, intent.facts.event, intent.rule.name, _TIME,
        ),
    )  # fmt: skip
