"""From text to a graph of YAML nodes with line marks, going on after a syntax error.

libyaml stops at the first error. To report the mistakes behind it too, the lines around the
error are emptied and the rest is read again; the words that were lost are remembered, so that
nobody complains that they are missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml._yaml import CParser

from bywhen.errors import Fault
from bywhen.record import syntax
from bywhen.record.bytes import decode, how_to_begin
from bywhen.record.nodes import UNKNOWN, Lost

__all__ = ["Tree", "compose"]

_ROUNDS = 12  # syntax errors reported in one file
_EFFORT = 40_000_000  # bytes read again at most, for those
_SHOWN_FAULTS = 10

# An anchor, alias or tag can only begin where no word goes on; what these find is looked at again
# by the scanner, so that `?a=&b=1` inside a text costs only time. Each begins with the one
# character that it wants, which lets the search skip to it.
_MAY_REFER = (
    re.compile(rb"&(?<![0-9A-Za-z].)[0-9A-Za-z_-]"),
    re.compile(rb"\*(?<![0-9A-Za-z].)[0-9A-Za-z_-]"),
    re.compile(rb"!(?<![0-9A-Za-z].)[!<A-Za-z0-9]"),
)


@dataclass(slots=True)
class Tree:
    """The root node (None: nothing could be read), the faults so far, and what they hide."""

    root: yaml.Node | None
    faults: list[Fault] = field(default_factory=list)
    lost: Lost = field(default_factory=Lost)


class _Parser(CParser):
    """libyaml's parser without the guessing of types: scalars are read as text."""

    def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
        return ""

    def descend_resolver(self, _parent: object, _index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def compose(raw: bytes, path: str) -> Tree:
    """Read the bytes of the file `path`; never raises.

    Scalars have the tag "", whatever is in them, and there are no aliases: the graph is a tree.
    """
    text = decode(raw, path)
    tree = Tree(None, text.faults)
    if text.utf8 is None:
        return tree
    try:
        tree.root = _parse(text.utf8, tree, path)
    except yaml.YAMLError as error:
        _read_around(text.utf8, error, tree, path)
    if tree.root is None and not tree.faults:
        tree.faults.append(
            Fault(path, 0, "the file holds nothing but comments.", how_to_begin(path))
        )
    return tree


def _parse(utf8: bytes, tree: Tree, path: str) -> yaml.Node | None:
    """Raises YAMLError at the first place where the text is no YAML."""
    node: yaml.Node | None = _Parser(_without_references(utf8, tree, path)).get_single_node()
    return node


def _read_around(utf8: bytes, error: yaml.YAMLError, tree: Tree, path: str) -> None:
    lines = syntax.split_lines(utf8.decode())
    tabbed = syntax.tabs(lines)
    for number in tabbed[:_SHOWN_FAULTS]:
        tree.faults.append(Fault(path, number, *syntax.TAB))
    for number in tabbed:
        _forget(lines, range(number - 1, number), tree)
    if not tabbed:
        _report(error, lines, tree, path)
    for effort in range(1, _ROUNDS):
        try:
            tree.root = _parse("\n".join(lines).encode(), tree, path)
        except yaml.YAMLError as again:
            # After tabs the rest may be out of place only because they are gone.
            goes_on = _report(again, lines, tree, path, quiet=bool(tabbed))
            if not goes_on or effort * len(utf8) > _EFFORT:
                return
        else:
            return


def _report(
    error: yaml.YAMLError, lines: list[str], tree: Tree, path: str, quiet: bool = False
) -> bool:
    """Name the error, empty its lines; False if that leads nowhere."""
    problem = syntax.explain(error, lines)
    if not quiet:
        tree.faults.append(Fault(path, problem.line, problem.message, problem.advice))
    return _forget(lines, problem.around, tree)


def _forget(lines: list[str], around: range, tree: Tree) -> bool:
    written = [number for number in around if lines[number].strip()]
    for number in written:
        tree.lost.add(number + 1, lines[number])
        lines[number] = ""
    return bool(written)


# -- anchors, aliases and tags -------------------------------------------------------------------

_REFERENCES = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)


def _without_references(utf8: bytes, tree: Tree, path: str) -> bytes:
    """The text without YAML's anchors, aliases and tags, each of which is a fault."""
    if not any(pattern.search(utf8) for pattern in _MAY_REFER):
        return utf8
    found = list(_references(utf8))
    if not found:
        return utf8
    tree.lost.has_unknown = True
    text = utf8.decode()
    pieces, done = [], 0
    for start, end, token in found:
        instead = f'"{UNKNOWN}"' if isinstance(token, yaml.AliasToken) else " "
        pieces += [text[done : start.index], instead]
        done = end.index
    for start, _, token in found[:_SHOWN_FAULTS]:
        tree.faults.append(Fault(path, start.line + 1, *syntax.reference(token)))
    if len(found) > _SHOWN_FAULTS:
        more = len(found) - _SHOWN_FAULTS
        tree.faults.append(Fault(path, 0, f"{more} more YAML anchors, aliases or tags."))
    return "".join([*pieces, text[done:]]).encode()


def _references(utf8: bytes) -> Iterator[tuple[Any, Any, yaml.Token]]:
    try:
        for token in yaml.scan(utf8, Loader=yaml.CSafeLoader):
            if isinstance(token, _REFERENCES):
                yield token.start_mark, token.end_mark, token
    except yaml.YAMLError:
        return  # told by the parser, which comes to the same place
