"""Entries of one document into the desk: new ones, revisions, and those that have left the feed.

A revision is added when the canonical text differs from the newest one: A, B, A is three. A guid
that the feed makes up anew each time is seen through by the entry's link or text.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from bywhen.ingest.clusters import clusters_of
from bywhen.ingest.document import Document, Entry
from bywhen.ingest.instants import to_text
from bywhen.ingest.rules import Known

__all__ = ["keep_entries"]


class _Stored(NamedTuple):
    id: int
    identity: str
    alt_key: str | None
    hash: str | None
    revision: int
    last_seen: str | None


def keep_entries(
    connection: sqlite3.Connection,
    feed: Known,
    document: Document,
    sha256: str | None,
    now: datetime,
) -> tuple[int, int]:
    """How many entries are new, and how many were revised. Inside a transaction."""
    at = to_text(now)
    stored = _stored(connection, feed.id, document.entries)
    matched = _match(document.entries, stored)
    new = [entry for entry in document.entries if entry.identity not in matched]
    revised = [
        (matched[entry.identity], entry)
        for entry in document.entries
        if entry.identity in matched and matched[entry.identity].hash != entry.hash
    ]
    language = feed.language or document.language
    ids = _add(connection, feed.id, new, language, at, now)
    _add_revisions(
        connection,
        [(place, 1, entry) for place, entry in zip(ids, new, strict=True)]
        + [(old.id, old.revision + 1, entry) for old, entry in revised],
        sha256,
        at,
    )
    back = [old.id for old in matched.values() if old.last_seen is not None]
    connection.executemany(
        "UPDATE entries SET last_seen = NULL WHERE id = ?", [(place,) for place in back]
    )
    if document.damage is None:  # of a broken feed an end may be missing
        here = [*ids, *(old.id for old in matched.values())]
        _leave(connection, feed, here, at)
    return len(new), len(revised)


def _stored(connection: sqlite3.Connection, feed: int, entries: list[Entry]) -> list[_Stored]:
    """Entries of the feed that may be among these: same identity, same link, or same text."""
    columns = "id, identity, alt_key, hash, revision, last_seen"
    found: dict[int, _Stored] = {}
    wanted: tuple[tuple[str, Iterable[str | None]], ...] = (
        ("identity", (entry.identity for entry in entries)),
        ("alt_key", (entry.alt_key for entry in entries)),
    )
    for column, values in wanted:
        rows = connection.execute(
            f"SELECT {columns} FROM entries WHERE feed = ? AND {column} IN"  # noqa: S608 (ours)
            " (SELECT value FROM json_each(?)) ORDER BY id",
            (feed, json.dumps([value for value in values if value])),
        )
        found.update((row[0], _Stored(*row)) for row in rows)
    bare = [entry.hash for entry in entries if entry.alt_key is None]
    if bare:
        rows = connection.execute(
            f"SELECT {columns} FROM entries WHERE feed = ? AND last_seen IS NULL"  # noqa: S608
            " AND alt_key IS NULL AND hash IN (SELECT value FROM json_each(?)) ORDER BY id",
            (feed, json.dumps(bare)),
        )
        found.update((row[0], _Stored(*row)) for row in rows)
    return list(found.values())


def _match(entries: list[Entry], stored: list[_Stored]) -> dict[str, _Stored]:
    """By identity; what is left over by a link, else a text, that only one entry has."""
    by_identity = {old.identity: old for old in stored}
    matched = {
        entry.identity: by_identity[entry.identity]
        for entry in entries
        if entry.identity in by_identity
    }
    taken = {old.id for old in matched.values()}
    links = Counter(entry.alt_key for entry in entries)
    free_links: dict[str, _Stored] = {}
    free_texts: dict[str, _Stored] = {}
    for old in stored:
        if old.id not in taken:
            free_links[old.alt_key or ""] = old
            free_texts[old.hash or ""] = old
    for entry in entries:
        if entry.identity in matched:
            continue
        old_one = None
        if entry.alt_key and links[entry.alt_key] == 1:
            old_one = free_links.get(entry.alt_key)
        elif entry.alt_key is None:
            old_one = free_texts.get(entry.hash)
        if old_one is not None and old_one.id not in taken:
            matched[entry.identity] = old_one
            taken.add(old_one.id)
    return matched


def _add(
    connection: sqlite3.Connection,
    feed: int,
    entries: list[Entry],
    language: str | None,
    at: str,
    now: datetime,
) -> list[int]:
    if not entries:
        return []
    clusters = clusters_of(connection, [entry.story_keys for entry in entries], now)
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM entries").fetchone()[0]
    ids = list(range(first, first + len(entries)))
    connection.executemany(
        "INSERT INTO entries (id, feed, identity, guid, link, alt_key, published, published_raw,"
        " precision, tz_known, updated_raw, author, language, cluster, first_seen, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                place,
                feed,
                entry.identity,
                entry.guid,
                entry.link,
                entry.alt_key,
                entry.published,
                entry.published_raw,
                entry.precision,
                entry.tz_known,
                entry.updated_raw,
                entry.author,
                entry.language or language,
                cluster,
                at,
                entry.hash,
            )
            for place, entry, cluster in zip(ids, entries, clusters, strict=True)
        ],
    )
    return ids


def _add_revisions(
    connection: sqlite3.Connection,
    revisions: list[tuple[int, int, Entry]],
    sha256: str | None,
    at: str,
) -> None:
    if not revisions:
        return
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM entry_revisions").fetchone()[0]
    numbered = list(enumerate(revisions, first))
    connection.executemany(
        "INSERT INTO entry_revisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                place,
                entry_id,
                number,
                entry.title,
                entry.summary_html,
                entry.content_html,
                entry.text,
                entry.hash,
                at,
                sha256,
            )
            for place, (entry_id, number, entry) in numbered
        ],
    )
    connection.executemany(
        "INSERT INTO entries_fts (rowid, title, text) VALUES (?, ?, ?)",
        [(place, entry.indexed_title, entry.indexed_text) for place, (_, _, entry) in numbered],
    )
    connection.executemany(
        "UPDATE entries SET revision = ?, hash = ? WHERE id = ?",
        [(number, entry.hash, entry_id) for entry_id, number, entry in revisions if number > 1],
    )


def _leave(connection: sqlite3.Connection, feed: Known, here: list[int], at: str) -> None:
    """Mark what the feed has no more with the last time it was seen to have it."""
    connection.execute(
        "UPDATE entries SET last_seen = ? WHERE feed = ? AND last_seen IS NULL"
        " AND id NOT IN (SELECT value FROM json_each(?))",
        (feed.ok_at or at, feed.id, json.dumps(here)),
    )
