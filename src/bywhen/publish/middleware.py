"""What surrounds every request: files looked at, headers set, a clear page where a file is bad."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from datasette import Response
from datasette.utils import tilde_encode

from bywhen.publish.attached import Attached
from bywhen.publish.render import error_response
from bywhen.publish.security import PUBLIC_HEADERS

__all__ = ["Application", "around"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# Of Datasette's own `/-/` pages the public sees what its pages need; the rest tells of the machine
# (paths, versions, threads) or is a tool for operators.
_PUBLIC_TOOLS = re.compile(
    r"/-/(?:affairs|bywhen|search|static|static-plugins|jump|tables|schema)(?=[/.?]|$)"
)


def around(app: Application, attached: Attached) -> Application:
    """The application with our care around it."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        attached.refresh()
        if attached.options.public:
            send = _with_headers(send)
        with attached.request_under_way():
            refusal = _refusal(attached, _path(attached, scope))
            if refusal is not None:
                await refusal.asgi_send(send)
            else:
                await app(scope, receive, send)

    return application


def _path(attached: Attached, scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or scope["path"].encode("utf-8")
    path = raw.partition(b"?")[0].decode("latin-1")
    base: str = attached.datasette.setting("base_url")
    return "/" + path.removeprefix(base) if base != "/" and path.startswith(base) else path


def _refusal(attached: Attached, path: str) -> Response | None:
    """The answer to requests that Datasette shall not see."""
    as_json = path.endswith(".json")
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


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            present = {key.lower() for key, _ in headers}
            headers += [
                (key.encode(), value.encode())
                for key, value in PUBLIC_HEADERS.items()
                if key.encode() not in present
            ]
            message = {**message, "headers": headers}
        await send(message)

    return send_with_headers
