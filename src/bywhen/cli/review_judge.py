"""review accept, reject, attach, undo."""

from __future__ import annotations

import click

from bywhen.cli.ask import agreed
from bywhen.cli.options import affair_option, example, pass_session, tracker_option
from bywhen.cli.review_changes import by_option, change_options, changes_of, now_option
from bywhen.cli.review_desk import Desk, judge_name, opened, preview_lines
from bywhen.cli.session import Session
from bywhen.editing import review
from bywhen.errors import UsageError
from bywhen.formats.proposals import card
from bywhen.store import proposals

__all__ = ["accept", "attach", "reject", "undo"]


@click.command(
    epilog=example(
        "bywhen review accept 1 --dry-run",
        'bywhen review accept 1 --issuer "Donald Trump" --yes',
    )
)
@click.argument("numbers", metavar="NUMBER...", type=int, nargs=-1)
@tracker_option
@affair_option
@click.option("--sure", "all_sure", is_flag=True, help="All open ones that are not unsure.")
@change_options
@click.option("--yes", is_flag=True, help="Write it without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what it would write.")
@by_option
@now_option
@pass_session
def accept(
    session: Session,
    /,
    numbers: tuple[int, ...],
    affair: str | None,
    all_sure: bool,
    yes: bool,
    dry_run: bool,
    by: str | None,
    now: str | None,
    **options: str | None,
) -> None:
    """Accept proposals: write claim and source into events/, and bring tracker.db up to date.

    It shows what it writes and asks. An option changes the proposal first. Accepting what has been
    accepted changes nothing. `bywhen review undo` takes it back.
    """
    changes = changes_of(options)
    with opened(session, now) as desk:
        wanted = list(numbers)
        if all_sure:
            found = proposals.listed(desk.connection, "open", affair, unsure=False)
            wanted += [one.id for one in found if one.kind != "new_event"]
        if not wanted and not all_sure:
            raise UsageError("Which proposal? Write its number, as `bywhen review list` shows it.")
        if changes and len(wanted) != 1:
            raise UsageError("Options that change a proposal go with one number.")
        for number in dict.fromkeys(wanted):
            accept_one(desk, number, changes, judge_name(by), yes=yes, dry_run=dry_run)
        if not wanted:
            click.echo("Nothing sure waits for review.")


def accept_one(
    desk: Desk, number: int, changes: review.Changes, by: str, *, yes: bool, dry_run: bool
) -> None:
    """Show what accepting would write, ask, and write it."""
    one = proposals.get(desk.connection, number)
    if one.state == "accepted":
        click.echo(f"Proposal {number} was accepted before, as {one.claim_id}.")
        return
    shown = review.changed(desk.tracker, one, changes, desk.now) if changes else one
    preview_lines(desk.tracker, review.preview_of(desk.tracker, shown, desk.now), shown)
    if dry_run:
        return
    if not yes and not agreed("Accept it?"):
        click.echo("Nothing was written.")
        return
    done = review.accept(desk.tracker, desk.connection, number, desk.now, by, changes)
    verb = "Recorded" if done.is_new else "Found in the record"
    click.echo(f"{verb}: {done.claim}. `bywhen review undo` takes it back.")


@click.command(epilog=example('bywhen review reject 2 --why "a rumour"'))
@click.argument("numbers", metavar="NUMBER...", type=int, nargs=-1, required=True)
@tracker_option
@click.option("--why", help="Why; it stands with the proposal.")
@by_option
@now_option
@pass_session
def reject(
    session: Session, numbers: tuple[int, ...], why: str | None, by: str | None, now: str | None
) -> None:
    """Reject proposals: the same claim is not proposed again, however many outlets repeat it."""
    with opened(session, now) as desk:
        for number in dict.fromkeys(numbers):
            review.reject(desk.connection, number, desk.now, judge_name(by), why)
            click.echo(f"Rejected proposal {number}. `bywhen review undo` takes it back.")


@click.command(epilog=example("bywhen review attach 1 kyiv-agrees/s1", "bywhen review attach 1 2"))
@click.argument("number", type=int)
@click.argument("target", metavar="CLAIM|NUMBER")
@tracker_option
@by_option
@now_option
@pass_session
def attach(session: Session, number: int, target: str, by: str | None, now: str | None) -> None:
    """Attach proposal NUMBER to a claim (EVENT/CLAIM), or to another proposal, as one more outlet.

    The claim's note then says where else it was read; its date does not change.
    """
    with opened(session, now) as desk:
        one = review.attach(desk.tracker, desk.connection, number, target, desk.now, judge_name(by))
        place = one.claim_id or f"proposal {target}"
        click.echo(f"Attached proposal {number} to {place}. `bywhen review undo` takes it back.")


@click.command(epilog=example("bywhen review undo"))
@tracker_option
@pass_session
def undo(session: Session) -> None:
    """Take the last decision or edit back, and what it wrote. Again: the one before it."""
    with opened(session, None) as desk:
        click.echo(f"Undone: {review.undo(desk.tracker, desk.connection)}.")
        waiting = proposals.listed(desk.connection, "open")
        click.echo(f"{len(waiting)} wait for review.")


def show_card(one: proposals.Proposal) -> None:
    """Write a proposal to stdout."""
    for line in card(one):
        click.echo(line)
