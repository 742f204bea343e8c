"""init: a new tracker."""

from __future__ import annotations

from pathlib import Path

import click

from bywhen.cli.options import example, pass_session
from bywhen.cli.record import built_line
from bywhen.cli.session import Session
from bywhen.editing.build import build_tracker
from bywhen.editing.create import create_tracker, example_files, starter_files
from bywhen.tracker import Tracker

__all__ = ["init"]


@click.command(
    epilog=example("bywhen init my-tracker", "bywhen init brexit --example brexit-article-50")
)
@click.argument("folder", metavar="DIR")
@click.option("--example", "name", metavar="NAME", help="Start with this example affair.")
@pass_session
def init(session: Session, folder: str, name: str | None) -> None:
    """Make a new tracker in the folder DIR: one that builds and serves at once.

    Without --example it holds an invented affair whose comments explain the record. A folder that
    is not empty is refused.
    """
    from bywhen.publish.metadata import files_for

    files = starter_files(session.today("UTC")) if name is None else example_files(name)
    shown = {path: text.encode() for path, text in files_for("By when, says who?").items()}
    files = {**shown, **files}
    create_tracker(Path(folder), files)
    click.echo(f"Made {folder}:")
    for path in sorted(files):
        click.echo(f"  {path}")
    click.echo(built_line(build_tracker(Tracker.open(folder))))
    click.echo(f"Next: cd {folder}, look with `bywhen countdown`, serve with `bywhen serve`.")
