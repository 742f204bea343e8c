"""build and check: from events/ to tracker.db, and every fault of the tracker."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from bywhen.cli.options import example, format_option, pass_session, tracker_option
from bywhen.cli.output import emit, is_terminal
from bywhen.cli.session import Session
from bywhen.editing.build import Built, build_tracker
from bywhen.errors import Fault
from bywhen.formats.table import Cell, Column, Table, Tone

if TYPE_CHECKING:  # they take long to import, and --links alone needs them
    from bywhen.cli.deadlinks import Links
    from bywhen.tracker import Tracker

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
@click.option("--links", is_flag=True, help="Ask for the addresses of sources too (network).")
@format_option
@pass_session
def check(session: Session, links: bool, form: str) -> None:
    """List every fault of events/, ingest/, alerts.yml and metadata.yml, and exit with 1 if any.

    Each with its file, its line, what is wrong and what to write instead. Warnings do not count;
    with --links an address that leads nowhere is one.
    """
    from bywhen.cli.faults import all_faults

    tracker = session.tracker()
    found = all_faults(tracker, session.today("Etc/GMT-14"))
    faults, told = list(found.faults), ""
    if links:
        asked = _ask(tracker)
        faults = sorted([*faults, *asked.dead], key=lambda fault: (fault.path, fault.line))
        told = links_line(asked)
    errors = [fault for fault in faults if not fault.warning]
    if form == "table":
        for fault in faults:
            click.echo(str(fault))
        if faults:
            click.echo()
        click.echo(_verdict(found.counts, len(errors), len(faults) - len(errors)))
    else:
        emit(form, _COLUMNS, lambda: fault_rows(faults), lambda: _table(faults))
    if told:
        click.echo(told, err=True)
    if errors:
        sys.exit(1)


def _ask(tracker: Tracker) -> Links:
    """Ask for the addresses of sources as ingest asks for feeds: guarded, a host at a time."""
    from functools import partial
    from importlib.metadata import version

    from bywhen.cli.deadlinks import dead_links
    from bywhen.ingest.client import Client, tls_context
    from bywhen.ingest.run import user_agent
    from bywhen.ingest.turns import Turns

    agent = user_agent(version("bywhen"), None)
    return dead_links(tracker, partial(Client, agent, tls=tls_context(), turns=Turns()))


def links_line(asked: Links) -> str:
    """What asking gave, in one line."""
    noun = "address" if asked.asked == 1 else "addresses"
    line = f"{asked.asked} {noun} asked for: {len(asked.dead)} dead"
    if asked.unsure:
        line += f", {asked.unsure} that nobody but a reader can judge (closed to programs, private)"
    return f"{line}." if asked.reached else f"{line}. No server was reached: is there a network?"


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
