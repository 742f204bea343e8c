"""How the scripts here print what they measured, and how they run other programs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spent:
    """What a program took: seconds of the processor, seconds on the clock, peak megabytes."""

    cpu: float
    wall: float
    peak: float


def shown(what: str, measured: float, budget: float, unit: str = "x", digits: int = 2) -> None:
    """One line: a figure, its budget, and whether it is kept."""
    verdict = "PASS" if measured <= budget else "over"
    figure = f"{measured:.{digits}f} {unit}"
    print(f"{what:<64} {figure:>11}   budget {budget:g}   {verdict}", flush=True)


def told(what: str, measured: float, unit: str, digits: int = 1) -> None:
    """One line: a figure that others are worked out from."""
    print(f"{what:<64} {measured:>{11 - len(unit) - 1}.{digits}f} {unit}", flush=True)


def run(command: Sequence[str | Path], folder: Path | None = None) -> Spent:
    """Run a program to its end, its output aside. Raises RuntimeError if it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(str(word) for word in command)} failed")
    return Spent(used.ru_utime + used.ru_stime, wall, megabytes(used.ru_maxrss))


def megabytes(peak: float) -> float:
    """What the system counts as peak memory, in megabytes."""
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def program(name: str) -> Path:
    """A program installed beside this Python."""
    return Path(sys.executable).parent / name
