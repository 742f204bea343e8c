"""Editing the text of one file of the record: only the lines in question change.

Every function takes the text of a file and gives the new text. Comments, order, quotes, line ends
and the final line break stay as they are; what is added takes the style of its neighbours. Whoever
writes the text to the file loads it first (`load_text`) and keeps it if it has faults.

Raises RecordError if the text is no YAML, UsageError if the thing to be edited is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bywhen.errors import UsageError
from bywhen.record.emit import block, flow, scalar
from bywhen.record.nodes import nearest
from bywhen.record.schema import DATED
from bywhen.record.spans import Page, entry_of, is_flow, is_nothing, pair_of

__all__ = [
    "add_correction",
    "add_source",
    "append_claim",
    "append_entry",
    "append_event",
    "set_checked_through",
    "update_claim",
]

Values = Mapping[str, Any]


def append_claim(text: str, event: str, claim: Values) -> str:
    """Add a claim (keys of the record, in the order to be written) as the event's last.

    >>> print(append_claim("events:\\n- id: e\\n  claims:\\n  - {id: a, by: 2026}\\n", "e",
    ...                    {"id": "b", "day": date(2026, 5, 1), "issuer": "no"}), end="")
    events:
    - id: e
      claims:
      - {id: a, by: 2026}
      - {id: b, day: 2026-05-01, issuer: 'no'}
    """
    page = Page.of(text)
    _append(page, _event(page, event), "claims", claim, after=None)
    return page.written(text)


def append_event(text: str, event: Values) -> str:
    """Add an event as the affair's last; `claims` may be among its keys, a list of mappings."""
    page = Page.of(text)
    _append(page, page.root, "events", event, after=None)
    return page.written(text)


def append_entry(text: str, key: str, values: Values) -> str:
    """Add an entry to a list at the top of a file, as its last."""
    page = Page.of(text)
    _append(page, page.root, key, values, after=None)
    return page.written(text)


def add_source(text: str, source: str, keys: Values) -> str:
    """Declare a source behind the others."""
    page = Page.of(text)
    pair = pair_of(page.root, "sources")
    if pair is None:
        _insert_pair(page, page.root, "sources", {source: keys}, before="events")
    elif is_nothing(pair[1]):
        lines = [f"  {scalar(source, in_flow=False)}:", *(f"    {line}" for line in block(keys))]
        _fill(page, page.root, pair, {source: keys}, lines)
    elif is_flow(pair[1]):
        _insert_into_flow(page, pair[1], f"{scalar(source)}: {flow(keys)}")
    else:
        last = pair[1].value[-1]
        quotes = _quotes_days(last[1])
        name = scalar(source, in_flow=False)
        lines = [f"{name}: {flow(keys, quotes)}"]
        if not is_flow(last[1]):
            lines = [f"{name}:", *(f"  {line}" for line in block(keys, quotes))]
        page.insert_lines(page.end_of_pair(*last), lines, int(last[0].start_mark.column))
    return page.written(text)


def set_checked_through(text: str, day: date, event: str | None = None) -> str:
    """Say that the affair, or one event of it, was followed to this day."""
    page = Page.of(text)
    mapping = page.root if event is None else _event(page, event)
    pair = pair_of(mapping, "checked_through")
    if pair is None:
        neighbours = ("language", "timezone", "kind", "titles", "title", "id")
        after = next((key for key in neighbours if pair_of(mapping, key)), None)
        _insert_pair(page, mapping, "checked_through", day, after=after)
    else:
        _replace_value(page, mapping, pair, day, "checked_through")
    return page.written(text)


def add_correction(text: str, correction: Values) -> str:
    """Log a correction behind the others; the section is made behind the events if need be."""
    page = Page.of(text)
    _append(page, page.root, "corrections", correction, after="events")
    return page.written(text)


def update_claim(text: str, event: str, claim: str, keys: Values) -> str:
    """Change some keys of a claim: a value sets one, None takes it out.

    A key that goes while another comes gives it its place: `{"by": None, "within": "2025-12"}`.
    """
    page = Page.of(text)
    mapping = _event(page, event)
    pair = pair_of(mapping, "claims")
    entry = entry_of(pair[1] if pair else None, claim)
    if entry is None:
        raise UsageError(f"event {event} has no claim {claim!r}.")
    gone = [key for key, value in keys.items() if value is None and pair_of(entry, key)]
    new = [key for key, value in keys.items() if value is not None and not pair_of(entry, key)]
    for key, value in keys.items():
        old = pair_of(entry, key)
        if old is not None and value is not None:
            _replace_value(page, entry, old, value, key)
    for old_key, key in zip(gone, new, strict=False):
        old = pair_of(entry, old_key)
        if old is not None:
            page.replace(old[0].start_mark.index, old[0].end_mark.index, key)
            _replace_value(page, entry, old, keys[key], key)
    _remove(page, entry, gone[len(new) :])
    for key in new[len(gone) :]:
        _insert_pair(page, entry, key, keys[key])
    return page.written(text)


# -- lists ---------------------------------------------------------------------------------------


def _append(page: Page, mapping: MappingNode, key: str, values: Values, after: str | None) -> None:
    """Add an entry to the list under `key` of a mapping."""
    pair = pair_of(mapping, key)
    if pair is None:
        _insert_pair(page, mapping, key, [values], after=after)
        return
    node = pair[1]
    if is_nothing(node):
        _fill(page, mapping, pair, [values], _dashed(block(values)))
    elif not isinstance(node, SequenceNode):
        raise UsageError(f"`{key}` is no list; `bywhen check` says more.")
    elif is_flow(node):
        _insert_into_flow(page, node, flow(values, _quotes_days(node.value[-1])))
    else:
        last = node.value[-1]
        quotes = _quotes_days(last)
        in_braces = is_flow(last) and key != "events"
        dash = int(node.start_mark.column)
        gap = " " * (int(last.start_mark.column) - dash - 1)
        lines = [flow(values, quotes)] if in_braces else block(values, quotes)
        lines = _dashed(lines, gap)
        if key == "events" and len(node.value) > 1 and page.has_blank_line_before(last):
            lines.insert(0, "")
        page.insert_lines(page.end_of(last), lines, dash)


def _dashed(lines: list[str], gap: str = " ") -> list[str]:
    return [f"-{gap}{lines[0]}", *(f" {gap}{line}" for line in lines[1:])]


def _fill(
    page: Page, mapping: MappingNode, pair: tuple[Node, Node], value: object, lines: list[str]
) -> None:
    """Put lines below a key that has no value, or an empty one; in braces the value itself."""
    key_node, old = pair
    colon = page.text.index(":", key_node.end_mark.index) + 1
    end = page.end_of_pair(key_node, old)
    if is_flow(mapping):
        page.replace(colon, end, f" {scalar(value)}")
        return
    page.insert_lines(end, lines, int(key_node.start_mark.column))
    page.replace(colon, end, "")


def _insert_into_flow(page: Page, node: Node, entry: str) -> None:
    """Add an entry before the closing bracket of a list or mapping in brackets."""
    last = node.value[-1]
    end = page.end_of_pair(*last) if isinstance(last, tuple) else page.end_of(last)
    page.replace(end, end, f", {entry}")


# -- keys ----------------------------------------------------------------------------------------


def _insert_pair(
    page: Page,
    mapping: MappingNode,
    key: str,
    value: object,
    after: str | None = None,
    before: str | None = None,
) -> None:
    """Add a key: behind another, above another, or as the last."""
    quotes = _quotes_days(mapping)
    if is_flow(mapping):
        pair = (after and pair_of(mapping, after)) or mapping.value[-1]
        end = page.end_of_pair(*pair)
        page.replace(end, end, f", {key}: {scalar(value, key, quote_days=quotes)}")
        return
    lines = _section(key, value, quotes)
    column = int(mapping.start_mark.column)
    index = len(mapping.value) - 1
    for number, (key_node, _) in enumerate(mapping.value):
        if key_node.value == before and number:
            index = number - 1
        elif key_node.value == after:
            index = number
    key_node = mapping.value[index][0]
    if mapping.value[0][0].value == before:
        start = int(mapping.value[0][0].start_mark.index)
        page.replace(start, start, "".join(f"{line}{page.newline}" for line in lines))
        return
    if len(lines) > 1 and page.has_blank_line_before(key_node):
        lines.insert(0, "")
    page.insert_lines(page.end_of_pair(*mapping.value[index]), lines, column)


def _section(key: str, value: object, quotes: bool) -> list[str]:
    """A key with its value as lines; a mapping of mappings gets a line for each of theirs."""
    if not isinstance(value, Mapping) or key != "sources":
        return block({key: value}, quotes)
    lines = [f"{key}:"]
    for name, keys in value.items():
        lines.append(f"  {scalar(name, in_flow=False)}:")
        lines += [f"    {line}" for line in block(keys, quotes)]
    return lines


def _replace_value(
    page: Page, mapping: MappingNode, pair: tuple[Node, Node], value: object, key: str
) -> None:
    key_node, old = pair
    style = old.style if isinstance(old, ScalarNode) else None
    new = scalar(value, key, is_flow(mapping), key in DATED and style in ("'", '"'))
    if key in DATED and style == '"' and new.startswith("'"):
        new = f'"{new[1:-1]}"'  # a date has nothing in it that the two kinds of quotes tell apart
    if is_nothing(old) and isinstance(old, ScalarNode):
        colon = page.text.index(":", key_node.end_mark.index) + 1
        page.replace(colon, max(colon, int(old.end_mark.index)) if old.value else colon, f" {new}")
        return
    if isinstance(old, ScalarNode) and old.style in ("|", ">"):
        new += page.newline
    start = int(old.start_mark.index)
    if not is_flow(old) and not isinstance(old, ScalarNode):
        # A list or mapping on lines of its own: back to the colon.
        start = page.text.index(":", key_node.end_mark.index) + 1
        new = f" {new}"
    page.replace(start, page.end_of(old), new)


def _remove(page: Page, mapping: MappingNode, keys: list[str]) -> None:
    pairs = mapping.value
    gone = [pair[0].value in keys for pair in pairs]
    last = max((number for number, is_gone in enumerate(gone) if not is_gone), default=-1)
    if last < 0:
        raise UsageError("nothing would be left of the claim.")
    starts = [int(pair[0].start_mark.index) for pair in pairs]
    in_braces = is_flow(mapping)
    if in_braces and last + 1 < len(pairs):
        page.replace(page.end_of_pair(*pairs[last]), page.end_of_pair(*pairs[-1]), "")
    for number, pair in enumerate(pairs):
        if not gone[number]:
            continue
        if number < last and (in_braces or not page.begins_line(pair[0])):
            page.replace(starts[number], starts[number + 1], "")  # an entry's dash stays
        elif not in_braces:
            end = page.end_of_pair(*pair)
            if page.text[end - 1 : end] not in ("\n", "\r"):
                end = _next_line(page.text, end)
            page.replace(starts[number] - int(pair[0].start_mark.column), end, "")


def _next_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


# -- finding -------------------------------------------------------------------------------------


def _event(page: Page, name: str) -> MappingNode:
    pair = pair_of(page.root, "events")
    entry = entry_of(pair[1] if pair else None, name)
    if entry is None:
        names = [
            found[1].value
            for each in (pair[1].value if pair and isinstance(pair[1], SequenceNode) else ())
            if isinstance(each, MappingNode) and (found := pair_of(each, "id"))
        ]
        close = nearest(name, [text for text in names if isinstance(text, str)])
        raise UsageError(
            f"there is no event {name!r} in the file."
            + (f" Did you mean {close}?" if close else "")
        )
    return entry


def _quotes_days(node: Node) -> bool:
    """True if the days of a neighbouring mapping stand in quotes."""
    return isinstance(node, MappingNode) and any(
        key.value in DATED and isinstance(value, ScalarNode) and value.style in ("'", '"')
        for key, value in node.value
    )
