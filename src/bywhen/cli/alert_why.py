"""alert why, alert preview: what will be told, and why something was not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from bywhen.cli.alert import instant, reading_options
from bywhen.cli.options import example, format_option, pass_session, tracker_option
from bywhen.cli.session import Session

if TYPE_CHECKING:
    from bywhen.alerts.forecast import Foreseen
    from bywhen.formats.table import Table

__all__ = ["preview", "why"]

_COLUMNS = ("event", "rule", "kind", "step", "at", "state", "words")


@click.command(epilog=example("bywhen alert why kyiv-agrees --now 2025-11-25T13:00Z"))
@click.argument("event")
@tracker_option
@format_option
@reading_options
@pass_session
def why(session: Session, event: str, form: str, now: str | None) -> None:
    """Say which rules will tell of EVENT and when, and why one has not told."""
    from bywhen.alerts.inspect import iso
    from bywhen.alerts.service import config_of, opened, whole_seconds
    from bywhen.alerts.standing import attached, set_days
    from bywhen.alerts.why import why as answer_of
    from bywhen.cli.names import pick
    from bywhen.cli.output import emit
    from bywhen.formats.table import Cell, Column, Table, Tone

    tracker = session.tracker()
    config = config_of(tracker)
    at = whole_seconds(instant(session, now))
    with opened(tracker, dry_run=True) as desk, attached(desk, tracker.database):
        set_days(desk, at)
        events = [row[0] for row in desk.execute("SELECT id FROM tracker.events")]
        answer = answer_of(desk, config, pick(event, events), at)
    rows = [
        {
            "event": answer.event,
            "rule": one.rule,
            "kind": one.kind or None,
            "step": one.step or None,
            "at": iso(one.at),
            "state": one.state,
            "words": one.words,
        }
        for one in answer.steps
    ]
    tones = {"will": Tone.SOON, "told": Tone.GOOD, "waiting": Tone.SOON, "not": Tone.QUIET}

    def table() -> Table:
        columns = [Column("Rule"), Column("Tells"), Column("Step", whole=True), Column("Answer")]
        lines: list[list[Cell | str]] = [
            [one.rule, one.kind, one.step, Cell(one.words, tones[one.state])]
            for one in answer.steps
        ]
        return Table(columns, lines, above=answer.notes, empty="No rule is about it.")

    emit(form, _COLUMNS, lambda: rows, table)


@click.command(epilog=example("bywhen alert preview --days 10 --now 2025-11-21T14:00Z"))
@tracker_option
@format_option
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366),
              help="How far to look ahead.")  # fmt: skip
@click.option("--each", is_flag=True, help="List every message instead of counting them.")
@reading_options
@pass_session
def preview(session: Session, form: str, days: int, each: bool, now: str | None) -> None:
    """Count the messages that each channel would get in the days to come.

    By the record as it is: what nobody has said yet cannot be foreseen. Nothing is sent.
    """
    from bywhen.alerts.forecast import forecast
    from bywhen.alerts.service import config_of, opened, whole_seconds
    from bywhen.cli.output import emit

    tracker = session.tracker()
    config = config_of(tracker)
    at = whole_seconds(instant(session, now))
    with opened(tracker, dry_run=True) as copy:
        found = forecast(copy, tracker, config, lambda: session.now, at, days)
    if each:
        names = ("at", "channel", "recipient", "kind", "event", "headline")
        emit(form, names, lambda: [_row(one) for one in found], lambda: _messages(found))
        return
    channels = [channel.name for channel in config.channels]
    emit(
        form,
        ("channel", "messages", "kinds"),
        lambda: [_counted(name, found) for name in channels],
        lambda: _counts(channels, found, days),
    )


def _row(one: Foreseen) -> dict[str, object]:
    from bywhen.alerts.inspect import iso

    return {
        "at": iso(one.at),
        "channel": one.channel,
        "recipient": one.recipient or None,
        "kind": one.kind,
        "event": one.event,
        "headline": one.headline,
    }


def _counted(channel: str, found: list[Foreseen]) -> dict[str, object]:
    kinds = Counter(one.kind for one in found if one.channel == channel)
    return {"channel": channel, "messages": kinds.total(), "kinds": dict(sorted(kinds.items()))}


def _messages(found: list[Foreseen]) -> Table:
    from bywhen.alerts.inspect import iso
    from bywhen.formats.table import Column, Table

    columns = [Column("At", whole=True), Column("Channel"), Column("What")]
    lines = [[str(iso(one.at))[:16] + "Z", one.channel, one.headline] for one in found]
    return Table(columns, lines, empty="Nothing would be sent.")


def _counts(channels: list[str], found: list[Foreseen], days: int) -> Table:
    from bywhen.formats.table import Column, Table

    columns = [Column("Channel"), Column("Messages", right=True), Column("Of which")]
    lines = []
    for name in channels:
        kinds = Counter(one.kind for one in found if one.channel == name)
        parts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        lines.append([name, str(kinds.total()), parts])
    return Table(
        columns, lines, above=[f"In the next {days} days, by the record as it is:"],
        empty="alerts.yml has no channels.",
    )  # fmt: skip
