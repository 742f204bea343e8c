"""search: words in titles, phrases, notes and points, in any language."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

import click

from bywhen.cli.options import affair_option, example, format_option, pass_session, tracker_option
from bywhen.cli.output import emit
from bywhen.cli.session import Session
from bywhen.formats.table import Column, Table
from bywhen.store.search import excerpt, match_query

__all__ = ["search"]

COLUMNS = ("found", "affair", "id", "title", "text", "known", "issuer", "source_url")
_MOST = 100  # of each kind

# Of each searched table: affair, id, title, known, issuer, address, then the texts that may have
# been met; those in other languages are JSON objects.
_QUERIES = {
    "affair": "SELECT a.id, a.id, a.title, NULL, NULL, NULL, a.title, a.note, a.titles"
    " FROM affairs_fts f JOIN affairs a ON a.rowid = f.rowid WHERE affairs_fts MATCH :asked",
    "event": "SELECT e.affair, e.id, e.title, NULL, NULL, NULL, e.title, e.note, e.titles"
    " FROM events_fts f JOIN events e ON e.rowid = f.rowid WHERE events_fts MATCH :asked",
    "claim": "SELECT c.affair, c.id, e.title, c.known, c.issuer, o.url,"
    "  c.phrase, c.note, c.condition, c.issuer, c.via, i.name, i.names, i.aliases"
    " FROM claims_fts f JOIN claims c ON c.rowid = f.rowid JOIN events e ON e.id = c.event"
    " LEFT JOIN issuers i ON i.id = c.issuer_id LEFT JOIN sources o ON o.id = c.source"
    " WHERE claims_fts MATCH :asked",
    "point": "SELECT p.affair, p.id, coalesce(e.title, 'point ' || p.number), NULL, NULL, NULL,"
    "  p.text, p.note"
    " FROM points_fts f JOIN points p ON p.rowid = f.rowid LEFT JOIN events e ON e.id = p.event"
    " WHERE points_fts MATCH :asked",
}


@click.command(epilog=example("bywhen search Thanksgiving", "bywhen search 感恩節 --format json"))
@click.argument("text", nargs=-1, required=True)
@tracker_option
@affair_option
@click.option("--fetched", is_flag=True,
              help="Search what was fetched instead: entries of feeds, articles.")  # fmt: skip
@format_option
@pass_session
def search(
    session: Session, text: tuple[str, ...], affair: str | None, fetched: bool, form: str
) -> None:
    """Find TEXT in titles, phrases, notes and points, in any language.

    All words must occur; "words in quotes" side by side. Two Chinese characters are enough.
    """
    from bywhen.cli.names import check_scope

    asked = " ".join(text)
    if fetched:
        _search_desk(session, asked, form)
        return
    with session.database() as connection:
        check_scope(connection, affair, None)
        rows = [
            dict(zip(COLUMNS, row, strict=True))
            for row in _found(connection, asked)
            if affair is None or row[1] == affair
        ]
    emit(form, COLUMNS, lambda: rows, lambda: _table(rows, asked))


def _search_desk(session: Session, asked: str, form: str) -> None:
    """What lies on the desk, with every revision of an entry."""
    from bywhen.ingest.searching import Hit, search_desk
    from bywhen.store.desk import open_desk_readonly

    desk = open_desk_readonly(session.tracker().desk)
    hits: list[Hit] = []
    if desk is not None:
        try:
            hits = search_desk(desk, asked)
        finally:
            desk.close()

    def table() -> Table:
        columns = [Column(name) for name in ("Found", "Source", "Seen", "Title", "Text")]
        rows = [
            [hit.kind, hit.source, hit.seen[:10], hit.title, _around(hit.text, asked)]
            for hit in hits
        ]
        return Table(columns, rows, empty=f"Nothing fetched has {asked!r}.")

    emit(form, Hit._fields, lambda: [hit._asdict() for hit in hits], table)


def _around(text: str, asked: str) -> str:
    return "".join(part.text for part in excerpt(text, asked))


def _found(connection: sqlite3.Connection, asked: str) -> Iterator[tuple[object, ...]]:
    query = match_query(asked)
    if query is None:
        return
    for found, statement in _QUERIES.items():
        rows = connection.execute(f"{statement} ORDER BY f.rank LIMIT {_MOST}", {"asked": query})
        for affair, name, title, known, issuer, url, *texts in rows:
            yield found, affair, name, title, _met(texts, asked), known, issuer, url


def _met(texts: Sequence[str | None], asked: str) -> str:
    """The first text in which a word that was asked for stands, else the first at all."""
    spread = [one for text in texts if text for one in _each(text)]
    for text in spread:
        if any(part.is_match for part in excerpt(text, asked)):
            return text
    return next(iter(spread), "")


def _each(text: str) -> list[str]:
    if text[:1] not in "{[":
        return [text]
    try:
        held = json.loads(text)
    except ValueError:
        return [text]
    return list(held.values() if isinstance(held, dict) else held)


def _table(rows: list[dict[str, object]], asked: str) -> Table:
    columns = [Column("Found"), Column("Id"), Column("Title"), Column("Text")]
    alone = len({row["affair"] for row in rows}) == 1
    return Table(
        columns,
        [
            [
                str(row["found"]),
                str(row["id"]).split("/", 1)[-1] if alone else str(row["id"]),
                str(row["title"]),
                "".join(part.text for part in excerpt(str(row["text"]), asked)),
            ]
            for row in rows
        ],
        empty=f"Nothing has {asked!r}.",
    )
