"""What a build costs beside the bare inserts that it cannot avoid.

    python bench/build.py [--events 100000]

Prints the processor time of a build (from affairs in memory to a finished tracker.db) over that of
a bare `executemany` of the same rows into the same tables with the same indexes and search. The
bare one is given all that makes a build fast: the same settings of SQLite, the indexes after the
rows, the search text cut into words beforehand. What a build does better, it does not have: its
statements name all columns, those that nothing of a batch fills as well. Beside it stands SQLite as
it comes: indexes first, no setting changed. Each runs in a process of its own, in turns;
the best of some runs counts.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from budget import shown, told
from records import record

from bywhen.store import schema
from bywhen.store.build import LOADING, build, insert_statement
from bywhen.store.rows import TABLES, affair_rows
from bywhen.store.searched import SEARCHED, search_entries
from bywhen.timetable.claims import Affair
from bywhen.timetable.history import replay_stream

_EVENTS_IN_AFFAIR = 200


def main() -> None:
    """Run each measurement in its own process and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3, help="the best of so many")
    parser.add_argument("--only", choices=list(_MEASURES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(_MEASURES[options.only](options.events)))
        return
    times: dict[str, list[float]] = {what: [] for what in _MEASURES}
    for _ in range(options.runs):
        for what, spent in times.items():
            spent.append(_in_its_own_process(what, options.events))
    built, bare, untuned = (min(times[what]) for what in ("build", "bare", "untuned"))
    print(f"{options.events:,} events, {3 * options.events:,} claims, best of {options.runs}")
    told("build from affairs in memory, CPU", built, "s")
    told("bare executemany of the same rows, CPU", bare, "s")
    told("the same with SQLite as it comes, indexes first, CPU", untuned, "s")
    told("build over executemany with SQLite as it comes", built / untuned, "x", 2)
    shown("build over bare executemany", built / bare, 1.5)


def _in_its_own_process(what: str, events: int) -> float:
    command = [sys.executable, __file__, "--only", what, "--events", str(events)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(json.loads(answer.stdout))


def _affairs(events: int) -> list[Affair]:
    return record(max(1, events // _EVENTS_IN_AFFAIR), min(events, _EVENTS_IN_AFFAIR))


def _measure_build(events: int) -> float:
    affairs = _affairs(events)
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        build(Path(folder) / "tracker.db", affairs, "digest")
        return time.process_time() - start


def _measure_bare(events: int, *, tuned: bool = True) -> float:
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
        for pragma in LOADING if tuned else ():
            connection.execute(pragma)
        connection.execute("BEGIN")
        schema.create_tables(connection)
        if not tuned:
            schema.create_indexes(connection)
        for table, batch in tables.items():
            connection.executemany(insert_statement(connection, table), batch)
        for table, batch in indexes.items():
            statement = insert_statement(connection, f"{table}_fts", "rowid")
            connection.executemany(statement, batch)
        if tuned:
            schema.create_indexes(connection)
        connection.execute("COMMIT")
        connection.close()
        return time.process_time() - start


def _measure_untuned(events: int) -> float:
    return _measure_bare(events, tuned=False)


_MEASURES = {"build": _measure_build, "bare": _measure_bare, "untuned": _measure_untuned}

if __name__ == "__main__":
    main()
