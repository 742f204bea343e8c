"""var/desk.db: private, brought up to date from each release, never changed by a trial."""

from __future__ import annotations

import sqlite3
import stat
from importlib import resources
from pathlib import Path

import pytest

from bywhen.errors import TrackerError
from bywhen.store import desk_alerts
from bywhen.store.desk import desk_copy, open_desk, open_desk_readonly, transaction


def tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "desk.db"
    open_desk(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    open_desk(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_that_the_release_before_wrote_is_brought_up_to_date(tmp_path: Path) -> None:
    """The first step alone, with an alert in it, as an older program left it."""
    path = tmp_path / "desk.db"
    old = sqlite3.connect(path)
    sql = resources.files("bywhen.store").joinpath("desk_alerts.sql").read_text("utf-8")
    old.executescript(sql)
    old.execute("CREATE TABLE _sqlite_migrations (migration_set TEXT, name TEXT, applied_at TEXT,"
                " PRIMARY KEY (migration_set, name))")  # fmt: skip
    old.execute("INSERT INTO _sqlite_migrations VALUES ('alerts', 'outbox', '2026-01-01')")
    old.execute("INSERT INTO channels (name, recipient, settings) VALUES ('log', '', 'x')")
    old.commit()
    old.close()
    assert open_desk_readonly(path) is None
    desk = open_desk(path)
    assert "alert_health" in tables(desk)
    assert desk.execute("SELECT name FROM channels").fetchall() == [("log",)]
    assert desk.execute("SELECT waiting, dead FROM alert_health").fetchone() == (0, 0)
    assert desk.execute("SELECT maybe_duplicates FROM alert_health").fetchone() == (0,)
    steps = desk.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = 'alerts' ORDER BY rowid"
    )
    assert tuple(row[0] for row in steps) == desk_alerts.STEPS
    desk.close()


def test_edits_of_proposals_are_added_to_a_desk_of_the_release_before(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    old = open_desk(path)
    old.execute("DROP TABLE proposal_edits")
    old.execute("DELETE FROM _sqlite_migrations WHERE name = 'edits'")
    old.execute("INSERT INTO channels (name, recipient, settings) VALUES ('a', '', 'x')")
    old.commit()
    old.close()
    desk = open_desk(path)
    assert "proposal_edits" in tables(desk)
    assert desk.execute("SELECT name FROM channels").fetchall() == [("a",)]
    desk.close()


def test_a_copy_is_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    desk = open_desk(path)
    desk.execute("INSERT INTO channels (name, recipient, settings) VALUES ('log', '', 'x')")
    desk.close()
    copy = desk_copy(path)
    copy.execute("DELETE FROM channels")
    copy.close()
    desk = open_desk(path)
    assert desk.execute("SELECT count(*) FROM channels").fetchone() == (1,)
    desk.close()


def test_a_copy_of_none_is_a_new_one(tmp_path: Path) -> None:
    copy = desk_copy(tmp_path / "desk.db")
    assert {"alerts", "deliveries", "alert_health"} <= tables(copy)
    copy.close()
    assert not (tmp_path / "desk.db").exists()


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "desk.db")
    with pytest.raises(ZeroDivisionError), transaction(desk):
        desk.execute("INSERT INTO channels (name, recipient, settings) VALUES ('log', '', 'x')")
        raise ZeroDivisionError
    assert desk.execute("SELECT count(*) FROM channels").fetchone() == (0,)
    desk.close()


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(TrackerError, match="is damaged; put it back from a backup"):
        open_desk(path)
