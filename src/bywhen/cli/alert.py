"""alert: telling people in time. Each subcommand is imported when it is used.

alert_run       run, watch
alert_look      list, health
alert_why       why, preview
alert_act       ack, retry
alert_silence   silence
alert_test      test
alert_unit      print-unit
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as wall_time

import click

from bywhen.cli.lazy import LazyGroup
from bywhen.cli.session import Session
from bywhen.errors import UsageError

__all__ = ["alert", "dry_run_option", "instant", "now_option", "reading_options", "span"]

SUBCOMMANDS = {
    "run": "bywhen.cli.alert_run:run",
    "watch": "bywhen.cli.alert_run:watch",
    "list": "bywhen.cli.alert_look:list_",
    "why": "bywhen.cli.alert_why:why",
    "preview": "bywhen.cli.alert_why:preview",
    "health": "bywhen.cli.alert_look:health",
    "ack": "bywhen.cli.alert_act:ack",
    "silence": "bywhen.cli.alert_silence:silence",
    "retry": "bywhen.cli.alert_act:retry",
    "test": "bywhen.cli.alert_test:test",
    "print-unit": "bywhen.cli.alert_unit:print_unit",
}


@click.group(cls=LazyGroup, places=SUBCOMMANDS)
def alert() -> None:
    """Tell people in time what nears, passes, moves or is dropped.

    Who is told what, and where, stands in alerts.yml (docs/alerts.md). `run` looks and sends once,
    for cron or a timer; `watch` goes on doing so. Several may run at once.
    """


def now_option(command: Callable[..., None]) -> Callable[..., None]:
    """--now, the instant that all is seen from."""
    return click.option(
        "--now", metavar="INSTANT", help="Take this for the clock: 2025-11-26T14:00Z, or a day."
    )(command)


def dry_run_option(command: Callable[..., None]) -> Callable[..., None]:
    """--dry-run: change and send nothing."""
    return click.option(
        "--dry-run", is_flag=True, help="Show what would be done; change and send nothing."
    )(command)


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """--now and --dry-run for commands that change nothing anyway."""
    command = click.option(
        "--dry-run", is_flag=True, expose_value=False, help="Taken for granted: this only looks."
    )(command)
    return now_option(command)


_SPAN = re.compile(r"([0-9]{1,5})\s*(min|m|h|d|w)")
_SECONDS = {"m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def span(text: str, option: str) -> int:
    """Seconds of a time span such as 30min, 4h, 2d, 1w. Raises UsageError."""
    match = _SPAN.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        raise UsageError(f"{option}: {text!r} is no time span; write 30min, 4h, 2d or 1w.")
    return int(match[1]) * _SECONDS[match[2]]


def instant(session: Session, typed: str | None) -> datetime:
    """The instant typed (a day is its noon, UTC), else the clock's."""
    from bywhen.cli.moment import parse_instant

    if typed is None:
        return session.now
    parsed = parse_instant(typed)
    if isinstance(parsed, datetime):
        return parsed.astimezone(UTC)
    assert isinstance(parsed, date)  # noqa: S101 - one of the two
    return datetime.combine(parsed, wall_time(12), UTC)
