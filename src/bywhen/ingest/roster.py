"""The feeds of sources.yml and those of the desk: matched, and which of them are due."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bywhen.ingest.instants import from_text, to_text
from bywhen.ingest.links import host_of
from bywhen.ingest.rules import Known, is_due
from bywhen.ingest.watchlist import Feed
from bywhen.store.desk import transaction

__all__ = ["Due", "due_feeds", "known_feeds", "sync"]

_COLUMNS = (
    "id, name, declared_url, url, private, language, timezone, every_seconds, state, etag,"
    " last_modified, body, interval_seconds, hint_seconds, failures, title, home, next_at,"
    " fetched_at, ok_at"
)


def sync(connection: sqlite3.Connection, feeds: Sequence[Feed], now: datetime) -> None:
    """Bring the desk's feeds in line with sources.yml.

    A feed is known again by its address, else by its name: then it has moved, and its history goes
    on under the new address. What is no longer there is kept, and not fetched.
    """
    at = to_text(now)
    with transaction(connection):
        rows = connection.execute("SELECT id, name, declared_url, state FROM feeds").fetchall()
        by_url = {row[2]: row for row in rows}
        declared = {feed.url for feed in feeds}
        by_name = {row[1]: row for row in rows if row[2] not in declared}
        seen = set()
        for feed in feeds:
            row = by_url.get(feed.url) or by_name.get(feed.name)
            if row is None or row[0] in seen:
                seen.add(_add(connection, feed, at))
                continue
            seen.add(row[0])
            if row[2] != feed.url:
                _move(connection, row[0], feed.url, at)
            _update(connection, row[0], feed, was_removed=row[3] == "removed")
        for row in rows:
            if row[0] not in seen and row[3] != "removed":
                connection.execute("UPDATE feeds SET state = 'removed' WHERE id = ?", (row[0],))


def _add(connection: sqlite3.Connection, feed: Feed, at: str) -> int:
    made = connection.execute(
        "INSERT INTO feeds (name, declared_url, url, language, timezone, private, every_seconds,"
        " trust, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'new')",
        (
            feed.name,
            feed.url,
            feed.url,
            feed.language,
            feed.timezone,
            feed.private,
            feed.every_seconds,
            feed.trust,
        ),
    ).lastrowid
    assert made is not None  # noqa: S101 (a row was inserted)
    connection.execute(
        "INSERT INTO feed_urls VALUES (?, ?, 'current', 0, ?, ?)", (made, feed.url, at, at)
    )
    return made


def _move(connection: sqlite3.Connection, feed: int, url: str, at: str) -> None:
    """Another address in sources.yml: fetched afresh, and a feed that was gone lives again."""
    connection.execute(
        "UPDATE feed_urls SET role = 'old', last_seen = ? WHERE feed = ? AND role = 'current'",
        (at, feed),
    )
    connection.execute(
        "INSERT INTO feed_urls VALUES (?, ?, 'current', 0, ?, ?) ON CONFLICT (feed, url)"
        " DO UPDATE SET role = 'current', last_seen = excluded.last_seen",
        (feed, url, at, at),
    )
    connection.execute(
        "UPDATE feeds SET declared_url = ?, url = ?, etag = NULL, last_modified = NULL,"
        " body = NULL, next_at = NULL, failures = 0, home = NULL,"
        " state = CASE state WHEN 'gone' THEN 'new' ELSE state END WHERE id = ?",
        (url, url, feed),
    )


def _update(connection: sqlite3.Connection, feed_id: int, feed: Feed, was_removed: bool) -> None:
    connection.execute(
        "UPDATE feeds SET name = ?, language = ?, timezone = ?, private = ?, trust = ?,"
        " next_at = CASE WHEN every_seconds IS NOT ? THEN NULL ELSE next_at END,"
        " every_seconds = ? WHERE id = ? AND"
        " (name, language, timezone, private, trust, every_seconds) IS NOT (?, ?, ?, ?, ?, ?)",
        (
            *(feed.name, feed.language, feed.timezone, feed.private, feed.trust),
            *(feed.every_seconds, feed.every_seconds, feed_id),
            *(feed.name, feed.language, feed.timezone, feed.private, feed.trust),
            feed.every_seconds,
        ),
    )
    if was_removed:
        connection.execute(
            "UPDATE feeds SET state = 'new', next_at = NULL WHERE id = ?", (feed_id,)
        )


def known_feeds(connection: sqlite3.Connection) -> list[Known]:
    """All feeds of the desk, those first that wait longest."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM feeds ORDER BY next_at IS NOT NULL, next_at, id"  # noqa: S608
    )
    return [_known(list(row)) for row in rows]


def _known(values: list[Any]) -> Known:
    values[4] = bool(values[4])
    return Known(*values)


class Due:
    """Which feeds are fetched now, and how many wait: for their time, or because a host asked."""

    __slots__ = ("feeds", "resting", "waiting_hosts")

    def __init__(self, feeds: list[Known], resting: int, waiting_hosts: dict[str, str]) -> None:
        self.feeds = feeds
        self.resting = resting
        self.waiting_hosts = waiting_hosts


def due_feeds(
    connection: sqlite3.Connection, now: datetime, names: Sequence[str] | None = None
) -> Due:
    """What is due; `names` are fetched before their time too, but not before their host's."""
    hosts = {
        host: from_text(until)
        for host, until in connection.execute("SELECT host, wait_until FROM hosts")
    }
    due: list[Known] = []
    resting = 0
    waiting: dict[str, str] = {}
    for feed in known_feeds(connection):
        if feed.state == "removed" or (names is not None and feed.name not in names):
            continue
        host = host_of(feed.url)
        until = hosts.get(host)
        if is_due(feed, now, until) or (names is not None and not is_waiting(until, now)):
            due.append(feed)
        else:
            resting += feed.state != "gone"
            if until is not None and is_waiting(until, now):
                waiting[host] = to_text(until)
    return Due(due, resting, waiting)


def is_waiting(until: datetime | None, now: datetime) -> bool:
    """True while a host's request to wait holds."""
    return until is not None and not is_due(Known(0, "", "", ""), now, until)
