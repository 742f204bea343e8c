"""Whatever happens during an edit, the record is as before it or as after it, and can go on."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bywhen.editing.build import build_tracker
from bywhen.editing.edit import apply_edit, undo_last
from bywhen.editing.files import writer
from bywhen.editing.writing import write_checked
from bywhen.errors import BusyError, RecordError, TrackerError, UsageError
from bywhen.record import load_or_raise, load_text
from bywhen.store.read import meta, open_readonly
from bywhen.timetable.claims import Affair
from bywhen.tracker import Tracker
from tests.editing.tunnel import AFFAIR, AT, TODAY, add, adding, file_of, make, text_of, told_by
from tests.store.test_build import files_up_to, ordinary_user


@pytest.fixture(name="tracker")
def tracker_of_the_tunnel(tmp_path: Path) -> Tracker:
    return make(tmp_path / "tunnel")


ROOT = Path(__file__).parents[2]
MANY = """
import sys
from bywhen.tracker import Tracker
from tests.editing.tunnel import add
for number in range(6):
    add(Tracker.open(sys.argv[1]), f"2027-{number + 1:02}-01", issuer=sys.argv[2])
"""


def write_at_once(tracker: Tracker, names: list[str]) -> None:
    """Six edits each of as many processes as there are names."""
    script = [sys.executable, "-c", MANY, str(tracker.root)]
    writers = [subprocess.Popen([*script, name], cwd=ROOT) for name in names]
    assert [one.wait() for one in writers] == [0] * len(names)


class TestTwoWritersAtOnce:
    def test_no_edit_of_either_is_lost(self, tracker: Tracker) -> None:
        names = ["left", "right"]
        write_at_once(tracker, names)
        (affair,) = load_or_raise(tracker).affairs
        said = [(one.issuer, one.written) for one in affair.events[0].claims[2:]]
        for name in names:
            days = [written for issuer, written in said if issuer == name]
            assert days == [f"2027-{month:02}-01" for month in range(1, 7)]
        assert len(told_by(tracker)) == 2 + 12

    def test_all_of_them_can_be_taken_back(self, tracker: Tracker) -> None:
        write_at_once(tracker, ["left", "right"])
        for _ in range(12):
            undo_last(tracker)
        assert text_of(tracker) == AFFAIR

    def test_who_waits_too_long_is_told(
        self, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bywhen.editing.files._WAIT_SECONDS", 0)
        with writer(tracker), pytest.raises(BusyError, match="another bywhen is editing"):
            add(tracker, "2026-09-30")
        assert text_of(tracker) == AFFAIR


@pytest.mark.slow
@pytest.mark.parametrize("edit", ["add", "undo"])
def test_killed_at_any_step(tracker: Tracker, tmp_path: Path, edit: str) -> None:
    """The file is the old one or the new one; what went on can be told, built and taken back."""
    before = text_of(tracker)
    add(tracker, "2026-09-30", url="https://other.example/")
    after = text_of(tracker)
    if edit == "add":
        undo_last(tracker)
    copies = tmp_path / "copies"
    copies.mkdir()
    ran = subprocess.run(
        [sys.executable, "-m", "tests.editing.killed", str(tracker.root), str(copies), edit],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    steps, code = map(int, ran.stdout.split())
    assert code == 0
    assert steps > 50
    left = {
        _left(copies / str(number)): Tracker.open(copies / str(number))
        for number in range(1, steps + 1)
    }
    found = {_goes_on(tracker, before, after) for tracker in left.values()}
    assert found == {"before", "after"}  # it was killed on both sides of the moment that counts


def _left(root: Path) -> tuple[object, ...]:
    """What a killed edit leaves, as far as two of them differ: the record, which files, the built."""
    tracker = Tracker.open(root)
    names = sorted(
        re.sub(r"\.yml\..*new", ".new", str(path.relative_to(root))) for path in root.rglob("*")
    )
    try:
        with closing(open_readonly(tracker.database)) as connection:
            built = meta(connection)["record_digest"]
    except TrackerError as error:
        built = type(error).__name__
    return (text_of(tracker), tuple(names), built)


def _goes_on(tracker: Tracker, before: str, after: str) -> str:
    """Look, build, undo, add again; which of the two texts the file has."""
    text = text_of(tracker)
    assert text in (before, after)
    assert {path.name for path in tracker.record_files()} == {"tunnel.yml"}
    build_tracker(tracker)
    assert len(told_by(tracker)) == 2 + (text == after)
    if text == after:
        undo_last(tracker)
        assert text_of(tracker) == before
        assert len(told_by(tracker)) == 2
    with pytest.raises(UsageError, match="no edit to undo"):
        undo_last(tracker)
    add(tracker, "2026-10-31")
    assert len(told_by(tracker)) == 3
    return "before" if text == before else "after"


class TestFullDisk:
    def test_no_room_for_the_journal(self, tracker: Tracker) -> None:
        with files_up_to(100), pytest.raises(TrackerError, match="Free some space"):
            add(tracker, "2026-09-30")
        self.nothing_has_changed(tracker)

    def test_no_room_for_the_file(self, tracker: Tracker) -> None:
        """The journal has the old text, the file the new one: it is the longer of the two."""
        long = "x" * 190
        with pytest.raises(TrackerError, match="Free some space"):
            for _ in range(60):
                with files_up_to(6000):
                    add(tracker, "2026-09-30", phrase=long)
        whole = text_of(tracker)
        assert load_text(whole, "events/tunnel.yml").errors == ()
        while text_of(tracker) != AFFAIR:
            undo_last(tracker)

    def test_no_room_for_the_database_leaves_the_edit_standing(self, tracker: Tracker) -> None:
        with files_up_to(20_000), pytest.raises(TrackerError, match="The edit stands in events/"):
            add(tracker, "2026-09-30")
        assert "2026-09-30" in text_of(tracker)
        build_tracker(tracker)
        assert told_by(tracker)[-1] == "2026-09-30"

    @staticmethod
    def nothing_has_changed(tracker: Tracker) -> None:
        assert text_of(tracker) == AFFAIR
        assert told_by(tracker) == ["2026-06-30", "2026-08-31"]
        with pytest.raises(UsageError, match="no edit to undo"):
            undo_last(tracker)
        assert sorted(path.name for path in tracker.events_dir.iterdir()) == ["tunnel.yml"]


class TestNoRight:
    @pytest.fixture
    def open_to_all(self) -> Iterator[Tracker]:
        """A tracker that nobody may enter and read; pytest's own folders are closed to others."""
        with tempfile.TemporaryDirectory() as name:
            Path(name).chmod(0o755)
            yield make(Path(name) / "tunnel")

    def test_a_read_only_file(self, tracker: Tracker) -> None:
        file_of(tracker).chmod(0o444)
        with pytest.raises(TrackerError, match=r"read-only.* chmod u\+w events/tunnel.yml"):
            add(tracker, "2026-09-30")
        assert text_of(tracker) == AFFAIR

    def test_undo_of_a_read_only_file(self, tracker: Tracker) -> None:
        add(tracker, "2026-09-30")
        file_of(tracker).chmod(0o444)
        with pytest.raises(TrackerError, match="read-only"):
            undo_last(tracker)
        file_of(tracker).chmod(0o644)
        undo_last(tracker)
        assert text_of(tracker) == AFFAIR

    def test_a_folder_of_somebody_else(self, open_to_all: Tracker) -> None:
        open_to_all.root.chmod(0o555)
        with ordinary_user(), pytest.raises(TrackerError, match="cannot be written"):
            add(open_to_all, "2026-09-30")
        open_to_all.root.chmod(0o755)
        assert text_of(open_to_all) == AFFAIR

    def test_permissions_are_kept(self, tracker: Tracker) -> None:
        file_of(tracker).chmod(0o640)
        add(tracker, "2026-09-30")
        assert file_of(tracker).stat().st_mode & 0o777 == 0o640


class TestChangedUnderTheEditor:
    def test_what_was_saved_meanwhile_is_kept(self, tracker: Tracker) -> None:
        saved = AFFAIR.replace("It opens", "It opens at last")

        def change(text: str, affair: Affair) -> str:
            file_of(tracker).write_text(saved, encoding="utf-8")  # a text editor asks for no lock
            return adding("2026-09-30")(text, affair)

        with pytest.raises(BusyError, match="changed by another program"):
            apply_edit(tracker, "tunnel", change, "add", AT)
        assert text_of(tracker) == saved
        add(tracker, "2026-09-30")
        assert "It opens at last" in text_of(tracker)

    def test_what_was_saved_before_is_edited_on(self, tracker: Tracker) -> None:
        saved = AFFAIR.replace("It opens", "It opens at last")
        file_of(tracker).write_text(saved, encoding="utf-8")
        add(tracker, "2026-09-30")  # tracker.db is of the record before: built anew
        assert "It opens at last" in text_of(tracker)
        assert told_by(tracker)[-1] == "2026-09-30"

    def test_a_file_that_is_gone(self, tracker: Tracker) -> None:
        add(tracker, "2026-09-30")
        file_of(tracker).rename(tracker.root / "kept.yml")
        with pytest.raises(UsageError, match="no affair 'tunnel'"):
            add(tracker, "2026-10-31")
        with pytest.raises(UsageError, match="changed after the last edit"):
            undo_last(tracker)


class TestLinks:
    def test_a_link_within_the_tracker_stays_one(self, tracker: Tracker) -> None:
        real = tracker.root / "drafts.txt"
        file_of(tracker).rename(real)
        file_of(tracker).symlink_to(real)
        build_tracker(tracker)
        add(tracker, "2026-09-30")
        assert file_of(tracker).is_symlink()
        assert "2026-09-30" in real.read_text(encoding="utf-8")
        undo_last(tracker)
        assert real.read_text(encoding="utf-8") == AFFAIR

    def test_a_link_out_of_it_is_not_followed(self, tracker: Tracker, tmp_path: Path) -> None:
        outside = tmp_path / "outside.yml"
        file_of(tracker).rename(outside)
        file_of(tracker).symlink_to(outside)
        with pytest.raises(RecordError, match="leads out of the tracker"):
            add(tracker, "2026-09-30")
        assert outside.read_text(encoding="utf-8") == AFFAIR

    def test_var_that_leads_out(self, tracker: Tracker, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        shutil.rmtree(tracker.var, ignore_errors=True)
        tracker.var.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(TrackerError, match="leads out of the tracker"):
            add(tracker, "2026-09-30")
        assert list((tmp_path / "elsewhere").iterdir()) == []
        assert text_of(tracker) == AFFAIR

    def test_the_lock_that_leads_out(self, tracker: Tracker, tmp_path: Path) -> None:
        tracker.var.mkdir(exist_ok=True)
        (tracker.var / "edit.lock").symlink_to(tmp_path / "lock")
        with pytest.raises(TrackerError, match="symbolic link"):
            add(tracker, "2026-09-30")
        assert not (tmp_path / "lock").exists()

    def test_a_journal_that_names_a_file_outside(self, tracker: Tracker, tmp_path: Path) -> None:
        add(tracker, "2026-09-30")
        (entry,) = (tracker.var / "undo").glob("*.json")
        outside = tmp_path / "outside.yml"
        outside.write_text("precious", encoding="utf-8")
        held = json.loads(entry.read_text(encoding="utf-8"))
        held["file"] = "../outside.yml"
        entry.write_text(json.dumps(held), encoding="utf-8")
        with pytest.raises(TrackerError, match=re.escape("leads out")):
            undo_last(tracker)
        assert outside.read_text(encoding="utf-8") == "precious"


class TestADamagedJournal:
    def test_it_is_named_and_nothing_is_undone(self, tracker: Tracker) -> None:
        add(tracker, "2026-09-30")
        after = text_of(tracker)
        (entry,) = (tracker.var / "undo").glob("*.json")
        entry.write_text("{", encoding="utf-8")
        with pytest.raises(TrackerError, match=r"var/undo/00000001\.json cannot be read"):
            undo_last(tracker)
        assert text_of(tracker) == after

    def test_edits_go_on_beside_it(self, tracker: Tracker) -> None:
        add(tracker, "2026-09-30")
        (entry,) = (tracker.var / "undo").glob("*.json")
        entry.write_text("{", encoding="utf-8")
        apply_edit(tracker, "tunnel", lambda text, _: write_checked(text, TODAY), "checked", AT)
        assert undo_last(tracker) == "checked"
