"""Every kind of bad input: a clear answer that says what to change, exit 2, nothing lost.

What stands in the record is listed by `check` as well, with its file and line, and ends it with 1.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bywhen.errors import TrackerError
from bywhen.tracker.folder import refuse_platform
from tests.cli.conftest import Run
from tests.store.databases import contents
from tests.store.test_build import files_up_to, ordinary_user

AFFAIR = """affair: tunnel
title: The tunnel
timezone: Europe/Oslo
timetables: [{id: plan, title: The plan}]
sources:
  paper: {publisher: The Paper, published: 2025-03-14}
events:
- id: opens
  title: It opens
  claims:
  - {id: c1, by: 2026-06-30, timetable: plan, source: paper, issuer: council}
  - {id: c2, by: 2026-07-31, known: 2025-06-01, source: paper, issuer: council}
- id: closes
  title: The ferry closes
  claims:
  - {id: c1, by: P30D, after: opens, source: paper}
"""
# What is wrong; the text that becomes another; what the answer says.
IN_THE_RECORD = [
    ("a date that does not exist", "2026-06-30", "2026-06-31", "June 2026 has 30 days"),
    ("earliest after latest", "by: 2026-06-30", "within: 2026-07-01/2026-06-30", "ends before it starts"),
    ("an unknown key, with the nearest right one", "issuer: council}", "isuer: council}", "Did you mean `issuer`?"),
    ("two modalities", "by: 2026-06-30", "by: 2026-06-30, day: 2026-06-30", "has `by` and `day`; it may have one"),
    ("an anchor to nothing", "after: opens", "after: nothing", "no event 'nothing'"),
    ("an anchor cycle", "by: 2026-07-31", "by: P3D, after: closes", "in a circle"),
    ("duplicate ids of events", "id: closes", "id: opens", "`opens` is used twice"),
    ("duplicate ids of claims", "id: c2", "id: c1", "`c1` is used twice"),
    ("an id with a slash", "id: c2", "id: a/b", "has a slash. Write `a-b`"),
    ("`on:` read as true", "by: 2026-07-31", "on: 2026-07-31", "`on` is read as true by YAML. Write `day:`"),
    ("a tab", "  title: It opens", "\ttitle: It opens", "tab"),
    ("not YAML", "title: The tunnel", "title: [The tunnel", "events/tunnel.yml:"),
    ("an unquoted colon", "title: The tunnel", "title: The tunnel: at last", 'in quotes'),
    ("a claim without any day of knowledge", "known: 2025-06-01, source: paper, ", "", "Write `known: DAY`"),
    ("an unknown source", "source: paper}", "source: papers}", "Did you mean `paper`?"),
    ("an unknown zone", "Europe/Oslo", "Europe/Bergen", "is no time zone"),
    ("a timetable tagged twice", "known: 2025-06-01", "known: 2025-06-01, timetable: plan", "on two claims of this event"),
    ("a date as 11/12/2025", "2026-07-31", "11/12/2025", "write 2025-12-11 or 2025-11-12"),
    ("a newer format", "affair: tunnel", "format: 99\naffair: tunnel", "needs a newer bywhen"),
    ("an empty file", AFFAIR, "", "is empty"),
    ("nothing but comments", AFFAIR, "# to be written\n", "nothing but comments"),
    ("another thing than an affair", AFFAIR, "- a\n- b\n", "an affair"),
]  # fmt: skip
# The same, where the file's bytes are wrong.
BYTES = [
    ("a wrong encoding", AFFAIR.replace("It opens", "Åpning").encode("latin-1"), "UTF-8"),
    ("a byte that is no text", AFFAIR.encode().replace(b"It opens", b"It\x00opens"), "control character"),
    ("50 MB", b"# much too much\n" * (50 * 2**20 // 16), "MB"),
]  # fmt: skip


@pytest.fixture
def tunnel(tmp_path: Path, run: Run) -> Path:
    """A tracker without a fault, built."""
    folder = tmp_path / "tunnel"
    (folder / "events").mkdir(parents=True)
    (folder / "events" / "tunnel.yml").write_text(AFFAIR, encoding="utf-8")
    assert run(folder, "check").exit_code == 0
    assert run(folder, "build").exit_code == 0
    return folder


def is_told(run: Run, folder: Path, says: str, place: str = "events/tunnel.yml:") -> None:
    """`build` refuses and leaves tracker.db, an edit refuses, and `check` lists it."""
    before = (folder / "tracker.db").read_bytes()
    record = {path: path.read_bytes() for path in (folder / "events").iterdir()}
    for words in (["build"], ["add", "opens", "by", "2026-12-31", "--yes"]):
        refused = run(folder, *words)
        assert refused.exit_code == 2
        assert refused.stdout == ""
        assert place in refused.stderr
        assert says in refused.stderr
    assert (folder / "tracker.db").read_bytes() == before
    assert {path: path.read_bytes() for path in record} == record
    checked = run(folder, "check")
    assert checked.exit_code == 1
    assert place in checked.stdout
    assert says in checked.stdout


@pytest.mark.parametrize(
    ("old", "new", "says"), [row[1:] for row in IN_THE_RECORD], ids=[row[0] for row in IN_THE_RECORD]
)  # fmt: skip
def test_in_the_record(run: Run, tunnel: Path, old: str, new: str, says: str) -> None:
    assert old in AFFAIR
    (tunnel / "events" / "tunnel.yml").write_text(AFFAIR.replace(old, new, 1), encoding="utf-8")
    is_told(run, tunnel, says)


@pytest.mark.parametrize(("content", "says"), [row[1:] for row in BYTES], ids=[row[0] for row in BYTES])  # fmt: skip
def test_in_its_bytes(run: Run, tunnel: Path, content: bytes, says: str) -> None:
    (tunnel / "events" / "tunnel.yml").write_bytes(content)
    is_told(run, tunnel, says)


def test_a_symbolic_link_out_of_the_tracker(run: Run, tunnel: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text(AFFAIR.replace("tunnel", "outside"), encoding="utf-8")
    (tunnel / "events" / "outside.yml").symlink_to(outside)
    built, checked = run(tunnel, "build"), run(tunnel, "check")
    assert (built.exit_code, checked.exit_code) == (2, 1)
    for told in (built.stderr, checked.stdout):
        assert "events/outside.yml: is a symbolic link that leads out of the tracker" in told


class TestTheDatabase:
    READERS = (["timeline"], ["countdown"], ["slip"], ["history", "opens"], ["export", "csv"])

    @pytest.fixture(autouse=True)
    def little_patience(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bywhen.store.read._BUSY_SECONDS", 0.1)

    def test_locked(self, run: Run, tunnel: Path) -> None:
        with closing(sqlite3.connect(tunnel / "tracker.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            result = run(tunnel, "timeline")
        assert result.exit_code == 2
        assert "another program holds" in result.stderr
        assert run(tunnel, "timeline").exit_code == 0

    def test_locked_during_an_edit(self, run: Run, tunnel: Path) -> None:
        with closing(sqlite3.connect(tunnel / "tracker.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            result = run(tunnel, "add", "opens", "by", "2026-12-31", "--yes")
        assert result.exit_code == 2
        assert "another program holds" in result.stderr
        assert (tunnel / "events" / "tunnel.yml").read_text(encoding="utf-8") == AFFAIR

    @pytest.fixture
    def closed(self, run: Run) -> Iterator[Path]:
        """A tracker whose folder and database are read-only; others may enter."""
        with tempfile.TemporaryDirectory() as name:
            Path(name).chmod(0o755)
            folder = Path(name) / "tunnel"
            (folder / "events").mkdir(parents=True)
            (folder / "events" / "tunnel.yml").write_text(AFFAIR, encoding="utf-8")
            run(folder, "build")
            (folder / "tracker.db").chmod(0o444)
            folder.chmod(0o555)
            yield folder
            folder.chmod(0o755)

    def test_read_only(self, run: Run, closed: Path) -> None:
        before = (closed / "tracker.db").read_bytes()
        with ordinary_user():
            refused = run(closed, "build")
            assert run(closed, "timeline").exit_code == 0
        assert refused.exit_code == 2
        assert "cannot be written" in refused.stderr
        assert (closed / "tracker.db").read_bytes() == before

    @pytest.mark.parametrize("words", [["build"], ["add", "opens", "by", "2026-12-31", "--yes"]])
    def test_disk_full(self, run: Run, tunnel: Path, words: list[str]) -> None:
        before = contents(tunnel / "tracker.db")
        with files_up_to(8192):
            result = run(tunnel, *words)
        assert result.exit_code == 2
        assert "Free some space" in result.stderr
        assert contents(tunnel / "tracker.db") == before
        assert run(tunnel, "build").exit_code == 0

    def of_another_version(path: Path) -> None:  # type: ignore[misc]  # noqa: N805 - a row below
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA user_version = 99")

    @pytest.mark.parametrize(
        ("spoil", "says"),
        [
            (of_another_version, "another version"),
            (lambda path: path.write_bytes(b"no database"), "run `bywhen build`"),
            (lambda path: path.write_bytes(b""), "run `bywhen build`"),
            (lambda path: path.unlink(), "run `bywhen build`"),
        ],
        ids=["of another version", "no database", "empty", "gone"],
    )
    def test_not_what_it_was(
        self, run: Run, tunnel: Path, spoil: Callable[[Path], object], says: str
    ) -> None:
        spoil(tunnel / "tracker.db")
        for words in self.READERS:
            result = run(tunnel, *words)
            assert result.exit_code == 2
            assert says in result.stderr
        assert run(tunnel, "build").exit_code == 0
        assert run(tunnel, "timeline").exit_code == 0


def test_on_windows() -> None:
    refuse_platform("linux")
    refuse_platform("darwin")
    with pytest.raises(TrackerError, match=r"Windows.*WSL"):
        refuse_platform("win32")
    assert sys.platform != "win32"
