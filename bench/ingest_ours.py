"""The ingest on the feeds of bench/ingest.py, in a process of its own.

    python bench/ingest_ours.py FOLDER JOBS URL...      prints JSON: seconds, counts, memory

Two passes: everything new, then everything 304. Proposals are left out: reader makes none.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bywhen.ingest.fetching import Settings, fetch_all
from bywhen.ingest.keeping import keep
from bywhen.ingest.roster import due_feeds, sync
from bywhen.ingest.run import ingesting
from bywhen.ingest.watchlist import Feed
from bywhen.tracker import Tracker


def cpu_seconds() -> float:
    """Of this process and of those that parse."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peak_mb() -> float:
    """The most memory this process has had; ru_maxrss would count its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    folder, jobs, *urls = sys.argv[1:]
    tracker = Tracker(Path(folder))
    feeds = [Feed(f"feed {number}", url, private=True) for number, url in enumerate(urls)]
    now = datetime(2025, 11, 21, 12, tzinfo=UTC)
    told = []
    with ingesting(tracker):
        pass  # reader makes its database before it counts, too
    for number in range(2):
        wall, cpu = time.perf_counter(), cpu_seconds()
        with ingesting(tracker) as desk:
            moment = now + timedelta(days=2 * number)
            sync(desk, feeds, moment)
            due = due_feeds(desk, moment).feeds
            kept = [
                keep(desk, feed, result, moment)
                for feed, result in fetch_all(due, Settings("bench", int(jobs)))
            ]
            parsed = desk.execute("SELECT sum(parsed) FROM fetches").fetchone()[0]
            rows = desk.execute("SELECT count(*) FROM fetches").fetchone()[0]
        told.append(
            {
                "wall": time.perf_counter() - wall,
                "cpu": cpu_seconds() - cpu,
                "entries": sum(one.new for one in kept),
                "failed": sum(one.error is not None for one in kept),
                "parsed": parsed,
                "rows": rows,
            }
        )
    print(json.dumps({"passes": told, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
