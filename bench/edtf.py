"""What reading a written date costs: parse + bounds, without any cache, beside the stdlib's parser.

    python bench/edtf.py

The budget is 20 microseconds, on average over ordinary texts. `date.fromisoformat` is written in
C and reads days alone: the ratio says what months, intervals, open digits and marks add to it.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from datetime import date
from functools import partial
from time import process_time

from budget import shown

from bywhen.timetable.edtf import bounds, parse, parse_window

BUDGET_MICROSECONDS = 20
ORDINARY = {
    "day": "2025-11-27",
    "month": "2025-11",
    "year": "2025",
    "season": "2025-24",
    "quarter": "2025-36",
    "interval": "2025-12-01/2025-12-10",
    "open interval": "2025-12-01/..",
    "marked": "2025-11-27~",
    "open digit": "2025-11-2X",
    "decade": "202X",
}
ROUNDS, CALLS = 7, 5000


def read_date(text: str) -> object:
    """What is measured: text to value to days, nothing remembered."""
    return bounds(parse(text))


def microseconds(work: Callable[[], object]) -> float:
    """One call, the best of some rounds: what the machine's other work adds is left out."""
    rounds = timeit.repeat(work, number=CALLS, repeat=ROUNDS, timer=process_time)
    return min(rounds) / CALLS * 1e6


def main() -> None:
    stdlib = microseconds(lambda: date.fromisoformat("2025-11-27"))
    print(f"{'text':24}{'us':>8}{'x date.fromisoformat':>24}")
    found = []
    for name, text in ORDINARY.items():
        cost = microseconds(partial(read_date, text))
        found.append(cost)
        print(f"{name:24}{cost:8.2f}{cost / stdlib:24.1f}")
    mean = sum(found) / len(found)
    cached = microseconds(lambda: parse_window("2025-11-27"))
    print(f"{'mean':24}{mean:8.2f}{mean / stdlib:24.1f}")
    print(f"{'seen before':24}{cached:8.2f}{cached / stdlib:24.1f}")
    shown("reading a written date, mean of the above, CPU", mean, BUDGET_MICROSECONDS, "us")


if __name__ == "__main__":
    main()
