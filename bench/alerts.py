"""What alerts cost, and what they survive.

    python bench/alerts.py [--events 1000000] [--kills 104]

Prints, each as a ratio in one run or as a count: CPU of a tick at a million milestones over that at
ten thousand with equally many due; CPU of an idle `alert run` over a bare start of Python; writing
alerts down one by one over all at once; the rate of 16 workers over one at 50 ms latency; senders
killed at random, two at a time, with 400 alerts: lost, sent again, sent again without the flag.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.alerts import killing
from tests.alerts.desk import Desk, event_yaml
from tests.alerts.servers import hook

from bywhen.alerts.config import load_text
from bywhen.alerts.decide import Intent
from bywhen.alerts.deliver import Surroundings, deliver
from bywhen.alerts.evaluate import tick
from bywhen.alerts.facts import Facts
from bywhen.alerts.outbox import enqueue
from bywhen.alerts.settings import Config, Kind
from bywhen.editing.build import build_tracker
from bywhen.store.desk import open_desk, transaction
from bywhen.tracker import Tracker

FIRST = date(2025, 12, 1)
DUE, DAYS = 50, 5
LOG = b"""channels:
- {name: log, kind: file, address: var/alerts.jsonl}
rules:
- {name: all, kinds: [before, due, passed], channels: [log]}
digest_above: 100000
"""
HOOK = LOG.replace(b"file, address: var/alerts.jsonl", b"webhook, address: '${ADDRESS}'")


def main() -> None:
    """Run each measurement and print its figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--kills", type=int, default=104)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        evaluation(Path(folder), asked.events)
    with tempfile.TemporaryDirectory() as folder:
        idle(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        enqueueing(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        workers(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        kills(Path(folder), asked.kills)


# -- evaluation ----------------------------------------------------------------------------------


def evaluation(folder: Path, most: int) -> None:
    costs = {}
    for count in (10_000, most):
        place = folder / str(count)
        started = time.process_time()
        tracker = crowded(place, count)
        made = time.process_time() - started
        first, costs[count] = tick_seconds(tracker)
        print(
            f"{count:>9,} milestones: a tick with {DUE} due {costs[count] * 1000:.1f} ms,"
            f" the first look {first:.1f} s (made in {made:.0f} s)"
        )
        shutil.rmtree(place)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")
    print(f"tick at {most:,} / tick at 10,000: {costs[most] / costs[10_000]:.2f} (budget 3)")


def crowded(folder: Path, count: int) -> Tracker:
    """A tracker with 50 milestones due on each of five days, the others years away."""
    desk = Desk(folder, zone="UTC")
    (folder / "events").mkdir(parents=True)
    events = [
        event_yaml(
            f"id: a, by: {FIRST + timedelta(days=day)}, known: 2025-11-01", id=f"due-{day}-{n}"
        )
        for day in range(DAYS)
        for n in range(DUE)
    ]
    desk.record(*events)
    tracker = Tracker.open(folder)
    fill(tracker.database, count - len(events))
    return tracker


def fill(database: Path, count: int) -> None:
    """Rows like those of the last event, under other names, due between 2027 and 2040."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(
        "CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS ("
        f" SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        " SELECT i, date('2027-01-01', '+' || (i % 4700) || ' days') AS day FROM n"
    )
    (like,) = connection.execute("SELECT max(id) FROM events").fetchone()
    name = "'strike/far-' || n.i"
    fresh = {
        "events": {"id": name, "position": "1000 + n.i"},
        "claims": {"id": f"{name} || '/a'", "event": name, "latest": "n.day", "date": "n.day"},
        "states": {
            "event": name, "claim": f"{name} || '/a'", "due_from": "n.day", "due_to": "n.day",
            "baseline_from": "n.day", "baseline_due": "n.day",
            "baseline_claim": f"{name} || '/a'",
        },
    }  # fmt: skip
    for table, changed in fresh.items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(changed.get(column, f't."{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        key = "id" if table == "events" else "event"
        connection.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} t, n WHERE t.{key} = ?",
            (like,),
        )
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def tick_seconds(tracker: Tracker) -> tuple[float, float]:
    """CPU of the first look, and the median of ticks at each of which 50 steps come due."""
    config, _ = load_text(LOG)
    desk = open_desk(tracker.desk)
    start = int(datetime(2025, 11, 27, 12, tzinfo=UTC).timestamp())
    before = time.process_time()
    tick(desk, tracker, config, start)
    first = time.process_time() - before
    spent = []
    for day in range(1, DAYS):
        midnight = int(datetime(2025, 11, 28, tzinfo=UTC).timestamp()) + day * 86_400
        tick(desk, tracker, config, midnight - 1_800)
        before = time.process_time()
        done = tick(desk, tracker, config, midnight)
        spent.append(time.process_time() - before)
        assert len(done.alerts) >= DUE, done
    desk.close()
    return first, statistics.median(spent)


# -- idle ----------------------------------------------------------------------------------------


def idle(folder: Path) -> None:
    desk = Desk(folder)
    (folder / "events").mkdir()
    (folder / "alerts.yml").write_bytes(LOG)
    desk.claims("id: a, by: 2026-11-27, known: 2025-11-01")
    script = "from bywhen.cli import main; main()"
    words = ["alert", "run", "--tracker", str(folder), "--now", "2025-11-24T08:00Z"]
    run = [sys.executable, "-c", script, *words]
    subprocess.run(run, check=True, capture_output=True)
    bare, rest = [], []
    for _ in range(15):
        bare.append(cpu_of([sys.executable, "-c", "pass"]))
        rest.append(cpu_of(run))
    ratio = statistics.median(rest) / statistics.median(bare)
    print(f"idle `alert run` / `python -c pass`: {ratio:.2f} (budget 5)")


def cpu_of(words: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# -- enqueue -------------------------------------------------------------------------------------


def enqueueing(folder: Path) -> None:
    config, _ = load_text(LOG)
    (rule,) = config.rules
    desk = open_desk(folder / "var" / "desk.db")

    def intents(name: str, count: int) -> list[Intent]:
        return [
            Intent(rule, Kind.BEFORE, f"a/{name}-{n}", "2025-11-27 UTC", "3d", 0, 1,
                   Facts(event=f"a/{name}-{n}", affair="a", title="A vote"))
            for n in range(count)
        ]  # fmt: skip

    many, few = intents("batch", 4_000), intents("row", 400)
    enqueue_group = partial(enqueue, desk, config, now=0)
    with transaction(desk):
        enqueue_group(intents("first", 1))
    batched = seconds_each(desk, [many], enqueue_group)
    single = seconds_each(desk, [[one] for one in few], enqueue_group)
    bare = bare_ratio(desk, open_desk(folder / "var" / "bare.db"), len(many))
    desk.close()
    print(f"enqueue one by one / all at once: {single / batched:.1f} (budget at least 20);"
          f" bare INSERTs of the same rows: {bare:.1f};"
          f" one sync of this disk: {sync_seconds(folder) * 1000:.2f} ms")  # fmt: skip


def seconds_each(
    desk: sqlite3.Connection, groups: list[list[Any]], write: Callable[[list[Any]], object]
) -> float:
    """By the clock, for one member of a group, each group in a transaction of its own."""
    before = time.perf_counter()
    for group in groups:
        with transaction(desk):
            write(group)
    return (time.perf_counter() - before) / sum(map(len, groups))


def bare_ratio(full: sqlite3.Connection, bare: sqlite3.Connection, batch: int) -> float:
    """What SQLite itself takes for the rows of `full`, one by one over all at once."""
    channels, *alerts = (
        full.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()
        for name in ("channels", "alerts", "deliveries")
    )
    add_channels, *inserts = (
        f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})"
        for name, rows in zip(
            ("channels", "alerts", "deliveries"), (channels, *alerts), strict=True
        )
    )
    bare.executemany(add_channels, channels)

    def write(pairs: list[tuple[Any, Any]]) -> None:
        for insert, rows in zip(inserts, zip(*pairs, strict=True), strict=True):
            bare.executemany(insert, rows)

    pairs = list(zip(*alerts, strict=True))
    batched = seconds_each(bare, [pairs[:batch]], write)
    single = seconds_each(bare, [[one] for one in pairs[batch:]], write)
    bare.close()
    return single / batched


def sync_seconds(folder: Path) -> float:
    """The median time until a page that was appended to a file is on the disk."""
    spent = []
    with (folder / "synced").open("wb", buffering=0) as stream:
        for _ in range(200):
            stream.write(b"." * 4096)
            before = time.perf_counter()
            os.fdatasync(stream.fileno())
            spent.append(time.perf_counter() - before)
    return statistics.median(spent)


# -- workers -------------------------------------------------------------------------------------

SERVER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from tests.alerts.servers import hook
with hook() as receiver:
    receiver.latency = 0.05
    print(receiver.address, flush=True)
    sys.stdin.read()
"""


def workers(folder: Path) -> None:
    root = str(Path(__file__).parents[1])
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, root], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    address = server.stdout.readline().decode().strip()
    try:
        one = rate(folder / "one", address, 1, 60)
        sixteen = rate(folder / "sixteen", address, 16, 480)
    finally:
        server.communicate()
    print(f"16 workers / 1 at 50 ms latency: {sixteen / one:.1f} (budget at least 10);"
          f" {one:.0f} and {sixteen:.0f} a second")  # fmt: skip


def rate(folder: Path, address: str, count: int, alerts: int) -> float:
    config, _ = load_text(HOOK.replace(b"${ADDRESS}", address.encode()))
    desk = prepared(folder, config, alerts)
    stamp = datetime(2025, 11, 24, 8, tzinfo=UTC)
    around = Surroundings(config, folder, {}, lambda: 10, lambda: stamp)
    before = time.perf_counter()
    report = deliver(desk, around, count)
    spent = time.perf_counter() - before
    assert report.sent == alerts, report
    desk.close()
    return alerts / spent


def prepared(folder: Path, config: Config, alerts: int) -> sqlite3.Connection:
    folder.mkdir()
    desk = open_desk(folder / "var" / "desk.db")
    (rule,) = config.rules
    with transaction(desk):
        enqueue(
            desk,
            config,
            [
                Intent(rule, Kind.MOVED, f"a/{n}", "2025-11-27 UTC", "moved#1", 0, 1,
                       Facts(event=f"a/{n}", affair="a", title="A vote", due_to="2025-11-27"))
                for n in range(alerts)
            ],
            0,
        )  # fmt: skip
    return desk


# -- kills ---------------------------------------------------------------------------------------


def kills(folder: Path, count: int) -> None:
    alerts = 400
    desk = Desk(folder)
    (folder / "events").mkdir()
    (folder / "alerts.yml").write_bytes(HOOK)
    desk.record(
        *(
            event_yaml("id: a, by: 2025-11-27, known: 2025-11-01", id=f"vote-{n}")
            for n in range(alerts)
        )
    )
    build_tracker(Tracker.open(folder))
    now = int(datetime(2025, 11, 24, 8, tzinfo=UTC).timestamp())
    with hook() as receiver:
        receiver.latency = 0.3
        killing.at_random(folder, receiver.address, now, count, 20251127, 0.8)
    seen: Counter[str] = Counter()
    unflagged = 0
    for got in receiver.got:
        unflagged += bool(seen[got.id]) and not got.json["maybe_duplicate"]
        seen[got.id] += 1
    print(
        f"{count} kills, two senders, {alerts} alerts: {alerts - len(seen)} lost,"
        f" {len(receiver.got) - len(seen)} sent again, {unflagged} of them without the flag"
    )


if __name__ == "__main__":
    main()
