"""review edit: what a proposal should say instead."""

from __future__ import annotations

import click

from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.review_changes import (
    by_option,
    change_options,
    changes_of,
    date_changes,
    now_option,
)
from bywhen.cli.review_desk import Desk, judge_name, opened
from bywhen.cli.review_judge import show_card
from bywhen.cli.session import Session
from bywhen.editing import review
from bywhen.editing.edit import read_record
from bywhen.editing.when import WHATS
from bywhen.errors import UsageError
from bywhen.store import proposals

__all__ = ["edit", "edit_one"]


@click.command(
    epilog=example(
        "bywhen review edit 1 by 2025-12-05", 'bywhen review edit 1 --issuer "Marco Rubio"'
    )
)
@click.argument("number", type=int)
@click.argument("what", metavar=f"[{'|'.join(WHATS)}]", required=False)
@click.argument("when", required=False)
@tracker_option
@click.option("--after", metavar="EVENT", help="WHEN is a duration after this event: P30D.")
@change_options
@by_option
@now_option
@pass_session
def edit(
    session: Session,
    /,
    number: int,
    what: str | None,
    when: str | None,
    after: str | None,
    by: str | None,
    now: str | None,
    **options: str | None,
) -> None:
    """Change what proposal NUMBER says; it stays open. Dates are typed as for `bywhen add`."""
    with opened(session, now) as desk:
        edit_one(desk, number, what, when, after, changes_of(options), judge_name(by))
        show_card(proposals.get(desk.connection, number))


def edit_one(
    desk: Desk,
    number: int,
    what: str | None,
    when: str | None,
    after: str | None,
    changes: dict[str, object],
    by: str,
) -> None:
    """Change a proposal. Raises UsageError if nothing is to change."""
    one = proposals.get(desk.connection, number)
    if what is not None:
        zone = read_record(desk.tracker, one.affair).affair.timezone
        changes = {**changes, **date_changes(one, what, when, after, zone)}
    if not changes:
        raise UsageError("Nothing to change: write a date (by 2025-12-05) or an option.")
    review.amend(desk.tracker, desk.connection, number, changes, desk.now, by)
