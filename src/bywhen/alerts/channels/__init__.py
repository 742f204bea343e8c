"""By what messages travel: one module a kind, each with a coroutine `send(outgoing) -> Outcome`.

webhook   HTTP POST, signed (Standard Webhooks)
email     SMTP, one recipient a message
file      one line of JSON, appended
stdout    the message as people read it
command   a program with the JSON on its stdin
apprise   100 and more services, by the extra of that name

A sender never raises for what a receiver does: it says what became of the try. It shows no address.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module

from bywhen.alerts.channels.outgoing import Outgoing
from bywhen.alerts.outcome import Outcome
from bywhen.alerts.settings import ChannelKind

__all__ = ["Outgoing", "send"]


async def send(outgoing: Outgoing) -> Outcome:
    """Try once, by the channel's own kind."""
    kind: ChannelKind = outgoing.channel.kind
    module = import_module(f"bywhen.alerts.channels.{kind.value}")
    sender: Callable[[Outgoing], Awaitable[Outcome]] = module.send
    return await sender(outgoing)
