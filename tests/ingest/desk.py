"""A tracker with feeds to ingest: say what is watched, run at an instant, look at the desk."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bywhen.ingest.client import Limits
from bywhen.ingest.connecting import Resolver, resolve
from bywhen.ingest.fetching import Settings
from bywhen.ingest.inbox import Bring
from bywhen.ingest.run import Report, RunOptions, run
from bywhen.ingest.workers import Workers
from bywhen.tracker import Tracker

__all__ = ["NOON", "Desk", "at"]

NOON = datetime(2025, 11, 21, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    """`2025-11-21T12:00Z`"""
    return datetime.fromisoformat(text)


@dataclass
class Desk:
    """One tracker; feeds are private unless told otherwise, for the server is on loopback."""

    folder: Path
    resolver: Resolver = resolve
    limits: Limits = field(default_factory=lambda: Limits(2, 1, 3))
    workers: Workers | None = None

    def watch(self, *urls: str, private: bool = True, more: str = "") -> None:
        """Write sources.yml: feeds named a, b, c ... in this order."""
        lines = ["contact: mailto:desk@example.org", "feeds:" if urls else "feeds: []"]
        for number, url in enumerate(urls):
            flag = ", private: true" if private else ""
            lines.append(f"- {{name: {'abcdefghijklmnop'[number]}, url: '{url}'{flag}{more}}}")
        path = self.folder / "ingest"
        path.mkdir(parents=True, exist_ok=True)
        (self.folder / "events").mkdir(exist_ok=True)
        (path / "sources.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run(self, now: datetime | str = NOON, *brought: Bring, feeds: bool = True) -> Report:
        """One run of the ingest."""
        moment = at(now) if isinstance(now, str) else now
        settings = Settings("test", 1, 8, self.limits, self.resolver, workers=self.workers)
        options = RunOptions("0", 1, brought, feeds=feeds, settings=settings)
        return run(self.tracker, moment, options)

    @property
    def tracker(self) -> Tracker:
        return Tracker(self.folder.resolve())

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a query of the desk gives; rows of one column come bare."""
        connection = sqlite3.connect(self.folder / "var" / "desk.db")
        try:
            found = connection.execute(query, values).fetchall()
        finally:
            connection.close()
        return [row[0] if len(row) == 1 else row for row in found]

    def one(self, query: str, *values: Any) -> Any:
        """The only row."""
        (row,) = self.rows(query, *values)
        return row
