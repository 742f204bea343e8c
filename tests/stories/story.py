"""A story as outlets tell it, day by day, and what should be proposed from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

__all__ = ["FOLDER", "Gold", "Item", "Outlet", "Story"]

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Outlet:
    """One feed."""

    id: str
    name: str
    language: str
    format: str


@dataclass(frozen=True)
class Item:
    """One text, told at an instant."""

    number: int
    outlet: str
    instant: datetime
    title: str
    text: str


@dataclass(frozen=True)
class Gold:
    """What a careful reader would propose, once, from however many outlets."""

    id: str
    kind: str
    known: date
    event: str | None = None
    modality: str | None = None
    earliest: date | None = None
    latest: date | None = None
    anchor: Any = None
    issuer: str | None = None
    timetable: str | None = None
    optional: bool = False
    """A new event that one careful reader would propose and another would not: not counted."""


@dataclass(frozen=True)
class Story:
    """All of it."""

    affair: str
    start: date
    end: date
    match: Any
    record: str
    outlets: Sequence[Outlet]
    items: Sequence[Item]
    gold: Sequence[Gold]
    of: str = ""
    lot: int = 0
    """Stories of one lot were read for the first time by the same program."""
    first: Sequence[int] = ()
    """What that first reading gave: right, wrong marked unsure, wrong not marked, missed."""
    told_days_only: bool = False
    """Run ingest on days with news only, and on the day after the last."""

    @staticmethod
    def others() -> list[str]:
        """The names of all stories but the plan's."""
        return sorted(one.stem for one in FOLDER.glob("*.yml") if one.stem != "plan")

    @classmethod
    def load(cls, name: str) -> Story:
        """A story of this folder."""
        told = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
        items = [
            Item(
                number,
                one["outlet"],
                datetime.combine(one["day"], time.fromisoformat(one["at"]), UTC),
                one["title"],
                one["text"],
            )
            for number, one in enumerate(told["items"], 1)
        ]
        return cls(
            told["affair"], told["start"], told["end"], told["match"], told["record"],
            [Outlet(**one) for one in told["outlets"]], items,
            [Gold(**one) for one in told["gold"]], told.get("of", ""), told.get("lot", 0),
            told.get("first", ()), told.get("told_days_only", False),
        )  # fmt: skip

    def days(self) -> list[date]:
        """Every day from the first to the last, or those with news and the last."""
        if self.told_days_only:
            return sorted({one.instant.date() for one in self.items} | {self.end})
        return [self.start + timedelta(days=n) for n in range((self.end - self.start).days + 1)]

    def told_by(self, outlet: Outlet, moment: datetime) -> list[Item]:
        """What an outlet has told up to an instant."""
        return [one for one in self.items if one.outlet == outlet.id and one.instant <= moment]

    def sources(self, base: str) -> str:
        """sources.yml for a server at `base`."""
        feeds = [
            {
                "name": one.name,
                "url": f"{base}/{one.id}/feed",
                "language": one.language,
                "private": True,
                "every": "12h",
            }
            for one in self.outlets
        ]
        watched = [{"affair": self.affair, "match": self.match}]
        held = {"contact": "mailto:desk@news.example", "affairs": watched, "feeds": feeds}
        return yaml.safe_dump(held, allow_unicode=True, sort_keys=False)
