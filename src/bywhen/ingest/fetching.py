"""Fetching feeds: several hosts at once, one request at a time to each.

    for feed, result in fetch_all(feeds, settings):
        ...                               # one writer keeps what came

Threads wait for the network, processes parse (`bywhen.ingest.workers`); neither knows the desk.
"""

from __future__ import annotations

import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from queue import Empty, Queue

from bywhen.ingest.canonical import content_hash
from bywhen.ingest.client import Client, FetchError, Limits, ascii_host, tls_context
from bywhen.ingest.connecting import Resolver, resolve
from bywhen.ingest.document import NotAFeedError
from bywhen.ingest.links import host_of
from bywhen.ingest.result import Result
from bywhen.ingest.rules import Known
from bywhen.ingest.turns import Turns
from bywhen.ingest.workers import BrokenFeedError, Workers

__all__ = ["Settings", "fetch_all", "fetch_one"]

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
_WAITING_RESULTS = 4  # what is fetched and not yet kept stays in memory


@dataclass(frozen=True, slots=True)
class Settings:
    """How feeds are fetched. `jobs`: processes that parse, unless `workers` are given."""

    agent: str
    jobs: int = 1
    hosts: int = 8
    limits: Limits = field(default_factory=Limits)
    resolver: Resolver = resolve
    parse_seconds: float = 120.0
    workers: Workers | None = None

    @contextmanager
    def parsers(self) -> Iterator[Workers]:
        """The processes that parse: those given, which go on living, or new ones."""
        if self.workers is not None:
            yield self.workers
        else:
            with Workers(self.jobs, self.parse_seconds) as workers:
                yield workers


def fetch_all(feeds: Sequence[Known], settings: Settings) -> Iterator[tuple[Known, Result]]:
    """What each feed brings, in the order in which it comes.

    After 429 or 503 the rest of that host's feeds come back without a result of their own
    (`outcome` is "waits"). Closing the iterator ends everything that is under way.
    """
    if not feeds:
        return
    queues = _by_host(feeds)
    results: Queue[tuple[Known, Result]] = Queue(_WAITING_RESULTS)
    stopped = threading.Event()
    # Making one takes longer than fetching; a redirect from http to https makes its own.
    is_tls = any(feed.url.startswith("https:") for feed in feeds)
    shared = (settings, tls_context() if is_tls else None, Turns())
    with settings.parsers() as workers:
        threads = [
            threading.Thread(
                target=_work, args=(queues, results, stopped, workers, *shared), daemon=True
            )
            for _ in range(min(settings.hosts, queues.qsize()))
        ]
        for thread in threads:
            thread.start()
        try:
            for _ in feeds:
                yield results.get()
        finally:
            stopped.set()
            _drain(results, threads)


def _by_host(feeds: Sequence[Known]) -> Queue[list[Known]]:
    hosts: dict[str, list[Known]] = defaultdict(list)
    for feed in feeds:
        hosts[host_of(feed.url)].append(feed)
    queues: Queue[list[Known]] = Queue()
    for group in sorted(hosts.values(), key=len, reverse=True):  # the longest first
        queues.put(group)
    return queues


def _drain(results: Queue[tuple[Known, Result]], threads: Sequence[threading.Thread]) -> None:
    """Let the threads put what they still have, so that they end."""
    for thread in threads:
        while thread.is_alive():
            with suppress(Empty):
                while True:
                    results.get_nowait()
            thread.join(0.05)


def _work(
    queues: Queue[list[Known]],
    results: Queue[tuple[Known, Result]],
    stopped: threading.Event,
    workers: Workers,
    settings: Settings,
    tls: ssl.SSLContext | None,
    turns: Turns,
) -> None:
    while not stopped.is_set():
        try:
            group = queues.get_nowait()
        except Empty:
            return
        clients: dict[str | None, Client] = {}
        is_waiting = False
        for feed in group:
            if stopped.is_set():
                break
            if is_waiting:
                results.put((feed, Result(outcome="waits")))
                continue
            host = _private_host(feed)
            if host not in clients:
                clients[host] = Client(
                    settings.agent, host, settings.limits, tls, settings.resolver, turns
                )
            result = _tried(feed, clients[host], workers)
            is_waiting = result.status in (429, 503) and "retry-after" in result.headers
            results.put((feed, result))
        for client in clients.values():
            client.close()


def _tried(feed: Known, client: Client, workers: Workers) -> Result:
    try:
        return fetch_one(feed, client, workers)
    except Exception as error:  # noqa: BLE001 (one feed never stops the others; it is recorded)
        return Result(error=f"unexpected: {type(error).__name__}: {error}"[:300], outcome="error")


def _private_host(feed: Known) -> str | None:
    """The one host that may be private: that of the address in sources.yml."""
    if not feed.private:
        return None
    try:
        return ascii_host(host_of(feed.declared_url))
    except FetchError:
        return None


def fetch_one(feed: Known, client: Client, workers: Workers) -> Result:
    """Fetch one feed and have it parsed unless it has not changed."""
    headers = {"Accept": _ACCEPT}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    try:
        answer = client.get(feed.url, headers)
    except FetchError as error:
        return Result(error=str(error)[:500], outcome="blocked" if error.is_blocked else "error")
    result = Result(answer.status, answer.url, answer.headers, moved_to=answer.moved_to)
    if not result.is_success:
        return result
    sha = content_hash(answer.body)
    if sha == feed.body:
        return replace(result, sha256=sha)
    result = replace(result, body=answer.body, sha256=sha, parsed=True)
    try:
        document = workers.parse(
            answer.body, answer.url, answer.headers.get("content-type"), feed.timezone
        )
    except BrokenFeedError as error:
        return replace(result, error=str(error), outcome="broken")
    except NotAFeedError as error:
        return replace(result, error=str(error), outcome="not_a_feed")
    return replace(result, document=document)
