"""What judging needs: the desk, opened, the instant, and who sits there."""

from __future__ import annotations

import getpass
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from datetime import time as wall_time

import click

from bywhen.cli.moment import parse_instant
from bywhen.cli.preview import added_lines
from bywhen.cli.session import Session
from bywhen.editing.edit import Draft
from bywhen.store.desk import desk_errors, open_desk
from bywhen.store.proposals import Proposal
from bywhen.tracker import Tracker

__all__ = ["Desk", "judge_name", "opened", "preview_lines"]


class Desk:
    """The desk of one run, and the instant at which all is judged."""

    def __init__(self, tracker: Tracker, connection: sqlite3.Connection, now: datetime) -> None:
        self.tracker = tracker
        self.connection = connection
        self.now = now


@contextmanager
def opened(session: Session, now: str | None) -> Iterator[Desk]:
    """The desk, for writing."""
    tracker = session.tracker()
    with desk_errors(tracker.desk), closing(open_desk(tracker.desk)) as connection:
        yield Desk(tracker, connection, _instant(session, now))


def _instant(session: Session, typed: str | None) -> datetime:
    """The instant typed (a day is its noon, UTC), else the clock's."""
    if typed is None:
        return session.now
    parsed = parse_instant(typed)
    if isinstance(parsed, datetime):
        return parsed.astimezone(UTC)
    return _noon(parsed)


def _noon(day: date) -> datetime:
    return datetime.combine(day, wall_time(12), UTC)


def judge_name(typed: str | None) -> str:
    """Who judges: the name typed, else the user's."""
    if typed:
        return typed
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "an editor"


def preview_lines(tracker: Tracker, draft: Draft, proposal: Proposal) -> None:
    """Show what accepting would write, and what that would do."""
    before = draft.record.before.decode()
    for line in added_lines(tracker.relative(draft.record.file), before, draft.after.decode()):
        click.echo(line)
    click.echo(f"Effect: {proposal.effect}")
