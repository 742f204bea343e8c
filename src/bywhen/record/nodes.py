"""Reading YAML nodes as the values that a format wants, noting every fault and going on.

A `Reader` belongs to one file. `Reader.mapping` reads one mapping by a table of keys, each with
the function that reads its value. A value that is wrong is noted as a fault and comes out as
None; a key written with `null` or `~` counts as not written.

    KEYS = {"title": line, "claims": anything}
    values = reader.mapping(node, KEYS, "event")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeAlias

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bywhen.errors import Fault
from bywhen.timetable.advice import shown

__all__ = [
    "BOOLEANS",
    "MOST_FAULTS",
    "TRAPS",
    "UNKNOWN",
    "Keys",
    "Lost",
    "ReadValue",
    "Reader",
    "TooManyFaults",
    "is_null",
    "kind_of",
    "line_number",
    "nearest",
]

BOOLEANS = frozenset(
    word for name in ("yes", "no", "on", "off", "true", "false")
    for word in (name, name.capitalize(), name.upper())
)  # fmt: skip
_NULLS = frozenset({"~", "null", "Null", "NULL"})
_NOTHING = _NULLS | {""}
TRAPS = BOOLEANS | _NOTHING
_WORD = re.compile(r"[^\s{}\[\],:'\"]+")
_KEY = re.compile(r"(\s*(?:- +)*)([\w-]+)\s*:")
MOST_FAULTS = 1000
"""In one file; whoever has more has given the wrong file."""
_WORDS = 3000  # among more, no nearest word is looked for: it would take seconds


class TooManyFaults(Exception):  # noqa: N818 (it ends the reading, nobody sees it)
    """The file is beyond reading."""


ReadValue: TypeAlias = Callable[["Reader", Node, str], Any]
Keys: TypeAlias = Mapping[str, ReadValue]
Pair: TypeAlias = tuple[Node, Node]


UNKNOWN = "\ue000\ue001"
"""Stands for a value that cannot be known; whatever is wrong with it is not reported again."""


@dataclass(slots=True)
class Lost:
    """What the lines said that had to be left out: `words`, and keys by (column, key).

    `has_unknown`: aliases were replaced by UNKNOWN; without it that is a text as any other.
    """

    words: set[str] = field(default_factory=set)
    keys: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    has_unknown: bool = False

    def add(self, number: int, text: str) -> None:
        """Remember the line `number` (from 1)."""
        self.words.update(_WORD.findall(text))
        match = _KEY.match(text)
        if match:
            self.keys.setdefault((match.end(1), match[2]), []).append(number)


class Reader:
    """The faults of one file, and the ways to read its nodes.

    `lost` is what a syntax error has swallowed: it is not reported as missing. `places` says of a
    key where it belongs, for those who write it somewhere else.
    """

    __slots__ = ("_count", "faults", "lost", "path", "places")

    def __init__(
        self, path: str, lost: Lost | None = None, places: Mapping[str, str] | None = None
    ) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.lost = lost or Lost()
        self.places = places or {}
        self._count = 0

    def fault(self, where: Node | int, message: str, advice: str = "") -> None:
        """Note what is wrong at a node or a line. Raises TooManyFaults after a thousand."""
        if self.lost.has_unknown and isinstance(where, ScalarNode) and where.value == UNKNOWN:
            return  # what stood here is a fault already
        self._count += 1
        if self._count > MOST_FAULTS:
            raise TooManyFaults
        self.faults.append(Fault(self.path, line_number(where), message, advice))

    def warn(self, where: Node | int, message: str, advice: str = "") -> None:
        """Note what does not make `check` fail."""
        self.faults.append(Fault(self.path, line_number(where), message, advice, warning=True))

    def mapping(self, node: Node, keys: Keys, what: str) -> dict[str, Any] | None:
        """The values of the mapping `node`, by key; None if it is no mapping.

        A value that is faulty is there as None. `what` names the thing in messages.
        """
        if not isinstance(node, MappingNode):
            self.fault(node, f"{_article(what)} is due here, not {kind_of(node)}.", _example(keys))
            return None
        values: dict[str, Any] = {}  # for each scalar of a record this loop runs once: it is plain
        meant: list[str] = []
        previous: Pair | None = None
        find = keys.get
        for pair in node.value:
            key_node, value_node = pair
            read = find(key_node.value) if key_node.__class__ is ScalarNode else None
            if read is None:
                meant.append(self._unknown_key(node, pair, previous, keys, what))
                previous = pair
                continue
            key = key_node.value
            if key in values:
                first = self.line_of(node, key)
                self.fault(
                    key_node,
                    f"`{key}` is written twice in one {what} (first on line {first}).",
                    "Keep one of them.",
                )
            else:
                value = read(self, value_node, key)
                if value is not None or not self._left_out(node, pair, previous):
                    values[key] = value
            previous = pair
        for key in meant:
            if key:
                values.setdefault(key, None)
        return values

    def line_of(self, node: Node, key: str) -> int:
        """The line of a key's value in a mapping; the mapping's if the key is not there."""
        if node.__class__ is MappingNode:
            for key_node, value_node in node.value:
                if key_node.value == key:
                    return line_number(value_node)
        return line_number(node)

    def require(self, where: Node | int, values: Mapping[str, Any], key: str, what: str) -> bool:
        """True if the key is written; else a fault."""
        if key in values or (not isinstance(where, int) and self.is_lost(where, key)):
            return key in values
        self.fault(where, f"{_article(what)} needs `{key}`.", f"Write `{key}: ...`.")
        return False

    def is_lost(self, node: Node, key: str) -> bool:
        """True if a syntax error has swallowed the line with this key of the mapping `node`."""
        numbers = self.lost.keys.get((node.start_mark.column, key), ())
        first, last = node.start_mark.line + 1, node.end_mark.line + 1
        return any(first <= number <= last for number in numbers)

    def suggest(self, word: str, known: Collection[str], otherwise: str = "") -> str:
        """Advice that names the nearest known word, or what is said otherwise."""
        close = nearest(word, known)
        if close:
            return f"Did you mean `{close}`?"
        return otherwise

    # -- what goes wrong -------------------------------------------------------------------------

    def _left_out(self, node: MappingNode, pair: Pair, previous: Pair | None) -> bool:
        """True for an explicit null; notes an empty value."""
        key_node, value_node = pair
        if value_node.__class__ is not ScalarNode or value_node.style:
            return False
        if value_node.value in _NULLS:
            return True
        if value_node.value == "" and not self._comma(node.flow_style, pair, previous):
            self.fault(
                key_node,
                f"`{key_node.value}:` has no value.",
                "Write it, or leave the line out.",
            )
        return False

    def _unknown_key(
        self, node: MappingNode, pair: Pair, previous: Pair | None, keys: Keys, what: str
    ) -> str:
        """Notes the fault; the key that was meant, "" if nobody can tell."""
        key_node, value_node = pair
        if not isinstance(key_node, ScalarNode):
            self.fault(key_node, f"a key is a word, not {kind_of(key_node)}.", _example(keys))
            return ""
        key = key_node.value
        plain = not key_node.style
        if key == "embargo":
            self.fault(
                key_node,
                "`embargo` has no effect: nothing in a tracker is private.",
                "Keep what may not be published yet out of the tracker's folder.",
            )
        elif self._comma(node.flow_style, pair, previous):
            pass
        elif plain and key in BOOLEANS:
            meant = str(key.lower() in ("yes", "on", "true")).lower()
            known = "`day:`" if "day" in keys else f"one of: {', '.join(keys)}"
            self.fault(key_node, f"the key `{key}` is read as {meant} by YAML.", f"Write {known}.")
            return "day" if "day" in keys else ""
        elif plain and ":" in key and not value_node.value:
            first, _, rest = key.partition(":")
            self.fault(
                key_node,
                f"{shown(key)} is one word to YAML: a blank is missing after the colon.",
                f"Write `{first}: {rest}`.",
            )
            return first if first in keys else ""
        elif key == "<<":
            self.fault(
                key_node, "`<<` merges mappings; the record has none of it.", "Write it out."
            )
        else:
            place = self.places.get(key)
            close = None if place else nearest(key, keys)
            advice = (
                f"It belongs to {place}."
                if place
                else f"Did you mean `{close}`?"
                if close
                else f"The keys of {_article(what)}: {', '.join(keys)}."
            )
            self.fault(key_node, f"{shown(key)} is no key of {_article(what)}.", advice)
            return close or ""
        return ""

    def _comma(self, flow: bool, pair: Pair, previous: Pair | None) -> bool:
        """Notes a word without a value inside {}, which an unquoted comma has made a key."""
        key_node, value_node = pair
        if not (flow and previous and isinstance(key_node, ScalarNode) and _is_empty(value_node)):
            return False
        key = key_node.value
        before_key, before = previous
        # `{by: 2026, known: }` has a colon, which `{by: 2026, known}` has not.
        has_colon = value_node.start_mark.index - key_node.end_mark.index > 1
        if key_node.style or has_colon or (":" in key and " " not in key):
            return False
        if _is_empty(before):
            return True  # told with the word before it
        if not isinstance(before, ScalarNode) or before.style:
            return False
        self.fault(
            key_node,
            f"an unquoted comma inside {{}} ends the text before it; {shown(key)} is left over.",
            f'Put the whole text in quotes: {before_key.value}: "{before.value}, {key}"',
        )
        return True


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that is most like `word`, if one is; among thousands none is looked for."""
    if len(word) > 60 or len(known) > _WORDS:
        return None
    folded = {other.casefold(): other for other in known}
    close = get_close_matches(word.casefold(), folded, 1, 0.6)
    return folded[close[0]] if close else None


def is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and node.value in _NOTHING


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and node.value == ""


def line_number(where: Node | int) -> int:
    if isinstance(where, int):
        return where
    return int(where.start_mark.line) + 1


def kind_of(node: Node) -> str:
    if node.__class__ is MappingNode:
        return "a mapping"
    if node.__class__ is SequenceNode:
        return "a list"
    if is_null(node):
        return "nothing"
    return f"the text {shown(node.value)}"


def _article(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def _example(keys: Keys) -> str:
    return "Write " + ", ".join(f"`{key}: ...`" for key in list(keys)[:3]) + "."
