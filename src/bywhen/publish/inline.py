"""The inline scripts of Datasette's own pages: those of its templates may run, any other may not.

Datasette writes scripts into its pages and knows no nonces. A policy that allowed every inline
script would also allow one that somebody had smuggled into a page. So each inline script of a page
is compared with those in Datasette's templates, where what a template fills in must be JSON or a
plain word; the policy of the page names the hashes of the ones that fit (CSP 3, 6.7.2).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

__all__ = ["script_sources"]

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)
_HANDLER = re.compile(r"\son\w+=\"([^\"{]+)\"")
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_WORD = re.compile(r"[\w.+-]*")


def script_sources(html: str) -> list[str]:
    """What `script-src` of this page names beside 'self', in order and each once."""
    found = [_source(body) for body in _inline(html) if _is_known(body)]
    handlers = [_source(code) for code in _HANDLER.findall(html) if code in _known_handlers()]
    return [
        *dict.fromkeys(found),
        *(["'unsafe-hashes'", *dict.fromkeys(handlers)] if handlers else []),
    ]


def _source(code: str) -> str:
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _inline(html: str) -> Iterator[str]:
    for match in _SCRIPT.finditer(html):
        if "src=" not in match["attributes"] and match["body"].strip():
            yield match["body"]


def _is_known(body: str) -> bool:
    exact, filled = _known_scripts()
    if body in exact:
        return True
    return any(
        match is not None and all(_is_value(value) for value in match.groups() if value is not None)
        for match in (pattern.fullmatch(body) for pattern in filled)
    )


def _is_value(text: str) -> bool:
    """True for what carries no code: a plain word, or JSON."""
    if _WORD.fullmatch(text):
        return True
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@cache
def _templates() -> tuple[str, ...]:
    folder = resources.files("datasette").joinpath("templates")
    return tuple(
        one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".html")
    )


@cache
def _known_handlers() -> frozenset[str]:
    return frozenset(code for text in _templates() for code in _HANDLER.findall(text))


@cache
def _known_scripts() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The scripts that stand in a template as they are, and patterns of those that it fills in."""
    bodies = [body for text in _templates() for body in _inline(text)]
    exact = frozenset(body for body in bodies if not _TAG.search(body))
    filled = [
        re.compile("".join(_pattern(body)), re.DOTALL)
        for body in bodies
        if _TAG.search(body) and _TAG.sub("", body).strip()  # else a plugin's, whatever it says
    ]
    return exact, tuple(filled)


def _pattern(body: str) -> Iterator[str]:
    """A template's script as a regular expression; groups are what it fills in."""
    for number, piece in enumerate(_TAG.split(body)):
        if not number % 2:
            yield re.escape(piece)
        elif piece.startswith("{{"):
            yield "(.*?)"
        else:
            word = piece.strip("{}%- ").split(" ")[0]
            yield {"if": "(?:", "else": "|", "endif": ")"}.get(word, "(?!)")
