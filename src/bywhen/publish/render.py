"""Pages to responses: one Jinja environment of our own, one style sheet, one way to fail.

The environment is not Datasette's: its templates cannot be overridden by accident, and none of its
base page (scripts, inline styles) reaches a page of ours.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from importlib import resources
from typing import Any

from datasette import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from bywhen.publish import drawing, marks
from bywhen.publish.attached import Attached
from bywhen.publish.security import PAGE_POLICY
from bywhen.publish.words import hanging_words

__all__ = ["STYLE_SHEET", "Page", "asset_response", "error_response", "page_response", "style_path"]

STYLE_SHEET = "bywhen.css"
CELLS = "cells.css"  # for our cells in Datasette's own pages
_CSS = "text/css; charset=utf-8"
_ASSETS = {STYLE_SHEET: _CSS, CELLS: _CSS}
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What is sent: a body, its type, how it may be framed and fetched."""

    body: str
    content_type: str = "text/html; charset=utf-8"
    policy: str = PAGE_POLICY
    status: HTTPStatus = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)


@cache
def environment() -> Environment:
    """The templates of `publish/pages`, with the pieces that every page uses."""
    made = Environment(
        loader=PackageLoader("bywhen.publish", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        bdi=marks.bdi,
        quote=marks.quote,
        day=marks.day,
        window=marks.window,
        slip=marks.slip,
        slip_range=marks.slip_range,
        link_out=marks.link_out,
        is_web_address=marks.is_web_address,
        hanging_words=hanging_words,
        dot=marks.DOT,
        axis=drawing.axis,
        legend=drawing.legend,
        track=drawing.track,
    )
    return made


def html(template: str, **values: Any) -> str:
    """A page from its template."""
    return environment().get_template(template).render(values)


def json_page(value: Any) -> Page:
    """The JSON twin of a page; readable from any site, as Datasette's own JSON is not."""
    return Page(
        json.dumps(value, ensure_ascii=False, indent=1),
        content_type="application/json; charset=utf-8",
        headers={"access-control-allow-origin": "*"},
    )


def page_response(page: Page, request: Any = None) -> Response:
    """The response for a page; 304 where the reader has it already."""
    body = page.body.encode("utf-8")
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {
        **_HEADERS,
        "content-security-policy": page.policy,
        "cache-control": "no-cache",  # ask each time: a build shows at once
        **page.headers,
    }
    if page.status is HTTPStatus.OK:
        headers["etag"] = tag
        if request is not None and tag in request.headers.get("if-none-match", ""):
            return Response("", status=HTTPStatus.NOT_MODIFIED.value, headers=headers)
    return Response(
        page.body, status=page.status.value, headers=headers, content_type=page.content_type
    )


def error_response(
    attached: Attached, status: HTTPStatus, message: str, *, as_json: bool = False
) -> Response:
    """A clear page that says what is wrong; no trace of the program."""
    if as_json:
        body = json.dumps({"ok": False, "error": message, "status": status.value})
        return page_response(Page(body, "application/json; charset=utf-8", status=status))
    body = html(
        "trouble.html",
        style=style_path(attached),
        home=str(attached.datasette.urls.path("/")),
        title=status.phrase,
        message=message,
    )
    headers = {"retry-after": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
    return page_response(Page(body, status=status, headers=headers))


def style_path(attached: Attached) -> str:
    """The address of our pages' style sheet."""
    return asset_path(attached, STYLE_SHEET)


def asset_path(attached: Attached, name: str) -> str:
    """The address of one of our files; it changes with the content, so it may be kept for ever."""
    digest = hashlib.blake2b(_asset(name), digest_size=6).hexdigest()
    return f"{attached.datasette.urls.path(f'/-/bywhen/{name}')}?v={digest}"


@cache
def _asset(name: str) -> bytes:
    return (resources.files("bywhen.publish") / "pages" / name).read_bytes()


def asset_response(attached: Attached, request: Any) -> Response:
    """One of our own files, kept for a year under its versioned address."""
    name = request.url_vars["name"]
    if name not in _ASSETS:
        return error_response(attached, HTTPStatus.NOT_FOUND, "There is no such file here.")
    age = "public, max-age=31536000, immutable" if request.args.get("v") else "no-cache"
    return Response(
        _asset(name).decode("utf-8"),
        headers={**_HEADERS, "cache-control": age},
        content_type=_ASSETS[name],
    )
