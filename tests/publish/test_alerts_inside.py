"""Alerts from inside Datasette: only on request, from its start on, on the same leases as all."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest

from bywhen.cli.alert_inside import Watch
from bywhen.cli.alert_run import one_run
from bywhen.cli.session import Session
from bywhen.publish import adapter
from bywhen.publish.serve import make_datasette
from tests.alerts.servers import HANG, Hook, hook
from tests.publish.site import build_tracker

TODAY = datetime.now(UTC).date()  # noqa: TID251 - a server of its own goes by the real clock


def tracker(root: Path, address: str, *, events: int = 1, plugin: str = "alerts: true") -> Path:
    """A tracker whose events are due in two days; its database."""
    due, known = TODAY + timedelta(days=2), TODAY - timedelta(days=20)
    steps = "".join(
        f"- id: e{number}\n  title: Step {number}\n  claims:\n"
        f"  - {{id: a, by: {due}, known: {known}, issuer: union}}\n"
        for number in range(events)
    )
    database = build_tracker(
        root, strike=f"affair: strike\ntitle: The strike\ntimezone: UTC\nevents:\n{steps}"
    )
    (root / "metadata.yml").write_text(f"plugins: {{bywhen: {{home: true, {plugin}}}}}\n")
    (root / "alerts.yml").write_text(
        "digest_above: 1000\n"
        f"channels:\n- {{name: hook, kind: webhook, address: '{address}'}}\n"
        "rules:\n- {name: r, kinds: [before], channels: [hook]}\n"
    )
    return database


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    """A server in a process of its own; killed at the end of the block, if it still lives, or after
    two minutes: nothing waits for ever for one that does not watch."""
    names = {one.name for one in entry_points(group="datasette")}
    assert "bywhen-alerts" in names, "bywhen was installed before it had this plugin: install again"
    process = subprocess.Popen(
        [sys.executable, *words], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    timer = threading.Timer(120, process.kill)
    timer.start()
    try:
        yield process
    finally:
        timer.cancel()
        process.kill()
        process.communicate()


def datasette(root: Path) -> tuple[str, ...]:
    return ("-m", "datasette", str(root), "--port", "0")


def first_look(process: subprocess.Popen[str]) -> str:
    """What a server says of its first look; nobody has asked it for a page."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if line.startswith("Alerts:"):
            return line.strip()
    raise AssertionError("".join(lines))


def states(root: Path) -> dict[str, int]:
    with closing(sqlite3.connect(root / "var" / "desk.db")) as desk:
        return dict(desk.execute("SELECT state, count(*) FROM deliveries GROUP BY state"))


@pytest.mark.slow
def test_two_servers_start_to_watch_unasked_and_send_nothing_twice(tmp_path: Path) -> None:
    with hook() as receiver:
        receiver.latency = 0.02
        tracker(tmp_path, receiver.address, events=40)
        with running(*datasette(tmp_path)) as one, running(*datasette(tmp_path)) as two:
            said = (first_look(one), first_look(two))
    assert all(words.startswith("Alerts: ") for words in said)
    assert len(receiver.ids()) == 40
    assert len(set(receiver.ids())) == 40
    assert states(tmp_path) == {"sent": 40}


@pytest.mark.slow
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_the_server_and_what_is_on_its_way_arrives(
    tmp_path: Path, asked: signal.Signals
) -> None:
    with hook() as receiver:
        receiver.latency = 1.0
        tracker(tmp_path, receiver.address)
        with running(*datasette(tmp_path)) as server:
            assert receiver.arrived.wait(60)
            server.send_signal(asked)  # it has come, and is not answered yet
            server.wait(30)
    assert states(tmp_path) == {"sent": 1}
    assert len(receiver.got) == 1


@pytest.mark.slow
def test_what_a_kill_cuts_off_goes_again_flagged_under_the_same_id(tmp_path: Path) -> None:
    with hook(HANG, 204) as receiver:
        tracker(tmp_path, receiver.address)
        with running(*datasette(tmp_path)) as server:
            assert receiver.arrived.wait(60)
            server.kill()
            server.wait(30)
        later = datetime.now(UTC) + timedelta(minutes=2)  # noqa: TID251 - the lease is over
        session = Session(str(tmp_path), lambda: later)
        said = one_run(session, session.clock, 1, 20.0, dry_run=False, may_rest=False)
    assert said == "0 new, 1 sent, 0 waiting, 0 given up."
    first, second = receiver.got
    assert first.id == second.id
    assert (first.json["maybe_duplicate"], second.json["maybe_duplicate"]) == (False, True)


@pytest.mark.slow
def test_serve_sends_by_the_same_way(tmp_path: Path) -> None:
    with hook() as receiver:
        tracker(tmp_path, receiver.address, plugin="alerts: false")
        main = "import sys; from bywhen.cli import main; main()"
        words = ("serve", "--alerts", "--port", "0", "--tracker", str(tmp_path))
        with running("-c", main, *words) as server:
            assert first_look(server) == "Alerts: 1 new, 1 sent, 0 waiting, 0 given up."
    assert [one.json["kind"] for one in receiver.got] == ["before"]


def test_it_goes_on_looking_and_tells_the_same_trouble_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with hook() as receiver:
        database = tracker(tmp_path, receiver.address)
        built = database.read_bytes()
        database.unlink()
        looks = threading.Semaphore(0)

        def clock() -> datetime:
            looks.release()
            return datetime.now(UTC)  # noqa: TID251

        watch = Watch(Session(str(tmp_path), clock), every=0.01)
        watch.begin()
        for _ in range(10):
            assert looks.acquire(timeout=30)  # it takes one look after another
        database.write_bytes(built)
        assert receiver.arrived.wait(30)
        watch.end()
    said = capfd.readouterr().err.splitlines()
    assert sum("there is no" in line for line in said) == 1
    assert "Alerts: 1 new, 1 sent, 0 waiting, 0 given up." in said
    assert states(tmp_path) == {"sent": 1}


def start(database: Path, *, public: bool = False) -> None:
    """Start a server in this process, and end it."""
    server = make_datasette(database, public=public)
    try:
        asyncio.run(server.invoke_startup())
    finally:
        adapter.shut_down(server)


def is_quiet(root: Path) -> bool:
    """True if nothing watches and no desk was made."""
    names = [thread.name for thread in threading.enumerate()]
    return "bywhen-alerts" not in names and not (root / "var").exists()


@pytest.mark.parametrize("plugin", ["alerts: false", "review: {id: editor}"])
def test_it_is_off_unless_asked_for(tmp_path: Path, plugin: str) -> None:
    start(tracker(tmp_path, Hook().address, plugin=plugin))
    assert is_quiet(tmp_path)


def test_a_public_server_never_sends(tmp_path: Path) -> None:
    start(tracker(tmp_path, Hook().address), public=True)
    assert is_quiet(tmp_path)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda root: (root / "alerts.yml").unlink(), "has an alerts.yml"),
        (lambda root: (root / "alerts.yml").write_text("rules: 5\n"), "`rules` is a list"),
        (
            lambda root: (root / "metadata.yml").write_text("plugins: {bywhen: {alerts: 5}}\n"),
            "write true or false",
        ),
    ],
    ids=["no alerts.yml", "faults in it", "no true or false"],
)
def test_what_keeps_it_from_starting_is_told(tmp_path: Path, harm: object, says: str) -> None:
    database = tracker(tmp_path, Hook().address)
    assert callable(harm)
    harm(tmp_path)
    with pytest.raises(click.ClickException, match=says) as told:
        start(database)
    assert told.value.exit_code == 2
    assert is_quiet(tmp_path)
