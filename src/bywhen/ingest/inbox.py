"""Articles: what lies in ingest/articles/, and files and addresses that a person names.

Each is read once; another text under the same name is another row. Reading happens in a process
that can be killed (`bywhen.ingest.workers`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bywhen.ingest.canonical import content_hash
from bywhen.ingest.client import LARGEST_BODY, Client, FetchError, ascii_host, tls_context
from bywhen.ingest.clusters import clusters_of
from bywhen.ingest.document import NotAFeedError
from bywhen.ingest.extracted import Article
from bywhen.ingest.fetching import Settings
from bywhen.ingest.instants import to_text
from bywhen.ingest.keeping import keep_body
from bywhen.ingest.links import host_of
from bywhen.ingest.watchlist import Sources
from bywhen.ingest.workers import Workers
from bywhen.store.desk import transaction
from bywhen.tracker import Tracker

if TYPE_CHECKING:
    from bywhen.ingest.run import RunOptions

__all__ = ["ENDINGS", "Bring", "Read", "keep_article", "read_inbox"]

ENDINGS = (".html", ".htm", ".xhtml", ".txt", ".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Bring:
    """A file or address that a person names, and what that person says of it."""

    place: str
    published: str | None = None
    publisher: str | None = None

    @property
    def is_address(self) -> bool:
        return self.place.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one article. `is_new` False: it was known already."""

    origin: str
    title: str = ""
    published: str | None = None
    published_by: str | None = None
    published_trusted: bool = False
    publisher: str | None = None
    language: str | None = None
    is_new: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """Bytes to be read, and under which name."""

    origin: str
    raw: bytes
    bring: Bring
    url: str | None = None
    content_type: str | None = None
    headers: dict[str, str] | None = None


def read_inbox(
    connection: sqlite3.Connection,
    tracker: Tracker,
    sources: Sources,
    now: datetime,
    settings: Settings,
    options: RunOptions,
) -> list[Read]:
    """Read everything that is new; what fails is told and stays where it is."""
    brought = list(options.brought)
    if options.inbox:
        brought += [Bring(str(path)) for path in _dropped(tracker)]
    if not brought:
        return []
    reads: list[Read] = []
    with settings.parsers() as workers:
        for number, bring in enumerate(brought, 1):
            try:
                reads.append(_read(connection, tracker, sources, now, settings, workers, bring))
            except (FetchError, NotAFeedError) as error:
                reads.append(Read(bring.place, error=str(error)))
            except OSError as error:
                reads.append(Read(bring.place, error=f"cannot be read: {error.strerror}"))
            options.progress(number, len(brought), bring.place)
    named = {bring.place for bring in options.brought}
    return [read for read in reads if read.is_new or read.error or read.origin in named]


def _dropped(tracker: Tracker) -> Sequence[Path]:
    """The files of ingest/articles/, also in folders of it; no links out of the tracker."""
    folder = tracker.ingest_dir / "articles"
    root = os.path.realpath(tracker.root)
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in ENDINGS
        and not path.name.startswith(".")
        and path.is_file()
        and os.path.realpath(path).startswith(root + os.sep)
    ]


def _read(
    connection: sqlite3.Connection,
    tracker: Tracker,
    sources: Sources,
    now: datetime,
    settings: Settings,
    workers: Workers,
    bring: Bring,
) -> Read:
    found = _fetched(sources, settings, bring) if bring.is_address else _opened(tracker, bring)
    sha = content_hash(found.raw)
    known = connection.execute(
        "SELECT title, published, published_by, published_trusted, publisher, language"
        " FROM articles WHERE origin = ? AND sha256 = ? AND (? IS NULL OR published IS ?)"
        " AND (? IS NULL OR publisher IS ?)",
        (
            *(found.origin, sha, bring.published, bring.published),
            *(bring.publisher, bring.publisher),
        ),
    ).fetchone()
    if known is not None:
        return Read(found.origin, known[0], known[1], known[2], bool(known[3]), *known[4:])
    article = workers.extract(
        found.raw,
        name=found.origin,
        content_type=found.content_type,
        url=found.url,
        published=bring.published,
        publisher=bring.publisher,
    )
    at = to_text(now)
    with transaction(connection):
        if found.headers is not None:
            keep_body(connection, sha, found.raw, found.headers, at)
        body = sha if found.headers is not None else None
        is_new = keep_article(connection, found.origin, sha, article, body, now)
    return Read(
        found.origin,
        article.title,
        article.published,
        article.published_by,
        article.published_trusted,
        article.publisher,
        article.language,
        is_new,
    )


def keep_article(
    connection: sqlite3.Connection,
    origin: str,
    sha256: str,
    article: Article,
    body: str | None,
    now: datetime,
) -> bool:
    """Keep an article unless its newest version says the same. Inside a transaction."""
    last = connection.execute(
        "SELECT number, hash, id FROM articles WHERE origin = ? ORDER BY number DESC LIMIT 1",
        (origin,),
    ).fetchone()
    if last is not None and last[1] == article.hash:
        connection.execute("UPDATE articles SET sha256 = ? WHERE id = ?", (sha256, last[2]))
        return False
    cluster = clusters_of(connection, [article.story_keys], now)[0]
    made = connection.execute(
        "INSERT INTO articles (origin, sha256, number, hash, url, title, publisher, author,"
        " published, published_by, published_trusted, language, charset, text, cluster, seen, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            origin,
            sha256,
            last[0] + 1 if last else 1,
            article.hash,
            article.url,
            article.title,
            article.publisher,
            article.author,
            article.published,
            article.published_by,
            article.published_trusted,
            article.language,
            article.charset,
            article.text,
            cluster,
            to_text(now),
            body,
        ),
    ).lastrowid
    connection.execute(
        "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)",
        (made, article.indexed_title, article.indexed_text),
    )
    return True


def _opened(tracker: Tracker, bring: Bring) -> _Found:
    path = Path(bring.place)
    if not path.is_absolute() and not path.exists():
        path = tracker.root / path
    if path.is_dir():
        raise NotAFeedError("it is a folder; name its files, or use `bywhen ingest --from DIR`")
    if path.stat().st_size > LARGEST_BODY:
        raise NotAFeedError("it is larger than 10 MiB")
    real = Path(os.path.realpath(path))
    root = Path(os.path.realpath(tracker.root))
    origin = real.relative_to(root).as_posix() if real.is_relative_to(root) else str(real)
    return _Found(origin, path.read_bytes(), bring)


def _fetched(sources: Sources, settings: Settings, bring: Bring) -> _Found:
    host = host_of(bring.place)
    private = {host_of(feed.url) for feed in sources.feeds if feed.private}
    allowed = ascii_host(host) if host in private else None
    tls = tls_context() if bring.place.startswith("https") else None
    with Client(settings.agent, allowed, settings.limits, tls, settings.resolver) as client:
        answer = client.get(bring.place, {"Accept": "text/html, text/plain;q=0.8, */*;q=0.5"})
    if answer.status != 200:
        raise FetchError(f"the server answers {answer.status}")
    return _Found(
        bring.place,
        answer.body,
        bring,
        answer.url,
        answer.headers.get("content-type"),
        dict(answer.headers),
    )
