"""The message as people read it, on stdout: for cron, which mails it, and for trying things out."""

from __future__ import annotations

import sys

from bywhen.alerts.channels.outgoing import Outgoing
from bywhen.alerts.outcome import Outcome, Result

__all__ = ["send"]


async def send(outgoing: Outgoing) -> Outcome:
    """The text, its id and an empty line."""
    try:
        sys.stdout.write(f"{outgoing.message.text.rstrip()}\n[{outgoing.id}]\n\n")
        sys.stdout.flush()
    except OSError as error:
        return Outcome(Result.REFUSED, f"stdout cannot be written: {error.strerror}")
    return Outcome(Result.SENT)
