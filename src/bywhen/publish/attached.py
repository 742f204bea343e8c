"""The trackers an instance serves: recognised by what is in them, reopened when replaced.

A build puts a new file in the place of tracker.db. Both Datasettes would go on reading the old
one, which is still open. So before each request the file behind every tracker is compared with
the one that was opened (a `stat` call, microseconds); a new file gets a new database object.
Requests under way keep the old object, which is closed when the last of them has ended.

A tracker that cannot be used (damaged, of another version, gone) is taken out of the instance
until it can: its pages say what is wrong and what to do. Files of others are never touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bywhen.errors import BusyError, Fault, TrackerError, UsageError
from bywhen.publish import adapter
from bywhen.publish.staleness import RecordWatch
from bywhen.publish.trackerfile import ADVICE, NotATrackerError, TrackerFile, inspect

__all__ = ["Attached", "Options", "attached_to", "start_with"]

_Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How this instance was started; the defaults are those of `datasette .` and of a guest."""

    public: bool = False  # hardened, see bywhen.publish.middleware
    desk: bool = False  # the review may open the desk: where `serve` runs on an editor's machine
    clock: Callable[[], datetime] | None = None  # None = the clock of the machine
    hosts: frozenset[str] | None = None  # names it answers to beside localhost; None = to any


@dataclass(slots=True)
class _Watched:
    """One database of the instance and what was last found in its file."""

    database: Any
    path: Path
    ours: bool = False
    stamp: _Stamp | None = None  # None = never looked at
    file: TrackerFile | None = None
    trouble: str | None = None

    def differs(self, stamp: _Stamp) -> bool:
        """True if this is another file, or one of ours that was written to."""
        if self.stamp is None or self.ours:
            return stamp != self.stamp
        return stamp[:2] != self.stamp[:2]


def _read_stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)


@dataclass(slots=True)
class Attached:
    """The trackers of one Datasette instance. Used from the event loop's thread only."""

    datasette: Any
    options: Options
    _watched: dict[str, _Watched] = field(default_factory=dict)
    _records: dict[str, RecordWatch] = field(default_factory=dict)
    _epoch: int = 0
    _under_way: Counter[int] = field(default_factory=Counter)
    _retired: list[tuple[int, Any]] = field(default_factory=list)

    @property
    def at_home(self) -> bool:
        """True if the page at / is ours to give: `serve` or the configuration says so."""
        config = self.datasette.plugin_config("bywhen")
        return isinstance(config, dict) and config.get("home") is True

    def asks_for_alerts(self) -> bool:
        """True if the configuration says `plugins: bywhen: alerts: true`; never in public.

        Raises UsageError if it says something else.
        """
        config = self.datasette.plugin_config("bywhen")
        asked = config.get("alerts", False) if isinstance(config, dict) else False
        if not isinstance(asked, bool):
            raise UsageError(
                f"the plugin bywhen: `alerts: {str(asked)[:40]}` says nothing; write true or false."
            )
        return asked and not self.options.public

    def tracker_folders(self) -> list[Path]:
        """The folders whose trackers this instance serves, or will when they are built."""
        self.refresh()
        served = [one.path.parent for one in self._watched.values() if one.ours]
        config_dir = self.datasette.config_dir
        if config_dir is not None and (Path(config_dir) / "events").is_dir():
            served.append(Path(config_dir).absolute())
        return list(dict.fromkeys(served))

    @property
    def files(self) -> dict[str, TrackerFile]:
        """Database name -> the tracker in it, those that can be served."""
        return {name: one.file for name, one in self._watched.items() if one.file}

    @property
    def troubles(self) -> dict[str, str]:
        """Database name -> why its tracker cannot be served and what to do."""
        return {name: one.trouble for name, one in self._watched.items() if one.trouble}

    def folder(self, name: str) -> Path:
        """The folder in which the tracker.db of this name lies."""
        return self._watched[name].path.parent

    def is_ours(self, name: str) -> bool:
        """True if the database of this name is a tracker that can be served."""
        watched = self._watched.get(name)
        return watched is not None and watched.file is not None

    def stale(self) -> str | None:
        """What to tell whoever edits the record beside a tracker.db; None if all is up to date.

        The public is not told, and its server does not read the record.
        """
        for watched, _ in self._changed():
            return f"The record has changed since {watched.path.name} was built. {ADVICE}"
        return None

    def record_faults(self) -> tuple[Fault, ...]:
        """What keeps a record that has changed from being built; the public is not told."""
        return tuple(fault for _, watch in self._changed() for fault in watch.faults())

    def _changed(self) -> Iterator[tuple[_Watched, RecordWatch]]:
        """The trackers beside which lies a record that says something else."""
        if self.options.public:
            return
        for name, watched in self._watched.items():
            built = watched.file.record_digest if watched.file else None
            if built is None and watched.trouble is None:
                continue
            watch = self._records.setdefault(name, RecordWatch(watched.path.parent))
            digest = watch.digest()
            if digest is not None and digest != built:
                yield watched, watch

    def refresh(self) -> None:
        """Look at the files behind the databases; reopen the trackers that were replaced."""
        self._adopt()
        databases = self.datasette.databases
        for name, database in databases.items():
            if not database.path or adapter.is_internal(name):
                continue
            watched = self._watched.get(name)
            if watched is None or (watched.database is not database and not watched.trouble):
                self._watched[name] = _Watched(database, Path(database.path).absolute())
        for name, watched in list(self._watched.items()):
            if name not in databases and not watched.trouble:
                del self._watched[name]
            elif watched.differs(stamp := _read_stamp(watched.path)):
                self._look(name, watched, stamp)

    def _adopt(self) -> None:
        """Take in the tracker.db that was built after `datasette .` had started without one."""
        folder = self.datasette.config_dir
        if (
            folder is None
            or not self.at_home
            or "tracker" in (*self._watched, *self.datasette.databases)
        ):
            return
        path = Path(folder) / "tracker.db"
        if path.exists():
            adapter.add_file(self.datasette, path)

    def _look(self, name: str, watched: _Watched, stamp: _Stamp) -> None:
        # The stamp was read first: if the file is replaced now, the next request finds another.
        before, watched.stamp = watched.stamp, stamp
        file, trouble = None, None
        try:
            file = inspect(watched.path)
        except BusyError:
            watched.stamp = None  # being written: what is open still answers; look again next time
            return
        except NotATrackerError as error:
            if not watched.ours:
                return
            trouble = str(error)
        except TrackerError as error:
            trouble = str(error)
        had_trouble = watched.trouble is not None
        watched.ours, watched.file, watched.trouble = True, file, trouble
        same_file = before is not None and before[:2] == stamp[:2]
        if file and same_file and not had_trouble and watched.database.is_mutable:
            return  # written in place: SQLite's own business
        self._epoch += 1
        self._retired.append((self._epoch, watched.database))
        watched.database = adapter.reopened(watched.database)
        adapter.replace_database(self.datasette, name, watched.database if file else None)

    @contextmanager
    def request_under_way(self) -> Iterator[None]:
        """Keep what this request may have got hold of from being closed."""
        epoch = self._epoch
        self._under_way[epoch] += 1
        try:
            yield
        finally:
            self._under_way[epoch] -= 1
            if not self._under_way[epoch]:
                del self._under_way[epoch]
            self._close_retired()

    def _close_retired(self) -> None:
        oldest = min(self._under_way, default=self._epoch)
        keep = []
        for epoch, database in self._retired:
            if epoch <= oldest:
                adapter.close(database)
            else:
                keep.append((epoch, database))
        self._retired = keep


def attached_to(datasette: Any) -> Attached:
    """The trackers of this instance; a guest's, unless `start_with` said otherwise."""
    attached = getattr(datasette, _ATTRIBUTE, None)
    if attached is None:
        attached = Attached(datasette, Options())
        setattr(datasette, _ATTRIBUTE, attached)  # lives and dies with the instance
    return attached


def start_with(datasette: Any, options: Options) -> None:
    """Say how the instance was started; before its first request."""
    attached_to(datasette).options = options


_ATTRIBUTE = "_bywhen_attached"
