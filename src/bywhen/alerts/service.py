"""One run of the alerts: look, write down, send, and leave a sign of life.

with opened(tracker) as desk:
    report = run(desk, tracker, config, surroundings)
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bywhen.alerts.channels import Outgoing, send
from bywhen.alerts.config import load
from bywhen.alerts.deliver import Delivered, Sender, Surroundings, deliver
from bywhen.alerts.evaluate import Tick, tick
from bywhen.alerts.facts import Facts
from bywhen.alerts.idle import marks_of, note_rest
from bywhen.alerts.ledger import delivery_id, recipients_of
from bywhen.alerts.outcome import Outcome, Result
from bywhen.alerts.settings import Channel, Config, Kind
from bywhen.alerts.state import State
from bywhen.alerts.text.message import message_of, payload_of
from bywhen.alerts.text.telling import Telling
from bywhen.errors import BywhenError, RecordError
from bywhen.store.desk import desk_copy, desk_errors, open_desk, transaction
from bywhen.tracker import Tracker

__all__ = ["Report", "config_of", "opened", "outgoing_tests", "run", "showing", "whole_seconds"]


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did."""

    tick: Tick
    delivered: Delivered


def config_of(tracker: Tracker) -> Config:
    """The tracker's alerts.yml. Raises RecordError with all faults that are no warnings."""
    config, faults = load(tracker.alerts, tracker.relative(tracker.alerts))
    errors = [fault for fault in faults if not fault.warning]
    if errors:
        raise RecordError(errors)
    return config


@contextmanager
def opened(tracker: Tracker, *, dry_run: bool = False) -> Iterator[sqlite3.Connection]:
    """The desk, or a copy in memory for a dry run. Raises TrackerError with advice."""
    desk = desk_copy(tracker.desk) if dry_run else open_desk(tracker.desk)
    try:
        with desk_errors(tracker.desk):
            yield desk
    finally:
        desk.close()


def run(
    desk: sqlite3.Connection,
    tracker: Tracker,
    config: Config,
    around: Surroundings,
    workers: int = 8,
    sender: Sender = send,
    *,
    may_rest: bool = False,
) -> Report:
    """Evaluate and send. What waits is sent even if the record cannot be evaluated.

    `may_rest`: the record is built, so the runs that follow may rest until something comes due.

    Raises StaleError if there is no usable tracker.db, TrackerError if desk.db cannot be written.
    """
    started = around.clock()
    marks = marks_of(desk, str(tracker.root)) if may_rest else {}
    trouble: BywhenError | None = None
    done = Tick((), (), 0, started)
    try:
        done = tick(desk, tracker, config, started)
    except BywhenError as error:
        trouble = error
    delivered = deliver(desk, around, workers, sender)
    with transaction(desk):
        state = State(desk)
        state.put("last_run", started)
        state.put("last_trouble", str(trouble) if trouble else None)
        note_rest(desk, marks, done.rest_until if may_rest else None)
    if trouble is not None:
        raise trouble
    return Report(done, delivered)


def outgoing_tests(
    config: Config,
    channel: Channel,
    root: Path,
    environment: Mapping[str, str],
    now: int,
    stamp: datetime,
    language: str,
) -> list[Outgoing]:
    """A message to try a channel with, for each of its recipients."""
    told = Telling(Kind.TEST, Facts(zone=config.timezone or "UTC"), now, f"{config.site}/")
    message = message_of(told, language)
    found = []
    for recipient in recipients_of(channel):
        identity = delivery_id(f"test {now}", channel.name, recipient)
        payload = payload_of(told, message, identity, "test", maybe_duplicate=False)
        found.append(
            Outgoing(
                identity, channel, recipient, message, payload, False, stamp, root, environment
            )
        )
    return found


def showing(lines: list[str]) -> Sender:
    """A sender that sends nothing and notes what it would have sent."""

    async def show(outgoing: Outgoing) -> Outcome:
        lines.append(f"{outgoing.channel.name}: {outgoing.message.subject}")
        return Outcome(Result.SENT)

    return show


def whole_seconds(moment: datetime) -> int:
    """Seconds since 1970 of an aware instant.

    >>> whole_seconds(datetime(1970, 1, 2, tzinfo=UTC))
    86400
    """
    return int(moment.timestamp())
