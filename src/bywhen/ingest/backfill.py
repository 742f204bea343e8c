"""A big backfill: many documents, all cores or a cluster, one writer; killed, it goes on.

    backfill(tracker, now, ["archive/"], dask=None, jobs=8, progress=...)

What is done is noted in the same transaction as its rows (table `loads`), part by part: a folder's
files each, a WARC file in hundreds of records, a Parquet file in row groups.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bywhen.errors import UsageError
from bywhen.ingest.batches import Batch, Part, Rows, end_workers, read_batch
from bywhen.ingest.inbox import ENDINGS, keep_article
from bywhen.ingest.instants import to_text
from bywhen.ingest.run import ingesting
from bywhen.ingest.warc import places
from bywhen.store.desk import transaction
from bywhen.tracker import Tracker

__all__ = ["Done", "backfill", "parts_of"]

_FILES_EACH = 32
_AHEAD = 3  # batches under way for each that reads: what is read and not written is in memory


@dataclass(slots=True)
class Done:
    """What a backfill did. `known` documents were in the desk already."""

    parts: int = 0
    known_parts: int = 0
    new: int = 0
    known: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)

    def to_plain(self) -> dict[str, Any]:
        """A dict of plain values."""
        return asdict(self)


def backfill(
    tracker: Tracker,
    now: datetime,
    origins: Sequence[str],
    dask: str | None,
    jobs: int,
    progress: Callable[[int, int, str], None],
) -> Done:
    """Read everything below `origins` that was not read yet. Raises UsageError, BusyError."""
    parts = [part for origin in origins for part in parts_of(Path(origin))]
    done = Done()
    with ingesting(tracker) as connection:
        left = _left(connection, parts)
        done.known_parts = len(parts) - len(left)
        batches = _batches(left)
        read = _on_dask(batches, dask) if dask else _here(batches, jobs)
        for number, rows in enumerate(read, 1):
            _write(connection, rows, now, done)
            progress(number, len(batches), rows.batch.parts[-1].path)
    return done


def parts_of(origin: Path) -> Iterator[Part]:
    """The parts of a folder or file, in a fixed order. Raises UsageError if there is none."""
    if not origin.exists():
        raise UsageError(f"--from: there is no {origin}.")
    paths = (
        sorted(path for path in origin.rglob("*") if path.is_file())
        if origin.is_dir()
        else [origin]
    )
    for path in paths:
        name = path.name.lower()
        stat = path.stat()
        digest = f"{stat.st_size}-{stat.st_mtime_ns}"
        place = os.path.realpath(path)
        if name.endswith((".warc", ".warc.gz")):
            starts = places(path)
            for number, start in enumerate(starts):
                end = starts[number + 1] if number + 1 < len(starts) else None
                yield Part(place, "warc", number, digest, start, end)
        elif name.endswith(".parquet"):
            for number in range(_row_groups(path)):
                yield Part(place, "parquet", number, digest, number)
        elif name.endswith(ENDINGS):
            yield Part(place, "file", 0, digest)
        elif path == origin:
            raise UsageError(
                f"--from: {origin} is no folder, WARC file (.warc, .warc.gz) or Parquet file."
            )


def _row_groups(path: Path) -> int:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise UsageError("Parquet needs the extra: pip install 'bywhen[parquet]'.") from None
    try:
        with ParquetFile(path) as file:
            return int(file.num_row_groups)
    except (ArrowException, OSError):
        raise UsageError(f"--from: {path} is no Parquet file.") from None


def _left(connection: sqlite3.Connection, parts: Sequence[Part]) -> list[Part]:
    known = {
        (row[0], row[1]): row[2]
        for row in connection.execute("SELECT origin, part, digest FROM loads")
    }
    return [part for part in parts if known.get((part.path, part.number)) != part.digest]


def _batches(parts: Sequence[Part]) -> list[Batch]:
    """Files by the dozen, pieces of archives one by one."""
    files = [part for part in parts if part.kind == "file"]
    batches = [
        Batch(tuple(files[at : at + _FILES_EACH])) for at in range(0, len(files), _FILES_EACH)
    ]
    return batches + [Batch((part,)) for part in parts if part.kind != "file"]


def _here(batches: Sequence[Batch], jobs: int) -> Iterator[Rows]:
    """On the cores of this machine: each thread has a process that reads for it."""
    try:
        with ThreadPoolExecutor(jobs) as pool:
            waiting: set[Future[Rows]] = set()
            try:
                for batch in batches:
                    waiting.add(pool.submit(read_batch, batch))
                    if len(waiting) >= jobs * _AHEAD:
                        finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                        yield from (future.result() for future in finished)
                while waiting:
                    finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in finished)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
    finally:
        end_workers()


def _on_dask(batches: Sequence[Batch], address: str) -> Iterator[Rows]:
    """On a Dask cluster whose machines see the same files and have bywhen installed."""
    try:
        import distributed
    except ImportError:
        raise UsageError("--dask needs the extra: pip install 'bywhen[dask]'.") from None
    dask: Any = distributed  # it is not typed
    try:
        client = dask.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"--dask: no cluster answers at {address} ({error}).") from None
    with client:
        ahead = max(1, sum(client.ncores().values())) * _AHEAD
        coming = iter(batches)
        first = [client.submit(read_batch, batch, pure=False) for batch in _taken(coming, ahead)]
        going = dask.as_completed(first, loop=client.loop)
        for future in going:
            rows: Rows = future.result()
            for batch in _taken(coming, 1):
                going.add(client.submit(read_batch, batch, pure=False))
            yield rows


def _taken(batches: Iterator[Batch], count: int) -> Iterable[Batch]:
    return list(islice(batches, count))


def _write(connection: sqlite3.Connection, rows: Rows, now: datetime, done: Done) -> None:
    with transaction(connection):
        for row in rows.rows:
            is_new = keep_article(connection, row.origin, row.sha256, row.article, None, now)
            done.new += is_new
            done.known += not is_new
        connection.executemany(
            "INSERT INTO loads VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin, part) DO UPDATE"
            " SET digest = excluded.digest, documents = excluded.documents, at = excluded.at",
            [
                (part.path, part.number, part.digest, len(rows.rows), to_text(now))
                for part in rows.batch.parts
            ],
        )
    done.parts += len(rows.batch.parts)
    done.problems += rows.problems
