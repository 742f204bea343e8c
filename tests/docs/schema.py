"""The list of docs/sql.md: every table, view and column with its type and meaning.

The meanings are the comments of `schema.sql` and `views.sql`. A column of a view that is worked out
has no declared type: then the type is the one that it has over the flagship and all examples.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from bywhen.store.schema import PUBLIC_VIEWS, descriptions

__all__ = ["PROMISED_TABLES", "listed"]

# The tables whose columns are a promise to other programs, as the views are.
PROMISED_TABLES = (
    "affairs",
    "timetables",
    "issuers",
    "sources",
    "events",
    "claims",
    "points",
    "corrections",
    "states",
)
_CLOCKS = ("2016-01-01", "2019-10-31", "2025-11-24", "2026-06-30")


def listed(connection: sqlite3.Connection) -> str:
    """The list, as Markdown. `connection` is to a tracker.db of every record that there is."""
    names = [name for name in descriptions() if not name.endswith("_fts")]
    more = [name for name in names if name not in (*PROMISED_TABLES, *PUBLIC_VIEWS)]
    parts = [
        "## Views",
        *(_table(connection, name) for name in PUBLIC_VIEWS),
        "## Tables",
        *(_table(connection, name) for name in PROMISED_TABLES),
        "## What these rest on",
        "You may read them; their columns may change from version to version.",
        *(_table(connection, name) for name in more),
        "\n".join(_search()),
    ]
    return "\n\n".join(parts) + "\n"


def _table(connection: sqlite3.Connection, name: str) -> str:
    described = descriptions()[name]
    text = described.text if described.text.endswith(".") else f"{described.text}."
    lines = [f"### `{name}`", "", text, "", "| column | type | meaning |", "|---|---|---|"]
    facts = _columns(connection, name)
    assert list(facts) == list(described.columns), f"{name}: a column is not described"
    for column, type_ in facts.items():
        meaning = described.columns[column].replace("|", "\\|")
        lines.append(f"| `{column}` | {type_} | {meaning} |")
    return "\n".join(lines)


def _columns(connection: sqlite3.Connection, name: str) -> dict[str, str]:
    """Each column with its type; `or null` where it may be."""
    rows = connection.execute("SELECT * FROM pragma_table_info(?)", (name,)).fetchall()
    is_view = connection.execute(
        "SELECT type = 'view' FROM sqlite_master WHERE name = ?", (name,)
    ).fetchone()[0]
    types = {}
    for _, column, declared, not_null, _, in_key in rows:
        if is_view:
            types[column] = declared.lower() or _seen(connection, name, column)
        else:
            types[column] = declared.lower() + ("" if not_null or in_key else " or null")
    return types


def _seen(connection: sqlite3.Connection, view: str, column: str) -> str:
    found: set[str] = set()
    for clock in _CLOCKS:
        connection.execute("DELETE FROM clock")
        connection.execute("INSERT INTO clock VALUES (?)", (clock,))
        rows = connection.execute(f'SELECT DISTINCT typeof("{column}") FROM "{view}"')
        found |= {type_ for (type_,) in rows}
    found.discard("null")
    assert found, f"{view}.{column} is null everywhere"
    return " or ".join(sorted(found))


def _search() -> Iterator[str]:
    yield "### Search"
    yield ""
    yield (
        "Full-text tables over the words; Chinese, Japanese and Korean runs are indexed as pairs of"
        " characters, so `bywhen search` and Datasette's search box cut what is asked in the same way."
    )
    yield ""
    yield "| table | columns |"
    yield "|---|---|"
    for name, one in descriptions().items():
        if name.endswith("_fts"):
            yield f"| `{name}` | {_names(list(one.columns))} |"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f"`{column}`" for column in columns)
