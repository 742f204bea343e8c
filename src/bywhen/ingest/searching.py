"""Search over everything that was fetched: entries (every revision) and articles, any language."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from bywhen.store.search import match_query

__all__ = ["Hit", "search_desk"]

_ENTRIES = """\
SELECT 'entry', r.entry, r.number, f.name, r.title, r.text, e.link, e.published, r.seen, s.rank
FROM (SELECT rowid, rank FROM entries_fts WHERE entries_fts MATCH :asked
  ORDER BY rank LIMIT :most) s
JOIN entry_revisions r ON r.id = s.rowid JOIN entries e ON e.id = r.entry
JOIN feeds f ON f.id = e.feed"""
_ARTICLES = """\
SELECT 'article', a.id, a.number, coalesce(a.publisher, a.origin), a.title, a.text,
  coalesce(a.url, a.origin), a.published, a.seen, s.rank
FROM (SELECT rowid, rank FROM articles_fts WHERE articles_fts MATCH :asked
  ORDER BY rank LIMIT :most) s
JOIN articles a ON a.id = s.rowid"""


class Hit(NamedTuple):
    """A text in which all words occur; of an entry that was revised, each version."""

    kind: str
    id: int
    revision: int
    source: str
    title: str
    text: str
    link: str | None
    published: str | None
    seen: str


def search_desk(connection: sqlite3.Connection, asked: str, most: int = 100) -> list[Hit]:
    """The best hits first; none where nothing was asked."""
    query = match_query(asked)
    if query is None:
        return []
    rows = [
        row
        for statement in (_ENTRIES, _ARTICLES)
        for row in connection.execute(statement, {"asked": query, "most": most})
    ]
    rows.sort(key=lambda row: row[-1])
    return [Hit(*row[:-1]) for row in rows[:most]]
