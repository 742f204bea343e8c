"""alert test: does a channel work?"""

from __future__ import annotations

import asyncio
import os
import sys

import click

from bywhen.cli.alert import dry_run_option, instant, now_option
from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.session import Session
from bywhen.errors import UsageError

__all__ = ["test"]


@click.command(epilog=example("bywhen alert test log --dry-run"))
@click.argument("channel")
@tracker_option
@click.option("--language", type=click.Choice(["en", "zh-Hant"]), default="en",
              show_default=True, help="The language of the message.")  # fmt: skip
@now_option
@dry_run_option
@pass_session
def test(session: Session, channel: str, language: str, now: str | None, dry_run: bool) -> None:
    """Send one message to CHANNEL now, say what became of it; exit with 1 if it did not arrive.

    It is not written down and not tried again.
    """
    from bywhen.alerts.deliver import try_once
    from bywhen.alerts.outcome import Result
    from bywhen.alerts.service import config_of, outgoing_tests, whole_seconds
    from bywhen.cli.names import nearest

    tracker = session.tracker()
    config = config_of(tracker)
    found = config.channel(channel)
    if found is None:
        names = [one.name for one in config.channels]
        raise UsageError(f"There is no channel {channel!r}.{nearest(channel, names)}")
    at = instant(session, now)
    failed = False
    tests = outgoing_tests(
        config, found, tracker.root, dict(os.environ), whole_seconds(at), session.now, language
    )
    for outgoing in tests:
        place = f"{found.name}{f' ({outgoing.recipient})' if outgoing.recipient else ''}"
        if dry_run:
            click.echo(f"{place}: would send “{outgoing.message.subject}”")
            continue
        outcome = asyncio.run(try_once(outgoing))
        good = outcome.result is Result.SENT
        failed = failed or not good
        mark = "✓ sent" if good else f"✗ {outcome.result.value}"
        click.echo(f"{place}: {mark}{f' ({outcome.detail})' if outcome.detail else ''}")
    if failed:
        sys.exit(1)
