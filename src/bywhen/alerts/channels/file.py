"""One line of JSON for each alert, appended and on the disk before it counts as sent."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

from bywhen.alerts.channels.outgoing import Outgoing
from bywhen.alerts.outcome import Outcome, Result
from bywhen.alerts.references import MissingReferenceError

if sys.platform != "win32":
    import fcntl

__all__ = ["send"]


async def send(outgoing: Outgoing) -> Outcome:
    """One line. A line that an earlier try has already written is not written again."""
    try:
        path = outgoing.root / outgoing.resolved(outgoing.channel.address)
    except MissingReferenceError as error:
        return Outcome(Result.UNREADY, str(error))
    return await asyncio.to_thread(_append, path, outgoing)


def _append(path: Path, outgoing: Outgoing) -> Outcome:
    if sys.platform == "win32":
        return Outcome(Result.DEAD, "bywhen runs on Linux and macOS")
    try:
        for folder in reversed(path.parents):  # `parents=True` would let others in
            folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        return Outcome(Result.REFUSED, f"the file cannot be opened: {error.strerror}")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        if outgoing.maybe_duplicate and _holds(path, outgoing.id):
            return Outcome(Result.SENT, "was written by an earlier try")
        start = b"\n" if size and os.pread(handle, 1, size - 1) != b"\n" else b""
        line = start + outgoing.body + b"\n"
        try:
            written = os.write(handle, line)
            if written == len(line):
                os.fsync(handle)
                return Outcome(Result.SENT)
            os.ftruncate(handle, size)  # half a line is worse than none
            return Outcome(Result.REFUSED, "no room for the line")
        except OSError as error:
            with suppress(OSError):  # a device has no length
                os.ftruncate(handle, size)
            return Outcome(Result.REFUSED, f"the line cannot be written: {error.strerror}")
    finally:
        os.close(handle)


def _holds(path: Path, identity: str) -> bool:
    needle = f'"id":"{identity}"'.encode()
    with path.open("rb") as stream:
        return any(needle in line and line.endswith(b"\n") for line in stream)
