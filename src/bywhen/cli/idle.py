"""`alert run` where there is nothing to do, answered before click is imported.

A timer calls it every few minutes; most of these runs find nothing. They cost about twice a bare
start of Python instead of fifteen times as much.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

from bywhen.alerts.idle import is_idle

__all__ = ["answered"]

_TAKES_A_VALUE = ("--tracker", "--now", "--workers", "--timeout")


def answered(words: list[str]) -> bool:
    """True if `alert run WORDS` has nothing to do and has said so; any doubt is no."""
    options = _options(words)
    if options is None:
        return False
    now = _instant(options.get("--now"))
    root = options.get("--tracker", ".")
    if now is None or not os.path.isdir(os.path.join(root, "events")):  # noqa: PTH112, PTH118
        return False
    if not is_idle(os.path.realpath(root), now):
        return False
    sys.stderr.write("Nothing to tell.\n")
    return True


def _options(words: list[str]) -> dict[str, str] | None:
    """The options by name; None if there is one that asks for more than a run."""
    found: dict[str, str] = {}
    left = iter(words)
    for word in left:
        name, is_joined, value = word.partition("=")
        if name == "--build":
            continue
        if name not in _TAKES_A_VALUE:
            return None
        found[name] = value if is_joined else next(left, "")
    return found


def _instant(typed: str | None) -> int | None:
    """Seconds since 1970; None if the command itself must say what is wrong."""
    if typed is None:
        return int(datetime.now(UTC).timestamp())  # noqa: TID251 - the command line reads the clock
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if len(typed) == 10:
        return int(at.replace(hour=12, tzinfo=UTC).timestamp())
    return None if at.tzinfo is None else int(at.timestamp())
