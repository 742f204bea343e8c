"""Everything in which Datasette 0.65 and 1.0 differ, so that no other module asks the version."""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

from datasette import Forbidden, hookimpl
from datasette.database import Database
from datasette.utils import actor_matches_allow
from datasette.version import __version_info__

from bywhen.store.schema import PUBLIC_VIEWS

__all__ = [
    "AT_LEAST_1_0",
    "REVIEW",
    "add_file",
    "close",
    "csrf_token",
    "dress",
    "ensure_may_view",
    "hook",
    "instance_title",
    "is_internal",
    "may_review",
    "may_run_sql",
    "query_path",
    "quiet_errors",
    "reopened",
    "replace_database",
    "review_actions",
    "review_permission",
    "review_sql",
    "shut_down",
    "sign_in_token",
]

Function = TypeVar("Function", bound=Callable[..., Any])

AT_LEAST_1_0 = int(str(__version_info__[0])) >= 1


def hook(*, trylast: bool = False) -> Callable[[Function], Function]:
    """Mark a function as one of Datasette's hooks; it keeps its type."""
    return cast("Callable[[Function], Function]", hookimpl(trylast=trylast))


async def ensure_may_view(
    datasette: Any, actor: dict[str, Any] | None, database: str, tables: Iterable[str]
) -> None:
    """Raise Datasette's Forbidden unless `actor` may view each of the tables of the database."""
    for table in tables:
        if AT_LEAST_1_0:
            from datasette.resources import TableResource

            allowed = await datasette.allowed(
                action="view-table", resource=TableResource(database, table), actor=actor
            )
            if not allowed:
                raise Forbidden(f"You may not view {table}")
        else:
            await datasette.ensure_permissions(
                actor,
                [("view-table", (database, table)), ("view-database", database), "view-instance"],
            )


async def may_run_sql(datasette: Any, actor: dict[str, Any] | None, database: str) -> bool:
    """True if `actor` may send SQL of their own to the database."""
    if AT_LEAST_1_0:
        from datasette.resources import DatabaseResource

        return bool(
            await datasette.allowed(
                action="execute-sql", resource=DatabaseResource(database), actor=actor
            )
        )
    return bool(await datasette.permission_allowed(actor, "execute-sql", database, default=True))


REVIEW = "bywhen-review"


def review_permission(actor: dict[str, Any] | None, allow: Any) -> bool | None:
    """What we say of the permission to review: root may, and whom the plugin's `review` allows."""
    if actor and (actor.get("id") == "root" or (allow and actor_matches_allow(actor, allow))):
        return True
    return None


async def may_review(datasette: Any, actor: dict[str, Any] | None) -> bool:
    """True if `actor` has the permission bywhen-review."""
    if AT_LEAST_1_0:
        return bool(await datasette.allowed(action=REVIEW, actor=actor))
    return bool(await datasette.permission_allowed(actor, REVIEW, default=False))


def review_actions() -> list[Any]:
    """The permission as 1.0 wants to know it; 0.65 needs no list."""
    if not AT_LEAST_1_0:
        return []
    from datasette.permissions import Action

    return [Action(name=REVIEW, description="Judge proposals of the desk")]


def review_sql(actor: dict[str, Any] | None, allow: Any) -> Any:
    """The same answer as `review_permission` in the words of 1.0."""
    from datasette.permissions import PermissionSQL

    if review_permission(actor, allow):
        return PermissionSQL.allow(reason="may review")
    return None


def csrf_token(request: Any) -> str:
    """What a form must send back so that 0.65 takes it; 1.0 looks at headers instead."""
    given = request.scope.get("csrftoken")
    return str(given()) if given else ""


def sign_in_token(datasette: Any) -> str:
    """The word that signs root in once at /-/auth-token."""
    if AT_LEAST_1_0:
        datasette.root_enabled = True
    return str(datasette._root_token)


def query_path(datasette: Any, database: str) -> str:
    """Where the database answers `?sql=`."""
    path = str(datasette.urls.database(database))
    return f"{path}/-/query" if AT_LEAST_1_0 else path


def dress(environment: Any) -> None:
    """Let Datasette find our base page, before its own and after all that others have put there."""
    ours = str(Path(__file__).parent / "dressed")
    places = environment.loader.loaders[0].searchpath
    if ours not in places:
        places.insert(len(places) - 1, ours)


def is_internal(name: str) -> bool:
    """True for databases that Datasette keeps for itself."""
    return name.startswith("_")


class _Tracker(Database):  # type: ignore[misc]  # Datasette ships no types
    """A tracker.db: views that the promised ones rest on are not listed, only answered."""

    async def view_names(self) -> list[str]:
        return [name for name in await super().view_names() if name in PUBLIC_VIEWS]


class _OwnConnections(_Tracker):
    """A database that shares no connection with another one of the same name.

    0.65 keeps a thread's connection under the database's *name*: whoever replaces the object under
    a name would go on reading the old file. 1.0 keeps it under the object.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._local = threading.local()

    async def execute_fn(self, fn: Callable[[Any], Any]) -> Any:
        if self.ds.executor is None:
            return await super().execute_fn(fn)

        def in_thread() -> Any:
            connection = getattr(self._local, "connection", None)
            if connection is None:
                connection = self.connect()
                self.ds._prepare_connection(connection, self.name)
                self._local.connection = connection
            return fn(connection)

        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, in_thread)


def reopened(database: Any) -> Any:
    """A new object on the path of a tracker, under the same name, with no connection yet."""
    kind = _Tracker if AT_LEAST_1_0 else _OwnConnections
    fresh = kind(database.ds, database.path, is_mutable=database.is_mutable)
    fresh.name, fresh.route = database.name, database.route
    return fresh


def add_file(datasette: Any, path: Path) -> None:
    """Attach one more database, under the name of its file."""
    datasette.add_database(Database(datasette, str(path), is_mutable=True))


def replace_database(datasette: Any, name: str, database: Any | None) -> None:
    """Put `database` under `name`, or take the name away; the others keep their order.

    Requests that already hold the old object may go on using it: it is not closed here.
    """
    databases = datasette.databases.copy()
    if database is None:
        databases.pop(name, None)
    else:
        databases[name] = database
    datasette.databases = databases  # one assignment: no request sees half a change


def close(database: Any) -> None:
    """Give back the files of a database object that no request holds any more."""
    database.close()


def quiet_errors() -> None:
    """Keep Datasette from printing every 404 with all local variables, as it does beside rich."""
    importlib.import_module("datasette.handle_exception").rich = None  # type: ignore[attr-defined]


async def instance_title(datasette: Any) -> str | None:
    """The title that metadata.yml gives the whole instance."""
    if AT_LEAST_1_0:
        metadata = await datasette.get_instance_metadata()
        title = metadata.get("title")
    else:
        title = datasette.metadata("title")
    return title if isinstance(title, str) and title else None


def shut_down(datasette: Any) -> None:
    """Give back every file and thread of an instance that will not be used again."""
    if AT_LEAST_1_0:
        datasette.close()
        return
    for database in datasette.databases.values():
        database.close()
    if datasette.executor is not None:
        datasette.executor.shutdown()
