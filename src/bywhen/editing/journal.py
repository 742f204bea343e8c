"""The journal of edits in var/undo/: what each file was before, so that an edit can be taken back.

An entry is written before its file is, so that a kill in between leaves an entry without an edit
(it is passed over), never an edit without an entry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bywhen.editing.files import make_private_folder, replace_file
from bywhen.errors import TrackerError
from bywhen.tracker import Tracker

__all__ = ["Entry", "drop", "entries", "remember"]

_KEPT = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One edit: what it did, in words, and the file before and after."""

    path: Path  # of the entry
    file: str  # from the tracker's folder
    did: str
    at: str
    before: str
    after: str  # SHA-256 of the file that was written

    def is_applied_to(self, content: bytes | None) -> bool:
        """True if the file is as this edit left it."""
        return content is not None and _digest(content) == self.after


def entries(tracker: Tracker) -> Iterator[Entry]:
    """All entries, the last edit first. Raises TrackerError if one cannot be read."""
    folder = _folder(tracker)
    for path in sorted(folder.glob("*.json"), reverse=True):
        yield _read(path)


def remember(
    tracker: Tracker, file: Path, did: str, at: datetime, before: bytes, after: bytes
) -> Entry:
    """Write the entry of an edit that is about to be made. The oldest beyond 50 are dropped."""
    folder = _folder(tracker)
    make_private_folder(tracker, folder)
    paths = sorted(folder.glob("*.json"))
    number = int(paths[-1].stem) + 1 if paths else 1
    entry = Entry(
        folder / f"{number:08}.json",
        tracker.relative(file),
        did,
        at.isoformat(timespec="seconds"),
        before.decode(),
        _digest(after),
    )
    content = {
        "file": entry.file,
        "did": entry.did,
        "at": entry.at,
        "before": entry.before,
        "after": entry.after,
    }
    replace_file(entry.path, json.dumps(content, ensure_ascii=False, indent=1).encode())
    for path in paths[: max(0, len(paths) + 1 - _KEPT)]:
        path.unlink(missing_ok=True)
    return entry


def drop(entry: Entry) -> None:
    """Forget an edit that was taken back, or never made."""
    entry.path.unlink(missing_ok=True)


def _folder(tracker: Tracker) -> Path:
    return tracker.var / "undo"


def _read(path: Path) -> Entry:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Entry(path, held["file"], held["did"], held["at"], held["before"], held["after"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrackerError(
            f"var/undo/{path.name} cannot be read ({error}); remove it to undo earlier edits."
        ) from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
