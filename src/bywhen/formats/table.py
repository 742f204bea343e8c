"""Tables for people: in a terminal, and in Markdown.

A table is asked to fit into a width. Columns keep their natural width where there is room; else
the roomiest wrap. Where even that does not fit, each row becomes a card of `Title: text` lines.
Nothing is cut off. Colour repeats what glyphs and words say, and is left out unless asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from bywhen.formats.width import cell_width, clean, longest_word, pad, wrap

__all__ = ["Cell", "Column", "Table", "Tone", "render_markdown", "render_text"]


class Tone(Enum):
    """What a colour repeats; the value is the SGR code (ECMA-48, 8.3.117)."""

    PLAIN = ""
    GOOD = "32"
    SOON = "33"
    BAD = "31"
    QUIET = "2"
    STRONG = "1"


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of a table."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Column:
    """`right` aligns numbers; `whole` keeps the texts on one line (days, ids)."""

    title: str
    right: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below column titles, with lines of text before (`above`) and after (`below`).

    Columns that are empty in every row are left out. `empty` stands in place of no rows.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]
    above: Sequence[str] = field(default=())
    below: Sequence[str] = field(default=())
    empty: str = "Nothing to show."


_GAP = "  "
_ROWS_LOOKED_AT = 40  # when widths are chosen
_STEPS = (1, 2, 3, 5, 8)
_SPARED = 12  # no column gives below this: a day would be torn
_NARROWEST = (15, 12, 10)  # of a column that wraps: words are broken only where it must be


def render_text(table: Table, width: int = 80, color: bool = False) -> str:
    """The table in lines of at most `width` cells, with a line feed at the end."""
    lines = [line for text in table.above for line in wrap(clean(text), width)]
    if lines:
        lines.append("")
    if not table.rows:
        lines += wrap(table.empty, width)
    else:
        columns, rows = _filled(table)
        widths = _fit(columns, rows, width)
        body = (
            _grid(columns, rows, widths, color) if widths else _cards(columns, rows, width, color)
        )
        lines += body
    if table.below:
        lines.append("")
        lines += [line for text in table.below for line in wrap(clean(text), width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def render_markdown(table: Table) -> str:
    """The table as Markdown (GFM), with a line feed at the end."""
    lines: list[str] = []
    for text in table.above:
        lines += [_escaped(text), ""]
    if table.rows:
        columns, rows = _filled(table)
        lines.append("| " + " | ".join(_escaped(column.title) for column in columns) + " |")
        lines.append("|" + "|".join("---:" if column.right else "---" for column in columns) + "|")
        lines += ["| " + " | ".join(_escaped(cell.text) for cell in row) + " |" for row in rows]
    else:
        lines.append(_escaped(table.empty))
    for text in table.below:
        lines += ["", _escaped(text)]
    return "\n".join(lines) + "\n"


_MARKUP = re.compile(r"([\\`*_\[\]<>|])")


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", clean(text))


def _filled(table: Table) -> tuple[list[Column], list[list[Cell]]]:
    rows = [
        [
            Cell(clean(cell)) if isinstance(cell, str) else Cell(clean(cell.text), cell.tone)
            for cell in row
        ]
        for row in table.rows
    ]
    kept = [place for place in range(len(table.columns)) if any(row[place].text for row in rows)]
    return [table.columns[place] for place in kept], [
        [row[place] for place in kept] for row in rows
    ]


def _fit(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """A width for each column; none if the table does not fit at all."""
    widths = [
        max(cell_width(text) for text in (column.title, *(row[place].text for row in rows)))
        for place, column in enumerate(columns)
    ]
    room = width - len(_GAP) * (len(columns) - 1)
    for narrowest in _NARROWEST:
        least = [
            _least(column, [row[place].text for row in rows], narrowest)
            for place, column in enumerate(columns)
        ]
        if sum(least) <= room:
            break
    else:
        return []
    while sum(widths) > room:
        # Take from the roomiest column that can still give; ties go to the rightmost.
        givers = [place for place in range(len(widths)) if widths[place] > least[place]]
        widths[max(givers, key=lambda place: (widths[place], place))] -= 1
    return _level(widths, least, rows) if widths else []


def _level(widths: list[int], least: Sequence[int], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Give cells to the columns that make rows tall, from those that have them to spare.

    The height of a text is taken for its cells divided by the width; its words, which cannot be
    parted, make it taller at times.
    """
    spared = [max(low, min(width, _SPARED)) for low, width in zip(least, widths, strict=True)]
    sizes = [[cell_width(cell.text) for cell in row] for row in rows[:_ROWS_LOOKED_AT]]
    places = range(len(widths))

    def height(tried: Sequence[int]) -> int:
        return sum(max(-(-row[place] // tried[place]) for place in places) for row in sizes)

    lowest = height(widths)
    while lowest > len(sizes):
        found = None
        for giver in places:
            for cells in _STEPS:
                if widths[giver] - cells < spared[giver]:
                    break
                for taker in places:
                    if taker == giver:
                        continue
                    tried = list(widths)
                    tried[giver] -= cells
                    tried[taker] += cells
                    if (reached := height(tried)) < lowest:
                        lowest, found = reached, tried
        if found is None:
            break
        widths = found
    return widths


def _least(column: Column, texts: Sequence[str], narrowest: int) -> int:
    head = longest_word(column.title)
    if column.whole or column.right:
        return max(head, *(cell_width(text) for text in texts))
    return max(head, min(narrowest, max(longest_word(text) for text in texts)))


def _grid(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], widths: Sequence[int], color: bool
) -> Iterator[str]:
    titles = [Cell(column.title, Tone.STRONG) for column in columns]
    yield from _lines(columns, titles, widths, color)
    yield _GAP.join("─" * width for width in widths)
    tall = any(
        cell_width(cell.text) > width
        for row in rows
        for cell, width in zip(row, widths, strict=True)
    )
    for number, row in enumerate(rows):
        if tall and number:
            yield ""
        yield from _lines(columns, row, widths, color)


def _lines(
    columns: Sequence[Column], row: Sequence[Cell], widths: Sequence[int], color: bool
) -> Iterator[str]:
    wrapped = [wrap(cell.text, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        yield _GAP.join(
            _toned(
                pad(lines[number] if number < len(lines) else "", width, column.right),
                cell.tone,
                color,
            )
            for column, cell, lines, width in zip(columns, row, wrapped, widths, strict=True)
        )


def _cards(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int, color: bool
) -> Iterator[str]:
    for number, row in enumerate(rows):
        if number:
            yield ""
        for column, cell in zip(columns, row, strict=True):
            if cell.text:
                for line in wrap(f"{column.title}: {cell.text}", width):
                    yield _toned(line, cell.tone, color)


def _toned(text: str, tone: Tone, color: bool) -> str:
    if not color or tone is Tone.PLAIN or not text.strip():
        return text
    return f"\x1b[{tone.value}m{text}\x1b[0m"
