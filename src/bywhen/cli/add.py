"""add: from a statement to a recorded claim, shown before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import click

from bywhen.cli.ask import agreed, can_ask, chosen, pasted_text
from bywhen.cli.moment import parse_day
from bywhen.cli.names import pick
from bywhen.cli.options import affair_option, example, pass_session, tracker_option
from bywhen.cli.preview import added_lines, reading_lines
from bywhen.cli.session import Session
from bywhen.editing.compose import NewClaim, Statement, compose
from bywhen.editing.edit import apply_edit, draft_edit, event_ids, read_record
from bywhen.editing.effects import effects
from bywhen.editing.pasted import Pasted, pasted
from bywhen.editing.when import WHATS, Reading, is_written, written
from bywhen.editing.writing import write_claim
from bywhen.errors import UsageError
from bywhen.timetable.claims import Affair
from bywhen.tracker import Tracker

__all__ = ["add"]


@dataclass(frozen=True, slots=True)
class _Given:
    """The options that describe the statement, as typed."""

    url: str | None
    issuer: str | None
    known: date | None
    phrase: str | None
    via: str | None
    said: date | None
    language: str | None
    source: str | None
    publisher: str | None
    published: date | None
    headline: str | None
    after: str | None
    timetable: str | None
    standing: str | None
    condition: str | None
    title: str | None


@click.command(
    epilog=example(
        'bywhen add kyiv-agrees by 2025-12-25 --issuer "Donald Trump" --known 2025-12-09 --dry-run',
        'bywhen add kyiv-agrees within "early December" --published 2025-11-21 --dry-run',
    )
)
@click.argument("event")
@click.argument("what")
@click.argument("when", required=False)
@tracker_option
@affair_option
@click.option("--url", help="Where you read it; a source with this address is used again.")
@click.option("--issuer", help="Who said it: a declared id, an alias or free text.")
@click.option("--known", metavar="DAY", help="First public day.  [default: publication, or today]")
@click.option("--phrase", help="The words used. Keep it short.")
@click.option("--via", help="Who relayed it.")
@click.option("--said", metavar="DAY", help="The day it was uttered.")
@click.option("--language", help="Language of the phrase, such as en or zh-Hant.")
@click.option("--source", help="Id of a source that the affair has.")
@click.option("--publisher", help="Who published it.  [default: the host of the address]")
@click.option("--published", metavar="DAY", help="Day of publication; words count from it.")
@click.option("--headline", help="Title of the source.")
@click.option("--after", metavar="EVENT", help="WHEN is a duration after this event: P30D.")
@click.option("--timetable", help="It is the event's baseline in this timetable.")
@click.option(
    "--standing",
    type=click.Choice(["commitment", "forecast", "proposal"]),
    help="How far the issuer is bound; a proposal never becomes the date.",
)
@click.option("--condition", help="What it depends on, in words.")
@click.option("--title", help="Title of a new EVENT.")
@click.option("--yes", is_flag=True, help="Write it without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what it would do.")
@pass_session
def add(
    session: Session,
    /,
    event: str,
    what: str,
    when: str | None,
    affair: str | None,
    yes: bool,
    dry_run: bool,
    **options: str | None,
) -> None:
    """Record who said what about the date of EVENT, and show what that changes.

    WHAT is one of by, within, day, not-before, happened, withdrawn, cancelled, undated.
    WHEN is a date (2025-12-25, 2025-12, 2025-12-01/2025-12-10), words ("early December", read for
    a text of the day --published), or - for a text on stdin, which gives the words, the address
    and the date. `add EVENT -` takes from it, too, whether it is a deadline or a window.

    It shows the claim, its place and its effect, asks, writes it into events/ keeping all comments
    and brings tracker.db up to date. `bywhen undo` takes it back.
    """
    given = _given(options)
    if "-" not in (what, when) and what not in WHATS:
        raise UsageError(f"{what!r} says nothing of a date; write one of {', '.join(WHATS)}.")
    tracker = session.tracker()
    own, name = _event(tracker, event, affair, given.title).split("/", 1)
    record = read_record(tracker, own)
    zone = _zone(record.affair, name)
    text = pasted(pasted_text()) if "-" in (what, when) else None
    reading = _reading(what, when, text, given, zone)
    statement = _statement(name, reading, text, given)
    _propose(session, tracker, record.affair, statement, reading, yes, dry_run, text is not None)


def _given(options: dict[str, str | None]) -> _Given:
    days = {
        name: parse_day(value, f"--{name}") if (value := options.pop(name)) is not None else None
        for name in ("known", "said", "published")
    }
    return _Given(**options, **days)  # type: ignore[arg-type]  # names as in the options


def _event(tracker: Tracker, event: str, affair: str | None, title: str | None) -> str:
    """The full id of the event, which with a title need not be there yet."""
    events = event_ids(tracker)
    if title is None:
        return pick(event, events, affair)
    if "/" in event:
        return event
    affairs = sorted({one.partition("/")[0] for one in events})
    if affair is None and len(affairs) != 1:
        raise UsageError(f"Which affair is {event} of? Write AFFAIR/{event} or add --affair.")
    return f"{affair or affairs[0]}/{event}"


def _zone(affair: Affair, name: str) -> str:
    zones = [event.timezone for event in affair.events if event.slug == name and event.timezone]
    return zones[0] if zones else affair.timezone


def _reading(what: str, when: str | None, text: Pasted | None, given: _Given, zone: str) -> Reading:
    asked = None if what == "-" else what
    if text is not None and asked in ("withdrawn", "cancelled", "undated"):
        return written(asked, None)
    if text is not None:
        return _read_pasted(text, asked, given, zone)
    if when is None or given.after is not None or is_written(when):
        return written(what, when, given.after)
    from bywhen.editing.spoken import read_words  # takes longer to import than all the rest

    return read_words(what, when, _day_of_text(given), zone, given.language)


def _day_of_text(given: _Given) -> date:
    day = given.published or given.known
    if day is None:
        raise UsageError(
            "Words such as early December count from the day of their text:"
            " add --published 2025-11-21 (or --known)."
        )
    return day


def _read_pasted(text: Pasted, what: str | None, given: _Given, zone: str) -> Reading:
    from bywhen.editing.spoken import choices_in, reading_of

    fitting = []
    for mention in choices_in(text.text, _day_of_text(given), zone, given.language):
        try:
            fitting.append(reading_of(mention, what, text.phrase(mention.start, mention.end)))
        except UsageError:
            continue  # the text has another one that fits, or it is told below that none does
    if not fitting:
        raise UsageError("The text names no date that fits; write it as WHEN.")
    if len(fitting) == 1:
        return fitting[0]
    lines = [
        f"{number}. {reading.days}: {reading.phrase}" for number, reading in enumerate(fitting, 1)
    ]
    if not can_ask(text_was_piped=True):
        raise UsageError("The text names several dates; write one as WHEN.\n" + "\n".join(lines))
    click.echo("\n".join(lines))
    return fitting[chosen("Which one", len(fitting), text_was_piped=True) - 1]


def _statement(name: str, reading: Reading, text: Pasted | None, given: _Given) -> Statement:
    return Statement(
        event=name,
        when=reading.fields,
        issuer=given.issuer,
        via=given.via,
        known=given.known,
        said=given.said,
        phrase=given.phrase or reading.phrase or (text.whole if text else None),
        language=given.language,
        timetable=given.timetable,
        standing=given.standing,
        condition=given.condition,
        source=given.source,
        url=given.url or (text.url if text and given.source is None else None),
        publisher=given.publisher,
        published=given.published,
        headline=given.headline,
        event_title=given.title,
    )


def _propose(
    session: Session,
    tracker: Tracker,
    affair: Affair,
    statement: Statement,
    reading: Reading,
    yes: bool,
    dry_run: bool,
    text_was_piped: bool,
) -> None:
    today = session.today(_zone(affair, statement.event))
    written_claim: list[NewClaim] = []

    def change(text: str, current: Affair) -> str:
        """Under the lock the file may have changed: ids are made from it as it then is."""
        new = compose(current, statement, session.now, today)
        written_claim[:] = [new]
        return write_claim(text, new)

    draft = draft_edit(tracker, affair.id, change)
    new = written_claim[0]
    for line in reading_lines(reading):
        click.echo(line)
    before = draft.record.before.decode()
    for line in added_lines(tracker.relative(draft.record.file), before, draft.after.decode()):
        click.echo(line)
    day = max(today, date.fromisoformat(str(new.claim["known"])))
    changed = effects(draft.record.affairs, draft.affairs, day)
    for effect in changed:
        click.echo(f"Effect: {effect.words}")
    if not changed:
        click.echo("Effect: moves nothing.")
    for note in new.notes:
        click.echo(f"Note: {note}")
    if dry_run:
        return
    if reading.unsure and (yes or not can_ask(text_was_piped)):
        raise UsageError(
            f"Nothing was written: the date was {reading.unsure}. Write it as WHEN, such as"
            f" {reading.iso}."
        )
    doubt = f" (the date was {reading.unsure})" if reading.unsure else ""
    if not yes and not agreed(f"Write it{doubt}?", text_was_piped):
        click.echo("Nothing was written.")
        return
    did = f"add to {affair.id}/{statement.event}: {reading.says}"
    apply_edit(tracker, affair.id, change, did, session.now)
    name = f"{affair.id}/{statement.event}/{written_claim[0].id}"
    click.echo(f"Recorded {name}. `bywhen undo` takes it back.")
