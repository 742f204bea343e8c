"""The hooks that Datasette calls. Only arguments that 0.65 and 1.0 both give; no work of their own.

This is the request edge: the one place of `bywhen.publish` that reads the clock.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from datasette import hookimpl

from bywhen.publish.attached import attached_to
from bywhen.publish.middleware import Application, around
from bywhen.publish.router import View, routes_of
from bywhen.publish.trackerfile import is_tracker
from bywhen.store.search import match_query


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the request edge


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, View]]:
    """Our pages; the one at / only where it is ours to give."""
    return list(routes_of(datasette, _now))


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """What surrounds every request."""

    def wrap(app: Application) -> Application:
        return around(app, attached_to(datasette))

    return wrap


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Let Datasette's search box find two-character Chinese words, in our databases only.

    Its own function of this name puts quotes around words and leaves Chinese runs uncut.
    """
    if is_tracker(conn):
        conn.create_function("escape_fts", 1, _escape_fts, deterministic=True)


def _escape_fts(text: object) -> str:
    return match_query(str(text)) or '""'
