"""Cells of Datasette's own tables, dressed: slips with sign and unit, days, statuses, quotes.

A cell is dressed by the name of its column and only if its value is of the kind that column has, so
that a column of the same name in somebody's own query at most gets the same clothes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from datasette.utils import tilde_encode
from markupsafe import Markup

from bywhen.publish import marks
from bywhen.publish.statuses import status_word
from bywhen.timetable.words import long_day

__all__ = ["dressed"]

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

_SLIPS = frozenset(
    [
        "net_slip",
        "start_slip",
        "slip_least",
        "slip_most",
        "outcome_slip_min",
        "outcome_slip_max",
        "move",
        "days",
        "worst_slip",
        "median_slip",
    ]
)
_COUNTS_OF_DAYS = frozenset(
    [
        "days_min",
        "days_max",
        "overdue_days",
        "notice",
        "horizon",
        "gross_slip",
        "days_planned",
        "days_elapsed",
    ]
)
_DAYS = frozenset(
    [
        "announced",
        "published",
        "accessed",
        "said",
        "known",
        "retracted",
        "strict",
        "earliest_strict",
        "known_from",
        "known_until",
        "baseline_known",
        "ended_known",
        "last_known",
        "checked_through",
        "trend_meets",
        "day",
        "next_due",
        "earliest",
        "latest",
        "due_from",
        "due_to",
        "due",
        "baseline_from",
        "baseline_due",
        "happened_from",
        "happened_to",
        "old_from",
        "old_to",
        "new_from",
        "new_to",
    ]
)
# Sides of a window: where one side is there, a missing one is open, not unknown.
_SIDES = {
    "earliest": "latest",
    "latest": "earliest",
    "due_from": "due_to",
    "due_to": "due_from",
}
_STATUSES = frozenset(("status", "phase"))
_WORDS = frozenset(("verdict", "move_kind", "kind", "modality"))
_TRUTHS = frozenset(("conditional", "inherited", "is_milestone", "is_default"))
_ADDRESSES = frozenset(("url", "archived", "source_url"))
# Column -> the table whose id it holds, where no foreign key says so (views, queries).
_ROWS = {
    "affair": "affairs",
    "event": "events",
    "worst_event": "events",
    "anchor": "events",
    "claim": "claims",
    "ended_by": "claims",
    "baseline_claim": "claims",
    "happened_claim": "claims",
    "source": "sources",
}


def dressed(
    row: Any, value: Any, column: str, table: str | None, row_path: Callable[[str, str], str]
) -> Markup | None:
    """The cell as HTML, None where Datasette's own rendering is right.

    `row_path` gives the address of a row from its table and its encoded id.
    """
    if value is None:
        return _open_side(row, column)
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None  # a foreign key with its label: Datasette links it
    if isinstance(value, str):
        return _text(row, value, column, table, row_path)
    if column in _SLIPS:
        return _slip(value)
    if column in _COUNTS_OF_DAYS:
        return Markup('<span class="bw-days">{}</span>').format(_number(value) + " d")
    if column in _TRUTHS and value in (0, 1):
        return marks.bdi("yes" if value else "no")
    return None


def _text(
    row: Any, value: str, column: str, table: str | None, row_path: Callable[[str, str], str]
) -> Markup | None:
    if column in _DAYS and _DAY.fullmatch(value):
        return _day(value)
    if column in _STATUSES:
        glyph, word = status_word(value)
        return Markup(
            '<span class="bw-status bw-{}"><span aria-hidden="true">{}</span> {}</span>'
        ).format(re.sub(r"\W", "", value), glyph, word)
    if column == "phrase":
        return marks.quote(value, _beside(row, "language"))
    if column in _ADDRESSES:
        return _address(value)
    if column in _ROWS and _ROWS[column] != table:
        return Markup('<a href="{}">{}</a>').format(
            row_path(_ROWS[column], tilde_encode(value)), marks.bdi(_short(row, value, column))
        )
    if column in _WORDS and "_" in value:
        return Markup("{}").format(value.replace("_", " "))
    return None


def _slip(days: int | float) -> Markup:
    which = "later" if days > 0 else "sooner" if days < 0 else "same"
    sign = "+" if days > 0 else ""
    return Markup('<span class="bw-slip bw-{}">{}{} d</span>').format(which, sign, _number(days))


def _number(value: int | float) -> str:
    return f"{value:.10g}".replace("-", marks.MINUS)


def _day(text: str) -> Markup | None:
    try:
        return Markup('<time datetime="{}" class="bw-day">{}</time>').format(
            text, long_day(date.fromisoformat(text))
        )
    except ValueError:
        return None


def _open_side(row: Any, column: str) -> Markup | None:
    other = _SIDES.get(column)
    if other is None or _beside(row, other) is None:
        return None
    return Markup('<span class="bw-open">open</span>')


def _address(value: str) -> Markup:
    """A link that shows its host; an address that is no web address stays text."""
    if not marks.is_web_address(value):
        return marks.bdi(value)
    host = (urlsplit(value).hostname or "").removeprefix("www.")
    return marks.link_out(value, marks.bdi(host))


def _short(row: Any, identity: str, column: str) -> str:
    """An id without what the cells before it say: the affair of an event, the event of a claim."""
    for before in ("event", "affair"):
        prefix = _beside(row, before)
        if before != column and isinstance(prefix, str) and identity.startswith(prefix + "/"):
            return identity[len(prefix) + 1 :]
    return identity


def _beside(row: Any, column: str) -> Any:
    """Another cell of the same row, None if there is no such column."""
    try:
        return row[column]
    except (KeyError, IndexError):
        return None
