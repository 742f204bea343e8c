"""alert: telling people in time. Each subcommand is imported when it is used.

alert_run    run, watch
alert_look   list, why, preview, health
alert_act    ack, silence, retry, test
alert_unit   print-unit
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as wall_time
from importlib import import_module

import click

from bywhen.cli.session import Session

__all__ = ["alert", "dry_run_option", "instant", "now_option"]

SUBCOMMANDS = {
    "run": "bywhen.cli.alert_run:run",
    "watch": "bywhen.cli.alert_run:watch",
}


class _LazyGroup(click.Group):
    """Imports the subcommand that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(SUBCOMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in SUBCOMMANDS:
            return None
        module, name = SUBCOMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_LazyGroup)
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
