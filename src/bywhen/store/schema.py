"""The schema of tracker.db: its statements, in load order, and what each table and column means.

The words stand once, as comments in `schema.sql` and `views.sql`; `descriptions()` reads them for
the web and the documentation.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources

__all__ = [
    "APPLICATION_ID",
    "PUBLIC_VIEWS",
    "SCHEMA_VERSION",
    "Description",
    "bywhen_version",
    "create_indexes",
    "create_tables",
    "create_views",
    "descriptions",
    "index_reasons",
    "sql_text",
]

SCHEMA_VERSION = 2
APPLICATION_ID = 0x62797768  # "bywh" in the file's header: a database that bywhen built
# Views whose columns are a promise to other programs.
PUBLIC_VIEWS = (
    "timeline",
    "countdown",
    "slippage",
    "promises",
    "issuer_record",
    "timetable_health",
    "history",
)

_HEADING = re.compile(r"^-- (\w+): (.+)$", re.MULTILINE)
_COLUMN = re.compile(
    r"^  \"?(\w+)\"?(?: (?:TEXT|INTEGER|REAL)\b[^-\n]*)?,?\s+-- (.+)$", re.MULTILINE
)
_INDEX = re.compile(r"CREATE (?:UNIQUE )?INDEX (\w+) .*-- (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Description:
    """What a table or view holds, and what each column means, in the order of the columns."""

    text: str
    columns: dict[str, str]


def sql_text(name: str) -> str:
    """The text of `schema.sql` or `views.sql`."""
    return resources.files("bywhen.store").joinpath(name).read_text(encoding="utf-8")


@cache
def descriptions() -> dict[str, Description]:
    """Each table and view with its meaning, as the SQL files say it.

    >>> descriptions()["timeline"].columns["latest"]
    'last day of the window; null = open'
    """
    found = {}
    for name in ("schema.sql", "views.sql"):
        parts = _HEADING.split(sql_text(name))[1:]
        for table, text, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            found[table] = Description(text, dict(_COLUMN.findall(body)))
    return found


@cache
def index_reasons() -> dict[str, str]:
    """The question that each index serves."""
    return dict(_INDEX.findall(sql_text("schema.sql")))


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables and search tables; indexes come after the load."""
    for statement in _statements("schema.sql"):
        if not _is_index(statement):
            connection.execute(statement)


def create_indexes(connection: sqlite3.Connection) -> None:
    """Make the indexes."""
    for statement in _statements("schema.sql"):
        if _is_index(statement):
            connection.execute(statement)


def create_views(connection: sqlite3.Connection) -> None:
    """Make the views."""
    for statement in _statements("views.sql"):
        connection.execute(statement)


@cache
def bywhen_version() -> str:
    """The version of this program."""
    return metadata.version("bywhen")


def _is_index(statement: str) -> bool:
    return re.search(r"^CREATE (UNIQUE )?INDEX", statement, re.MULTILINE) is not None


@cache
def _statements(name: str) -> tuple[str, ...]:
    return tuple(_split(sql_text(name)))


def _split(sql: str) -> Iterator[str]:
    lines: list[str] = []
    for line in sql.splitlines():
        if not lines and not line.startswith("CREATE"):
            continue
        lines.append(line)
        code = line.partition("--")[0].rstrip()
        if code.endswith(";"):
            yield "\n".join(lines)
            lines = []
