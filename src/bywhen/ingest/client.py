"""Fetching one address: guarded, bounded, and polite.

    with Client(agent) as client:
        answer = client.get("https://example.org/feed", headers)

Redirects are followed by hand, at most five, to http(s) only; each hop's address is checked when it
is connected to. Nothing of the environment (proxies, netrc, cookies) takes part.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import quote, urljoin, urlsplit

import certifi
import httpcore
import idna

from bywhen.ingest.connecting import Deadline, GuardedBackend, Resolver, resolve
from bywhen.ingest.inflate import Inflater, TooLargeError, UnreadableError, inflate_gzip
from bywhen.ingest.links import host_of
from bywhen.ingest.turns import Turns

__all__ = ["LARGEST_BODY", "Answer", "Client", "FetchError", "Limits", "ascii_host", "tls_context"]

LARGEST_BODY = 10 * 1024 * 1024
_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_LISTS = {"cache-control", "content-encoding", "link"}
_LONGEST_HOST = 253  # RFC 1035 3.1, as text
_SAFE = "!#$%&'()*+,/:;=?@[]~"


class FetchError(Exception):
    """No usable answer; the message says why. `is_blocked`: it may not be fetched at all."""

    def __init__(self, message: str, is_blocked: bool = False) -> None:
        self.is_blocked = is_blocked
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes that one fetch may take."""

    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 30
    most_bytes: int = LARGEST_BODY


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: `url` is the last address, `moved_to` where an unbroken chain of permanent
    redirects leads; header names are in lower case."""

    status: int
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    moved_to: str | None = None


def tls_context() -> ssl.SSLContext:
    """One for all connections: making it takes longer than a fetch."""
    return ssl.create_default_context(cafile=certifi.where())


class Client:
    """Fetches for one thread. `private_host` may have any address; redirects elsewhere may not.
    Clients that share `turns` ask a host one after the other."""

    def __init__(
        self,
        agent: str,
        private_host: str | None = None,
        limits: Limits | None = None,
        tls: ssl.SSLContext | None = None,
        resolver: Resolver = resolve,
        turns: Turns | None = None,
    ) -> None:
        self._agent = agent
        self._turns = turns or Turns()
        self._limits = limits or Limits()
        self._deadline = Deadline()
        backend = GuardedBackend(self._deadline, private_host, resolver)
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls, network_backend=backend, max_connections=4, keepalive_expiry=5
        )
        limits = self._limits
        self._timeouts = {
            "timeout": {
                "connect": limits.connect_seconds,
                "read": limits.read_seconds,
                "write": limits.read_seconds,
                "pool": limits.connect_seconds,
            }
        }

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End its connections."""
        self._pool.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises FetchError."""
        self._deadline.start(self._limits.total_seconds)
        here, moved_to, is_permanent = url, None, True
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._once(here, headers or {})
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return Answer(answer.status, here, answer.headers, answer.body, moved_to)
            is_permanent = is_permanent and answer.status in _PERMANENT
            here = _next(here, target)
            moved_to = here if is_permanent else None
        raise FetchError(f"it redirects more than {_MOST_REDIRECTS} times")

    def _once(self, url: str, headers: Mapping[str, str]) -> Answer:
        begun = time.monotonic()
        try:
            with self._turns.at(host_of(url)):
                self._deadline.at += time.monotonic() - begun  # waiting is not the server's fault
                return self._exchange(url, headers)
        except httpcore.UnsupportedProtocol as error:
            raise FetchError(str(error), is_blocked=True) from None
        except httpcore.TimeoutException as error:
            limits = self._limits
            told = f"{limits.read_seconds:g} s for a step, {limits.total_seconds:g} s in all"
            raise FetchError(f"it took too long ({error or 'no answer'}; at most {told})") from None
        except httpcore.ConnectError as error:
            raise FetchError(f"no connection: {error}") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise FetchError(f"the answer broke off: {error}") from None
        except (TooLargeError, UnreadableError) as error:
            raise FetchError(str(error)) from None

    def _exchange(self, url: str, headers: Mapping[str, str]) -> Answer:
        sent = {
            "User-Agent": self._agent,
            "Accept-Encoding": "gzip, deflate",
            **headers,
        }
        target = _target(url)
        limit = self._limits.most_bytes
        with self._pool.stream(
            "GET", target, headers=list(_encoded(target, sent)), extensions=self._timeouts
        ) as response:
            got = _decoded(response.headers)
            if response.status in _REDIRECTS or response.status in (304, 410):
                return Answer(response.status, url, got, b"")
            _refuse_length(got, limit)
            inflater = Inflater(got.get("content-encoding"), limit)
            raw = 0
            for chunk in response.iter_stream():
                raw += len(chunk)
                if raw > limit:
                    raise TooLargeError(f"it is larger than {limit // 1_048_576} MiB")
                inflater.feed(chunk)
            body = inflater.body()
        if body[:2] == b"\x1f\x8b":
            body = inflate_gzip(body, limit)
        return Answer(response.status, url, got, body)


def _refuse_length(headers: Mapping[str, str], limit: int) -> None:
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:18]) > limit:
        raise TooLargeError(f"it is larger than {limit // 1_048_576} MiB")


def _encoded(target: httpcore.URL, headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    host = target.host if target.port in (None, 80, 443) else target.host + b":%d" % target.port
    if b":" in target.host:
        host = b"[%s]" % target.host + (b":%d" % target.port if target.port else b"")
    pairs = [(b"Host", host)]
    pairs += [
        (name.encode("ascii"), value.encode("latin-1", "replace"))
        for name, value in headers.items()
    ]
    return pairs


def _decoded(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """By name; a list that comes in several lines is one (RFC 9110 5.3), else the last counts."""
    told: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
        told[name] = f"{told[name]}, {value}" if name in _LISTS and name in told else value
    return told


def ascii_host(host: str) -> str:
    """The host as the network knows it. Raises FetchError.

    >>> ascii_host("пример.рф")
    'xn--e1afmkfd.xn--p1ai'
    """
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise FetchError(f"there is no host {host[:100]}") from None


def _next(here: str, target: str) -> str:
    try:
        raw = target.encode("latin-1")
        text = raw.decode("utf-8", "strict") if not target.isascii() else target
    except UnicodeError:
        text = target
    try:
        address = urljoin(here, text.strip())
    except ValueError:
        raise FetchError(f"it redirects to {target[:100]!r}, which is no address") from None
    return address.partition("#")[0]


def _target(url: str) -> httpcore.URL:
    """The address as httpcore takes it. Raises FetchError for what is none of http(s)."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError:
        raise FetchError(f"{url[:100]!r} is no address", is_blocked=True) from None
    if len(host) > _LONGEST_HOST:
        raise FetchError(f"{url[:100]!r} is no address", is_blocked=True)
    if scheme not in ("http", "https") or not host:
        raise FetchError(
            f"it leads to {url[:100]!r}; only http and https are fetched", is_blocked=True
        )
    host = ascii_host(host)
    path = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    return httpcore.URL(scheme=scheme, host=host, port=port, target=path)
