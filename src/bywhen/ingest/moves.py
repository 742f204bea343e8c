"""Permanent redirects: a feed moves after three of them over a day, and its old address is kept."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bywhen.ingest.result import Result
from bywhen.ingest.rules import MOVE_AFTER, MOVE_TIMES, Known

__all__ = ["note_move"]


def note_move(connection: sqlite3.Connection, feed: Known, result: Result, at: str) -> str | None:
    """Count the redirect of this fetch; the new address if the feed moves now."""
    target = result.moved_to
    connection.execute(
        "DELETE FROM feed_urls WHERE feed = ? AND role = 'candidate' AND url IS NOT ?",
        (feed.id, target),
    )
    if target is None or target == feed.url:
        return None
    connection.execute(
        "INSERT INTO feed_urls VALUES (?, ?, 'candidate', 1, ?, ?) ON CONFLICT (feed, url)"
        " DO UPDATE SET role = 'candidate', last_seen = excluded.last_seen,"
        " times = CASE role WHEN 'candidate' THEN times + 1 ELSE 1 END,"
        " first_seen = CASE role WHEN 'candidate' THEN first_seen ELSE excluded.first_seen END",
        (feed.id, target, at, at),
    )
    times, first_seen = connection.execute(
        "SELECT times, first_seen FROM feed_urls WHERE feed = ? AND url = ?", (feed.id, target)
    ).fetchone()
    waited = datetime.fromisoformat(at) - datetime.fromisoformat(first_seen)
    if times < MOVE_TIMES or waited < MOVE_AFTER:
        return None
    connection.execute(
        "UPDATE feed_urls SET role = 'old', last_seen = ? WHERE feed = ? AND role = 'current'",
        (at, feed.id),
    )
    connection.execute(
        "UPDATE feed_urls SET role = 'current' WHERE feed = ? AND url = ?", (feed.id, target)
    )
    moved: str = target
    return moved
