"""diff: what changed between two days of knowledge."""

from __future__ import annotations

import click

from bywhen.cli.moment import parse_day
from bywhen.cli.names import check_scope
from bywhen.cli.options import (
    affair_option,
    example,
    format_option,
    pass_session,
    timetable_option,
    tracker_option,
)
from bywhen.cli.output import emit
from bywhen.cli.session import Session
from bywhen.errors import UsageError
from bywhen.formats.changes import (
    CHANGES,
    Change,
    change_rows,
    changes_note,
    read_changes,
    slip_change,
    stands,
    told_by,
)
from bywhen.formats.snapshot import Days
from bywhen.formats.table import Column, Table
from bywhen.timetable.words import long_day

__all__ = ["diff"]


@click.command(
    epilog=example(
        "bywhen diff --from 2025-11-20 --to 2025-11-27",
        "bywhen diff --from 2025-11-20 --to 2025-11-27 --format md",
    )
)
@tracker_option
@affair_option
@timetable_option
@click.option("--from", "start", metavar="DAY", required=True, help="The earlier day.")
@click.option("--to", "end", metavar="DAY", help="The later day.  [default: today]")
@format_option
@pass_session
def diff(
    session: Session,
    affair: str | None,
    timetable: str | None,
    start: str,
    end: str | None,
    form: str,
) -> None:
    """What changed between two days of knowledge: dates, slips and statuses, and who said so.

    With --format md it is a note, ready to edit.
    """
    first = parse_day(start, "--from")
    last = parse_day(end, "--to") if end is not None else session.today("UTC")
    if first > last:
        raise UsageError(f"--from {first} lies after --to {last}; exchange them.")
    with session.database() as connection:
        check_scope(connection, affair, timetable)
        changes = read_changes(
            connection, Days(first), Days(last), affair=affair, timetable=timetable
        )
        titles = dict(connection.execute("SELECT id, title FROM affairs"))
    if form == "md":
        note = changes_note(changes, titles, long_day(first), long_day(last))
        click.echo(note, nl=False)
        return
    heading = f"What changed from {long_day(first)} to {long_day(last)}"
    emit(form, CHANGES, lambda: change_rows(changes), lambda: _table(changes, heading))


def _table(changes: list[Change], heading: str) -> Table:
    return Table(
        [*map(Column, ("Event", "Change", "Was", "Now", "Slip", "Who said so"))],
        [
            [
                one.after.title,
                one.change.replace("_", " "),
                stands(one.before),
                stands(one.after),
                slip_change(one),
                "; ".join(told_by(one)),
            ]
            for one in changes
        ],
        above=[heading],
        empty="Nothing changed.",
    )
