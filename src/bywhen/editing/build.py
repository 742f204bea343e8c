"""From the record to tracker.db, whole or only the affair that was edited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bywhen.record import load_or_raise
from bywhen.store.build import build
from bywhen.tracker import Tracker

__all__ = ["Built", "build_tracker"]


@dataclass(frozen=True, slots=True)
class Built:
    """What stands in tracker.db now; `warnings` of the record that was read."""

    path: Path
    affairs: int
    events: int
    claims: int
    warnings: int


def build_tracker(tracker: Tracker) -> Built:
    """Build tracker.db anew.

    Raises RecordError with all faults, BusyError or TrackerError; the old file is then untouched.
    """
    record = load_or_raise(tracker)
    report = build(tracker.database, record.affairs, record.digest)
    return Built(report.path, report.affairs, report.events, report.claims, len(record.warnings))
