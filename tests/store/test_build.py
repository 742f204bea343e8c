"""A build puts a whole new tracker.db in the place of the old one, or leaves the old one alone."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bywhen.errors import BusyError, TrackerError
from bywhen.store.build import build
from bywhen.store.read import meta, open_readonly
from bywhen.store.writing import settle, writing
from bywhen.timetable.claims import Affair
from bywhen.timetable.history import replay
from tests.store.databases import ROOT, TRACKERS, contents, record_of
from tests.support.records import affair

RECORD = affair(
    "event e\n a by 2025-11-27 known=2025-11-20 tag=plan\n b by 2025-12-27 known=2025-11-25"
    "\nevent f\n a by P30D after=e known=2025-11-21"
)


@pytest.fixture(name="path")
def path_of_database(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


def title_in(path: Path) -> str:
    with closing(open_readonly(path)) as connection:
        return str(connection.execute("SELECT title FROM affairs").fetchone()[0])


def titled(title: str) -> Affair:
    return replace(RECORD, title=title)


def beside(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir()}


def test_the_report_counts_rows(path: Path) -> None:
    report = build(path, [RECORD], "digest")
    states = len(replay([RECORD]).states)
    assert (report.path, report.affairs, report.events, report.claims) == (path, 1, 2, 3)
    assert report.states == states


def test_it_says_what_it_was_built_from(path: Path) -> None:
    build(path, [RECORD], "sha256:1")
    with closing(open_readonly(path)) as connection:
        said = meta(connection)
    assert set(said) == {"schema_version", "record_digest", "bywhen_version", "tzdata_version"}
    assert said["record_digest"] == "sha256:1"


def test_an_empty_record_is_a_tracker_too(path: Path) -> None:
    assert build(path, [], "digest").affairs == 0
    with closing(open_readonly(path)) as connection:
        assert connection.execute("SELECT * FROM timeline").fetchall() == []


@pytest.mark.parametrize("root", TRACKERS, ids=lambda root: root.name)
def test_an_unchanged_record_gives_identical_rows(tmp_path: Path, root: Path) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    build(one, record_of(root), "digest")
    build(other, record_of(root), "digest")
    assert one.read_bytes() == other.read_bytes()


def test_the_rows_are_those_of_the_replay(path: Path) -> None:
    affairs = record_of(ROOT)
    build(path, affairs, "digest")
    played = replay(affairs)
    with closing(open_readonly(path)) as connection:
        for table, count in [
            ("states", len(played.states)),
            ("promise_states", len(played.promises)),
            ("moves", len(played.moves)),
        ]:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (count,)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("table", ["events", "events_fts"])
@pytest.mark.parametrize("noted", [[], [0], [2], [0, 1, 2]], ids=str)
def test_a_column_is_filled_where_its_rows_say_something(
    path: Path, noted: list[int], table: str
) -> None:
    plain = affair("event e0\nevent e1\nevent e2")
    notes = ["checked" if number in noted else None for number in range(3)]
    events = [replace(event, note=note) for event, note in zip(plain.events, notes, strict=True)]
    build(path, [replace(plain, events=tuple(events))], "digest")
    with closing(open_readonly(path)) as connection:
        found = connection.execute(f"SELECT note FROM {table} ORDER BY rowid").fetchall()
        hits = connection.execute("SELECT rowid FROM events_fts('note: checked')").fetchall()
    assert [note for (note,) in found] == notes
    assert [rowid - 1 for (rowid,) in hits] == noted


def test_batches_make_no_difference(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "\n".join(f"event e{n}\n a by 2025-11-27 known=2025-11-20 issuer=us" for n in range(7))
    build(path, [affair(lines)], "digest")
    whole = contents(path)
    monkeypatch.setattr("bywhen.store.build.EVENTS_IN_BATCH", 2)
    build(path, [affair(lines)], "digest")
    assert contents(path) == whole


def test_no_log_is_left_beside_it_and_nothing_else(path: Path) -> None:
    build(path, [RECORD], "digest")
    assert beside(path) == {"tracker.db", "tracker.db.lock"}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_new_file_keeps_the_permissions_of_the_old(path: Path) -> None:
    build(path, [RECORD], "digest")
    path.chmod(0o640)
    build(path, [RECORD], "digest")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_reader_keeps_what_it_had_opened(path: Path) -> None:
    build(path, [titled("before")], "digest")
    with closing(open_readonly(path)) as reader:
        build(path, [titled("after")], "digest")
        assert reader.execute("SELECT title FROM affairs").fetchone() == ("before",)
    assert title_in(path) == "after"


def test_a_log_of_the_old_file_does_not_meet_the_new(path: Path) -> None:
    build(path, [titled("before")], "digest")
    with closing(sqlite3.connect(path, isolation_level=None)) as left_open:
        left_open.execute("PRAGMA journal_mode = WAL")
        left_open.execute("UPDATE affairs SET title = 'in the log'")
        assert "tracker.db-wal" in beside(path)
        build(path, [titled("after")], "digest")
        assert title_in(path) == "after"
    assert title_in(path) == "after"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_settling_brings_the_log_into_the_file(path: Path) -> None:
    build(path, [titled("before")], "digest")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE affairs SET title = 'in the log'")
        copy = path.with_name("copy.db")
        copy.write_bytes(path.read_bytes())
        copy.with_name("copy.db-wal").write_bytes(path.with_name("tracker.db-wal").read_bytes())
    settle(copy)
    assert "copy.db-wal" not in beside(path)
    assert title_in(copy) == "in the log"


KILLED = """
import os, signal, sys
from pathlib import Path
from bywhen.store.build import build
from tests.store.test_build import titled

class Deadly(list):
    def __iter__(self):
        yield self[0]
        os.kill(os.getpid(), signal.SIGKILL)

build(Path(sys.argv[1]), Deadly([titled("half")]), "half")
"""


def _python(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_killed_build_leaves_the_old_file_and_the_next_one_clears_up(path: Path) -> None:
    build(path, [titled("before")], "digest")
    process = _python(KILLED, path)
    said, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, said
    assert "tracker.db-new" in beside(path)
    assert title_in(path) == "before"
    build(path, [titled("after")], "digest")
    assert title_in(path) == "after"
    assert beside(path) == {"tracker.db", "tracker.db.lock"}


BUILDING = """
import sys
from pathlib import Path
from bywhen.store.build import build
from tests.store.test_build import titled

for number in range(8):
    build(Path(sys.argv[1]), [titled(sys.argv[2])] , sys.argv[2], wait_seconds=60)
print("done")
"""


def test_builds_at_once_wait_for_each_other(path: Path) -> None:
    processes = [_python(BUILDING, path, name) for name in ("one", "other", "third")]
    assert [process.communicate()[0] for process in processes] == ["done\n"] * 3
    assert title_in(path) in {"one", "other", "third"}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert beside(path) == {"tracker.db", "tracker.db.lock"}


def test_a_build_that_waits_too_long_says_so(path: Path) -> None:
    build(path, [titled("before")], "digest")
    with writing(path), pytest.raises(BusyError, match="Wait until it has finished"):
        build(path, [titled("after")], "digest", wait_seconds=0)
    assert title_in(path) == "before"


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """As a full disk is to those who write: no file may grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 4096, 100_000])
def test_a_full_disk_leaves_the_old_file(path: Path, size: int) -> None:
    build(path, [titled("before")], "digest")
    with files_up_to(size), pytest.raises(TrackerError, match="Free some space"):
        build(path, [titled("after")], "digest")
    assert title_in(path) == "before"
    assert beside(path) == {"tracker.db", "tracker.db.lock"}


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may write anywhere: be nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture(name="closed")
def folder_that_cannot_be_written() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder / "tracker.db", [titled("before")], "digest")
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_named(closed: Path) -> None:
    with ordinary_user(), pytest.raises(TrackerError, match=f"{closed.name}.* cannot be written"):
        build(closed / "tracker.db", [titled("after")], "digest")
    assert title_in(closed / "tracker.db") == "before"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="bywhen init"):
        build(tmp_path / "nowhere" / "tracker.db", [RECORD], "digest")


def test_a_damaged_file_is_replaced(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)
    path.with_name("tracker.db-journal").write_bytes(b"nor a journal")
    build(path, [titled("after")], "digest")
    assert title_in(path) == "after"
    assert beside(path) == {"tracker.db", "tracker.db.lock"}
