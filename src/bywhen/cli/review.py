"""review: proposals of the desk, looked at and judged. Each subcommand is imported when it is used.

review_list   list, show
review_judge  accept, edit, reject, attach, undo
review_ask    one after the other, at the terminal
"""

from __future__ import annotations

import click

from bywhen.cli.ask import can_ask
from bywhen.cli.lazy import LazyGroup
from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.session import Session

__all__ = ["review"]

SUBCOMMANDS = {
    "list": "bywhen.cli.review_list:list_proposals",
    "show": "bywhen.cli.review_list:show",
    "accept": "bywhen.cli.review_judge:accept",
    "edit": "bywhen.cli.review_edit:edit",
    "reject": "bywhen.cli.review_judge:reject",
    "attach": "bywhen.cli.review_judge:attach",
    "undo": "bywhen.cli.review_judge:undo",
}


@click.group(
    cls=LazyGroup,
    places=SUBCOMMANDS,
    invoke_without_command=True,
    epilog=example("bywhen review", "bywhen review list"),
)
@tracker_option
@click.option("--affair", metavar="AFFAIR", help="Only proposals of this affair.")
@click.option("--ask", is_flag=True, help="Ask one after the other, even if stdin is no terminal.")
@click.option(
    "--now", metavar="INSTANT", help="Take this for the clock: 2025-11-26T14:00Z, or a day."
)
@click.option("--by", metavar="NAME", help="Who judges.  [default: the user's name]")
@click.pass_context
@pass_session
def review(
    session: Session,
    ctx: click.Context,
    affair: str | None,
    ask: bool,
    now: str | None,
    by: str | None,
) -> None:
    """Judge what ingest has proposed: accept it into the record, edit, reject or attach it.

    Alone, at a terminal, it goes through what waits and asks; else it lists it. Nothing enters the
    record before it is accepted, and what was rejected is not proposed again.
    """
    if ctx.invoked_subcommand is not None:
        return
    if ask or can_ask():
        from bywhen.cli.review_ask import ask_through

        ask_through(session, affair, now, by)
    else:
        from bywhen.cli.review_list import show_list

        show_list(session, "open", affair, None, "table")
