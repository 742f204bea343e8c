"""The pages at 20, 1,000 and 20,000 events beside vis-timeline and TimelineJS3, in one run.

    make bench-pages

All are served from this machine and opened in the same Chromium. The rivals get the same events as
JSON beside a bare page; libraries from npm, for this comparison only. Figures are medians.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import uvicorn
from records import record

from bywhen.formats.publications import Scope, timelinejs
from bywhen.formats.snapshot import Days
from bywhen.publish.serve import make_datasette
from bywhen.store.build import build
from bywhen.store.read import open_readonly

NODE = Path(__file__).parent / "node"
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
SIZES = (20, 1_000, 20_000)
AFFAIR = "affair-0000"
PAGES = {
    "home": "/",
    "affair": f"/-/affairs/{AFFAIR}/",
    "timeline": f"/-/affairs/{AFFAIR}/timeline",
    "countdown": f"/-/affairs/{AFFAIR}/countdown",
    "slip": f"/-/affairs/{AFFAIR}/slip",
    "calendar": f"/-/affairs/{AFFAIR}/calendar",
    "event": f"/-/affairs/{AFFAIR}/event/event-00007",
}
# name: budget, of our own pages
BUDGETS = {
    "gzip KB": 20,
    "raw KB": 200,
    "requests": 4,
    "nodes": 5_000,
    "script ms": 20,
}
PATIENCE_MS = 45_000


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    asked = options.parse_args()
    found: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.sizes:
            found[size] = measured(Path(folder) / str(size), size, asked.rounds)
            show(size, found[size])
    compare(found, asked.sizes)


def measured(folder: Path, size: int, rounds: int) -> dict[str, Any]:
    """What Chromium saw at one size, by page; None where it drew nothing in time."""
    folder.mkdir()
    affairs = record(1, size)
    build(folder / "tracker.db", affairs, "bench")
    rivals(folder, size)
    with served(folder / "tracker.db") as base, files(folder) as beside:
        pages = [
            {"name": name, "url": base + path, "ready": "main"}
            for name, path in PAGES.items()
            if status(base, path) == 200
        ]
        pages += [
            {"name": "vis-timeline", "url": f"{beside}/vis.html", "ready": ".vis-item"},
            {"name": "TimelineJS3", "url": f"{beside}/tl.html", "ready": ".tl-timemarker"},
        ]
        found = looked(pages, rounds)
        for page in pages[:-2]:
            body = fetched(base, page["url"].removeprefix(base))
            if found[page["name"]]:
                found[page["name"]] |= {
                    "raw KB": len(body) / 1000,
                    "gzip KB": len(gzip.compress(body)) / 1000,
                }
    return found


def looked(pages: list[dict[str, str]], rounds: int) -> dict[str, Any]:
    """Open each page in Chromium."""
    chromium, node = shutil.which("chromium"), shutil.which("node")
    if chromium is None or node is None:
        raise SystemExit("This needs Chromium and Node.js.")
    question = {
        "chromium": chromium,
        "rounds": rounds,
        "patience": PATIENCE_MS,
        "pages": pages,
    }
    done = subprocess.run(
        [node, "measure.mjs"],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
        cwd=NODE,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@contextlib.contextmanager
def served(database: Path, now: datetime = NOW) -> Iterator[str]:
    """Our pages, in public mode."""
    datasette = make_datasette(database, public=True, sql=None, clock=lambda: now)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    wait(lambda: status(base, "/") == 200)
    try:
        yield base
    finally:
        server.should_exit = True
        thread.join(timeout=20)


@contextlib.contextmanager
def files(folder: Path) -> Iterator[str]:
    """The rivals' pages and their libraries."""
    link = folder / "node_modules"
    link.symlink_to(NODE / "node_modules")
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def rivals(folder: Path, size: int) -> None:
    """The same events for the other libraries."""
    connection = open_readonly(folder / "tracker.db")
    try:
        slides = timelinejs(connection, Scope(Days(NOW), AFFAIR))
    finally:
        connection.close()
    (folder / "tl.json").write_text(slides, encoding="utf-8")
    events = json.loads(slides)["events"]
    items = [
        {
            "id": number,
            "content": one["text"]["headline"],
            "start": day(one["start_date"]),
            **({"end": day(one["end_date"])} if "end_date" in one else {}),
        }
        for number, one in enumerate(events)
    ]
    (folder / "vis.json").write_text(json.dumps(items), encoding="utf-8")
    (folder / "vis.html").write_text(_VIS, encoding="utf-8")
    (folder / "tl.html").write_text(_TIMELINE, encoding="utf-8")
    assert len(events) <= size


def day(parts: dict[str, int]) -> str:
    """ISO text."""
    return f"{parts['year']:04}-{parts['month']:02}-{parts['day']:02}"


_VIS = """<!doctype html><meta charset="utf-8"><title>vis-timeline</title>
<link rel="stylesheet" href="node_modules/vis-timeline/styles/vis-timeline-graph2d.min.css">
<main id="t"></main>
<script src="node_modules/vis-timeline/standalone/umd/vis-timeline-graph2d.min.js"></script>
<script>fetch("vis.json").then(r => r.json()).then(items => new vis.Timeline(
  document.getElementById("t"), new vis.DataSet(items), {height: "700px"}));</script>
"""
_TIMELINE = """<!doctype html><meta charset="utf-8"><title>TimelineJS3</title>
<link rel="stylesheet" href="node_modules/@knight-lab/timelinejs/dist/css/timeline.css">
<main id="t" style="height:700px"></main>
<script src="node_modules/@knight-lab/timelinejs/dist/js/timeline.js"></script>
<script>fetch("tl.json").then(r => r.json()).then(found => new TL.Timeline("t", found));</script>
"""


def fetched(base: str, path: str) -> bytes:
    """The body of one of our pages."""
    connection = HTTPConnection(base.removeprefix("http://"), timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def status(base: str, path: str) -> int:
    """The status of a page, 0 if nobody answers."""
    connection = HTTPConnection(base.removeprefix("http://"), timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def wait(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("The pages did not come up.")
        time.sleep(0.05)


def show(size: int, found: dict[str, Any]) -> None:
    """One size as a table."""
    print(f"\n{size:,} events")
    print(f"{'':14}{'gzip KB':>9}{'raw KB':>9}{'requests':>9}{'nodes':>8}{'script ms':>10}"
          f"{'first paint ms':>15}{'drawn ms':>9}")  # fmt: skip
    for name, one in found.items():
        if one is None:
            print(f"{name:14}  drew nothing within {PATIENCE_MS / 1000:.0f} s")
            continue
        ours = "raw KB" in one
        kilobytes = one["gzip KB"] if ours else one["bytes"] / 1000
        raw = f"{one['raw KB']:.0f}" if ours else ""
        paint = "" if one["paint"] is None else f"{one['paint']:.0f}"
        print(f"{name:14}{kilobytes:9.1f}{raw:>9}{one['requests']:9}{one['nodes']:8,}"
              f"{one['script']:10.1f}{paint:>15}{one['ready']:9,}")  # fmt: skip
        if ours:
            over = [
                label
                for label, value in (
                    ("gzip KB", one["gzip KB"]), ("raw KB", one["raw KB"]),
                    ("requests", one["requests"]), ("nodes", one["nodes"]),
                    ("script ms", one["script"]),
                )
                if value > BUDGETS[label]
            ]  # fmt: skip
            if over:
                print(f"{'':14}OVER BUDGET: {', '.join(over)}")


def compare(found: dict[int, dict[str, Any]], sizes: list[int]) -> None:
    """How the largest size compares with the smallest."""
    small, large = min(sizes), max(sizes)
    print(f"\nfirst paint at {large:,} events to {small:,} (budget 2.0)")
    for name in PAGES:
        few, many = found[small].get(name), found[large].get(name)
        if few and many and few["paint"] and many["paint"]:
            ratio = many["paint"] / few["paint"]
            print(f"{name:14}{ratio:6.2f}  {'ok' if ratio <= 2 else 'OVER'}")
    print(f"\ndrawn at {large:,} events, to our timeline")
    own = found[large].get("timeline") or found[large]["home"]
    for name in ("vis-timeline", "TimelineJS3"):
        one = found[large][name]
        if one is None:
            print(f"{name:14}  none within {PATIENCE_MS / 1000:.0f} s")
        else:
            print(f"{name:14}{one['ready'] / own['ready']:6.1f} x")


if __name__ == "__main__":
    main()
