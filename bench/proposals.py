"""python -m bench.proposals: how right proposals are, on stories of affairs of many kinds.

Prints a line a story, by lots: what the first reading gave, when nobody had looked at what the
program says to it (kept in the story's file), and what the program gives now; then the sum of each
lot's first readings, which is the fair measure of an affair that nobody has tried.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from tests.stories.story import Story
from tests.stories.telling import score, tell_to_desk


def _share(counts: Sequence[int]) -> str:
    return f"{100 * counts[0] / max(1, sum(counts)):.0f} %"


def _now(name: str) -> tuple[int, int, int, int]:
    with tempfile.TemporaryDirectory() as folder:
        found = score(tell_to_desk(Story.load(name), Path(folder) / "tracker"))
    return len(found.right), len(found.wrong_unsure), len(found.wrong_sure), len(found.missed)


def _lines() -> Iterator[str]:
    stories = sorted(((Story.load(one), one) for one in Story.others()), key=lambda one: one[0].lot)
    columns = "right | wrong, unsure | wrong, not marked | missed | share"
    yield f"| lot | story | of | first: {columns} | now | wrong, not marked |"
    yield "|--:|---|---|--:|--:|--:|--:|--:|--:|--:|"
    sums = {}
    for lot, told in groupby(stories, key=lambda one: one[0].lot):
        whole = [0, 0, 0, 0]
        for story, name in told:
            now = _now(name)
            first = f"{' | '.join(map(str, story.first))} | {_share(story.first)}"
            whole = [one + more for one, more in zip(whole, story.first, strict=True)]
            yield f"| {lot} | {name} | {story.of} | {first} | {_share(now)} | {now[2]} |"
        sums[lot] = whole
    yield ""
    yield f"| lot | first: {columns} |"
    yield "|--:|--:|--:|--:|--:|--:|"
    for lot, whole in sums.items():
        yield f"| {lot} | {' | '.join(map(str, whole))} | {_share(whole)} |"


if __name__ == "__main__":
    print("\n".join(_lines()))
