"""alert list, alert health: what was told, what waits, whether the sender is well."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bywhen.cli.alert import instant, reading_options, span
from bywhen.cli.options import example, format_option, pass_session, tracker_option
from bywhen.cli.session import Session

if TYPE_CHECKING:
    from bywhen.store.alert_health import AlertHealth

__all__ = ["health", "list_"]

_NO_RULES = "there is no alerts.yml here, so nobody is told of anything; see docs/alerts.md"
_STATES = ("pending", "sending", "sent", "coalesced", "silenced", "superseded", "dead")


@click.command("list", epilog=example("bywhen alert list", "bywhen alert list --state dead"))
@tracker_option
@format_option
@click.option("--state", type=click.Choice(_STATES), help="Only deliveries in this state.")
@click.option("--channel", metavar="NAME", help="Only those to this channel.")
@click.option("--event", metavar="EVENT", help="Only those about this event.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 100_000),
              help="No more than so many, the newest first.")  # fmt: skip
@reading_options
@pass_session
def list_(
    session: Session,
    form: str,
    state: str | None,
    channel: str | None,
    event: str | None,
    most: int,
    now: str | None,
) -> None:
    """List what was told and what waits, one line for each alert and channel.

    States: pending (waits), sending, sent, coalesced (told by another), silenced (by a silence or
    an acknowledgement), superseded (the date moved before it was sent), dead (given up). When: it
    was sent, will be tried next, or was written down.
    """
    from bywhen.alerts.inspect import COLUMNS, deliveries
    from bywhen.alerts.service import opened
    from bywhen.cli.alert_act import full_event
    from bywhen.cli.output import emit
    from bywhen.formats.table import Cell, Column, Table, Tone

    if now is not None:
        instant(session, now)
    tracker = session.tracker()
    full = full_event(session, event) if event else None
    with opened(tracker, dry_run=not tracker.desk.exists()) as desk:
        rows = deliveries(desk, state=state, channel=channel, event=full, most=most)
    tones = {"dead": Tone.BAD, "pending": Tone.SOON, "sending": Tone.SOON, "sent": Tone.GOOD}

    def table() -> Table:
        columns = [Column("Id", whole=True), Column("State", whole=True), Column("When, UTC")]
        columns += [Column("Channel"), Column("What"), Column("Why")]
        lines: list[list[Cell | str]] = [
            [
                str(row["id"])[:12],
                Cell(str(row["state"]), tones.get(str(row["state"]), Tone.PLAIN)),
                str(row["sent"] or row["next_try"] or row["created"])[:16].replace("T", " "),
                f"{row['channel']}{' ' + str(row['recipient']) if row['recipient'] else ''}",
                str(row["headline"]),
                str(row["reason"] or ""),
            ]
            for row in rows
        ]
        return Table(columns, lines, empty="Nothing was told and nothing waits.")

    emit(form, COLUMNS, lambda: rows, table)


@click.command(epilog=example("bywhen alert health --max-age 1h", "bywhen alert health --quiet"))
@tracker_option
@click.option("--max-age", default="1h", show_default=True, metavar="SPAN",
              help="How long it may be silent before that is a trouble.")  # fmt: skip
@click.option("--quiet", is_flag=True, help="Say something only if there is trouble.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="For people or for programs.")  # fmt: skip
@reading_options
@pass_session
def health(session: Session, max_age: str, quiet: bool, form: str, now: str | None) -> None:
    """Say whether alerts run and arrive; exit with 1 if not.

    The heartbeat of the last run, what waits for too long, what was given up, channels that are
    off. Call it from cron too: the commonest fault is that nobody noticed that nothing ran.
    """
    from bywhen.alerts.inspect import troubles_of
    from bywhen.alerts.service import opened, whole_seconds
    from bywhen.formats.rows import to_json
    from bywhen.store.alert_health import alert_health

    silent, tracker = span(max_age, "--max-age"), session.tracker()
    at = whole_seconds(instant(session, now))
    with opened(tracker, dry_run=not tracker.desk.exists()) as desk:
        found = alert_health(desk, at, silent)
    troubles = troubles_of(found, at)
    if not tracker.alerts.exists():
        troubles = [_NO_RULES]
    if form == "json":
        click.echo(
            to_json([{"ok": not troubles, **_values(found), "troubles": troubles}]), nl=False
        )
    elif troubles or not quiet:
        for line in [*(f"✗ {trouble}" for trouble in troubles), *_lines(found)]:
            click.echo(line)
    if troubles:
        sys.exit(1)


def _values(found: AlertHealth) -> dict[str, object]:
    """For programs: instants as ISO text, null = never."""
    from dataclasses import asdict

    from bywhen.alerts.inspect import iso

    values = asdict(found)
    for name in ("last_run", "oldest_waiting", "last_sent"):
        values[name] = iso(values[name])
    for channel in values["channels"]:
        for name in ("last_sent", "last_failed", "off_since", "paused_until"):
            channel[name] = iso(channel[name])
    return values


def _lines(found: AlertHealth) -> list[str]:
    """For people: the heartbeat, then a line for each channel."""
    from bywhen.alerts.inspect import iso

    lines = [] if found.troubles else ["Alerts are well."]
    lines.append(
        f"Last run: {iso(found.last_run) or 'never'}. Waiting: {found.waiting}."
        f" Given up: {found.dead}. Last sent: {iso(found.last_sent) or 'never'}."
    )
    for one in found.channels:
        state = {
            "off": f"off since {iso(one.off_since)}",
            "paused": f"asked to wait until {iso(one.paused_until)}",
        }.get(one.state, one.state)
        sent = (
            f"last sent {iso(one.last_sent)}" if one.last_sent is not None else "nothing sent yet"
        )
        lines.append(f"  {one.name}: {state}, {sent}{f' ({one.error})' if one.error else ''}")
    return lines
