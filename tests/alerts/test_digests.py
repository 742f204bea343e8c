"""Many into one: daily and weekly summaries, storms, catch-ups."""

from __future__ import annotations

from tests.alerts.desk import Desk, event_yaml

DAILY = """\
channels:
- {name: log, kind: file, address: '${PLACE}'}
rules:
- {name: daily, kinds: [digest], repeat: 1d, channels: [log]}
- {name: loud, kinds: [before, due, passed, moved, dropped], channels: [log]}
"""


def crowd(day: str, count: int, *more: str) -> list[str]:
    return [
        event_yaml(f"id: a, by: {day}, issuer: union, known: 2025-11-01", *more, id=f"vote-{n}", title=f"Vote {n}")
        for n in range(1, count + 1)
    ]  # fmt: skip


def test_a_digest_says_what_changed_what_is_near_and_what_has_passed(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config(DAILY.replace("- {name: loud", "# - {name: loud"))
    a = "id: a, by: 2025-11-13, issuer: union, known: 2025-11-01"
    near = event_yaml(
        "id: a, by: 2025-11-14, issuer: union, known: 2025-11-01", id="near", title="Near"
    )
    gone = event_yaml(
        "id: a, by: 2025-11-10, issuer: union, known: 2025-11-01", id="gone", title="Gone"
    )
    desk.record(event_yaml(a), near, gone)
    desk.run("2025-11-10T08:00Z")
    desk.record(
        event_yaml(a, "id: b, withdrawn: true, issuer: union, known: 2025-11-10"), near, gone
    )
    desk.run("2025-11-10T09:00Z", "2025-11-11T07:29Z")
    desk.run("2025-11-11T07:30Z", "2025-11-11T07:35Z")
    first, second = desk.payloads()
    assert first["at"] == "2025-11-10T08:00:00Z"
    assert second["headline"] == "Day to 11 Nov 2025: 3 things to know"
    assert [(one["kind"], one["event"]) for one in second["items"]] == [
        ("dropped", "strike/vote"), ("before", "strike/near"), ("passed", "strike/gone"),
    ]  # fmt: skip
    assert "– The union votes: dropped, was due by 13 Nov 2025, 3 days' notice" in second["text"]


def test_the_first_digest_is_not_late_and_leads_to_the_day(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config(DAILY.replace("- {name: loud", "# - {name: loud"))
    desk.record(*crowd("2025-11-13", 1))
    desk.run("2025-11-10T23:00Z")
    (digest,) = desk.payloads()
    assert digest["late"] is None
    assert digest["url"] == "http://127.0.0.1:8001/?as_of=2025-11-10"


def test_each_line_of_a_digest_leads_to_its_event_as_of_then(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config("language: zh-Hant\n" + DAILY.replace("- {name: loud", "# - {name: loud"))
    desk.record(*crowd("2025-11-13", 2))
    desk.run("2025-11-10T08:00Z")
    (digest,) = desk.payloads()
    page = "http://127.0.0.1:8001/-/affairs/strike/event/vote-1?as_of=2025-11-10"
    assert f"– Vote 1：尚餘3天，期限2025年11月13日或之前\n  {page}\n" in digest["text"]
    assert "時區：以Europe/London時間當天24時為止" in digest["text"]
    assert digest["items"][0]["url"] == page
    assert digest["items"][0]["headline"] == "Vote 1：尚餘3天，期限2025年11月13日或之前"


def test_an_empty_digest_is_not_sent(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config(DAILY)
    desk.claims("id: a, by: 2026-12-20, issuer: union, known: 2025-11-01")
    desk.run("2025-11-10T08:00Z", "2025-11-11T08:00Z", "2025-11-12T08:00Z")
    assert desk.kinds() == []


def test_a_weekly_digest_comes_on_its_day_at_its_hour_in_its_zone(desk: Desk) -> None:
    desk.config(
        "timezone: Asia/Hong_Kong\nchannels:\n- {name: log, kind: file, address: var/alerts.jsonl}\n"
        "rules:\n- {name: weekly, digest: {every: weekly, day: friday, at: '18:00'}, channels: [log]}\n"
    )
    desk.record(*crowd("2025-11-24", 3))
    desk.run("2025-11-15T00:00Z")
    got = len(desk.kinds())
    desk.run("2025-11-21T09:59Z")
    assert len(desk.kinds()) == got
    desk.run("2025-11-21T10:00Z", "2025-11-22T10:00Z")
    assert len(desk.kinds()) == got + 1
    assert desk.payloads()[-1]["headline"] == "Week to 21 Nov 2025: 3 things to know"


def test_twenty_are_told_one_by_one_and_twenty_one_as_one(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config(DAILY.replace("- {name: daily", "# - {name: daily"))
    desk.record(*crowd("2025-11-13", 20))
    desk.run("2025-11-01T00:00Z", "2025-11-10T08:00Z")
    assert desk.kinds() == ["before"] * 20
    desk.record(*crowd("2025-11-13", 21))
    desk.run("2025-11-12T08:00Z")
    assert desk.kinds()[20:] == ["digest"]
    storm = desk.payloads()[-1]
    assert storm["headline"] == "21 alerts at once"
    assert storm["items_total"] == 21
    assert len(storm["items"]) == 21
    assert desk.states() == {"sent": 21, "coalesced": 22}, (
        "21 of the storm, and a step that the new one overtook"
    )


def test_a_storm_that_waits_leaves_out_what_has_moved_meanwhile(desk: Desk) -> None:
    desk.config(DAILY.replace("- {name: daily", "# - {name: daily"))
    desk.record(*crowd("2025-11-13", 25))
    desk.run("2025-11-01T00:00Z", "2025-11-10T08:00Z")  # nobody can be told yet
    still = crowd("2025-11-13", 25)[:-1]
    moved = crowd("2025-11-13", 25, "id: b, by: 2025-12-24, issuer: union, known: 2025-11-10")[-1]
    desk.record(*still, moved)
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.run("2025-11-10T08:10Z", "2025-11-10T09:30Z")
    storm = desk.payloads()[0]
    assert storm["items_total"] == 24
    assert "strike/vote-25" not in [one["event"] for one in storm["items"]]
    assert desk.told()[1:] == [("moved", "vote-25")]


def test_a_storm_of_which_all_has_moved_is_not_sent(desk: Desk) -> None:
    desk.config(DAILY.replace("- {name: daily", "# - {name: daily"))
    desk.record(*crowd("2025-11-13", 25))
    desk.run("2025-11-01T00:00Z", "2025-11-10T08:00Z")
    desk.record(
        *crowd("2025-11-13", 25, "id: b, withdrawn: true, issuer: union, known: 2025-11-10")
    )
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.run("2025-11-10T08:10Z")
    (one,) = desk.payloads()
    assert (one["kind"], one["headline"]) == ("digest", "25 alerts at once")
    assert {item["kind"] for item in one["items"]} == {"dropped"}


def test_a_storm_breaks_nobodys_quiet_hours(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: var/alerts.jsonl}\nrules:\n"
        "- {name: loud, kinds: [before], affairs: [loud], channels: [log]}\n"
        "- {name: calm, kinds: [before], affairs: [calm], channels: [log],"
        " quiet: '22:00-07:00 UTC'}\n"
    )
    desk.zone = "UTC"
    desk.record(*crowd("2025-11-13", 15), affair="calm")
    desk.record(*crowd("2025-11-13", 15), affair="loud")
    desk.run("2025-11-01T00:00Z", "2025-11-10T02:00Z")
    assert [one["items"][0]["affair"] for one in desk.payloads()] == ["loud"]
    desk.run("2025-11-10T07:00Z")
    assert [one["items"][0]["affair"] for one in desk.payloads()] == ["loud", "calm"]
    assert [one["items_total"] for one in desk.payloads()] == [15, 15]


def test_a_storm_leaves_out_what_is_silenced(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config(DAILY.replace("- {name: daily", "# - {name: daily"))
    desk.record(*crowd("2025-11-13", 25))
    desk.run("2025-11-01T00:00Z")
    desk.call("silence", "--event", "vote-3", "--for", "1d", "--now", "2025-11-10T07:00Z")
    desk.run("2025-11-10T08:00Z")
    (storm,) = desk.payloads()
    assert storm["items_total"] == 24
    assert "strike/vote-3" not in [one["event"] for one in storm["items"]]
    assert desk.states() == {"sent": 1, "coalesced": 24, "silenced": 1}


def test_a_storm_of_a_silenced_affair_is_not_sent(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config(DAILY.replace("- {name: daily", "# - {name: daily"))
    desk.record(*crowd("2025-11-13", 25))
    desk.run("2025-11-01T00:00Z")
    desk.call("silence", "--affair", "strike", "--for", "1d", "--now", "2025-11-10T07:00Z")
    desk.run("2025-11-10T08:00Z")
    assert desk.payloads() == []
    assert desk.states() == {"silenced": 25, "superseded": 1}


def test_a_daily_digest_leaves_out_what_is_silenced(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config(DAILY.replace("- {name: loud", "# - {name: loud"))
    desk.record(*crowd("2025-11-13", 3))
    desk.call("silence", "--event", "vote-2", "--for", "1d", "--now", "2025-11-10T07:00Z")
    desk.run("2025-11-10T08:00Z")
    (digest,) = desk.payloads()
    assert [one["event"] for one in digest["items"]] == ["strike/vote-1", "strike/vote-3"]


def test_who_acknowledges_a_storm_acknowledges_all_that_it_tells(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config(
        DAILY.replace("- {name: daily", "# - {name: daily").replace(
            "- {name: loud", "- {escalate: {after: 1h, to: log}, name: loud"
        )
    )
    desk.record(*crowd("2025-11-13", 25))
    desk.run("2025-11-01T00:00Z", "2025-11-10T08:00Z")
    ((storm,),) = desk.rows("SELECT id FROM deliveries WHERE state = 'sent'")
    desk.call("ack", storm, "--now", "2025-11-10T08:05Z")
    assert desk.rows("SELECT count(*) FROM alerts WHERE escalate_at IS NOT NULL") == [(0,)]


def test_a_digest_is_told_in_the_rules_language(desk: Desk) -> None:
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.config("language: zh-Hant\n" + DAILY.replace("- {name: loud", "# - {name: loud"))
    desk.record(*crowd("2025-11-13", 2))
    desk.run("2025-11-10T08:00Z")
    assert desk.payloads()[0]["headline"] == "每日摘要（2025年11月10日）：2項須知"
