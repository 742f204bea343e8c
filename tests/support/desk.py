"""A desk with texts on it, as if they had been fetched."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bywhen.ingest.propose import Proposed, propose
from bywhen.ingest.sources import load
from bywhen.store.desk import open_desk, transaction
from bywhen.tracker import Tracker

__all__ = ["FEED", "propose_now", "put_entry"]

FEED = """\
feeds:
- name: Loopback News
  url: https://news.example/feed.xml
  affairs:
  - affair: AFFAIR
    match: {any: [Ukraine, Kyiv, 烏克蘭, 基輔, 乌克兰, 基辅]}
"""


def put_entry(
    desk: sqlite3.Connection,
    text: str,
    published: str,
    *,
    title: str = "Ukraine",
    publisher: str = "Loopback News",
    language: str | None = "en",
    guid: str | None = None,
    number: int = 1,
) -> int:
    """Put an entry, or another revision of it, on the desk; its id."""
    name = guid or hashlib.sha256(f"{publisher}{title}{text}".encode()).hexdigest()[:12]
    feed_address = f"https://{publisher.replace(' ', '-').casefold()}.example/feed.xml"
    with transaction(desk):
        desk.execute(
            "INSERT INTO feeds (name, declared_url, url, state) VALUES (?, ?, ?, 'ok')"
            " ON CONFLICT (declared_url) DO NOTHING",
            (publisher, feed_address, feed_address),
        )
        (feed,) = desk.execute("SELECT id FROM feeds WHERE name = ?", (publisher,)).fetchone()
        link = f"https://{publisher.replace(' ', '-').casefold()}.example/{name}"
        desk.execute(
            "INSERT INTO entries (feed, identity, link, published, precision, language, first_seen)"
            " VALUES (?, ?, ?, ?, 'second', ?, ?) ON CONFLICT DO NOTHING",
            (feed, name, link, published, language, published),
        )
        (entry,) = desk.execute(
            "SELECT id FROM entries WHERE feed = ? AND identity = ?", (feed, name)
        ).fetchone()
        desk.execute(
            "INSERT INTO entry_revisions (entry, number, title, text, hash, seen)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (entry, number, title, text, f"{number}", published),
        )
    return int(entry)


def propose_now(folder: Path, now: datetime) -> Proposed:
    """Propose from what lies on the desk of a tracker, as `bywhen ingest` does."""
    tracker = Tracker.open(folder)
    sources, faults = load(tracker)
    assert not faults, faults
    with closing(open_desk(tracker.desk)) as desk:
        return propose(tracker, desk, sources, now)


def seed_review(folder: Path, now: datetime) -> None:
    """Two proposals, 1 and 2, about the flagship's record."""
    feed = FEED.replace("AFFAIR", "ukraine-28-point-plan")
    (folder / "ingest" / "sources.yml").write_text(feed, encoding="utf-8")
    with closing(open_desk(folder / "var" / "desk.db")) as desk:
        for text in (
            "The White House wants Kyiv to accept the plan by August 31, 2026, Zelensky said.",
            "The White House wants the war to end by September 30, 2026, Zelensky said.",
        ):
            put_entry(desk, text, "2026-06-10T12:00:00Z")
    propose_now(folder, now)
