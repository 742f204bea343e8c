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
