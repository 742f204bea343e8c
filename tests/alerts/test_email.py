"""E-mail: at least once, the same Message-ID, one recipient a message, plain and HTML."""

from __future__ import annotations

import email
import email.policy
import socket
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.alerts.desk import Desk
from tests.alerts.servers import DROP, HANG, mail

BY_27 = (
    "id: a, by: 2025-11-27, issuer: 工會, known: 2025-11-01, phrase: 週四之前, language: zh-Hant"
)
NOW, NEXT = "2025-11-24T08:00Z", "2025-11-24T08:06Z"


def to(desk: Desk, address: str, recipients: str = "desk@news.example", more: str = "") -> None:
    desk.config(
        f"channels:\n- {{name: post, kind: email, address: '{address}', from: By When <b@w.example>,"
        f" to: [{recipients}]{more}}}\nrules:\n- {{name: all, kinds: [before], channels: [post]}}\n"
    )


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


class _Box:
    """What aiosmtpd hands over."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.got.append(envelope)
        return "250 OK"


def test_a_real_server_takes_plain_and_html_for_each_recipient(desk: Desk) -> None:
    desk.claims(BY_27)
    box = _Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        to(desk, f"smtp://127.0.0.1:{port}", "desk@news.example, Ada <ada@news.example>")
        desk.run(NOW)
    finally:
        controller.stop()
    assert sorted(one.rcpt_tos[0] for one in box.got) == ["ada@news.example", "desk@news.example"]
    messages = [parsed(one.original_content or b"") for one in box.got]
    assert len({one["Message-ID"] for one in messages}) == 2, "one recipient a message"
    message = messages[0]
    assert message["Subject"] == "The union votes: 3 days left, due by 27 Nov 2025"
    assert message["From"] == "By When <b@w.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and html is not None
    assert "工會" in plain.get_content() and "“週四之前”" in plain.get_content()
    assert '<q lang="zh-Hant"><bdi>週四之前</bdi></q>' in html.get_content()
    assert all(b"\r\n" in (one.original_content or b"") for one in box.got)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # loopback
@pytest.mark.parametrize(
    ("user", "secret", "signed_in"),
    [
        ("anna:pass%20word@", "", (b"anna", b"pass word")),
        ("anna@", ", secret: '${SMTP_LOGIN}'", (b"anna", b"hunter2")),
        ("", ", secret: '${SMTP_LOGIN}'", (b"b@w.example", b"hunter2")),
    ],
    ids=["in the address", "user there, secret here", "secret alone"],
)
def test_user_and_password_are_given(
    desk: Desk, user: str, secret: str, signed_in: tuple[bytes, bytes]
) -> None:
    desk.claims(BY_27)
    desk.environment["SMTP_LOGIN"] = "hunter2"
    seen = []

    def authenticator(*given: object) -> AuthResult:
        seen.append(given[-1])
        return AuthResult(success=True)

    box = _Box()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticator,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        to(desk, f"smtp://{user}127.0.0.1:{port}", more=secret)
        desk.run(NOW)
    finally:
        controller.stop()
    assert desk.states() == {"sent": 1}
    assert seen == [LoginPassword(*signed_in)]


# what the server says at which step; the state after two runs; messages that it saw; flagged?
DIALOGUES = [
    ("451 at RCPT", {"RCPT": ["451 later"]}, "sent", 1, False),
    ("451 after DATA", {"end": ["451 later"]}, "sent", 2, False),
    ("550 at RCPT", {"RCPT": ["550 nobody"]}, "dead", 0, False),
    ("550 after DATA", {"end": ["550 no"]}, "dead", 1, False),
    ("421 greeting", {"greeting": ["421 busy"]}, "sent", 1, False),
    ("drops at once", {"greeting": [DROP]}, "sent", 1, False),
    ("drops after DATA", {"end": [DROP]}, "sent", 2, True),
    ("hangs after DATA", {"end": [HANG]}, "sent", 2, True),
    ("hangs at the greeting", {"greeting": [HANG]}, "sent", 1, False),
    ("drops at QUIT", {"QUIT": [DROP]}, "sent", 1, False),
]


@pytest.mark.parametrize(
    ("script", "state", "seen", "flagged"),
    [r[1:] for r in DIALOGUES],
    ids=[r[0] for r in DIALOGUES],
)
def test_what_becomes_of_each_dialogue(
    desk: Desk, script: dict[str, list[str]], state: str, seen: int, flagged: bool
) -> None:
    desk.claims(BY_27)
    with mail(**script) as server:
        to(desk, server.address)
        hangs = any(HANG in said for said in script.values())
        for now, patience in ((NOW, "0.5" if hangs else "20"), (NEXT, "20")):
            result = desk.call("run", "--now", now, "--timeout", patience)
            assert result.exit_code == 0, result.output
    assert desk.states() == {state: 1}
    assert len(server.got) == seen
    messages = [parsed(raw) for raw in server.got]
    assert len({one["Message-ID"] for one in messages}) <= 1
    assert [one["X-Bywhen-Maybe-Duplicate"] for one in messages][1:] == (
        ["1"] if flagged else [None] * (seen - 1)
    )[: max(0, seen - 1)]


def test_a_server_that_is_dead_for_days_loses_nothing(desk: Desk) -> None:
    desk.claims(BY_27)
    to(desk, "smtp://127.0.0.1:1")
    desk.run(NOW, NEXT, "2025-11-24T12:00Z", "2025-11-25T12:00Z")
    assert desk.states() == {"pending": 1}
    with mail() as server:
        to(desk, server.address)
        desk.run("2025-11-25T18:00Z")
    (message,) = [parsed(raw) for raw in server.got]
    assert message["Subject"] == "The union votes: 2 days left, due by 27 Nov 2025", (
        "true when sent"
    )
    body = message.get_body(("plain",))
    assert body is not None and "this alert is late by 42 hours" in body.get_content()


def test_headers_take_no_line_breaks_from_the_record(desk: Desk) -> None:
    desk.record(
        '- id: vote\n  title: "The union\\nBcc: x@evil.example"\n  claims:\n'
        "  - {id: a, by: 2025-11-27, known: 2025-11-01}\n"
    )
    with mail() as server:
        to(desk, server.address)
        desk.run(NOW)
    message = parsed(server.got[0])
    assert message["Bcc"] is None
    assert message["Subject"].startswith("The union Bcc: x@evil.example")


def test_a_recipient_who_was_taken_out_gets_nothing_more(desk: Desk) -> None:
    desk.claims(BY_27)
    to(desk, "smtp://127.0.0.1:1", "old@news.example")
    desk.run(NOW)
    with mail() as server:
        to(desk, server.address, "new@news.example")
        desk.run(NEXT)
    assert [one for one in server.recipients if "old@" in one] == []
