"""review without a subcommand: what waits, one after the other."""

from __future__ import annotations

import shlex

import click

from bywhen.cli.review_desk import Desk, judge_name, opened
from bywhen.cli.review_edit import edit_one
from bywhen.cli.review_judge import accept_one, show_card
from bywhen.cli.session import Session
from bywhen.editing import review
from bywhen.errors import BywhenError
from bywhen.store import proposals

__all__ = ["ask_through"]

_KEYS = "[a]ccept [e]dit [r]eject a[t]tach [s]kip [u]ndo [q]uit"


def ask_through(session: Session, affair: str | None, now: str | None, by: str | None) -> None:
    """Show each open proposal and do what the person says."""
    name = judge_name(by)
    with opened(session, now) as desk:
        waiting = [one.id for one in proposals.listed(desk.connection, "open", affair)]
        if not waiting:
            click.echo("Nothing waits for review.")
        at = 0
        while at < len(waiting):
            one = proposals.get(desk.connection, waiting[at])
            if one.state == "open":
                click.echo(f"\n{at + 1} of {len(waiting)}")
                show_card(one)
                step = _step(desk, waiting, at, name)
                if step is None:
                    break
                at = step
            else:
                at += 1
        left = len(proposals.listed(desk.connection, "open", affair))
        click.echo(f"{left} left open." if left else "All done.")


def _step(desk: Desk, waiting: list[int], at: int, by: str) -> int | None:
    """Do what the person says of one proposal; where to go on, None to end."""
    try:
        key = click.prompt(_KEYS, default="s", show_default=False).strip().lower()[:1]
    except click.Abort:
        click.echo()
        return None
    number = waiting[at]
    try:
        if key == "q":
            return None
        if key == "a":
            accept_one(desk, number, {}, by, yes=True, dry_run=False)
        elif key == "r":
            why = click.prompt("Why", default="", show_default=False)
            review.reject(desk.connection, number, desk.now, by, why or None)
        elif key == "t":
            target = click.prompt("To which claim (event/claim) or proposal")
            review.attach(desk.tracker, desk.connection, number, target, desk.now, by)
        elif key == "e":
            _edit(desk, number, by)
            return at
        elif key == "u":
            click.echo(f"Undone: {review.undo(desk.tracker, desk.connection)}.")
            return max(0, at - 1)
    except click.Abort:
        click.echo()
        return None
    except BywhenError as error:
        click.echo(f"Error: {error}", err=True)
        return at
    return at + 1


def _edit(desk: Desk, number: int, by: str) -> None:
    """Ask for another date, event and issuer; an empty answer leaves what is there."""
    when = click.prompt("Date, such as by 2025-12-05", default="", show_default=False)
    event = click.prompt("Event", default="", show_default=False)
    issuer = click.prompt("Who said it", default="", show_default=False)
    what, _, rest = when.partition(" ")
    given = {"event": event, "issuer": issuer}
    changes: dict[str, object] = {name: value for name, value in given.items() if value}
    words = " ".join(shlex.split(rest)) if rest else None
    edit_one(desk, number, what or None, words, None, changes, by)
