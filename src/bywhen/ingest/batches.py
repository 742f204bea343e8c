"""The unit of work of a big backfill: some documents of files, read into rows.

`read_batch` is a function of files only: it runs in a thread here or on a machine of a Dask
cluster, and gives the same rows. Documents are read in a process that can be killed, so that one
that hangs costs its own time and no more.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bywhen.ingest.canonical import content_hash
from bywhen.ingest.client import LARGEST_BODY
from bywhen.ingest.document import NotAFeedError
from bywhen.ingest.extracted import Article
from bywhen.ingest.warc import records
from bywhen.ingest.workers import Workers

__all__ = ["Batch", "Part", "Row", "Rows", "end_workers", "read_batch"]

_TEXT_COLUMNS = ("html", "content_html", "text", "content", "body", "article")
_URL_COLUMNS = ("url", "link", "uri", "id")
_DAY_COLUMNS = ("published", "date", "publish_date", "published_at", "date_published")
_NAME_COLUMNS = ("publisher", "source", "site", "outlet")


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or a piece of one: `number` names the piece, `start` and `end` are places in it;
    `digest` changes with the file."""

    path: str
    kind: str  # file, warc, parquet
    number: int
    digest: str
    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Parts that are read in one go."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One document that was read."""

    origin: str
    sha256: str
    article: Article


@dataclass(slots=True)
class Rows:
    """What came of a batch: rows, and what could not be read and why."""

    batch: Batch
    rows: list[Row] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A document as it stands in a file, with what is known of it."""

    origin: str
    raw: bytes
    options: dict[str, Any]


def read_batch(batch: Batch) -> Rows:
    """Read all documents of a batch."""
    done = Rows(batch)
    for part in batch.parts:
        try:
            for raw in _documents(part):
                _read(raw, done)
        except OSError as error:
            done.problems.append((part.path, f"cannot be read: {error.strerror}"))
        except NotAFeedError as error:
            done.problems.append((part.path, str(error)))
    return done


def _read(raw: _Raw, done: Rows) -> None:
    try:
        article = _workers().extract(raw.raw, name=raw.origin, **raw.options)
    except NotAFeedError as error:
        done.problems.append((raw.origin, str(error)))
    else:
        done.rows.append(Row(raw.origin, content_hash(raw.raw), article))


def _documents(part: Part) -> Iterator[_Raw]:
    path = Path(part.path)
    if part.kind == "warc":
        for page in records(path, part.start, part.end):
            if page.url:
                options = {"url": page.url, "content_type": page.content_type}
                yield _Raw(page.url, page.body, options)
    elif part.kind == "parquet":
        yield from _parquet(path, part.start)
    elif path.stat().st_size > LARGEST_BODY:
        raise NotAFeedError("it is larger than 10 MiB")
    else:
        yield _Raw(part.path, path.read_bytes(), {})


def _parquet(path: Path, group: int) -> Iterator[_Raw]:
    """The rows of one row group."""
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise NotAFeedError("Parquet needs the extra: pip install 'bywhen[parquet]'") from None
    with ParquetFile(path) as file:
        names = file.schema_arrow.names
        columns = {
            key: _column(names, wanted)
            for key, wanted in (
                ("text", _TEXT_COLUMNS),
                ("url", _URL_COLUMNS),
                ("published", _DAY_COLUMNS),
                ("publisher", _NAME_COLUMNS),
            )
        }
        if columns["text"] is None:
            raise NotAFeedError(f"it has no column of texts ({', '.join(_TEXT_COLUMNS)})")
        used = [name for name in columns.values() if name]
        for number, row in enumerate(file.read_row_group(group, columns=used).to_pylist()):
            text = row[columns["text"]]
            raw = text if isinstance(text, bytes) else str(text or "").encode()
            url = row.get(columns["url"]) if columns["url"] else None
            day = row.get(columns["published"]) if columns["published"] else None
            publisher = row.get(columns["publisher"]) if columns["publisher"] else None
            options = {
                "url": str(url) if url and "://" in str(url) else None,
                "published": str(day)[:10] if day else None,
                "publisher": str(publisher) if publisher else None,
                "content_type": "text/html" if "html" in (columns["text"] or "") else None,
            }
            yield _Raw(str(url) if url else f"{path}#{group}/{number}", raw, options)


def _column(names: Sequence[str], wanted: Sequence[str]) -> str | None:
    by_lower = {name.lower(): name for name in names}
    return next((by_lower[name] for name in wanted if name in by_lower), None)


class _Own(threading.local):
    workers: Workers | None = None


_OWN = _Own()
_ALL: list[Workers] = []


def _workers() -> Workers:
    """The process of this thread that reads; started once, replaced when it dies."""
    if _OWN.workers is None:
        _OWN.workers = Workers(1)
        _ALL.append(_OWN.workers)
    return _OWN.workers


def end_workers() -> None:
    """End the processes of all threads, once these are done."""
    while _ALL:
        _ALL.pop().close()
    _OWN.workers = None


atexit.register(end_workers)  # on a machine of a cluster nobody else does
