"""What `states` saves: sums over all milestones, and one event as of a day.

    python bench/states.py [--milestones 1000000]

`select sum(net_slip), count(*)` over the current states in SQLite is set beside a window query of
DuckDB over the raw revisions of the same milestones, which gives the same two numbers. Then one
event as of a random day, in databases of growing size. The databases hold the affairs, their
events and their states, as the replay and the store make them; claims and search are left out.
"""

from __future__ import annotations

import argparse
import csv
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
from budget import shown, told
from records import affairs_of

from bywhen.store import schema
from bywhen.store.build import LOADING, insert_statement
from bywhen.store.read import states_at
from bywhen.store.rows import Rows, affair_rows
from bywhen.timetable.claims import Affair, Kind
from bywhen.timetable.history import replay_stream

_EVENTS_IN_AFFAIR = 200
_LOADED = ("affairs", "timetables", "events", "states")
_ROUNDS = 7
_ASKED = 2000
_DAY = """
SELECT due_to, net_slip FROM states
WHERE event = :event AND timetable IS :timetable
  AND known_from <= :day AND (known_until IS NULL OR :day < known_until)
"""
_NOW = "SELECT sum(net_slip), count(*) FROM states WHERE known_until IS NULL"
# The rules of the same figure: the last target against the first, by the day each became known.
_REVISIONS = """
SELECT sum(net_slip), count(*) FROM (
  SELECT
    latest - first_value(latest) OVER told AS net_slip,
    row_number() OVER (PARTITION BY event ORDER BY known DESC, position DESC) AS place
  FROM revisions
  WHERE kind = 'target'
  WINDOW told AS (PARTITION BY event ORDER BY known, position)
) WHERE place = 1
"""


def main() -> None:
    """Print the sum's ratio, then the latencies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--milestones", type=int, default=1_000_000)
    milestones = parser.parse_args().milestones
    with tempfile.TemporaryDirectory() as folder:
        _compare_sums(Path(folder), milestones)
    middle = {}
    for claims in (1_000, 100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            middle[claims] = _measure_day(Path(folder), claims)
    told("one event as of a day, 1M claims over 1k claims", middle[1_000_000] / middle[1_000], "x")


def _compare_sums(folder: Path, milestones: int) -> None:
    revisions = folder / "revisions.csv"
    with revisions.open("w", newline="") as stream:
        writer = csv.writer(stream)
        affairs = (_written(writer, affair) for affair in _affairs(milestones, anchored=False))
        _fill(folder / "tracker.db", affairs)
    with (
        closing(sqlite3.connect(folder / "tracker.db")) as stored,
        closing(duckdb.connect(folder / "revisions.duckdb")) as raw,
    ):
        raw.execute(
            "CREATE TABLE revisions AS SELECT * FROM read_csv(?, header = false, columns ="
            " {event: 'VARCHAR', known: 'DATE', position: 'INTEGER', kind: 'VARCHAR',"
            " latest: 'DATE'})",
            [str(revisions)],
        )
        slips, by_revisions = stored.execute(_NOW).fetchone(), raw.execute(_REVISIONS).fetchone()
        assert slips == by_revisions, (slips, by_revisions)
        cpu, clock = _best(lambda: stored.execute(_NOW).fetchone())
        raw_cpu, raw_clock = _best(lambda: raw.execute(_REVISIONS).fetchone())
    print(f"{milestones:,} milestones, {3 * milestones:,} claims; sum and count are {slips}")
    told("sum(net_slip), count(*) over the current states, SQLite, CPU", cpu * 1e3, "ms")
    told("window query over the raw revisions, DuckDB, CPU", raw_cpu * 1e3, "ms")
    shown("states over the window query, CPU", cpu / raw_cpu, 0.4)
    shown("states over the window query, clock", clock / raw_clock, 0.4)


def _written(writer: Any, affair: Affair) -> Affair:
    for event in affair.events:
        for claim in event.claims:
            latest = claim.window.latest if claim.window else None
            kind = "target" if claim.kind is Kind.TARGET else "happened"
            writer.writerow((event.id, claim.known, claim.order, kind, latest))
    return affair


def _measure_day(folder: Path, claims: int) -> float:
    """The median of one answer in microseconds."""
    path = folder / "tracker.db"
    _fill(path, _affairs(claims // 3))
    chance = random.Random(7)
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT id FROM events")]
        asked = [
            (chance.choice(names), date(2024, 3, 1) + timedelta(chance.randrange(500)))
            for _ in range(_ASKED)
        ]
        plain = [
            {"event": event, "timetable": "plan", "day": day.isoformat()} for event, day in asked
        ]
        by_sql = _each(lambda number: connection.execute(_DAY, plain[number]).fetchone())
        by_api = _each(
            lambda number: states_at(connection, asked[number][1], event=asked[number][0])
        )
    shown(f"one event as of a day, {claims:,} claims, SQL", by_sql, 50, "us", 1)
    told(f"  the same by states_at, a State in Python, {claims:,} claims", by_api, "us")
    return by_sql


def _affairs(events: int, *, anchored: bool = True) -> Iterator[Affair]:
    return affairs_of(
        max(1, round(events / _EVENTS_IN_AFFAIR)),
        min(events, _EVENTS_IN_AFFAIR),
        anchored=anchored,
    )


def _fill(path: Path, affairs: Iterator[Affair]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    with closing(connection):
        for pragma in LOADING:
            connection.execute(pragma)
        connection.execute("BEGIN")
        schema.create_tables(connection)
        statements = {table: insert_statement(connection, table) for table in _LOADED}
        for affair in affairs:
            (rows,) = affair_rows(affair, replay_stream([affair]))
            _insert(connection, statements, rows)
        schema.create_indexes(connection)
        connection.execute("COMMIT")


def _insert(connection: sqlite3.Connection, statements: dict[str, str], rows: Rows) -> None:
    for table, statement in statements.items():
        connection.executemany(statement, getattr(rows, table))


def _best(work: Callable[[], object]) -> tuple[float, float]:
    """The least seconds of the processor and on the clock, each of some rounds."""
    cpu, clock = [], []
    for _ in range(_ROUNDS):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - wall)
        cpu.append(time.process_time() - processor)
    return min(cpu), min(clock)


def _each(work: Callable[[int], object]) -> float:
    """The median of one call, in microseconds of the processor."""
    for number in range(_ASKED):  # what was not read from the disk yet is read now
        work(number)
    spent = []
    for number in range(_ASKED):
        start = time.thread_time_ns()
        work(number)
        spent.append(time.thread_time_ns() - start)
    return sorted(spent)[_ASKED // 2] / 1000


if __name__ == "__main__":
    main()
