"""Rows of the replay, each side of them: promises, moves, and what hangs on what, worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from bywhen.errors import DateError
from bywhen.timetable.baseline import trend
from bywhen.timetable.claims import Affair, Timetable
from bywhen.timetable.edtf import parse_window
from bywhen.timetable.figures import Move, Promise
from bywhen.timetable.history import Replay, replay
from tests.support.records import affair

LAST_DAY = date.max.toordinal()


def iso(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(day).isoformat()


def played(*affairs: Affair) -> Replay:
    return replay(affairs)


def baselines(rows: Replay, event: str, timetable: str, day: str) -> tuple[str | None, ...]:
    """Baseline's last day and the date's, as of a day."""
    k = date.fromisoformat(day).toordinal()
    for row in rows.states:
        held = row.known_from <= k and (row.known_until is None or k < row.known_until)
        if row.event == event and row.timetable == timetable and held:
            return iso(row.baseline_due), iso(row.due_to)
    return ()


def promise(row: Promise) -> tuple[object, ...]:
    return (
        row.claim, iso(row.known), iso(row.due_from), iso(row.due), row.ended_by,
        iso(row.ended_known), row.move, row.move_kind, row.verdict, row.notice, row.horizon,
    )  # fmt: skip


def move(row: Move) -> tuple[object, ...]:
    return iso(row.day), row.claim, row.inherited, row.kind, row.days


def test_every_part_of_a_promise() -> None:
    record = affair("""
        event e
          a by 2025-11-27 known=2025-11-20 tag=plan
          b within 2025-11-26/2025-12-05 known=2025-11-23
          c by 2025-12-01 known=2025-12-10
          d withdrawn known=2025-12-12
    """)
    last = [promise(row) for row in played(record).promises if row.known_until is None]
    assert last == [
        ("x/e/a", "2025-11-20", "2025-11-27", "2025-11-27", "x/e/b", "2025-11-23",
         None, None, "moved", 4, 7),
        ("x/e/b", "2025-11-23", "2025-11-26", "2025-12-05", "x/e/c", "2025-12-10",
         8, "loosened", "missed", -5, 12),
        ("x/e/c", "2025-12-10", "2025-12-01", "2025-12-01", "x/e/d", "2025-12-12",
         -4, "firmed", "missed", -11, -9),
    ]  # fmt: skip


ANCHOR_MOVES = """
    event p
      a by 2025-12-01 known=2025-11-01 tag=plan
      b by 2025-12-20 known=2025-11-10
    event e
      a by P10D after=p known={known} tag=plan
      b by P12D after=p known=2025-11-20
"""


def test_a_move_says_whether_the_anchor_made_it() -> None:
    rows = played(affair(ANCHOR_MOVES.format(known="2025-11-05")))
    assert [move(row) for row in rows.moves if row.event == "x/e"] == [
        ("2025-11-10", "x/e/a", True, "slip", 19),
        ("2025-11-20", "x/e/b", False, "slip", 2),
    ]
    said = [promise(row)[6:8] for row in rows.promises if row.claim == "x/e/b"]
    assert said == [(2, "slip")]


def test_an_anchor_that_had_moved_before_the_promise_is_a_move_of_that_day() -> None:
    rows = played(affair(ANCHOR_MOVES.format(known="2025-11-15")))
    assert [move(row) for row in rows.moves if row.event == "x/e"] == [
        ("2025-11-15", "x/e/a", True, "slip", 19),
        ("2025-11-20", "x/e/b", False, "slip", 2),
    ]
    assert baselines(rows, "x/e", "plan", "2025-11-15") == ("2025-12-11", "2025-12-30")


def test_a_retraction_of_the_anchors_claim_takes_its_move_back() -> None:
    record = affair("""
        event p
          a by 2025-12-01 known=2025-11-01 tag=plan
          b by 2025-12-20 known=2025-11-10 retracted=2025-11-15
        event e
          a by P10D after=p known=2025-11-05 tag=plan
    """)
    rows = played(record)
    assert baselines(rows, "x/e", "plan", "2025-11-14") == ("2025-12-11", "2025-12-30")
    assert baselines(rows, "x/e", "plan", "2025-11-15") == ("2025-12-11", "2025-12-11")


def test_a_baseline_follows_the_anchors_baseline_under_the_same_timetable() -> None:
    record = affair("""
        event p
          a by 2025-12-01 known=2025-11-01 tag=plan
          b by 2025-12-15 known=2025-11-05 tag=second
          c by 2025-12-20 known=2025-11-06
        event e
          a by P10D after=p known=2025-11-07 tag=second
    """)
    rows = played(record)
    assert baselines(rows, "x/e", "second", "2025-11-07") == ("2025-12-25", "2025-12-30")
    assert baselines(rows, "x/e", "plan", "2025-11-07") == ("2025-12-11", "2025-12-30")


def test_an_anchor_elsewhere_without_the_timetable_counts_under_its_own_first() -> None:
    other = affair(
        """
        event p
          a by 2025-12-01 known=2025-11-01 tag=own
          b by 2025-12-20 known=2025-11-06 tag=later
        """,
        name="y",
        timetables=(Timetable("own", "Own"), Timetable("later", "Later")),
    )
    record = affair("""
        event e
          a by P10D after=y/p known=2025-11-07 tag=second
    """)
    rows = played(other, record)
    assert baselines(rows, "x/e", "second", "2025-11-07") == ("2025-12-11", "2025-12-30")


# The anchor's own baseline has no date: then its first date from the promise on counts, and it had
# another one before.
LATE_DATE = """
    event p
      z by 2025-11-30 known=2025-10-20
      a undated known=2025-11-01 tag=plan
      b by 2025-12-01 known=2025-11-10
      c by 2025-12-20 known=2025-11-20
    event e
      a by P10D after=p known={known} tag=plan
"""


@pytest.mark.parametrize(
    ("known", "day", "wanted"),
    [
        ("2025-10-25", "2025-10-25", ("2025-12-10", "2025-12-10")),  # it had one when it was said
        ("2025-11-05", "2025-11-09", (None, None)),
        ("2025-11-05", "2025-11-10", ("2025-12-11", "2025-12-11")),
        ("2025-11-05", "2025-11-25", ("2025-12-11", "2025-12-30")),
        ("2025-11-10", "2025-11-10", ("2025-12-11", "2025-12-11")),
        ("2025-11-12", "2025-11-25", ("2025-12-11", "2025-12-30")),
        ("2025-11-20", "2025-11-25", ("2025-12-30", "2025-12-30")),
    ],
)
def test_the_first_date_an_anchor_had_from_the_promise_on(
    known: str, day: str, wanted: tuple[str | None, str | None]
) -> None:
    assert baselines(played(affair(LATE_DATE.format(known=known))), "x/e", "plan", day) == wanted


@pytest.mark.parametrize(
    ("due", "meets"),
    [(0, None), (1, 1), (LAST_DAY, LAST_DAY), (LAST_DAY + 1, None)],
)
def test_a_trend_meets_within_the_calendar_or_not_at_all(due: int, meets: int | None) -> None:
    assert trend(0, 1, 5, due) == (0.0, meets)


@pytest.mark.parametrize("text", ["2025-13-01", "2025-02-30", "next week"])
def test_an_error_keeps_the_text_it_is_about(text: str) -> None:
    with pytest.raises(DateError) as told:
        parse_window(text)
    assert told.value.text == text


def test_a_promise_without_an_end_moves_with_its_anchor() -> None:
    record = affair("""
        event p
          a by 2025-12-01 known=2025-11-01 tag=plan
          b by 2025-12-20 known=2025-11-10
        event e
          a not_before P10D after=p known=2025-11-05 tag=plan
    """)
    rows = played(record)
    # A later start lies inside the old window, which has no end: firmed.
    told = [(move(row), iso(row.old_from), iso(row.new_from)) for row in rows.moves]
    assert told[-1] == (("2025-11-10", "x/e/a", True, "firmed", None), "2025-12-11", "2025-12-30")


def test_moves_stand_by_day_those_that_a_retraction_took_back_among_them() -> None:
    record = affair("""
        event e
          a by 2025-12-01 known=2025-11-01 tag=plan
          z by 2025-12-10 known=2025-11-05 retracted=2025-11-20
          c by 2025-12-15 known=2025-11-10
          d by 2025-12-20 known=2025-11-10
          e by 2025-12-21 known=2025-11-15
    """)
    told = [
        (iso(row.day), row.claim, row.days, iso(row.known_from), iso(row.known_until))
        for row in played(record).moves
    ]
    assert told == [
        ("2025-11-05", "x/e/z", 9, "2025-11-05", "2025-11-20"),
        ("2025-11-10", "x/e/c", 5, "2025-11-10", "2025-11-20"),
        ("2025-11-10", "x/e/d", 5, "2025-11-10", None),
        ("2025-11-10", "x/e/c", 14, "2025-11-20", None),
        ("2025-11-15", "x/e/e", 1, "2025-11-15", None),
    ]


def test_a_promise_stays_open_while_its_anchor_has_no_outcome_though_it_happened() -> None:
    record = affair("""
        event p
          a by 2025-12-01 known=2025-11-01 tag=plan
        event e
          a by P10D after=p known=2025-11-05 tag=plan
          b happened 2025-11-20 known=2025-11-20
    """)
    assert [row.verdict for row in played(record).promises if row.claim == "x/e/a"] == ["open"]
