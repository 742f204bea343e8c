"""The step between a host's name and a socket, which httpcore lets us write ourselves.

Every address is checked when it is connected to, not before: a name that changes its mind between
two look-ups gains nothing. Every read has a limit of its own and the whole exchange has one too,
so that a server which sends a byte now and then ends as well.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from bywhen.ingest.addresses import is_public

__all__ = ["Deadline", "GuardedBackend", "Resolver", "resolve"]


class Deadline(threading.local):
    """When the exchange of this thread has to be over, on the monotonic clock."""

    at: float = float("inf")

    def start(self, seconds: float) -> None:
        """It begins now."""
        self.at = time.monotonic() + seconds

    def cut(self, timeout: float | None) -> float:
        """What is left for one step. Raises httpcore.ReadTimeout if nothing is."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("it took too long")
        return left if timeout is None else min(timeout, left)


Resolver = Any  # (host, port, seconds) -> list of addresses


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a host, in the system's order. Raises httpcore.ConnectError, ConnectTimeout.

    The system's look-up has no time limit of its own, so it runs in a thread that may be left.
    """
    found: list[str] = []
    trouble: list[OSError | UnicodeError] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))
        except (OSError, UnicodeError) as error:
            trouble.append(error)

    if host.replace(".", "").isdigit() or ":" in host:
        look_up()  # an address: nothing to wait for
    else:
        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(seconds)
        if thread.is_alive():
            raise httpcore.ConnectTimeout(f"the name {host} could not be looked up in time")
    if trouble:
        raise httpcore.ConnectError(f"there is no host {host}")
    return found


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.cut(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, and to `private_host` whatever its address is."""

    def __init__(
        self, deadline: Deadline, private_host: str | None = None, resolver: Resolver = resolve
    ) -> None:
        self._deadline = deadline
        self._private_host = private_host
        self._resolver = resolver
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises httpcore.UnsupportedProtocol for an address that may not be fetched."""
        addresses = self._resolver(host, port, self._deadline.cut(timeout))
        if host != self._private_host:
            allowed = [address for address in addresses if is_public(address)]
            if addresses and not allowed:
                where = "" if host == addresses[0] else f"{addresses[0]}, which is "
                raise httpcore.UnsupportedProtocol(
                    f"{host} is {where}no address of the public internet;"
                    " if it is yours, write `private: true` for the source"
                )
            addresses = allowed
        trouble: Exception = httpcore.ConnectError(f"there is no host {host}")
        for address in addresses[:4]:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.cut(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return _Stream(stream, self._deadline)
        raise trouble
