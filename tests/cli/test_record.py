"""build, check, init: what a broken record does and does not do."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bywhen.editing.create import example_names
from tests.cli.conftest import Run

AFFAIR = """affair: tunnel
title: The tunnel
timezone: Europe/Oslo
events:
- id: opens
  title: It opens
  claims:
  - {id: c1, by: 2026-06-30, known: 2025-03-14, issuer: council}
"""


@pytest.fixture
def tunnel(tmp_path: Path, run: Run) -> Path:
    """A small tracker, built."""
    folder = tmp_path / "tunnel"
    (folder / "events").mkdir(parents=True)
    (folder / "events" / "tunnel.yml").write_text(AFFAIR, encoding="utf-8")
    assert run(folder, "build").exit_code == 0
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "events" / "tunnel.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


class TestBuild:
    def test_it_says_what_it_wrote(self, run: Run, tunnel: Path) -> None:
        result = run(tunnel, "build")
        assert result.stdout == "Wrote tracker.db: 1 affair, 1 event, 1 claim.\n"

    def test_readers_of_an_older_tracker_say_run_build(self, run: Run, tunnel: Path) -> None:
        edit(tunnel, "2026-06-30", "2026-07-31")
        for words in (["timeline"], ["slip"], ["history", "opens"], ["export", "csv"]):
            result = run(tunnel, *words)
            assert result.exit_code == 2
            assert "bywhen build" in result.stderr
        (tunnel / "tracker.db").unlink()
        assert "bywhen build" in run(tunnel, "timeline").stderr

    @pytest.mark.parametrize(
        ("content", "says"),
        [(b"no database", "bywhen build"), (b"", "bywhen build")],
        ids=["not a database", "empty"],
    )
    def test_a_damaged_tracker_is_told(
        self, run: Run, tunnel: Path, content: bytes, says: str
    ) -> None:
        (tunnel / "tracker.db").write_bytes(content)
        result = run(tunnel, "timeline")
        assert result.exit_code == 2
        assert says in result.stderr
        assert run(tunnel, "build").exit_code == 0
        assert run(tunnel, "timeline").exit_code == 0

    def test_a_tracker_of_another_version_is_told(self, run: Run, tunnel: Path) -> None:
        with sqlite3.connect(tunnel / "tracker.db") as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        result = run(tunnel, "slip")
        assert result.exit_code == 2
        assert "another version" in result.stderr

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_cannot_be_written_is_told(self, run: Run, tunnel: Path) -> None:
        tunnel.chmod(stat.S_IRUSR | stat.S_IXUSR)
        try:
            result = run(tunnel, "build")
        finally:
            tunnel.chmod(stat.S_IRWXU)
        assert result.exit_code == 2
        assert "cannot be written" in result.stderr


class TestTheFolder:
    def test_a_folder_that_is_none(self, run: Run, tmp_path: Path) -> None:
        for words in (["timeline"], ["build"], ["check"]):
            result = run(tmp_path / "none", *words)
            assert result.exit_code == 2
            assert "bywhen init" in result.stderr

    def test_it_may_be_named_before_or_after_the_command(self, run: Run, tunnel: Path) -> None:
        before = run(".", "--tracker", str(tunnel), "timeline")
        after = run(".", "timeline", "--tracker", str(tunnel))
        assert before.exit_code == after.exit_code == 0
        assert before.stdout == after.stdout

    def test_the_later_one_counts(self, run: Run, tunnel: Path) -> None:
        result = run(".", "--tracker", "/nowhere", "timeline", "--tracker", str(tunnel))
        assert result.exit_code == 0


class TestCheck:
    def test_a_good_record(self, run: Run, tunnel: Path) -> None:
        result = run(tunnel, "check")
        assert result.exit_code == 0  # a claim without a source is a warning only
        assert result.stdout.splitlines()[-1] == "1 affair, 1 event, 1 claim: no faults, 1 warning."

    def test_every_fault_of_every_file_in_one_run(self, run: Run, tunnel: Path) -> None:
        edit(tunnel, "2026-06-30", "2026-06-31")
        edit(tunnel, "Europe/Oslo", "Oslo")
        (tunnel / "events" / "other.yml").write_text("affair: x\n", encoding="utf-8")
        (tunnel / "metadata.yml").write_text("title: [\n", encoding="utf-8")
        (tunnel / "alerts.yml").write_text("rules: {\n", encoding="utf-8")
        (tunnel / "ingest").mkdir()
        (tunnel / "ingest" / "sources.yml").write_text("feeds:\n\t- a\n", encoding="utf-8")
        result = run(tunnel, "check", "--format", "json")
        assert result.exit_code == 1
        faults = json.loads(result.stdout)
        places = {fault["path"] for fault in faults if not fault["warning"]}
        assert places == {
            "events/tunnel.yml",
            "events/other.yml",
            "metadata.yml",
            "alerts.yml",
            "ingest/sources.yml",
        }
        assert len([fault for fault in faults if fault["path"] == "events/tunnel.yml"]) >= 2
        assert all(tuple(fault) == ("path", "line", "message", "advice", "warning")
                   for fault in faults)  # fmt: skip

    def test_a_link_out_of_the_tracker_is_refused(
        self, run: Run, tunnel: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "secret.yml").write_text(AFFAIR, encoding="utf-8")
        (tunnel / "events" / "secret.yml").symlink_to(tmp_path / "secret.yml")
        result = run(tunnel, "check")
        assert result.exit_code == 1
        assert "leads out of the tracker" in result.stdout


class TestInit:
    NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)

    def test_a_new_tracker_builds_checks_and_shows_at_once(self, run: Run, tmp_path: Path) -> None:
        folder = tmp_path / "new"
        made = run(".", "init", str(folder), now=self.NOW)
        assert made.exit_code == 0, made.output
        assert "events/harbour-bridge.yml" in made.stdout
        checked = run(folder, "check", now=self.NOW)
        assert checked.exit_code == 0
        assert checked.stdout.endswith(": no faults.\n")
        shown = run(folder, "slip", "--format", "md", now=self.NOW).stdout
        assert "slipped, +10 to +20 days" in shown
        assert "by 31 May 2026" in shown

    def test_the_same_day_gives_the_same_files(self, run: Run, tmp_path: Path) -> None:
        for name in ("one", "two"):
            run(".", "init", str(tmp_path / name), now=self.NOW)
        for path in sorted((tmp_path / "one").rglob("*.y*ml")):
            other = tmp_path / "two" / path.relative_to(tmp_path / "one")
            assert other.read_bytes() == path.read_bytes()

    @pytest.mark.parametrize("name", example_names())
    def test_every_example(self, run: Run, tmp_path: Path, name: str) -> None:
        folder = tmp_path / name
        assert run(".", "init", str(folder), "--example", name).exit_code == 0
        assert run(folder, "check").exit_code == 0
        assert run(folder, "slip").exit_code == 0

    def test_an_unknown_example_names_them_all(self, run: Run, tmp_path: Path) -> None:
        result = run(".", "init", str(tmp_path / "x"), "--example", "brexit")
        assert result.exit_code == 2
        for name in example_names():
            assert name in result.stderr
        assert not (tmp_path / "x").exists()

    def test_a_folder_that_is_not_empty_is_left_alone(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
        result = run(".", "init", str(tmp_path))
        assert result.exit_code == 2
        assert "is not empty (mine.txt)" in result.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]

    def test_a_git_folder_is_no_hindrance(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        assert run(".", "init", str(tmp_path)).exit_code == 0

    def test_a_file_is_no_folder(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        result = run(".", "init", str(tmp_path / "file"))
        assert result.exit_code == 2
        assert "is a file" in result.stderr


def test_what_is_known_only_tomorrow_is_warned_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "x.yml").write_text(
        "affair: x\ntitle: X\ntimezone: Pacific/Kiritimati\nchecked_through: 2025-11-23\n"
        "sources:\n  s: {publisher: P, published: 2025-11-01}\nevents:\n- id: e\n  title: E\n"
        "  claims:\n"
        "  - {id: a, by: 2026-10-05, known: 2025-11-22, source: s}\n"
        "  - {id: b, by: 2026-10-05, known: 2052-11-23, source: s}\n",
        encoding="utf-8",
    )
    checked = run(tmp_path, "check")  # noon of the 21st in New York is the 22nd in Kiritimati
    assert checked.exit_code == 0
    first, second, *_ = checked.stdout.splitlines()
    assert "`checked_through: 2025-11-23` is still to come." in first
    assert second.startswith("events/x.yml:12: warning: claim `b` is known on 2052-11-23, which is")
    added = run(tmp_path, "add", "e", "by", "2026-12-31", "--known", "2025-12-01", "--dry-run")
    assert "Note: 2025-12-01 is still to come: until then it counts in no figure." in added.stdout
