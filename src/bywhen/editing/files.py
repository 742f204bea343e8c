"""Changing a file of the record so that nothing is lost: one writer, whole files, no way out.

One lock a tracker (var/edit.lock, held by `flock`, so that it ends with its process) covers reading
a file, changing it and writing it back: two edits at once become one after the other.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bywhen.errors import BusyError, TrackerError
from bywhen.tracker import Tracker

if sys.platform != "win32":
    import fcntl

__all__ = ["make_private_folder", "refuse_links", "refuse_read_only", "replace_file", "writer"]

_ATTEMPTS = 200
_PAUSE_SECONDS = 0.05
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def writer(tracker: Tracker) -> Iterator[None]:
    """Hold the right to edit the record.

    Raises BusyError if another process keeps it for ten seconds, TrackerError if var/ cannot be
    written.
    """
    if sys.platform == "win32":
        raise TrackerError("bywhen edits on Linux and macOS; on Windows use WSL")
    make_private_folder(tracker, tracker.var)
    path = tracker.var / "edit.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise explained(error, path) from error
    try:
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(_PAUSE_SECONDS)
            with suppress(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
        else:
            raise BusyError(
                "another bywhen is editing this tracker; nothing was changed."
                " Wait until it has finished and run this again."
            )
        yield
    finally:
        os.close(handle)


def make_private_folder(tracker: Tracker, folder: Path) -> None:
    """Make a folder below var/ that only its owner can look into.

    Raises TrackerError if it cannot be made, or leads out of the tracker.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise explained(error, folder) from error
    refuse_links(tracker, folder)


def refuse_links(tracker: Tracker, path: Path) -> None:
    """Raises TrackerError if `path` is, or lies behind, a symbolic link out of the tracker."""
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(os.path.realpath(tracker.root)):
        raise TrackerError(
            f"{tracker.relative(path)} is a symbolic link that leads out of the tracker;"
            " nothing was changed. Put the file itself there."
        )


def refuse_read_only(tracker: Tracker, path: Path) -> None:
    """Raises TrackerError if nobody may write the file: replacing it would get around that."""
    if path.exists() and not path.stat().st_mode & 0o222:
        raise TrackerError(
            f"{tracker.relative(path)} is read-only; nothing was changed."
            f" To edit it: chmod u+w {tracker.relative(path)}."
        )


def replace_file(path: Path, content: bytes) -> None:
    """Write a whole file in place of the old one: whoever reads, or is killed, has one of them.

    A link inside the tracker stays a link; the file's permissions are kept. Raises TrackerError
    if the disk is full or the folder cannot be written; the old file is then untouched.
    """
    path = Path(os.path.realpath(path))
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
        new = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            new.chmod(mode)
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise explained(error, path) from error


def explained(error: OSError, path: Path) -> TrackerError:
    """What went wrong with a file, and what to do."""
    if error.errno in _NO_SPACE:
        return TrackerError(
            f"no room to write {path}; nothing was changed. Free some space on this disk."
        )
    if error.errno in _FORBIDDEN:
        return TrackerError(
            f"{path} or its folder cannot be written; nothing was changed."
            " Give yourself the right to write there."
        )
    if error.errno == errno.ELOOP:
        return TrackerError(f"{path} is a symbolic link; nothing was changed. Remove it.")
    return TrackerError(f"{path} could not be written ({error.strerror}); nothing was changed.")
