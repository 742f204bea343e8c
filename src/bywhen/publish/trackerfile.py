"""Is this file a tracker.db, and one that this version can read?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bywhen.errors import BusyError, TrackerError
from bywhen.store import read, schema

__all__ = ["ADVICE", "NotATrackerError", "TrackerFile", "inspect", "is_tracker"]

ADVICE = "Run bywhen build: this page then shows it."
_BUSY_SECONDS = 0.1  # a request is waiting


class NotATrackerError(TrackerError):
    """A file that bywhen did not build, or that is not a database at all."""


@dataclass(frozen=True, slots=True)
class TrackerFile:
    """What a tracker.db says of itself: its schema's version and the digest of its record."""

    schema_version: int
    record_digest: str


def is_tracker(connection: sqlite3.Connection) -> bool:
    """True if the open database was built by bywhen, in whatever version."""
    found = connection.execute("PRAGMA application_id").fetchone()
    return found is not None and found[0] == schema.APPLICATION_ID


def inspect(path: Path) -> TrackerFile:
    """What the file says of itself.

    Raises NotATrackerError; BusyError while another process writes it; TrackerError if it is gone
    or of another version.
    """
    if not path.exists():
        raise TrackerError(f"{path.name} is gone. {ADVICE}")
    uri = f"{path.as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS)) as connection:
            if not is_tracker(connection):
                raise NotATrackerError(f"{path.name} is not a tracker's database. {ADVICE}")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version != schema.SCHEMA_VERSION:
                raise TrackerError(f"{path.name} was built by another version of bywhen. {ADVICE}")
            meta = read.meta(connection)
    except sqlite3.DatabaseError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise BusyError(f"{path.name} is being written: try again") from error
        raise NotATrackerError(f"{path.name} cannot be read ({error}). {ADVICE}") from error
    return TrackerFile(version, meta.get("record_digest", ""))
