"""Every fault of a tracker: its record and the files beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module

from bywhen.errors import Fault
from bywhen.record import load
from bywhen.timetable.claims import Affair
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


def all_faults(tracker: Tracker, today: date) -> Found:
    """Look at everything that a person writes in a tracker; `today`: the latest day there is now,
    in whatever zone."""
    record = load(tracker)
    faults = [*record.faults, *_to_come(record.affairs, today)]
    for place in CHECKERS:
        module, name = place.split(":")
        checker: Callable[[Tracker], Sequence[Fault]] = getattr(import_module(module), name)
        faults += checker(tracker)
    events = [event for affair in record.affairs for event in affair.events]
    return Found(
        tuple(sorted(faults, key=lambda fault: (fault.path, fault.line))),
        (len(record.affairs), len(events), sum(len(event.claims) for event in events)),
    )


def _to_come(affairs: Iterable[Affair], today: date) -> Iterator[Fault]:
    """What nobody can know yet: a slip of the pen, 2062 for 2026, hides a claim silently."""
    for affair in affairs:
        for event in affair.events:
            for claim in event.claims:
                if claim.known > today:
                    yield Fault(
                        affair.path,
                        claim.line,
                        f"claim `{claim.slug}` is known on {claim.known}, which is still to come.",
                        "Until then it counts in no figure: correct the day if it is a mistake.",
                        warning=True,
                    )
        for line, checked in (
            (0, affair.checked_through),
            *((event.line, event.checked_through) for event in affair.events),
        ):
            if checked is not None and checked > today:
                yield Fault(
                    affair.path,
                    line,
                    f"`checked_through: {checked}` is still to come.",
                    "Nobody has followed it to there: write the last day that somebody did.",
                    warning=True,
                )


def metadata_faults(tracker: Tracker) -> Sequence[Fault]:
    """metadata.yml and its twins."""
    from bywhen.publish.metadata import check_files

    return check_files(tracker.root)
