"""Pages to responses: one Jinja environment of our own, one style sheet, one way to fail.

The environment is not Datasette's: its templates cannot be overridden by accident, and none of its
base page (scripts, inline styles) reaches a page of ours.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from http import HTTPStatus
from importlib import resources
from typing import Any

from datasette import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from bywhen.publish import citing, drawing, marks, trenddrawing
from bywhen.publish.attached import Attached
from bywhen.publish.security import PAGE_POLICY
from bywhen.publish.speech import N_, speech
from bywhen.publish.words import MEDIA, MOVE_WORDS, TONGUES

__all__ = ["STYLE_SHEET", "Page", "asset_response", "error_response", "page_response", "style_path"]

STYLE_SHEET = "bywhen.css"
SCRIPT = "bywhen.js"  # nothing needs it; it copies a citation, sends a form when a day is chosen
DRESS = "dress.css"  # for Datasette's own pages where `serve` shows them
CELLS = "cells.css"  # for our cells in Datasette's own pages
_CSS = "text/css; charset=utf-8"
_ASSETS = {STYLE_SHEET: _CSS, CELLS: _CSS, DRESS: _CSS, SCRIPT: "text/javascript; charset=utf-8"}
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What is sent: a body, its type, how it may be framed and fetched."""

    body: str | bytes
    content_type: str = "text/html; charset=utf-8"
    policy: str = PAGE_POLICY
    status: HTTPStatus = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)


@cache
def environment(language: str = "en") -> Environment:
    """The templates of `publish/pages` in one language, with the pieces that every page uses."""
    say = speech(language)
    made = Environment(
        loader=PackageLoader("bywhen.publish", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    i18n: Any = made  # the extension adds a method that the type does not have
    i18n.install_gettext_callables(say.catalog.gettext, say.catalog.ngettext, newstyle=True)
    made.globals.update(
        bdi=marks.bdi,
        say=say,
        quote=partial(marks.quoted, say=say),
        remark=partial(marks.remark, say=say),
        kind=partial(marks.kind, say=say),
        medium=partial(marks.word_of, MEDIA, say=say),
        tongue=partial(marks.word_of, TONGUES, say=say),
        name=partial(marks.name, say=say),
        issuer=partial(marks.issuer, say=say),
        speaker=partial(marks.speaker, say=say),
        day=partial(marks.day, say=say),
        window=partial(marks.window, say=say),
        zone=partial(marks.zone, say=say),
        slip=partial(marks.slip, say=say),
        timed=marks.timed,
        slip_range=partial(marks.slip_range, say=say),
        hanging=partial(marks.hanging, say=say),
        cite=citing.cite,
        cites=citing.cites,
        link_out=marks.link_out,
        is_web_address=marks.is_web_address,
        dot=marks.DOT,
        iso_day=date.fromisoformat,
        move_words=MOVE_WORDS,
        axis=partial(drawing.axis, say=say),
        legend=drawing.legend,
        overview=drawing.overview,
        track=partial(drawing.track, say=say),
        trend_chart=partial(trenddrawing.trend_chart, say=say),
    )
    return made


def html(template: str, language: str = "en", **values: Any) -> str:
    """A page from its template, in one language."""
    return environment(language).get_template(template).render(values)


def json_page(
    value: Any, headers: Mapping[str, str] | None = None, *, is_private: bool = False
) -> Page:
    """The JSON twin of a page; readable from any site, as Datasette's own JSON is not."""
    open_to_all = {} if is_private else {"access-control-allow-origin": "*"}
    return Page(
        json.dumps(value, ensure_ascii=False, indent=1),
        content_type="application/json; charset=utf-8",
        headers={**open_to_all, **(headers or {})},
    )


def page_response(page: Page, request: Any = None) -> Response:
    """The response for a page; 304 where the reader has it already."""
    body = page.body.encode("utf-8") if isinstance(page.body, str) else page.body
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


_TITLES = {
    HTTPStatus.BAD_REQUEST: N_("This cannot be shown as asked"),
    HTTPStatus.FORBIDDEN: N_("This is not open to you"),
    HTTPStatus.NOT_FOUND: N_("There is nothing here"),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("This page is only read"),
    HTTPStatus.SERVICE_UNAVAILABLE: N_("Not now"),
}


def error_response(
    attached: Attached,
    status: HTTPStatus,
    message: str,
    *,
    as_json: bool = False,
    language: str = "en",
) -> Response:
    """A clear page that says what is wrong; no trace of the program."""
    if as_json:
        body = json.dumps({"ok": False, "error": message, "status": status.value})
        return page_response(Page(body, "application/json; charset=utf-8", status=status))
    body = html(
        "trouble.html",
        language,
        style=style_path(attached),
        home=str(attached.datasette.urls.path("/")),
        title=_TITLES.get(status, status.phrase),
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
    content = (resources.files("bywhen.publish") / "pages" / name).read_bytes()
    return _tight(content.decode("utf-8")).encode("utf-8") if name.endswith(".css") else content


def _tight(style: str) -> str:
    """A style sheet without what only people need: comments, space, long names of its values."""
    bare = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    close = re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", bare)).replace(";}", "}").strip()
    tight = re.sub(r"(?<=[\w-]:) (?=[^{}]*})", "", close)  # of values, not of selectors
    names = dict.fromkeys(re.findall(r"--[a-z]{2,}", tight))
    letters = {name: f"--{chr(ord('a') + place)}" for place, name in enumerate(names)}
    return re.sub(r"--[a-z]{2,}", lambda found: letters[found[0]], tight)


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
