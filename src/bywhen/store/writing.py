"""Writing tracker.db so that nothing is ever half done: one writer, one error for each trouble.

The lock is a file beside the database, held by `flock`, so that it ends with its process. It is not
removed: removing it would let two writers hold different files of one name.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bywhen.errors import BusyError, StaleError, TrackerError
from bywhen.tracker.disk import is_forbidden, is_full, lock_within, put_in_place, sync

__all__ = ["WAIT_SECONDS", "replace_durably", "settle", "transaction", "writing"]

WAIT_SECONDS = 3.0


@contextmanager
def writing(path: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the right to write `path`; turn what can go wrong into advice.

    Raises BusyError if another process keeps it for `wait_seconds`, TrackerError if the folder
    cannot be written or the disk is full, StaleError if the file is no usable tracker.db.
    """
    try:
        if not path.parent.is_dir():
            raise TrackerError(f"there is no folder {path.parent}; make it with `bywhen init`.")
        with _lock(path, wait_seconds):
            yield
    except sqlite3.Error as error:
        raise _explained(error, path) from error
    except OSError as error:
        raise _explained_os(error, path) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One writing transaction: all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    with ExitStack() as unless_done:
        unless_done.callback(_roll_back, connection)
        yield
        connection.execute("COMMIT")
        unless_done.pop_all()


def _roll_back(connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):  # a full disk may have rolled it back already
        connection.execute("ROLLBACK")


@contextmanager
def _lock(path: Path, wait_seconds: float) -> Iterator[None]:
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not lock_within(handle, wait_seconds):
            raise BusyError(
                f"another bywhen is writing {path}; nothing was changed."
                " Wait until it has finished and run this again."
            )
        yield
    finally:
        os.close(handle)


def settle(path: Path) -> None:
    """Bring what stands in a log beside `path` into the file and take the log away.

    Needed before the file is replaced or published: a log of the old file must not meet the new.
    """
    logs = [path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm")]
    if not any(log.exists() for log in logs):
        return
    with suppress(sqlite3.Error):  # a file that cannot be read has nothing to bring in
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=1)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")
        finally:
            connection.close()


def replace_durably(new: Path, path: Path) -> None:
    """Let `new` take the place of `path`, so that after a power cut one of them is whole."""
    settle(path)
    sync(new)
    for end in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    put_in_place(new, path)


def _explained(error: sqlite3.Error, path: Path) -> TrackerError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR:
        return _no_space(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BusyError(
            f"another program holds {path}; nothing was changed. Close it and run this again."
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _forbidden(path)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return StaleError(f"{path} is damaged or no tracker.db; run `bywhen build`.")
    return TrackerError(f"{path} could not be written ({error}); the old one is kept.")


def _explained_os(error: OSError, path: Path) -> TrackerError:
    if is_full(error):
        return _no_space(path)
    if is_forbidden(error):
        return _forbidden(path)
    return TrackerError(f"{path} could not be written ({error.strerror}); the old one is kept.")


def _no_space(path: Path) -> TrackerError:
    return TrackerError(
        f"no room to write {path}; the old one is kept."
        " Free some space on this disk and run `bywhen build`."
    )


def _forbidden(path: Path) -> TrackerError:
    return TrackerError(
        f"{path} or its folder cannot be written; the old one is kept."
        " Give yourself the right to write there and run this again."
    )
