"""Whether alerts run and arrive, as desk.db has it: for the command line and for the page.

found = alert_health(desk, now, most_silent_seconds=3600)
found.troubles            # reasons to worry; none = well
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "LONGEST_SILENCE_SECONDS",
    "AlertHealth",
    "ChannelHealth",
    "ChannelState",
    "Stuck",
    "Trouble",
    "alert_health",
    "stuck",
]

LONGEST_SILENCE_SECONDS = 3_600
"""Without a run for so long the sender is late, unless something else is asked for."""
_MOST_STUCK = 25


class Trouble(StrEnum):
    """A reason to worry."""

    NEVER_RUN = "never_run"
    LATE = "late"  # no run for too long
    FAILED = "failed"  # the last run could not look at the record
    WAITING = "waiting"  # something waits for too long
    DEAD = "dead"  # something was given up
    CHANNEL_OFF = "channel_off"


class ChannelState(StrEnum):
    """How a channel is, by its last tries."""

    OK = "ok"
    FAILING = "failing"
    PAUSED = "paused"  # it asked to wait
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """A channel, of e-mail a recipient. Instants are seconds since 1970, None = never or not so."""

    channel: str
    recipient: str
    state: ChannelState
    last_sent: int | None
    last_failed: int | None
    off_since: int | None
    paused_until: int | None
    waiting: int
    dead: int
    error: str | None  # why it is off, or the last error since it was well

    @property
    def name(self) -> str:
        """As people tell it from the others."""
        return f"{self.channel} ({self.recipient})" if self.recipient else self.channel


@dataclass(frozen=True, slots=True)
class Stuck:
    """A delivery that waits for too long, was given up, or may have come twice."""

    id: str
    state: str
    channel: str
    kind: str
    event: str | None
    title: str | None
    titles: dict[str, str]  # in other languages
    created_at: int
    next_at: int | None
    attempts: int
    maybe_duplicate: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class AlertHealth:
    """How the sender is. `troubles` are the reasons to worry; none = well."""

    last_run: int | None
    trouble: str | None
    waiting: int
    oldest_waiting: int | None
    dead: int
    maybe_duplicates: int
    last_sent: int | None
    channels: tuple[ChannelHealth, ...]
    troubles: tuple[Trouble, ...]


def alert_health(desk: sqlite3.Connection, now: int, most_silent_seconds: int) -> AlertHealth:
    """Judge by the heartbeat, by what waits for too long, by what was given up."""
    last_run, trouble, waiting, oldest, dead, twice, last_sent = desk.execute(
        "SELECT last_run, trouble, waiting, oldest_waiting, dead, maybe_duplicates, last_sent"
        " FROM alert_health"
    ).fetchone()
    channels = tuple(_channels(desk, now))
    found = {
        Trouble.NEVER_RUN: last_run is None,
        Trouble.LATE: last_run is not None and now - last_run > most_silent_seconds,
        Trouble.FAILED: trouble is not None,
        Trouble.WAITING: oldest is not None and now - oldest > most_silent_seconds,
        Trouble.DEAD: dead > 0,
        Trouble.CHANNEL_OFF: any(one.state is ChannelState.OFF for one in channels),
    }
    troubles = tuple(one for one, is_so in found.items() if is_so)
    return AlertHealth(
        last_run, trouble, waiting, oldest, dead, twice, last_sent, channels, troubles
    )


_CHANNELS = """
SELECT c.name, c.recipient, c.last_sent, c.last_failed, c.disabled_at, c.paused_until,
  coalesce(c.disabled_why, c.last_error),
  (SELECT count(*) FROM deliveries d WHERE d.channel = c.id AND d.state IN ('pending', 'sending')),
  (SELECT count(*) FROM deliveries d JOIN alerts a ON a.id = d.alert
    WHERE d.channel = c.id AND d.state = 'dead' AND a.acked_at IS NULL)
FROM channels c ORDER BY c.id"""


def _channels(desk: sqlite3.Connection, now: int) -> list[ChannelHealth]:
    return [
        ChannelHealth(
            name, recipient, _state(now, off, paused, error),
            sent, failed, off, paused if paused is not None and paused > now else None,
            waiting, dead, error,
        )
        for name, recipient, sent, failed, off, paused, error, waiting, dead in desk.execute(
            _CHANNELS
        )
    ]  # fmt: skip


def _state(now: int, off: int | None, paused: int | None, error: str | None) -> ChannelState:
    if off is not None:
        return ChannelState.OFF
    if paused is not None and paused > now:
        return ChannelState.PAUSED
    return ChannelState.FAILING if error else ChannelState.OK


_STUCK = """
SELECT d.id, d.state, c.name, c.recipient, a.kind, a.event, a.facts, a.created_at, d.next_at,
  d.attempts, d.maybe_duplicate, d.reason
FROM deliveries d JOIN channels c ON c.id = d.channel JOIN alerts a ON a.id = d.alert
WHERE {where} ORDER BY a.created_at DESC, d.rowid DESC LIMIT ?"""


def stuck(desk: sqlite3.Connection, most: int = _MOST_STUCK) -> list[Stuck]:
    """What was given up and not acknowledged, then what waits or may have come twice."""
    found: dict[str, Stuck] = {}
    for where in (
        "d.state IN ('pending', 'sending')",
        "d.state = 'dead' AND a.acked_at IS NULL",
        "d.maybe_duplicate = 1",
    ):
        for row in desk.execute(_STUCK.format(where=where), (most,)):
            identity, state, name, recipient, kind, event, facts, *rest = row
            created, next_at, attempts, maybe, reason = rest
            place = f"{name} ({recipient})" if recipient else name
            named = json.loads(facts)
            found[identity] = Stuck(
                identity, state, place, kind, event, named.get("title") or None,
                named.get("titles") or {}, created, next_at if state == "pending" else None,
                attempts, bool(maybe), reason,
            )  # fmt: skip
    return sorted(found.values(), key=lambda one: (one.state != "dead", -one.created_at))
