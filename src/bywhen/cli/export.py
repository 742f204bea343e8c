"""export: the tracker in other formats, to stdout or into a file."""

from __future__ import annotations

from pathlib import Path

import click

from bywhen.cli.options import affair_option, example, pass_session, tracker_option
from bywhen.cli.session import Session

__all__ = ["export"]


@click.group()
def export() -> None:
    """Write the tracker in another format, to stdout or into a file."""


@export.command(
    epilog=example("bywhen export csv --table claims", "bywhen export csv --out claims.csv")
)
@tracker_option
@affair_option
@click.option(
    "--table",
    default="claims",
    show_default=True,
    help="A table or view of tracker.db, such as claims, events, states, timeline, slippage.",
)
@click.option("--out", metavar="FILE", help="Write this file instead of stdout.")
@pass_session
def csv(session: Session, affair: str | None, table: str, out: str | None) -> None:
    """Write a table or view of tracker.db as CSV.

    A window keeps its two days and an open side stays empty: no day is invented.
    """
    from bywhen.cli.names import check_scope, nearest
    from bywhen.errors import UsageError
    from bywhen.formats.csvtable import table_csv, table_names

    with session.database() as connection:
        names = table_names(connection)
        if table not in names:
            raise UsageError(f"There is no table {table!r}.{nearest(table, names)}")
        check_scope(connection, affair, None)
        text = table_csv(connection, table, affair)
    if out is None:
        click.echo(text, nl=False)
    else:
        Path(out).write_text(text, encoding="utf-8", newline="")
        click.echo(f"Wrote {out}.", err=True)
