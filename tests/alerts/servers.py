"""Receivers on loopback that answer as they are told, and remember what came."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DROP, HANG = "drop", "hang"
Answer = int | str | tuple[int, dict[str, str]]


@dataclass
class Got:
    """One request: its headers (lower case) and its body."""

    headers: dict[str, str]
    body: bytes
    path: str = "/hook"

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    @property
    def id(self) -> str:
        """The webhook-id."""
        return self.headers["webhook-id"]


@dataclass
class Hook:
    """A webhook receiver. `answers` are used up in order; the last one stays."""

    answers: list[Answer] = field(default_factory=lambda: [204])
    got: list[Got] = field(default_factory=list)
    port: int = 0
    latency: float = 0.0  # seconds that it thinks before it answers
    arrived: threading.Event = field(default_factory=threading.Event)  # something has come
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    def ids(self) -> list[str]:
        """The ids in the order in which they came."""
        return [one.id for one in self.got]

    def next_answer(self, got: Got) -> Answer:
        with self.lock:
            self.got.append(got)
            self.arrived.set()
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def hook(*answers: Answer) -> Iterator[Hook]:
    """A receiver that listens while the block runs."""
    made = Hook(list(answers) or [204])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender was killed on the way: nothing has come
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = made.next_answer(Got(headers, body, self.path))
            time.sleep(made.latency)
            if answer == DROP:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            if answer == HANG:
                made.released.wait(30)
                self.close_connection = True
                return
            status, more = answer if isinstance(answer, tuple) else (int(answer), {})
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            made.next_answer(Got({"webhook-id": "GET"}, b"{}"))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Mail:
    """An SMTP server by hand: it says what its script says. `drop` closes the connection.

    Keys of the script: greeting, MAIL, RCPT, DATA, end (of the message).
    """

    script: dict[str, list[str]] = field(default_factory=dict)
    got: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    port: int = 0
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """As it stands in alerts.yml."""
        return f"smtp://127.0.0.1:{self.port}"

    def say(self, step: str, usual: str) -> str:
        answers = self.script.get(step)
        return answers.pop(0) if answers else usual


@contextmanager
def mail(**script: Sequence[str]) -> Iterator[Mail]:
    """An SMTP server that listens while the block runs."""
    made = Mail({name: list(answers) for name, answers in script.items()})
    listener = socket.create_server(("127.0.0.1", 0))
    made.port = listener.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            talks.append(threading.Thread(target=_talk, args=(made, connection)))
            talks[-1].start()

    talks: list[threading.Thread] = []
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield made
    finally:
        made.released.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for talk in talks:
            talk.join()


def _talk(made: Mail, connection: socket.socket) -> None:
    with connection:
        _dialogue(made, connection)


def _dialogue(made: Mail, connection: socket.socket) -> None:
    stream = connection.makefile("rb")

    def say(step: str, usual: str) -> bool:
        answer = made.say(step, usual)
        if answer == HANG:
            made.released.wait(30)
        if answer in (DROP, HANG):
            return False
        connection.sendall(answer.encode() + b"\r\n")
        return True

    try:
        if not say("greeting", "220 ready"):
            return
        while line := stream.readline():
            verb = line[:4].upper().decode("ascii", "replace").strip()
            if verb == "DATA":
                if not say("DATA", "354 go on"):
                    return
                body = b""
                while (line := stream.readline()) not in (b".\r\n", b""):
                    body += line
                made.got.append(body)
                if not say("end", "250 taken"):
                    return
            elif verb == "RCPT":
                made.recipients.append(line.decode().strip())
                if not say(verb, "250 ok"):
                    return
            elif not say(verb, "221 bye" if verb == "QUIT" else "250 ok"):
                return
    except OSError:
        return
    finally:
        stream.close()
