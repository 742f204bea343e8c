"""alert ack, alert retry: what a person does to what was told or could not be told."""

from __future__ import annotations

import click

from bywhen.cli.alert import dry_run_option, instant, now_option
from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.session import Session
from bywhen.errors import UsageError

__all__ = ["ack", "retry"]


@click.command(epilog=example("bywhen alert ack --event kyiv-agrees --by Anna"))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@tracker_option
@click.option("--event", metavar="EVENT", help="All that was told of this event.")
@click.option("--by", metavar="NAME", help="Who acknowledges.")
@now_option
@dry_run_option
@pass_session
def ack(
    session: Session,
    ids: tuple[str, ...],
    event: str | None,
    by: str | None,
    now: str | None,
    dry_run: bool,
) -> None:
    """Acknowledge alerts: they escalate no further, and what still waits of them is not sent.

    ID is that of a delivery (`bywhen alert list`) or its beginning. What was given up (`dead`) and
    need not be told any more is dismissed so: `alert health` no longer counts it.
    """
    from bywhen.alerts.acts import acknowledge
    from bywhen.alerts.service import opened, whole_seconds
    from bywhen.store.desk import transaction

    if not ids and event is None:
        raise UsageError("Acknowledge what? Write an id of `bywhen alert list`, or --event EVENT.")
    at = whole_seconds(instant(session, now))
    tracker = session.tracker()
    full = full_event(session, event) if event else None
    with opened(tracker, dry_run=dry_run) as desk, transaction(desk):
        done = acknowledge(desk, ids, full, by, at)
    verb = "Would acknowledge" if dry_run else "Acknowledged"
    click.echo(f"{verb} {len(done)} {'alert' if len(done) == 1 else 'alerts'}.")


def full_event(session: Session, event: str) -> str:
    """The full id of what was typed. Raises UsageError with the nearest names."""
    from bywhen.cli.names import find_event
    from bywhen.errors import StaleError

    try:
        with session.database() as connection:
            return find_event(connection, event)
    except StaleError:
        if "/" in event:
            return event
        raise


@click.command(epilog=example("bywhen alert retry --channel log"))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@tracker_option
@click.option(
    "--channel", metavar="NAME", help="All that waits for it or was given up; turns it on."
)
@now_option
@dry_run_option
@pass_session
def retry(
    session: Session, ids: tuple[str, ...], channel: str | None, now: str | None, dry_run: bool
) -> None:
    """Let the next run try again what was given up, and turn a channel on that was off.

    ID is that of a delivery (`bywhen alert list --state dead`) or its beginning.
    """
    from bywhen.alerts.acts import retry as again
    from bywhen.alerts.service import config_of, opened, whole_seconds
    from bywhen.cli.names import nearest
    from bywhen.store.desk import transaction

    if not ids and channel is None:
        raise UsageError("Retry what? Write an id of `bywhen alert list`, or --channel NAME.")
    tracker = session.tracker()
    if channel is not None:
        names = [one.name for one in config_of(tracker).channels]
        if channel not in names:
            raise UsageError(f"There is no channel {channel!r}.{nearest(channel, names)}")
    at = whole_seconds(instant(session, now))
    with opened(tracker, dry_run=dry_run) as desk, transaction(desk):
        done = again(desk, ids, channel, at)
    noun = "delivery" if len(done) == 1 else "deliveries"
    verb = "would be tried" if dry_run else "will be tried by the next `bywhen alert run`"
    click.echo(f"{len(done)} {noun} {verb}.")
