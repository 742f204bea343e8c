"""Sending what the outbox holds: claim with a lease, send, write down what became of it.

Many sends run at once; claims and outcomes are written together, one transaction for all that are
ready. Nobody else touches a claimed row until its lease has run out, and then the fence has grown:
a sender that comes back late cannot overwrite what its successor did.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bywhen.alerts.channels import Outgoing, send
from bywhen.alerts.channels.outgoing import SEND_SECONDS
from bywhen.alerts.claims import Claimed, claim, finish
from bywhen.alerts.outcome import Outcome, Result
from bywhen.alerts.settings import Config
from bywhen.alerts.text.message import message_of, payload_of, url_of
from bywhen.alerts.text.telling import Telling
from bywhen.store.desk import transaction

__all__ = ["Delivered", "Sender", "Surroundings", "deliver", "outgoing_for", "try_once"]

Sender = Callable[[Outgoing], Awaitable[Outcome]]


@dataclass(slots=True)
class Delivered:
    """How many tries ended how."""

    sent: int = 0
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What sending needs beside the outbox. `clock` gives now for leases and retries, `stamp` the
    time for headers: they differ only where somebody plays another time. Once `is_ending` is true
    nothing more is taken up; what is on its way is waited for."""

    config: Config
    root: Path
    environment: Mapping[str, str]
    clock: Callable[[], int]
    stamp: Callable[[], datetime]
    patience: float = SEND_SECONDS
    is_ending: Callable[[], bool] = lambda: False


def deliver(
    connection: sqlite3.Connection,
    around: Surroundings,
    workers: int = 8,
    sender: Sender = send,
) -> Delivered:
    """Send until nothing is due, with up to `workers` tries at once."""
    return asyncio.run(_deliver(connection, around, workers, sender))


async def _deliver(
    connection: sqlite3.Connection, around: Surroundings, workers: int, sender: Sender
) -> Delivered:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(workers))  # most senders wait in a thread
    report = Delivered()
    running: dict[asyncio.Task[Outcome], Claimed] = {}
    ended: list[tuple[Claimed, Outcome]] = []
    while True:
        with transaction(connection):
            now = around.clock()
            for claimed, outcome in ended:
                _count(report, finish(connection, claimed, outcome, now))
            free = 0 if around.is_ending() else workers - len(running)
            fresh = claim(connection, around.config, now, free)
        for claimed in fresh:
            task = asyncio.create_task(try_once(outgoing_for(claimed, around), sender))
            running[task] = claimed
        if not running:
            return report
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0)  # let others that are ready end too: one transaction for all
        done |= {task for task in running if task.done()}
        ended = [(running.pop(task), task.result()) for task in done]


_NO_THREAD = "cannot schedule new futures after"  # Python's words at the end of a process


async def try_once(outgoing: Outgoing, sender: Sender = send) -> Outcome:
    """One try; whatever a sender raises is an outcome too, and what it says is kept to itself."""
    try:
        return await sender(outgoing)
    except Exception as error:  # noqa: BLE001 - one delivery must not stop the others
        if str(error).startswith(_NO_THREAD):
            return Outcome(Result.UNREADY, "the process was ending, nothing was tried")
        return Outcome(Result.UNKNOWN, f"sending failed: {type(error).__name__}")


def _count(report: Delivered, state: str) -> None:
    if state == "sent":
        report.sent += 1
    elif state == "dead":
        report.dead += 1
    else:
        report.waiting += 1


def outgoing_for(claimed: Claimed, around: Surroundings) -> Outgoing:
    """The message as it is true now."""
    now = around.clock()
    late = now - claimed.fire_at if now >= claimed.in_time_until else None
    url = url_of(around.config.site, claimed.facts, claimed.created_at)
    told = Telling(claimed.kind, claimed.facts, now, url, late)
    message = message_of(told, claimed.language)
    return Outgoing(
        claimed.id,
        claimed.channel,
        claimed.recipient,
        message,
        payload_of(
            told, message, claimed.id, claimed.rule, maybe_duplicate=claimed.maybe_duplicate
        ),
        claimed.maybe_duplicate,
        around.stamp(),
        around.root,
        around.environment,
        around.patience,
    )
