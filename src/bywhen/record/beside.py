"""A file beside the record (alerts.yml, ingest/sources.yml) as one value, with all its faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from yaml import Node

from bywhen.errors import Fault
from bywhen.record.nodes import Reader, TooManyFaults
from bywhen.record.yamltext import compose

__all__ = ["read_beside"]

Value = TypeVar("Value")


def read_beside(
    raw: bytes, name: str, made: Callable[[Reader, Node], Value], otherwise: Value
) -> tuple[Value, list[Fault]]:
    """What `made` makes of the file's root, and the faults by line.

    `otherwise` stands for a file that is empty, no YAML or too full of faults.
    """
    tree = compose(raw, name)
    reader = Reader(name, tree.lost)
    reader.faults.extend(tree.faults)
    value = otherwise
    if tree.root is not None:
        try:
            value = made(reader, tree.root)
        except TooManyFaults:
            reader.faults.append(Fault(name, 0, "more faults than can be listed."))
    reader.faults.sort(key=lambda fault: fault.line)
    return value, reader.faults
