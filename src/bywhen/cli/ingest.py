"""ingest: fetch due feeds, read new articles, propose; a summary of what came."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from bywhen.cli.alert import dry_run_option, instant, now_option
from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.output import is_terminal
from bywhen.cli.session import Session

if TYPE_CHECKING:
    from datetime import datetime

    from bywhen.ingest.inbox import Read
    from bywhen.ingest.run import Report, RunOptions
    from bywhen.tracker import Tracker

__all__ = ["ingest"]

_MOST_JOBS = 64


@click.command(
    epilog=example(
        "bywhen ingest --dry-run",
        "bywhen ingest article.md --published 2025-11-21 --source 'Example News'",
    )
)
@click.argument("places", nargs=-1, metavar="[FILE or URL]...")
@tracker_option
@now_option
@dry_run_option
@click.option("--published", metavar="DAY", help="The day of the files and addresses named.")
@click.option("--source", metavar="NAME", help="Who published the files and addresses named.")
@click.option("--feed", "feeds", multiple=True, metavar="NAME",
              help="Fetch this feed only, due or not; may be repeated.")  # fmt: skip
@click.option("--from", "origins", multiple=True, metavar="DIR|WARC|PARQUET",
              help="Read all documents of a folder, a WARC file or a Parquet file, on all cores;"
              " goes on where it was stopped.")  # fmt: skip
@click.option("--dask", metavar="ADDRESS",
              help="With --from: read on this Dask cluster (tcp://host:8786).")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, _MOST_JOBS), metavar="N",
              help="Processes that read what was fetched.  [default: one a core, at most 4; with"
              " --from one a core]")  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit with 1 if a feed or an article failed.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table",
              show_default=True, help="The summary for people or for programs.")  # fmt: skip
@pass_session
@click.pass_context
def ingest(
    ctx: click.Context,
    session: Session,
    places: tuple[str, ...],
    now: str | None,
    dry_run: bool,
    published: str | None,
    source: str | None,
    feeds: tuple[str, ...],
    origins: tuple[str, ...],
    dask: str | None,
    jobs: int | None,
    strict: bool,
    form: str,
) -> None:
    """Fetch the feeds of ingest/sources.yml that are due, read new articles, make proposals.

    Articles are the files of ingest/articles/, or those named here (then nothing else is fetched).
    What is found goes into var/desk.db; nothing enters events/ until a person accepts it. A feed
    that fails stops no other: the summary says why, and when it is tried again.
    """
    from bywhen.errors import RecordError, UsageError
    from bywhen.ingest.sources import load

    tracker = session.tracker()
    at = instant(session, now)
    sources, faults = load(tracker)
    errors = [fault for fault in faults if not fault.warning]
    if errors:
        raise RecordError(errors)
    if dask is not None and not origins:
        raise UsageError("--dask needs --from: only a big backfill is worth a cluster.")
    unknown = set(feeds) - {feed.name for feed in sources.feeds}
    if unknown:
        raise UsageError(f"there is no feed {min(unknown)!r}; `bywhen feeds list` has them all.")
    options = _options(places, published, source, feeds, jobs)
    if dry_run and origins:
        click.echo("".join(f"Would read every document of {one}.\n" for one in origins), nl=False)
        return
    if dry_run:
        click.echo(_would_do(tracker, at, options, form), nl=False)
        return
    if origins:
        _backfill(tracker, at, origins, dask, jobs, form)
        return
    if sources.feeds and not sources.contact and not places and form == "table":
        click.echo(
            "ingest/sources.yml has no `contact:`; write an address at which site owners reach"
            " you, it goes into the User-Agent.",
            err=True,
        )
    from bywhen.ingest.run import run

    with _bar() as progress:
        report = run(tracker, at, _with(options, progress))
    click.echo(_as_json(report, at) if form == "json" else _summary(report), nl=False)
    if places and any(read.error for read in report.articles):
        ctx.exit(2)
    if strict and report.problems:
        ctx.exit(1)


def _options(
    places: Sequence[str],
    published: str | None,
    source: str | None,
    feeds: Sequence[str],
    jobs: int | None,
) -> RunOptions:
    from importlib.metadata import version

    from bywhen.cli.moment import parse_day
    from bywhen.errors import UsageError
    from bywhen.ingest.inbox import Bring
    from bywhen.ingest.run import RunOptions

    if (published or source) and not places:
        raise UsageError("--published and --source are said of files and addresses; name them.")
    day = parse_day(published, "--published").isoformat() if published is not None else None
    return RunOptions(
        version=version("bywhen"),
        jobs=jobs or min(4, os.cpu_count() or 1),
        brought=[Bring(place, day, source) for place in places],
        feed_names=feeds or None,
        feeds=not places,
        inbox=not places and not feeds,
    )


def _with(options: RunOptions, progress: Callable[[int, int, str], None]) -> RunOptions:
    from dataclasses import replace

    return replace(options, progress=progress)


@contextmanager
def _bar() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on stderr where a person looks."""
    if not is_terminal(sys.stderr):
        yield lambda _done, _total, _name: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Fetching", total=None)

        def told(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=name[:30].ljust(30))

        yield told


def _would_do(tracker: Tracker, at: datetime, options: RunOptions, form: str) -> str:
    """What a run would fetch, read and propose; the desk is not touched, and nobody is asked."""
    from bywhen.formats.proposals import proposal_row, proposal_table
    from bywhen.formats.table import render_text
    from bywhen.ingest.preview import preview

    told = preview(tracker, at, options)
    if form == "json":
        listed = {
            "would_fetch": [{"feed": feed.name, "url": feed.url} for feed in told.feeds],
            "not_due": told.resting,
            "would_ask": told.addresses,
            "articles": [_article(read) for read in told.articles],
            "proposals": [proposal_row(one) for one in told.proposals],
        }
        return json.dumps(listed, ensure_ascii=False, indent=2, default=str) + "\n"
    lines = [f"Would fetch {feed.name} ({feed.url})." for feed in told.feeds]
    if told.resting:
        lines.append(f"{_count(told.resting, 'feed')} not due yet.")
    lines += [f"Would read {address}." for address in told.addresses]
    lines += [_told(read) for read in told.articles]
    if not lines:
        lines.append("Nothing would be fetched.")
    if told.proposing is not None:
        lines.append(f"No proposals: {told.proposing}.")
    elif told.proposals:
        lines += ["Would propose:", render_text(proposal_table(told.proposals, "open"))]
    elif told.articles:
        lines.append("Would propose nothing.")
    return "\n".join(lines).rstrip("\n") + "\n"


def _told(read: Read) -> str:
    if read.error:
        return f"! {read.origin}: {read.error}.".replace("..", ".")
    if read.is_new:
        return f"{read.origin}: {read.title[:80]} ({_day(read)})."
    return f"{read.origin}: known already."


def _summary(report: Report) -> str:
    lines = []
    new = sum(kept.new for kept in report.fetched)
    revised = sum(kept.revised for kept in report.fetched)
    well = [kept for kept in report.fetched if not kept.error]
    same = sum(kept.outcome in ("not_modified", "same_body") for kept in well)
    if report.fetched or report.resting or report.skipped:
        lines.append(
            f"{_count(len(report.fetched), 'feed')} fetched ({same} unchanged,"
            f" {len(report.fetched) - len(well)} failed), {report.resting} not due:"
            f" {_count(new, 'new entry', 'new entries')}, {revised} revised."
        )
    if report.skipped:
        lines.append(f"{_count(report.skipped, 'feed')} left alone: the host asked to wait.")
    for host, until in sorted(report.waiting_hosts.items()):
        lines.append(f"{host} asked to be left alone until {until}.")
    for kept in report.fetched:
        if kept.error:
            again = "" if kept.outcome == "gone" else f" Tried again {_minute(kept.next_at)}."
            lines.append(f"! {kept.feed}: {kept.error}.{again}".replace("..", "."))
        elif kept.moved_to:
            lines.append(f"{kept.feed} has moved to {kept.moved_to}; change it in sources.yml.")
        elif kept.damage and kept.new:
            lines.append(f"{kept.feed}: read, although {kept.damage}.")
    lines += [_told(read) for read in report.articles]
    if not lines:
        lines.append("Nothing to fetch: ingest/sources.yml names no feed (`bywhen feeds add URL`).")
    lines.append(_proposals(report))
    return "\n".join(lines) + "\n"


def _day(read: Read) -> str:
    if read.published is None:
        return "no day found; give it with --published"
    by = read.published_by
    return f"{read.published}, {by}" if read.published_trusted else f"{read.published}?, a guess"


def _proposals(report: Report) -> str:
    if report.proposing is not None:
        return f"No proposals: {report.proposing}."
    more = f"{_count(report.seconded, 'outlet')} more of known ones" if report.seconded else ""
    unread = sum(report.unread.values())
    codes = ", ".join(sorted(report.unread))
    left = f" {_count(unread, 'text')} in a language without rules ({codes})." if unread else ""
    if not report.proposals:
        return f"No new proposals{f', {more}' if more else ''}.{left}"
    told = f"{_count(report.proposals, 'new proposal')}{f', {more}' if more else ''}"
    return f"{told}; see `bywhen review`.{left}"


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def _count(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _as_json(report: Report, at: datetime) -> str:
    from bywhen.ingest.instants import to_text

    told = {
        "now": to_text(at),
        "feeds": [
            {
                "feed": kept.feed,
                "outcome": kept.outcome,
                "new": kept.new,
                "revised": kept.revised,
                "error": kept.error,
                "next_at": None if kept.outcome == "gone" else to_text(kept.next_at),
                "moved_to": kept.moved_to,
                "damage": kept.damage,
            }
            for kept in report.fetched
        ],
        "not_due": report.resting,
        "skipped": report.skipped,
        "waiting_hosts": report.waiting_hosts,
        "new": sum(kept.new for kept in report.fetched),
        "revised": sum(kept.revised for kept in report.fetched),
        "articles": [_article(read) for read in report.articles],
        "proposals": report.proposals,
        "seconded": report.seconded,
        "languages_without_rules": report.unread,
        "problems": [{"where": where, "error": error} for where, error in report.problems],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _article(read: Read) -> dict[str, Any]:
    return {
        "origin": read.origin,
        "title": read.title,
        "published": read.published,
        "published_by": read.published_by,
        "published_trusted": read.published_trusted,
        "publisher": read.publisher,
        "language": read.language,
        "new": read.is_new,
        "error": read.error,
    }


def _backfill(
    tracker: Tracker,
    at: datetime,
    origins: Sequence[str],
    dask: str | None,
    jobs: int | None,
    form: str,
) -> None:
    from bywhen.ingest.backfill import backfill

    with _bar() as progress:
        done = backfill(tracker, at, origins, dask, jobs or os.cpu_count() or 1, progress)
    if form == "json":
        told = {"now": at.isoformat(), **done.to_plain()}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(
        f"{_count(done.parts, 'part')} read, {done.known_parts} known already:"
        f" {_count(done.new, 'new document')}, {done.known} known, {len(done.problems)} unreadable."
    )
    for where, why in done.problems[:20]:
        click.echo(f"! {where}: {why}")
    if len(done.problems) > 20:
        click.echo(f"... and {len(done.problems) - 20} more.")
    click.echo("Run `bywhen ingest` to have them looked through for proposals.")
