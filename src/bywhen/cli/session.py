"""One run of the command line: its tracker, its clock, its database.

This is the only place that reads the clock, and it does so once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # these take longer to import than --help may take
    import sqlite3
    from datetime import date

    from bywhen.formats.snapshot import Days
    from bywhen.tracker import Tracker

__all__ = ["Session"]


def _clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place


@dataclass(slots=True)
class Session:
    """What commands share. Tests give another `clock`."""

    folder: str = "."
    clock: Callable[[], datetime] = _clock
    _now: datetime | None = field(default=None, init=False)

    @property
    def now(self) -> datetime:
        """The instant of this run, aware, UTC; the same however often it is asked."""
        if self._now is None:
            self._now = self.clock()
        return self._now

    def tracker(self) -> Tracker:
        """The tracker. Raises TrackerError if the folder is none."""
        from bywhen.tracker import Tracker

        return Tracker.open(self.folder)

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The built database, for reading.

        Raises StaleError if it was not built from the record as it now is.
        """
        from bywhen.store.read import open_readonly

        tracker = self.tracker()
        connection = open_readonly(tracker.database, tracker.digest())
        try:
            yield connection
        finally:
            connection.close()

    def days(self, as_of: str | None, now: str | None) -> Days:
        """The day of knowledge and the day of the clock that the options ask for (DESIGN 4).

        Neither: the clock's day; only `as_of`: that day for both; only `now`: its day for both.
        Raises UsageError on what is no day or instant.
        """
        from bywhen.cli.moment import parse_day, parse_instant
        from bywhen.formats.snapshot import Days

        known = parse_day(as_of, "--as-of") if as_of is not None else None
        if now is not None:
            return Days(parse_instant(now), known)
        return Days(self.now, None) if known is None else Days(known, known)

    def today(self, zone: str) -> date:
        """The clock's day in a time zone."""
        from bywhen.formats.snapshot import Days

        return Days(self.now).clock(zone)
