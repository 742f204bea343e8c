"""Webhooks: at least once, one id over all tries, signed; what each answer means."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from bywhen.alerts.channels.webhook import signature
from tests.alerts.desk import Desk
from tests.alerts.servers import DROP, HANG, Answer, hook

BY_27 = "id: a, by: 2025-11-27, issuer: union, known: 2025-11-01"
NOW, NEXT = "2025-11-24T08:00Z", "2025-11-24T08:06Z"


def to(desk: Desk, address: str, more: str = "") -> None:
    desk.config(
        f"channels:\n- {{name: hook, kind: webhook, address: '{address}'{more}}}\n"
        "rules:\n- {name: all, kinds: [before, due, passed], channels: [hook]}\n"
    )


def test_the_standard_library_for_webhooks_verifies_the_signature(desk: Desk) -> None:
    secret = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode()
    desk.environment = {"HOOK_SECRET": secret}
    desk.claims(BY_27)
    with hook() as receiver:
        to(desk, receiver.address, ", secret: '${HOOK_SECRET}'")
        # The library refuses signatures older than five minutes: the header has the real time.
        stamp = datetime.now(UTC)  # noqa: TID251 - the verifier reads the clock too
        result = desk.call("test", "hook", clock=stamp)
        assert result.exit_code == 0, result.output
    (got,) = receiver.got
    verified = standardwebhooks.Webhook(secret).verify(got.body, got.headers)
    assert verified["kind"] == "test"
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(secret).verify(got.body + b" ", got.headers)


@given(st.binary(min_size=1, max_size=64), st.text(max_size=200))
def test_any_secret_and_body_verify_and_secrets_may_change_over(secret: bytes, text: str) -> None:
    key = "whsec_" + base64.b64encode(secret).decode()
    body = json.dumps({"text": text})
    made = signature(f"{key} whsec_b2xk", "msg_1", "1764230400", body.encode())
    stamp = datetime.fromtimestamp(1764230400, UTC)
    theirs = [
        standardwebhooks.Webhook(one).sign("msg_1", stamp, body) for one in (key, "whsec_b2xk")
    ]
    assert made.split() == theirs


# the answers in order; the state then; requests that came; is the second try flagged?
ANSWERS: list[tuple[str, list[Answer], str, int, bool]] = [
    ("204", [204], "sent", 1, False),
    ("302 is no success and is not followed", [(302, {"Location": "/other"}), 204], "sent", 2, False),
    ("404", [404], "dead", 1, False),
    ("400", [400], "dead", 1, False),
    ("408", [408, 200], "sent", 2, False),
    ("425", [425, 200], "sent", 2, False),
    ("429", [429, 200], "sent", 2, False),
    ("503", [503, 200], "sent", 2, False),
    ("500 may have been taken", [500, 200], "sent", 2, True),
    ("502 may have been taken", [502, 200], "sent", 2, True),
    ("accepts, then drops", [DROP, 200], "sent", 2, True),
    ("hangs", [HANG, 200], "sent", 2, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "state", "requests", "flagged"),
    [row[1:] for row in ANSWERS],
    ids=[row[0] for row in ANSWERS],
)
def test_what_becomes_of_each_answer(
    desk: Desk, answers: list[Answer], state: str, requests: int, flagged: bool
) -> None:
    desk.claims(BY_27)
    with hook(*answers) as receiver:
        to(desk, receiver.address)
        for now, patience in ((NOW, "0.3" if HANG in answers else "20"), (NEXT, "20")):
            result = desk.call("run", "--now", now, "--timeout", patience)
            assert result.exit_code == 0, result.output
    assert desk.states() == {state: 1}
    assert len(receiver.got) == requests
    assert len(set(receiver.ids())) == 1, "the same id over all tries"
    assert [one.json["maybe_duplicate"] for one in receiver.got] == [False, flagged][:requests]


def test_nobody_listening_is_tried_again_and_is_no_duplicate(desk: Desk) -> None:
    desk.claims(BY_27)
    with hook() as receiver:
        to(desk, receiver.address)
    desk.run(NOW)
    assert desk.states() == {"pending": 1}
    with hook() as again:
        to(desk, again.address)
        desk.run(NEXT)
    assert desk.states() == {"sent": 1}
    assert again.got[0].json["maybe_duplicate"] is False


def test_410_turns_the_channel_off_and_nothing_is_lost(desk: Desk) -> None:
    desk.claims(BY_27)
    with hook(410, 204) as receiver:
        to(desk, receiver.address)
        desk.run(NOW, "2025-11-26T08:00Z")
        assert len(receiver.got) == 1, "a receiver that is gone is left alone"
        assert desk.states() == {"dead": 1, "pending": 1}
        assert "off since" in desk.call("health").output
        assert desk.call("retry", "--channel", "hook", "--now", "2025-11-26T08:01Z").exit_code == 0
        desk.run("2025-11-26T08:02Z")
    assert desk.states() == {"coalesced": 1, "sent": 1}, "the older step is told by the newer"
    assert [one.json["days_max"] for one in receiver.got] == [3, 1]


def test_a_channel_that_is_mended_in_the_file_is_on_again(desk: Desk) -> None:
    desk.claims(BY_27)
    with hook(410) as gone, hook() as new:
        to(desk, gone.address)
        desk.run(NOW, "2025-11-26T08:00Z")
        to(desk, new.address)
        desk.run("2025-11-26T08:05Z")
    assert [one.json["kind"] for one in new.got] == ["before"]


RETRY_AFTER = [
    ("seconds", {"Retry-After": "3600"}, "2025-11-24T08:59Z", "2025-11-24T09:01Z"),
    ("date", {"Retry-After": "Sat, 01 Nov 2025 13:00:00 GMT"}, "2025-11-24T08:59Z", "2025-11-24T09:01Z"),
    ("a date by the clock that --now plays", {"Retry-After": "Mon, 24 Nov 2025 09:00:00 GMT"}, "2025-11-24T08:59Z", "2025-11-24T09:01Z"),
    ("nonsense", {"Retry-After": "soon"}, None, "2025-11-24T08:06Z"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "early", "later"), [row[1:] for row in RETRY_AFTER], ids=[r[0] for r in RETRY_AFTER]
)
def test_retry_after_is_waited_for(
    desk: Desk, headers: dict[str, str], early: str | None, later: str
) -> None:
    """The clock of headers stands at noon of 1 November in these tests."""
    desk.claims(BY_27)
    with hook((429, headers), 204) as receiver:
        to(desk, receiver.address)
        desk.run(NOW)
        if early:
            desk.run(early)
            assert len(receiver.got) == 1
        desk.run(later)
        assert len(receiver.got) == 2
    assert desk.states() == {"sent": 1}


def test_who_must_not_hear_twice_hears_at_most_once(desk: Desk) -> None:
    desk.claims(BY_27)
    with hook(DROP) as receiver:
        to(desk, receiver.address, ", on_unknown: hold")
        desk.run(NOW, NEXT)
    assert len(receiver.got) == 1
    assert desk.states() == {"dead": 1}
    assert "may have arrived" in desk.call("list", "--format", "json").output


def test_tries_end_after_the_tenth(desk: Desk) -> None:
    desk.record_far_ahead()
    waits = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    with hook(503) as receiver:
        to(desk, receiver.address)
        at = 1_763_971_200  # 24 Nov 2025, 8:00
        for wait in waits:
            at += wait
            desk.run_at(at)
    assert len(receiver.got) == 10
    assert desk.states() == {"dead": 1}
    (row,) = desk.rows("SELECT reason FROM deliveries")
    assert row[0] == "given up after 10 tries: HTTP 503"
