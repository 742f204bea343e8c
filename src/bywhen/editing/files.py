"""Changing a file of the record so that nothing is lost: one writer, whole files, no way out.

One lock a tracker (var/edit.lock, held by `flock`, so that it ends with its process) covers reading
a file, changing it and writing it back: two edits at once become one after the other.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bywhen.errors import BusyError, TrackerError
from bywhen.tracker import Tracker
from bywhen.tracker.disk import is_forbidden, is_full, lock_within, put_in_place, sync

__all__ = ["make_private_folder", "refuse_links", "refuse_read_only", "replace_file", "writer"]

_WAIT_SECONDS = 10.0


@contextmanager
def writer(tracker: Tracker) -> Iterator[None]:
    """Hold the right to edit the record.

    Raises BusyError if another process keeps it for ten seconds, TrackerError if var/ cannot be
    written.
    """
    make_private_folder(tracker, tracker.var)
    path = tracker.var / "edit.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise explained(error, path) from error
    try:
        if not lock_within(handle, _WAIT_SECONDS):
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
            sync(new)
            new.chmod(mode)
            put_in_place(new, path)
        finally:
            new.unlink(missing_ok=True)  # it is there only if it was not put in place
    except OSError as error:
        raise explained(error, path) from error


def explained(error: OSError, path: Path) -> TrackerError:
    """What went wrong with a file, and what to do."""
    if is_full(error):
        return TrackerError(
            f"no room to write {path}; nothing was changed. Free some space on this disk."
        )
    if is_forbidden(error):
        return TrackerError(
            f"{path} or its folder cannot be written; nothing was changed."
            " Give yourself the right to write there."
        )
    if error.errno == errno.ELOOP:
        return TrackerError(f"{path} is a symbolic link; nothing was changed. Remove it.")
    return TrackerError(f"{path} could not be written ({error.strerror}); nothing was changed.")
