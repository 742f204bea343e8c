"""The options that say what a proposal should say instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from bywhen.cli.moment import parse_day
from bywhen.editing.when import WHATS, Reading, is_written, written
from bywhen.errors import UsageError
from bywhen.store.proposals import Proposal

__all__ = ["by_option", "change_options", "changes_of", "date_changes", "now_option"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    ("--event", "EVENT", "The event that it is about; with --title a new one."),
    ("--title", "TITLE", "Title of a new event."),
    ("--issuer", "ISSUER", "Who said it: a declared id, an alias or free text."),
    ("--via", "NAME", "Who relayed it."),
    ("--known", "DAY", "First public day."),
    ("--said", "DAY", "The day it was uttered."),
    ("--phrase", "WORDS", "The words to quote."),
    ("--timetable", "TIMETABLE", "It is the event's baseline in this timetable."),
)
_DATELESS = {"withdrawn": "withdrawn", "undated": "claim"}


def change_options(command: F) -> F:
    """--event, --title, --issuer, --via, --known, --said, --phrase, --timetable"""
    for name, metavar, text in reversed(_OPTIONS):
        command = click.option(name, metavar=metavar, help=text)(command)
    return command


def now_option(command: F) -> F:
    """--now"""
    return click.option(
        "--now", metavar="INSTANT", help="Take this for the clock: 2025-11-26T14:00Z, or a day."
    )(command)


def by_option(command: F) -> F:
    """--by"""
    return click.option("--by", metavar="NAME", help="Who judges.  [default: the user's name]")(
        command
    )


def changes_of(options: dict[str, str | None]) -> dict[str, object]:
    """The columns that the options change. Raises UsageError on what is no day."""
    changes: dict[str, object] = {}
    for name, value in options.items():
        if value is None:
            continue
        is_day = name in ("known", "said")
        changes[name] = parse_day(value, f"--{name}") if is_day else value or None
    return changes


def date_changes(
    proposal: Proposal, what: str, when: str | None, after: str | None, zone: str
) -> dict[str, object]:
    """The columns that another date changes, typed as for `bywhen add`.

    Raises UsageError if the words do not fit together.
    """
    if what not in WHATS:
        raise UsageError(f"{what!r} says nothing of a date; write one of {', '.join(WHATS)}.")
    if what == "cancelled":
        raise UsageError("A proposal cannot cancel an event; use `bywhen add EVENT cancelled`.")
    reading = _reading(proposal, what, when, after, zone)
    kind = _DATELESS.get(what)
    if kind is None:
        kind = "new_event" if proposal.kind == "new_event" else "claim"
        if what == "happened" and kind == "claim":
            kind = "happened"
    changes: dict[str, object] = dict.fromkeys(
        ("earliest", "latest", "strict", "earliest_strict", "anchor", "modality")
    )
    changes |= {"kind": kind, "confidence": 1.0}
    if what in _DATELESS:
        return changes
    changes["modality"] = what.replace("-", "_")
    if after is not None:
        changes["anchor"] = {"text": after, "offset": reading.iso, "event": after}
        return changes
    if reading.window is not None:
        is_by, is_from = what == "by", what == "not-before"
        changes["earliest"] = None if is_by else reading.window.earliest
        changes["latest"] = None if is_from else reading.window.latest
        if is_by and reading.window.latest is None:
            changes["latest"] = reading.window.earliest
    for name in ("strict", "earliest_strict"):
        day = reading.fields.get(name)
        changes[name] = day if isinstance(day, date) else None
    return changes


def _reading(
    proposal: Proposal, what: str, when: str | None, after: str | None, zone: str
) -> Reading:
    if when is None or after is not None or is_written(when):
        return written(what, when, after)
    from bywhen.editing.spoken import read_words  # takes long to import

    day = proposal.published or proposal.known
    if day is None:
        raise UsageError("Words count from the day of their text: write 2025-12-25 or so.")
    return read_words(what, when, day, zone, proposal.language)
