"""Reading YAML nodes as the values that a format wants, noting every fault and going on.

A `Reader` belongs to one file. `Reader.mapping` reads one mapping by a table of keys, each with
the function that reads its value. A value that is wrong is noted as a fault and comes out as
None; a key written with `null` or `~` counts as not written.

    KEYS = {"title": line, "claims": anything}
    values = reader.mapping(node, KEYS, "event")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeAlias

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bywhen.errors import Fault
from bywhen.record.bytes import control_character
from bywhen.timetable.advice import shown

__all__ = [
    "MOST_FAULTS",
    "UNKNOWN",
    "Keys",
    "Lost",
    "Reader",
    "TooManyFaults",
    "anything",
    "identifier",
    "line",
    "lines",
    "nearest",
    "one_of",
    "prose",
    "sequence",
    "yes",
]

_BOOLEANS = frozenset(
    word for name in ("yes", "no", "on", "off", "true", "false")
    for word in (name, name.capitalize(), name.upper())
)  # fmt: skip
_NULLS = frozenset({"~", "null", "Null", "NULL"})
_NOTHING = _NULLS | {""}
_TRAPS = _BOOLEANS | _NOTHING
_WORD = re.compile(r"[^\s{}\[\],:'\"]+")
_KEY = re.compile(r"(\s*(?:- +)*)([\w-]+)\s*:")
_BREAK = re.compile("[ \t]*[\t\n\r\x85\u2028\u2029][ \t]*")
_TEXT_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
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
    """What the lines said that had to be left out: `words`, and keys by (column, key)."""

    words: set[str] = field(default_factory=set)
    keys: dict[tuple[int, str], list[int]] = field(default_factory=dict)

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
        if isinstance(where, ScalarNode) and where.value == UNKNOWN:
            return  # what stood here is a fault already
        self._count += 1
        if self._count > MOST_FAULTS:
            raise TooManyFaults
        self.faults.append(Fault(self.path, _line(where), message, advice))

    def warn(self, where: Node | int, message: str, advice: str = "") -> None:
        """Note what does not make `check` fail."""
        self.faults.append(Fault(self.path, _line(where), message, advice, warning=True))

    def mapping(self, node: Node, keys: Keys, what: str) -> dict[str, Any] | None:
        """The values of the mapping `node`, by key; None if it is no mapping.

        A value that is faulty is there as None. `what` names the thing in messages.
        """
        if not isinstance(node, MappingNode):
            self.fault(node, f"{_article(what)} is due here, not {_kind(node)}.", _example(keys))
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

    def named(self, node: Node, what: str) -> list[tuple[str, Node, Node]]:
        """The entries of a mapping from ids to things: (id, key node, value node), ids checked."""
        if _is_null(node):
            return []
        if node.__class__ is not MappingNode:
            self.fault(
                node, f"{what}s are a mapping, not {_kind(node)}.", "Write `id: {...}` for each."
            )
            return []
        entries = []
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            name = identifier(self, key_node, what)
            if name is None:
                continue
            if name in seen:
                self.fault(
                    key_node,
                    f"{what} `{name}` is declared twice (first on line {seen[name]}).",
                    "Keep one of them.",
                )
                continue
            seen[name] = _line(key_node)
            entries.append((name, key_node, value_node))
        return entries

    def line_of(self, node: Node, key: str) -> int:
        """The line of a key's value in a mapping; the mapping's if the key is not there."""
        if node.__class__ is MappingNode:
            for key_node, value_node in node.value:
                if key_node.value == key:
                    return _line(value_node)
        return _line(node)

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

    def suggest(self, word: str, known: Iterable[str], otherwise: str = "") -> str:
        """Advice that names the nearest known word, or all of them if they are few."""
        words = list(known)
        close = nearest(word, words)
        if close:
            return f"Did you mean `{close}`?"
        if otherwise or not words or len(words) > 12:
            return otherwise
        return f"Known: {', '.join(sorted(words))}."

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
            self.fault(key_node, f"a key is a word, not {_kind(key_node)}.", _example(keys))
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
        elif plain and key in _BOOLEANS:
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
        if key_node.style or (":" in key and " " not in key):
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


# -- ways to read one value ----------------------------------------------------------------------


def line(reader: Reader, node: Node, key: str) -> str | None:
    """Text of one line: line breaks and tabs become one blank."""
    if node.__class__ is ScalarNode:
        value: str = node.value
        if value.isprintable() and value not in _TRAPS and value[0] != " " and value[-1] != " ":
            return value
    return _text(reader, node, key, _fold)


def prose(reader: Reader, node: Node, key: str) -> str | None:
    """Text that may have several lines."""
    if node.__class__ is ScalarNode:
        value: str = node.value
        if value.isprintable() and value not in _TRAPS:
            return value
    return _text(reader, node, key, _lines)


def anything(_reader: Reader, node: Node, _key: str) -> Node:
    """The node itself, to be read later."""
    return node


def yes(reader: Reader, node: Node, key: str) -> bool | None:
    """`true`, and nothing else."""
    if node.__class__ is ScalarNode and not node.style and node.value in ("true", "True", "TRUE"):
        return True
    if not _is_null(node):
        found = f"`{_short(node.value)}`" if node.__class__ is ScalarNode else _kind(node)
        advice = f"Write `{key}: true`."
        if found[1:3].isdigit():
            advice = f"Write `{key}: true` and `known: {found[1:-1]}`."
        reader.fault(node, f"`{key}` is true or left out, not {found}.", advice)
    return None


def one_of(words: Mapping[str, Any]) -> ReadValue:
    """A closed set: the text, and the value it stands for."""

    def read(reader: Reader, node: Node, key: str) -> Any:
        if node.__class__ is ScalarNode:
            value = words.get(node.value)
            if value is not None:
                return value
        text = line(reader, node, key)
        if text is not None:
            close = nearest(text, words)
            meant = f"Did you mean `{close}`? It is" if close else "Write"
            reader.fault(
                node,
                f"`{key}: {_short(text)}` is not known.",
                f"{meant} one of: {', '.join(words)}.",
            )
        return None

    return read


def sequence(reader: Reader, node: Node, what: str, example: str) -> list[Node]:
    """The nodes of a list; nothing written is an empty one."""
    if node.__class__ is SequenceNode:
        return list(node.value)
    if not _is_null(node):
        reader.fault(node, f"{what} are a list, not {_kind(node)}.", f"Write {example}.")
    return []


def lines(reader: Reader, node: Node, key: str) -> tuple[str, ...] | None:
    """A list of one-line texts."""
    if node.__class__ is not SequenceNode:
        if not _is_null(node):
            example = _short(node.value) if node.__class__ is ScalarNode else "..."
            reader.fault(
                node, f"`{key}` is a list, not {_kind(node)}.", f"Write `{key}: [{example}]`."
            )
        return None
    texts = []
    for entry in node.value:
        text = line(reader, entry, key)
        if text is not None:
            texts.append(text)
        elif _is_null(entry):
            reader.fault(entry, f"an entry of `{key}` is empty.", "Write it, or take it out.")
    return tuple(texts)


_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


def identifier(reader: Reader, node: Node, key: str) -> str | None:
    """An id: letters of ASCII, digits, `.`, `_` and `-`, safe in an address."""
    text = line(reader, node, key)
    if text is None:
        if _is_null(node):
            reader.fault(node, f"`{key}` is empty.", "Write a short name such as kyiv-agrees.")
        return None
    if _IDENTIFIER.fullmatch(text) and len(text) <= 120:
        return text
    wrong = (
        "has a slash" if "/" in text else "has a blank" if " " in text
        else "is longer than 120 characters" if len(text) > 120
        else "is not made of a-z, 0-9, `.`, `_` and `-`"
    )  # fmt: skip
    better = re.sub(r"[^a-z0-9._]+", "-", text.lower()).strip("-._")[:60]
    advice = f"Write `{better}`." if better else "Write a short name such as kyiv-agrees."
    reader.fault(node, f"the {key} {shown(text)} {wrong}.", advice)
    return None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like `word`, if one is."""
    folded = {other.casefold(): other for other in known}
    if len(word) > 60 or len(folded) > _WORDS:
        return None
    close = get_close_matches(word.casefold(), folded, 1, 0.6)
    return folded[close[0]] if close else None


# -- text ----------------------------------------------------------------------------------------


def _text(reader: Reader, node: Node, key: str, tidy: Callable[[str], str]) -> str | None:
    if node.__class__ is not ScalarNode:
        reader.fault(
            node,
            f"`{key}` is a text, not {_kind(node)}.",
            "Put it in quotes if it has brackets, colons or commas.",
        )
        return None
    value: str = node.value
    if value == UNKNOWN:
        return None
    if not node.style and value in _TRAPS:
        if value in _BOOLEANS:
            reader.fault(
                node, f"`{key}: {value}` without quotes is read as true or false by YAML.",
                f'Write `{key}: "{value}"`.',
            )  # fmt: skip
        return None
    control = _TEXT_CONTROL.search(_BREAK.sub("", value))
    if control:
        message, advice = control_character(control[0])
        reader.fault(node, f"`{key}`: {message}", advice)
        return None
    text = tidy(value)
    if not text:
        reader.fault(node, f"`{key}` is empty.", "Write it, or leave the line out.")
        return None
    return text


def _fold(value: str) -> str:
    return _BREAK.sub(" ", value).strip()


def _lines(value: str) -> str:
    return "\n".join(part.rstrip() for part in value.replace("\t", " ").splitlines()).strip()


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and node.value in _NOTHING


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and node.value == ""


def _line(where: Node | int) -> int:
    if isinstance(where, int):
        return where
    return int(where.start_mark.line) + 1


def _short(text: str) -> str:
    text = _fold(text)
    return text if len(text) <= 40 else text[:40] + "..."


def _kind(node: Node) -> str:
    if node.__class__ is MappingNode:
        return "a mapping"
    if node.__class__ is SequenceNode:
        return "a list"
    if _is_null(node):
        return "nothing"
    return f"the text {shown(node.value)}"


def _article(what: str) -> str:
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"


def _example(keys: Keys) -> str:
    return "Write " + ", ".join(f"`{key}: ...`" for key in list(keys)[:3]) + "."
