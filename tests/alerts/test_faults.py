"""What is wrong around the alerts is said with advice, and costs no alert."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.alerts.desk import Desk
from tests.alerts.servers import DROP, hook, mail

BY_27 = "id: a, by: 2025-11-27, issuer: union, known: 2025-11-01"
NOW = "2025-11-24T08:00Z"


def test_a_desk_that_is_locked_for_a_moment_is_waited_for(desk: Desk) -> None:
    desk.claims(BY_27)
    desk.run("2025-11-20T08:00Z")
    holder = sqlite3.connect(desk.folder / "var" / "desk.db", check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.5, holder.rollback)
    release.start()
    desk.run(NOW)
    release.join()
    holder.close()
    assert desk.kinds() == ["before"]


@pytest.mark.slow
def test_a_desk_that_stays_locked_is_said_and_nothing_is_lost(desk: Desk) -> None:
    desk.claims(BY_27)
    desk.run("2025-11-20T08:00Z")
    holder = sqlite3.connect(desk.folder / "var" / "desk.db")
    holder.execute("BEGIN IMMEDIATE")
    result = desk.call("run", "--now", NOW)
    assert result.exit_code == 2
    assert "another program holds" in result.output
    holder.rollback()
    holder.close()
    desk.run(NOW)
    assert desk.kinds() == ["before"]


@pytest.mark.slow
def test_a_full_disk_loses_nothing(desk: Desk) -> None:
    """A limit on the size of files stands for the disk: what is written is refused in the middle."""
    desk.claims(BY_27)
    desk.run("2025-11-20T08:00Z")
    refused = 0
    for room in (0, 4096, 20_000, 40_000):
        script = (
            "import resource, sys; from bywhen.cli import main\n"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\nmain()"
        )
        words = ["alert", "run", "--now", NOW, "--tracker", str(desk.folder)]
        ran = subprocess.run(
            [sys.executable, "-c", script, *words], capture_output=True, text=True, check=False
        )
        if ran.returncode:
            refused += 1
            assert ran.returncode == 2, ran.stderr
            assert "no room to write" in ran.stderr
    desk.run(NOW, "2025-11-24T08:10Z")
    assert desk.kinds() == ["before"]
    assert desk.states() == {"sent": 1}
    assert refused >= 2


# what is done to the tracker; what is said
BROKEN = [
    ("no tracker.db", lambda d: (d / "tracker.db").unlink(), "run `bywhen build`"),
    ("no tracker.db at all", lambda d: (d / "tracker.db").write_bytes(b"x" * 5000), "tracker.db"),
    ("a damaged desk", lambda d: (d / "var" / "desk.db").write_bytes(b"x" * 5000), "is damaged; put it back from a backup"),
    ("no alerts.yml", lambda d: (d / "alerts.yml").unlink(), "alerts.yml: is not there"),
    ("a faulty alerts.yml", lambda d: (d / "alerts.yml").write_text("rules: 5\n"), "alerts.yml:1: `rules` is a list"),
]  # fmt: skip


@pytest.mark.parametrize(("harm", "says"), [r[1:] for r in BROKEN], ids=[r[0] for r in BROKEN])
def test_each_fault_says_what_to_do(desk: Desk, harm: object, says: str) -> None:
    desk.claims(BY_27)
    desk.run("2025-11-20T08:00Z")
    assert callable(harm)
    harm(desk.folder)
    result = desk.call("run", "--now", NOW)
    assert result.exit_code == 2
    assert says in result.output


def test_what_waits_is_sent_even_if_the_record_cannot_be_read(desk: Desk) -> None:
    desk.config(
        "channels:\n- {name: log, kind: file, address: '${PLACE}'}\n"
        "rules:\n- {name: r, kinds: [before], channels: [log]}\n"
    )
    desk.claims(BY_27)
    desk.run(NOW)
    (desk.folder / "tracker.db").unlink()
    desk.environment["PLACE"] = "var/alerts.jsonl"
    result = desk.call("run", "--now", "2025-11-24T08:10Z")
    assert result.exit_code == 2
    assert desk.kinds() == ["before"]
    assert "the last run had trouble" in desk.call("health", "--now", "2025-11-24T08:11Z").output


def test_a_record_that_is_ahead_is_said_and_the_last_one_built_is_used(desk: Desk) -> None:
    desk.claims(BY_27)
    path = desk.folder / "events" / "strike.yml"
    path.write_text(path.read_text() + "# edited\n")
    result = desk.run(NOW)
    assert "Warning: " in result.stderr
    assert desk.kinds() == ["before"]
    assert "Warning" not in desk.call("run", "--build", "--now", NOW).stderr


def test_a_desk_of_a_newer_bywhen_is_left_alone(desk: Desk) -> None:
    desk.claims(BY_27)
    desk.run("2025-11-20T08:00Z")
    desk.change(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('alerts', 'of-the-future', '2031-01-01')"
    )
    result = desk.call("run", "--now", NOW)
    assert result.exit_code == 2
    assert "was written by a newer bywhen" in result.output


# -- secrets -------------------------------------------------------------------------------------

SECRETS = {
    "TOKEN": "tok-9f8e7d6c5b4a",
    "QUERY": "qry-1a2b3c4d5e6f",
    "SIGNING": "whsec_c2VjcmV0LXNpZ25pbmcta2V5LTEyMw==",
    "USER": "usr-aa11bb22cc33",
    "PASSWORD": "pw-00ff11ee22dd",
    "WORD": "cmd-5566778899",
}


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # Apprise imports it
def test_no_secret_is_stored_logged_or_shown(desk: Desk, tmp_path: Path) -> None:
    """Each channel fails in its own way; then everything that was written is searched."""
    filed = tmp_path / "secret.txt"
    filed.write_text("file-abcdef012345\n")
    desk.environment = dict(SECRETS)
    desk.claims(BY_27)
    said = []
    with (
        hook(DROP, 500, (302, {"Location": "http://127.0.0.1:1/tok-9f8e7d6c5b4a"})) as receiver,
        mail(RCPT=["550 no such user usr-aa11bb22cc33"]) as server,
    ):
        port = receiver.port
        desk.config(
            "channels:\n"
            f"- {{name: hook, kind: webhook, address: 'http://127.0.0.1:{port}/${{TOKEN}}?key=${{QUERY}}', secret: '${{SIGNING}}'}}\n"
            f"- {{name: filed, kind: webhook, address: 'http://127.0.0.1:{port}/${{file:{filed}}}'}}\n"
            "- {name: closed, kind: webhook, address: 'http://${TOKEN}:${PASSWORD}@127.0.0.1:1/x'}\n"
            "- {name: wrong, kind: webhook, address: 'nonsense-${TOKEN}'}\n"
            "- {name: badsign, kind: webhook, address: 'http://127.0.0.1:1/', secret: '${PASSWORD}'}\n"
            f"- {{name: post, kind: email, address: 'smtp://${{USER}}:${{PASSWORD}}@127.0.0.1:{server.port}', from: a@b.example, to: [c@d.example]}}\n"
            f"- {{name: mail, kind: email, address: 'smtp://127.0.0.1:{server.port}', from: a@b.example, to: ['${{USER}}@d.example']}}\n"
            "- {name: prog, kind: command, address: \"sh -c 'echo $0 >&2; exit 1' ${WORD}\"}\n"
            "- {name: apprise, kind: apprise, address: 'json://${USER}:${PASSWORD}@127.0.0.1:1/${TOKEN}'}\n"
            "- {name: log, kind: file, address: var/alerts.jsonl}\n"
            "rules:\n- {name: r, kinds: [before], channels: [hook, filed, closed, wrong, badsign, post, mail, prog, apprise, log]}\n"
        )  # fmt: skip
        for now in (NOW, "2025-11-24T08:06Z", "2025-11-24T09:06Z"):
            said += [desk.call("run", "--now", now, "--timeout", "20")]
        for channel in ("hook", "closed", "wrong", "badsign", "post", "mail", "prog", "apprise"):
            said += [desk.call("test", channel), desk.call("test", channel, "--dry-run")]
    said += [desk.call("list", "--format", form) for form in ("json", "table", "csv")]
    said += [desk.call("health"), desk.call("why", "vote"), desk.call("preview", "--days", "2")]
    everything = [one.output.encode() for one in said]
    everything += [path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()]
    assert sum(len(one) for one in everything) > 50_000, "there was something to search"
    reasons = [row[0] for row in desk.rows("SELECT reason FROM deliveries")]
    assert sum(reason is not None for reason in reasons) >= 8, "the channels did fail"
    for name, secret in [*SECRETS.items(), ("file", "file-abcdef012345")]:
        for text in everything:
            assert secret.encode() not in text, f"{name} was written somewhere"


def test_a_secret_that_is_not_there_is_named_and_waited_for(desk: Desk) -> None:
    desk.claims(BY_27)
    with hook() as receiver:
        desk.config(
            "channels:\n- {name: hook, kind: webhook, address: '${HOOK}'}\n"
            "rules:\n- {name: r, kinds: [before], channels: [hook]}\n"
        )
        desk.run(NOW)
        assert desk.rows("SELECT reason, attempts FROM deliveries") == [("${HOOK} is not set", 0)]
        desk.environment["HOOK"] = receiver.address
        desk.run("2025-11-24T08:05Z")
    assert desk.states() == {"sent": 1}
    assert os.environ.get("HOOK") is None
