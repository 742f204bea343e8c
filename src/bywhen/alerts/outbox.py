"""The outbox: what is to be told, to whom, and what became of it.

States of a delivery, each row one alert to one channel:

    pending ── claim ─> sending ── sent | dead | pending (again, later)
       │                   └─ the sender died: its lease runs out, it is taken again
       └─ coalesced (told by another) | silenced | superseded (the date moved)

All writing is by UPDATEs that name the state they expect, inside one transaction.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bywhen.alerts.decide import Intent
from bywhen.alerts.facts import Facts
from bywhen.alerts.settings import (
    CHANGE_KINDS,
    TIME_KINDS,
    Channel,
    ChannelKind,
    Config,
    Kind,
    Rule,
)

__all__ = [
    "Enqueued",
    "channel_ids",
    "delivery_id",
    "enqueue",
    "supersede",
]

_TIME = json.dumps(sorted(TIME_KINDS | {Kind.STALE}))
_CHANGES = json.dumps(sorted(CHANGE_KINDS))
_MOST_ITEMS = 500


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

    A channel whose settings have changed is enabled again.
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
    return found


@dataclass(slots=True)
class Enqueued:
    """What one tick put into the outbox: keys of new alerts, deliveries to send."""

    alerts: list[str] = field(default_factory=list)
    deliveries: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _New:
    """A delivery of this tick, before storms and gaps are looked at."""

    id: str
    channel: int
    alert: int
    intent: Intent


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
    new: dict[tuple[str, int, str], list[_New]] = {}
    for intent in intents:
        alert, is_new = _insert_alert(connection, intent, now)
        if is_new:
            report.alerts.append(intent.key)
        for name in intent.rule.channels:
            for channel, recipient in ids.get(name, ()):
                one = _insert_delivery(
                    connection, intent, alert, (channel, name, recipient), is_new, now
                )
                if one is not None:
                    new.setdefault((name, channel, recipient), []).append(one)
    for place, found in new.items():
        report.deliveries += _send_or_group(connection, config, place, found, now)
    return report


def _insert_alert(connection: sqlite3.Connection, intent: Intent, now: int) -> tuple[int, bool]:
    """The alert's row, and whether it is new."""
    row = connection.execute("SELECT id FROM alerts WHERE key = ?", (intent.key,)).fetchone()
    if row is not None:
        return int(row[0]), False
    rule, facts = intent.rule, intent.facts
    escalate = None
    if rule.escalate and intent.is_told_by is None and not intent.is_old:
        escalate = now + int(rule.escalate[0].after.total_seconds())
    cursor = connection.execute(
        "INSERT INTO alerts (key, rule, kind, event, affair, value, step, language, fire_at,"
        " in_time_until, created_at, facts, escalate_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            intent.key, rule.name, intent.kind, facts.event, facts.affair, intent.value,
            intent.step, rule.language, intent.fire_at, intent.in_time_until, now,
            facts.to_json(), escalate,
        ),
    )  # fmt: skip
    return int(cursor.lastrowid or 0), True


def _insert_delivery(
    connection: sqlite3.Connection,
    intent: Intent,
    alert: int,
    place: tuple[int, str, str],
    is_new: bool,
    now: int,
) -> _New | None:
    """A delivery that is to be sent; None if it is there already or something else tells it."""
    channel, name, recipient = place
    identity = delivery_id(intent.key, name, recipient)
    if not is_new:
        revived = connection.execute(
            "UPDATE deliveries SET state = 'pending', next_at = ?, reason = NULL"
            " WHERE id = ? AND state = 'superseded' AND attempts = 0 AND maybe_duplicate = 0",
            (now, identity),
        ).rowcount
        if not revived or intent.is_told_by is not None:
            return None
        return _New(identity, channel, alert, intent)
    state, reason, into = "pending", None, None
    if intent.is_told_by is not None:
        told_by = intent.key_of(intent.is_told_by)
        state, reason = "coalesced", f"a later step tells it: {intent.is_told_by}"
        into = delivery_id(told_by, name, recipient)
    elif twin := _twin(connection, intent, channel):
        state, reason, into = "coalesced", "another rule tells it to this channel", twin
    connection.execute(
        "INSERT INTO deliveries (id, channel, key, state, alert, next_at, reason, into_delivery)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (identity, channel, intent.key, state, alert, now, reason, into),
    )
    if state != "pending":
        return None
    if intent.kind in TIME_KINDS:
        _overtake(connection, intent, channel, identity)
    return _New(identity, channel, alert, intent)


def _twin(connection: sqlite3.Connection, intent: Intent, channel: int) -> str | None:
    """A delivery by another rule that tells this channel the same."""
    if intent.facts.event is None:
        return None
    row = connection.execute(
        "SELECT d.id FROM alerts a JOIN deliveries d ON d.alert = a.id"
        " WHERE a.event = ? AND a.value = ? AND a.step = ? AND a.kind = ? AND a.rule <> ?"
        " AND d.channel = ? AND d.state IN ('pending', 'sending', 'sent')",
        (
            intent.facts.event, intent.value, intent.step, intent.kind, intent.rule.name, channel,
        ),
    ).fetchone()  # fmt: skip
    return row[0] if row else None


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


# -- storms and gaps -----------------------------------------------------------------------------


def _send_or_group(
    connection: sqlite3.Connection,
    config: Config,
    place: tuple[str, int, str],
    found: Sequence[_New],
    now: int,
) -> list[str]:
    old = [one for one in found if one.intent.is_old]
    fresh = [one for one in found if not one.intent.is_old]
    sent = []
    if old:
        sent.append(_group(connection, place, old, Kind.CATCH_UP, now))
    if len(fresh) > config.digest_above:
        sent.append(_group(connection, place, fresh, Kind.DIGEST, now))
    else:
        sent += [one.id for one in fresh]
    return sent


def _group(
    connection: sqlite3.Connection,
    place: tuple[str, int, str],
    members: Sequence[_New],
    kind: Kind,
    now: int,
) -> str:
    """One delivery in place of many."""
    name, channel, recipient = place
    first = members[0].intent
    rule = replace(first.rule, channels=(name,), escalate=())
    facts = Facts(
        zone=first.facts.zone,
        phase="" if kind is Kind.CATCH_UP else "storm",
        gap_from=min(one.intent.fire_at for one in members) if kind is Kind.CATCH_UP else None,
        items=tuple(
            {"kind": one.intent.kind.value, "facts": json.loads(one.intent.facts.to_json())}
            for one in members[:_MOST_ITEMS]
        ),
        items_total=len(members),
    )
    step = f"{'gap' if kind is Kind.CATCH_UP else 'storm'} {name} {recipient}".strip()
    whole = Intent(rule, kind, "", str(now), step, now, now + 3600, facts)
    alert, _ = _insert_alert(connection, whole, now)
    identity = delivery_id(whole.key, name, recipient)
    connection.execute(
        "INSERT INTO deliveries (id, channel, key, state, alert, next_at)"
        " VALUES (?, ?, ?, 'pending', ?, ?) ON CONFLICT DO NOTHING",
        (identity, channel, whole.key, alert, now),
    )
    word = "catch-up" if kind is Kind.CATCH_UP else "digest"
    connection.executemany(
        "UPDATE deliveries SET state = 'coalesced', into_delivery = ?, reason = ?"
        " WHERE id = ? AND state = 'pending'",
        [(identity, f"told in one {word} of {len(members)}", one.id) for one in members],
    )
    return identity


# -- what the record overtakes -------------------------------------------------------------------


def supersede(connection: sqlite3.Connection, event: str, value: str | None, why: str) -> None:
    """Give up what waits about another date of the event than `value` (None: about any)."""
    connection.execute(
        "UPDATE deliveries SET state = 'superseded', reason = ? WHERE state = 'pending'"
        " AND alert IN (SELECT id FROM alerts WHERE event = ? AND value IS NOT ?"
        "  AND kind IN (SELECT value FROM json_each(?)))",
        (why, event, value, _TIME),
    )
    connection.execute(
        "UPDATE alerts SET escalate_at = NULL WHERE event = ? AND value IS NOT ?"
        " AND escalate_at IS NOT NULL AND kind IN (SELECT value FROM json_each(?))",
        (event, value, _TIME),
    )


def supersede_changes(connection: sqlite3.Connection, event: str) -> Facts | None:
    """Give up changes of the event that still wait: a newer one is about to be told.

    The facts of the oldest of which nothing was sent to anybody: its old date is the one that
    people know.
    """
    rows = connection.execute(
        "SELECT a.id, a.facts FROM alerts a WHERE a.event = ?"
        " AND a.kind IN (SELECT value FROM json_each(?))"
        " AND EXISTS (SELECT 1 FROM deliveries d WHERE d.alert = a.id AND d.state = 'pending')"
        " ORDER BY a.id",
        (event, _CHANGES),
    ).fetchall()
    oldest = None
    for alert, facts in rows:
        connection.execute(
            "UPDATE deliveries SET state = 'superseded', reason = 'the date has changed again'"
            " WHERE alert = ? AND state = 'pending'",
            (alert,),
        )
        told = connection.execute(
            "SELECT 1 FROM deliveries WHERE alert = ? AND state IN ('sending', 'sent')", (alert,)
        ).fetchone()
        if oldest is None and told is None:
            oldest = Facts.from_json(facts)
    return oldest


def rule_of(config: Config, name: str) -> Rule | None:
    """The rule of this name, if alerts.yml still has it."""
    return next((rule for rule in config.rules if rule.name == name), None)
