"""Alerts from inside Datasette: a thread that does what `alert watch` does.

A plugin of Datasette beside `bywhen.publish.plugin`: its `startup` hook begins to watch, before the
first request, if the configuration asks for it:

    plugins: {bywhen: {alerts: true}}

`bywhen serve --alerts` asks by the same setting. Several processes may do so at once, as with
`alert run`: each message belongs to one of them for the time of its lease.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import click

from bywhen.cli.session import Session
from bywhen.errors import BywhenError, UsageError
from bywhen.publish.adapter import hook

__all__ = ["Watch", "asgi_wrapper", "startup"]

EVERY_SECONDS = 60.0
_GLANCE_SECONDS = 0.5  # how soon it notices that the process ends

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Message, Receive, Callable[[Message], Awaitable[None]]], Awaitable[None]]


@hook()
def startup(datasette: Any) -> None:
    """Begin to watch each tracker of this instance that has an alerts.yml, if asked to.

    What keeps it from beginning (no alerts.yml, one with faults) ends the start of the server.
    """
    from bywhen.publish.attached import attached_to

    attached = attached_to(datasette)
    try:
        if attached.asks_for_alerts():
            clock = attached.options.clock
            for folder in _folders_to_watch(attached.tracker_folders()):
                watch = Watch(Session(str(folder), **({"clock": clock} if clock else {})))
                watch.begin()
                _watches_of(datasette).append(watch)
    except BywhenError as error:
        raise _CannotStartError(str(error)) from error


@hook()
def asgi_wrapper(datasette: Any) -> Any:
    """End the watching when the server is asked to end, before it is gone."""

    def wrap(app: Application) -> Application:
        async def application(scope: Message, receive: Receive, send: Any) -> None:
            async def received() -> Message:
                message = await receive()
                if message["type"] == "lifespan.shutdown":
                    for watch in _watches_of(datasette):
                        await asyncio.to_thread(watch.end)
                return message

            await app(scope, received if scope["type"] == "lifespan" else receive, send)

        return application

    return wrap


def _watches_of(datasette: Any) -> list[Watch]:
    """The watches of this instance; they live and die with it."""
    watches: list[Watch] = datasette.__dict__.setdefault("_bywhen_watches", [])
    return watches


class _CannotStartError(click.ClickException):
    """Told by Datasette's command line and ours without a traceback."""

    exit_code = 2


def _folders_to_watch(folders: list[Path]) -> list[Path]:
    """Those with an alerts.yml. Raises UsageError if none has one."""
    found = [folder for folder in folders if (folder / "alerts.yml").exists()]
    if not found:
        raise UsageError(
            "alerts are asked for, and no tracker that is served here has an alerts.yml. Write one"
            " (docs/alerts.md), or take `alerts: true` out of the settings of the plugin bywhen."
        )
    return found


class Watch:
    """A thread that looks and sends, until it is ended or the process's main thread is over.

    What goes wrong is said on stderr, the same trouble once, and tried again. The end waits for
    what is on its way; what a kill cuts off goes again, flagged.
    """

    def __init__(self, session: Session, every: float = EVERY_SECONDS) -> None:
        self._session = session
        self._every = every
        self._ended = threading.Event()
        # no daemon: Python gives a process that ends no thread to send from
        self._thread = threading.Thread(target=self._go_on, name="bywhen-alerts")

    def begin(self) -> None:
        """Start. Raises RecordError if alerts.yml has faults, TrackerError if there is none."""
        from bywhen.alerts.service import config_of

        config_of(self._session.tracker())  # faults are told before anything is served
        self._thread.start()

    def end(self) -> None:
        """Take nothing more up, and wait for what is on its way."""
        self._ended.set()
        self._thread.join()

    def _is_ending(self) -> bool:
        return self._ended.is_set() or not threading.main_thread().is_alive()

    def _go_on(self) -> None:
        told: str | None = None  # the trouble of the round before
        is_first = True
        while not self._is_ending():
            said, trouble = self._look()
            if trouble and trouble != told:
                click.echo(f"Alerts: {trouble}", err=True)
            if said and (is_first or not said.startswith("Nothing")):
                click.echo(f"Alerts: {said}", err=True)
            told, is_first = trouble, False
            self._rest()

    def _rest(self) -> None:
        for _ in range(max(1, round(self._every / _GLANCE_SECONDS))):
            if self._ended.wait(min(_GLANCE_SECONDS, self._every)) or self._is_ending():
                return

    def _look(self) -> tuple[str, str]:
        """One look, as `alert run` takes it: what it did, and what hindered it."""
        from bywhen.cli.alert_run import one_run

        session, trouble = self._session, ""
        try:
            with session.database():
                pass
        except BywhenError as error:
            trouble = str(error)
        try:
            said = one_run(
                session,
                session.clock,
                8,
                20.0,
                dry_run=False,
                may_rest=not trouble,
                is_ending=self._is_ending,
            )
        except BywhenError as error:
            return "", str(error)
        except Exception as error:  # noqa: BLE001 - the server lives on, and so must this
            return "", f"the look failed ({type(error).__name__}: {error}); it is taken again"
        return said, trouble
