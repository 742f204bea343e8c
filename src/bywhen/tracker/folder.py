"""A tracker is a folder that a person edits; nothing in it is executed.

events/*.yml    the record, one affair a file
ingest/         what to watch
alerts.yml      who is told what
metadata.yml    how Datasette shows it
tracker.db      built from events/
var/desk.db     the desk, private
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bywhen.errors import Fault, TrackerError

__all__ = ["Tracker", "record_digest", "refuse_platform"]

_SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Tracker:
    """The paths of one tracker. Making a value looks at nothing; `open` does."""

    root: Path

    @classmethod
    def open(cls, path: Path | str) -> Tracker:
        """The tracker in the folder `path`.

        Raises TrackerError, saying what to do, if there is none, or on Windows.
        """
        refuse_platform(sys.platform)
        root = Path(path)
        if not root.exists():
            raise TrackerError(f"{root} does not exist; run `bywhen init {root}` to make it")
        if not root.is_dir():
            raise TrackerError(f"{root} is a file; a tracker is a folder with events/ in it")
        tracker = cls(root.resolve())
        if not tracker.events_dir.is_dir():
            raise TrackerError(_no_tracker(root))
        return tracker

    @property
    def events_dir(self) -> Path:
        """The record."""
        return self.root / "events"

    @property
    def ingest_dir(self) -> Path:
        """What to watch: sources.yml and articles/."""
        return self.root / "ingest"

    @property
    def metadata(self) -> Path:
        """How Datasette shows the database."""
        return self.root / "metadata.yml"

    @property
    def alerts(self) -> Path:
        """Who is told what, where."""
        return self.root / "alerts.yml"

    @property
    def database(self) -> Path:
        """tracker.db: public, disposable, the only database in the root."""
        return self.root / "tracker.db"

    @property
    def var(self) -> Path:
        """The folder of what is private or passing; never committed."""
        return self.root / "var"

    @property
    def desk(self) -> Path:
        """desk.db: private, not disposable."""
        return self.var / "desk.db"

    def record_files(self) -> list[Path]:
        """The files of the record, sorted by name; without those that `refused_files` names.

        Raises TrackerError if events/ cannot be listed.
        """
        return [path for path, reason in self._candidates() if not reason]

    def refused_files(self) -> list[Fault]:
        """One fault for each events/*.yml that is not read: it leads out, or is no file.

        A warning for what an editor may take for a part of the record: `a.YML`, a folder of files.
        """
        refused = [
            Fault(self.relative(path), 0, *reason) for path, reason in self._candidates() if reason
        ]
        return refused + [
            Fault(self.relative(self.events_dir / name), 0, *reason, warning=True)
            for name in self._names()
            if (reason := _why_overlooked(self.events_dir / name))
        ]

    def digest(self) -> str:
        """SHA-256 over the names and bytes of the record's files, as 64 hexadecimal digits.

        The same record has the same digest on every machine. Raises TrackerError if a file
        cannot be read.
        """
        return record_digest((path.name, _file_digest(path)) for path in self.record_files())

    def relative(self, path: Path) -> str:
        """How faults name a file: from the tracker's folder, with `/`."""
        return path.relative_to(self.root).as_posix()

    def _candidates(self) -> Iterator[tuple[Path, tuple[str, str] | None]]:
        root = os.path.realpath(self.root)
        for name in self._names():
            if name.endswith(_SUFFIXES):
                path = self.events_dir / name
                yield path, _why_refused(path, root)

    def _names(self) -> list[str]:
        try:
            names = sorted(os.listdir(self.events_dir))  # noqa: PTH208 (names are wanted)
        except OSError as error:
            raise TrackerError(f"events/ cannot be listed: {error.strerror}") from error
        # A leading dot is an editor's lock or swap file, not a part of the record.
        return [name for name in names if not name.startswith(".")]


def record_digest(files: Iterable[tuple[str, bytes]]) -> str:
    """The digest of a record from the name and SHA-256 of each of its files, in any order."""
    whole = hashlib.sha256()
    for name, digest in sorted(files):
        whole.update(os.fsencode(name) + b"\0" + digest)
    return whole.hexdigest()


def refuse_platform(platform: str) -> None:
    """Raises TrackerError on Windows, where replacing an open database does not work.

    >>> refuse_platform("linux")
    """
    if platform in ("win32", "cygwin"):
        raise TrackerError(
            "bywhen runs on Linux and macOS, not on Windows itself;"
            " run it in WSL (Windows Subsystem for Linux)"
        )


def _no_tracker(root: Path) -> str:
    for parent in root.resolve().parents:
        if (parent / "events").is_dir():
            return f"{root} is no tracker: it has no folder events/; did you mean {parent}?"
    return (
        f"{root} is no tracker: it has no folder events/;"
        f" run `bywhen init {root}`, or name another folder with --tracker"
    )


def _why_refused(path: Path, root: str) -> tuple[str, str] | None:
    try:
        real = os.path.realpath(path, strict=True)
        mode = os.stat(real).st_mode  # noqa: PTH116 (a plain text path)
    except FileNotFoundError:
        return "is a symbolic link to nothing.", "Remove it, or put the file itself here."
    except OSError as error:
        return f"cannot be read: {error.strerror}.", "Mend the link or its permissions."
    if not real.startswith(root.rstrip(os.sep) + os.sep):
        return (
            "is a symbolic link that leads out of the tracker.",
            "Put the file itself here: whoever copies the tracker must get the whole record.",
        )
    if stat.S_ISDIR(mode):
        return "is a folder.", "The record is files: events/NAME.yml."
    if not stat.S_ISREG(mode):
        return "is no regular file.", "The record is files: events/NAME.yml."
    return None


def _why_overlooked(path: Path) -> tuple[str, str] | None:
    if path.name.endswith(_SUFFIXES):
        return None
    if path.name.lower().endswith(_SUFFIXES):
        better = path.with_suffix(path.suffix.lower()).name
        return "is not read: its name ends in capitals.", f"Name it {better}."
    if path.is_dir() and any(found.suffix.lower() in _SUFFIXES for found in path.iterdir()):
        return "is a folder; what is in it is not read.", "Put its files into events/ itself."
    return None


def _file_digest(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError as error:
        raise TrackerError(f"events/{path.name} cannot be read: {error.strerror}") from error
