"""What the desk holds of alerts, to be shown: deliveries, and whether the sender is well."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from bywhen.alerts.facts import Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.text.message import headline_of
from bywhen.alerts.text.words import Telling

__all__ = ["COLUMNS", "Health", "deliveries", "health", "iso"]

COLUMNS = (
    "id", "state", "kind", "event", "channel", "recipient", "headline", "due_at", "created",
    "next_try", "sent", "attempts", "maybe_duplicate", "acknowledged", "rule", "key", "reason",
)  # fmt: skip

_QUERY = """
SELECT d.id, d.state, a.kind, a.event, c.name, c.recipient, a.facts, a.fire_at, a.created_at,
  d.next_at, d.sent_at, d.attempts, d.maybe_duplicate, a.acked_at, a.rule, d.key, d.reason
FROM deliveries d JOIN channels c ON c.id = d.channel JOIN alerts a ON a.id = d.alert
WHERE (:state IS NULL OR d.state = :state) AND (:channel IS NULL OR c.name = :channel)
  AND (:event IS NULL OR a.event = :event)
ORDER BY a.created_at DESC, a.id DESC, d.rowid DESC LIMIT :most"""


def iso(second: int | None) -> str | None:
    """An instant as people and programs read it.

    >>> iso(0)
    '1970-01-01T00:00:00Z'
    """
    return None if second is None else datetime.fromtimestamp(second, UTC).isoformat()[:19] + "Z"


def deliveries(
    desk: sqlite3.Connection,
    *,
    state: str | None = None,
    channel: str | None = None,
    event: str | None = None,
    most: int = 50,
) -> list[dict[str, object]]:
    """The newest deliveries, by the names in `COLUMNS`."""
    bound = {"state": state, "channel": channel, "event": event, "most": most}
    rows = []
    for row in desk.execute(_QUERY, bound):
        (
            identity, stands, kind, about, name, recipient, facts, fire_at, created, next_at,
            sent_at, attempts, maybe, acked, rule, key, reason,
        ) = row  # fmt: skip
        told = Telling(Kind(kind), Facts.from_json(facts), sent_at or created, "")
        waits = stands in ("pending", "sending")
        values = (
            identity, stands, kind, about, name, recipient or None, headline_of(told, "en"),
            iso(fire_at), iso(created), iso(next_at) if waits else None, iso(sent_at), attempts,
            bool(maybe), iso(acked), rule, key, reason,
        )  # fmt: skip
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows


@dataclass(frozen=True, slots=True)
class Health:
    """How the sender is. `troubles` are the reasons to worry, in words; none = well."""

    last_run: int | None
    waiting: int
    oldest_waiting: int | None
    dead: int
    last_sent: int | None
    channels: tuple[tuple[str, str, str], ...]  # name, state, last error
    troubles: tuple[str, ...]


def health(desk: sqlite3.Connection, now: int, most_silent_seconds: int) -> Health:
    """Judge by the heartbeat, by what waits for too long, by what was given up."""
    last_run, trouble, waiting, oldest, dead, _, last_sent = desk.execute(
        "SELECT last_run, trouble, waiting, oldest_waiting, dead, disabled_channels, last_sent"
        " FROM alert_health"
    ).fetchone()
    channels, troubles = [], []
    if last_run is None:
        troubles.append("alerts have never run here; start cron, a timer or `bywhen alert watch`")
    elif now - last_run > most_silent_seconds:
        minutes = (now - last_run) // 60
        troubles.append(f"alerts ran last at {iso(last_run)}, {minutes} minutes ago; see cron")
    if trouble:
        troubles.append(f"the last run had trouble: {trouble}")
    if oldest is not None and now - oldest > most_silent_seconds:
        troubles.append(f"{waiting} deliveries wait, the oldest since {iso(oldest)}")
    if dead:
        troubles.append(f"{dead} deliveries were given up; see `bywhen alert list --state dead`")
    for name, disabled, why, paused, error in desk.execute(
        "SELECT name || CASE recipient WHEN '' THEN '' ELSE ' (' || recipient || ')' END,"
        " disabled_at, disabled_why, paused_until, last_error FROM channels ORDER BY id"
    ):
        state = "ok"
        if disabled is not None:
            state = f"off since {iso(disabled)}: {why}"
            troubles.append(f"channel {name} is {state}")
        elif paused is not None and paused > now:
            state = f"paused to {iso(paused)}"
        elif error:
            state = "failing"
        channels.append((str(name), state, str(error or "")))
    return Health(last_run, waiting, oldest, dead, last_sent, tuple(channels), tuple(troubles))
