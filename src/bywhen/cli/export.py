"""export: the tracker in other formats, to stdout or into a file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bywhen.cli.options import affair_option, day_options, example, pass_session, tracker_option
from bywhen.cli.session import Session

if TYPE_CHECKING:
    import sqlite3

    from bywhen.formats.publications import Scope

__all__ = ["export"]

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def export() -> None:
    """Write the tracker in another format, to stdout or into a file."""


def _out_option(command: F) -> F:
    return click.option("--out", metavar="FILE", help="Write this file instead of stdout.")(command)


def _scope_options(command: F) -> F:
    """What calendar, feeds and slides share."""
    options: list[Callable[[F], F]] = [
        click.option(
            "--site",
            metavar="URL",
            help="Address of the published tracker, for links to its pages.",
        ),
        click.option(
            "--language",
            type=click.Choice(["en", "zh-Hant"]),
            default="en",
            show_default=True,
            help="Language of titles and phrases; quotes keep theirs.",
        ),
        click.option("--event", metavar="EVENT", help="Only this event."),
        affair_option,
        day_options,
        _out_option,
        tracker_option,
    ]
    for option in options:
        command = option(command)
    return command


_KIND_HELP = (
    "Only changes of this kind; moved = slip, pull-in, redated. May be given several times."
)


@export.command(
    epilog=example("bywhen export ics --out deadlines.ics", "bywhen export ics --alarms P1D")
)
@_scope_options
@click.option("--kind", metavar="KIND", help="Only events of this kind (the editors' word).")
@click.option("--alarms", metavar="DURATION", help="Ring this long before: P1D, PT12H.")
@click.option(
    "--component",
    type=click.Choice(["vevent", "vtodo"]),
    default="vevent",
    show_default=True,
    help="Entries of a calendar or of a task list.",
)
@pass_session
def ics(
    session: Session,
    /,
    kind: str | None,
    alarms: str | None,
    component: Any,
    out: str | None,
    **asked: Any,
) -> None:
    """Write the dated events as a calendar (RFC 5545).

    A window covers all of its days and stays tentative; an event without a date is counted in the
    calendar's description and given no day.
    """
    from bywhen.formats.publications import icalendar

    with session.database() as connection:
        scope = _scope(session, connection, **asked)
        text = icalendar(connection, scope, kind=kind, component=component, alarms=alarms)
    _write(text, out)


@export.command(epilog=example("bywhen export atom --out changes.atom"))
@_scope_options
@click.option("--kind", "kinds", metavar="KIND", multiple=True, help=_KIND_HELP)
@pass_session
def atom(session: Session, /, kinds: tuple[str, ...], out: str | None, **asked: Any) -> None:
    """Write every change as an Atom feed (RFC 4287), newest first."""
    from bywhen.formats.publications import atom as as_atom

    with session.database() as connection:
        text = as_atom(connection, _scope(session, connection, **asked), kinds=kinds)
    _write(text, out)


@export.command(epilog=example("bywhen export json --kind dropped --kind slip"))
@_scope_options
@click.option("--kind", "kinds", metavar="KIND", multiple=True, help=_KIND_HELP)
@pass_session
def json(session: Session, /, kinds: tuple[str, ...], out: str | None, **asked: Any) -> None:
    """Write every change as a JSON Feed (1.1), newest first; figures under `_bywhen`."""
    from bywhen.formats.publications import jsonfeed

    with session.database() as connection:
        text = jsonfeed(connection, _scope(session, connection, **asked), kinds=kinds)
    _write(text, out)


@export.command(epilog=example("bywhen export timelinejs --out timeline.json"))
@_scope_options
@pass_session
def timelinejs(session: Session, /, out: str | None, **asked: Any) -> None:
    """Write the events as slides for TimelineJS 3.

    A window says that it is one; an event without a date is left out and counted.
    """
    from bywhen.formats.publications import timelinejs as as_slides

    with session.database() as connection:
        text = as_slides(connection, _scope(session, connection, **asked))
    _write(text, out)


def _table_option(command: F) -> F:
    return click.option(
        "--table",
        default="claims",
        show_default=True,
        help="A table or view of tracker.db, such as claims, events, states, timeline, slippage.",
    )(command)


@export.command(
    epilog=example("bywhen export csv --table claims", "bywhen export csv --out claims.csv")
)
@tracker_option
@affair_option
@_table_option
@_out_option
@pass_session
def csv(session: Session, affair: str | None, table: str, out: str | None) -> None:
    """Write a table or view of tracker.db as CSV.

    A window keeps its two days and an open side stays empty: no day is invented.
    """
    from bywhen.formats.csvtable import table_csv

    with session.database() as connection:
        _check_table(connection, table, affair)
        text = table_csv(connection, table, affair)
    _write(text, out)


@export.command(epilog=example("bywhen export parquet --table states --out states.parquet"))
@tracker_option
@affair_option
@_table_option
@_out_option
@pass_session
def parquet(session: Session, affair: str | None, table: str, out: str | None) -> None:
    """Write a table or view of tracker.db as Parquet, days as dates (extra `parquet`)."""
    from bywhen.errors import UsageError
    from bywhen.formats.parquet import parquet_bytes

    if out is None and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal; name a file with --out FILE.")
    with session.database() as connection:
        _check_table(connection, table, affair)
        content = parquet_bytes(connection, table, affair)
    if out is None:
        click.echo(content, nl=False)
    else:
        _save(content, out)


def _check_table(connection: sqlite3.Connection, table: str, affair: str | None) -> None:
    from bywhen.cli.names import check_scope, nearest
    from bywhen.errors import UsageError
    from bywhen.formats.csvtable import table_names

    names = table_names(connection)
    if table not in names:
        raise UsageError(f"There is no table {table!r}.{nearest(table, names)}")
    check_scope(connection, affair, None)


def _scope(
    session: Session,
    connection: sqlite3.Connection,
    affair: str | None,
    event: str | None,
    language: str,
    site: str | None,
    as_of: str | None,
    now: str | None,
) -> Scope:
    from bywhen.cli.names import check_scope, find_event
    from bywhen.errors import UsageError
    from bywhen.formats.ics_lines import uri_value
    from bywhen.formats.publications import Scope

    check_scope(connection, affair, None)
    if site is not None and uri_value(site) is None:
        raise UsageError(f"--site {site[:80]!r} is no web address; write https://…")
    return Scope(
        session.days(as_of, now),
        affair,
        None if event is None else find_event(connection, event, affair),
        language,
        site,
    )


def _write(text: str, out: str | None) -> None:
    if out is None:
        click.echo(text.encode(), nl=False)
    else:
        _save(text.encode(), out)


def _save(content: bytes, out: str) -> None:
    from bywhen.errors import UsageError

    try:
        Path(out).write_bytes(content)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}.") from error
    click.echo(f"Wrote {out}.", err=True)
