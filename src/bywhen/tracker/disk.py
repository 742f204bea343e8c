"""Writing a file of the tracker: one process at a time, and nothing half done, even by a power cut.

Who writes says what went wrong in words of its own; what kind of trouble it was is told here.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from bywhen.errors import TrackerError

if sys.platform != "win32":
    import fcntl

__all__ = ["is_forbidden", "is_full", "lock_within", "put_in_place", "sync"]

_PAUSE_SECONDS = 0.05
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def lock_within(handle: int, seconds: float) -> bool:
    """Lock an open file for this process alone; False if another keeps it for so long.

    The lock ends with the process, or when the file is closed. Raises TrackerError on Windows.
    """
    if sys.platform == "win32":
        raise TrackerError("bywhen writes on Linux and macOS; on Windows use WSL")
    for attempt in range(round(seconds / _PAUSE_SECONDS) + 1):
        if attempt:
            time.sleep(_PAUSE_SECONDS)
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False


def sync(path: Path) -> None:
    """Wait until the file, or the list of a folder's files, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(new: Path, path: Path) -> None:
    """Let `new`, which is on the disk (see `sync`), take the place of `path`: whoever reads, or is
    killed, has one of them whole."""
    new.replace(path)
    sync(path.parent)


def is_full(error: OSError) -> bool:
    """True if there was no room."""
    return error.errno in _FULL


def is_forbidden(error: OSError) -> bool:
    """True if the file or its folder may not be written."""
    return error.errno in _FORBIDDEN
