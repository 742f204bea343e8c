"""Nothing is lost and nothing is told twice unflagged, whenever a sender dies."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.alerts import killing
from tests.alerts.desk import Desk, event_yaml
from tests.alerts.servers import Got, Hook, hook

NOW = 1_763_971_200  # 24 November 2025, 8:00 UTC
CONFIG = """\
digest_above: 100000
channels:
- {name: hook, kind: webhook, address: '${ADDRESS}'}
- {name: log, kind: file, address: var/alerts.jsonl}
rules:
- {name: all, kinds: [before, due, passed], channels: [hook, log]}
"""


def crowd(count: int) -> list[str]:
    return [
        event_yaml("id: a, by: 2025-11-27, issuer: union, known: 2025-11-01", id=f"vote-{n}")
        for n in range(count)
    ]


def check_duplicates(got: list[Got]) -> int:
    """All but the first of one id carry the flag; how many there are."""
    seen: Counter[str] = Counter()
    for one in got:
        if seen[one.id]:
            assert one.json["maybe_duplicate"] is True, "a duplicate without the flag"
        seen[one.id] += 1
    return sum(seen.values()) - len(seen)


@pytest.mark.slow
def test_killed_before_any_statement_nothing_is_lost(desk: Desk, tmp_path: Path) -> None:
    desk.config(CONFIG)
    desk.record(*crowd(2))
    work = tmp_path / "work"
    work.mkdir()
    with hook() as receiver:
        script = (
            "import sys; from pathlib import Path; from tests.alerts.killing import every_step\n"
            "folder, work, address, now = sys.argv[1:]\n"
            "print(len(list(every_step(Path(folder), Path(work), address, int(now), 7))))"
        )
        words = [str(desk.folder), str(work), f"http://127.0.0.1:{receiver.port}", str(NOW)]
        ran = subprocess.run(
            [sys.executable, "-c", script, *words], capture_output=True, text=True, check=False
        )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 12, "a run has many steps"
    for copy in sorted(work.iterdir()):
        here = Desk(copy)
        assert here.states() == {"sent": 4}, f"killed before statement {copy.name}"
        mine = [one for one in receiver.got if one.path == f"/{copy.name}"]
        assert len({one.id for one in mine}) == 2
        check_duplicates(mine)
        assert len(here.payloads()) == 2, "the file has each line once"


def random_kills(desk: Desk, receiver: Hook, alerts: int, kills: int, seed: int) -> int:
    desk.config(CONFIG)
    desk.record(*crowd(alerts))
    receiver.latency = 0.02
    killing.at_random(desk.folder, receiver.address, NOW, kills, seed, 0.9)
    assert desk.states() == {"sent": 2 * alerts}
    assert len(set(receiver.ids())) == alerts, "nothing is lost"
    assert len(desk.payloads()) == alerts
    return check_duplicates(receiver.got)


@pytest.mark.slow
def test_two_senders_killed_at_random_lose_nothing(desk: Desk) -> None:
    with hook() as receiver:
        random_kills(desk, receiver, alerts=40, kills=8, seed=20251127)


@pytest.mark.slow
def test_four_senders_that_live_tell_nothing_twice(desk: Desk) -> None:
    desk.config(CONFIG)
    desk.record(*crowd(40))
    with hook() as receiver:
        senders = [killing.start(desk.folder, receiver.address, NOW, 4) for _ in range(4)]
        assert [one.wait() for one in senders] == [0, 0, 0, 0]
    assert sorted(Counter(receiver.ids()).values()) == [1] * 40
    assert desk.rows("SELECT count(*) FROM deliveries WHERE maybe_duplicate") == [(0,)]
    assert len(desk.payloads()) == 40
