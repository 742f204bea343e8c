"""Stated confidence against what is measured on annotated news, and the fit of one to the other.

    python bench/reading_confidence.py [--cases ../shared/cases/dates] [--fit]

A mention is right if its days are those of the gold value; where a convention gives a whole week
("two weeks ago") a gold day inside it counts. Gold values that name no days (1989-WXX, a quarter's
QX) judge nothing; words that are annotated as no date at all count as wrong.

`--fit` works out two things on the dev part alone and writes `src/bywhen/reading/calibration.yml`:
for each rule the factor by which its stated confidence is too high or low (few mentions move it
little: it is (right + 12) / (stated + 12)), and behind these one curve that never falls, from what
is stated to what is measured (each step counts two right and two wrong mentions more than it has,
and neighbours that would fall are taken together).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from bywhen.reading import UNSURE_BELOW, Mention, read
from bywhen.reading.calibration import SUREST
from reading import NEWS, Scores, is_dev, show

FOUND_IN = Path(__file__).parents[1] / "src" / "bywhen" / "reading" / "calibration.yml"
_PRIOR = 12
Show = Callable[[str, list[str], Iterable[list[str]]], None]
_HEAD = """\
# How far stated confidence was off on annotated news: by which factor for each rule, and what was
# then measured where so much was stated. Written by `python bench/reading_confidence.py --fit` on
# the dev part of the sets. A rule that is not named was not met often enough and keeps its own.
"""
_EXTRA = 2
_STEPS = (0.0, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class Judged:
    """One mention with days: what it stated and whether it was right."""

    rule: str
    stated: float
    right: bool
    dev: bool


def judged(scores: Scores) -> list[Judged]:
    """Every mention with days of the English news sets that the gold can judge."""
    rows = []
    for name in NEWS:
        for document in scores.documents(name):
            published = date.fromisoformat(document["dct"])
            for mention in read(document["text"], published=published, language="en"):
                if not mention.is_dated or mention.ends:
                    continue
                gold = [
                    scores.days(g["value"])
                    for g in document["gold"]
                    if min(g["end"], mention.end) > max(g["start"], mention.start)
                ]
                days = [window for window in gold if window]
                if gold and not days:
                    continue
                rows.append(
                    Judged(
                        mention.rule,
                        mention.confidence,
                        is_right(mention, days, scores),
                        is_dev(document["id"]),
                    )
                )
    return rows


def is_right(mention: Mention, gold: Sequence[tuple[date, date]], scores: Scores) -> bool:
    """True if the days of the mention are those of a gold window, or are the week around it."""
    own = scores.days(mention.timex3)
    if own is None:
        return False
    a_week = mention.granularity == "week"
    return any(own == days or (a_week and own[0] <= days[0] and days[1] <= own[1]) for days in gold)


def reliability(rows: Iterable[Judged]) -> Iterable[list[str]]:
    """Stated against measured, by steps of what was stated."""
    listed = list(rows)
    for low, high in pairwise(_STEPS):
        step = [row for row in listed if low <= row.stated < high]
        if step:
            yield [
                f"{low:.2f} to {min(high, 1.0):.2f}",
                str(len(step)),
                f"{sum(row.stated for row in step) / len(step):.2f}",
                f"{sum(row.right for row in step) / len(step):.2f}",
            ]


def thresholds(rows: Sequence[Judged]) -> Iterable[list[str]]:
    """What each threshold would leave to a person, and how often each side is right."""
    for threshold in (0.6, 0.65, 0.7, 0.75, 0.8):
        below = [row.right for row in rows if row.stated < threshold]
        above = [row.right for row in rows if row.stated >= threshold]
        mark = " (chosen)" if threshold == UNSURE_BELOW else ""
        yield [
            f"{threshold:.2f}{mark}",
            f"{100 * len(below) / len(rows):.0f} %",
            f"{sum(below) / max(1, len(below)):.2f}",
            f"{sum(above) / len(above):.2f}",
        ]


def factors(rows: Sequence[Judged]) -> dict[str, float]:
    """For each rule met at least three times: measured over stated, drawn towards 1."""
    found = {}
    for rule in sorted({row.rule for row in rows}):
        own = [row for row in rows if row.rule == rule]
        if len(own) >= 3:
            right, stated = sum(row.right for row in own), sum(row.stated for row in own)
            found[rule] = round((right + _PRIOR) / (stated + _PRIOR), 2)
    return found


def curve(rows: Sequence[Judged], factors: Mapping[str, float]) -> list[tuple[float, float]]:
    """What was measured for what is stated, the factors applied: points of a line that never
    falls."""
    stated = sorted((min(row.stated * factors.get(row.rule, 1), SUREST), row.right) for row in rows)
    pools: list[list[tuple[float, bool]]] = []
    for low, high in pairwise(_STEPS):
        step = [pair for pair in stated if low <= pair[0] < high]
        if step:
            pools.append(step)
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    points = []
    for pool in pools:
        ends = {round(pool[0][0], 2), round(pool[-1][0], 2)}
        points += [(at, round(_share(pool), 2)) for at in sorted(ends)]
    return points


def _share(pool: Sequence[tuple[float, bool]]) -> float:
    return (sum(right for _, right in pool) + _EXTRA) / (len(pool) + 2 * _EXTRA)


def show_all(scores: Scores, show: Show = show) -> None:
    """Show the tables of both parts."""
    rows = judged(scores)
    for part, dev in (("dev", True), ("kept", False)):
        show(
            f"Stated against measured confidence, {part} part",
            ["stated", "mentions", "mean stated", "measured"],
            reliability(row for row in rows if row.dev is dev),
        )
    show(
        "The threshold of unsure, both parts",
        ["below", "unsure", "right below it", "right above it"],
        thresholds(rows),
    )


def main() -> None:
    """Print the tables, or fit the factors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=Path("../shared/cases/dates"))
    parser.add_argument("--fit", action="store_true", help="write calibration.yml")
    options = parser.parse_args()
    scores = Scores(options.cases)
    if not options.fit:
        show_all(scores)
        return
    FOUND_IN.write_text(f"{_HEAD}factors: {{}}\ncurves: {{}}\n", encoding="utf-8")
    rows = [row for row in judged(scores) if row.dev]
    found = factors(rows)
    lines = [f"    {rule}: {factor}" for rule, factor in found.items() if factor != 1]
    points = [f"    - [{stated:.2f}, {right:.2f}]" for stated, right in curve(rows, found)]
    FOUND_IN.write_text(
        _HEAD + "\n".join(["factors:", "  en:", *lines, "curves:", "  en:", *points]) + "\n",
        encoding="utf-8",
    )
    print(f"{len(lines)} rules of {len(found)} and {len(points)} points in {FOUND_IN.name}")


if __name__ == "__main__":
    main()
