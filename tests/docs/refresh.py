"""A page as it should be: its outputs, answers and generated parts put in place."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bywhen.editing.build import build_tracker
from bywhen.tracker import Tracker
from tests.docs import schema
from tests.docs.pages import ROOT, Block, blocks, commands
from tests.docs.questions import answer
from tests.docs.runner import Ran, run_all

__all__ = ["FailedError", "refreshed"]

_MADE = "<!-- made by `make docs` from schema.sql and views.sql; down to the end of the page -->\n"


# No issuer of the real affairs has five judged events, below which a rate is not shown.
_KEPT = (
    "{affair: kept, title: Kept, timezone: UTC, events: ["
    + ", ".join(
        f"{{id: e{number}, title: E, claims: [{{id: c1, by: 2015-01-31, issuer: x, known: 2015-01-01}},"
        " {id: c2, happened: 2015-01-30, issuer: x, known: 2015-01-30}]}"
        for number in range(5)
    )
    + "]}\n"
)


class FailedError(AssertionError):
    """A command of a page ended with what the page does not say."""


def refreshed(path: Path, page: str, folder: Path) -> str:
    """The page with what its commands and questions give, run in `folder`.

    `folder` holds `flagship`, a built copy of the repository's tracker. Raises FailedError if a
    command fails.
    """
    ran = _run(path, page, folder)
    pieces: list[str] = []
    place = 0
    for block in blocks(page):
        if block.kind == "console":
            pieces += [page[place : block.start], _console(block, ran)]
            place = block.end
        elif block.kind == "sql":
            start, end = block.answer or (block.end + 4, block.end + 4)
            found = answer(folder / "flagship" / "tracker.db", block.body, block.clock)
            pieces += [page[place:start], "" if block.answer else "\n", found]
            place = end
    pieces.append(page[place:])
    return _with_schema("".join(pieces), folder)


def _run(path: Path, page: str, folder: Path) -> dict[tuple[int, int], Ran]:
    """What each command printed, by the line of its block and its place in it."""
    typed = [
        ((block.line, number), command.typed, block.clock)
        for block in blocks(page)
        if block.kind in ("console", "sh")
        for number, command in enumerate(commands(block))
    ]
    done = run_all(
        [(command, clock) for _, command, clock in typed], folder / "flagship", folder / "bin"
    )
    told = {place for place, command, _ in typed if command.startswith("echo $?")}
    for (place, command, _), ran in zip(typed, done, strict=True):
        line, number = place
        if ran.code != 0 and (line, number + 1) not in told:
            raise FailedError(
                f"{path.name}:{line}: `{command}` ended with {ran.code}:\n{ran.printed}"
            )
    return {place: ran for (place, _, _), ran in zip(typed, done, strict=True)}


def _console(block: Block, ran: dict[tuple[int, int], Ran]) -> str:
    return "".join(
        f"$ {command.typed}\n{ran[block.line, number].printed}"
        for number, command in enumerate(commands(block))
    )


def _with_schema(page: str, folder: Path) -> str:
    if _MADE not in page:
        return page
    head = page[: page.index(_MADE) + len(_MADE)]
    with closing(sqlite3.connect(everything(folder))) as connection:
        return f"{head}\n{schema.listed(connection)}"


def everything(folder: Path) -> Path:
    """tracker.db of the flagship and all examples together, in a folder of its own."""
    events = folder / "everything" / "events"
    events.mkdir(parents=True)
    for file in (*ROOT.glob("events/*.yml"), *ROOT.glob("examples/*/events/*.yml")):
        shutil.copy(file, events)
    (events / "kept.yml").write_text(_KEPT, encoding="utf-8")
    tracker = Tracker.open(events.parent)
    build_tracker(tracker)
    return tracker.database
