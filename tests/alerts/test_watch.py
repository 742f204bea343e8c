"""`alert watch`: goes on, through trouble, and ends politely."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.alerts.desk import Desk
from tests.alerts.servers import hook

BY_27 = "id: a, by: 2025-11-27, issuer: union, known: 2025-11-01"


@pytest.mark.slow
def test_it_ends_politely_and_what_is_on_its_way_arrives(desk: Desk) -> None:
    desk.claims(BY_27)
    with hook() as receiver:
        receiver.latency = 1.0
        desk.config(
            f"channels:\n- {{name: hook, kind: webhook, address: '{receiver.address}'}}\n"
            "rules:\n- {name: r, kinds: [before], channels: [hook]}\n"
        )
        words = ["alert", "watch", "--every", "3600", "--now", "2025-11-24T08:00Z"]
        script = "from bywhen.cli import main; main()"
        watching = subprocess.Popen(
            [sys.executable, "-c", script, *words, "--tracker", str(desk.folder)],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert receiver.arrived.wait(30)
        watching.send_signal(signal.SIGTERM)  # the receiver has it and has not answered yet
        _, said = watching.communicate(timeout=30)
    assert watching.returncode == 0
    assert said == "1 new, 1 sent, 0 waiting, 0 given up.\n"
    assert desk.states() == {"sent": 1}


def test_trouble_is_told_and_it_goes_on(desk: Desk) -> None:
    desk.claims(BY_27)
    (desk.folder / "tracker.db").unlink()
    result = desk.call("watch", "--rounds", "2", "--every", "1", "--now", "2025-11-24T08:00Z")
    assert result.exit_code == 0
    assert result.output.count("run `bywhen build`") == 2
    result = desk.call("watch", "--rounds", "1", "--build", "--now", "2025-11-24T08:00Z")
    assert result.output == "1 new, 1 sent, 0 waiting, 0 given up.\n"
    assert desk.kinds() == ["before"]


def test_a_public_server_sends_nothing(desk: Desk) -> None:
    desk.claims(BY_27)
    result = desk.serve("--alerts", "--public", "--check")
    assert result.exit_code == 2
    assert "which --public may not" in result.output
