"""A run that would find nothing is answered at once; one that would find something never is."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bywhen.alerts.idle import is_idle
from tests.alerts.desk import Desk, event_yaml

CONFIG = """\
channels:
- {name: log, kind: file, address: var/alerts.jsonl}
- {name: down, kind: webhook, address: 'http://127.0.0.1:1/'}
rules:
- {name: all, channels: [log], repeat: 6h, when: [3d, 30h, 0d, +2h, +1d], escalate: {after: 5h, to: down}}
- {name: daily, digest: {at: "07:10"}, channels: [log]}
- {name: night, kinds: [due], channels: [log], quiet: "22:00-06:20", language: zh-Hant}
"""


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.slow
def test_rest_never_hides_anything(desk: Desk) -> None:
    """Four days in steps that fall on every kind of moment, and between them."""
    desk.config(CONFIG)
    desk.record(
        event_yaml("id: a, by: 2025-11-27, strict: 2025-11-26, issuer: union, known: 2025-11-20"),
        event_yaml("id: a, within: 2025-11-25/2025-11-28, issuer: union, known: 2025-11-22",
                   "id: b, by: 2025-12-01, issuer: union, known: 2025-11-26", id="other",
                   more="timezone: Asia/Kathmandu"),
        event_yaml("id: a, not_before: 2025-11-27, issuer: union, known: 2025-11-21", id="open",
                   more="timezone: America/New_York"),
    )  # fmt: skip
    now = datetime(2025, 11, 25, 0, 0, tzinfo=UTC)
    rests = runs = 0
    while now < datetime(2025, 11, 29, tzinfo=UTC):
        idle = is_idle(str(desk.folder.resolve()), int(now.timestamp()))
        said = desk.run(now.isoformat()).stderr
        rests, runs = rests + idle, runs + 1
        assert not idle or said == "Nothing to tell.\n", f"{now} was taken for idle: {said}"
        now += timedelta(minutes=47)
    assert rests > 10
    assert runs > 100


CHANGES = [
    ("the record", lambda d: d.claims("id: a, by: 2026-11-27, known: 2025-11-01")),
    ("a build", lambda d: (d.folder / "tracker.db").touch()),
    ("alerts.yml", lambda d: d.config(CONFIG)),
    ("an event file that is not built", lambda d: (d.folder / "events" / "x.yml").write_text("")),
    ("a retry", lambda d: d.change("UPDATE deliveries SET state = 'pending', next_at = 0")),
    ("a sender that died", lambda d: d.change("UPDATE deliveries SET state = 'sending', lease_until = 5")),
    ("a feed", lambda d: d.change("INSERT INTO feeds (id, name, declared_url, url, state) VALUES (1, 'f', 'u', 'u', 'gone')")),
]  # fmt: skip


@pytest.mark.parametrize("change", [row[1] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_whatever_changes_wakes_it(desk: Desk, change: object) -> None:
    desk.claims("id: a, by: 2025-11-27, known: 2025-11-01")
    desk.run("2025-11-24T08:00Z")
    root = str(desk.folder.resolve())
    assert is_idle(root, seconds("2025-11-24T08:05Z"))
    assert callable(change)
    change(desk)
    assert not is_idle(root, seconds("2025-11-24T08:06Z"))


def test_it_looks_again_after_an_hour_and_when_the_clock_goes_back(desk: Desk) -> None:
    desk.claims("id: a, by: 2025-11-27, known: 2025-11-01")
    desk.run("2025-11-24T08:00Z")
    root = str(desk.folder.resolve())
    assert is_idle(root, seconds("2025-11-24T08:59Z"))
    assert not is_idle(root, seconds("2025-11-24T09:00Z"))
    assert not is_idle(root, seconds("2025-11-24T07:59Z"))


def test_the_heartbeat_goes_on(desk: Desk) -> None:
    desk.claims("id: a, by: 2025-11-27, known: 2025-11-01")
    desk.run("2025-11-24T08:00Z")
    words = ["alert", "run", "--tracker", str(desk.folder), "--now", "2025-11-24T08:50Z"]
    script = (
        "import sys; from bywhen.cli import main; main(); assert 'click' not in sys.modules;"
        " assert 'yaml' not in sys.modules"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, check=True
    )
    assert ran.stderr == "Nothing to tell.\n"
    assert desk.call("health", "--now", "2025-11-24T09:40Z").exit_code == 0


def test_options_that_ask_for_more_are_not_answered(desk: Desk) -> None:
    desk.claims("id: a, by: 2025-11-27, known: 2025-11-01")
    desk.run("2025-11-24T08:00Z")
    from bywhen.cli.idle import answered

    here = ["--tracker", str(desk.folder)]
    assert answered([*here, "--now=2025-11-24T08:05Z", "--workers", "2"])
    for more in (["--help"], ["--dry-run"], ["--now", "soon"], ["--now", "2025-11-24T08:05"]):
        assert not answered([*here, *more])
    assert not answered(["--tracker", "nowhere"])
