"""The fenced blocks of a Markdown page, and what is written where for a reader.

| fence | what becomes of it |
|---|---|
| `console` | each line after `$ ` is run, in one shell for the page; what it prints must follow |
| `sh` | each command is run and must end with 0 |
| `sql` | is run on the flagship; the Markdown table below it must be the answer |
| `python` | a doctest where it has `>>>`, else run as it stands |
| `yaml`, `json` | must be readable |
| `bash` | for a machine of your own; only its `bywhen` commands must be ones that there are |

So must the commands that stand in a sentence as `bywhen slip --as-of DAY`.

`<!-- clock: 2025-11-24T17:00Z -->` sets the clock from there on. Kinds that could show what nobody
ran (`text`, `shell` ...) are for the generated docs/commands.md alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "CLOCK",
    "PAGES",
    "ROOT",
    "Block",
    "Command",
    "blocks",
    "clock_at",
    "commands",
    "mentioned",
]

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
CLOCK = "2025-11-24T17:00Z"  # noon in New York, the day before the first deadline was dropped

_FENCE = re.compile(r"^(?P<fence>```+)(?P<kind>[^\n`]*)\n(?P<body>.*?)^(?P=fence)$", re.M | re.S)
_TABLE = re.compile(r"\n((?:\|[^\n]*\n)+|\*No rows\.\*\n)")
_CLOCK = re.compile(r"<!-- clock: (\S+) -->")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: `kind` is its info string, `start` to `end` the place of its body."""

    kind: str
    body: str
    start: int
    end: int
    line: int
    answer: tuple[int, int] | None  # of `sql`: where the table below it stands
    clock: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it is typed, over several lines if need be, and what it printed."""

    typed: str
    printed: str | None  # None: not shown


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page in order."""
    for match in _FENCE.finditer(page):
        table = _TABLE.match(page, match.end() + 1)
        yield Block(
            match["kind"].strip(),
            match["body"],
            match.start("body"),
            match.end("body"),
            page.count("\n", 0, match.start()) + 1,
            (table.start(1), table.end(1)) if table else None,
            clock_at(page, match.start()),
        )


def clock_at(page: str, place: int) -> str:
    """The clock that holds at a place of a page."""
    found = _CLOCK.findall(page, 0, place)
    return found[-1] if found else CLOCK


def mentioned(page: str) -> list[str]:
    """The `bywhen` command lines in sentences and in `bash` blocks."""
    prose = _FENCE.sub("", page)
    found = [" ".join(line.split()) for line in re.findall(r"`(bywhen [^`]+)`", prose)]
    for block in blocks(page):
        if block.kind == "bash":
            lines = [line.partition(" #")[0].strip() for line in _joined(block.body)]
            found += [line for line in lines if line.startswith("bywhen ")]
    return found


def commands(block: Block) -> list[Command]:
    """The commands of a `console` or `sh` block."""
    if block.kind == "sh":
        lines = [line for line in _joined(block.body) if line and not line.startswith("#")]
        return [Command(line, None) for line in lines]
    found: list[Command] = []
    for part in re.split(r"^\$ ", block.body, flags=re.M)[1:]:
        typed, *printed = _joined(part, count=1)
        found.append(Command(typed, "\n".join(printed)))
    return found


def _joined(text: str, count: int = -1) -> list[str]:
    """Lines, those that end with a backslash together with the next; only the first `count`."""
    joined: list[str] = []
    rest = text.split("\n")
    while rest and count != len(joined):
        line = rest.pop(0)
        while line.endswith("\\") and rest:
            line += "\n" + rest.pop(0)
        joined.append(line)
    return joined + rest
