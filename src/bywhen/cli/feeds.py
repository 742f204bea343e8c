"""feeds: what is watched, how it fares, and lists of feeds in and out."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bywhen.cli.options import example, format_option, pass_session, tracker_option
from bywhen.cli.output import emit
from bywhen.cli.session import Session
from bywhen.formats.table import Column, Table

if TYPE_CHECKING:
    from bywhen.tracker import Tracker

__all__ = ["feeds"]

_LISTED = ("name", "url", "language", "timezone", "every_seconds", "private", "affairs")
_HEALTH = (
    "feed", "name", "url", "state", "last_error", "failures", "fetched_at", "ok_at", "changed_at",
    "next_at", "interval_seconds", "fetches", "last_status", "last_outcome", "entries",
    "left_entries",
)  # fmt: skip


@click.group()
def feeds() -> None:
    """What is watched, and how it fares.

    The feeds stand in ingest/sources.yml, which a person may edit too; `bywhen ingest` fetches
    them.
    """


@feeds.command(
    epilog=example(
        "bywhen feeds add https://example.org/world.xml --affair ukraine-28-point-plan"
        " --match Ukraine --match Київ"
    )
)
@click.argument("url")
@tracker_option
@click.option("--name", metavar="NAME", help="What to call it.  [default: the host's name]")
@click.option("--language", metavar="TAG", help="The language of its entries: en, uk, zh-Hant.")
@click.option("--timezone", metavar="ZONE", help="The zone of its dates, where they name none.")
@click.option("--every", metavar="SPAN", help="How often to fetch it: 30m, 6h, 1d.")
@click.option("--private", is_flag=True, help="Its host may have an address of a private network.")
@click.option("--affair", metavar="AFFAIR", help="The affair that its entries are held against.")
@click.option("--match", multiple=True, metavar="WORD",
              help="With --affair: an entry with one of these words is about it.")  # fmt: skip
@pass_session
def add(
    session: Session,
    url: str,
    name: str | None,
    language: str | None,
    timezone: str | None,
    every: str | None,
    private: bool,
    affair: str | None,
    match: tuple[str, ...],
) -> None:
    """Watch the feed at URL: one more entry in ingest/sources.yml."""
    from bywhen.errors import UsageError
    from bywhen.ingest.links import host_of

    if bool(affair) != bool(match):
        raise UsageError("--affair and --match belong together: which affair, and which words.")
    watched = [{"affair": affair, "match": {"any": list(match)}}] if affair else None
    values = {
        "name": name or host_of(url).removeprefix("www.") or url,
        "url": url,
        "language": language,
        "timezone": timezone,
        "every": every,
        "private": private or None,
        "affairs": watched,
    }
    given = {key: value for key, value in values.items() if value is not None}
    tracker = session.tracker()
    _change(tracker, [given])
    click.echo(f"Watching {given['name']} from the next `bywhen ingest` on.")
    if watched is None:
        click.echo("It names no affair yet: nothing is proposed from it.", err=True)


@feeds.command(name="list", epilog=example("bywhen feeds list"))
@tracker_option
@format_option
@pass_session
def list_(session: Session, form: str) -> None:
    """The feeds of ingest/sources.yml, in its order."""
    from bywhen.ingest.sources import load

    sources, faults = load(session.tracker())
    rows = [
        {
            "name": feed.name,
            "url": feed.url,
            "language": feed.language,
            "timezone": feed.timezone,
            "every_seconds": feed.every_seconds,
            "private": feed.private,
            "affairs": ", ".join(watch.affair for watch in feed.affairs) or None,
        }
        for feed in sources.feeds
    ]
    shown = ("name", "url", "language", "affairs")
    emit(form, _LISTED, lambda: rows, lambda: _table(rows, shown, "No feed is watched."))
    if any(not fault.warning for fault in faults):
        click.echo("sources.yml has faults; see `bywhen check`.", err=True)


@feeds.command(epilog=example("bywhen feeds health"))
@tracker_option
@format_option
@pass_session
def health(session: Session, form: str) -> None:
    """How each feed fares: state, last error, when it is tried again.

    The view feed_health of var/desk.db.
    """
    from bywhen.store.desk import open_desk_readonly

    connection = open_desk_readonly(session.tracker().desk)
    rows: list[dict[str, Any]] = []
    if connection is not None:
        try:
            found = connection.execute(
                f"SELECT {', '.join(_HEALTH)} FROM feed_health ORDER BY name"  # noqa: S608 (ours)
            )
            rows = [dict(zip(_HEALTH, row, strict=True)) for row in found]
        finally:
            connection.close()
    shown = ("name", "state", "entries", "ok_at", "next_at", "last_error")
    nothing = "No feed was fetched yet; run `bywhen ingest`."
    emit(form, _HEALTH, lambda: rows, lambda: _table(rows, shown, nothing))


@feeds.command(epilog=example("bywhen feeds remove 'Example news'"))
@click.argument("name")
@tracker_option
@pass_session
def remove(session: Session, name: str) -> None:
    """Watch the feed called NAME (or at that address) no longer.

    What it brought stays in the desk.
    """
    from bywhen.editing.files import replace_file, writer
    from bywhen.ingest.sourcesfile import read_sources, remove_feed

    tracker = session.tracker()
    with writer(tracker):
        text = read_sources(tracker)
        new = remove_feed(text, name) if text else remove_feed("feeds: []\n", name)
        replace_file(tracker.ingest_dir / "sources.yml", new.encode())
    click.echo(f"{name} is not watched any more; its entries are kept.")


@feeds.command(name="import", epilog=example("bywhen feeds import subscriptions.opml"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@tracker_option
@click.option("--affair", metavar="AFFAIR", help="The affair that all of them are held against.")
@click.option("--match", multiple=True, metavar="WORD",
              help="With --affair: an entry with one of these words is about it.")  # fmt: skip
@pass_session
def import_(session: Session, file: Path, affair: str | None, match: tuple[str, ...]) -> None:
    """Watch the feeds of an OPML FILE that are not watched yet."""
    from bywhen.errors import UsageError
    from bywhen.ingest.opml import read_opml
    from bywhen.ingest.sources import load

    if bool(affair) != bool(match):
        raise UsageError("--affair and --match belong together: which affair, and which words.")
    tracker = session.tracker()
    known, _ = load(tracker)
    urls = {feed.url for feed in known.feeds}
    names = {feed.name for feed in known.feeds}
    new: list[Mapping[str, Any]] = []
    for outline in read_opml(file.read_bytes(), file.name):
        if outline.url in urls:
            continue
        name = _free(outline.name, names)
        names.add(name)
        values: dict[str, Any] = {"name": name, "url": outline.url}
        if outline.language:
            values["language"] = outline.language
        if affair:
            values["affairs"] = [{"affair": affair, "match": {"any": list(match)}}]
        new.append(values)
    if new:
        _change(tracker, new)
    noun = "feed" if len(new) == 1 else "feeds"
    click.echo(f"{len(new)} new {noun} in ingest/sources.yml.")


@feeds.command(epilog=example("bywhen feeds export"))
@tracker_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Write there instead of to stdout.")  # fmt: skip
@pass_session
def export(session: Session, out: Path | None) -> None:
    """The feeds as OPML, for any feed reader."""
    from bywhen.ingest.opml import write_opml
    from bywhen.ingest.sources import load

    tracker = session.tracker()
    text = write_opml(load(tracker)[0].feeds, f"Feeds of {tracker.root.name}")
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"Wrote {out}.")


@feeds.command(epilog=example("bywhen feeds trust 'Example news'"))
@click.argument("name")
@tracker_option
@pass_session
def trust(session: Session, name: str) -> None:
    """Take the entries of a feed that has become another site.

    When a feed's title, home and links are all another site's, its entries are not taken until a
    person has looked at it.
    """
    from bywhen.errors import UsageError
    from bywhen.store.desk import open_desk, transaction

    tracker = session.tracker()
    if not tracker.desk.exists():
        raise UsageError("no feed was fetched yet; run `bywhen ingest`.")
    connection = open_desk(tracker.desk)
    try:
        with transaction(connection):
            changed = connection.execute(
                "UPDATE feeds SET home = NULL, next_at = NULL, body = NULL, etag = NULL,"
                " last_modified = NULL WHERE name = ?",
                (name,),
            ).rowcount
    finally:
        connection.close()
    if not changed:
        raise UsageError(f"there is no feed {name!r}; `bywhen feeds list` has them all.")
    click.echo(f"The next `bywhen ingest` takes what {name} brings.")


def _change(tracker: Tracker, new: Sequence[Mapping[str, Any]]) -> None:
    """Add feeds to sources.yml, all or none."""
    from bywhen.editing.files import replace_file, writer
    from bywhen.ingest.sourcesfile import add_feed, read_sources

    with writer(tracker):
        text = read_sources(tracker)
        for values in new:
            text = add_feed(text, values)
        tracker.ingest_dir.mkdir(exist_ok=True)
        replace_file(tracker.ingest_dir / "sources.yml", text.encode())


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _table(rows: Sequence[Mapping[str, Any]], shown: Sequence[str], empty: str) -> Table:
    columns = [Column(name.removesuffix("_at").replace("_", " ").capitalize()) for name in shown]
    cells = [["" if row[name] is None else str(row[name]) for name in shown] for row in rows]
    return Table(columns, cells, empty=empty)
