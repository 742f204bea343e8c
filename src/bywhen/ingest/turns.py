"""One request at a time to a host, also where the redirects of feeds of several hosts meet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Turns"]


class Turns:
    """Shared by the clients of one run."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}

    @contextmanager
    def at(self, host: str) -> Iterator[None]:
        """Wait until nobody else asks the host. Nobody waits for a second one meanwhile."""
        with self._guard:
            turn = self._hosts.setdefault(host, threading.Lock())
        with turn:
            yield
