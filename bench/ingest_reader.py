"""`reader` on the feeds of bench/ingest.py, run by the Python that has it.

python bench/ingest_reader.py FOLDER with|without URL...    prints JSON: seconds, counts, memory
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def peak_mb() -> float:
    """The most memory this process has had; ru_maxrss would count its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    folder, search, *urls = sys.argv[1:]
    from reader import make_reader

    reader = make_reader(f"{folder}/reader-{search}.db")
    for url in urls:
        reader.add_feed(url)
    if search == "with":
        reader.enable_search()
    told = []
    for number in range(2):
        wall, cpu = time.perf_counter(), time.process_time()
        reader.update_feeds(workers=8)
        if search == "with":
            reader.update_search()
        told.append(
            {
                "wall": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
                "entries": reader.get_entry_counts().total if number == 0 else 0,
            }
        )
    print(json.dumps({"passes": told, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
