"""timeline, countdown, slip, history: what is known, as of any day."""

from __future__ import annotations

import sqlite3
import sys
from datetime import date

import click

from bywhen.cli.moment import parse_tolerance
from bywhen.cli.names import check_scope, find_event
from bywhen.cli.options import (
    affair_option,
    day_options,
    example,
    format_option,
    pass_session,
    timetable_option,
    tracker_option,
)
from bywhen.cli.output import emit
from bywhen.cli.session import Session
from bywhen.cli.tables import countdown_table, history_table, slip_table, timeline_table
from bywhen.formats.lists import (
    COUNTDOWN,
    HISTORY,
    SLIP,
    TIMELINE,
    countdown_rows,
    history_rows,
    slip_rows,
    timeline_rows,
)
from bywhen.formats.overview import timetable_healths
from bywhen.formats.snapshot import EventNow, read_snapshot
from bywhen.timetable.words import signed_days

__all__ = ["countdown", "history", "slip", "timeline"]


@click.command(epilog=example("bywhen timeline --as-of 2025-11-27"))
@tracker_option
@affair_option
@timetable_option
@day_options
@format_option
@pass_session
def timeline(
    session: Session,
    affair: str | None,
    timetable: str | None,
    as_of: str | None,
    now: str | None,
    form: str,
) -> None:
    """What happened and what is to come, in the order of time.

    A window stays a window: "1 to 10 Dec 2025" is never shown as one day.
    """
    events = _snapshot(session, affair, timetable, as_of, now)
    emit(form, TIMELINE, lambda: timeline_rows(events), lambda: timeline_table(events))


@click.command(epilog=example("bywhen countdown --as-of 2025-11-21 --now 2025-11-24"))
@tracker_option
@affair_option
@timetable_option
@day_options
@format_option
@pass_session
def countdown(
    session: Session,
    affair: str | None,
    timetable: str | None,
    as_of: str | None,
    now: str | None,
    form: str,
) -> None:
    """How long until each milestone, as a range where its date is one.

    Outcomes and cancelled events are left out. A date that has passed without a confirmation is
    told as that, and one that the record was not followed to as unchecked.
    """
    events = _snapshot(session, affair, timetable, as_of, now)
    emit(form, COUNTDOWN, lambda: countdown_rows(events), lambda: countdown_table(events))


@click.command(
    epilog=example(
        "bywhen slip --timetable aggressive --as-of 2025-12-10",
        "bywhen slip --check --tolerance 14d --as-of 2025-11-24",
    )
)
@tracker_option
@affair_option
@timetable_option
@day_options
@format_option
@click.option("--check", is_flag=True, help="Exit with 1 if a milestone is overdue or has slipped.")
@click.option(
    "--tolerance",
    metavar="DAYS",
    help="With --check: a slip of up to so many days passes, such as 3d or 2w.  [default: 0d]",
)
@pass_session
def slip(
    session: Session,
    affair: str | None,
    timetable: str | None,
    as_of: str | None,
    now: str | None,
    form: str,
    check: bool,
    tolerance: str | None,
) -> None:
    """What has moved against the announced timetable, and by how much.

    Days count from last day to last day, later is positive; a range says what the windows allow.
    With --affair, JSON names events and claims by their ids inside it.
    """
    if tolerance is not None and not check:
        raise click.UsageError("--tolerance goes with --check.")
    days = session.days(as_of, now)
    with session.database() as connection:
        check_scope(connection, affair, timetable)
        events = read_snapshot(connection, days, affair=affair, timetable=timetable)
        sentences = [
            one.sentence for _, one in timetable_healths(connection, events, days, timetable)
        ]
    if check:
        _check(events, parse_tolerance(tolerance or "0d"))
        return
    emit(
        form,
        SLIP,
        lambda: slip_rows(events, inside_affair=affair is not None),
        lambda: slip_table(events, sentences),
    )


def _check(events: list[EventNow], tolerance: int) -> None:
    from bywhen.cli.slipcheck import judge

    judged = judge(events, tolerance)
    for line in judged.lines:
        click.echo(line)
    if judged.fails:
        sys.exit(1)


@click.command(epilog=example("bywhen history kyiv-agrees --as-of 2025-12-01"))
@click.argument("event")
@tracker_option
@affair_option
@timetable_option
@day_options
@format_option
@pass_session
def history(
    session: Session,
    event: str,
    affair: str | None,
    timetable: str | None,
    as_of: str | None,
    now: str | None,
    form: str,
) -> None:
    """Who said what about one EVENT, in which words, and what became of each promise.

    EVENT is its id, as affair/event where several affairs have one of that name.
    """
    days = session.days(as_of, now)
    with session.database() as connection:
        check_scope(connection, affair, timetable)
        full = find_event(connection, event, affair)
        title, zone = connection.execute(
            "SELECT title, timezone FROM events WHERE id = ?", (full,)
        ).fetchone()
        k, n = days.knowledge(zone), days.clock(zone)
        rows = history_rows(connection, full, k, n, timetable)
        notes = _notes(connection, full, k, timetable)
    seen = f"as of {k}" if k == n else f"as known on {k}, seen on {n}"
    heading = f"{title} ({full}), {seen}, days in {zone}"
    emit(
        form,
        HISTORY,
        lambda: [{name: row[name] for name in HISTORY} for row in rows],
        lambda: history_table(heading, rows, notes),
    )


def _notes(connection: sqlite3.Connection, event: str, k: date, timetable: str | None) -> list[str]:
    """Corrections of its claims, and moves that came with the date of another event."""
    corrections = connection.execute(
        "SELECT x.day, x.claim, x.was, x.now, x.why FROM corrections x"
        " JOIN claims c ON c.id = x.claim WHERE c.event = ? AND x.day <= ? ORDER BY x.position",
        (event, k.isoformat()),
    )
    notes = [
        f"Corrected {day}: {claim.rsplit('/', 1)[1]} was {was}, is {now_}: {why}"
        for day, claim, was, now_, why in corrections
    ]
    inherited = connection.execute(
        "SELECT m.day, m.kind, m.days FROM moves m JOIN affairs a ON a.id = m.affair"
        " WHERE m.event = :event AND m.inherited"
        " AND m.timetable IS coalesce(:timetable, a.first_timetable)"
        " AND m.day <= :k AND m.known_from <= :k AND (m.known_until IS NULL OR :k < m.known_until)"
        " ORDER BY m.day",
        {"event": event, "k": k.isoformat(), "timetable": timetable},
    )
    notes += [
        f"{day}: {kind}{f', {signed_days(days)}' if days else ''},"
        " because the date it hangs on changed."
        for day, kind, days in inherited
    ]
    return notes


def _snapshot(
    session: Session,
    affair: str | None,
    timetable: str | None,
    as_of: str | None,
    now: str | None,
) -> list[EventNow]:
    days = session.days(as_of, now)
    with session.database() as connection:
        check_scope(connection, affair, timetable)
        return read_snapshot(connection, days, affair=affair, timetable=timetable)
