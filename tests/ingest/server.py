"""A server of our own on loopback: what each address answers is set by the test.

with Server() as server:
    server.set("/feed", rss("One"))
    ...
    server.asked[0].headers["If-None-Match"]
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

__all__ = ["Asked", "Reply", "Server", "atom", "rss"]


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    path: str
    headers: Message
    at: float


@dataclass(frozen=True)
class Reply:
    """What is sent. `chunks` instead of a body are sent one by one, `pause` seconds apart, for as
    long as the other side listens."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Sequence[bytes] = ()
    pause: float = 0.0
    has_length: bool = True


Route = Reply | Callable[[Asked], Reply]


class Server:
    """Answers until it is closed; unknown addresses are 404."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.asked: list[Asked] = []
        self.routes: dict[str, Route] = {}
        self.busy = 0
        self.most_busy = 0
        self.stopped = threading.Event()
        lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Asked(self.path, self.headers, time.monotonic())
                with lock:
                    outer.asked.append(asked)
                    outer.busy += 1
                    outer.most_busy = max(outer.most_busy, outer.busy)
                try:
                    route = outer.routes.get(self.path, Reply(status=404))
                    self._send(route(asked) if callable(route) else route)
                except OSError:
                    pass
                finally:
                    with lock:
                        outer.busy -= 1

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.chunks:
                    self.send_header("Connection", "close")
                    self.end_headers()
                    for chunk in reply.chunks:
                        self.wfile.write(chunk)
                        self.wfile.flush()
                        if outer.stopped.wait(reply.pause):
                            break
                    self.close_connection = True
                    return
                if reply.has_length and reply.status != 304:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT"""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def set(self, path: str, reply: Route | str | bytes, **headers: str) -> str:
        """What `path` answers from now on; the whole address."""
        if isinstance(reply, str | bytes):
            body = reply.encode() if isinstance(reply, str) else reply
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            reply = Reply(body, headers={"Content-Type": "application/xml", **named})
        self.routes[path] = reply
        return self.url + path

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def rss(*titles: str, title: str = "Example", home: str = "https://news.example/", more: str = "",
        text: str = "The talks go on.", guid: str = "g-{n}", link: str = "{home}{n}") -> str:  # fmt: skip
    """An RSS 2.0 feed with one item a title."""
    items = "".join(
        f"<item><title>{escape(one)}</title><link>{link.format(home=home, n=number)}</link>"
        f"<guid isPermaLink='false'>{guid.format(n=number)}</guid>"
        f"<pubDate>Fri, 21 Nov 2025 10:{number % 60:02d}:00 GMT</pubDate>"
        f"<description>{escape(text)}</description></item>"
        for number, one in enumerate(titles, 1)
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>{home}</link>{more}{items}</channel></rss>"
    )


def atom(*entries: str, more: str = "") -> str:
    """An Atom 1.0 feed around entries as they stand."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Example</title><id>urn:x</id>{more}{''.join(entries)}</feed>"
    )
