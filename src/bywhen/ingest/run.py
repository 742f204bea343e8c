"""One run of the ingest: fetch what is due, read what was dropped in, propose, and say what was.

report = run(tracker, now, RunOptions(agent="..."))
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from bywhen.errors import BusyError, Fault, RecordError, TrackerError
from bywhen.ingest.fetching import Settings, fetch_all
from bywhen.ingest.inbox import Bring, Read, read_inbox
from bywhen.ingest.keeping import Kept, keep
from bywhen.ingest.propose import propose
from bywhen.ingest.result import Result
from bywhen.ingest.roster import due_feeds, sync
from bywhen.ingest.rules import Known
from bywhen.ingest.sources import load
from bywhen.ingest.watchlist import Sources
from bywhen.store.desk import open_desk
from bywhen.tracker import Tracker

if sys.platform != "win32":
    import fcntl

__all__ = ["Report", "RunOptions", "ingesting", "run", "user_agent"]

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run does: `brought` are files and addresses named by a person; with `feed_names`
    those feeds are fetched whether due or not; `feeds` and `inbox` False leave them out."""

    version: str = "0"
    jobs: int = 1
    brought: Sequence[Bring] = ()
    feed_names: Sequence[str] | None = None
    feeds: bool = True
    inbox: bool = True
    settings: Settings | None = None
    progress: Progress = lambda _done, _total, _name: None
    proposing: Callable[[int, int], None] | None = None  # told how many texts are looked through


@dataclass(slots=True)
class Report:
    """What came of a run."""

    fetched: list[Kept] = field(default_factory=list)
    articles: list[Read] = field(default_factory=list)
    resting: int = 0
    waiting_hosts: dict[str, str] = field(default_factory=dict)
    skipped: int = 0
    proposals: int = 0
    seconded: int = 0  # outlets more of what was proposed before
    unread: dict[str, int] = field(default_factory=dict)  # texts by language without rules
    proposing: str | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Feeds and articles that failed, each with why."""
        feeds = [(kept.feed, kept.error) for kept in self.fetched if kept.error]
        return feeds + [(read.origin, read.error) for read in self.articles if read.error]


def user_agent(version: str, contact: str | None) -> str:
    """Who we are, for the people at the other end."""
    safe = "".join(one for one in contact or "" if one.isascii() and one.isprintable())
    return f"bywhen/{version} (feed reader{f'; +{safe}' if safe else ''})"


def run(tracker: Tracker, now: datetime, options: RunOptions) -> Report:
    """Do all of it. Raises BusyError if another run is under way, TrackerError, RecordError."""
    sources, faults = load(tracker)
    report = Report(faults=[fault for fault in faults if not fault.warning])
    with ingesting(tracker) as connection:
        if options.feeds:
            _fetch(connection, sources, now, options, report)
        report.articles = read_inbox(
            connection, tracker, sources, now, _settings(options, sources), options
        )
        _propose(connection, tracker, now, options, report)
    return report


@contextmanager
def ingesting(tracker: Tracker) -> Iterator[sqlite3.Connection]:
    """The desk, for the one process that ingests. Raises BusyError if there is another."""
    if sys.platform == "win32":
        raise TrackerError("bywhen runs on Linux and macOS; on Windows use WSL")
    connection = open_desk(tracker.desk)
    # What a power cut could take is fetched again: the log need not reach the disk each time.
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        handle = os.open(tracker.var / "ingest.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError(
                    "another `bywhen ingest` is running on this tracker; nothing was done."
                    " Wait until it has finished."
                ) from None
            yield connection
        finally:
            os.close(handle)
    finally:
        connection.close()


def _settings(options: RunOptions, sources: Sources) -> Settings:
    agent = user_agent(options.version, sources.contact)
    if options.settings is not None:
        return replace(options.settings, agent=agent, jobs=options.jobs)
    return Settings(agent, options.jobs)


def _fetch(
    connection: sqlite3.Connection,
    sources: Sources,
    now: datetime,
    options: RunOptions,
    report: Report,
) -> None:
    if not report.faults:  # a broken file must not make feeds look removed
        sync(connection, sources.feeds, now)
    due = due_feeds(connection, now, options.feed_names)
    report.resting, report.waiting_hosts = due.resting, due.waiting_hosts
    coming = fetch_all(due.feeds, _settings(options, sources))
    with suppress(GeneratorExit):
        for number, (feed, result) in enumerate(coming, 1):
            if result.outcome == "waits":
                report.skipped += 1
            else:
                report.fetched.append(_kept(connection, feed, result, now))
            options.progress(number, len(due.feeds), feed.name)


def _kept(connection: sqlite3.Connection, feed: Known, result: Result, now: datetime) -> Kept:
    """As `keep`; what cannot be kept fails for this feed alone."""
    try:
        return keep(connection, feed, result, now)
    except sqlite3.OperationalError:
        raise  # no room, no desk: that concerns all
    except Exception as error:  # noqa: BLE001 (one feed never stops the others; it is recorded)
        told = f"it cannot be kept: {type(error).__name__}: {error}"[:300]
        failed = replace(result, document=None, error=told, outcome="error")
        return keep(connection, feed, failed, now)


def _propose(
    connection: sqlite3.Connection,
    tracker: Tracker,
    now: datetime,
    options: RunOptions,
    report: Report,
) -> None:
    sources = load(tracker)[0]
    try:
        found = propose(tracker, connection, sources, now, options.proposing)
    except RecordError as error:
        report.proposing = f"events/ has faults ({len(error.faults)}); run `bywhen check`"
        return
    report.proposals, report.seconded = len(found.new), found.seconded
    report.unread = dict(found.unread)
