"""What became of one try to send, and when to try again (pure)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["DELAYS", "MOST_TRIES", "Outcome", "Result", "next_try", "of_status"]

# Seconds after the first, second, ... failure; the tenth is the last.
DELAYS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
MOST_TRIES = len(DELAYS) + 1
_LONGEST_WAIT = 86_400
_MISSING_WAIT = 300


class Result(StrEnum):
    """How a try ended."""

    SENT = "sent"  # the receiver took it
    REFUSED = "refused"  # it did not arrive, or was not taken: try again
    UNKNOWN = "unknown"  # it may have arrived
    DEAD = "dead"  # it will never be taken
    GONE = "gone"  # the receiver wants nothing more
    UNREADY = "unready"  # nothing was tried: a secret or a program is missing here


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result with what a person should know of it; never a secret.

    `retry_after` is what the receiver asked for, in seconds, for all of the channel.
    """

    result: Result
    detail: str = ""
    retry_after: int | None = None


def of_status(status: int, retry_after: int | None = None) -> Outcome:
    """What an HTTP status means. A redirect is no success: who follows it posts somewhere else.

    After a 500, 502 or 504 nobody knows whether the message was taken before it broke.

    >>> of_status(204).result, of_status(302).result, of_status(404).result
    (<Result.SENT: 'sent'>, <Result.REFUSED: 'refused'>, <Result.DEAD: 'dead'>)
    """
    detail = f"HTTP {status}"
    if 200 <= status < 300:
        return Outcome(Result.SENT, detail)
    if status == 410:
        return Outcome(Result.GONE, f"{detail}: the receiver is gone")
    if 300 <= status < 400:
        return Outcome(Result.REFUSED, f"{detail}: a redirect; write the new address", retry_after)
    if status in (408, 425, 429, 503) or status < 200:
        return Outcome(Result.REFUSED, detail, retry_after)
    if status >= 500:
        return Outcome(Result.UNKNOWN, detail, retry_after)
    return Outcome(Result.DEAD, detail)


def next_try(outcome: Outcome, delivery: str, attempts: int, now: int) -> int | None:
    """When to try again after `attempts` failures; None = not again.

    The wait is up to a tenth shorter than in the schedule, by the delivery's id, so that not all
    come at once; what the receiver asked for (at most a day) is waited for at least.

    >>> next_try(Outcome(Result.REFUSED, "", 600), "x", 1, 0)
    600
    """
    if outcome.result is Result.UNREADY:
        return now + _MISSING_WAIT
    if attempts >= MOST_TRIES:
        return None
    delay = DELAYS[attempts - 1]
    spread = hashlib.sha256(f"{delivery} {attempts}".encode()).digest()[0] / 255
    wait = int(delay - delay * 0.1 * spread)
    return now + max(wait, min(outcome.retry_after or 0, _LONGEST_WAIT))
