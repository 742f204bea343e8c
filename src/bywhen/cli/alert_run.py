"""alert run, alert watch: look at the record and the clock, send what is due."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import click

from bywhen.cli.alert import dry_run_option, instant, now_option
from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.session import Session
from bywhen.errors import BywhenError

__all__ = ["one_run", "run", "watch"]


def sending_options(command: Callable[..., None]) -> Callable[..., None]:
    """--workers and --timeout"""
    command = click.option(
        "--timeout",
        default=20.0,
        show_default=True,
        type=click.FloatRange(0.1, 45),
        metavar="SECONDS",
        help="How long one try may take.",
    )(command)
    return click.option(
        "--workers",
        default=8,
        show_default=True,
        type=click.IntRange(1, 256),
        help="How many messages may be on their way at once.",
    )(command)


@click.command(epilog=example("bywhen alert run --dry-run --now 2025-11-25T13:00Z"))
@tracker_option
@now_option
@dry_run_option
@sending_options
@click.option("--build", is_flag=True, help="Build tracker.db first if the record has changed.")
@pass_session
def run(
    session: Session,
    now: str | None,
    dry_run: bool,
    workers: int,
    timeout: float,
    build: bool,
) -> None:
    """Look at the record and the clock once, send what is due, and end.

    Meant for cron or a timer every five minutes. What could not be sent is tried again by the runs
    that follow. The summary goes to stderr, so that stdout has only what a channel of that kind
    says.
    """
    is_built = _bring_up_to_date(session, build and not dry_run)
    at = instant(session, now)
    clock = session.clock if now is None else lambda: at
    click.echo(one_run(session, clock, workers, timeout, dry_run, may_rest=is_built), err=True)


@click.command(epilog=example("bywhen alert watch --rounds 1 --dry-run --now 2025-11-25T13:00Z"))
@tracker_option
@now_option
@dry_run_option
@click.option("--every", default=60, show_default=True, type=click.IntRange(1, 3600),
              metavar="SECONDS", help="How long to wait between two looks.")  # fmt: skip
@sending_options
@click.option("--build", is_flag=True, help="Build tracker.db when the record has changed.")
@click.option("--rounds", type=click.IntRange(1), help="End after so many looks.")
@pass_session
def watch(
    session: Session,
    now: str | None,
    dry_run: bool,
    every: int,
    workers: int,
    timeout: float,
    build: bool,
    rounds: int | None,
) -> None:
    """Do what `run` does, again and again, until it is stopped.

    With --now the clock starts there and goes on. Trouble is told on stderr and tried again. A
    polite end (SIGTERM, Ctrl+C) waits for what is on its way.
    """
    ahead = instant(session, now) - session.clock() if now is not None else timedelta()
    stopped = _stopped_by_a_signal()
    done = 0
    while not stopped.is_set() and (rounds is None or done < rounds):
        if done and stopped.wait(every):
            break
        done += 1
        try:
            is_built = _bring_up_to_date(session, build and not dry_run)
            said = one_run(
                session,
                lambda: session.clock() + ahead,
                workers,
                timeout,
                dry_run,
                may_rest=is_built,
            )
        except BywhenError as error:
            click.echo(f"Error: {error}", err=True)
            continue
        if not said.startswith("Nothing"):
            click.echo(said, err=True)


def _stopped_by_a_signal() -> threading.Event:
    """Set by SIGTERM or SIGINT; a second one ends at once."""
    stopped = threading.Event()

    def stop(number: int, _frame: object) -> None:
        stopped.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return stopped


def _bring_up_to_date(session: Session, build: bool) -> bool:
    """Build if asked, else say that the record is ahead of tracker.db: alerts go by the latter.

    True if tracker.db is that of the record.
    """
    from bywhen.errors import RecordError, StaleError

    try:
        with session.database():
            return True
    except StaleError as error:
        if not build:
            if session.tracker().database.exists():
                click.echo(f"Warning: {error}", err=True)
            return False
    from bywhen.editing.build import build_tracker

    try:
        build_tracker(session.tracker())
    except RecordError as error:
        message = f"Warning: the record has faults, so the last one built is used.\n{error}"
        click.echo(message, err=True)
        return False
    return True


def one_run(
    session: Session,
    clock: Callable[[], datetime],
    workers: int,
    timeout: float,
    dry_run: bool,
    *,
    may_rest: bool,
    is_ending: Callable[[], bool] = lambda: False,
) -> str:
    """Look and send once; what that did, in a line for people."""
    from bywhen.alerts.deliver import Surroundings
    from bywhen.alerts.service import config_of, opened, run, showing, whole_seconds

    tracker = session.tracker()
    config = config_of(tracker)
    around = Surroundings(
        config,
        tracker.root,
        dict(os.environ),
        lambda: whole_seconds(clock()),
        session.clock,
        timeout,
        is_ending,
    )
    lines: list[str] = []
    with opened(tracker, dry_run=dry_run) as desk:
        if dry_run:
            report = run(desk, tracker, config, around, 1, showing(lines))
        else:
            report = run(desk, tracker, config, around, workers, may_rest=may_rest)
    for line in lines:
        click.echo(line)
    sent, waiting, dead = (
        report.delivered.sent,
        report.delivered.waiting,
        report.delivered.dead,
    )
    if not (report.tick.alerts or sent or waiting or dead):
        return "Nothing to tell."
    verb = "would be sent" if dry_run else "sent"
    return f"{len(report.tick.alerts)} new, {sent} {verb}, {waiting} waiting, {dead} given up."
