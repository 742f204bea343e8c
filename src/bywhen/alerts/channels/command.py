"""A program of this machine, with the JSON on its stdin and the most of it in its environment.

The address is split into words as a shell would, but no shell runs. Nothing inside the tracker is
executed: a program there is refused. Exit 0 is sent, 75 (try later) and others are tried again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import signal
from pathlib import Path

from bywhen.alerts.channels.outgoing import Outgoing
from bywhen.alerts.outcome import Outcome, Result
from bywhen.alerts.references import MissingReferenceError

__all__ = ["send"]


async def send(outgoing: Outgoing) -> Outcome:
    """Run it once."""
    try:
        words = [outgoing.resolved(word) for word in shlex.split(outgoing.channel.address)]
    except MissingReferenceError as error:
        return Outcome(Result.UNREADY, str(error))
    except ValueError:
        return Outcome(Result.UNREADY, "the address is no command line")
    program = shutil.which(words[0]) if words else None
    if program is None:
        return Outcome(Result.UNREADY, "there is no such program")
    if Path(program).resolve().is_relative_to(outgoing.root.resolve()):
        return Outcome(
            Result.DEAD, "nothing inside a tracker is executed; put the program elsewhere"
        )
    return await _run(outgoing, [program, *words[1:]])


async def _run(outgoing: Outgoing, words: list[str]) -> Outcome:
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(outgoing),
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        return Outcome(Result.UNREADY, f"the program cannot be run: {error.strerror}")
    try:
        async with asyncio.timeout(outgoing.patience):
            _, said = await process.communicate(outgoing.body)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        return Outcome(Result.UNKNOWN, "the program did not end in time")
    if process.returncode == 0:
        return Outcome(Result.SENT)
    text = outgoing.hidden(said.decode("utf-8", "replace")[:500], *words[1:])
    return Outcome(Result.REFUSED, f"exit {process.returncode}{f': {text}' if text else ''}")


def _environment(outgoing: Outgoing) -> dict[str, str]:
    """The caller's, with BYWHEN_ID, BYWHEN_KIND, BYWHEN_EVENT, BYWHEN_URL and BYWHEN_TEXT."""
    values = {
        f"BYWHEN_{name.upper()}": str(value)
        for name in ("id", "kind", "event", "affair", "url", "text")
        if (value := outgoing.payload.get(name)) is not None
    }
    return {
        **outgoing.environment,
        **{name: value.replace("\0", "") for name, value in values.items()},
    }
