"""What a person does to alerts: acknowledge, silence, try again. Each is one transaction."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from bywhen.errors import UsageError

__all__ = ["Silence", "acknowledge", "end_silence", "retry", "silence", "silences"]


@dataclass(frozen=True, slots=True)
class Silence:
    """What shall not be sent until `until_at`; None = any."""

    affair: str | None
    event: str | None
    rule: str | None
    kind: str | None
    until_at: int
    why: str | None = None


def acknowledge(
    desk: sqlite3.Connection, ids: tuple[str, ...], event: str | None, by: str | None, now: int
) -> list[str]:
    """Acknowledge the alerts of these deliveries (ids or their beginnings) and of an event.

    What waits of them is not sent any more, and they do not escalate; with a digest goes all that
    it tells. The keys acknowledged. Raises UsageError for an id that is none.
    """
    found = [row for identity in ids for row in _of(desk, identity)]
    alerts = {alert for alert, _ in found} | _told_by(desk, [delivery for _, delivery in found])
    if event is not None:
        rows = desk.execute("SELECT id FROM alerts WHERE event = ? AND acked_at IS NULL", (event,))
        alerts |= {row[0] for row in rows}
    done = []
    for alert in sorted(alerts):
        row = desk.execute(
            "UPDATE alerts SET acked_at = ?, acked_by = ?, escalate_at = NULL"
            " WHERE id = ? AND acked_at IS NULL RETURNING key",
            (now, by, alert),
        ).fetchone()
        done += [str(row[0])] if row else []
        # At once and not when it would go: a channel that is off would keep it waiting for ever.
        desk.execute(
            "UPDATE deliveries SET state = 'silenced', reason = 'acknowledged'"
            " WHERE alert = ? AND state = 'pending'",
            (alert,),
        )
    return done


def _told_by(desk: sqlite3.Connection, deliveries: list[str]) -> set[int]:
    """The alerts that were told by these deliveries beside their own."""
    rows = desk.execute(
        "SELECT alert FROM deliveries WHERE state = 'coalesced'"
        " AND into_delivery IN (SELECT value FROM json_each(?))",
        (json.dumps(deliveries),),
    )
    return {int(row[0]) for row in rows}


def _of(desk: sqlite3.Connection, identity: str) -> list[tuple[int, str]]:
    """Alert and delivery of an id, or of what begins so if only one does."""
    rows = desk.execute(
        "SELECT alert, id FROM deliveries WHERE substr(id, 1, ?) = ? LIMIT 2",
        (len(identity), identity),
    ).fetchall()
    if len(rows) == 1 and len(identity) >= 8:
        return [(int(rows[0][0]), str(rows[0][1]))]
    if rows:
        raise UsageError(f"{identity} is the beginning of several ids; write more of it.")
    raise UsageError(f"There is no delivery {identity}; see `bywhen alert list`.")


def silence(desk: sqlite3.Connection, asked: Silence, now: int) -> int:
    """Begin a silence; its number."""
    cursor = desk.execute(
        "INSERT INTO silences (affair, event, rule, kind, from_at, until_at, why)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (asked.affair, asked.event, asked.rule, asked.kind, now, asked.until_at, asked.why),
    )
    return int(cursor.lastrowid or 0)


def end_silence(desk: sqlite3.Connection, number: int, now: int) -> bool:
    """End it now; False if it was over. Raises UsageError if there is none."""
    row = desk.execute("SELECT until_at FROM silences WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise UsageError(f"There is no silence {number}; see `bywhen alert silence --list`.")
    desk.execute("UPDATE silences SET until_at = min(until_at, ?) WHERE id = ?", (now, number))
    return bool(row[0] > now)


def silences(desk: sqlite3.Connection, now: int) -> list[tuple[int, Silence]]:
    """Those that hold at `now`, by number."""
    rows = desk.execute(
        "SELECT id, affair, event, rule, kind, until_at, why FROM silences"
        " WHERE from_at <= :now AND until_at > :now ORDER BY id",
        {"now": now},
    )
    return [(row[0], Silence(*row[1:])) for row in rows]


def retry(
    desk: sqlite3.Connection, ids: tuple[str, ...], channel: str | None, now: int
) -> list[str]:
    """Let what was given up or waits be tried at once, and turn the channel on again.

    The ids of the deliveries. One that may have arrived keeps its flag. Of a channel what was
    acknowledged is let be; one that is named goes in spite of that. Raises UsageError.
    """
    wanted = [identity for one in ids for _, identity in _of(desk, one)]
    for identity in wanted:
        state = desk.execute("SELECT state FROM deliveries WHERE id = ?", (identity,)).fetchone()[0]
        if state not in ("dead", "pending", "silenced"):
            raise UsageError(f"{identity} is {state}; only what is not sent can be tried again.")
        desk.execute(
            "UPDATE alerts SET acked_at = NULL, acked_by = NULL"
            " WHERE id = (SELECT alert FROM deliveries WHERE id = ?)",
            (identity,),
        )
    if channel is not None:
        rows = desk.execute(
            "SELECT d.id FROM deliveries d JOIN channels c ON c.id = d.channel"
            " JOIN alerts a ON a.id = d.alert"
            " WHERE c.name = ? AND d.state IN ('dead', 'pending') AND a.acked_at IS NULL"
            " ORDER BY d.rowid",
            (channel,),
        )
        wanted += [row[0] for row in rows]
        desk.execute("UPDATE channels SET disabled_at = NULL, disabled_why = NULL,"
                     " paused_until = NULL WHERE name = ?", (channel,))  # fmt: skip
    for identity in wanted:
        desk.execute(
            "UPDATE deliveries SET state = 'pending', next_at = ?, attempts = 0, reason = NULL,"
            " fence = fence + 1 WHERE id = ?",
            (now, identity),
        )
        desk.execute(
            "UPDATE channels SET disabled_at = NULL, disabled_why = NULL, paused_until = NULL"
            " WHERE id = (SELECT channel FROM deliveries WHERE id = ?)",
            (identity,),
        )
    return wanted
