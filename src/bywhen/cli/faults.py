"""Every fault of a tracker: its record and the files beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from bywhen.errors import Fault
from bywhen.record import load
from bywhen.tracker import Tracker

__all__ = ["CHECKERS", "Found", "all_faults"]

# Functions of the tracker, each with all faults of the files it reads.
CHECKERS = (
    "bywhen.cli.faults:metadata_faults",
    "bywhen.ingest.sources:tracker_faults",
    "bywhen.alerts.config:tracker_faults",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Faults by file and line; `counts` are affairs, events and claims without faults."""

    faults: tuple[Fault, ...]
    counts: tuple[int, int, int]


def all_faults(tracker: Tracker) -> Found:
    """Look at everything that a person writes in a tracker."""
    record = load(tracker)
    faults = list(record.faults)
    for place in CHECKERS:
        module, name = place.split(":")
        checker: Callable[[Tracker], Sequence[Fault]] = getattr(import_module(module), name)
        faults += checker(tracker)
    events = [event for affair in record.affairs for event in affair.events]
    return Found(
        tuple(sorted(faults, key=lambda fault: (fault.path, fault.line))),
        (len(record.affairs), len(events), sum(len(event.claims) for event in events)),
    )


def metadata_faults(tracker: Tracker) -> Sequence[Fault]:
    """metadata.yml and its twins."""
    from bywhen.publish.metadata import check_files

    return check_files(tracker.root)
