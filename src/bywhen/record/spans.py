"""Where things stand in the text of a file, and putting other text in their places.

All places are indices into the text (code points); what is not touched stays letter for letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bywhen.errors import RecordError
from bywhen.record.yamltext import compose

__all__ = ["Page", "entry_of", "is_flow", "is_nothing", "pair_of"]

_LINE_END = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029]|$)")
_BLANK_LINES = re.compile("(?:[ \t]*(?:\r\n|[\n\r]))+\\Z")


@dataclass(slots=True)
class Page:
    """The text of one file, its nodes, and the changes to be made to it."""

    text: str
    root: MappingNode
    _changes: list[tuple[int, int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> Page:
        """Raises RecordError if the text is no YAML mapping."""
        bare = text.removeprefix("\ufeff")
        tree = compose(bare.encode(), "the text")
        if tree.faults or not isinstance(tree.root, MappingNode):
            raise RecordError(tree.faults)
        return cls(bare, tree.root)

    @property
    def newline(self) -> str:
        """How the file ends its lines."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in the place of what stands from `start` to `end`."""
        self._changes.append((start, end, text))

    def insert_lines(self, at: int, lines: list[str], indent: int) -> None:
        """Put lines after the line in which index `at` lies, or at it if a line begins there."""
        blank = " " * indent
        written = "".join(f"{blank}{line}".rstrip() + self.newline for line in lines)
        start = at
        if at > 0 and self.text[at - 1] not in "\n\r\x85\u2028\u2029":
            match = _LINE_END.match(self.text, at)
            start = match.end() if match else len(self.text)
        if start == len(self.text) and start > 0 and self.text[-1] not in "\n\r":
            # The file ends without a line break, and goes on doing so.
            written = self.newline + written.removesuffix(self.newline)
        self._changes.append((start, start, written))

    def written(self, original: str) -> str:
        """The text with all changes; the byte order mark of `original` is kept."""
        text = self.text
        # From the last to the first, so that the places before stay true; of two at one place the
        # later goes in first and so ends up behind.
        numbered = sorted(enumerate(self._changes), key=lambda change: (change[1][0], change[0]))
        for _, (start, end, new) in numbered[::-1]:
            text = text[:start] + new + text[end:]
        return ("\ufeff" if original.startswith("\ufeff") else "") + text

    def end_of(self, node: Node) -> int:
        """Where a node's text ends, without the comments and blank lines that follow."""
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            span = self.text[node.start_mark.index : node.end_mark.index]
            keeps = "+" in span.split("\n", 1)[0]
            return int(node.end_mark.index) - (0 if keeps else _blank_tail(span))
        if isinstance(node, MappingNode) and not node.flow_style and node.value:
            return self.end_of_pair(*node.value[-1])
        if isinstance(node, SequenceNode) and not node.flow_style and node.value:
            return self.end_of(node.value[-1])
        return int(node.end_mark.index)

    def end_of_pair(self, key_node: Node, value_node: Node) -> int:
        """Where a key and its value end; nothing as a value ends behind the colon."""
        if isinstance(value_node, ScalarNode) and not value_node.value and not value_node.style:
            return self.text.index(":", key_node.end_mark.index) + 1
        return self.end_of(value_node)

    def begins_line(self, node: Node) -> bool:
        """True if nothing but blanks stands before a node on its line."""
        start = int(node.start_mark.index)
        return not self.text[start - node.start_mark.column : start].strip()

    def has_blank_line_before(self, node: Node) -> bool:
        """True if the line above the node's line is empty."""
        start = int(node.start_mark.index) - int(node.start_mark.column)
        return re.search(r"(?:\r\n|[\n\r])[ \t]*(?:\r\n|[\n\r])\Z", self.text[:start]) is not None


def _blank_tail(span: str) -> int:
    """How many characters of blank lines follow the last line that says something."""
    match = _BLANK_LINES.search(span)
    if not match:
        return 0
    first = re.match(r"[ \t]*(?:\r\n|[\n\r])", match[0])
    # The first break ends the last line itself, unless the match begins at a line's start.
    at_line = match.start() == 0 or span[match.start() - 1] in "\n\r"
    return len(match[0]) - (first.end() if first and not at_line else 0)


def pair_of(mapping: MappingNode, key: str) -> tuple[Node, Node] | None:
    """The key and value nodes of a key, or None."""
    for key_node, value_node in mapping.value:
        if key_node.value == key:
            return key_node, value_node
    return None


def entry_of(sequence: Node | None, name: str) -> MappingNode | None:
    """The mapping of a list that has this `id`, or None."""
    for entry in sequence.value if isinstance(sequence, SequenceNode) else ():
        if isinstance(entry, MappingNode):
            pair = pair_of(entry, "id")
            if pair and pair[1].value == name:
                return entry
    return None


def is_flow(node: Node) -> bool:
    """True for `{...}` and `[...]`."""
    return isinstance(node, MappingNode | SequenceNode) and bool(node.flow_style)


def is_nothing(node: Node) -> bool:
    """True if no value is written, or an empty list or mapping."""
    if isinstance(node, ScalarNode):
        return not node.style and node.value in ("", "~", "null")
    return not node.value
