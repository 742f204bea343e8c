"""Reading a tracker.db: what was known on a day, and clear words when it cannot be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bywhen.errors import StaleError, TrackerError
from bywhen.store.build import build
from bywhen.store.found import claims_of
from bywhen.store.read import moves_between, open_readonly, promises_at, states_at
from bywhen.timetable.asof import held_at
from bywhen.timetable.history import replay
from tests.store.databases import TRACKERS, record_of
from tests.support.records import affair, day

TWO_TIMETABLES = affair(
    "event e\n a by 2025-11-27 known=2025-11-20 tag=plan"
    "\n b by 2025-12-27 known=2025-11-25 tag=second"
    "\nevent f\n a by 2025-11-28 known=2025-11-20 issuer=us"
)


@pytest.fixture(name="path")
def path_of_database(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.db"
    build(path, [TWO_TIMETABLES], "digest")
    return path


@pytest.mark.parametrize("root", TRACKERS, ids=lambda root: root.name)
def test_what_was_known_on_a_day_is_what_the_replay_says(tmp_path: Path, root: Path) -> None:
    affairs = record_of(root)
    build(tmp_path / "tracker.db", affairs, "digest")
    played = replay(affairs)
    first = {one.id: one.timetables[0].id if one.timetables else None for one in affairs}
    known = {claim.known for one in affairs for event in one.events for claim in event.claims}
    with closing(open_readonly(tmp_path / "tracker.db")) as connection:
        for k in sorted(known | {one - timedelta(1) for one in known}):
            states = [
                one
                for one in played.states
                if held_at(one, k.toordinal()) and one.timetable == first[one.event.split("/")[0]]
            ]
            promises = [
                one
                for one in played.promises
                if held_at(one, k.toordinal()) and one.timetable == first[one.event.split("/")[0]]
            ]
            assert states_at(connection, k) == states
            assert promises_at(connection, k) == promises


def test_a_timetable_has_only_its_own_events(path: Path) -> None:
    with closing(open_readonly(path)) as connection:
        plan = states_at(connection, day("2025-12-01"))
        second = states_at(connection, day("2025-12-01"), timetable="second")
        promised = promises_at(connection, day("2025-12-01"), timetable="second")
    assert [(one.event, one.timetable) for one in plan] == [("x/e", "plan"), ("x/f", "plan")]
    assert [(one.event, one.timetable) for one in second] == [("x/e", "second")]
    assert [one.claim for one in promised] == ["x/e/b"]


def test_it_narrows_down_to_an_affair_or_event(path: Path) -> None:
    with closing(open_readonly(path)) as connection:
        assert states_at(connection, day("2025-12-01"), affair="y") == []
        (state,) = states_at(connection, day("2025-12-01"), event="x/f")
        assert state.claim == "x/f/a"
        (promise,) = promises_at(connection, day("2025-12-01"), affair="x", event="x/f")
        assert promise.due == day("2025-11-28").toordinal()


@pytest.mark.parametrize(
    ("day_from", "day_to", "claims"),
    [
        ("2025-11-24", "2025-11-25", ["x/e/b"]),
        ("2025-11-25", "2025-11-30", []),
        ("2025-11-19", "2025-11-24", []),
    ],
)
def test_moves_between_two_days_of_knowledge(
    path: Path, day_from: str, day_to: str, claims: list[str]
) -> None:
    with closing(open_readonly(path)) as connection:
        moves = moves_between(connection, day(day_from), day(day_to))
    assert [one.claim for one in moves] == claims
    assert all(one.days == 30 and one.kind == "slip" for one in moves)


def test_the_claims_of_an_event_come_as_they_became_known(path: Path) -> None:
    with closing(open_readonly(path)) as connection:
        claims = claims_of(connection, "x/e")
        assert claims_of(connection, "x/none") == []
    assert [(one.id, one.known, one.latest) for one in claims] == [
        ("x/e/a", "2025-11-20", "2025-11-27"),
        ("x/e/b", "2025-11-25", "2025-12-27"),
    ]


def test_a_reader_cannot_write(path: Path) -> None:
    with closing(open_readonly(path)) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM states")


def test_the_digest_is_only_asked_for_if_given(path: Path) -> None:
    open_readonly(path).close()
    open_readonly(path, "digest").close()
    with pytest.raises(StaleError, match="older than the record"):
        open_readonly(path, "another")


def _set(pragma: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA {pragma}")

    return change


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "there is no"),
        (lambda path: path.write_bytes(b"no database at all" * 500), "damaged"),
        (lambda path: path.write_bytes(b""), "not built by bywhen"),
        (_set("user_version = 999"), "another version"),
        (_set("application_id = 0"), "not built by bywhen"),
    ],
    ids=["no file", "no database", "an empty file", "another version", "another program's"],
)
def test_what_cannot_be_read_says_run_build(
    path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(path)
    with pytest.raises(StaleError, match=f"{said}.*run `bywhen build`"):
        open_readonly(path)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="could not be read"):
        open_readonly(tmp_path)


def test_a_name_with_marks_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "50% of #1?" / "tracker.db"
    path.parent.mkdir()
    build(path, [TWO_TIMETABLES], "digest")
    with closing(open_readonly(path, "digest")) as connection:
        assert states_at(connection, date(2025, 12, 1))
