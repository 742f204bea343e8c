"""Moved, dropped, met, firmed, loosened: once each, after they have settled, superseding what waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.alerts.desk import Desk, event_yaml

A = "id: a, by: 2025-12-20, issuer: union, known: 2025-11-01, phrase: by the 20th"
FIRST = "2025-11-10T08:00Z"
SEEN = "2025-11-10T09:00Z"
SETTLED = "2025-11-10T10:01Z"


def then(desk: Desk, *claims: str) -> None:
    """The record as it stood, seen; then with more claims, seen and settled."""
    desk.claims(A)
    desk.run(FIRST)
    desk.claims(A, *claims)
    desk.run(SEEN, SETTLED)


# what is said next; the kind told; the first line of the message
NEWS = [
    ("later", "by: 2025-12-27", "moved", "moved 7 days later: by 27 Dec 2025, was by 20 Dec 2025"),
    ("earlier", "by: 2025-12-13", "moved", "moved 7 days earlier: by 13 Dec 2025, was by 20 Dec 2025"),
    ("a window that holds it", "within: 2025-12-10/2025-12-31", "loosened", "loosened: 10 to 31 Dec 2025, was by 20 Dec 2025"),
    ("withdrawn", "withdrawn: true", "dropped", "dropped, was due by 20 Dec 2025, 40 days' notice"),
    ("cancelled", "cancelled: true", "dropped", "cancelled, was due by 20 Dec 2025, 40 days' notice"),
    ("undated", "undated: true", "dropped", "left without a date, was due by 20 Dec 2025, 40 days' notice"),
    ("happened", "happened: 2025-11-10", "met", "happened on 10 Nov 2025, in time"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "kind", "news"), [r[1:] for r in NEWS], ids=[r[0] for r in NEWS])
def test_what_a_new_word_tells(desk: Desk, said: str, kind: str, news: str) -> None:
    then(desk, f"id: b, {said}, issuer: union, known: 2025-11-10, phrase: we now say so")
    (one,) = desk.payloads()
    assert one["kind"] == kind
    assert one["text"].splitlines()[0] == f"The union votes: {news}"
    assert (one["words"], one["issuer"]) == ("we now say so", "union")


def test_a_window_that_narrows_has_firmed_up(desk: Desk) -> None:
    desk.claims("id: a, within: 2025-12-01/2025-12-31, issuer: union, known: 2025-11-01")
    desk.run(FIRST)
    desk.claims(
        "id: a, within: 2025-12-01/2025-12-31, issuer: union, known: 2025-11-01",
        "id: b, within: 2025-12-10/2025-12-14, issuer: union, known: 2025-11-10",
    )
    desk.run(SEEN, SETTLED)
    (one,) = desk.payloads()
    assert one["kind"] == "firmed"
    assert (one["old_from"], one["old_to"]) == ("2025-12-01", "2025-12-31")
    assert (one["due_from"], one["due_to"]) == ("2025-12-10", "2025-12-14")


def test_what_happened_late_says_by_how_much(desk: Desk) -> None:
    then(desk, "id: b, happened: 2025-12-27, known: 2025-12-27")
    desk.run("2025-12-27T12:00Z")
    assert desk.kinds()[-1] == "met_late"
    assert desk.payloads()[-1]["headline"].endswith("happened on 27 Dec 2025, 7 days late")


def test_a_move_waits_an_hour_a_drop_does_not(desk: Desk) -> None:
    desk.claims(A)
    desk.run(FIRST)
    desk.claims(A, "id: b, by: 2025-12-27, issuer: union, known: 2025-11-10")
    desk.run("2025-11-10T09:00Z", "2025-11-10T09:59Z")
    assert desk.kinds() == []
    desk.run("2025-11-10T10:00Z")
    assert desk.kinds() == ["moved"]
    desk.claims(
        A,
        "id: b, by: 2025-12-27, issuer: union, known: 2025-11-10",
        "id: c, withdrawn: true, issuer: union, known: 2025-11-10",
    )
    desk.run("2025-11-10T10:01Z")
    assert desk.kinds() == ["moved", "dropped"]


def test_a_date_that_goes_there_and_back_tells_nothing(desk: Desk) -> None:
    desk.claims(A)
    desk.run(FIRST)
    for minute in range(0, 130, 10):  # thirteen edits: A, B, A, B, ...
        if minute % 20 == 0:
            desk.claims(A, "id: b, by: 2025-12-27, issuer: union, known: 2025-11-10")
        else:
            desk.claims(A)
        desk.run((datetime(2025, 11, 10, 9, tzinfo=UTC) + timedelta(minutes=minute)).isoformat())
    desk.claims(A)
    desk.run("2025-11-10T12:00Z", "2025-11-10T14:00Z")
    assert desk.kinds() == []


def test_a_date_that_keeps_moving_is_told_within_three_hours(desk: Desk) -> None:
    desk.claims(A)
    desk.run(FIRST)
    for step in range(1, 14):  # thirteen moves in as many half hours
        desk.claims(A, f"id: b, by: 2025-12-{20 - step:02}, issuer: union, known: 2025-11-10")
        at = datetime(2025, 11, 10, 9, tzinfo=UTC) + timedelta(minutes=30 * step)
        desk.run(at.isoformat())
    desk.run("2025-11-10T18:00Z")
    assert 2 <= len(desk.kinds()) <= 3
    last = desk.payloads()[-1]
    assert (last["kind"], last["due_to"]) == ("moved", "2025-12-07")


def test_edits_of_words_alone_tell_nothing(desk: Desk) -> None:
    desk.claims("id: a, by: 2025-11-13, issuer: union, known: 2025-11-01, phrase: first words")
    desk.run("2025-11-10T08:00Z")
    for number in range(12):
        desk.claims(
            f"id: a, by: 2025-11-13, issuer: union, known: 2025-11-01, phrase: edited {number} times"
        )
        desk.run("2025-11-10T09:00Z")
    desk.run("2025-11-13T09:00Z")
    assert desk.kinds() == ["before", "due"]


def test_a_day_on_which_more_is_known_tells_by_itself(desk: Desk) -> None:
    """The record holds a claim of tomorrow; no edit, no build: the day makes it the current one."""
    desk.claims(A, "id: b, by: 2025-12-27, issuer: union, known: 2025-11-12")
    desk.run("2025-11-11T12:00Z", "2025-11-12T00:30Z")
    assert desk.kinds() == []
    desk.run("2025-11-12T08:00Z")
    assert desk.kinds() == ["moved"]


def test_importing_history_tells_nothing(desk: Desk) -> None:
    desk.run_empty(FIRST)
    for year in range(2015, 2025):
        desk.record(
            *(
                event_yaml(
                    f"id: a, by: {year}-{month:02}-10, known: {year}-01-01",
                    f"id: b, by: {year}-{month:02}-20, known: {year}-01-02",
                    id=f"vote-{month}",
                )
                for month in range(2, 12)
            ),
            affair=f"strike-{year}",
        )
    desk.run(SEEN, SETTLED, "2025-11-11T10:00Z", "2025-11-30T10:00Z")
    assert desk.kinds() == []
    assert desk.rows("SELECT count(*) FROM watched WHERE NOT gone") == [(100,)]


def test_a_move_supersedes_what_waits(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: '${PLACE}'}\n"
        "rules:\n- {name: all, channels: [log]}\n"
    )
    desk.claims("id: a, by: 2025-11-13, issuer: union, known: 2025-11-01")
    desk.run(FIRST)  # the file is not known: it waits
    assert desk.states() == {"pending": 1}
    desk.claims(
        "id: a, by: 2025-11-13, issuer: union, known: 2025-11-01",
        "id: b, by: 2025-12-13, issuer: union, known: 2025-11-10",
    )
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.run(SEEN, SETTLED)
    assert desk.kinds() == ["moved"]
    assert desk.states() == {"superseded": 1, "sent": 1}


def test_a_move_that_nobody_was_told_is_told_from_the_date_that_they_know(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: '${PLACE}'}\n"
        "rules:\n- {name: all, kinds: [moved, dropped], channels: [log]}\n"
    )
    b = "id: b, by: 2025-12-27, issuer: union, known: 2025-11-10"
    then(desk, b)  # 20 to 27 December: waits
    desk.claims(A, b, "id: c, by: 2026-01-15, issuer: union, known: 2025-11-10")
    desk.run("2025-11-10T11:00Z")
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.run("2025-11-10T12:01Z")
    (one,) = desk.payloads()
    assert (one["old_to"], one["due_to"], one["slip"]) == ("2025-12-20", "2026-01-15", 26)


def test_a_move_that_nobody_was_told_and_that_is_undone_tells_nothing(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: '${PLACE}'}\n"
        "rules:\n- {name: all, kinds: [moved, dropped], channels: [log]}\n"
    )
    then(desk, "id: b, by: 2025-12-27, issuer: union, known: 2025-11-10")
    desk.claims(A)
    desk.run("2025-11-10T11:00Z")
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.run("2025-11-10T12:01Z", "2025-11-10T15:00Z")
    assert desk.payloads() == []
    assert desk.states() == {"superseded": 1}


def test_a_renamed_event_raises_nothing_and_keeps_its_keys(desk: Desk) -> None:
    desk.claims("id: a, by: 2025-11-13, issuer: union, known: 2025-11-01")
    desk.run("2025-11-10T08:00Z")
    assert desk.kinds() == ["before"]
    desk.record(
        event_yaml(
            "id: a, by: 2025-11-13, issuer: union, known: 2025-11-01",
            id="ballot",
            more="formerly: [vote]",
        )
    )
    desk.run("2025-11-10T09:00Z", "2025-11-11T09:00Z")
    assert desk.kinds() == ["before"]
    desk.run("2025-11-12T09:00Z")
    assert desk.told() == [("before", "vote"), ("before", "ballot")]


def test_an_event_that_is_taken_out_is_told_of_no_more(desk: Desk) -> None:
    desk.claims("id: a, by: 2025-11-13, issuer: union, known: 2025-11-01")
    desk.run("2025-11-01T08:00Z")
    desk.record(event_yaml("id: a, by: 2026-11-13, known: 2025-11-01", id="other"))
    desk.run("2025-11-13T08:00Z")
    assert desk.kinds() == []


def test_an_anchored_date_is_told_with_the_event_that_it_hangs_on(desk: Desk) -> None:
    follower = event_yaml(
        "id: a, by: P30D, after: vote, known: 2025-11-01", id="strike", title="The strike begins"
    )
    desk.record(event_yaml(A), follower)
    desk.run(FIRST)
    desk.record(event_yaml(A, "id: b, by: 2025-12-27, issuer: union, known: 2025-11-10"), follower)
    desk.run(SEEN, SETTLED)
    assert desk.told() == [("moved", "vote")]
    (one,) = desk.payloads()
    assert one["hangs"] == ["strike/strike"]
    assert "Waiting for it: The strike begins" in one["text"]
    desk.record(
        event_yaml(
            A, "id: b, by: 2025-12-27, issuer: union, known: 2025-11-10",
            "id: c, happened: 2025-11-11, issuer: union, known: 2025-11-11",
        ),
        follower,
    )  # fmt: skip
    desk.run("2025-11-11T09:00Z", "2025-11-11T10:01Z")
    assert desk.told()[1:] == [("met", "vote"), ("firmed", "strike")]
    assert (
        "the clock has started: due by 11 Dec 2025, was projected by 26 Jan 2026"
        in desk.payloads()[-1]["headline"]
    )


def test_no_alert_moves_twice_when_the_clock_goes_back_and_forth(desk: Desk) -> None:
    desk.claims(A, "id: b, by: 2025-12-27, issuer: union, known: 2025-11-12", "id: c, withdrawn: true, issuer: union, known: 2025-11-14")  # fmt: skip
    for now in (
        "2025-11-11T12:00Z", "2025-11-12T12:00Z", "2025-11-11T12:00Z", "2025-11-12T12:30Z",
        "2025-11-14T12:00Z", "2025-11-12T12:00Z", "2025-11-14T12:30Z", "2025-11-15T12:00Z",
        "2025-11-10T12:00Z", "2025-11-15T12:30Z", "2025-11-15T14:30Z",
    ):  # fmt: skip
        desk.run(now)
    assert desk.kinds() == ["moved", "dropped"]


def test_a_date_that_comes_back_and_one_that_comes_first(desk: Desk) -> None:
    dropped = "id: b, withdrawn: true, issuer: union, known: 2025-11-10"
    then(desk, dropped)
    desk.claims(A, dropped, "id: c, by: 2026-01-05, issuer: union, known: 2025-11-10")
    desk.run("2025-11-10T12:00Z", "2025-11-10T13:01Z")
    assert desk.payloads()[-1]["headline"].endswith("has a date again: by 5 Jan 2026")
    undated = event_yaml("id: a, undated: true, issuer: union, known: 2025-11-01", id="first")
    desk.record(undated)
    desk.run("2025-11-10T14:00Z")
    dated = "id: b, within: 2025-12, issuer: union, known: 2025-11-10"
    desk.record(undated + f"  - {{{dated}}}\n")
    desk.run("2025-11-10T15:00Z", "2025-11-10T16:01Z")
    assert desk.payloads()[-1]["headline"].endswith("has a date now: 1 to 31 Dec 2025")


def test_an_outcome_that_is_taken_back_is_told(desk: Desk) -> None:
    happened = "id: b, happened: 2025-11-10, issuer: union, known: 2025-11-10"
    then(desk, happened)
    desk.claims(A, f"{happened}, retracted: 2025-11-12")
    desk.run("2025-11-11T08:00Z", "2025-11-12T08:00Z")
    assert desk.kinds() == ["met", "moved"]
    assert desk.payloads()[-1]["headline"].endswith(
        "the report that it had happened is withdrawn, due by 20 Dec 2025"
    )


CORRECTED = "id: a, by: 2025-12-12, known: 2025-11-01, issuer: union"


@pytest.mark.parametrize("is_logged", [True, False])
def test_a_correction_of_the_record_is_not_told_as_a_move(desk: Desk, is_logged: bool) -> None:
    desk.claims(CORRECTED.replace("12-12", "12-10"))
    desk.run("2025-11-02T09:00Z")
    log = "corrections:\n- {day: 2025-11-03, claim: vote/a, was: by 2025-12-10, now: by 2025-12-12, why: misread}\n"
    desk.head = log if is_logged else ""
    desk.claims(CORRECTED)
    desk.run("2025-11-03T09:00Z", "2025-11-03T11:00Z")
    (told,) = [one for one in desk.payloads() if one["kind"] == "moved"]
    assert told["headline"] == (
        "The union votes: corrected: by 12 Dec 2025; it was given here as by 10 Dec 2025"
    )
    assert (told["corrected"], told["why"]) == (True, "misread" if is_logged else None)
    assert (told["slip"], told["old_to"]) == (None, "2025-12-10")
    assert ("Why corrected: misread\n" in told["text"]) == is_logged


def test_what_is_really_said_anew_is_no_correction(desk: Desk) -> None:
    desk.claims(CORRECTED)
    desk.run("2025-11-02T09:00Z")
    desk.claims(CORRECTED, "id: b, by: 2025-12-20, known: 2025-11-03, issuer: union")
    desk.run("2025-11-03T09:00Z", "2025-11-03T11:00Z")
    (told,) = [one for one in desk.payloads() if one["kind"] == "moved"]
    assert (told["corrected"], told["slip"]) == (False, 8)


LATER = "id: b, by: 2025-12-20, known: 2025-11-03, issuer: union"
TAKEN_OUT = [
    ("retracted: 2025-11-05", "taken back by its source: by 20 Dec 2025; now by 12 Dec 2025", None),
    (
        "rank: deprecated, why: a hoax",
        "corrected: by 12 Dec 2025; it was given here as by 20 Dec 2025",
        "a hoax",
    ),
]


@pytest.mark.parametrize(("how", "news", "why"), TAKEN_OUT, ids=["retracted", "deprecated"])
def test_a_word_that_counts_no_longer_is_no_move(
    desk: Desk, how: str, news: str, why: str | None
) -> None:
    desk.claims(CORRECTED, LATER)
    desk.run("2025-11-04T09:00Z")
    desk.claims(CORRECTED, f"{LATER}, {how}")
    desk.run("2025-11-05T09:00Z", "2025-11-05T11:00Z")
    (told,) = [one for one in desk.payloads() if one["kind"] == "moved"]
    assert told["headline"] == f"The union votes: {news}"
    assert (told["why"], told["corrected"], told["taken_back"]) == (why, bool(why), not why)


def test_a_word_that_came_after_one_taken_back_moves_the_date(desk: Desk) -> None:
    desk.claims(CORRECTED, LATER)
    desk.run("2025-11-04T09:00Z")
    desk.claims(
        CORRECTED, f"{LATER}, retracted: 2025-11-05", "id: c, by: 2025-12-24, known: 2025-11-05"
    )
    desk.run("2025-11-05T09:00Z", "2025-11-05T11:00Z")
    (told,) = [one for one in desk.payloads() if one["kind"] == "moved"]
    assert (told["taken_back"], told["slip"]) == (False, 4)


HAPPENED = "id: h, happened: 2025-12-14, known: 2025-12-15, issuer: union"
OTHERWISE = "id: i, happened: 2025-12-16, known: 2025-12-17, issuer: union"


def test_an_outcome_on_another_day_than_was_told_is_told(desk: Desk) -> None:
    desk.claims(CORRECTED)
    desk.run("2025-12-13T09:00Z")
    desk.claims(CORRECTED, HAPPENED)
    desk.run("2025-12-15T09:00Z")
    desk.claims(CORRECTED, HAPPENED, OTHERWISE)
    desk.run("2025-12-17T09:00Z", "2025-12-18T09:00Z")
    news = [one["headline"] for one in desk.payloads() if one["kind"] == "met_late"]
    assert news == [
        "The union votes: happened on 14 Dec 2025, 2 days late",
        "The union votes: corrected: happened on 16 Dec 2025, 4 days late",
    ]


def test_an_outcome_that_changes_before_it_was_told_is_told_once(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: var/alerts.jsonl}\n"
        "rules:\n- {name: all, kinds: [met_late], quiet: 20:00-10:00, channels: [log]}\n"
    )
    desk.claims(CORRECTED)
    desk.run("2025-12-13T12:00Z")
    desk.claims(CORRECTED, HAPPENED)
    desk.run("2025-12-17T00:30Z")
    desk.claims(CORRECTED, HAPPENED, OTHERWISE)
    desk.run("2025-12-17T05:00Z", "2025-12-17T12:00Z")
    assert [one["headline"] for one in desk.payloads()] == [
        "The union votes: happened on 16 Dec 2025, 4 days late"
    ]
