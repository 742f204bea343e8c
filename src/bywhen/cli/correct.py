"""correct, checked, undo: edits of what is recorded already."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import click

from bywhen.cli.ask import agreed
from bywhen.cli.moment import parse_day
from bywhen.cli.names import nearest
from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.preview import added_lines, reading_lines
from bywhen.cli.session import Session
from bywhen.editing.edit import apply_edit, claim_ids, draft_edit, read_record, undo_last
from bywhen.editing.effects import effects
from bywhen.editing.when import WHATS, is_written, written
from bywhen.editing.writing import claim_says, correct_claim, write_checked
from bywhen.errors import UsageError
from bywhen.timetable.claims import Affair, Claim

__all__ = ["checked", "correct", "undo"]


@click.command(
    epilog=example(
        'bywhen correct kyiv-agrees/s3 within 2025-11-27/2025-12-06 --why "misread the week" --yes'
    )
)
@click.argument("claim")
@click.argument("what")
@click.argument("when", required=False)
@tracker_option
@click.option("--why", required=True, help="What had gone wrong; readers see it.")
@click.option("--after", metavar="EVENT", help="WHEN is a duration after this event: P30D.")
@click.option("--published", metavar="DAY", help="Words count from this day.  [default: its known]")
@click.option("--yes", is_flag=True, help="Write it without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what it would do.")
@pass_session
def correct(
    session: Session,
    claim: str,
    what: str,
    when: str | None,
    why: str,
    after: str | None,
    published: str | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Correct the date of a CLAIM that was recorded wrongly, and log the correction.

    For a mistake of the record only: a date that moved is a new claim (`bywhen add`). CLAIM is
    event/claim, or affair/event/claim. WHAT and WHEN are those of `bywhen add`. Readers see what it
    was, what it is and why.
    """
    if what not in WHATS:
        raise UsageError(f"{what!r} says nothing of a date; write one of {', '.join(WHATS)}.")
    if not why.strip():
        raise UsageError("--why is empty; say what had gone wrong.")
    tracker = session.tracker()
    full = _claim(claim_ids(tracker), claim)
    own = full.split("/", 1)[0]
    record = read_record(tracker, own)
    held, zone = _held(record.affair, full)
    today = session.today(zone)
    if when is None or after is not None or is_written(when):
        reading = written(what, when, after)
    else:
        from bywhen.editing.spoken import read_words  # takes long to import

        day = parse_day(published, "--published") if published is not None else held.known
        reading = read_words(what, when, day, zone, held.language)

    def change(text: str, current: Affair) -> str:
        return correct_claim(text, current, _held(current, full)[0], reading.fields, today, why)

    draft = draft_edit(tracker, own, change)
    for line in reading_lines(reading):
        click.echo(line)
    before = draft.record.before.decode()
    for line in added_lines(tracker.relative(draft.record.file), before, draft.after.decode()):
        click.echo(line)
    for effect in effects(draft.record.affairs, draft.affairs, today):
        click.echo(f"Effect: {effect.words}")
    if dry_run:
        return
    if reading.unsure and yes:
        raise UsageError(
            f"Nothing was written: the date was {reading.unsure}. Write it as WHEN, such as"
            f" {reading.iso}."
        )
    if not yes and not agreed("Write it?"):
        click.echo("Nothing was written.")
        return
    was = claim_says(record.affair, held)
    apply_edit(tracker, own, change, f"correct {full}: {was} to {reading.says}", session.now)
    click.echo(f"Corrected {full}. `bywhen undo` takes it back.")


def _claim(claims: list[str], typed: str) -> str:
    if typed in claims:
        return typed
    found = [claim for claim in claims if claim.endswith(f"/{typed}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"Several claims are called {typed!r}; write {' or '.join(found[:4])}.")
    names = [claim.split("/", 1)[1] if typed.count("/") < 2 else claim for claim in claims]
    raise UsageError(f"There is no claim {typed!r}.{nearest(typed, names)}")


def _held(affair: Affair, full: str) -> tuple[Claim, str]:
    for event in affair.events:
        for one in event.claims:
            if one.id == full:
                return one, event.timezone or affair.timezone
    raise UsageError(f"There is no claim {full!r} any more; nothing was changed.")


@click.command(epilog=example("bywhen checked ukraine-28-point-plan 2025-11-21"))
@click.argument("affair")
@click.argument("day", required=False)
@tracker_option
@pass_session
def checked(session: Session, affair: str, day: str | None) -> None:
    """Say that AFFAIR was followed to DAY (today if left out): silence until then is known.

    AFFAIR/EVENT says it of one event only. What is due later and passes unheard of is shown as
    "date passed; record followed to DAY only".
    """
    tracker = session.tracker()
    name, _, event = affair.partition("/")
    record = read_record(tracker, name)
    today = session.today(record.affair.timezone)
    chosen = today if day is None else parse_day(day, "DAY")
    if chosen > today:
        raise UsageError(f"{chosen} is still to come; nobody has followed {affair} to it.")
    was = _checked(record.affair, event)
    if was == chosen and _says(record.affair, event):
        click.echo(f"{affair} is followed to {chosen} already.")
        return

    def change(text: str, _current: Affair) -> str:
        return write_checked(text, chosen, event or None)

    did = f"checked {affair} to {chosen} (was {was or 'to this day'})"
    apply_edit(tracker, name, change, did, session.now)
    click.echo(f"{affair} is followed to {chosen} (was: {was or 'to this day'}).")


def _says(affair: Affair, event: str) -> bool:
    """True if it is said of the event itself, or of the affair where none is named."""
    own = [one.checked_through for one in affair.events if one.slug == event]
    return not event or own != [None]


def _checked(affair: Affair, event: str) -> date | None:
    for one in affair.events:
        if one.slug == event:
            return one.checked_through or affair.checked_through
    return affair.checked_through


@click.command(epilog=example("bywhen undo"))
@tracker_option
@pass_session
def undo(session: Session) -> None:
    """Take the last edit of add, correct, checked or review back.

    Again: the one before it. If its file was changed since, nothing is done and it says so.
    """
    tracker = session.tracker()
    click.echo(f"Undone: {undo_last(tracker)}.")
    if tracker.desk.exists():
        from bywhen.editing.review import reopen_lost
        from bywhen.store.desk import open_desk

        with closing(open_desk(tracker.desk)) as desk:
            for number in reopen_lost(tracker, desk):
                click.echo(f"Proposal {number} waits for review again.")
