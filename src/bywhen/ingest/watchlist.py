"""What a tracker watches: the values that ingest/sources.yml is read into."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Feed", "Match", "Sources", "Watch", "Word"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look for; in texts of `language` only, if that is given."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """When a text is about an affair: one of `any` or `regex` is in it, all of `all`, none of
    `not_`. Without `any` and `regex` those two decide; an empty rule takes every text."""

    any: tuple[Word, ...] = ()
    all: tuple[Word, ...] = ()
    not_: tuple[Word, ...] = ()
    regex: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """An affair, and when a text is about it."""

    affair: str
    match: Match
    line: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed to fetch. `every_seconds` None: as often as it has something new."""

    name: str
    url: str
    language: str | None = None
    timezone: str | None = None
    private: bool = False
    every_seconds: int | None = None
    trust: str | None = None
    affairs: tuple[Watch, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sources:
    """The whole file. `affairs` holds for articles, and for feeds that name none themselves."""

    feeds: tuple[Feed, ...] = ()
    affairs: tuple[Watch, ...] = ()
    contact: str | None = None

    def watches(self, feed_name: str | None) -> tuple[Watch, ...]:
        """The rules for texts of a feed (None: of an article)."""
        for feed in self.feeds:
            if feed.name == feed_name and feed.affairs:
                return feed.affairs
        return self.affairs or (() if feed_name is not None else self._all())

    def _all(self) -> tuple[Watch, ...]:
        """Every rule of every feed, once: for articles where nothing else is said."""
        found: dict[tuple[str, Match], Watch] = {}
        for feed in self.feeds:
            for watch in feed.affairs:
                found.setdefault((watch.affair, watch.match), watch)
        return tuple(found.values())
