"""HTTP POST of the JSON, signed as Standard Webhooks says (https://www.standardwebhooks.com).

No redirect is followed, nothing of the answer but its status and Retry-After is used, each try has
a connection of its own (one that is kept open may have been closed by the other side, and nobody
could tell what arrived) and one deadline, however slowly the receiver answers.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import re
import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, unquote, urlsplit

from bywhen.alerts.channels.network import error_words, is_this_machine
from bywhen.alerts.channels.outgoing import Outgoing
from bywhen.alerts.outcome import Outcome, Result, of_status
from bywhen.alerts.references import MissingReferenceError

__all__ = ["send", "signature"]

_PREFIX = "whsec_"


async def send(outgoing: Outgoing) -> Outcome:
    """One POST."""
    channel = outgoing.channel
    try:
        address = outgoing.resolved(channel.address)
        secret = outgoing.resolved(channel.secret) if channel.secret else None
        headers = _headers(outgoing, secret)
    except MissingReferenceError as error:
        return Outcome(Result.UNREADY, str(error))
    except ValueError as error:
        return Outcome(Result.UNREADY, str(error))
    try:
        place = urlsplit(address)
        good = place.scheme in ("http", "https") and bool(place.hostname) and place.port != 0
    except ValueError:
        good = False
    if not good:
        return Outcome(Result.DEAD, "the address is no address")
    return await asyncio.to_thread(_post, outgoing, place, headers)


def _post(outgoing: Outgoing, place: SplitResult, headers: dict[str, str]) -> Outcome:
    connection, target = _connection(place, headers, outgoing.patience)
    timer = threading.Timer(outgoing.patience, _cut, [connection])
    timer.daemon = True
    timer.start()
    may_have_left = False
    try:
        connection.connect()
        may_have_left = True
        connection.request("POST", target, outgoing.body, headers)
        answer = connection.getresponse()
        retry_after = _retry_after(
            answer.headers.get("retry-after"), (outgoing.stamp, outgoing.told_at)
        )
        return of_status(answer.status, retry_after)
    except (OSError, HTTPException) as error:
        result = Result.UNKNOWN if may_have_left else Result.REFUSED
        detail = outgoing.hidden(error_words(error), place.geturl())
        return Outcome(result, detail)
    finally:
        timer.cancel()
        connection.close()


def _cut(connection: HTTPConnection) -> None:
    """End what takes too long, whatever it waits for."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _connection(
    place: SplitResult, headers: dict[str, str], patience: float
) -> tuple[HTTPConnection, str]:
    """A connection that is not open yet, by the proxy of the environment if there is one, and what
    to ask it for."""
    host, is_tls = place.hostname or "", place.scheme == "https"
    port = place.port or (443 if is_tls else 80)
    target = (place.path or "/") + (f"?{place.query}" if place.query else "")
    if place.username is not None:
        headers["authorization"] = _basic(place)
    proxy = _proxy(place)
    if proxy is None:
        if is_tls:
            return HTTPSConnection(host, port, timeout=patience, context=_trusted()), target
        return HTTPConnection(host, port, timeout=patience), target
    asked = {"proxy-authorization": _basic(proxy)} if proxy.username is not None else {}
    if is_tls:
        tunnel = HTTPSConnection(
            proxy.hostname or "", proxy.port or 80, timeout=patience, context=_trusted()
        )
        tunnel.set_tunnel(host, port, asked)
        return tunnel, target
    headers.update(asked)
    headers["host"] = host if port == 80 else f"{host}:{port}"
    plain = HTTPConnection(proxy.hostname or "", proxy.port or 80, timeout=patience)
    return plain, f"http://{headers['host']}{target}"


def _basic(place: SplitResult) -> str:
    pair = f"{unquote(place.username or '')}:{unquote(place.password or '')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _proxy(place: SplitResult) -> SplitResult | None:
    """The proxy that the environment names for this address; none for this machine."""
    if is_this_machine(place.hostname or ""):
        return None
    from urllib.request import getproxies, proxy_bypass

    named = getproxies().get(place.scheme)
    if not named or proxy_bypass(place.hostname or ""):
        return None
    return urlsplit(named if "://" in named else f"http://{named}")


@cache
def _trusted() -> ssl.SSLContext:
    """Made once: it takes longer than a send."""
    return ssl.create_default_context()


def _headers(outgoing: Outgoing, secret: str | None) -> dict[str, str]:
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "bywhen",
        "connection": "close",
        "webhook-id": outgoing.id,
        "webhook-timestamp": str(int(outgoing.stamp.timestamp())),
    }
    if secret:
        headers["webhook-signature"] = signature(
            secret, outgoing.id, headers["webhook-timestamp"], outgoing.body
        )
    return headers


def signature(secrets: str, identity: str, timestamp: str, body: bytes) -> str:
    """The header `webhook-signature`: one signature for each of the secrets, blanks between, so
    that a receiver may change over.

    Raises ValueError if a secret is no `whsec_` and base64.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
    ...           "1614265330", b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    return " ".join(_one_signature(one, identity, timestamp, body) for one in secrets.split())


def _one_signature(secret: str, identity: str, timestamp: str, body: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("the secret is not `whsec_` and base64") from None
    signed = f"{identity}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _retry_after(text: str | None, clocks: Sequence[datetime]) -> int | None:
    """Seconds to wait (RFC 9110 10.2.3), from a number or a date.

    A date is taken by the first of the `clocks` by which it lies within a day ahead: the second one
    is the clock that somebody plays.
    """
    if text is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", text):
        return int(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    waits = [int((at - clock).total_seconds()) for clock in clocks]
    return max(0, next((wait for wait in waits if 0 < wait <= 86_400), waits[0]))
