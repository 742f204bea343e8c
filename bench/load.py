"""Loading the record against a bare `yaml.compose` of the same files (budget: 1.5x).

Run: python bench/load.py [EVENTS] [FILES]
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import yaml
from budget import shown, told

from bywhen.record import load
from bywhen.tracker import Tracker

ROUNDS = 7
WORDS = [
    "deal",
    "talks",
    "vote",
    "law",
    "fund",
    "plan",
    "round",
    "text",
    "draft",
    "signed",
    "by",
    "Friday",
    "next",
    "week",
    "年底前",
    "十二月初",
]


def affair(name: str, events: int, pick: random.Random) -> str:
    """An affair as people write them: half of the claims in flow style, half in block style."""
    lines = [
        "format: 1",
        f"affair: {name}",
        f"title: Affair {name}",
        "timezone: Europe/Kyiv",
        "issuers:",
        "  us: {name: US administration, aliases: [White House, US officials]}",
        "timetables:",
        "- {id: first, title: The first timetable, announced: 2024-01-01}",
        "sources:",
    ]
    lines += [
        f"  paper-{n}: {{publisher: Paper {n}, published: 2024-01-{n:02}, url: https://x.org/{n}}}"
        for n in range(1, 29)
    ]
    lines.append("events:")
    for event in range(events):
        lines += [f"- id: event-{event}", f"  title: {words(pick, 6)}", "  kind: deadline"]
        if event and event % 5 == 0:
            lines.append(f"  follows: [event-{event - 1}]")
        lines.append("  claims:")
        for claim in range(3):
            due = f"2024-{pick.randint(2, 12):02}-{pick.randint(1, 28):02}"
            known = f"2024-01-{pick.randint(1, 28):02}"
            tag = ["timetable: first"] if claim == 0 else []
            parts = [
                f"id: c{claim}",
                f"by: {due}",
                *tag,
                "issuer: White House",
                f"known: {known}",
                f"source: paper-{pick.randint(1, 28)}",
                f"phrase: {words(pick, 5)}",
                "language: en",
            ]
            if event % 2:
                lines.append(f"  - {{{', '.join(parts)}}}")
            else:
                lines += [f"  {'- ' if n == 0 else '  '}{part}" for n, part in enumerate(parts)]
    return "\n".join(lines) + "\n"


def words(pick: random.Random, count: int) -> str:
    return " ".join(pick.choices(WORDS, k=count))


def best(*works: Callable[[], object]) -> list[float]:
    """The shortest CPU time of some rounds for each, in seconds; they take turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, spent in zip(works, times, strict=True):
            start = process_time()
            work()
            spent.append(process_time() - start)
    return [min(spent) for spent in times]


def main(events: int = 2000, files: int = 8) -> None:
    pick = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        tracker = Tracker(Path(folder))
        tracker.events_dir.mkdir()
        for number in range(files):
            name = f"affair-{number}"
            path = tracker.events_dir / f"{name}.yml"
            path.write_text(affair(name, events // files, pick), encoding="utf-8")

        def bare() -> None:
            for path in tracker.record_files():
                with path.open("rb") as stream:
                    yaml.compose(stream, Loader=yaml.CSafeLoader)

        def whole() -> None:
            result = load(tracker)
            assert not result.faults, result.faults[0]

        size = sum(path.stat().st_size for path in tracker.record_files())
        composed, loaded = best(bare, whole)
    print(f"{events:,} events, {3 * events:,} claims, {files} files, {size / 1e6:.1f} MB")
    told("yaml.compose of the files, CPU", composed * 1e3, "ms")
    told("loading the record, every fault looked for, CPU", loaded * 1e3, "ms")
    shown("loading over yaml.compose", loaded / composed, 1.5)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
