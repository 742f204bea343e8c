"""Does the record beside a tracker.db say something else than the file? Asked at each local page.

The record is only read again when a file of it has changed: until then the last answer holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bywhen.errors import Fault, TrackerError
from bywhen.record import load
from bywhen.tracker.folder import Tracker

__all__ = ["RecordWatch"]


@dataclass(slots=True)
class RecordWatch:
    """The record in the folder of one tracker.db; none if there is no events/ beside it."""

    root: Path
    _seen: tuple[tuple[str, int, int], ...] = ()
    _digest: str | None = field(default=None)
    _judged: str | None = None
    _faults: tuple[Fault, ...] = ()

    def digest(self) -> str | None:
        """The record's digest, None if there is no record or it cannot be read."""
        try:
            tracker = Tracker.open(self.root)
            seen = tuple(
                (path.name, found.st_mtime_ns, found.st_size)
                for path in tracker.record_files()
                for found in (path.stat(),)
            )
            if seen != self._seen or self._digest is None:
                self._digest = tracker.digest()
                self._seen = seen
        except (TrackerError, OSError):
            return None
        return self._digest

    def faults(self) -> tuple[Fault, ...]:
        """What keeps the record from being built; looked for again only when it has changed."""
        digest = self.digest()
        if digest is None:
            return ()
        if digest != self._judged:
            try:
                found = load(Tracker.open(self.root)).errors
            except (TrackerError, OSError):
                return ()
            self._judged, self._faults = digest, tuple(found)
        return self._faults
