"""What a build costs beside the bare inserts that it cannot avoid.

    python bench/build.py [--events 100000]

Prints the CPU time of a build (from affairs in memory to a finished tracker.db) over that of a bare
`executemany` of the same rows into the same tables with the same indexes and search, the peak
memory of the process that built, and the time of one accepted claim. Each runs in its own process.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from records import record

from bywhen.store import schema
from bywhen.store.apply import apply_affair, kin_of
from bywhen.store.build import LOADING, build, insert_statement
from bywhen.store.rows import TABLES, affair_rows
from bywhen.store.searched import SEARCHED, search_entries
from bywhen.timetable.claims import Affair
from bywhen.timetable.history import replay_stream

_EVENTS_IN_AFFAIR = 200


def main() -> None:
    """Run each measurement in its own process and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3, help="the best of so many")
    parser.add_argument("--only", choices=["build", "bare", "claim"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(_MEASURES[options.only](options.events)))
        return
    runs = [
        {what: _in_its_own_process(what, options.events) for what in ("build", "bare")}
        for _ in range(options.runs)
    ]
    build_cpu = min(run["build"]["cpu"] for run in runs)
    bare_cpu = min(run["bare"]["cpu"] for run in runs)
    memory = runs[0]["build"]
    claim = _in_its_own_process("claim", options.events)
    events, claims = options.events, 3 * options.events
    print(f"build of {events:,} events, {claims:,} claims, CPU: {build_cpu:.1f} s")
    print(f"bare inserts of the same rows, CPU:       {bare_cpu:.1f} s")
    print(f"ratio:                                    {build_cpu / bare_cpu:.2f}  (budget 1.5)")
    print(f"peak memory, affairs in memory included:  {memory['peak']:.0f} MB  (budget 300)")
    print(f"  of that the affairs:                    {memory['affairs']:.0f} MB")
    print(f"one accepted claim, median of 9:          {claim['milliseconds']:.0f} ms  (budget 50)")


def _in_its_own_process(what: str, events: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--only", what, "--events", str(events)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(answer.stdout)
    return measured


def _affairs(events: int) -> list[Affair]:
    return record(max(1, events // _EVENTS_IN_AFFAIR), min(events, _EVENTS_IN_AFFAIR))


def _measure_build(events: int) -> dict[str, float]:
    affairs = _affairs(events)
    before = _peak_megabytes()
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        build(Path(folder) / "tracker.db", affairs, "digest")
        cpu = time.process_time() - start
    return {"cpu": cpu, "peak": _peak_megabytes(), "affairs": before}


def _measure_bare(events: int) -> dict[str, float]:
    tables: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
    indexes: dict[str, list[tuple[object, ...]]] = {table: [] for table in SEARCHED}
    affairs = _affairs(events)
    histories = replay_stream(affairs)
    for affair in affairs:
        (rows,) = affair_rows(affair, islice(histories, len(affair.events)))
        for table, batch in zip(TABLES, rows, strict=True):
            tables[table] += batch
        for table, entries in search_entries(rows, rows.issuers).items():
            numbered = enumerate(entries, len(indexes[table]) + 1)
            indexes[table] += [(number, *entry) for number, entry in numbered]
    del affairs, histories
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        connection = sqlite3.connect(Path(folder) / "tracker.db", isolation_level=None)
        for pragma in LOADING:
            connection.execute(pragma)
        connection.execute("BEGIN")
        schema.create_tables(connection)
        for table, batch in tables.items():
            connection.executemany(insert_statement(connection, table), batch)
        for table, batch in indexes.items():
            statement = insert_statement(connection, f"{table}_fts", "rowid")
            connection.executemany(statement, batch)
        schema.create_indexes(connection)
        connection.execute("COMMIT")
        connection.close()
        cpu = time.process_time() - start
    return {"cpu": cpu}


def _measure_claim(events: int) -> dict[str, float]:
    affairs = _affairs(events)
    edited = affairs[len(affairs) // 2]
    times = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.db"
        build(path, affairs, "0")
        for number, affair in enumerate(islice(_with_one_more_claim(edited), 9), 1):
            affairs[len(affairs) // 2] = affair
            kin = kin_of(affair, affairs)
            start = time.perf_counter()
            apply_affair(path, affair, kin, str(number), was=str(number - 1))
            times.append(time.perf_counter() - start)
    return {"milliseconds": sorted(times)[len(times) // 2] * 1000}


def _with_one_more_claim(affair: Affair) -> Iterator[Affair]:
    """The affair with a later and later claim on its seventh event."""
    events = list(affair.events)
    while True:
        event = events[6]
        last = event.claims[-1]
        slug = f"c{len(event.claims)}"
        claim = replace(
            last, id=f"{event.id}/{slug}", known=last.known + timedelta(3), order=last.order + 1
        )
        events[6] = replace(event, claims=(*event.claims, claim))
        affair = replace(affair, events=tuple(events))
        yield affair


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


_MEASURES = {"build": _measure_build, "bare": _measure_bare, "claim": _measure_claim}

if __name__ == "__main__":
    main()
