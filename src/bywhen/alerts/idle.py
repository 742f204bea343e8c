"""Whether a run would find anything to do, told in a few milliseconds.

A run that has looked at everything notes until when nothing can come due (an hour at most), and
what the files looked like. The next run needs no more than this module if that still holds.
It imports next to nothing, for most runs of a timer are idle.
"""

from __future__ import annotations

import os
import sqlite3

__all__ = ["fingerprint", "is_idle", "marks_of", "note_rest"]

_PENDING = """
SELECT EXISTS (SELECT 1 FROM deliveries d JOIN channels c ON c.id = d.channel
    WHERE d.state = 'pending' AND d.next_at <= :now AND c.disabled_at IS NULL
      AND (c.paused_until IS NULL OR c.paused_until <= :now))
  OR EXISTS (SELECT 1 FROM deliveries WHERE state = 'sending' AND lease_until <= :now)"""
# What the ingest leaves for the alerts, in one text.
_DESK = """
SELECT (SELECT count(*) || ' ' || coalesce(max(id), 0) FROM proposals WHERE state = 'open')
  || (SELECT coalesce(group_concat(id || state), '') FROM feeds
    WHERE state IN ('failing', 'gone'))"""
_PUT = (
    "INSERT INTO alert_state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def fingerprint(root: str) -> str:
    """What the files look like that alerts go by, this program included, without reading them."""
    places = [os.path.join(root, "tracker.db"), os.path.join(root, "alerts.yml")]  # noqa: PTH118
    places += [os.path.dirname(__file__)]  # noqa: PTH120 - pathlib takes longer than all of this
    events = os.path.join(root, "events")  # noqa: PTH118
    with os.scandir(events) as entries:
        places += sorted(entry.path for entry in entries)
    marks = []
    for place in places:
        found = os.stat(place)  # noqa: PTH116
        marks.append(f"{place} {found.st_mtime_ns} {found.st_size} {found.st_ino}")
    return "\n".join(marks)


def marks_of(desk: sqlite3.Connection, root: str) -> dict[str, str]:
    """What a run goes by, to be noted by `note_rest`; taken before it looks, so that what changes
    meanwhile is found by the next."""
    (ingested,) = desk.execute(_DESK).fetchone()
    return {"rest_files": fingerprint(root), "rest_desk": ingested}


def note_rest(desk: sqlite3.Connection, marks: dict[str, str], until: int | None) -> None:
    """Note that nothing can come due before `until`; None: that nobody knows.

    Inside the caller's transaction.
    """
    if until is None:
        desk.execute("DELETE FROM alert_state WHERE name = 'rest_until'")
    else:
        desk.executemany(_PUT, {**marks, "rest_until": str(until)}.items())


def is_idle(root: str, now: int) -> bool:
    """True if a run at `now` has nothing to do; that it came is noted. False if in doubt."""
    path = os.path.join(root, "var", "desk.db")  # noqa: PTH118
    if not os.path.exists(path):  # noqa: PTH110
        return False
    try:
        desk = sqlite3.connect(path, timeout=1.0, isolation_level=None)
    except sqlite3.Error:
        return False
    try:
        return _is_idle(desk, root, now)
    except (sqlite3.Error, OSError, ValueError):
        return False  # the run itself finds out and says it
    finally:
        desk.close()


def _is_idle(desk: sqlite3.Connection, root: str, now: int) -> bool:
    state = dict(desk.execute("SELECT name, value FROM alert_state"))
    if not int(state.get("last_tick", now + 1)) <= now < int(state.get("rest_until", now)):
        return False
    if "last_trouble" in state or state.get("rest_files") != fingerprint(root):
        return False
    if desk.execute(_DESK).fetchone()[0] != state.get("rest_desk"):
        return False
    if desk.execute(_PENDING, {"now": now}).fetchone()[0]:
        return False
    desk.execute(_PUT, ("last_run", str(now)))
    return True
