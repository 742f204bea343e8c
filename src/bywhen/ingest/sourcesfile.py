"""Editing ingest/sources.yml: only the lines in question change, comments and order stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yaml import MappingNode, Node, SequenceNode

from bywhen.errors import RecordError, UsageError
from bywhen.ingest.sources import FILE, load_text
from bywhen.record.save import append_entry
from bywhen.record.spans import Page, is_flow, pair_of
from bywhen.record.yamltext import compose
from bywhen.tracker import Tracker

__all__ = ["add_feed", "read_sources", "remove_feed"]


def read_sources(tracker: Tracker) -> str:
    """The text of the file; "" if there is none. Raises RecordError if it has faults: a broken
    file is mended by hand."""
    path = tracker.ingest_dir / "sources.yml"
    if not path.exists():
        return ""
    raw = path.read_bytes()
    _, faults = load_text(raw)
    errors = [fault for fault in faults if not fault.warning]
    # A file of comments only is no sources.yml yet, but feeds may be added to it.
    if errors and compose(raw, FILE).root is not None:
        raise RecordError(errors)
    return raw.decode("utf-8")


def add_feed(text: str, values: Mapping[str, Any]) -> str:
    """The text with one more feed.

    >>> print(add_feed("feeds: []  # none yet\\n", {"name": "A", "url": "https://a.example/x"}))
    feeds:  # none yet
    - name: A
      url: https://a.example/x
    <BLANKLINE>
    """
    if compose(text.encode(), FILE).root is None:
        text = f"{text.rstrip()}\n\nfeeds: []\n".lstrip()
    new = append_entry(text, "feeds", values)
    _, faults = load_text(new.encode())
    errors = [fault for fault in faults if not fault.warning]
    if errors:
        raise UsageError(" ".join(f"{fault.message} {fault.advice}" for fault in errors))
    return new


def remove_feed(text: str, name: str) -> str:
    """The text without the feed of that name or address. Raises UsageError if there is none."""
    page = Page.of(text)
    pair = pair_of(page.root, "feeds")
    listed = pair[1].value if pair and isinstance(pair[1], SequenceNode) else []
    entry = _entry(listed, name)
    if pair is None or entry is None:
        raise UsageError(f"there is no feed {name!r} in {FILE}; `bywhen feeds list` has them all.")
    number = listed.index(entry)
    if is_flow(pair[1]) and len(listed) == 1:
        page.replace(pair[1].start_mark.index, pair[1].end_mark.index, "[]")
    elif is_flow(pair[1]):
        start = entry.start_mark.index if number == 0 else page.end_of(listed[number - 1])
        end = listed[1].start_mark.index if number == 0 else page.end_of(entry)
        page.replace(start, end, "")
    else:
        start = int(entry.start_mark.index) - int(entry.start_mark.column)
        end = page.text.find("\n", page.end_of(entry)) + 1
        page.replace(start, end or len(page.text), "")
        if len(listed) == 1:
            colon = page.text.index(":", pair[0].end_mark.index) + 1
            page.replace(colon, colon, " []")
    return page.written(text)


def _entry(listed: Iterable[Node], name: str) -> Node | None:
    for node in listed:
        if isinstance(node, MappingNode):
            values = {key.value: value.value for key, value in node.value}
            if name in (values.get("name"), values.get("url")):
                return node
    return None
