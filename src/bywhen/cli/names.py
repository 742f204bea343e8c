"""Finding what was typed: an affair, a timetable, an event; the nearest names if there is none."""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterable, Sequence

from bywhen.errors import UsageError

__all__ = ["check_scope", "find_event", "nearest", "pick"]


def nearest(typed: str, names: Iterable[str]) -> str:
    """The end of a message: the nearest names, or all if they are few.

    >>> nearest("kyiv-agree", ["kyiv-agrees", "elections"])
    ' Did you mean kyiv-agrees?'
    """
    known = sorted(names)
    close = difflib.get_close_matches(typed, known, 3, 0.6)
    if not close:
        close = [name for name in known if typed.casefold() in name.casefold()][:3]
    if close:
        return f" Did you mean {' or '.join(close)}?"
    if not known:
        return " There is none."
    shown = ", ".join(known[:8])
    return (
        f" There {'is' if len(known) == 1 else 'are'} {shown}{', ...' if len(known) > 8 else ''}."
    )


def check_scope(connection: sqlite3.Connection, affair: str | None, timetable: str | None) -> None:
    """Raises UsageError if there is no such affair, or no such timetable in it (in any)."""
    affairs = [row[0] for row in connection.execute("SELECT id FROM affairs")]
    if affair is not None and affair not in affairs:
        raise UsageError(f"There is no affair {affair!r}.{nearest(affair, affairs)}")
    if timetable is None:
        return
    timetables = {
        row[0]
        for row in connection.execute(
            "SELECT id FROM timetables WHERE :affair IS NULL OR affair = :affair",
            {"affair": affair},
        )
    }
    if timetable not in timetables:
        where = f" in {affair}" if affair else ""
        raise UsageError(
            f"There is no timetable {timetable!r}{where}.{nearest(timetable, timetables)}"
        )


def find_event(connection: sqlite3.Connection, typed: str, affair: str | None = None) -> str:
    """The full id of the event `typed`: `affair/event`, or the event alone if it is unique.

    Raises UsageError with the nearest names.
    """
    events = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM events WHERE :affair IS NULL OR affair = :affair", {"affair": affair}
        )
    ]
    return pick(typed, events, affair)


def pick(typed: str, events: Sequence[str], affair: str | None = None) -> str:
    """As `find_event`, among these full ids."""
    if typed in events:
        return typed
    if affair is not None and f"{affair}/{typed}" in events:
        return f"{affair}/{typed}"
    found = [event for event in events if event.split("/", 1)[1] == typed]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"Several affairs have an event {typed!r}; write {' or '.join(found)}.")
    names = events if "/" in typed else [event.split("/", 1)[1] for event in events]
    raise UsageError(f"There is no event {typed!r}.{nearest(typed, names)}")
