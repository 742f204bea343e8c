"""A timetable's health: counts, slips, days, and the sentence."""

from __future__ import annotations

from datetime import date

import pytest

from bywhen.timetable.asof import figures_of_record
from bywhen.timetable.claims import Affair
from bywhen.timetable.health import Health, health, milestones_of
from tests.support.records import affair, day

RECORD = affair(
    """
event kept
  a by 2025-11-10 known=2025-11-01 tag=plan
  b happened 2025-11-08 known=2025-11-08
event late
  a by 2025-11-12 known=2025-11-02 tag=plan
  b by 2025-11-20 known=2025-11-05
event dropped
  a by 2025-11-14 known=2025-11-02 tag=plan
  b withdrawn known=2025-11-06
event far
  a within 2025-12-01/2025-12-10 known=2025-11-02 tag=plan
  b within 2025-12-05/2025-12-24 known=2025-11-07
event untagged
  a by 2025-11-03 known=2025-11-02
"""
)


def of(record: Affair, k: str, timetable: str | None = "plan") -> Health:
    when = day(k)
    figures = figures_of_record([record], when)
    titles = {event.id: event.title for event in record.events}
    return health(
        "the plan", timetable, figures, milestones_of(record, timetable, when), titles, when
    )


def test_the_counts() -> None:
    found = of(RECORD, "2025-11-21")
    assert (found.timetable, found.milestones, found.due, found.happened) == ("plan", 4, 3, 1)
    assert (found.overdue, found.unchecked, found.dropped, found.undated, found.cancelled) == (
        1, 0, 1, 0, 0,
    )  # fmt: skip
    assert (found.worst_slip, found.worst_event, found.median_slip) == (14, "x/far", 8.0)
    assert (found.days_planned, found.days_elapsed) == (39, 20)
    assert found.next_due == date(2025, 12, 24)


def test_the_sentence_says_what_was_dropped_before_any_slip() -> None:
    assert of(RECORD, "2025-11-21").sentence == (
        "The plan: 3 of 4 milestones were due, 1 of those happened; 1 dropped;"
        " 1 past due without confirmation; largest slip +14 days (Title of far)."
    )


def test_before_anything_is_due() -> None:
    found = of(RECORD, "2025-11-04")
    assert (found.due, found.happened, found.worst_slip, found.worst_event) == (0, 0, 0, "x/kept")
    assert found.sentence == "The plan: none of 4 milestones due yet."
    assert found.next_due == date(2025, 11, 10)


def test_due_today_is_due() -> None:
    assert (of(RECORD, "2025-11-10").due, of(RECORD, "2025-11-09").due) == (1, 0)


def test_next_due_may_be_today() -> None:
    assert of(RECORD, "2025-11-20").next_due == date(2025, 11, 20)


def test_a_milestone_that_happened_early_is_not_counted_before_it_is_due() -> None:
    assert of(RECORD, "2025-11-09").happened == 0


def test_the_middle_two_make_the_median() -> None:
    found = of(
        affair(
            "event a\n a by 2025-11-10 known=2025-11-01 tag=plan\n b by 2025-11-15 known=2025-11-02\n"
            "event b\n a by 2025-11-10 known=2025-11-01 tag=plan\n b by 2025-11-12 known=2025-11-02"
        ),
        "2025-11-03",
    )
    assert (found.median_slip, found.worst_slip) == (3.5, 5)


def test_once_all_happened_the_days_needed_count_to_the_last_outcome() -> None:
    record = affair(
        "event a\n a by 2025-11-10 known=2025-11-01 tag=plan\n b happened 2025-11-12 known=2025-11-12\n"
        "event b\n a by 2025-11-10 known=2025-11-03 tag=plan\n b happened 2025-11-20 known=2025-11-20"
    )
    found = of(record, "2025-12-30")
    assert (found.days_planned, found.days_elapsed, found.next_due) == (9, 19, None)
    assert found.sentence == "The plan: 2 of 2 milestones were due, 2 of those happened (2 late)."


def test_without_tags_every_dated_baseline_is_a_milestone() -> None:
    record = affair(
        "event a\n a by 2025-11-10 known=2025-11-01\nevent b\n a undated known=2025-11-01"
    )
    found = of(record, "2025-11-02")
    assert found.milestones == 1
    assert found.sentence == "The plan: none of 1 milestone due yet."


def test_a_single_milestone_was_due() -> None:
    record = affair("event a\n a by 2025-11-10 known=2025-11-01")
    assert of(record, "2025-11-11").sentence == (
        "The plan: 1 of 1 milestone was due, 0 of those happened; 1 past due without confirmation."
    )


def test_nothing_dated_yet() -> None:
    found = of(affair("event b\n a undated known=2025-11-01"), "2025-11-02")
    assert found.sentence == "The plan: no milestone has a date yet."
    assert (found.days_planned, found.days_elapsed, found.median_slip) == (None, None, None)


@pytest.mark.parametrize(
    ("claim", "is_milestone"),
    [
        ("a by 2025-11-10 known=2025-11-02 tag=plan", True),
        ("a by 2025-11-10 known=2025-11-03 tag=plan", False),
        ("a by 2025-11-10 known=2025-11-01 tag=plan rank=deprecated", False),
        ("a by 2025-11-10 known=2025-11-01 tag=plan retracted=2025-11-02", False),
        ("a by 2025-11-10 known=2025-11-01 tag=plan retracted=2025-11-03", True),
        ("a by 2025-11-10 known=2025-11-01 tag=second", False),
    ],
)
def test_a_milestone_has_a_visible_tagged_claim(claim: str, is_milestone: bool) -> None:
    record = affair(f"event e\n {claim}\nevent f\n a by 2025-11-10 known=2025-11-01 tag=plan")
    found = milestones_of(record, "plan", day("2025-11-02"))
    assert found == frozenset({"x/e", "x/f"} if is_milestone else {"x/f"})


def test_no_timetable_no_tags() -> None:
    assert milestones_of(RECORD, None, day("2025-11-02")) is None


@pytest.mark.parametrize(
    ("lines", "checked", "words"),
    [
        (" b cancelled known=2025-11-06", None, "1 cancelled"),
        (" b undated known=2025-11-06", None, "1 without a date"),
        ("", "2025-11-09", "1 past due and not followed since"),
    ],
)
def test_the_sentence_names_each_kind(lines: str, checked: str | None, words: str) -> None:
    record = affair(
        f"event a\n a by 2025-11-10 known=2025-11-01 tag=plan\n{lines}", checked=checked
    )
    assert f"; {words}." in of(record, "2025-11-12").sentence


def test_the_middle_one_of_five_is_the_median() -> None:
    events = [
        f"event e{slip}\n a by 2025-11-10 known=2025-11-01 tag=plan\n"
        f" b by 2025-11-{10 + slip} known=2025-11-02"
        for slip in (1, 2, 4, 8, 16)
    ]
    assert of(affair("\n".join(events)), "2025-11-03").median_slip == 4.0


def test_a_slip_of_one_day_is_told() -> None:
    record = affair(
        "event a\n a by 2025-11-10 known=2025-11-01 tag=plan\n b by 2025-11-11 known=2025-11-02"
    )
    assert of(record, "2025-11-03").sentence.endswith("; largest slip +1 day (Title of a).")


def test_an_event_without_a_title_goes_by_its_id() -> None:
    record = affair(
        "event a\n a by 2025-11-10 known=2025-11-01 tag=plan\n b by 2025-11-12 known=2025-11-02"
    )
    when = day("2025-11-03")
    figures = figures_of_record([record], when)
    found = health("the plan", "plan", figures, milestones_of(record, "plan", when), {}, when)
    assert found.sentence.endswith("; largest slip +2 days (x/a).")


def test_a_plan_without_an_end_has_no_length() -> None:
    record = affair("event a\n a not_before 2025-11-10 known=2025-11-01 tag=plan")
    found = of(record, "2025-11-05")
    assert (found.milestones, found.days_planned, found.days_elapsed) == (1, None, 4)


def test_late_ones_are_counted_among_those_that_happened() -> None:
    record = affair("""
        event a
          a by 2025-11-10 known=2025-11-01 tag=plan
          b happened 2025-11-12 known=2025-11-12
        event b
          a by 2025-11-11 known=2025-11-01 tag=plan
          b happened 2025-11-11 known=2025-11-11
    """)
    found = of(record, "2025-11-20")
    assert (found.due, found.happened, found.late) == (2, 2, 1)
    assert "(1 late)" in found.sentence
