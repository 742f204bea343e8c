"""alert print-unit: what makes this machine call `bywhen alert run`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from bywhen.cli.alert import reading_options
from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.session import Session

__all__ = ["print_unit"]


@click.command("print-unit", epilog=example("bywhen alert print-unit systemd --every 5"))
@click.argument("kind", type=click.Choice(["systemd", "cron", "launchd"]))
@tracker_option
@click.option("--every", default=5, show_default=True, type=click.IntRange(1, 30),
              metavar="MINUTES", help="How often to run.")  # fmt: skip
@reading_options
@pass_session
def print_unit(session: Session, kind: str, every: int, now: str | None) -> None:  # noqa: ARG001
    """Print systemd units, crontab lines or a launchd agent for this tracker; install nothing."""
    from bywhen.alerts.units import unit

    program = Path(sys.argv[0])
    found = str(program.resolve()) if program.name == "bywhen" else shutil.which("bywhen")
    click.echo(unit(kind, found or "bywhen", str(session.tracker().root), every), nl=False)
