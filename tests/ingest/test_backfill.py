"""A big backfill: folders, WARC and Parquet files; killed it goes on; Dask gives the same rows."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bywhen.errors import UsageError
from bywhen.ingest.backfill import Done, backfill, parts_of
from bywhen.ingest.warc import places, records
from tests.ingest.desk import NOON, Desk

MAIN = "from bywhen.cli import main; main()"
TEXT = "The government said that the plan numbered {n} must be agreed by Thursday, 27 November."


def _page(number: int) -> bytes:
    return (
        f"<html><head><title>Plan {number}</title>"
        "<meta property='article:published_time' content='2025-11-21'></head>"
        f"<body><article><p>{TEXT.format(n=number) * 3}</p></article></body></html>"
    ).encode()


def _warc(count: int, squeeze: bool) -> bytes:
    """A WARC file: one warcinfo, then a request and a response for each page."""

    def record(kind: str, url: str, block: bytes) -> bytes:
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
            f"WARC-Record-ID: <urn:uuid:{kind}-{url}>\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        whole = head.encode() + block + b"\r\n\r\n"
        return gzip.compress(whole, 1) if squeeze else whole

    out = [record("warcinfo", "", b"software: test")]
    for number in range(count):
        url = f"https://news.example/{number}"
        out.append(record("request", url, b"GET / HTTP/1.1\r\n\r\n"))
        body = _page(number)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
        if number % 3 == 1:
            body, head = gzip.compress(body), head + b"Content-Encoding: gzip\r\n"
        if number % 3 == 2:
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            head += b"Transfer-Encoding: chunked\r\n"
        out.append(record("response", url, head + b"\r\n" + body))
    error = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno"
    picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"
    return b"".join(
        [
            *out,
            record("response", "https://x/404", error),
            record("response", "https://x/p", picture),
        ]
    )


def _backfill(desk: Desk, *origins: Path, dask: str | None = None, jobs: int = 2) -> Done:
    return backfill(desk.tracker, NOON, [str(one) for one in origins], dask, jobs, lambda *_: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archive"
    (made / "deep").mkdir(parents=True)
    for number in range(8):
        (made / ("deep" if number % 2 else ".") / f"{number}.html").write_bytes(_page(number))
    (made / "note.md").write_text("---\npublished: 2025-11-20\n---\n# Note\nBy Friday.\n")
    (made / "empty.txt").write_text("")
    (made / "picture.png").write_bytes(b"\x89PNG")
    return made


def test_a_folder_is_read_once(desk: Desk, folder: Path) -> None:
    done = _backfill(desk, folder)
    assert (done.parts, done.new, len(done.problems)) == (10, 9, 1)
    assert desk.one("SELECT count(DISTINCT title) FROM articles") == 9
    again = _backfill(desk, folder)
    assert (again.parts, again.known_parts, again.new) == (0, 10, 0)


def test_a_file_that_changes_is_read_again(desk: Desk, folder: Path) -> None:
    _backfill(desk, folder)
    (folder / "0.html").write_bytes(_page(99))
    again = _backfill(desk, folder)
    assert (again.parts, again.new) == (1, 1)


@pytest.mark.parametrize("squeeze", [False, True], ids=["plain", "gzip"])
def test_a_warc_file_is_read_in_pieces(tmp_path: Path, desk: Desk, squeeze: bool) -> None:
    path = tmp_path / f"crawl.warc{'.gz' if squeeze else ''}"
    path.write_bytes(_warc(120, squeeze))
    starts = places(path)
    assert len(starts) == 3  # 243 records
    ends = [*starts[1:], None]
    pieces = [list(records(path, start, end)) for start, end in zip(starts, ends, strict=True)]
    urls = [page.url for piece in pieces for page in piece]
    assert urls == [f"https://news.example/{number}" for number in range(120)]
    assert all(b"must be agreed" in page.body for piece in pieces for page in piece)
    path.write_bytes(_warc(6, squeeze))
    done = _backfill(desk, path)
    assert (done.new, done.problems) == (6, [])
    assert desk.one("SELECT count(*) FROM articles WHERE published = '2025-11-21'") == 6


@pytest.mark.parametrize("cut", [1, 100, 1000])
def test_a_warc_file_that_breaks_off_gives_what_is_there(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(_warc(5, squeeze=True)[:-cut])
    assert [page.url for page in records(path, 0, None)][:2] == [
        "https://news.example/0",
        "https://news.example/1",
    ]


def test_a_parquet_file_is_read_by_row_group(tmp_path: Path, desk: Desk) -> None:
    import pyarrow
    from pyarrow import parquet

    path = tmp_path / "news.parquet"
    table = pyarrow.table(
        {
            "URL": [f"https://news.example/{n}" for n in range(5)],
            "text": [TEXT.format(n=n) for n in range(5)],
            "date": ["2025-11-21"] * 5,
            "source": ["Example News"] * 5,
        }
    )
    parquet.write_table(table, path, row_group_size=2)
    done = _backfill(desk, path)
    assert (done.parts, done.new) == (3, 5)
    assert desk.one("SELECT DISTINCT published, publisher FROM articles") == (
        "2025-11-21",
        "Example News",
    )


@pytest.mark.parametrize("name", ["nowhere", "picture.png", "broken.parquet"])
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    if name != "nowhere":
        (tmp_path / name).write_bytes(b"\x89PNG")
    with pytest.raises(UsageError, match="--from"):
        list(parts_of(tmp_path / name))


def _rows(desk: Desk) -> list[object]:
    return desk.rows(
        "SELECT origin, sha256, title, published, text FROM articles ORDER BY origin, number"
    )


@pytest.mark.slow
def test_killed_it_goes_on_and_ends_the_same(tmp_path: Path, desk: Desk) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(130):
        (folder / f"{number:04}.html").write_bytes(_page(number))
    command = [sys.executable, "-c", MAIN, "--tracker", str(desk.folder), "ingest",
               "--from", str(folder), "--jobs", "1"]  # fmt: skip
    killed = 0
    for _ in range(3):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        before = _loaded(desk)
        while process.poll() is None and _loaded(desk) == before:
            time.sleep(0.01)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
    assert killed
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    other = Desk(tmp_path / "other")
    other.watch()
    _backfill(other, folder)
    assert _rows(desk) == _rows(other)
    assert desk.one("PRAGMA integrity_check") == "ok"


def _loaded(desk: Desk) -> int:
    try:
        return int(desk.one("SELECT count(*) FROM loads"))
    except (sqlite3.Error, ValueError):
        return 0


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of Dask's own shutting down
def test_a_dask_cluster_of_two_gives_the_same_rows(
    tmp_path: Path, desk: Desk, folder: Path
) -> None:
    local_cluster: Any = import_module("distributed").LocalCluster
    with local_cluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        done = _backfill(desk, folder, dask=cluster.scheduler_address)
    other = Desk(tmp_path / "other")
    other.watch()
    here = _backfill(other, folder)
    assert (done.new, len(done.problems)) == (here.new, len(here.problems)) == (9, 1)
    assert _rows(desk) == _rows(other)


@pytest.mark.slow  # Dask tries for ten seconds
def test_a_cluster_that_does_not_answer_is_said(desk: Desk, folder: Path) -> None:
    from bywhen.ingest import backfill as module

    with pytest.raises(UsageError, match="no cluster answers"):
        list(module._on_dask([], "tcp://127.0.0.1:1"))
