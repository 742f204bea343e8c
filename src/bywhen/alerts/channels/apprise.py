"""Any service that Apprise knows, by its address; needs the extra `apprise`.

Apprise says only yes or no, and yes to some redirects: what it says is taken as it is. It logs
addresses, so its log is turned off.
"""

from __future__ import annotations

import asyncio
import logging

from bywhen.alerts.channels.outgoing import Outgoing
from bywhen.alerts.outcome import Outcome, Result
from bywhen.alerts.references import MissingReferenceError

__all__ = ["send"]


async def send(outgoing: Outgoing) -> Outcome:
    """One notification."""
    try:
        address = outgoing.resolved(outgoing.channel.address)
    except MissingReferenceError as error:
        return Outcome(Result.UNREADY, str(error))
    return await asyncio.to_thread(_notify, outgoing, address)


def _notify(outgoing: Outgoing, address: str) -> Outcome:
    try:
        import apprise
    except ImportError:
        return Outcome(Result.UNREADY, "Apprise is not installed: pip install 'bywhen[apprise]'")
    logging.getLogger("apprise").disabled = True
    service = apprise.Apprise()
    if not service.add(address):
        return Outcome(Result.UNREADY, "Apprise knows no such address")
    taken = service.notify(  # what a plugin raises, the loop over deliveries records
        body=outgoing.message.text,
        title=outgoing.message.subject,
        body_format=apprise.NotifyFormat.TEXT,
    )
    if taken:
        return Outcome(Result.SENT)
    return Outcome(Result.REFUSED, "Apprise says that it was not taken")
