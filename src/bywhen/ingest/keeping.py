"""Keeping what came: one writer, one transaction a feed, nothing overwritten.

Killed at any point, at most the feed in hand is lost, and is fetched again by the next run.
"""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass
from datetime import datetime

from bywhen.ingest.document import Document
from bywhen.ingest.instants import to_text
from bywhen.ingest.keeping_entries import keep_entries
from bywhen.ingest.links import absolute, host_of, linked
from bywhen.ingest.moves import note_move
from bywhen.ingest.result import Result
from bywhen.ingest.rules import Decision, Known, decide
from bywhen.store.desk import transaction

__all__ = ["Kept", "keep", "keep_body"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a fetch changed in the desk."""

    feed: str
    outcome: str
    error: str | None
    next_at: datetime
    new: int = 0
    revised: int = 0
    moved_to: str | None = None
    damage: str | None = None


def keep(connection: sqlite3.Connection, feed: Known, result: Result, now: datetime) -> Kept:
    """Write one fetch: its log row, its body, its entries, and what follows for the feed."""
    at = to_text(now)
    with transaction(connection):
        if result.body and result.sha256:
            keep_body(connection, result.sha256, result.body, result.headers, at)
        result = _checked_site(connection, feed, result)
        new = revised = 0
        if result.document is not None and result.error is None:
            new, revised = keep_entries(connection, feed, result.document, result.sha256, now)
        decision = decide(feed, result, new + revised, now)
        moved_to = note_move(connection, feed, result, at) if decision.is_well else None
        _write_fetch(connection, feed, result, decision, (new, revised), at)
        _write_feed(connection, feed, result, decision, new + revised, at, moved_to)
        if decision.host_until is not None:
            connection.execute(
                "INSERT INTO hosts VALUES (?, ?, ?) ON CONFLICT (host) DO UPDATE"
                " SET wait_until = excluded.wait_until, why = excluded.why",
                (host_of(feed.url), to_text(decision.host_until), decision.error or ""),
            )
    return Kept(
        feed.name,
        decision.outcome,
        decision.error,
        decision.next_at,
        new,
        revised,
        moved_to,
        result.document.damage if result.document else None,
    )


def keep_body(
    connection: sqlite3.Connection, sha256: str, body: bytes, headers: object, at: str
) -> None:
    """Keep bytes as they came, once."""
    media = headers.get("content-type") if isinstance(headers, dict) else None
    known = connection.execute("SELECT 1 FROM bodies WHERE sha256 = ?", (sha256,)).fetchone()
    if known is None:
        connection.execute(
            "INSERT INTO bodies VALUES (?, ?, ?, ?, ?)",
            (sha256, media, len(body), zlib.compress(body, 1), at),
        )


def _checked_site(connection: sqlite3.Connection, feed: Known, result: Result) -> Result:
    """A feed whose home, title and links are all another site's has changed hands: its entries are
    not taken until a person says so."""
    document = result.document
    if document is None or result.error is not None or not feed.home or not document.entries:
        return result
    if host_of(document.home) == host_of(feed.home) or document.title == feed.title:
        return result
    if _shares_links(connection, feed, document):
        return result
    told = (
        f"it has become another site: it was {feed.title!r} of {host_of(feed.home)}, now it is"
        f" {document.title!r} of {host_of(document.home) or 'nowhere'}; its entries are not taken."
        f" If that is right, run `bywhen feeds trust {feed.name!r}`"
    )
    return Result(
        result.status,
        result.url,
        result.headers,
        result.body,
        result.sha256,
        result.moved_to,
        None,
        True,
        told,
        "another_site",
    )


def _shares_links(connection: sqlite3.Connection, feed: Known, document: Document) -> bool:
    rows = connection.execute(
        "SELECT link FROM entries WHERE feed = ? AND link IS NOT NULL ORDER BY id DESC LIMIT 200",
        (feed.id,),
    )
    known = {host_of(row[0]) for row in rows}
    return not known or any(host_of(entry.link) in known for entry in document.entries)


def _write_fetch(
    connection: sqlite3.Connection,
    feed: Known,
    result: Result,
    decision: Decision,
    counts: tuple[int, int],
    at: str,
) -> None:
    connection.execute(
        "INSERT INTO fetches (feed, at, url, status, outcome, parsed, new, revised, bytes, body,"
        " error, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            feed.id,
            at,
            result.url or feed.url,
            result.status,
            decision.outcome,
            int(result.parsed),
            *counts,
            len(result.body) if result.body else None,
            result.sha256,
            decision.error,
            to_text(decision.next_at) if decision.state != "gone" else None,
        ),
    )


def _hub(result: Result) -> str | None:
    """The WebSub hub that the answer names: in its headers, or in the document."""
    named = absolute(linked(result.headers.get("link"), "hub"), result.url)
    return named or (result.document.hub if result.document else None)


def _write_feed(
    connection: sqlite3.Connection,
    feed: Known,
    result: Result,
    decision: Decision,
    changed: int,
    at: str,
    moved_to: str | None,
) -> None:
    document = result.document
    connection.execute(
        "UPDATE feeds SET state = :state, last_error = :error, etag = :etag,"
        " last_modified = :last_modified, interval_seconds = :interval, hint_seconds = :hint,"
        " failures = :failures, next_at = :next_at, fetched_at = :at,"
        " ok_at = CASE WHEN :well THEN :at ELSE ok_at END,"
        " changed_at = CASE WHEN :changed THEN :at ELSE changed_at END,"
        " body = coalesce(:body, body), format = coalesce(:format, format),"
        " title = coalesce(:title, title), home = coalesce(:home, home), hub = coalesce(:hub, hub),"
        " url = coalesce(:url, url) WHERE id = :id",
        {
            "id": feed.id,
            "state": decision.state,
            "error": decision.error,
            "etag": decision.etag,
            "last_modified": decision.last_modified,
            "interval": decision.interval_seconds,
            "hint": decision.hint_seconds,
            "failures": decision.failures,
            "next_at": to_text(decision.next_at) if decision.state != "gone" else None,
            "at": at,
            "well": decision.is_well,
            "changed": changed,
            "body": result.sha256 if decision.is_well else None,
            "format": document.format if document else None,
            "title": document.title if document else None,
            "home": document.home if document else None,
            "hub": _hub(result),
            "url": moved_to,
        },
    )
