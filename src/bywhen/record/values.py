"""Ways to read the values that only a record has: days, windows, zones, languages, instants."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from yaml import MappingNode, Node, SequenceNode

from bywhen.errors import DateError
from bywhen.record.nodes import Reader, is_null, nearest
from bywhen.record.scalars import line, lines
from bywhen.timetable.advice import shown
from bywhen.timetable.edtf import parse_window

__all__ = [
    "Aliases",
    "aliases",
    "clock",
    "day",
    "instant",
    "language",
    "sha256",
    "titles",
    "url",
    "zone",
    "zones",
]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", re.ASCII)  # BCP 47, in outline
_CLOCK = re.compile(r"(?:[01]\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_DAYS: dict[str, date] = {}  # few days, written often
_DAYS_KEPT = 20_000


def day(reader: Reader, node: Node, key: str) -> date | None:
    """Exactly one civil day."""
    text = node.value
    if text.__class__ is str:
        known = _DAYS.get(text)
        if known is not None:
            return known
    text = line(reader, node, key)
    if text is None:
        return None
    try:
        window = parse_window(text)
    except DateError as error:
        reader.fault(node, f"`{key}`: {error}.")
        return None
    if not window.is_day or window.earliest is None or len(text) != 10:
        reader.fault(
            node,
            f"`{key}` is one day; {shown(text)} is not.",
            f"Write {window.latest or window.earliest} if that day is meant.",
        )
        return None
    if len(_DAYS) < _DAYS_KEPT:
        _DAYS[text] = window.earliest
    return window.earliest


def instant(reader: Reader, node: Node, key: str) -> str | None:
    """A moment with its offset from UTC, as it is written."""
    text = line(reader, node, key)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.utcoffset() is None or len(text) < 16:
        reader.fault(
            node,
            f"`{key}` is an instant with its offset; {shown(text)} is not.",
            "Write it as 2025-11-21T09:30:00Z.",
        )
        return None
    return text


def clock(reader: Reader, node: Node, key: str) -> str | None:
    """A time of day, with its offset if it was stated."""
    text = line(reader, node, key)
    if text is not None and not _CLOCK.fullmatch(text):
        reader.fault(
            node,
            f"`{key}` is a time of day; {shown(text)} is not.",
            f'Write `{key}: "23:00+00:00"`.',
        )
        return None
    return text


def language(reader: Reader, node: Node, key: str) -> str | None:
    """A language tag (BCP 47): en, zh-Hant."""
    text = line(reader, node, key)
    if text is not None and not _is_language(text):
        reader.fault(node, *_no_language(key, text))
        return None
    return text


def titles(reader: Reader, node: Node, key: str) -> dict[str, str] | None:
    """Texts by language: `{zh-Hant: ...}`."""
    if node.__class__ is not MappingNode:
        values = reader.mapping(node, {"en": line, "zh-Hant": line}, "mapping of languages")
        return None if values is None else {}
    wanted: dict[str, Any] = {}
    for key_node, _ in node.value:
        if key_node.value.__class__ is str and not wanted.get(key_node.value):
            tag = key_node.value
            if tag.lower() in ("no", "on") and not key_node.style:
                reader.fault(
                    key_node, f"the language `{tag}` without quotes is read as true or false"
                    " by YAML.", f'Write `"{tag}"`.',
                )  # fmt: skip
            elif not _is_language(tag):
                reader.fault(key_node, *_no_language(key, tag))
            wanted[tag] = line
    values = reader.mapping(node, wanted, "mapping of languages")
    return None if values is None else {sys.intern(tag): values[tag] for tag in values}


class Aliases(NamedTuple):
    """Other names of an issuer, in any language, and which of them are names of one."""

    texts: tuple[str, ...]
    names: dict[str, dict[str, str]]


def aliases(reader: Reader, node: Node, key: str) -> Aliases | None:
    """A list of names; one that has names in other languages too is `{name: ..., names: ...}`."""
    if node.__class__ is not SequenceNode:
        lines(reader, node, key)
        return None
    texts: list[str] = []
    names: dict[str, dict[str, str]] = {}
    for entry in node.value:
        if entry.__class__ is MappingNode:
            values = reader.mapping(entry, {"name": line, "names": titles}, "alias") or {}
            text = values.get("name")
            if text is None:
                if values and "name" not in values:
                    reader.fault(entry, "an alias needs `name`.", "Write `name: ...`.")
                continue
            others = {tag: one for tag, one in (values.get("names") or {}).items() if one}
            names[text] = others
            texts += [text, *others.values()]
            continue
        text = line(reader, entry, key)
        if text is not None:
            texts.append(text)
        elif is_null(entry):
            reader.fault(entry, f"an entry of `{key}` is empty.", "Write it, or take it out.")
    return Aliases(tuple(dict.fromkeys(texts)), {name: one for name, one in names.items() if one})


def url(reader: Reader, node: Node, key: str) -> str | None:
    """An address; one that is not http(s) is only warned of, and shown as text."""
    text = line(reader, node, key)
    if text is not None and not text.startswith(("http://", "https://")):
        reader.warn(
            node,
            f"`{key}`: {shown(text)} is no http(s) address; it is shown as text.",
            "Write the whole address, beginning with https://.",
        )
    return text


def sha256(reader: Reader, node: Node, key: str) -> str | None:
    """64 hexadecimal digits."""
    text = line(reader, node, key)
    if text is not None and not _SHA256.fullmatch(text):
        reader.fault(node, f"`{key}` has 64 hexadecimal digits.", "Write what `sha256sum` prints.")
        return None
    return text


def zone(reader: Reader, node: Node, key: str) -> str | None:
    """An IANA time zone."""
    text = line(reader, node, key)
    if text is None or text in zones():
        return text
    close = _nearest_zone(text)
    reader.fault(
        node,
        f"`{key}`: {shown(text)} is no time zone.",
        f"Did you mean `{close}`?" if close else "Write it as Europe/Kyiv or America/New_York.",
    )
    return None


@cache
def zones() -> frozenset[str]:
    """The names that the tzdata package knows, whatever the machine has."""
    names = resources.files("tzdata").joinpath("zones").read_text("utf-8")
    return frozenset(names.split())


def _nearest_zone(text: str) -> str | None:
    wanted = text.strip().replace(" ", "_").casefold()
    for name in sorted(zones()):
        if wanted in (name.casefold(), name.rpartition("/")[2].casefold()):
            return name
    return nearest(text, zones())


def _is_language(text: str) -> bool:
    return _LANGUAGE.fullmatch(text) is not None


def _no_language(key: str, text: str) -> tuple[str, str]:
    better = text.replace("_", "-")
    return (
        f"`{key}`: {shown(text)} is no language tag.",
        f"Write `{better}`." if _is_language(better) else "Write it as en, uk or zh-Hant.",
    )
