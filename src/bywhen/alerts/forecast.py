"""What each channel would get in the days to come: the real code, hour by hour, on a copy.

Nothing is sent. The record is taken as it is; what nobody has said yet cannot be foreseen.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bywhen.alerts.channels.outgoing import Outgoing
from bywhen.alerts.deliver import Surroundings, deliver
from bywhen.alerts.evaluate import tick
from bywhen.alerts.outcome import Outcome, Result
from bywhen.alerts.settings import Config
from bywhen.alerts.timing import DAY_SECONDS, HOUR_SECONDS
from bywhen.tracker import Tracker

__all__ = ["Foreseen", "forecast"]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One message that would go to a channel at an instant."""

    at: int
    channel: str
    recipient: str
    kind: str
    event: str | None
    headline: str


def forecast(
    copy: sqlite3.Connection,
    tracker: Tracker,
    config: Config,
    stamp: Callable[[], datetime],
    now: int,
    days: int,
) -> list[Foreseen]:
    """Every message from `now` on for so many days, in order; `copy` is thrown away by the caller.

    What waits already because a channel is down is taken to go through.
    """
    found: list[Foreseen] = []
    moment = now

    async def note(outgoing: Outgoing) -> Outcome:
        event = outgoing.payload["event"]
        found.append(
            Foreseen(
                moment, outgoing.channel.name, outgoing.recipient, str(outgoing.payload["kind"]),
                str(event) if event else None, outgoing.message.subject,
            )
        )  # fmt: skip
        return Outcome(Result.SENT)

    around = Surroundings(config, Path(tracker.root), {}, lambda: moment, stamp)
    copy.execute("UPDATE channels SET paused_until = NULL, disabled_at = NULL")
    end = now + days * DAY_SECONDS
    while moment <= end:
        done = tick(copy, tracker, config, moment)
        if done.alerts or moment == now or _waits(copy, moment):
            deliver(copy, around, 1, note)
        moment += HOUR_SECONDS
    return found


def _waits(copy: sqlite3.Connection, now: int) -> bool:
    row = copy.execute(
        "SELECT 1 FROM deliveries WHERE state = 'pending' AND next_at <= ? LIMIT 1", (now,)
    ).fetchone()
    return row is not None
