"""Before, due, passed: by the event's own civil days, once each, late only if it must be."""

from __future__ import annotations

import pytest

from tests.alerts.desk import Desk, event_yaml

BY_27 = "id: a, by: 2025-11-27, issuer: union, known: 2025-11-01, phrase: by Thursday"


def test_the_steps_of_one_deadline_come_once_each(desk: Desk) -> None:
    desk.claims(BY_27)
    for now in (
        "2025-11-20T12:00Z", "2025-11-23T23:59Z", "2025-11-24T00:01Z", "2025-11-24T09:00Z",
        "2025-11-26T00:05Z", "2025-11-27T00:05Z", "2025-11-27T18:00Z", "2025-11-28T00:05Z",
        "2025-11-29T00:05Z", "2025-12-20T00:05Z",
    ):  # fmt: skip
        desk.run(now)
    assert desk.kinds() == ["before", "before", "due", "passed"]


# the zone, the last minute of 27 November there, the first of the 28th
MIDNIGHTS = [
    ("Europe/London", "2025-11-27T23:59Z", "2025-11-28T00:00Z"),
    ("America/New_York", "2025-11-28T04:59Z", "2025-11-28T05:00Z"),
    ("Asia/Hong_Kong", "2025-11-27T15:59Z", "2025-11-27T16:00Z"),
    ("Pacific/Kiritimati", "2025-11-27T09:59Z", "2025-11-27T10:00Z"),
    ("Pacific/Pago_Pago", "2025-11-28T10:59Z", "2025-11-28T11:00Z"),
    ("Asia/Kathmandu", "2025-11-27T18:14Z", "2025-11-27T18:15Z"),
]


@pytest.mark.parametrize(("zone", "last", "over"), MIDNIGHTS, ids=[row[0] for row in MIDNIGHTS])
def test_a_day_ends_at_midnight_of_the_events_own_zone(
    desk: Desk, zone: str, last: str, over: str
) -> None:
    desk.zone = zone
    desk.claims(BY_27)
    desk.run("2025-11-26T18:30Z", last)
    assert desk.kinds()[-1] == "due"
    desk.run(over)
    assert desk.kinds()[-1] == "passed"


def test_what_is_told_says_all_that_programs_need(desk: Desk) -> None:
    desk.claims(BY_27)
    desk.run("2025-11-24T08:00Z")
    (one,) = desk.payloads()
    expected = {
        "kind": "before", "event": "strike/vote", "affair": "strike", "due_from": "2025-11-27",
        "due_to": "2025-11-27", "words": "by Thursday", "issuer": "union", "late": None,
        "days_min": 3, "days_max": 3, "timezone": "Europe/London", "maybe_duplicate": False,
    }  # fmt: skip
    assert {name: one[name] for name in expected} == expected
    assert one["text"].startswith("The union votes: 3 days left, due by 27 Nov 2025\n")
    assert one["url"].endswith("/strike/event/vote?as_of=2025-11-24")
    assert one["id"].startswith("msg_")


def test_two_events_of_one_affair_may_have_two_zones(desk: Desk) -> None:
    desk.record(
        event_yaml(BY_27),
        event_yaml(BY_27, id="reply", title="Hong Kong replies", more="timezone: Asia/Hong_Kong"),
    )
    desk.run("2025-11-20T00:00Z", "2025-11-23T16:30Z")
    assert desk.told()[-1:] == [("before", "reply")]
    desk.run("2025-11-24T00:30Z")
    assert desk.told()[-1:] == [("before", "vote")]


def test_strict_words_are_due_by_the_strict_day_and_passed_by_the_last(desk: Desk) -> None:
    desk.claims("id: a, by: 2025-11-27, strict: 2025-11-26, known: 2025-11-01")
    desk.run("2025-11-20T09:00Z", "2025-11-23T09:00Z")
    (three,) = desk.payloads()
    assert (three["kind"], three["due_to"], three["strict"]) == (
        "before",
        "2025-11-27",
        "2025-11-26",
    )
    desk.run("2025-11-26T09:00Z")
    assert desk.payloads()[-1]["kind"] == "due"
    assert (
        "due today if taken strictly, by 27 Nov 2025 at the latest" in desk.payloads()[-1]["text"]
    )
    desk.run("2025-11-27T09:00Z")
    assert desk.kinds() == ["before", "due"]
    desk.run("2025-11-28T09:00Z")
    assert desk.kinds() == ["before", "due", "passed"]


def test_a_date_without_end_gives_one_notice_when_it_begins(desk: Desk) -> None:
    desk.claims("id: a, not_before: 2025-11-27, known: 2025-11-01")
    desk.run("2025-11-20T09:00Z", "2025-11-26T23:59Z")
    assert desk.kinds() == []
    desk.run("2025-11-27T00:01Z", "2025-11-28T00:01Z", "2025-12-05T00:01Z")
    assert desk.kinds() == ["due"]
    assert (
        desk.payloads()[0]["headline"]
        == "The union votes: may begin from today, not before 27 Nov 2025"
    )


def test_a_window_counts_down_to_its_end_and_never_becomes_a_day(desk: Desk) -> None:
    desk.claims("id: a, within: 2025-12-01/2025-12-10, known: 2025-11-27")
    desk.run("2025-11-28T09:00Z", "2025-12-07T09:00Z", "2025-12-09T09:00Z", "2025-12-10T09:00Z")
    desk.run("2025-12-11T09:00Z")
    assert [one["headline"].split(": ", 1)[1] for one in desk.payloads() if one["kind"] != "stale"] == [
        "up to 3 days left, due 1 to 10 Dec 2025",
        "up to 1 day left, due 1 to 10 Dec 2025",
        "window closes today (1 to 10 Dec 2025)",
        "passed without confirmation, was due 1 to 10 Dec 2025, 1 day ago",
    ]  # fmt: skip
    for one in desk.payloads():
        assert (one["due_from"], one["due_to"]) == ("2025-12-01", "2025-12-10")


def rule(desk: Desk, text: str, head: str = "") -> None:
    desk.config(
        f"{head}channels:\n- {{name: log, kind: file, address: var/alerts.jsonl}}\n"
        f"rules:\n- {{name: r, channels: [log], {text}}}\n"
    )


def test_hours_are_elapsed_hours_to_the_end_of_the_day(desk: Desk) -> None:
    """The clocks of New York go back on 2 November 2025: 168 hours are not seven calendar days."""
    desk.zone = "America/New_York"
    rule(desk, "kinds: [before], when: [168h, 7d]")
    desk.claims("id: a, by: 2025-11-07, known: 2025-10-01")  # ends 8 November, 05:00 UTC
    desk.run("2025-10-20T00:00Z", "2025-10-31T03:59Z")
    assert desk.kinds() == []
    desk.run("2025-10-31T04:00Z")  # midnight of 31 October there: 7d
    desk.run("2025-11-01T04:59Z")
    assert len(desk.kinds()) == 1
    desk.run("2025-11-01T05:00Z")  # 168 hours before the end
    assert len(desk.kinds()) == 2


def test_without_repeat_nothing_follows_the_day_after(desk: Desk) -> None:
    rule(desk, "kinds: [passed]")
    desk.claims(BY_27)
    desk.run("2025-11-27T09:00Z", "2025-11-28T09:00Z", "2025-12-05T09:00Z", "2026-02-01T09:00Z")
    assert desk.kinds() == ["passed"]


def test_with_repeat_it_is_told_again_until_it_is_settled(desk: Desk) -> None:
    rule(desk, "kinds: [passed], repeat: 7d")
    desk.claims(BY_27)
    for now in (
        "2025-11-27T09:00Z", "2025-11-28T09:00Z", "2025-12-04T09:00Z", "2025-12-05T09:00Z",
        "2025-12-12T09:00Z", "2025-12-12T19:00Z", "2025-12-19T09:00Z",
    ):  # fmt: skip
        desk.run(now)
    assert [one["at"][:10] for one in desk.payloads()] == [
        "2025-11-28", "2025-12-05", "2025-12-12", "2025-12-19",
    ]  # fmt: skip
    desk.claims(BY_27, "id: b, happened: 2025-12-20, issuer: union, known: 2025-12-20")
    desk.run("2025-12-20T09:00Z", "2025-12-26T09:00Z", "2026-01-02T09:00Z")
    assert len(desk.kinds()) == 4


def test_silence_after_checked_through_proves_nothing(desk: Desk) -> None:
    desk.head = "checked_through: 2025-11-20\n"
    desk.claims(BY_27)
    desk.run("2025-11-27T09:00Z", "2025-11-28T09:00Z")
    assert desk.payloads()[-1]["headline"].endswith(
        "date passed (by 27 Nov 2025); record followed to 20 Nov 2025 only"
    )


def test_only_the_last_step_is_told_late_and_it_says_so(desk: Desk) -> None:
    desk.claims(BY_27)
    desk.run("2025-11-20T09:00Z")
    desk.run("2025-11-27T01:30Z")  # nothing ran when 3d and 1d were due
    (one,) = desk.payloads()
    assert (one["kind"], one["late"]) == ("due", None)
    assert desk.states() == {"sent": 1, "coalesced": 2}
    desk.run("2025-11-30T00:30Z")
    late = desk.payloads()[-1]
    assert (late["kind"], late["late"]) == ("passed", 2 * 86_400 + 1_800)
    assert "Late: this alert is late by 2 days" in late["text"]


def test_a_long_gap_gives_one_catch_up(desk: Desk) -> None:
    desk.record(
        *(event_yaml(f"id: a, by: 2025-12-{day:02}, known: 2025-11-01", id=f"vote-{day}")
          for day in range(1, 13))
    )  # fmt: skip
    desk.run("2025-11-20T09:00Z")
    desk.run("2025-12-24T09:00Z", "2025-12-24T10:00Z", "2025-12-26T09:00Z")
    (one,) = [one for one in desk.payloads() if one["kind"] == "catch_up"]
    assert one["items_total"] == 12
    assert one["headline"] == "12 alerts came due while nothing was sent, since 2 Dec 2025"
    assert "passed" not in desk.kinds()


def test_a_milestone_that_is_new_and_near_is_told_though_late(desk: Desk) -> None:
    desk.run_empty("2025-11-20T09:00Z")
    desk.claims(BY_27)
    desk.run("2025-11-25T09:00Z")
    (one,) = desk.payloads()
    assert (one["kind"], one["late"]) == ("before", 33 * 3_600)


# zone; a wall time that is left out or comes twice; the instant it stands for
CLOCK_CHANGES = [
    ("the day begins at 1:00", "America/Santiago", "2025-09-07", "2025-09-07T03:59Z", "2025-09-07T04:00Z"),
    ("midnight comes twice", "America/Havana", "2025-11-02", "2025-11-02T03:59Z", "2025-11-02T04:00Z"),
    ("the day that Samoa left out", "Pacific/Apia", "2011-12-31", "2011-12-30T09:59Z", "2011-12-30T10:00Z"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "day", "before", "first"),
    [r[1:] for r in CLOCK_CHANGES],
    ids=[r[0] for r in CLOCK_CHANGES],
)
def test_a_day_begins_with_its_first_instant_whatever_the_clocks_do(
    desk: Desk, zone: str, day: str, before: str, first: str
) -> None:
    desk.zone = zone
    rule(desk, "kinds: [due]")
    desk.claims(f"id: a, day: {day}, known: 2011-01-01")
    desk.run("2011-06-01T00:00Z", before)
    assert desk.kinds() == []
    desk.run(first)
    assert desk.kinds() == ["due"]


def test_affairs_events_and_timetables_narrow_a_rule(desk: Desk) -> None:
    desk.head = "timetables:\n- {id: plan, title: The plan}\n"
    desk.record(
        event_yaml(f"{BY_27}, timetable: plan", id="planned"),
        event_yaml(BY_27, id="unplanned"),
    )
    desk.record(event_yaml(BY_27), affair="other", head="")
    for text, expected in (
        ("affairs: [other]", ["vote"]),
        ("affairs: strike", ["planned", "unplanned"]),
        ("events: [unplanned]", ["unplanned"]),
        ("events: [other/vote]", ["vote"]),
        ("timetables: [plan]", ["planned"]),
        ("timetables: [any]", ["planned", "vote"]),
        ("affairs: [other], events: [planned]", []),
    ):
        rule(desk, f"kinds: [before], {text}")
        (desk.folder / "var" / "alerts.jsonl").unlink(missing_ok=True)
        (desk.folder / "var" / "desk.db").unlink(missing_ok=True)
        desk.run("2025-11-24T09:00Z")
        assert sorted(event or "" for _, event in desk.told()) == expected, text
