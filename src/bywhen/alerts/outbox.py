"""The outbox: what is to be told, to whom, and what became of it.

States of a delivery, each row one alert to one channel:

    pending ── claim ─> sending ── sent | dead | pending (again, later)
       │                   └─ the sender died: its lease runs out, it is taken again
       └─ coalesced (told by another) | silenced | superseded (the date moved)

All writing is by UPDATEs that name the state they expect, inside one transaction. What one look
has found is written down at once, not alert by alert.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from bywhen.alerts.decide import Intent
from bywhen.alerts.groups import New, send_or_group
from bywhen.alerts.ledger import TWIN, Written, channel_ids, delivery_id, insert_alerts
from bywhen.alerts.overlap import Earlier, overtake
from bywhen.alerts.settings import TIME_KINDS, Config

__all__ = ["Enqueued", "enqueue"]


@dataclass(slots=True)
class Enqueued:
    """What one tick put into the outbox: keys of new alerts, deliveries to send."""

    alerts: list[str] = field(default_factory=list)
    deliveries: list[str] = field(default_factory=list)


def enqueue(
    connection: sqlite3.Connection, config: Config, intents: Iterable[Intent], now: int
) -> Enqueued:
    """Write down what is to be told. What has been written down before stays as it is; only a date
    that was left and has come back is told again, if that had not been sent.

    More than `digest_above` for one channel become one digest; what came due before the look-back
    becomes one catch-up for each channel. Call it inside a transaction that writes.
    """
    ids = channel_ids(connection, config)
    written = insert_alerts(connection, intents, now)
    outbox = _Outbox(Earlier.of(connection, config, written), now)
    for one in written:
        for name in one.intent.rule.channels:
            for channel, recipient in ids.get(name, ()):
                if one.is_new:
                    outbox.add(one, (name, channel, recipient))
                elif one.intent.is_told_by is None:
                    outbox.revive(connection, one, (name, channel, recipient))
    outbox.write(connection)
    report = Enqueued([one.key for one in written if one.is_new])
    for place, found in outbox.new.items():
        report.deliveries += send_or_group(connection, config, place, found, now)
    return report


_Place = tuple[str, int, str]
"""Name, row and recipient of a channel."""


@dataclass(slots=True)
class _Outbox:
    """Deliveries that are not in the database yet."""

    earlier: Earlier
    now: int
    rows: list[tuple[object, ...]] = field(default_factory=list)
    overtaking: list[tuple[Written, int, str]] = field(default_factory=list)
    new: dict[_Place, list[New]] = field(default_factory=dict)  # those that are to be sent

    def add(self, one: Written, place: _Place) -> None:
        """A delivery of a new alert, unless something else tells it."""
        intent, (name, channel, recipient) = one.intent, place
        identity = delivery_id(one.key, name, recipient)
        state, reason, into = "pending", None, None
        if intent.is_told_by is not None:
            told_by = intent.key_of(intent.is_told_by)
            state, reason = "coalesced", f"a later step tells it: {intent.is_told_by}"
            into = delivery_id(told_by, name, recipient)
        elif twin := self.earlier.twin(intent, channel):
            state, reason, into = "coalesced", TWIN, twin
        else:
            if intent.kind in TIME_KINDS and self.earlier.waits(intent, channel):
                self.overtaking.append((one, channel, identity))
            self.earlier.add(intent, channel, identity)
            self.new.setdefault(place, []).append(New.of(identity, one))
        self.rows.append(
            (identity, channel, one.key, state, one.alert, self.now, reason, into)
        )  # fmt: skip

    def revive(self, connection: sqlite3.Connection, one: Written, place: _Place) -> None:
        """The delivery of a date that was left and has come back, if it was not sent."""
        identity = delivery_id(one.key, place[0], place[2])
        if connection.execute(_REVIVE, (self.now, identity)).rowcount:
            self.new.setdefault(place, []).append(New.of(identity, one))

    def write(self, connection: sqlite3.Connection) -> None:
        """Put them into the database; what they overtake is told by them."""
        connection.executemany(_INSERT, self.rows)
        for one, channel, identity in self.overtaking:
            overtake(connection, one, channel, identity)


_INSERT = """
INSERT INTO deliveries (id, channel, key, state, alert, next_at, reason, into_delivery)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_REVIVE = """
UPDATE deliveries SET state = 'pending', next_at = ?, reason = NULL
WHERE id = ? AND state = 'superseded' AND attempts = 0 AND maybe_duplicate = 0"""
