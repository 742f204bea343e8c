"""HTTP POST of the JSON, signed as Standard Webhooks says (https://www.standardwebhooks.com).

No redirect is followed, nothing of the answer but its status and Retry-After is used, and a try has
one deadline however slowly the receiver answers.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import ipaddress
import re
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from urllib.parse import urlsplit

import httpx

from bywhen.alerts.channels.outgoing import Outgoing
from bywhen.alerts.outcome import Outcome, Result, of_status
from bywhen.alerts.references import MissingReferenceError

__all__ = ["send", "signature"]

_CONNECT_SECONDS = 5.0
_PREFIX = "whsec_"
# What fails before a byte of the request has left.
_BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


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
        async with asyncio.timeout(outgoing.patience):
            return await _post(outgoing, address, headers)
    except TimeoutError:
        return Outcome(Result.UNKNOWN, "no answer in time")
    except _BEFORE as error:
        return Outcome(Result.REFUSED, outgoing.hidden(_words(error), address))
    except httpx.InvalidURL:
        return Outcome(Result.DEAD, "the address is no address")
    except httpx.HTTPError as error:
        return Outcome(Result.UNKNOWN, outgoing.hidden(_words(error), address))


async def _post(outgoing: Outgoing, address: str, headers: dict[str, str]) -> Outcome:
    timeout = httpx.Timeout(outgoing.patience, connect=_CONNECT_SECONDS)
    async with (
        httpx.AsyncClient(
            follow_redirects=False,
            timeout=timeout,
            trust_env=not _is_local(address),
            verify=_trusted() if address.startswith("https:") else False,
        ) as client,
        client.stream("POST", address, content=outgoing.body, headers=headers) as answer,
    ):
        retry_after = _retry_after(answer.headers.get("retry-after"), outgoing.stamp)
        return of_status(answer.status_code, retry_after)


@cache
def _trusted() -> ssl.SSLContext:
    """Made once: it takes longer than a send."""
    return httpx.create_ssl_context()


def _headers(outgoing: Outgoing, secret: str | None) -> dict[str, str]:
    headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "bywhen",
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


def _retry_after(text: str | None, now: datetime) -> int | None:
    """Seconds to wait (RFC 9110 10.2.3), from a number or a date."""
    if text is None:
        return None
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", text):
        return int(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, int((at - now).total_seconds()))


def _is_local(address: str) -> bool:
    """True for this machine: a proxy has no business there."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _words(error: Exception) -> str:
    name = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
    return f"{name}: {error}" if str(error) else name
