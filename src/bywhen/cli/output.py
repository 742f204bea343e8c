"""Writing a list to stdout, for people or for programs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click

from bywhen.formats.rows import Row, to_csv, to_json
from bywhen.formats.table import Table, render_markdown, render_text

__all__ = ["emit", "has_color", "is_terminal", "progress"]

Step = TypeVar("Step")

_WIDEST = 120  # longer lines are hard to follow


def is_terminal(stream: object = None) -> bool:
    """True if a person looks at it (stdout, or the stream given)."""
    asked = sys.stdout if stream is None else stream
    return bool(getattr(asked, "isatty", lambda: False)())


def has_color() -> bool:
    """True only in a terminal that was not asked to be plain (https://no-color.org)."""
    return is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") != "dumb"


@contextmanager
def progress(steps: Iterable[Step], count: int, label: str) -> Iterator[Iterable[Step]]:
    """The steps with a bar on stderr; without one if nobody looks or there is but one step."""
    if count < 2 or not is_terminal(sys.stderr):
        yield steps
        return
    with click.progressbar(steps, length=count, label=label, file=sys.stderr) as bar:
        yield bar


def emit(
    form: str, columns: Sequence[str], rows: Callable[[], Sequence[Row]], table: Callable[[], Table]
) -> None:
    """Write the list in the form asked for; only that form is worked out."""
    if form == "json":
        click.echo(to_json(rows()), nl=False)
    elif form == "csv":
        click.echo(to_csv(rows(), columns), nl=False)
    elif form == "md":
        click.echo(render_markdown(table()), nl=False)
    else:
        width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
        click.echo(render_text(table(), width, has_color()), nl=False, color=has_color() or None)
