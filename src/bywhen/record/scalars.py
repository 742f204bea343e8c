"""Ways to read one value: text on one line or several, ids, closed sets, lists, named entries.

Each takes the reader, the node and the key under which it stands, and gives the value, or None if
it is faulty (noted) or not written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bywhen.record.bytes import control_character
from bywhen.record.nodes import (
    BOOLEANS,
    TRAPS,
    UNKNOWN,
    Reader,
    ReadValue,
    is_null,
    kind_of,
    line_number,
    nearest,
)
from bywhen.timetable.advice import shown

__all__ = [
    "anything",
    "identifier",
    "interned",
    "line",
    "lines",
    "named",
    "one_of",
    "prose",
    "same_number",
    "sequence",
    "yes",
]

_BREAK = re.compile("[\t\n\r\x85\u2028\u2029]+")
_NUMBERS: dict[int, int] = {}
_TEXT_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def line(reader: Reader, node: Node, key: str) -> str | None:
    """Text of one line: line breaks and tabs become one blank."""
    if node.__class__ is ScalarNode:
        value: str = node.value
        if value.isprintable() and value not in TRAPS and value[0] != " " and value[-1] != " ":
            return value
    return _text(reader, node, key, _fold)


def prose(reader: Reader, node: Node, key: str) -> str | None:
    """Text that may have several lines."""
    if node.__class__ is ScalarNode:
        value: str = node.value
        if value.isprintable() and value not in TRAPS:
            return value
    return _text(reader, node, key, _lines)


def interned(text: str | None) -> str | None:
    """The text, held once however often it is written: a word that thousands of claims share."""
    return None if text is None else sys.intern(text)


def same_number(number: int) -> int:
    """The number, held once: lines and places are the same ones in every file."""
    return _NUMBERS.setdefault(number, number)


def anything(_reader: Reader, node: Node, _key: str) -> Node:
    """The node itself, to be read later."""
    return node


def yes(reader: Reader, node: Node, key: str) -> bool | None:
    """`true`, and nothing else."""
    if node.__class__ is ScalarNode and not node.style and node.value in ("true", "True", "TRUE"):
        return True
    if not is_null(node):
        found = f"`{_short(node.value)}`" if node.__class__ is ScalarNode else kind_of(node)
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
    if not is_null(node):
        reader.fault(node, f"{what} are a list, not {kind_of(node)}.", f"Write {example}.")
    return []


def lines(reader: Reader, node: Node, key: str) -> tuple[str, ...] | None:
    """A list of one-line texts."""
    if node.__class__ is not SequenceNode:
        if not is_null(node):
            example = _short(node.value) if node.__class__ is ScalarNode else "..."
            reader.fault(
                node, f"`{key}` is a list, not {kind_of(node)}.", f"Write `{key}: [{example}]`."
            )
        return None
    texts = []
    for entry in node.value:
        text = line(reader, entry, key)
        if text is not None:
            texts.append(text)
        elif is_null(entry):
            reader.fault(entry, f"an entry of `{key}` is empty.", "Write it, or take it out.")
    return tuple(texts)


_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


def identifier(reader: Reader, node: Node, key: str) -> str | None:
    """An id: letters of ASCII, digits, `.`, `_` and `-`, safe in an address."""
    text = line(reader, node, key)
    if text is None:
        if is_null(node):
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


def named(reader: Reader, node: Node, what: str) -> list[tuple[str, Node, Node]]:
    """The entries of a mapping from ids to things: (id, key node, value node), ids checked."""
    if is_null(node):
        return []
    if node.__class__ is not MappingNode:
        reader.fault(
            node, f"{what}s are a mapping, not {kind_of(node)}.", "Write `id: {...}` for each."
        )
        return []
    entries = []
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        name = identifier(reader, key_node, what)
        if name is None:
            continue
        if name in seen:
            reader.fault(
                key_node,
                f"{what} `{name}` is declared twice (first on line {seen[name]}).",
                "Keep one of them.",
            )
            continue
        seen[name] = line_number(key_node)
        entries.append((name, key_node, value_node))
    return entries


def _text(reader: Reader, node: Node, key: str, tidy: Callable[[str], str]) -> str | None:
    if node.__class__ is not ScalarNode:
        reader.fault(
            node,
            f"`{key}` is a text, not {kind_of(node)}.",
            "Put it in quotes if it has brackets, colons or commas.",
        )
        return None
    value: str = node.value
    if value == UNKNOWN and reader.lost.has_unknown:
        return None
    if not node.style and value in TRAPS:
        if value in BOOLEANS:
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
    return " ".join(part for part in map(str.strip, _BREAK.split(value)) if part)


def _lines(value: str) -> str:
    return "\n".join(part.rstrip() for part in value.replace("\t", " ").splitlines()).strip()


def _short(text: str) -> str:
    text = _fold(text)
    return text if len(text) <= 40 else text[:40] + "..."
