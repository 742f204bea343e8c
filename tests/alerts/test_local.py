"""File, stdout, command, Apprise: what is local, and what a hundred other services need."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from tests.alerts.desk import Desk
from tests.alerts.servers import hook

IMGHDR = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # Apprise imports it
BY_27 = "id: a, by: 2025-11-27, issuer: union, known: 2025-11-01"
NOW, NEXT = "2025-11-24T08:00Z", "2025-11-24T08:06Z"


def to(desk: Desk, kind: str, address: str = "") -> None:
    place = f", address: {json.dumps(address)}" if address else ""
    desk.config(
        f"channels:\n- {{name: it, kind: {kind}{place}}}\n"
        "rules:\n- {name: all, kinds: [before], channels: [it]}\n"
    )


def test_the_file_is_only_its_owners(desk: Desk) -> None:
    desk.claims(BY_27)
    desk.run(NOW)
    assert stat.S_IMODE((desk.folder / "var" / "alerts.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE((desk.folder / "var" / "desk.db").stat().st_mode) == 0o600
    assert stat.S_IMODE((desk.folder / "var").stat().st_mode) == 0o700


def test_a_channel_can_be_tried_before_anything_ran(desk: Desk) -> None:
    to(desk, "file", "var/log/alerts.jsonl")
    result = desk.call("test", "it")
    assert (result.exit_code, desk.kinds("var/log/alerts.jsonl")) == (0, ["test"])
    assert stat.S_IMODE((desk.folder / "var").stat().st_mode) == 0o700


def test_a_line_that_a_dead_sender_wrote_is_not_written_twice(desk: Desk) -> None:
    """The sender dies between the line and its note: the next finds the id in the file."""
    desk.claims(BY_27)
    desk.run(NOW)
    desk.change("UPDATE deliveries SET state = 'sending', lease_until = 0, sent_at = NULL")
    desk.run(NEXT)
    assert desk.states() == {"sent": 1}
    assert len(desk.payloads()) == 1


def test_half_a_line_is_ended_before_the_next(desk: Desk) -> None:
    desk.claims(BY_27)
    path = desk.folder / "var" / "alerts.jsonl"
    path.parent.mkdir(mode=0o700)
    path.write_bytes(b'{"id":"msg_')
    desk.run(NOW)
    lines = path.read_bytes().splitlines()
    assert lines[0] == b'{"id":"msg_'
    assert json.loads(lines[1])["kind"] == "before"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_tried_again(desk: Desk) -> None:
    desk.claims(BY_27)
    to(desk, "file", "/dev/full")
    desk.run(NOW)
    assert desk.states() == {"pending": 1}
    ((reason,),) = desk.rows("SELECT reason FROM deliveries")
    assert "No space left" in reason


def test_stdout_has_the_message_and_stderr_the_summary(desk: Desk) -> None:
    desk.claims(BY_27)
    to(desk, "stdout")
    result = desk.run(NOW)
    assert result.stdout.startswith("The union votes: 3 days left, due by 27 Nov 2025\n")
    assert "[msg_" in result.stdout
    assert result.stderr == "1 new, 1 sent, 0 waiting, 0 given up.\n"


def test_a_command_gets_the_json_and_the_most_of_it_in_its_environment(
    desk: Desk, tmp_path: Path
) -> None:
    desk.claims(BY_27)
    script = tmp_path / "take.py"
    script.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        "open(sys.argv[1], 'w').write(sys.stdin.read() + '\\n' + os.environ['BYWHEN_EVENT'])\n"
    )
    script.chmod(0o755)
    to(desk, "command", f"{script} {tmp_path / 'took me'}".replace("took me", "took"))
    desk.run(NOW)
    assert desk.states() == {"sent": 1}
    body, event = (tmp_path / "took").read_text().rsplit("\n", 1)
    assert json.loads(body)["kind"] == "before"
    assert event == "strike/vote"


# what the program is, what its alert becomes, why
PROGRAMS = [
    ("exits with 75", "sh -c 'exit 75'", "pending", "exit 75"),
    ("says why", "sh -c 'echo no paper >&2; exit 1'", "pending", "exit 1: no paper"),
    ("is not there", "no-such-program-here", "pending", "there is no such program"),
    ("does not end", "sleep 30", "pending", "did not end in time"),
    ("words that do not close", "sh -c 'x", "pending", "no command line"),
]


@pytest.mark.parametrize(
    ("address", "state", "why"), [row[1:] for row in PROGRAMS], ids=[row[0] for row in PROGRAMS]
)
def test_a_program_that_fails_is_run_again(desk: Desk, address: str, state: str, why: str) -> None:
    desk.claims(BY_27)
    to(desk, "command", address)
    patience = "0.5" if address.startswith("sleep") else "20"
    result = desk.call("run", "--now", NOW, "--timeout", patience)
    assert result.exit_code == 0, result.output
    ((found, reason),) = desk.rows("SELECT state, reason FROM deliveries")
    assert found == state
    assert why in reason


def test_nothing_inside_a_tracker_is_executed(desk: Desk) -> None:
    desk.claims(BY_27)
    script = desk.folder / "evil.sh"
    script.write_text("#!/bin/sh\ntouch pwned\n")
    script.chmod(0o755)
    to(desk, "command", str(script))
    desk.run(NOW)
    assert desk.states() == {"dead": 1}
    assert not list(desk.folder.rglob("pwned"))


@IMGHDR
def test_a_hundred_services_go_through_apprise(desk: Desk) -> None:
    desk.claims(BY_27)
    with hook(200) as receiver:
        to(desk, "apprise", f"json://127.0.0.1:{receiver.port}/hook")
        desk.run(NOW)
    assert receiver.got[0].json["title"] == "The union votes: 3 days left, due by 27 Nov 2025"
    assert desk.states() == {"sent": 1}


@IMGHDR
def test_apprise_that_fails_is_tried_again(desk: Desk) -> None:
    desk.claims(BY_27)
    with hook(500) as receiver:
        to(desk, "apprise", f"json://127.0.0.1:{receiver.port}/hook")
        desk.run(NOW)
    assert desk.states() == {"pending": 1}


def test_a_file_outside_is_an_absolute_path(desk: Desk, tmp_path: Path) -> None:
    desk.claims(BY_27)
    to(desk, "file", str(tmp_path / "out.jsonl"))
    desk.run(NOW)
    assert len(desk.payloads(os.fspath(tmp_path / "out.jsonl"))) == 1
