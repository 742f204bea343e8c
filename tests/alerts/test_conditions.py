"""At risk, disagreeing, silent; feeds that fail, proposals that wait: told when it begins, once."""

from __future__ import annotations

from datetime import date

from bywhen.editing.create import starter_files
from tests.alerts.desk import Desk, event_yaml

FIRST, NEXT = "2025-11-10T08:00Z", "2025-11-10T09:00Z"


def only(desk: Desk, *kinds: str) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: var/alerts.jsonl}\n"
        f"rules:\n- {{name: r, kinds: [{', '.join(kinds)}], channels: [log]}}\n"
    )


def chain(*vote: str) -> tuple[str, str]:
    return (
        event_yaml(*vote),
        event_yaml("id: a, by: 2025-12-31, issuer: union, known: 2025-11-01", id="strike",
                   title="The strike begins", more="follows: [vote]"),
    )  # fmt: skip


VOTE = "id: a, by: 2025-12-20, issuer: union, known: 2025-11-01"


def test_what_waits_for_something_later_is_at_risk_once(desk: Desk) -> None:
    only(desk, "at_risk")
    desk.record(*chain(VOTE))
    desk.run(FIRST)
    assert desk.kinds() == []
    later = "id: b, by: 2026-01-15, issuer: union, known: 2025-11-10"
    desk.record(*chain(VOTE, later))
    desk.run(NEXT, "2025-11-10T12:00Z", "2025-11-12T12:00Z")
    (one,) = desk.payloads()
    assert (one["kind"], one["event"], one["because"]) == (
        "at_risk",
        "strike/strike",
        "strike/vote",
    )
    assert one["headline"] == (
        "The strike begins: at risk, it waits for “The union votes”,"
        " which is due later (by 15 Jan 2026)"
    )


def test_what_waits_for_something_dropped_is_at_risk(desk: Desk) -> None:
    only(desk, "at_risk")
    desk.record(*chain(VOTE))
    desk.run(FIRST)
    desk.record(*chain(VOTE, "id: b, withdrawn: true, issuer: union, known: 2025-11-10"))
    desk.run(NEXT)
    assert desk.payloads()[0]["headline"].endswith("which was dropped")


def test_the_cause_is_told_before_what_it_puts_at_risk(desk: Desk) -> None:
    only(desk, "at_risk, dropped")
    desk.record(*chain(VOTE))
    desk.run(FIRST)
    desk.record(*chain(VOTE, "id: b, withdrawn: true, issuer: union, known: 2025-11-10"))
    desk.run(NEXT)
    assert desk.kinds() == ["dropped", "at_risk"]


def test_issuers_that_disagree_are_told_with_their_words(desk: Desk) -> None:
    only(desk, "disagree")
    desk.head = "issuers:\n  union: {name: The union}\n  owner: {name: The owner}\n"
    ours = "id: a, by: 2025-12-20, issuer: union, known: 2025-11-01"
    desk.record(event_yaml(ours, more="deciders: [union]"))
    desk.run(FIRST)
    theirs = "id: b, by: 2026-02-01, issuer: owner, known: 2025-11-10"
    desk.record(event_yaml(ours, theirs, more="deciders: [union]"))
    desk.run(NEXT, "2025-11-11T09:00Z")
    (one,) = desk.payloads()
    assert one["headline"] == (
        "The union votes: issuers disagree, 43 days apart:"
        " The union says by 20 Dec 2025; The owner says by 1 Feb 2026"
    )


def test_half_of_the_way_without_a_word_is_told_once(desk: Desk) -> None:
    only(desk, "stale")
    desk.claims("id: a, by: 2025-12-20, issuer: union, known: 2025-11-10")
    desk.run("2025-11-10T08:00Z", "2025-11-29T23:00Z")
    assert desk.kinds() == []
    desk.run("2025-11-30T00:30Z", "2025-12-01T00:30Z")
    assert desk.payloads()[0]["headline"] == (
        "The union votes: nothing heard since 10 Nov 2025, 20 days left, due by 20 Dec 2025"
    )
    assert desk.kinds() == ["stale"]


def test_a_new_word_is_no_silence(desk: Desk) -> None:
    only(desk, "stale")
    first = "id: a, by: 2025-12-20, issuer: union, known: 2025-11-10"
    desk.claims(first)
    desk.run("2025-11-10T08:00Z")
    desk.claims(first, "id: b, by: 2025-12-20, issuer: union, known: 2025-11-28, phrase: as said")
    desk.run("2025-11-28T08:00Z", "2025-11-30T12:00Z")
    assert desk.kinds() == []
    desk.run("2025-12-09T12:00Z")
    assert desk.kinds() == ["stale"]


FEED = (
    "INSERT OR REPLACE INTO feeds (id, name, declared_url, url, state, last_error)"
    " VALUES (1, 'Gazette', 'https://gazette.example/feed', 'https://gazette.example/feed', ?, ?)"
)


def test_a_feed_that_fails_is_told_once_until_it_is_well_again(desk: Desk) -> None:
    only(desk, "feed_failing")
    desk.claims(VOTE)
    desk.run(FIRST)
    desk.change(FEED, ("failing", "HTTP 500"))
    desk.run(NEXT, "2025-11-10T10:00Z")
    (one,) = desk.payloads()
    assert one["headline"] == "Feed Gazette: cannot be read"
    assert "Error: HTTP 500" in one["text"]
    desk.change(FEED, ("ok", None))
    desk.run("2025-11-10T11:00Z")
    desk.change(FEED, ("gone", "HTTP 410"))
    desk.run("2025-11-10T12:00Z")
    assert [one["headline"] for one in desk.payloads()[1:]] == ["Feed Gazette: gone"]


def propose(
    desk: Desk, number: int, latest: str, kind: str = "claim", event: str | None = "vote"
) -> None:
    desk.change(
        "INSERT INTO proposals (id, key, affair, event, kind, title, earliest, latest, modality,"
        " sentence, start, \"end\", reading, why, issuer, effect, confidence, unsure, state, created_at)"
        " VALUES (?, ?, 'strike', ?, ?, 'The union votes', NULL, ?, 'by', 'The vote is now in January.',"
        " 0, 1, '{}', 'words', 'the owner', 'moves vote from 20 Dec to 15 Jan, +26 days', 0.9, 0,"
        " 'open', '2025-11-10T08:30:00Z')",
        (number, f"k{number}", event, kind, latest),
    )  # fmt: skip


def test_a_proposal_that_would_move_a_date_is_told_once(desk: Desk) -> None:
    only(desk, "proposal")
    desk.claims("id: a, by: 2025-12-20, issuer: union, known: 2025-11-01")
    desk.run(FIRST)
    propose(desk, 1, "2026-01-15")
    propose(desk, 2, "2025-12-20", event=None, kind="new_event")
    desk.run(NEXT, "2025-11-10T10:00Z")
    (one,) = desk.payloads()
    assert one["headline"] == (
        "The union votes: a proposal waits: moves vote from 20 Dec to 15 Jan, +26 days"
    )
    assert (one["due_to"], one["proposed_to"]) == ("2025-12-20", "2026-01-15")
    assert (one["words"], one["issuer"]) == ("The vote is now in January.", "the owner")


def test_the_first_alerts_yml_tells_at_once_only_what_would_move_a_milestone(desk: Desk) -> None:
    desk.config(starter_files(date(2025, 11, 1))["alerts.yml"].decode())
    desk.head = "timetables:\n- {id: plan, title: The plan}\n"
    desk.record(
        event_yaml("id: a, by: 2026-02-20, known: 2025-11-01, timetable: plan", id="vote"),
        event_yaml("id: a, by: 2026-02-20, known: 2025-11-01", id="talks"),
    )
    desk.run(FIRST)
    propose(desk, 1, "2026-03-15")
    propose(desk, 2, "2026-03-15", event="talks")
    desk.run(NEXT)
    assert desk.told() == [("proposal", "vote")]


def test_a_proposal_that_was_judged_before_it_was_sent_is_not_told(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: '${PLACE}'}\n"
        "rules:\n- {name: r, kinds: [proposal], channels: [log]}\n"
    )
    desk.claims(VOTE)
    desk.run(FIRST)
    propose(desk, 1, "2026-01-15")
    desk.run(NEXT)
    desk.change("UPDATE proposals SET state = 'rejected'")
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.run("2025-11-10T10:00Z")
    assert desk.payloads() == []
    assert desk.states() == {"superseded": 1}


def test_proposals_that_wait_are_counted_in_the_digest(desk: Desk) -> None:
    only(desk, "digest")
    desk.claims(VOTE)
    desk.run("2025-11-09T08:00Z")
    propose(desk, 1, "2026-01-15")
    propose(desk, 2, "2026-01-15", kind="new_event", event=None)
    desk.run("2025-11-10T08:00Z")
    assert desk.payloads()[-1]["headline"] == "Day to 10 Nov 2025: 2 proposals wait"
