"""The outbox: keys, quiet hours, silences, acknowledgements, escalation, leases and fences."""

from __future__ import annotations

import json

import pytest

from tests.alerts.desk import LOG, Desk, event_yaml
from tests.alerts.servers import hook

BY_27 = "id: a, by: 2025-11-27, issuer: union, known: 2025-11-01"
NOW = "2025-11-24T08:00Z"


def rules(desk: Desk, *lines: str, channels: str = "log, second") -> None:
    made = "".join(
        f"- {{name: {name}, kind: file, address: var/{name}.jsonl}}\n"
        for name in channels.split(", ")
    )
    desk.config(f"channels:\n{made}rules:\n" + "".join(f"- {{{line}}}\n" for line in lines))


def by_webhook(desk: Desk, address: str, kinds: str) -> None:
    desk.config(
        f"channels:\n- {{name: hook, kind: webhook, address: '{address}'}}\n"
        f"rules:\n- {{name: r, kinds: [{kinds}], channels: [hook]}}\n"
    )


def test_one_alert_goes_to_each_channel_once(desk: Desk) -> None:
    rules(desk, "name: r, kinds: [before], channels: [log, second]")
    desk.claims(BY_27)
    desk.run(NOW, NOW, "2025-11-24T08:05Z")
    assert (desk.kinds("var/log.jsonl"), desk.kinds("var/second.jsonl")) == (["before"], ["before"])
    assert desk.rows("SELECT count(*), count(DISTINCT key), count(DISTINCT id) FROM deliveries") == [(2, 1, 2)]  # fmt: skip


def test_two_rules_that_say_the_same_to_one_channel_are_told_once(desk: Desk) -> None:
    rules(
        desk,
        "name: one, kinds: [before], channels: [log]",
        "name: two, kinds: [before, due], channels: [log]",
    )
    desk.claims(BY_27)
    desk.run(NOW)
    assert desk.kinds("var/log.jsonl") == ["before"]
    assert desk.states() == {"sent": 1, "coalesced": 1}


def test_two_languages_are_two_messages(desk: Desk) -> None:
    rules(
        desk,
        "name: one, kinds: [before], channels: [log]",
        "name: two, kinds: [before], channels: [log], language: zh-Hant",
    )
    desk.claims(BY_27)
    desk.run(NOW)
    assert [one["headline"] for one in desk.payloads("var/log.jsonl")] == [
        "The union votes: 3 days left, due by 27 Nov 2025",
        "The union votes：尚餘3天，期限2025年11月27日或之前",
    ]


# -- quiet hours ---------------------------------------------------------------------------------


def test_quiet_hours_delay_and_look_again(desk: Desk) -> None:
    rules(desk, 'name: r, kinds: [before, due], channels: [log], quiet: "22:00-07:00"')
    desk.claims(BY_27)
    desk.run("2025-11-20T00:00Z", "2025-11-24T00:05Z", "2025-11-24T06:59Z")
    assert desk.kinds("var/log.jsonl") == []
    desk.run("2025-11-24T07:00Z")
    (one,) = desk.payloads("var/log.jsonl")
    assert (one["kind"], one["late"]) == ("before", None)


def test_what_moves_in_quiet_hours_is_not_told_in_the_morning(desk: Desk) -> None:
    rules(desk, 'name: r, kinds: [before], channels: [log], quiet: "22:00-07:00"')
    desk.claims(BY_27)
    desk.run("2025-11-20T00:00Z", "2025-11-24T00:05Z")
    desk.claims(BY_27, "id: b, by: 2026-01-27, issuer: union, known: 2025-11-24")
    desk.run("2025-11-24T05:00Z", "2025-11-24T07:30Z")
    assert desk.kinds("var/log.jsonl") == []
    assert desk.states() == {"superseded": 1}


def test_quiet_hours_go_by_the_events_clock_unless_a_zone_is_named(desk: Desk) -> None:
    desk.zone = "Asia/Hong_Kong"
    rules(
        desk,
        'name: local, kinds: [due], channels: [log], quiet: "22:00-07:00"',
        'name: paris, kinds: [due], channels: [second], quiet: "22:00-07:00 Europe/Paris"',
    )
    desk.claims(BY_27)
    desk.run("2025-11-20T00:00Z", "2025-11-26T23:00Z")  # 7:00 in Hong Kong, midnight in Paris
    assert (desk.kinds("var/log.jsonl"), desk.kinds("var/second.jsonl")) == (["due"], [])
    desk.run("2025-11-27T06:00Z")
    assert desk.kinds("var/second.jsonl") == ["due"]


# -- silences and acknowledgements -----------------------------------------------------------------


def test_a_silence_applies_when_it_would_be_sent(desk: Desk) -> None:
    rules(desk, "name: r, kinds: [before, due], channels: [log]")
    desk.claims(BY_27)
    desk.run("2025-11-20T00:00Z")
    said = desk.call("silence", "--event", "vote", "--for", "3d", "--why", "we know", "--now", "2025-11-23T00:00Z")  # fmt: skip
    assert said.output == "Silence 1: event strike/vote until 2025-11-26T00:00:00Z.\n"
    desk.run(NOW)
    assert desk.states() == {"silenced": 1}
    assert "1: event strike/vote" in desk.call("silence", "--list", "--now", NOW).output
    desk.run("2025-11-26T08:00Z")
    assert [one["days_max"] for one in desk.payloads("var/log.jsonl")] == [1]


def test_a_silence_can_be_ended(desk: Desk) -> None:
    rules(desk, "name: r, kinds: [before], channels: [log]")
    desk.claims(BY_27)
    desk.call("silence", "--all", "--for", "9w", "--now", "2025-11-20T00:00Z")
    desk.call("silence", "--end", "1", "--now", "2025-11-21T00:00Z")
    desk.run(NOW)
    assert desk.kinds("var/log.jsonl") == ["before"]


def test_a_silenced_rule_does_not_swallow_another_rules_message(desk: Desk) -> None:
    rules(
        desk,
        "name: one, kinds: [before], channels: [log]",
        "name: two, kinds: [before], channels: [log]",
    )
    desk.claims(BY_27)
    desk.call("silence", "--rule", "one", "--for", "9d", "--now", "2025-11-23T00:00Z")
    desk.run(NOW)
    assert desk.kinds("var/log.jsonl") == ["before"]


def test_what_was_acknowledged_is_not_sent_and_does_not_escalate(desk: Desk) -> None:
    rules(desk, "name: r, kinds: [before], channels: [log], escalate: {after: 4h, to: second}")
    desk.claims(BY_27)
    desk.run(NOW)
    (one,) = desk.payloads("var/log.jsonl")
    said = desk.call("ack", one["id"][:12], "--by", "Ada", "--now", "2025-11-24T09:00Z")
    assert said.output == "Acknowledged 1 alert.\n"
    desk.run("2025-11-24T12:30Z")
    assert desk.kinds("var/second.jsonl") == []


def test_what_nobody_acknowledges_goes_to_the_next_channel(desk: Desk) -> None:
    rules(
        desk,
        "name: r, kinds: [before], channels: [log],"
        " escalate: [{after: 4h, to: second}, {after: 8h, to: third}]",
        channels="log, second, third",
    )
    desk.claims(BY_27)
    desk.run(NOW, "2025-11-24T11:59Z")
    assert desk.kinds("var/second.jsonl") == []
    desk.run("2025-11-24T12:00Z", "2025-11-24T12:05Z")
    assert desk.kinds("var/second.jsonl") == ["before"]
    desk.run("2025-11-24T16:00Z", "2025-11-25T16:00Z")
    assert desk.kinds("var/third.jsonl") == ["before"]
    assert desk.kinds("var/log.jsonl") == ["before"]


def test_an_escalation_counts_from_the_end_of_quiet_hours(desk: Desk) -> None:
    rules(
        desk,
        "name: r, kinds: [before], channels: [log], quiet: 22:00-09:00,"
        " escalate: [{after: 2h, to: second}, {after: 3h, to: third}]",
        channels="log, second, third",
    )
    desk.claims(BY_27)
    desk.run("2025-11-24T00:30Z", "2025-11-24T09:00Z", "2025-11-24T10:59Z")
    assert desk.kinds("var/log.jsonl") == ["before"]
    assert desk.kinds("var/second.jsonl") == []
    desk.run("2025-11-24T11:00Z", "2025-11-24T11:59Z")
    assert desk.kinds("var/second.jsonl") == ["before"]
    assert desk.kinds("var/third.jsonl") == []
    desk.run("2025-11-24T12:00Z")
    assert desk.kinds("var/third.jsonl") == ["before"]


def test_a_move_ends_the_escalation(desk: Desk) -> None:
    rules(desk, "name: r, kinds: [before], channels: [log], escalate: {after: 4h, to: second}")
    desk.claims(BY_27)
    desk.run(NOW)
    desk.claims(BY_27, "id: b, by: 2026-01-27, issuer: union, known: 2025-11-24")
    desk.run("2025-11-24T09:00Z", "2025-11-24T12:30Z")
    assert desk.kinds("var/second.jsonl") == []


# -- leases --------------------------------------------------------------------------------------


def test_what_another_sender_holds_is_left_alone_until_its_lease_ends(desk: Desk) -> None:
    rules(desk, "name: r, kinds: [before], channels: [log]")
    desk.claims(BY_27)
    desk.run(NOW)
    at = desk.rows("SELECT sent_at FROM deliveries")[0][0]
    (desk.folder / "var" / "log.jsonl").unlink()  # it died before anything was written
    desk.change(
        "UPDATE deliveries SET state = 'sending', lease_until = ?, sent_at = NULL", (at + 60,)
    )
    desk.run_at(at + 59)
    assert desk.states() == {"sending": 1}
    desk.run_at(at + 60)
    (one,) = desk.payloads("var/log.jsonl")
    assert one["maybe_duplicate"] is True
    assert desk.rows("SELECT state, maybe_duplicate, fence FROM deliveries") == [("sent", 1, 2)]


def test_a_lease_far_ahead_is_of_a_clock_that_was_wrong(desk: Desk) -> None:
    rules(desk, "name: r, kinds: [before], channels: [log]")
    desk.claims(BY_27)
    desk.run(NOW)
    (desk.folder / "var" / "log.jsonl").unlink()
    desk.change("UPDATE deliveries SET state = 'sending', lease_until = 4102444800")
    desk.run("2025-11-24T08:05Z")
    assert desk.states() == {"sent": 1}


# -- keys ----------------------------------------------------------------------------------------


def test_ids_are_the_same_on_any_machine(desk: Desk) -> None:
    rules(desk, "name: r, kinds: [before], channels: [log]")
    desk.claims(BY_27)
    desk.run(NOW)
    (first,) = desk.payloads("var/log.jsonl")
    (desk.folder / "var" / "desk.db").unlink()  # restored from nothing
    desk.run(NOW)
    assert [one["id"] for one in desk.payloads("var/log.jsonl")] == [first["id"], first["id"]]


def test_a_date_that_was_left_and_has_come_back_is_told_if_it_was_not(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: '${PLACE}'}\n"
        "rules:\n- {name: r, kinds: [before], channels: [log]}\n"
    )
    later = "id: b, by: 2026-01-27, issuer: union, known: 2025-11-24"
    desk.claims(BY_27)
    desk.run(NOW)
    desk.claims(BY_27, later)
    desk.run("2025-11-24T09:00Z")
    assert desk.states() == {"superseded": 1}
    desk.claims(BY_27)
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.run("2025-11-24T10:00Z", "2025-11-24T11:00Z")
    assert desk.kinds() == ["before"]


def test_a_date_that_has_come_back_is_told_by_its_latest_step_alone(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: '${PLACE}'}\n"
        "rules:\n- {name: r, kinds: [before], when: [7d, 3d], channels: [log]}\n"
    )
    later = "id: b, by: 2026-01-27, issuer: union, known: 2025-11-20"
    desk.claims(BY_27)
    desk.run("2025-11-20T12:00Z")  # 7d waits: its channel has no place yet
    desk.claims(BY_27, later)
    desk.run("2025-11-20T13:00Z")
    assert desk.states() == {"superseded": 1}
    desk.claims(BY_27)
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.run("2025-11-24T10:00Z", "2025-11-24T11:00Z")  # now 3d is the one to tell
    assert desk.kinds() == ["before"]
    assert desk.states() == {"sent": 1, "superseded": 1}


def test_what_waits_of_an_earlier_step_is_told_by_the_later_one(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: '${PLACE}'}\n"
        "rules:\n- {name: r, kinds: [before], when: [7d, 3d], channels: [log]}\n"
    )
    desk.claims(BY_27)
    desk.run("2025-11-20T12:00Z")  # 7d waits: its channel has no place yet
    desk.environment["PLACE"] = "var/alerts.jsonl"
    desk.run("2025-11-24T10:00Z")
    assert desk.kinds() == ["before"]
    told_by = desk.rows("SELECT into_delivery FROM deliveries WHERE state = 'coalesced'")
    assert told_by == desk.rows("SELECT id FROM deliveries WHERE state = 'sent'")


def test_a_new_rule_does_not_tell_what_was_over_before_it(desk: Desk) -> None:
    rules(desk, "name: r, kinds: [due], channels: [log]")
    desk.claims("id: a, by: 2025-11-10, issuer: union, known: 2025-11-01")
    desk.run("2025-11-05T00:00Z", "2025-11-12T00:00Z")
    rules(
        desk,
        "name: r, kinds: [due], channels: [log]",
        "name: new, kinds: [due, passed], channels: [second]",
    )
    desk.run("2025-11-14T00:00Z", "2025-11-15T00:00Z")
    assert desk.kinds("var/second.jsonl") == []


# -- looking, trying -------------------------------------------------------------------------------


def test_a_dry_run_changes_and_sends_nothing(desk: Desk) -> None:
    desk.claims(BY_27)
    said = desk.call("run", "--dry-run", "--now", NOW)
    assert said.stdout == "log: The union votes: 3 days left, due by 27 Nov 2025\n"
    assert said.stderr == "1 new, 1 would be sent, 0 waiting, 0 given up.\n"
    assert not (desk.folder / "var").exists()


def test_the_list_is_for_programs_too(desk: Desk) -> None:
    desk.claims(BY_27)
    desk.run(NOW)
    (row,) = json.loads(desk.call("list", "--format", "json").stdout)
    expected = {
        "state": "sent", "kind": "before", "event": "strike/vote", "channel": "log", "attempts": 1,
        "due_at": "2025-11-24T00:00:00Z", "sent": "2025-11-24T08:00:00Z", "maybe_duplicate": False,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert json.loads(desk.call("list", "--state", "dead", "--format", "json").stdout) == []


def test_why_says_what_comes_what_came_and_what_did_not(desk: Desk) -> None:
    rules(
        desk,
        "name: r, kinds: [before, due], channels: [log]",
        "name: other, affairs: [other], channels: [log]",
    )
    desk.record(event_yaml(BY_27))
    desk.record(event_yaml(BY_27), affair="other")
    desk.run("2025-11-25T08:00Z")
    rows = json.loads(
        desk.call("why", "strike/vote", "--format", "json", "--now", "2025-11-25T08:00Z").stdout
    )
    found = {(row["rule"], row["step"]): (row["state"], row["words"]) for row in rows}
    assert found["r", "3d"] == ("told", "sent to log at 2025-11-25 08:00 Europe/London")
    assert found["r", "1d"] == ("will", "will be told at 2025-11-26 00:00 Europe/London")
    assert found["other", None] == ("not", "not for this affair, only for other")


def test_why_says_what_became_of_changes_and_of_earlier_dates(desk: Desk) -> None:
    desk.record(event_yaml(BY_27))
    desk.run("2025-11-24T08:00Z")
    desk.record(event_yaml(BY_27, "id: b, withdrawn: true, issuer: union, known: 2025-11-24"))
    desk.run("2025-11-24T09:00Z")
    desk.call("silence", "--event", "vote", "--for", "1d", "--why", "quiet", "--now", NOW)
    said = desk.call("why", "vote", "--format", "json", "--now", "2025-11-24T10:00Z").stdout
    rows = [(one["kind"], one["step"], one["state"], one["words"]) for one in json.loads(said)]
    assert rows[:2] == [
        ("before", "3d", "told", "sent to log at 2025-11-24 08:00 Europe/London"),
        ("dropped", None, "told", "sent to log at 2025-11-24 09:00 Europe/London"),
    ]
    table = " ".join(desk.call("why", "vote", "--now", "2025-11-24T10:00Z").stdout.split())
    assert "Silence 1 holds until 2025-11-25 08:00 Europe/London" in table


def test_the_preview_counts_what_will_be_sent(desk: Desk) -> None:
    rules(desk, "name: r, channels: [log]", "name: d, kinds: [digest], channels: [second]")
    desk.claims(BY_27)
    rows = json.loads(
        desk.call("preview", "--days", "5", "--now", "2025-11-23T12:00Z", "--format", "json").stdout
    )
    counts = {row["channel"]: row["kinds"] for row in rows}
    assert counts["log"] == {"before": 2, "due": 1, "passed": 1}
    assert counts["second"] == {"digest": 6}
    assert not (desk.folder / "var").exists()
    desk.run(*(f"2025-11-{day}T12:00Z" for day in range(23, 30)))
    assert len(desk.payloads("var/log.jsonl")) == 4


def test_health_notices_that_nothing_runs(desk: Desk) -> None:
    desk.claims(BY_27)
    assert "never run" in desk.call("health", "--now", NOW).output
    desk.run(NOW)
    well = desk.call("health", "--now", "2025-11-24T08:30Z")
    assert (well.exit_code, well.output.splitlines()[0]) == (0, "Alerts are well.")
    assert desk.call("health", "--quiet", "--now", "2025-11-24T08:30Z").output == ""
    ill = desk.call("health", "--now", "2025-11-24T09:30Z", "--format", "json")
    assert ill.exit_code == 1
    assert json.loads(ill.output)[0]["ok"] is False


def test_health_without_an_alerts_yml_says_that(desk: Desk) -> None:
    (desk.folder / "alerts.yml").unlink()
    desk.claims(BY_27)
    ill = desk.call("health", "--now", NOW)
    assert ill.exit_code == 1
    assert ill.output.startswith("✗ there is no alerts.yml here")


@pytest.mark.parametrize("kind", ["systemd", "cron", "launchd"])
def test_units_name_the_tracker(desk: Desk, kind: str) -> None:
    text = desk.call("print-unit", kind, "--every", "10").output
    assert str(desk.folder) in text
    assert "alert" in text and "run" in text


def test_crontab_mails_the_complaint_and_not_the_runs(desk: Desk) -> None:
    lines = desk.call("print-unit", "cron").output.splitlines()
    health, quiet, run = [line for line in lines if not line.startswith("#")]
    assert "alert health --quiet" in health
    assert quiet == 'MAILTO=""'
    assert "alert run" in run


def test_a_unit_for_a_folder_with_blanks(desk: Desk) -> None:
    place = desk.folder.with_name("our 100% tracker")
    desk.folder.rename(place)
    desk.folder = place
    lines = desk.call("print-unit", "systemd").output.splitlines()
    escaped = str(place).replace("%", "%%")
    assert f"WorkingDirectory={escaped}" in lines
    (started,) = [line for line in lines if line.startswith("ExecStart=")]
    assert started.endswith(f'alert run --tracker "{escaped}"')


# the words typed; what the answer says
MISTAKES = [
    (("ack",), "Acknowledge what?"),
    (("ack", "msg_nothing"), "There is no delivery msg_nothing"),
    (("retry",), "Retry what?"),
    (("retry", "--channel", "lgo"), "There is no channel 'lgo'. Did you mean log?"),
    (("silence",), "Silence what?"),
    (("silence", "--event", "vote"), "For how long?"),
    (("silence", "--event", "vot", "--for", "1d"), "There is no event 'vot'. Did you mean vote?"),
    (("silence", "--all", "--for", "soon"), "'soon' is no time span"),
    (("silence", "--end", "7"), "There is no silence 7"),
    (("test", "lgo"), "There is no channel 'lgo'. Did you mean log?"),
    (("why", "vot"), "There is no event 'vot'. Did you mean vote?"),
    (("run", "--now", "yesterday"), "is no instant"),
    (("run", "--now", "2025-11-24T08:00"), "does not say where; add an offset"),
]


@pytest.mark.parametrize(("words", "says"), MISTAKES, ids=[" ".join(row[0]) for row in MISTAKES])
def test_mistakes_are_explained(desk: Desk, words: tuple[str, ...], says: str) -> None:
    desk.claims(BY_27)
    result = desk.call(*words)
    assert result.exit_code == 2
    assert says in result.output


def test_what_was_given_up_is_a_trouble_until_it_is_acknowledged(desk: Desk) -> None:
    with hook(404) as receiver:
        by_webhook(desk, receiver.address, "before")
        desk.claims(BY_27)
        desk.run(NOW)
    ill = desk.call("health", "--now", NOW)
    assert ill.exit_code == 1
    assert "1 message was given up; see `bywhen alert list --state dead`" in ill.output
    ((identity,),) = desk.rows("SELECT id FROM deliveries")
    desk.call("ack", identity, "--now", NOW)
    assert desk.call("health", "--now", NOW).exit_code == 0


def test_what_was_acknowledged_waits_for_no_channel_that_is_off(desk: Desk) -> None:
    with hook(410) as receiver:
        by_webhook(desk, receiver.address, "before, passed")
        desk.claims(BY_27)
        desk.run(NOW, "2025-11-26T09:00Z")
    assert desk.states() == {"dead": 1, "pending": 1}
    desk.call("ack", "--event", "vote", "--now", "2025-11-26T09:00Z")
    assert desk.states() == {"dead": 1, "silenced": 1}
    assert "Waiting: 0." in desk.call("health", "--now", "2025-11-26T09:00Z").output


def test_what_was_acknowledged_is_tried_again_only_by_its_name(desk: Desk) -> None:
    with hook(404) as receiver:
        by_webhook(desk, receiver.address, "before")
        desk.claims(BY_27)
        desk.run(NOW)
        ((identity,),) = desk.rows("SELECT id FROM deliveries")
        desk.call("ack", identity, "--now", NOW)
        assert "0 deliveries" in desk.call("retry", "--channel", "hook", "--now", NOW).output
        assert "1 delivery" in desk.call("retry", identity, "--now", NOW).output
        desk.run(NOW)
        assert receiver.ids() == [identity, identity]


def test_a_channel_that_was_taken_out_is_no_trouble(desk: Desk) -> None:
    with hook(410) as receiver:
        by_webhook(desk, receiver.address, "before")
        desk.claims(BY_27)
        desk.run(NOW)
    ill = desk.call("health", "--now", NOW).output
    assert "channel hook is off since 2025-11-24T08:00:00Z (HTTP 410: the receiver is gone)" in ill
    desk.config(LOG)
    desk.run(NOW)
    assert "channel hook" not in desk.call("health", "--now", NOW).output
