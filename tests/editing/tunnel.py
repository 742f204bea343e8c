"""A small tracker whose file has all that an edit could spoil: comments, order, quotes, braces."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from bywhen.editing.build import build_tracker
from bywhen.editing.compose import Statement, compose
from bywhen.editing.edit import Draft, apply_edit
from bywhen.editing.when import written
from bywhen.editing.writing import write_claim
from bywhen.store.read import open_readonly
from bywhen.timetable.claims import Affair
from bywhen.tracker import Tracker

__all__ = ["AFFAIR", "AT", "TODAY", "add", "adding", "file_of", "make", "text_of", "told_by"]

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TODAY = date(2026, 5, 4)
AFFAIR = """\
# The tunnel, followed since 2025.  Two spaces, and a “quote”.
title:   'The tunnel'    # quoted, and before the id
affair: tunnel
timezone: Europe/Oslo
issuers: {city: {name: City council, aliases: [Mayor Berg]}}
timetables: [{id: plan, title: "The plan: by summer"}]

sources:
  paper-2025-03-14:
    publisher: The Paper
    published: 2025-03-14   # a Friday
    url: https://paper.example/1

events:
# First of all:
- id: opens
  title: It opens
  claims:
  # the announcement
  - {id: c1, by: 2026-06-30, timetable: plan, known: 2025-03-14, issuer: city, source: paper-2025-03-14}
  - id: c2    # later
    within: "2026-08-01/2026-08-31"
    known: 2026-02-01
    issuer: Mayor Berg
    phrase: >-
      by the end of
      the summer
    source: paper-2025-03-14
- claims:
  - {id: c1, by: P30D, after: opens, timetable: plan, known: 2025-03-14, source: paper-2025-03-14}
  id: ferry-ends   # the id comes last here
  title: 最後一班渡輪
# The end.
"""


def make(folder: Path, text: str = AFFAIR, **more: str) -> Tracker:
    """The tracker in a new folder, built; `more` are other affairs by name."""
    (folder / "events").mkdir(parents=True)
    for name, one in {"tunnel": text, **more}.items():
        (folder / "events" / f"{name}.yml").write_bytes(one.encode())
    tracker = Tracker.open(folder)
    build_tracker(tracker)
    return tracker


def file_of(tracker: Tracker) -> Path:
    return tracker.events_dir / "tunnel.yml"


def text_of(tracker: Tracker) -> str:
    return file_of(tracker).read_bytes().decode()


def adding(
    when: str, event: str = "opens", issuer: str = "Mayor Berg", **keys: str
) -> Callable[[str, Affair], str]:
    """The change that records "by `when`" of an event."""

    def change(text: str, affair: Affair) -> str:
        statement = Statement(
            event,
            written("by", when).fields,
            issuer=issuer,
            known=TODAY,
            **keys,  # type: ignore[arg-type]
        )
        return write_claim(text, compose(affair, statement, AT, TODAY))

    return change


def add(tracker: Tracker, when: str, **keys: str) -> Draft:
    """Record "by `when`"."""
    return apply_edit(tracker, "tunnel", adding(when, **keys), f"add by {when}", AT)


def told_by(tracker: Tracker, event: str = "tunnel/opens") -> list[str]:
    """The last days of an event's claims, from a tracker.db that is of this record."""
    with closing(open_readonly(tracker.database, tracker.digest())) as connection:
        return [
            row[0]
            for row in connection.execute(
                "SELECT latest FROM claims WHERE event = ? ORDER BY position", (event,)
            )
        ]
