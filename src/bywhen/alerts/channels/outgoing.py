"""One delivery on its way: who it is for, what it says, and where secrets come from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bywhen.alerts.references import hide, resolve, values_in
from bywhen.alerts.settings import Channel
from bywhen.alerts.text.message import Message

__all__ = ["SEND_SECONDS", "Outgoing"]

SEND_SECONDS = 20.0
"""Longest time for one try, whatever a receiver does; leases are longer."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a sender gets. `stamp` is the clock's time for headers, `root` the tracker's folder,
    against which relative paths count, `patience` the seconds that a try may take."""

    id: str
    channel: Channel
    recipient: str
    message: Message
    payload: Mapping[str, object]
    maybe_duplicate: bool
    stamp: datetime
    root: Path
    environment: Mapping[str, str] = field(repr=False)
    patience: float = SEND_SECONDS

    @property
    def body(self) -> bytes:
        """The JSON that programs get."""
        return json.dumps(self.payload, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def told_at(self) -> datetime:
        """The instant that the message speaks of; another one than `stamp` if it is played."""
        return datetime.fromisoformat(str(self.payload["at"]))

    def resolved(self, text: str) -> str:
        """`text` with its secrets. Raises MissingReferenceError."""
        return resolve(text, self.environment)

    def hidden(self, text: str, *secrets: str) -> str:
        """What may be stored and shown of an error: no secret, no address, one short line."""
        channel = self.channel
        written = (channel.address, channel.secret or "", channel.sender or "", self.recipient)
        values = [value for one in written for value in values_in(one, self.environment)]
        folded = " ".join(hide(text, *values, *(one for one in secrets if one)).split())
        return folded if len(folded) <= 200 else folded[:200] + "..."
