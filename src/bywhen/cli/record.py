"""build and check: from events/ to tracker.db, and every fault of the tracker."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from bywhen.cli.options import example, format_option, pass_session, tracker_option
from bywhen.cli.output import emit, is_terminal
from bywhen.cli.session import Session
from bywhen.editing.build import Built, build_tracker
from bywhen.errors import Fault
from bywhen.formats.table import Cell, Column, Table, Tone

__all__ = ["build", "check"]


@click.command(epilog=example("bywhen build"))
@tracker_option
@pass_session
def build(session: Session) -> None:
    """Build tracker.db from events/.

    A record with faults is not built: they are listed, and the tracker.db that is there stays as
    it was. Warnings are counted; `bywhen check` shows them.
    """
    tracker = session.tracker()
    if is_terminal(sys.stderr):
        click.echo("Reading and calculating ...\r", err=True, nl=False)
    built = build_tracker(tracker)
    click.echo(built_line(built))
    if built.warnings:
        noun = "warning" if built.warnings == 1 else "warnings"
        click.echo(f"{built.warnings} {noun}; see `bywhen check`.", err=True)


def built_line(built: Built) -> str:
    """What was written, in one line."""
    return f"Wrote {built.path.name}: {counted(built.affairs, built.events, built.claims)}."


def counted(affairs: int, events: int, claims: int) -> str:
    """
    >>> counted(1, 30, 1234)
    '1 affair, 30 events, 1,234 claims'
    """
    counts = ((affairs, "affair"), (events, "event"), (claims, "claim"))
    return ", ".join(f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in counts)


@click.command(epilog=example("bywhen check"))
@tracker_option
@format_option
@pass_session
def check(session: Session, form: str) -> None:
    """List every fault of events/, ingest/, alerts.yml and metadata.yml, and exit with 1 if any.

    Each with its file, its line, what is wrong and what to write instead. Warnings do not count.
    """
    from bywhen.cli.faults import all_faults

    found = all_faults(session.tracker())
    errors = [fault for fault in found.faults if not fault.warning]
    if form == "table":
        for fault in found.faults:
            click.echo(str(fault))
        if found.faults:
            click.echo()
        click.echo(_verdict(found.counts, len(errors), len(found.faults) - len(errors)))
    else:
        emit(form, _COLUMNS, lambda: fault_rows(found.faults), lambda: _table(found.faults))
    if errors:
        sys.exit(1)


def _verdict(counts: tuple[int, int, int], errors: int, warnings: int) -> str:
    words = f"{errors} {'fault' if errors == 1 else 'faults'}" if errors else "no faults"
    if warnings:
        words += f", {warnings} {'warning' if warnings == 1 else 'warnings'}"
    return f"{counted(*counts)}: {words}."


_COLUMNS = ("path", "line", "message", "advice", "warning")


def fault_rows(faults: Sequence[Fault]) -> list[dict[str, object]]:
    """One object a fault; `line` null = the whole file."""
    return [
        {
            "path": fault.path,
            "line": fault.line or None,
            "message": fault.message,
            "advice": fault.advice or None,
            "warning": fault.warning,
        }
        for fault in faults
    ]


def _table(faults: Sequence[Fault]) -> Table:
    columns = [Column("Kind"), Column("Place"), Column("What is wrong"), Column("Write instead")]
    rows: list[list[Cell | str]] = []
    for fault in faults:
        kind = Cell("warning", Tone.SOON) if fault.warning else Cell("fault", Tone.BAD)
        place = f"{fault.path}:{fault.line}" if fault.line else fault.path
        rows.append([kind, place, fault.message, fault.advice])
    return Table(columns, rows, empty="No faults.")
