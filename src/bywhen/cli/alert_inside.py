"""Alerts from inside Datasette: a thread that does what `alert watch` does.

A plugin of Datasette beside `bywhen.publish.plugin`: its `startup` hook begins to watch, before the
first request, if the configuration asks for it:

    plugins: {bywhen: {alerts: true}}

`bywhen serve --alerts` asks by the same setting. Several processes may do so at once, as with
`alert run`: each message belongs to one of them for the time of its lease.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import click

from bywhen.cli.session import Session
from bywhen.errors import BywhenError, UsageError
from bywhen.publish.adapter import hook

__all__ = ["startup"]

EVERY_SECONDS = 60


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
                begin(Session(str(folder), **({"clock": clock} if clock else {})))
    except BywhenError as error:
        raise _CannotStartError(str(error)) from error


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


def begin(session: Session, every: float = EVERY_SECONDS) -> threading.Thread:
    """Watch a tracker from a thread of this process until its main thread ends.

    Raises RecordError if alerts.yml has faults, TrackerError if the folder is no tracker. What
    happens later is said on stderr, the same trouble once, and tried again. When the process is
    asked to end, what is on its way is waited for; what a kill cuts off goes again, flagged.
    """
    from bywhen.alerts.service import config_of

    config_of(session.tracker())  # faults are told before anything is served
    thread = threading.Thread(target=_watch, args=(session, every), name="bywhen-alerts")
    thread.start()
    return thread


def _watch(session: Session, every: float) -> None:
    main = threading.main_thread()
    told: str | None = None  # the trouble of the round before
    is_first = True
    while main.is_alive():
        said, trouble = _look(session)
        if trouble and trouble != told:
            click.echo(f"Alerts: {trouble}", err=True)
        if said and (is_first or not said.startswith("Nothing")):
            click.echo(f"Alerts: {said}", err=True)
        told, is_first = trouble, False
        main.join(every)  # a wait that the end of the process cuts short


def _look(session: Session) -> tuple[str, str]:
    """One look, as `alert run` takes it: what it did, and what hindered it."""
    from bywhen.cli.alert_run import one_run

    trouble = ""
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
            is_ending=lambda: not threading.main_thread().is_alive(),
        )
    except BywhenError as error:
        return "", str(error)
    except Exception as error:  # noqa: BLE001 - the server lives on, and so must this
        return "", f"the look failed ({type(error).__name__}: {error}); it is taken again"
    return said, trouble
