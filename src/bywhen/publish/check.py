"""Are the pages there? What `bywhen serve --check` fetches."""

from __future__ import annotations

import http.client
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bywhen.publish.attached import attached_to
from bywhen.publish.frame import SECTIONS
from bywhen.publish.render import CELLS, STYLE_SHEET, asset_path
from bywhen.store.schema import PUBLIC_VIEWS

__all__ = ["CheckedPage", "check_address", "check_pages"]

_TABLES = ("affairs", "events", "claims", "sources", "points", "states")
_PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """One page that was fetched; `problem` None = it is as it should be."""

    path: str
    status: int
    problem: str | None

    def __str__(self) -> str:
        return f"{self.status} {self.path}" + (f"  {self.problem}" if self.problem else "")


async def check_pages(datasette: Any, database: str) -> list[CheckedPage]:
    """Fetch the home page, its twin and files, the tables and views, each once."""
    paths = [path async for path in _paths(datasette, database)]
    return [_checked(path, *await _fetch(datasette, path)) for path in paths]


async def _paths(datasette: Any, database: str) -> AsyncIterator[str]:
    yield "/"
    yield "/?as_of=2025-11-21"
    yield "/-/affairs.json"
    for name in (STYLE_SHEET, CELLS):
        yield asset_path(attached_to(datasette), name)
    for affair in await _affairs(datasette):
        for section in SECTIONS:
            yield f"/-/affairs/{affair}/{section}"
            yield f"/-/affairs/{affair}{'/' if section else ''}{section}.json"
    yield f"/{database}"
    for name in (*_TABLES, *PUBLIC_VIEWS):
        yield f"/{database}/{name}?_size=20"
        yield f"/{database}/{name}.json?_size=20"
    yield f"/{database}/claims?_search=%22a%22+b"


async def _affairs(datasette: Any) -> list[str]:
    """The affairs of the home page's first page."""
    _, _, text = await _fetch(datasette, "/-/affairs.json")
    return [str(one["affair"]) for one in json.loads(text).get("affairs", [])]


async def _fetch(datasette: Any, path: str) -> tuple[int, str, str]:
    response = await datasette.client.get(path)
    return response.status_code, response.headers.get("content-type", ""), response.text


def check_address(path: str) -> CheckedPage:
    """Fetch the home page, at such as http://127.0.0.1:8001/, over a real connection."""
    parts = urlsplit(path)
    connection = http.client.HTTPConnection(
        parts.hostname or "", parts.port, timeout=_PATIENCE_SECONDS
    )
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        body = response.read().decode("utf-8", "replace")
        return _checked(path, response.status, response.getheader("content-type", ""), body)
    except OSError as error:
        return CheckedPage(path, 0, f"no answer: {error}")
    finally:
        connection.close()


def _checked(path: str, status: int, content_type: str, body: str) -> CheckedPage:
    return CheckedPage(path, status, _problem(status, content_type, body))


def _problem(status: int, content_type: str, body: str) -> str | None:
    if status != 200:
        return f"answers {status}"
    if "json" in content_type:
        try:
            json.loads(body)
        except ValueError:
            return "is not JSON"
    elif "html" in content_type and "<h1" not in body:
        return "has no heading"
    return None if body else "is empty"
