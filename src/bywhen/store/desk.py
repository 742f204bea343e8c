"""var/desk.db: the desk's own database, private and not disposable.

Several parts keep their tables in it, each with a set of migrations of its own (`SETS`). Opening
applies what is missing; a file that a newer bywhen has written is refused, never changed. Only its
owner may read it (mode 0600, folder 0700).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bywhen.errors import BusyError, TrackerError
from bywhen.store.writing import transaction
from bywhen.tracker.disk import lock_within

if TYPE_CHECKING:
    from sqlite_utils import Migrations

__all__ = ["SETS", "desk_copy", "desk_errors", "open_desk", "open_desk_readonly", "transaction"]

# Name of each set and the module with its `STEPS` and `migrations()`.
SETS = {
    "alerts": "bywhen.store.desk_alerts",
    "ingest": "bywhen.store.desk_ingest",
}

_BUSY_SECONDS = 10.0
_LOCK_SECONDS = 10.0


def open_desk(path: Path) -> sqlite3.Connection:
    """Open desk.db for reading and writing, made and migrated as needed.

    Transactions are begun by hand (`transaction`); what is committed is on the disk
    (synchronous FULL). Raises TrackerError if a newer bywhen wrote it, if it is damaged or cannot
    be written; BusyError if another process keeps it locked.
    """
    with desk_errors(path):
        _make_private(path)
        connection = _connect(path, "rwc")
        with ExitStack() as unless_ready:
            unless_ready.callback(connection.close)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            if _is_behind(connection, path):
                with _lock(path):
                    connection.execute("PRAGMA journal_mode = WAL")  # readers go on reading
                    _migrate(connection, path)
            unless_ready.pop_all()
        return connection


def open_desk_readonly(path: Path) -> sqlite3.Connection | None:
    """Open desk.db for reading; None if there is none yet or an older bywhen wrote it last.

    Raises as `open_desk`.
    """
    if not path.exists():
        return None
    with desk_errors(path):
        connection = _connect(path, "ro")
        with ExitStack() as unless_ready:
            unless_ready.callback(connection.close)
            if _is_behind(connection, path):
                return None
            unless_ready.pop_all()
        return connection


@contextmanager
def desk_errors(path: Path) -> Iterator[None]:
    """Turn what can go wrong with the file into advice."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(error, path) from error
    except OSError as error:
        raise TrackerError(
            f"{path} cannot be used: {error.strerror}. Mend that and run this again."
        ) from error


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
    )


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    elif path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _steps(module: str) -> tuple[str, ...]:
    steps: tuple[str, ...] = import_module(module).STEPS
    return steps


def _is_behind(connection: sqlite3.Connection, path: Path) -> bool:
    """True if a step is missing. Raises TrackerError if there is one that we do not know."""
    applied = _applied(connection)
    behind = False
    for name, module in SETS.items():
        known = set(_steps(module))
        done = {step for owner, step in applied if owner == name}
        if done - known:
            raise TrackerError(
                f"{path} was written by a newer bywhen; update bywhen, and leave the file as it is."
            )
        behind = behind or bool(known - done)
    return behind


def _applied(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    table = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
    ).fetchone()
    if table is None:
        return []
    return connection.execute("SELECT migration_set, name FROM _sqlite_migrations").fetchall()


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    from sqlite_utils import Database

    database = Database(connection)
    for module in SETS.values():
        make: Callable[[], Migrations] = import_module(module).migrations
        make().apply(database)
    if _is_behind(connection, path):
        raise TrackerError(f"{path} could not be brought up to date.")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """One process migrates; the others wait for it."""
    handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not lock_within(handle, _LOCK_SECONDS):
            raise BusyError(f"another bywhen is bringing {path} up to date; run this again.")
        yield
    finally:
        os.close(handle)


def _explained(error: sqlite3.Error, path: Path) -> TrackerError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BusyError(f"another program holds {path}; nothing was changed. Run this again.")
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return TrackerError(f"no room to write {path}; free some space on this disk.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return TrackerError(f"{path} cannot be opened; see its permissions and its folder's.")
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return TrackerError(f"{path} is damaged; put it back from a backup.")
    return TrackerError(f"{path} could not be used ({error}).")


def desk_copy(path: Path) -> sqlite3.Connection:
    """A copy in memory, migrated, for trying something out; the file is not touched."""
    copy = sqlite3.connect("file::memory:", uri=True, isolation_level=None)
    with desk_errors(path):
        if path.exists():
            original = _connect(path, "ro")
            try:
                original.backup(copy)
            finally:
                original.close()
        if _is_behind(copy, path):
            _migrate(copy, path)
    return copy
