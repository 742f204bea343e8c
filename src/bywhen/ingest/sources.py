"""Reading ingest/sources.yml: all of its faults in one run, each with what to write instead.

sources, faults = load(tracker)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from yaml import Node

from bywhen.errors import Fault
from bywhen.ingest.sources_values import boolean, cadence, match, url
from bywhen.ingest.watchlist import Feed, Sources, Watch
from bywhen.record.beside import read_beside
from bywhen.record.nodes import Keys, Reader
from bywhen.record.scalars import anything, identifier, line, sequence
from bywhen.record.values import language, zone
from bywhen.tracker import Tracker

__all__ = ["FILE", "load", "load_text", "tracker_faults"]

FILE = "ingest/sources.yml"

_TOP: Keys = {"feeds": anything, "affairs": anything, "contact": line}
_FEED: Keys = {
    "name": line,
    "url": url,
    "language": language,
    "timezone": zone,
    "private": boolean,
    "every": cadence,
    "trust": line,
    "affairs": anything,
}
_WATCH: Keys = {"affair": identifier, "match": match}


def load(tracker: Tracker) -> tuple[Sources, list[Fault]]:
    """What the file says, and all its faults; what is faulty is left out.

    Without the file nothing is watched, which is no fault.
    """
    path = tracker.ingest_dir / "sources.yml"
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Sources(), []
    except OSError as error:
        return Sources(), [Fault(FILE, 0, f"cannot be read: {error.strerror}.")]
    return load_text(raw)


def load_text(raw: bytes, name: str = FILE) -> tuple[Sources, list[Fault]]:
    """As `load`, from the bytes of the file."""
    return read_beside(raw, name, _sources, Sources())


def tracker_faults(tracker: Tracker) -> Sequence[Fault]:
    """The faults of a tracker's sources.yml, affairs that the record does not have included."""
    sources, faults = load(tracker)
    return [*faults, *_unknown_affairs(tracker, sources)]


def _unknown_affairs(tracker: Tracker, sources: Sources) -> list[Fault]:
    watches = [*sources.affairs, *(watch for feed in sources.feeds for watch in feed.affairs)]
    if not watches:
        return []
    from bywhen.record import load as load_record

    record = load_record(tracker)
    if record.errors:
        return []  # what stands in a broken file cannot be known
    known = {affair.id for affair in record.affairs}
    reader = Reader(FILE)
    for watch in watches:
        if watch.affair not in known:
            reader.fault(
                watch.line,
                f"the record has no affair `{watch.affair}`.",
                reader.suggest(watch.affair, known, "Write the name of a file of events/."),
            )
    return reader.faults


def _sources(reader: Reader, root: Node) -> Sources:
    values = reader.mapping(root, _TOP, "sources.yml") or {}
    nodes = _list(reader, values, "feeds", "- {name: ..., url: ...}")
    feeds = [feed for node in nodes if (feed := _feed(reader, node)) is not None]
    _no_twins(reader, feeds, "name", lambda feed: feed.name)
    _no_twins(reader, feeds, "url", lambda feed: feed.url)
    affairs = _watches(reader, values)
    for feed in feeds:
        if not (feed.affairs or affairs):
            reader.warn(
                feed.line,
                f"feed `{feed.name}` names no affair: nothing is proposed from it.",
                "Write `affairs: [{affair: NAME, match: {any: [...]}}]`.",
            )
    return Sources(tuple(feeds), affairs, values.get("contact"))


def _feed(reader: Reader, node: Node) -> Feed | None:
    values = reader.mapping(node, _FEED, "feed")
    if values is None:
        return None
    complete = [reader.require(node, values, key, "feed") for key in ("name", "url")]
    watches = _watches(reader, values)
    if not (all(complete) and values["name"] and values["url"]):
        return None
    return Feed(
        values["name"],
        values["url"],
        values.get("language"),
        values.get("timezone"),
        bool(values.get("private")),
        values.get("every"),
        values.get("trust"),
        watches,
        int(node.start_mark.line) + 1,
    )


def _watches(reader: Reader, values: dict[str, Any]) -> tuple[Watch, ...]:
    example = "- {affair: NAME, match: {any: [...]}}"
    found = []
    for node in _list(reader, values, "affairs", example):
        read = reader.mapping(node, _WATCH, "watched affair")
        if read is None:
            continue
        complete = [reader.require(node, read, key, "watched affair") for key in _WATCH]
        if all(complete) and read["affair"] and read["match"]:
            found.append(Watch(read["affair"], read["match"], int(node.start_mark.line) + 1))
    return tuple(found)


def _list(reader: Reader, values: dict[str, Any], key: str, example: str) -> list[Node]:
    node = values.get(key)
    return [] if node is None else sequence(reader, node, f"`{key}`", f"`{example}` below it")


def _no_twins(
    reader: Reader, feeds: Sequence[Feed], key: str, value_of: Callable[[Feed], str]
) -> None:
    first: dict[str, int] = {}
    for feed in feeds:
        value = value_of(feed)
        if value in first:
            reader.fault(
                feed.line,
                f"the {key} `{value}` stands twice (first on line {first[value]}).",
                "Keep one of them." if key == "url" else "Give it another name.",
            )
        first.setdefault(value, feed.line)
