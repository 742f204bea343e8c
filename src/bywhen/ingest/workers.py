"""A few processes that read what was fetched; one that hangs, blows up or dies is replaced.

with Workers(2) as workers:
    document = workers.parse(raw, url="https://example.org/feed")
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from queue import LifoQueue
from types import TracebackType
from typing import Any

from bywhen.ingest.document import Document, NotAFeedError
from bywhen.ingest.extracted import Article
from bywhen.ingest.worker import read_frame, write_frame

__all__ = ["BrokenFeedError", "Workers"]

# By the clock; the processor's time is limited more tightly (worker), and counts on a busy machine.
_SECONDS = 120.0
_JOBS_EACH = 500  # then a fresh one: what a parser leaks does not add up


class BrokenFeedError(NotAFeedError):
    """The reading of it had to be ended; the message says why."""


class _Worker:
    def __init__(self) -> None:
        self.jobs = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bywhen.ingest.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, job: dict[str, Any], raw: bytes, seconds: float) -> dict[str, Any] | None:
        """The answer; None if the process did not live to give one."""
        assert self._process.stdin is not None  # noqa: S101 (both are pipes)
        assert self._process.stdout is not None  # noqa: S101
        self.jobs += 1
        timer = threading.Timer(seconds, self._process.kill)
        timer.start()
        try:
            write_frame(self._process.stdin, json.dumps(job).encode())  # type: ignore[arg-type]
            write_frame(self._process.stdin, raw)  # type: ignore[arg-type]
            answer = read_frame(self._process.stdout)  # type: ignore[arg-type]
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            return None
        told: dict[str, Any] = json.loads(answer)
        return told

    def end(self) -> None:
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not yet written goes nowhere
                    stream.close()
        self._process.wait()


class Workers:
    """At most `count` processes, started when they are needed; may be used by many threads."""

    def __init__(self, count: int, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._idle: LifoQueue[_Worker | None] = LifoQueue()
        for _ in range(count):
            self._idle.put(None)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; none may be at work."""
        while not self._idle.empty():
            worker = self._idle.get()
            if worker is not None:
                worker.end()

    def parse(
        self, raw: bytes, url: str, content_type: str | None = None, zone: str | None = None
    ) -> Document:
        """As `bywhen.ingest.parse.parse_feed`. Raises NotAFeedError, BrokenFeedError."""
        options = {"url": url, "content_type": content_type, "zone": zone}
        return Document.from_plain(self._ask("feed", options, raw)["document"])

    def extract(self, raw: bytes, **options: Any) -> Article:
        """As `bywhen.ingest.articles.read_article`. Raises NotAFeedError, BrokenFeedError."""
        return Article.from_plain(self._ask("article", options, raw)["article"])

    def _ask(self, kind: str, options: dict[str, Any], raw: bytes) -> dict[str, Any]:
        worker = self._idle.get()
        try:
            if worker is None or worker.jobs >= _JOBS_EACH:
                if worker is not None:
                    worker.end()
                worker = _Worker()
            answer = worker.ask({"kind": kind, "options": options}, raw, self._seconds)
            if answer is None:
                worker.end()
                worker = None
                raise BrokenFeedError(
                    "reading it took too long, more than 20 s of the processor, or too much memory"
                )
        finally:
            self._idle.put(worker)
        if "refused" in answer:
            raise NotAFeedError(answer["refused"])
        if "broken" in answer:
            raise BrokenFeedError(answer["broken"])
        return answer
