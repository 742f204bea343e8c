"""`bywhen serve`: build if needed, start Datasette with the plugin, check its pages.

Locally everything is on and only this machine can connect. `public` serves tracker.db alone, as
immutable, with what a stranger could misuse switched off.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette

from bywhen.editing.build import build_tracker
from bywhen.errors import RecordError, StaleError, TrackerError, UsageError
from bywhen.publish import adapter
from bywhen.publish.attached import Options, start_with
from bywhen.publish.check import check_address, check_pages
from bywhen.publish.metadata import read_metadata, read_settings
from bywhen.store.read import open_readonly
from bywhen.tracker import Tracker

__all__ = ["Listening", "bring_up_to_date", "listen", "make_datasette", "serve", "sign_in_address"]

_PORTS_TRIED = 50
_PUBLIC_SETTINGS: Mapping[str, int | bool] = {
    "suggest_facets": False,
    "allow_download": False,
    "allow_csv_stream": False,
    "allow_signed_tokens": False,
    "default_allow_sql": False,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 200,
    "max_returned_rows": 1000,
    "template_debug": False,
    "trace_debug": False,
}


def make_datasette(
    database: Path,
    *,
    public: bool = False,
    sql: bool | None = None,
    clock: Callable[[], datetime] | None = None,
    host: str = "127.0.0.1",
    alerts: bool | None = None,
) -> Any:
    """A Datasette with our pages on one tracker.db. `sql` None: on locally, off in public.

    `host` is where it will listen: unless public, it answers to names of that only. `alerts`: send
    them from this process; None = if metadata.yml asks for it. In public it never does.

    metadata.yml and settings.json beside the database are used; nothing else of the folder is.
    """
    metadata = read_metadata(database.parent)
    plugins = _mapping(metadata.get("plugins"))
    own = {**_mapping(plugins.get("bywhen")), "home": True}
    if alerts is not None:
        own["alerts"] = alerts
    metadata["plugins"] = {**plugins, "bywhen": own}
    settings = {**read_settings(database.parent), "default_allow_sql": True}
    if public:
        settings |= _PUBLIC_SETTINGS
    settings["default_allow_sql"] = (not public) if sql is None else sql
    _without(metadata, "allow_sql")  # else it would overrule the setting on 0.65
    datasette = Datasette(
        [] if public else [str(database)],
        immutables=[str(database)] if public else [],
        metadata=metadata,
        settings=settings,
    )
    hosts = None if public else _names_of(host)
    start_with(datasette, Options(public=public, desk=not public, clock=clock, hosts=hosts))
    return datasette


def _names_of(host: str) -> frozenset[str]:
    """The names under which others find this machine, where it listens to others."""
    if host in ("127.0.0.1", "::1", "localhost"):
        return frozenset()
    own = socket.gethostname().lower()
    return frozenset({host.lower(), own, f"{own}.local"})


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _without(value: Any, key: str) -> None:
    if isinstance(value, dict):
        value.pop(key, None)
        for one in value.values():
            _without(one, key)


def bring_up_to_date(tracker: Path, announce: Callable[[str], None]) -> Path:
    """Build the tracker's database if it is missing or older than its record; where it is.

    If the record has faults, an older database is served and the faults are announced. A folder
    with a tracker.db and no record is served as it is. Raises TrackerError if there is neither,
    RecordError if there is nothing to fall back on.
    """
    database = tracker.absolute() / "tracker.db"
    if os.fsencode(database).decode("utf-8", "replace") != str(database):
        raise TrackerError(
            "the path of the tracker is not UTF-8, which Datasette needs; rename its folder"
        )
    if database.exists() and not (tracker / "events").is_dir():
        open_readonly(database).close()
        return database
    folder = Tracker.open(tracker)
    try:
        open_readonly(folder.database, folder.digest()).close()
    except StaleError:
        _build(folder, announce)
    return folder.database


def _build(folder: Tracker, announce: Callable[[str], None]) -> None:
    try:
        build_tracker(folder)
    except RecordError as error:
        try:
            open_readonly(folder.database).close()
        except TrackerError:
            raise error from None
        announce(f"{error}\nThe record has faults: serving tracker.db as it was built before.")


@dataclass(frozen=True, slots=True)
class Listening:
    """A socket that waits for connections, and its address."""

    socket: socket.socket
    host: str
    port: int

    @property
    def address(self) -> str:
        """Where a browser goes."""
        shown = "127.0.0.1" if self.host in ("0.0.0.0", "") else self.host  # noqa: S104
        shown = "[::1]" if shown == "::" else f"[{shown}]" if ":" in shown else shown
        return f"http://{shown}:{self.port}/"


def listen(host: str, port: int) -> Listening:
    """Listen on `port`, or on the next one that is free; 0 takes any.

    Raises UsageError if the host is not one of this machine's, or no port near is free.
    """
    try:
        family, _, _, _, _ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host {host}: there is no such address ({error})") from error
    for candidate in range(port, min(port + _PORTS_TRIED, 65536)):
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((host, candidate))
            opened.listen(128)
        except PermissionError as error:
            opened.close()
            raise UsageError(
                f"--port {candidate} needs more rights; take one above 1023"
            ) from error
        except OSError as error:
            opened.close()
            if error.errno != errno.EADDRINUSE:
                raise UsageError(
                    f"--host {host}: cannot listen there ({error.strerror})"
                ) from error
            continue
        return Listening(opened, host, opened.getsockname()[1])
    raise UsageError(f"no port from {port} on is free; name one with --port")


def serve(
    tracker: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    public: bool = False,
    sql: bool | None = None,
    check: bool = False,
    alerts: bool = False,
    announce: Callable[[str], None],
) -> int:
    """Serve a tracker until interrupted, or with `check` fetch its pages once; the exit code.

    `alerts`: send them too; without it they are sent if metadata.yml asks for it.

    `announce` is given each line to print. Raises what `bring_up_to_date` and `listen` raise.
    """
    database = bring_up_to_date(tracker, announce)
    if check:
        return _check(database, host=host, public=public, sql=sql, announce=announce)
    datasette = make_datasette(
        database, public=public, sql=sql, host=host, alerts=True if alerts else None
    )
    listening = listen(host, port)
    if port and listening.port != port:
        announce(f"Port {port} is taken; took {listening.port}.")
    announce(f"Serving {database.parent} on {listening.address} (Ctrl+C ends it)")
    # Datasette 0.65 would start at the first request, and fail those that come while it does.
    asyncio.run(datasette.invoke_startup())
    if not public and (database.parent / "events").is_dir():
        announce(f"To review proposals, sign in once: {sign_in_address(datasette, listening)}")
    with suppress(KeyboardInterrupt):  # Ctrl+C, which uvicorn passes on when it has ended
        _server(datasette).run(sockets=[listening.socket])
    return 0


def sign_in_address(datasette: Any, listening: Listening) -> str:
    """The address that makes whoever opens it first the editor of this server."""
    path = str(datasette.urls.path("/-/auth-token")).lstrip("/")
    return f"{listening.address}{path}?token={adapter.sign_in_token(datasette)}"


def _server(datasette: Any) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            datasette.app(),
            lifespan="on",
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    )


def _check(
    database: Path,
    *,
    host: str,
    public: bool,
    sql: bool | None,
    announce: Callable[[str], None],
) -> int:
    """Fetch the pages in this process, and one over a real connection to `host`."""
    listening = listen(host, 0)
    with closing(listening.socket):
        datasette = make_datasette(database, public=public, sql=sql, alerts=False)
        try:
            checked = asyncio.run(check_pages(datasette, database.stem))
        finally:
            adapter.shut_down(datasette)
        datasette = make_datasette(database, public=public, sql=sql, host=host, alerts=False)
        server = _server(datasette)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening.socket]})
        thread.start()
        try:
            checked.append(check_address(listening.address))
        finally:
            server.should_exit = True
            thread.join()
    for page in checked:
        announce(str(page))
    failed = sum(page.problem is not None for page in checked)
    announce(
        f"{len(checked)} pages, {failed} with a problem"
        if failed
        else f"{len(checked)} pages, all well"
    )
    return 1 if failed else 0
