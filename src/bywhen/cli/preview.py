"""What an edit would do, as a person is shown it before it is made."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from bywhen.editing.when import Reading
from bywhen.timetable.words import window_words

__all__ = ["added_lines", "reading_lines"]


def added_lines(path: str, before: str, after: str) -> Iterator[str]:
    """Each changed place with its line, what is taken out (-) and put in (+)."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        yield f"{path}:{new_start + 1}"
        yield from (f"- {line}" for line in old[old_start:old_end])
        yield from (f"+ {line}" for line in new[new_start:new_end])


def reading_lines(reading: Reading) -> Iterator[str]:
    """How words were read; nothing of a date that was typed."""
    if reading.window is None or not reading.why:
        return
    days = window_words(reading.window.earliest, reading.window.latest)
    yield f"Read “{reading.phrase}” as {days}: {reading.why}."
    for other in reading.alternatives:
        yield f"  It could also mean {other}."
