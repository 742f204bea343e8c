"""Killed at any point, the ingest loses at most the feed in hand, and the next run is clean."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.ingest.desk import Desk
from tests.ingest.server import Server, rss

FEEDS = 8
MAIN = "from bywhen.cli import main; main()"


@pytest.mark.slow
def test_kill_at_any_point(desk: Desk, server: Server) -> None:
    urls = [
        server.set(f"/{n}", rss(*(f"Title {n}-{one}" for one in range(30)), guid=f"{n}-{{n}}"))
        for n in range(FEEDS)
    ]
    desk.watch(*urls)
    command = [sys.executable, "-c", MAIN, "--tracker", str(desk.folder), "ingest",
               "--now", "2025-11-21T12:00Z"]  # fmt: skip
    chance = random.Random(7)  # noqa: S311 (when to kill)
    killed = 0
    for _ in range(3):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        before = _fetched(desk)
        while process.poll() is None and _fetched(desk) == before:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.05)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        _whole(desk)
        if _fetched(desk) == FEEDS:
            break
    assert killed
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "failed" in done.stdout
    assert desk.one("SELECT count(*) FROM entries") == FEEDS * 30
    assert desk.one("SELECT count(*) FROM entry_revisions") == FEEDS * 30
    assert desk.one("SELECT count(*) FROM fetches") == FEEDS  # each was kept exactly once


def _fetched(desk: Desk) -> int:
    try:
        return int(desk.one("SELECT count(*) FROM fetches"))
    except (sqlite3.Error, ValueError):
        return 0


def _whole(desk: Desk) -> None:
    """What was kept of a feed is all of it: entries, texts, index, body."""
    try:
        assert desk.one("PRAGMA integrity_check") == "ok"
        counts = desk.one(
            "SELECT (SELECT count(*) FROM fetches), (SELECT count(*) FROM entries),"
            " (SELECT count(*) FROM entry_revisions), (SELECT count(*) FROM bodies),"
            " (SELECT count(*) FROM feeds WHERE state = 'ok')"
        )
    except sqlite3.OperationalError:
        return  # not even made yet
    feeds = counts[0]
    assert counts == (feeds, feeds * 30, feeds * 30, feeds, feeds)
