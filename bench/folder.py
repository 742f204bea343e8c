"""A large tracker as files: the memory of its build, and one accepted claim.

    python bench/folder.py [--events 100000]

Writes affairs of 200 events each into a folder for the time of the run, builds it with
`bywhen build` and adds claims with `bywhen add`, each a process of its own. The time in the
database alone is that of `store.apply_affair` on the same file. The processor's time is held to the
budget; the clock, on which the disk and whoever else works on the machine tell as well, stands
beside it, the best of the runs.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from budget import program, run, shown, told
from record_files import write_tracker
from records import affairs_of

from bywhen.record import load_text
from bywhen.store.apply import apply_affair
from bywhen.store.read import meta, open_readonly
from bywhen.timetable.claims import Affair

_EVENTS_IN_AFFAIR = 200
_RUNS = 9


def main() -> None:
    """Build once, add some claims, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    affairs = max(1, parser.parse_args().events // _EVENTS_IN_AFFAIR)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_tracker(root, affairs_of(affairs, _EVENTS_IN_AFFAIR))
        events = affairs * _EVENTS_IN_AFFAIR
        size = sum(path.stat().st_size for path in (root / "events").iterdir())
        print(f"{events:,} events, {3 * events:,} claims, {affairs} files, {size / 1e6:.0f} MB")
        built = run([program("bywhen"), "build"], root)
        told("bywhen build, reading the files included, CPU", built.cpu, "s")
        shown("peak memory of bywhen build", built.peak, 300, "MB", 0)
        affair = f"affair-{affairs // 2:04d}"
        _measure_command(root, affair)
        _measure_database(root, affair)


def _measure_command(root: Path, affair: str) -> None:
    spent = [run(_add(affair, number), root) for number in range(_RUNS)]
    shown("bywhen add, whole command, CPU, median of 9", _median([s.cpu for s in spent]), 1, "s")
    shown("bywhen add, whole command, clock, best of 9", min(s.wall for s in spent), 1, "s")


def _add(affair: str, number: int) -> list[str | Path]:
    day = date(2026, 1, 1) + timedelta(number)
    return [
        program("bywhen"), "add", f"{affair}/event-00006", "by", str(day + timedelta(60)),
        "--url", "https://news.example/new", "--publisher", "Publisher 1", "--issuer", "us",
        "--known", str(day), "--phrase", "in two months", "--yes",
    ]  # fmt: skip


def _measure_database(root: Path, name: str) -> None:
    path, database = root / "events" / f"{name}.yml", root / "tracker.db"
    (affair,) = load_text(path.read_bytes(), f"events/{name}.yml").affairs
    with closing(open_readonly(database)) as connection:
        digest = meta(connection)["record_digest"]
    clock, cpu = [], []
    for number, edited in enumerate(islice(_with_one_more_claim(affair), _RUNS)):
        wall, processor = time.perf_counter(), time.process_time()
        apply_affair(database, edited, [], str(number), was=str(number - 1) if number else digest)
        clock.append(time.perf_counter() - wall)
        cpu.append(time.process_time() - processor)
    shown("one accepted claim in the database, CPU, median of 9", _median(cpu) * 1e3, 50, "ms", 1)
    shown("one accepted claim in the database, clock, best of 9", min(clock) * 1e3, 50, "ms", 1)


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _with_one_more_claim(affair: Affair) -> Iterator[Affair]:
    """The affair with a later and later claim on its eighth event."""
    events = list(affair.events)
    while True:
        event = events[7]
        last = event.claims[-1]
        claim = replace(
            last,
            id=f"{event.id}/more-{len(event.claims)}",
            known=last.known + timedelta(3),
            order=last.order + 1,
        )
        events[7] = replace(event, claims=(*event.claims, claim))
        affair = replace(affair, events=tuple(events))
        yield affair


if __name__ == "__main__":
    main()
