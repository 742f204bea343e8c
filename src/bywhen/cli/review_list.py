"""review list, review show."""

from __future__ import annotations

from contextlib import closing

import click

from bywhen.cli.options import affair_option, example, format_option, pass_session, tracker_option
from bywhen.cli.output import emit
from bywhen.cli.session import Session
from bywhen.errors import UsageError
from bywhen.formats.proposals import PROPOSALS, card, proposal_row, proposal_table
from bywhen.formats.rows import to_json
from bywhen.store import proposals
from bywhen.store.desk import open_desk_readonly
from bywhen.store.proposals import Proposal

__all__ = ["list_proposals", "show", "show_list"]


@click.command(
    "list", epilog=example("bywhen review list", "bywhen review list --state all --format json")
)
@tracker_option
@affair_option
@click.option(
    "--state",
    type=click.Choice([*proposals.STATES, "all"]),
    default="open",
    show_default=True,
    help="Which proposals.",
)
@click.option("--unsure/--sure", default=None, help="Only those that are unsure, or sure.")
@format_option
@pass_session
def list_proposals(
    session: Session, affair: str | None, state: str, unsure: bool | None, form: str
) -> None:
    """List proposals with what each would do, the unsure ones last."""
    show_list(session, state, affair, unsure, form)


def show_list(
    session: Session, state: str, affair: str | None, unsure: bool | None, form: str
) -> None:
    """Write the list to stdout."""
    wanted = None if state == "all" else state
    found = _found(session, wanted, affair, unsure)
    emit(
        form,
        PROPOSALS,
        lambda: [proposal_row(one) for one in found],
        lambda: proposal_table(found, wanted),
    )


def _found(
    session: Session, state: str | None, affair: str | None, unsure: bool | None
) -> list[Proposal]:
    desk = open_desk_readonly(session.tracker().desk)
    if desk is None:
        return []
    with closing(desk):
        return proposals.listed(desk, state, affair, unsure=unsure)


@click.command(epilog=example("bywhen review show 1"))
@click.argument("number", type=int)
@tracker_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
@pass_session
def show(session: Session, number: int, form: str) -> None:
    """Show proposal NUMBER: its sentence, how it was read, its outlets and its effect."""
    desk = open_desk_readonly(session.tracker().desk)
    if desk is None:
        raise UsageError("There is no desk yet; `bywhen ingest` makes it.")
    with closing(desk):
        one = proposals.get(desk, number)
    if form == "json":
        click.echo(to_json([{**proposal_row(one), "reading": dict(one.reading)}]), nl=False)
        return
    for line in card(one):
        click.echo(line)
