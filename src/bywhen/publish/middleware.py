"""What surrounds every request: files looked at, headers set, a clear page where a file is bad."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

from datasette import Response
from datasette.utils import tilde_encode

from bywhen.publish.attached import Attached
from bywhen.publish.inline import script_sources
from bywhen.publish.render import error_response
from bywhen.publish.security import PUBLIC_HEADERS, datasette_policy, is_named_here

__all__ = ["Application", "around"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# Of Datasette's own `/-/` pages the public sees what its pages need; the rest tells of the machine
# (paths, versions, threads) or is a tool for operators.
_PUBLIC_TOOLS = re.compile(
    r"/-/(?:affairs|bywhen|search|feed|calendar|timelinejs"
    r"|static|static-plugins|jump|tables|schema)(?=[/.?]|$)"
)
# Pages made to stand in another site's frame.
_FRAMED = re.compile(r"/-/affairs/[^/]+/embed/")

_NOT_HERE = (
    "This tracker answers on this machine only. Open it by the address that bywhen serve printed;"
    " for others, serve it with --public."
)


def around(app: Application, attached: Attached) -> Application:
    """The application with our care around it."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        attached.refresh()
        path = _path(attached, scope)
        if attached.options.public:
            send = _Hardened(send, _FRAMED.match(path) is not None)
        with attached.request_under_way():
            refusal = _refusal(attached, scope)
            if refusal is not None:
                await refusal.asgi_send(send)
            else:
                await app(scope, receive, send)

    return application


def _host(scope: Scope) -> str:
    """The Host header; without one it was no browser that asked."""
    return next(
        (value.decode("latin-1") for name, value in scope["headers"] if name == b"host"),
        "localhost",
    )


def _path(attached: Attached, scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8")
    path = raw.partition(b"?")[0].decode("latin-1")
    base: str = attached.datasette.setting("base_url")
    return "/" + path.removeprefix(base) if base != "/" and path.startswith(base) else path


def _refusal(attached: Attached, scope: Scope) -> Response | None:
    """The answer to requests that Datasette shall not see."""
    path = _path(attached, scope)
    as_json = path.endswith(".json")
    hosts = attached.options.hosts
    if hosts is not None and not is_named_here(_host(scope), hosts):
        return error_response(attached, HTTPStatus.FORBIDDEN, _NOT_HERE, as_json=as_json)
    first = path.split("/")[1].partition(".")[0] if path.startswith("/") else ""
    for name, trouble in attached.troubles.items():
        if first == tilde_encode(name):
            return error_response(
                attached, HTTPStatus.SERVICE_UNAVAILABLE, trouble, as_json=as_json
            )
    if attached.options.public and path.startswith("/-/") and not _PUBLIC_TOOLS.match(path):
        return error_response(
            attached, HTTPStatus.NOT_FOUND, "There is no such page here.", as_json=as_json
        )
    return None


class _Hardened:
    """Sends on, with the headers of the public; a page waits until its scripts are known."""

    def __init__(self, send: Send, may_be_framed: bool) -> None:
        self._send = send
        self._headers = {
            name: value
            for name, value in PUBLIC_HEADERS.items()
            if not (may_be_framed and name == "x-frame-options")
        }
        self._start: MutableMapping[str, Any] | None = None
        self._page: list[bytes] = []

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            present = {key.lower(): value for key, value in message.get("headers", [])}
            if b"content-security-policy" in present:
                await self._send(_with(message, self._headers))
            elif present.get(b"content-type", b"").startswith(b"text/html"):
                self._start = message
            else:
                await self._send(_with_policy(message, ""))
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._page.append(message.get("body", b""))
            if not message.get("more_body"):
                page = b"".join(self._page)
                await self._send(_with_policy(self._start, page.decode("utf-8", "replace")))
                await self._send({"type": "http.response.body", "body": page})


def _with_policy(message: MutableMapping[str, Any], page: str) -> MutableMapping[str, Any]:
    policy = datasette_policy(script_sources(page))
    return _with(message, {"content-security-policy": policy, **PUBLIC_HEADERS})


def _with(message: MutableMapping[str, Any], added: Mapping[str, str]) -> MutableMapping[str, Any]:
    """The start of a response with these headers, where it has none of that name."""
    headers = list(message.get("headers", []))
    present = {key.lower() for key, _ in headers}
    headers += [
        (key.encode(), value.encode())
        for key, value in added.items()
        if key.encode() not in present
    ]
    return {**message, "headers": headers}
