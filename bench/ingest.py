"""The ingest beside `reader`, in one run: rates, 304s, memory, bombs, what is read, what acts.

    python bench/ingest.py [--feeds 200] [--entries 50] [--others DIR] [--cases DIR]

Wall and processor time are both given: the second does not mind who else uses the machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import feedparser
import ingest_server

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.ingest.server import Reply, Server, rss  # noqa: E402
from tests.ingest.test_hostile import ACTING, PAYLOADS, _bomb  # noqa: E402
from tests.ingest.test_revisions import MALFORMED  # noqa: E402

from bywhen.ingest.document import NotAFeedError  # noqa: E402
from bywhen.ingest.parse import parse_feed  # noqa: E402

BASE = "https://news.example/feed"
ROUNDS = 2  # of each the one that took least processor time counts


def row(what: str, value: str, wanted: str) -> None:
    print(f"{what:<58} {value:>16}   {wanted}", flush=True)


def timed(function: Any, rounds: int) -> float:
    """The least processor time of a call, in seconds."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        function()
        best = min(best, time.process_time() - begun)
    return best


def layer() -> None:
    body = ingest_server.feed(1, 50)
    bare = ours = float("inf")
    for _ in range(40):  # in turn, so that a busy moment meets both
        bare = min(bare, timed(lambda: unsafe(body), 1))
        ours = min(ours, timed(lambda: parse_feed(body, BASE), 1))
    full = timed(lambda: feedparser.parse(body), 5) / timed(lambda: unsafe(body), 15)
    row("reading a feed: ours / feedparser, both options off", f"{ours / bare:.2f}x", "<= 1.4x")
    row("  feedparser with its options / without", f"{full:.2f}x", "")


def unsafe(body: bytes) -> Any:
    return feedparser.parse(body, resolve_relative_uris=False, sanitize_html=False)


def told(command: list[str]) -> dict[str, Any]:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        print(ran.stderr[-800:], file=sys.stderr)
        return {}
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def rates(feeds: int, entries: int, others: Path | None) -> None:
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "bench/ingest_server.py"), str(feeds), str(entries)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    hosts = ingest_server.HOSTS
    urls = [f"http://{hosts[number % len(hosts)]}:{port}/{number}" for number in range(feeds)]
    try:
        with tempfile.TemporaryDirectory() as folder:
            compare(folder, urls, feeds, others)
    finally:
        server.kill()
        server.wait()


def compare(folder: str, urls: list[str], feeds: int, others: Path | None) -> None:
    ours_script = [sys.executable, str(ROOT / "bench/ingest_ours.py")]
    python = others / "bin/python" if others else None
    half = told([*ours_script, _tracker(folder, "half"), "1", *urls[: feeds // 2]])
    two = told([*ours_script, _tracker(folder, "two"), "2", *urls])
    runs: dict[str, list[dict[str, Any]]] = {"ours": [], "without": [], "with": []}
    for number in range(ROUNDS):  # in turn, so that a busy minute meets all of them
        here = _tracker(folder, f"round {number}")
        runs["ours"].append(told([*ours_script, here, "1", *urls]))
        for search in ("without", "with") if python is not None and python.exists() else ():
            script = [str(python), str(ROOT / "bench/ingest_reader.py"), here, search, *urls]
            runs[search].append(told(script))
    ours = min(runs["ours"], key=_cpu)
    first, second = ours["passes"]
    count = first["entries"]
    row(f"first pass, {feeds} feeds, {count} entries, searchable: entries/s",
        f"{count / first['wall']:.0f}", "")  # fmt: skip
    row("  with two processes that parse", f"{count / two['passes'][0]['wall']:.0f}", "")
    for search, wanted in (("without", 1.8), ("with", 4.0)):
        if not all(runs[search]) or not runs[search]:
            row(f"  reader {search} search", "not installed", "")
            continue
        theirs = min(runs[search], key=_cpu)
        other = theirs["passes"][0]
        row(f"  our rate (two processes) / reader {search} search (8 threads)",
            f"{other['wall'] / two['passes'][0]['wall']:.2f}x", f">= {wanted}x")  # fmt: skip
        row("    with one process: by the clock, processor time",
            f"{other['wall'] / first['wall']:.2f}x {other['cpu'] / first['cpu']:.2f}x",
            "")  # fmt: skip
        row("    reader's peak memory, MB", f"{theirs['peak_mb']:.0f}", "")
    row("all-304 pass: feeds per CPU second", f"{feeds / second['cpu']:.0f}", ">= 600")
    rows, parsed = second["rows"] - first["rows"], second["parsed"] - first["parsed"]
    row("  log rows, bodies parsed in it", f"{rows} {parsed}", f"{feeds} 0")
    row("peak memory, MB", f"{ours['peak_mb']:.0f}", "<= 120")
    row("  with half of the feeds", f"{half['peak_mb']:.0f}", "flat")


def _cpu(run: dict[str, Any]) -> float:
    return float(run["passes"][0]["cpu"])


def _tracker(folder: str, name: str) -> str:
    path = Path(folder) / name
    (path / "events").mkdir(parents=True)
    return str(path)


BOMB = """
import sys, time
from pathlib import Path
from bywhen.ingest.client import Client, FetchError
def peak():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
with Client("bench", "127.0.0.1") as client:
    client.get(sys.argv[1] + "/good")
    before = peak()
    begun = time.process_time()
    try:
        client.get(sys.argv[1] + "/bomb")
    except FetchError as error:
        print((peak() - before) / 1024, time.process_time() - begun)
"""


def bomb() -> None:
    with Server() as server:
        server.set("/good", Reply(b"<rss/>"))
        server.set("/bomb", Reply(_bomb(1), headers={"Content-Encoding": "gzip"}))
        ran = subprocess.run(
            [sys.executable, "-c", BOMB, server.url], capture_output=True, text=True, check=True
        )
    more, seconds = map(float, ran.stdout.split())
    row("a bomb of 200 MB: memory more, MB", f"{more:.0f}", "<= 40")
    row("  CPU seconds", f"{seconds:.2f}", "<= 2")


def quality(cases: Path | None) -> None:
    good = sum(bool(parse_feed(text.encode(), BASE).entries) for text in MALFORMED.values())
    row("malformed feeds read", f"{good} of {len(MALFORMED)}", "all")
    harmless = sum(not _acts(payload) for payload in PAYLOADS)
    row("XSS payloads made harmless", f"{harmless} of {len(PAYLOADS)}", "all")
    if cases is None or not cases.is_dir():
        row("feeds of cases/feeds", "not there", "")
        return
    files = [
        path
        for path in sorted(cases.rglob("*"))
        if path.suffix in (".xml", ".json", ".atom", ".rdf", ".rss")
    ]
    read = refused = changed = 0
    for path in files:
        raw = path.read_bytes()
        try:
            first = parse_feed(raw, BASE)
        except NotAFeedError:
            refused += 1
            continue
        read += 1
        again = parse_feed(raw + b"\n", BASE)
        changed += [entry.hash for entry in first.entries] != [
            entry.hash for entry in again.entries
        ]
    row("feeds of cases/feeds read; refused as no feed", f"{read}; {refused}", "")
    row("  of them revised when served again with other bytes", str(changed), "0")


def _acts(payload: str) -> bool:
    found: list[bool] = []

    class Elements(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            links = [value or "" for name, value in attrs if name in ("href", "src")]
            found.append(
                tag in ACTING
                or any(name.startswith("on") for name, _ in attrs)
                or any(not link.startswith(("http", "mailto:", "tel:")) for link in links)
            )

    for entry in parse_feed(rss(payload, text=payload).encode(), BASE).entries:
        parser = Elements()
        parser.feed(f"{entry.summary_html or ''}{entry.content_html or ''}{entry.title}")
        parser.close()
    return any(found)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=200)
    options.add_argument("--entries", type=int, default=50)
    options.add_argument("--others", type=Path, help="environment that has reader installed")
    options.add_argument("--cases", type=Path, help="folder of feeds to read, where there is one")
    chosen = options.parse_args()
    layer()
    rates(chosen.feeds, chosen.entries, chosen.others)
    bomb()
    quality(chosen.cases)


if __name__ == "__main__":
    main()
