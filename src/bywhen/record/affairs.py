"""One file of the record: the affair in it, every fault, and what other files may refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from yaml import Node

from bywhen.errors import Fault
from bywhen.record.events import check_former, find_events, read_events
from bywhen.record.nodes import MOST_FAULTS, Reader, TooManyFaults
from bywhen.record.parts import (
    read_corrections,
    read_issuers,
    read_points,
    read_sources,
    read_timetables,
)
from bywhen.record.schema import AFFAIR, FORMAT, PLACES
from bywhen.record.scope import Scope
from bywhen.record.yamltext import compose
from bywhen.timetable.advice import shown
from bywhen.timetable.claims import Affair
from bywhen.tracker.collector import no_collecting

__all__ = ["Loaded", "read_file"]


@dataclass(slots=True)
class Loaded:
    """What one file gave. `scope` is there as soon as the file is a mapping, faulty or not."""

    path: str
    affair: Affair | None = None
    faults: list[Fault] = field(default_factory=list)
    scope: Scope | None = None
    line: int = 0  # of `affair`
    complete: bool = False  # False: the reading ended early
    lost: set[str] = field(default_factory=set)  # words that a syntax error has swallowed

    @property
    def is_good(self) -> bool:
        """True if nothing but warnings was found."""
        return all(fault.warning for fault in self.faults)


def read_file(raw: bytes, path: str) -> Loaded:
    """Read the bytes of the file `path` (relative to the tracker); never raises.

    Ids of other affairs are taken on trust: `links` looks them up.
    """
    with no_collecting():
        return _read(raw, path)


def _read(raw: bytes, path: str) -> Loaded:
    loaded = Loaded(path)
    tree = compose(raw, path)
    loaded.faults = tree.faults
    if tree.root is None:
        return loaded
    reader = Reader(path, tree.lost, PLACES)
    loaded.lost = tree.lost.words
    try:
        _read_affair(reader, tree.root, loaded)
    except TooManyFaults:
        loaded.complete = False
        reader.faults.append(Fault(path, 0, f"more than {MOST_FAULTS} faults; the rest is unread."))
    loaded.faults += reader.faults
    if not loaded.is_good:
        loaded.affair = None
    return loaded


def _read_affair(reader: Reader, root: Node, loaded: Loaded) -> None:
    stem = PurePosixPath(loaded.path).stem
    if _is_newer(reader, root):
        return
    values = reader.mapping(root, AFFAIR, "affair")
    if values is None:
        return
    needed = [
        reader.require(root, values, key, "affair")
        for key in ("affair", "title", "timezone", "events")
    ]
    name = values.get("affair")
    loaded.line = reader.line_of(root, "affair")
    if name is not None and name != stem:
        reader.fault(
            loaded.line,
            f"the affair is `{name}`, but the file is named {PurePosixPath(loaded.path).name}.",
            f"Write `affair: {stem}`, or rename the file to {name}.yml.",
        )
    scope = Scope(name or stem)
    loaded.scope = scope
    loaded.complete = True
    affair = _affair(reader, values, scope, loaded.path)
    if all(needed):
        loaded.affair = affair


def _is_newer(reader: Reader, root: Node) -> bool:
    """True, with its fault, if the file is of a format that this version does not know."""
    if not isinstance(root.value, list):
        return False
    for pair in root.value:
        if isinstance(pair, tuple) and pair[0].value == "format":
            text = pair[1].value
            if text == str(FORMAT) or text in ("", "~", "null"):
                return False
            if isinstance(text, str) and text.isascii() and text.isdigit() and text.strip("0"):
                reader.fault(
                    pair[1],
                    f"the file is of format {text[:20]}; it needs a newer bywhen"
                    f" (this one reads format {FORMAT}).",
                    "Upgrade bywhen: pip install --upgrade bywhen",
                )
                return True
            if isinstance(text, str):
                reader.fault(
                    pair[1], f"`format` is a number; {shown(text)} is none.",
                    f"Write `format: {FORMAT}`.",
                )  # fmt: skip
            return False
    return False


def _affair(reader: Reader, values: dict[str, Any], scope: Scope, path: str) -> Affair:
    def section(key: str) -> Node | None:
        node: Node | None = values.get(key)
        return node

    def read(key: str, function: Any) -> Any:
        node = section(key)
        return () if node is None else function(reader, node, scope)

    issuers = read("issuers", read_issuers)
    timetables = read("timetables", read_timetables)
    sources = read("sources", read_sources)
    read("events", find_events)
    events = read("events", read_events)
    corrections = read("corrections", read_corrections)
    points = read("points", read_points)
    check_former(reader, events, scope)
    scope.claims.clear()  # nobody outside the file asks for them, and they are many
    return Affair(
        id=scope.affair,
        title=values.get("title") or "",
        timezone=values.get("timezone") or "UTC",
        events=events,
        timetables=timetables,
        issuers=issuers,
        sources=sources,
        corrections=corrections,
        points=points,
        titles=values.get("titles") or {},
        language=values.get("language"),
        note=values.get("note"),
        checked_through=values.get("checked_through"),
        formerly=values.get("formerly") or (),
        path=path,
    )
