"""`check --links`: each address of a source is asked for once, and what is dead has its line."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bywhen.cli.deadlinks import Links, dead_links
from bywhen.cli.record import links_line
from bywhen.ingest.client import Client, Limits
from bywhen.tracker import Tracker
from tests.cli.conftest import Run
from tests.ingest.server import Reply, Server

HEAD = """affair: tunnel
title: The tunnel
timezone: Europe/Oslo
sources:
"""
EVENTS = "events:\n- id: opens\n  title: It opens\n  claims: []\n"
FIRST = HEAD.count("\n") + 1


def links(root: Path, server: Server, *sources: str) -> Links:
    """What asking for the addresses of these sources gives; `~` stands for the server's own."""
    lines = "".join(f"  {source}\n" for source in sources).replace("~", server.url)
    (root / "events").mkdir(exist_ok=True)
    (root / "events" / "tunnel.yml").write_text(HEAD + lines + EVENTS, encoding="utf-8")
    client = partial(
        Client, "bywhen", private_host="127.0.0.1", limits=Limits(read_seconds=1, total_seconds=1)
    )
    return dead_links(Tracker.open(root), client)


def test_what_answers_is_not_named(tmp_path: Path) -> None:
    with Server() as server:
        server.set("/a", Reply(b"<p>a page</p>"))
        server.set("/b", Reply(status=301, headers={"Location": "/a"}))
        found = links(
            tmp_path, server, "s: {publisher: P, url: ~/a}", "t: {publisher: P, url: ~/b}"
        )
    assert found == Links((), 2, 0)


def test_what_is_dead_has_its_line_and_a_way_out(tmp_path: Path) -> None:
    with Server() as server:
        server.set("/copy", Reply(b"a copy"))
        found = links(
            tmp_path,
            server,
            "s: {publisher: P, url: ~/gone}",
            "t: {publisher: P, url: ~/gone-too, archived: ~/copy}",
            "u: {publisher: P, url: ~/copy, archived: ~/no-copy}",
        )
    lone, copied, copy = found.dead
    assert [fault.line for fault in found.dead] == [FIRST, FIRST + 1, FIRST + 2]
    assert all(fault.warning for fault in found.dead)
    assert "`url` of source `s` leads nowhere: it answers 404" in str(lone)
    assert "add `archived:` with the address of a copy" in lone.advice
    assert copied.advice == "Its copy is there, and pages link it too."
    assert "`archived` of source `u` leads nowhere" in copy.message
    assert found.reached


def test_who_is_not_there_at_all_is_dead(tmp_path: Path) -> None:
    with Server() as server:
        gone = server.url + "/a"
    (tmp_path / "events").mkdir()
    with Server() as other:
        found = links(tmp_path, other, f"s: {{publisher: P, url: '{gone}'}}")
    assert "no connection" in found.dead[0].message
    assert not found.reached
    assert links_line(found).endswith("1 dead. No server was reached: is there a network?")


def test_who_shuts_programs_out_is_not_called_dead(tmp_path: Path) -> None:
    with Server() as server:
        server.set("/a", Reply(status=403))
        server.set("/b", Reply(status=429))
        found = links(
            tmp_path, server, "s: {publisher: P, url: ~/a}", "t: {publisher: P, url: ~/b}"
        )
    assert found == Links((), 2, 2)


def test_a_shared_address_is_asked_for_once(tmp_path: Path) -> None:
    with Server() as server:
        found = links(
            tmp_path, server, "s: {publisher: P, url: ~/a}", "t: {publisher: P, url: ~/a}"
        )
        assert len(server.asked) == 1
    assert len(found.dead) == 2


def test_a_server_of_the_private_network_is_never_asked(tmp_path: Path, run: Run) -> None:
    with Server() as server:
        links(tmp_path, server, "s: {publisher: P, url: ~/a}")
        server.asked.clear()
        result = run(tmp_path, "check", "--links")
        assert server.asked == []
    assert result.exit_code == 0
    assert "1 address asked for: 0 dead, 1 that nobody but a reader can judge" in result.stderr
    assert "leads nowhere" not in result.stdout


def test_nothing_is_asked_unless_one_asks(tmp_path: Path, run: Run) -> None:
    with Server() as server:
        links(tmp_path, server, "s: {publisher: P, url: ~/a}")
        server.asked.clear()
        result = run(tmp_path, "check")
    assert (result.exit_code, result.stderr) == (0, "")
