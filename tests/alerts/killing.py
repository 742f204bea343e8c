"""Senders that die: processes of their own, killed with -9 at a step or at random.

    python -m tests.alerts.killing FOLDER ADDRESS NOW STEP

runs the alerts of the tracker in FOLDER once, webhooks to ADDRESS, and kills itself before its
STEP-th SQL statement (0 = never). `every_step` does so for each step there is, on fresh copies.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bywhen.alerts.deliver import Surroundings
from bywhen.alerts.service import config_of, opened, run
from bywhen.tracker import Tracker

STAMP = datetime(2025, 11, 24, 8, tzinfo=UTC)


def run_until(folder: Path, address: str, now: int, step: int) -> None:
    """One run in this process, that ends by -9 before its `step`-th statement; 0 = never."""
    tracker = Tracker.open(folder)
    around = Surroundings(
        config_of(tracker), tracker.root, {"ADDRESS": address}, lambda: now, lambda: STAMP
    )
    left = step

    def before(_: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with opened(tracker) as desk:
        if step:
            desk.set_trace_callback(before)
        run(desk, tracker, around.config, around, workers=2)


def in_child(folder: Path, address: str, now: int, step: int = 0) -> bool:
    """The same in a child of this process; True if it came to its end."""
    child = os.fork()
    if child == 0:
        status = 1
        with suppress(BaseException):
            run_until(folder, address, now, step)
            status = 0
        os._exit(status)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    assert os.WEXITSTATUS(status) == 0, f"the run failed at step {step}"
    return True


def every_step(template: Path, work: Path, address: str, now: int, stride: int) -> Iterator[Path]:
    """Kill a run before each `stride`-th statement, let another finish it a minute later.

    Gives the copies of `template`, each named by its step; the address ends with that name.
    """
    step = 1
    while True:
        copy = work / str(step)
        shutil.copytree(template, copy)
        place = f"{address}/{step}"
        came_to_its_end = in_child(copy, place, now, step)
        assert in_child(copy, place, now + 61)
        assert in_child(copy, place, now + 600)
        yield copy
        if came_to_its_end:
            return
        step += stride


def start(
    folder: Path, address: str, now: int, workers: int, command: str = "run"
) -> subprocess.Popen[bytes]:
    """The command line itself, in a process of its own."""
    moment = datetime.fromtimestamp(now, UTC).isoformat()
    words = ["alert", command, "--now", moment, "--tracker", str(folder)]
    words += ["--workers", str(workers)] if command == "run" else []
    script = "import sys; from bywhen.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", script, *words],
        env={**os.environ, "ADDRESS": address},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def at_random(folder: Path, address: str, now: int, kills: int, seed: int, longest: float) -> int:
    """Two senders at once, both killed at random within `longest` seconds from when they can have
    begun to work, again and again; then two that may finish. The instant at the end."""
    before = time.monotonic()
    start(folder, "-", now, 1, "list").wait()
    begun = time.monotonic() - before
    chance = random.Random(seed)  # noqa: S311 - no secret
    done = 0
    while done < kills:
        pair = [start(folder, address, now, 4) for _ in range(2)]
        for one in pair:
            time.sleep(chance.uniform(0.0, longest) + (begun if one is pair[0] else 0))
            one.send_signal(signal.SIGKILL)
        for one in pair:
            one.wait()
        done += 2
        now += 61
    for _ in range(3):
        pair = [start(folder, address, now, 8) for _ in range(2)]
        for one in pair:
            assert one.wait() == 0
        now += 301
    return now


if __name__ == "__main__":
    run_until(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
