"""What the desk holds of alerts, to be shown: deliveries, and whether the sender is well."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

from bywhen.alerts.facts import Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.text.message import headline_of
from bywhen.alerts.text.telling import Telling
from bywhen.store.alert_health import AlertHealth, ChannelState, Trouble

__all__ = ["COLUMNS", "deliveries", "iso", "troubles_of"]

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


def troubles_of(found: AlertHealth, now: int) -> list[str]:
    """The reasons to worry in words, each with what to do; none = well."""
    words: dict[Trouble, Callable[[], str]] = {
        Trouble.NEVER_RUN: lambda: (
            "alerts have never run here; start cron, a timer or `bywhen alert watch`"
        ),
        Trouble.LATE: lambda: (
            f"alerts ran last at {iso(found.last_run)}, {_ago(found.last_run, now)}; look at cron"
            " or the timer, or start `bywhen alert watch`"
        ),
        Trouble.FAILED: lambda: f"the last run had trouble: {found.trouble}",
        Trouble.WAITING: lambda: (
            f"{_count(found.waiting, 'message waits', 'messages wait')}, the oldest since"
            f" {iso(found.oldest_waiting)}; see `bywhen alert list --state pending`"
        ),
        Trouble.DEAD: lambda: (
            f"{_count(found.dead, 'message was', 'messages were')} given up; see `bywhen alert list"
            " --state dead`, then `bywhen alert retry ID`, or `bywhen alert ack ID` to let it be"
        ),
        Trouble.CHANNEL_OFF: lambda: "; ".join(
            f"channel {one.name} is off since {iso(one.off_since)} ({one.error}); mend its address"
            f" in alerts.yml, or `bywhen alert retry --channel {one.channel}`"
            for one in found.channels
            if one.state is ChannelState.OFF
        ),
    }
    return [words[trouble]() for trouble in found.troubles]


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _ago(then: int | None, now: int) -> str:
    """How long ago, as roughly as it matters.

    >>> _ago(0, 7_000), _ago(0, 200_000)
    ('116 minutes ago', '2 days ago')
    """
    minutes = (now - (then or 0)) // 60
    if minutes < 120:
        return f"{minutes} minutes ago"
    return f"{minutes // 60} hours ago" if minutes < 2_880 else f"{minutes // 1_440} days ago"
