"""The hooks that Datasette calls. Only arguments that 0.65 and 1.0 both give; no work of their own.

This is the request edge: the one place of `bywhen.publish` that reads the clock.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from functools import partial
from typing import Any

from markupsafe import Markup

from bywhen.publish import adapter
from bywhen.publish.adapter import hook
from bywhen.publish.attached import attached_to
from bywhen.publish.cells import dressed
from bywhen.publish.middleware import Application, around
from bywhen.publish.render import CELLS, asset_path
from bywhen.publish.router import View, routes_of
from bywhen.publish.trackerfile import is_tracker
from bywhen.store.search import match_query


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the request edge


@hook()
def register_routes(datasette: Any) -> list[tuple[str, View]]:
    """Our pages; the one at / only where it is ours to give."""
    return list(routes_of(datasette, _now))


@hook()
def permission_allowed(datasette: Any, actor: dict[str, Any] | None, action: str) -> bool | None:
    """Who may review, for 0.65; 1.0 never calls it."""
    if action != adapter.REVIEW:
        return None
    return adapter.review_permission(actor, _reviewers(datasette))


@hook()
def register_actions(datasette: Any) -> list[Any]:  # noqa: ARG001 - the hook's argument
    """The permission to review, for 1.0."""
    return adapter.review_actions()


@hook()
def permission_resources_sql(datasette: Any, actor: dict[str, Any] | None, action: str) -> Any:
    """Who may review, for 1.0."""
    if action != adapter.REVIEW:
        return None
    return adapter.review_sql(actor, _reviewers(datasette))


def _reviewers(datasette: Any) -> Any:
    """The allow block that the configuration gives under plugins: bywhen: review."""
    config = datasette.plugin_config("bywhen")
    return config.get("review") if isinstance(config, dict) else None


@hook()
def asgi_wrapper(datasette: Any) -> Any:
    """What surrounds every request."""

    def wrap(app: Application) -> Application:
        return around(app, attached_to(datasette))

    return wrap


@hook(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Let Datasette's search box find two-character Chinese words, in our databases only.

    Its own function of this name puts quotes around words and leaves Chinese runs uncut.
    """
    try:
        ours = is_tracker(conn)
    except sqlite3.DatabaseError:
        return  # no database at all: Datasette says so where it is read
    if ours:
        conn.create_function("escape_fts", 1, _escape_fts, deterministic=True)


def _escape_fts(text: object) -> str:
    return match_query(str(text)) or '""'


@hook()
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Markup | None:
    """Slips, days, statuses, quotes and links in Datasette's own tables of our databases."""
    if not attached_to(datasette).is_ours(database):
        return None
    return dressed(row, value, column, table, partial(datasette.urls.row, database))


@hook()
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Dress Datasette's own pages where / is ours; templates/ of a tracker go before ours."""
    if attached_to(datasette).at_home:
        adapter.dress(env)


@hook()
def extra_css_urls(database: str | None, datasette: Any) -> list[str]:
    """The clothes of those cells."""
    attached = attached_to(datasette)
    return [asset_path(attached, CELLS)] if database and attached.is_ours(database) else []
