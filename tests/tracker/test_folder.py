"""The tracker's folder: its names, its files, what it refuses, its digest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bywhen.errors import TrackerError
from bywhen.tracker import Tracker, refuse_platform


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    (tmp_path / "t" / "events").mkdir(parents=True)
    return Tracker.open(tmp_path / "t")


def put(tracker: Tracker, name: str, text: str = "affair: a\n") -> Path:
    path = tracker.events_dir / name
    path.write_text(text, encoding="utf-8")
    return path


def names(tracker: Tracker) -> list[str]:
    return [path.name for path in tracker.record_files()]


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("events_dir", "events"),
        ("ingest_dir", "ingest"),
        ("alerts", "alerts.yml"),
        ("metadata", "metadata.yml"),
        ("database", "tracker.db"),
        ("var", "var"),
        ("desk", "var/desk.db"),
    ],
)
def test_parts_have_their_names(tracker: Tracker, part: str, path: str) -> None:
    assert getattr(tracker, part) == tracker.root / path


class TestOpen:
    def test_folder_that_is_none_says_how_to_make_one(self, tmp_path: Path) -> None:
        with pytest.raises(TrackerError, match=r"has no folder events/.*bywhen init .*--tracker"):
            Tracker.open(tmp_path)

    def test_folder_inside_a_tracker_names_the_tracker(self, tracker: Tracker) -> None:
        inside = tracker.root / "ingest"
        inside.mkdir()
        with pytest.raises(TrackerError, match=f"did you mean {tracker.root}"):
            Tracker.open(inside)

    def test_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(TrackerError, match="does not exist"):
            Tracker.open(tmp_path / "none")

    def test_file_is_no_tracker(self, tmp_path: Path) -> None:
        (tmp_path / "f").touch()
        with pytest.raises(TrackerError, match="is a file"):
            Tracker.open(tmp_path / "f")

    def test_link_to_a_tracker_is_followed(self, tracker: Tracker, tmp_path: Path) -> None:
        put(tracker, "a.yml")
        (tmp_path / "link").symlink_to(tracker.root)
        assert names(Tracker.open(tmp_path / "link")) == ["a.yml"]

    @pytest.mark.parametrize("platform", ["win32", "cygwin"])
    def test_windows_is_told_what_to_use(self, platform: str) -> None:
        with pytest.raises(TrackerError, match="WSL"):
            refuse_platform(platform)

    @pytest.mark.parametrize("platform", ["linux", "darwin"])
    def test_others_are_welcome(self, platform: str) -> None:
        refuse_platform(platform)


class TestRecordFiles:
    def test_sorted_by_name_both_suffixes(self, tracker: Tracker) -> None:
        for name in ("b.yml", "a.yaml", "c.yml"):
            put(tracker, name)
        assert names(tracker) == ["a.yaml", "b.yml", "c.yml"]

    @pytest.mark.parametrize("name", [".a.yml", ".#a.yml", "a.yml~", "a.txt", "README.md", "ayml"])
    def test_other_files_are_no_record(self, tracker: Tracker, name: str) -> None:
        put(tracker, name)
        assert names(tracker) == []
        assert tracker.refused_files() == []

    def test_link_out_of_the_tracker_is_a_fault(self, tracker: Tracker, tmp_path: Path) -> None:
        (tmp_path / "secret.yml").write_text("affair: secret\n", encoding="utf-8")
        (tracker.events_dir / "a.yml").symlink_to(tmp_path / "secret.yml")
        (fault,) = tracker.refused_files()
        assert names(tracker) == []
        assert fault.path == "events/a.yml"
        assert "leads out of the tracker" in fault.message
        assert not fault.warning

    def test_sibling_with_the_same_beginning_is_outside(
        self, tracker: Tracker, tmp_path: Path
    ) -> None:
        outside = tmp_path / "t-other"
        outside.mkdir()
        (outside / "a.yml").touch()
        (tracker.events_dir / "a.yml").symlink_to(outside / "a.yml")
        assert len(tracker.refused_files()) == 1

    def test_events_folder_itself_may_not_lead_out(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere" / "a.yml").touch()
        (tmp_path / "t").mkdir()
        (tmp_path / "t" / "events").symlink_to(tmp_path / "elsewhere")
        tracker = Tracker.open(tmp_path / "t")
        assert names(tracker) == []
        assert len(tracker.refused_files()) == 1

    def test_link_inside_the_tracker_is_read(self, tracker: Tracker) -> None:
        shared = tracker.root / "shared.yml"
        shared.touch()
        (tracker.events_dir / "a.yml").symlink_to("../shared.yml")
        assert names(tracker) == ["a.yml"]

    def test_link_to_nothing_is_a_fault(self, tracker: Tracker) -> None:
        (tracker.events_dir / "a.yml").symlink_to("b.yml")
        assert "link to nothing" in tracker.refused_files()[0].message

    def test_circle_of_links_is_a_fault(self, tracker: Tracker) -> None:
        (tracker.events_dir / "a.yml").symlink_to("b.yml")
        (tracker.events_dir / "b.yml").symlink_to("a.yml")
        assert [fault.path for fault in tracker.refused_files()] == ["events/a.yml", "events/b.yml"]

    def test_folder_is_a_fault(self, tracker: Tracker) -> None:
        (tracker.events_dir / "a.yml").mkdir()
        assert "is a folder" in tracker.refused_files()[0].message

    def test_name_in_capitals_is_no_record_and_told(self, tracker: Tracker) -> None:
        put(tracker, "a.YML")
        (warning,) = tracker.refused_files()
        assert names(tracker) == []
        assert warning.warning
        assert str(warning).endswith("is not read: its name ends in capitals. Name it a.yml.")

    def test_files_in_a_folder_are_no_record_and_told(self, tracker: Tracker) -> None:
        (tracker.events_dir / "pictures").mkdir()
        (tracker.events_dir / "old").mkdir()
        (tracker.events_dir / "old" / "a.yml").touch()
        (warning,) = tracker.refused_files()
        assert warning.warning
        assert warning.path == "events/old"

    def test_pipe_is_a_fault_and_never_opened(self, tracker: Tracker) -> None:
        os.mkfifo(tracker.events_dir / "a.yml")
        assert "no regular file" in tracker.refused_files()[0].message


class TestDigest:
    def test_same_record_same_digest_wherever_it_is(self, tracker: Tracker, tmp_path: Path) -> None:
        (tmp_path / "u" / "events").mkdir(parents=True)
        other = Tracker.open(tmp_path / "u")
        put(tracker, "a.yml")
        put(tracker, "b.yml", "affair: b\n")
        put(other, "b.yml", "affair: b\n")
        put(other, "a.yml")
        assert tracker.digest() == other.digest()
        assert len(tracker.digest()) == 64

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda folder: (folder / "a.yml").write_text("x: 1"), id="bytes"),
            pytest.param(lambda folder: (folder / "a.yml").rename(folder / "b.yml"), id="name"),
            pytest.param(lambda folder: (folder / "c.yml").touch(), id="one more file"),
            pytest.param(lambda folder: (folder / "a.yml").unlink(), id="one file less"),
        ],
    )
    def test_every_change_of_the_record_changes_it(self, tracker: Tracker, change: object) -> None:
        put(tracker, "a.yml")
        before = tracker.digest()
        assert callable(change)
        change(tracker.events_dir)
        assert tracker.digest() != before

    def test_other_files_do_not_count(self, tracker: Tracker) -> None:
        put(tracker, "a.yml")
        before = tracker.digest()
        put(tracker, "notes.txt")
        (tracker.root / "alerts.yml").touch()
        assert tracker.digest() == before
