"""Claiming deliveries to send, and writing down what became of them.

Both run inside the caller's transaction. What has become wrong since a delivery was written down
(silenced, acknowledged, overtaken by the record) is found here, at the last moment before it goes.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from bywhen.alerts.facts import Facts, value_of
from bywhen.alerts.groups import still_true
from bywhen.alerts.ledger import TWIN, recipients_of, rule_of
from bywhen.alerts.outcome import Outcome, Result, next_try
from bywhen.alerts.settings import TIME_KINDS, Channel, Config, Kind
from bywhen.alerts.timing import quiet_until

__all__ = ["LEASE_SECONDS", "Claimed", "claim", "finish"]

LEASE_SECONDS = 60
"""Longer than any try may take."""
_FAR_SECONDS = 26 * 3_600  # nothing is put off longer: the clock was set back
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process may send until its lease ends."""

    id: str
    fence: int
    channel_row: int
    channel: Channel
    recipient: str
    attempts: int
    maybe_duplicate: bool
    rule: str
    kind: Kind
    language: str
    fire_at: int
    in_time_until: int
    created_at: int
    facts: Facts


_READY = """
SELECT d.id, d.fence, d.state, d.attempts, d.maybe_duplicate, d.channel, c.name, c.recipient,
  d.alert, a.rule, a.kind, a.event, a.affair, a.language, a.fire_at, a.in_time_until, a.created_at,
  a.facts, a.acked_at
FROM deliveries d JOIN channels c ON c.id = d.channel JOIN alerts a ON a.id = d.alert
WHERE {where} AND c.disabled_at IS NULL
  AND (c.paused_until IS NULL OR c.paused_until <= :now OR c.paused_until > :far)
ORDER BY {order}, d.rowid LIMIT :most"""
_PENDING = _READY.format(where="d.state = 'pending' AND d.next_at <= :now", order="d.next_at")
_PUT_FAR_OFF = _READY.format(where="d.state = 'pending' AND d.next_at > :far", order="d.next_at")
_LEASE_OVER = _READY.format(
    where="d.state = 'sending' AND (d.lease_until <= :now OR d.lease_until > :far)",
    order="d.lease_until",
)


def claim(connection: sqlite3.Connection, config: Config, now: int, most: int) -> list[Claimed]:
    """Up to `most` deliveries to send now, oldest first; each is this process's for a minute."""
    found: list[Claimed] = []
    for query in (_LEASE_OVER, _PENDING, _PUT_FAR_OFF):
        # Rows that turn out not to be sent leave the query, so it may be asked again.
        while len(found) < most:
            bound = {"now": now, "far": now + _FAR_SECONDS, "most": most - len(found)}
            rows = connection.execute(query, bound).fetchall()
            if not rows:
                break
            for row in rows:
                one = _claim_one(connection, config, row, now)
                if one is not None:
                    found.append(one)
    return found


def _claim_one(
    connection: sqlite3.Connection, config: Config, row: Any, now: int
) -> Claimed | None:
    (
        identity, fence, state, attempts, maybe, channel_row, name, recipient, alert, rule, kind,
        event, affair, language, fire_at, in_time_until, created_at, facts, acked_at,
    ) = row  # fmt: skip
    channel = config.channel(name)
    if channel is None:
        _end(connection, identity, "dead", f"alerts.yml has no channel {name} any more")
        return None
    if recipient not in recipients_of(channel):
        _end(connection, identity, "dead", f"{name} does not go to this recipient any more")
        return None
    was_sending = state == "sending"
    maybe = bool(maybe) or was_sending
    if was_sending and channel.on_unknown == "hold":
        _end(connection, identity, "dead", _HELD, maybe_duplicate=True)
        return None
    reason = _why_not(connection, rule, kind, event, affair, acked_at, now)
    if reason:
        _end(connection, identity, "silenced", reason, maybe_duplicate=maybe)
        if acked_at is None:  # what other rules left to this one they tell themselves
            connection.execute(_REVIVE, (identity, TWIN))
        return None
    if overtaken := _overtaken(connection, alert, channel_row):
        _end(connection, identity, *overtaken, maybe_duplicate=maybe)
        return None
    known: Facts | None = Facts.from_json(facts)
    if known is not None and kind in (Kind.DIGEST, Kind.CATCH_UP):
        known = still_true(connection, identity, rule, known, now)
    if known is None:
        why = "all that it would tell has been overtaken or silenced"
        _end(connection, identity, "superseded", why, maybe_duplicate=maybe)
        return None
    until = _quiet(config, rule, known, now)
    if until is not None:
        connection.execute(
            "UPDATE deliveries SET state = 'pending', next_at = ?, lease_until = NULL,"
            " maybe_duplicate = ?, reason = 'quiet hours' WHERE id = ?",
            (until, int(maybe), identity),
        )
        _count_from(connection, config, rule, alert, until)
        return None
    taken = connection.execute(
        "UPDATE deliveries SET state = 'sending', lease_until = ?, fence = fence + 1,"
        " maybe_duplicate = ? WHERE id = ? AND fence = ? AND state = ?",
        (now + LEASE_SECONDS, int(maybe), identity, fence, state),
    ).rowcount
    if not taken:
        return None
    return Claimed(
        identity, fence + 1, channel_row, channel, recipient, attempts, maybe, rule, Kind(kind),
        language, fire_at, in_time_until, created_at, known,
    )  # fmt: skip


_REVIVE = """
UPDATE deliveries SET state = 'pending', reason = NULL, into_delivery = NULL
WHERE into_delivery = ? AND state = 'coalesced' AND reason = ?"""
_HELD = "it may have arrived, so it was not sent again (on_unknown: hold)"


def _end(
    connection: sqlite3.Connection,
    identity: str,
    state: str,
    reason: str,
    maybe_duplicate: bool = False,
) -> None:
    connection.execute(
        "UPDATE deliveries SET state = ?, reason = ?, lease_until = NULL, fence = fence + 1,"
        " maybe_duplicate = max(maybe_duplicate, ?) WHERE id = ?",
        (state, reason, int(maybe_duplicate), identity),
    )


def _why_not(
    connection: sqlite3.Connection,
    rule: str,
    kind: str,
    event: str | None,
    affair: str | None,
    acked_at: int | None,
    now: int,
) -> str | None:
    """Why nobody shall hear of it now; None = let it go."""
    if kind == Kind.TEST:
        return None
    if acked_at is not None:
        return "acknowledged"
    silence = connection.execute(
        "SELECT id, why FROM silences WHERE from_at <= :now AND until_at > :now"
        " AND (affair IS NULL OR affair IS :affair) AND (event IS NULL OR event IS :event)"
        " AND (rule IS NULL OR rule = :rule) AND (kind IS NULL OR kind = :kind) LIMIT 1",
        {"now": now, "affair": affair, "event": event, "rule": rule, "kind": kind},
    ).fetchone()
    if silence is not None:
        return f"silence {silence[0]}{f': {silence[1]}' if silence[1] else ''}"
    return None


# A step of a date: how it stands now, and a later step that tells this channel.
_STEP = """
SELECT a.value, w.due_from, w.due_to, w.strict, w.zone, w.phase = 'dated' AND NOT w.gone,
  (SELECT l.step FROM alerts l JOIN deliveries d ON d.alert = l.id
    WHERE l.event = a.event AND l.rule = a.rule AND l.value = a.value AND l.fire_at > a.fire_at
      AND l.kind IN (SELECT value FROM json_each(:time)) AND d.channel = :channel
      AND d.state IN ('pending', 'sending', 'sent') LIMIT 1)
FROM alerts a JOIN watched w ON w.event = a.event
WHERE a.id = :alert AND a.kind IN (SELECT value FROM json_each(:time))"""
_TIME = json.dumps(sorted(TIME_KINDS))
_JUDGED = """
SELECT 1 FROM alerts a JOIN main.proposals p ON a.step = 'proposal ' || p.id
WHERE a.id = ? AND a.kind = 'proposal' AND p.state <> 'open'"""


def _overtaken(connection: sqlite3.Connection, alert: int, channel: int) -> tuple[str, str] | None:
    """State and reason if what it says is so no more, or a later step has said it."""
    bound = {"alert": alert, "channel": channel, "time": _TIME}
    row = connection.execute(_STEP, bound).fetchone()
    if row is None:
        judged = connection.execute(_JUDGED, (alert,)).fetchone()
        return ("superseded", "the proposal has been judged") if judged else None
    value, due_from, due_to, strict, zone, is_live, later = row
    if not is_live or value_of(due_from, due_to, strict, zone) != value:
        return "superseded", "the date has moved"
    return ("coalesced", f"a later step tells it: {later}") if later else None


def _quiet(config: Config, rule: str, facts: Facts, now: int) -> int | None:
    named = rule_of(config, rule)
    if named is None or named.quiet is None:
        return None
    return quiet_until(named.quiet, config.timezone or facts.zone, now)


def _count_from(
    connection: sqlite3.Connection, config: Config, rule: str, alert: int, until: int
) -> None:
    """Nobody can acknowledge what waits for the end of quiet hours: escalation counts from it."""
    named = rule_of(config, rule)
    if named is not None and named.escalate:
        at = until + int(named.escalate[0].after.total_seconds())
        connection.execute(
            "UPDATE alerts SET escalate_at = ? WHERE id = ? AND escalate_step = 0"
            " AND escalate_at < ?",
            (at, alert, at),
        )


def finish(connection: sqlite3.Connection, claimed: Claimed, outcome: Outcome, now: int) -> str:
    """Write down what became of a try; the delivery's state then.

    Nothing is written if the lease had run out and somebody else has taken it.
    """
    state, next_at, reason, maybe = _after(claimed, outcome, now)
    attempts = claimed.attempts + (outcome.result is not Result.UNREADY)
    written = connection.execute(
        "UPDATE deliveries SET state = ?, next_at = coalesce(?, next_at), reason = ?,"
        " maybe_duplicate = ?, attempts = ?, lease_until = NULL,"
        " sent_at = CASE WHEN ? = 'sent' THEN ? END"
        " WHERE id = ? AND fence = ? AND state = 'sending'",
        (state, next_at, reason, int(maybe), attempts, state, now, claimed.id, claimed.fence),
    ).rowcount
    _note_channel(connection, claimed, outcome, now)
    return state if written else "lost"


def _after(
    claimed: Claimed, outcome: Outcome, now: int
) -> tuple[str, int | None, str | None, bool]:
    result, maybe = outcome.result, claimed.maybe_duplicate
    if result is Result.SENT:
        return "sent", None, None, maybe
    if result in (Result.DEAD, Result.GONE):
        return "dead", None, outcome.detail, maybe
    if result is Result.UNKNOWN:
        maybe = True
        if claimed.channel.on_unknown == "hold":
            return "dead", None, f"{outcome.detail}: {_HELD}", maybe
    at = next_try(outcome, claimed.id, claimed.attempts + 1, now)
    if at is None:
        return "dead", None, f"given up after {claimed.attempts + 1} tries: {outcome.detail}", maybe
    return "pending", at, outcome.detail, maybe


def _note_channel(
    connection: sqlite3.Connection, claimed: Claimed, outcome: Outcome, now: int
) -> None:
    if outcome.result is Result.SENT:
        connection.execute(
            "UPDATE channels SET last_sent = ?, last_error = NULL, paused_until = NULL"
            " WHERE id = ?",
            (now, claimed.channel_row),
        )
        return
    connection.execute(
        "UPDATE channels SET last_failed = ?, last_error = ? WHERE id = ?",
        (now, outcome.detail, claimed.channel_row),
    )
    if outcome.result is Result.GONE:
        connection.execute(
            "UPDATE channels SET disabled_at = ?, disabled_why = ? WHERE id = ?",
            (now, outcome.detail, claimed.channel_row),
        )
    elif outcome.retry_after:
        connection.execute(
            "UPDATE channels SET paused_until = ? WHERE id = ?",
            (now + min(outcome.retry_after, 86_400), claimed.channel_row),
        )
