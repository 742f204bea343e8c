"""A Datasette with our pages, asked without a network, the same on 0.65 and on 1.0."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar

from bywhen.publish import adapter
from bywhen.publish.attached import Options, start_with
from bywhen.publish.serve import make_datasette
from bywhen.record import load_or_raise
from bywhen.store.build import build
from bywhen.tracker import Tracker

ROOT = Path(__file__).parent.parent.parent
FLAGSHIP = ROOT / "events" / "ukraine-28-point-plan.yml"
AFFAIR = "ukraine-28-point-plan"
NOON = datetime(2025, 11, 21, 17, 0, tzinfo=UTC)  # noon in New York

Given = TypeVar("Given")


@dataclass(frozen=True)
class Answer:
    """A response, whichever library brought it."""

    status: int
    headers: dict[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def words(self) -> str:
        """The text that a reader sees, in one line."""
        reader = _Words()
        reader.feed(self.text)
        return re.sub(r"\s+", " ", "".join(reader.pieces)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - HTMLParser's
        self._silent += tag in ("style", "script", "title")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "script", "title")
        if tag in ("p", "li", "h1", "h2", "h3", "h4", "h5", "td", "dt", "dd"):
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)


class Site:
    """One instance and the event loop that it lives in."""

    def __init__(self, datasette: Any) -> None:
        self.datasette = datasette
        self._runner = asyncio.Runner()
        self.do(datasette.invoke_startup())

    def get(self, path: str, **headers: str) -> Answer:
        """Fetch a page, without following redirects."""
        return self.do(self.fetch(path, **headers))

    async def fetch(self, path: str, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return _answer(await self.datasette.client.get(path, headers=named))

    def post(self, path: str, body: dict[str, str]) -> Answer:
        return self.do(self._post(path, body))

    async def _post(self, path: str, body: dict[str, str]) -> Answer:
        return _answer(await self.datasette.client.post(path, data=body))

    def do(self, what: Awaitable[Given]) -> Given:
        async def awaited() -> Given:
            return await what

        return self._runner.run(awaited())

    def close(self) -> None:
        self._runner.close()
        adapter.shut_down(self.datasette)


def _answer(response: Any) -> Answer:
    return Answer(response.status_code, dict(response.headers), response.text)


OpenSite = Callable[..., Site]


def open_site(
    database: Path, *, now: datetime = NOON, public: bool = False, sql: bool | None = None
) -> Site:
    """As `bywhen serve` does it, with a clock of our own."""
    return Site(make_datasette(database, public=public, sql=sql, clock=lambda: now))


def guest_site(files: list[Path], **options: Any) -> Site:
    """Somebody's own Datasette, in which bywhen is installed."""
    from datasette.app import Datasette

    datasette = Datasette([str(file) for file in files], **options)
    start_with(datasette, Options(clock=lambda: NOON))
    return Site(datasette)


def build_tracker(root: Path, **records: str) -> Path:
    """A tracker in `root` from records by affair; where its database is."""
    (root / "events").mkdir(parents=True, exist_ok=True)
    for affair, text in records.items():
        path = root / "events" / f"{affair.replace('_', '-')}.yml"
        path.write_text(text, encoding="utf-8")
    return rebuild(root)


def rebuild(root: Path) -> Path:
    """Build a tracker's database; a new file takes the place of the old one."""
    tracker = Tracker.open(root)
    loaded = load_or_raise(tracker)
    build(tracker.database, loaded.affairs, loaded.digest)
    return tracker.database
