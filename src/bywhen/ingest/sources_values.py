"""Ways to read one value of ingest/sources.yml: addresses, cadences, words to look for.

Each takes the reader, the node and the key, and gives the value, or None if it is faulty (noted).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from yaml import MappingNode, Node, SequenceNode

from bywhen.ingest.watchlist import Match, Word
from bywhen.record.nodes import Keys, Reader
from bywhen.record.scalars import line, one_of
from bywhen.record.values import language

__all__ = ["boolean", "cadence", "match", "url"]

_SPAN = re.compile(r"([0-9]{1,5}) ?(min|m|h|d)")
_UNITS = {"m": 60, "min": 60, "h": 3600, "d": 86_400}
_SHORTEST_SECONDS, _LONGEST_SECONDS = 60, 7 * 86_400

boolean = one_of({"true": True, "false": False})


def url(reader: Reader, node: Node, key: str) -> str | None:
    """An address of http or https, without a password."""
    text = line(reader, node, key)
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
        good = good and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        reader.fault(
            node, f"`{key}: {text[:80]}` is no address.", "Write https://host/path of the feed."
        )
        return None
    if parts.username or parts.password:
        reader.fault(
            node,
            f"`{key}` has a user name or password, which would be shown.",
            "Take it out; only feeds that need none are read.",
        )
        return None
    return text


def cadence(reader: Reader, node: Node, key: str) -> int | None:
    """Seconds between two fetches."""
    text = line(reader, node, key)
    if text is None:
        return None
    found = _SPAN.fullmatch(text)
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if found is None or not _SHORTEST_SECONDS <= seconds <= _LONGEST_SECONDS:
        reader.fault(
            node,
            f"`{key}: {text}` is no time span from 1m to 7d.",
            f"Write `{key}: 30m`, 6h or 1d, or leave it out: then what the feed brings decides.",
        )
        return None
    return seconds


def match(reader: Reader, node: Node, key: str) -> Match | None:
    """`{any: [...], all: [...], not: [...], regex: ...}`; a bare list is `any`."""
    if not isinstance(node, MappingNode):
        words = _words(reader, node, key)
        return Match(any=words) if words else None
    values = reader.mapping(node, _MATCH, "match")
    if values is None:
        return None
    either = (*(values.get("words") or ()), *(values.get("any") or ()))
    if not any(values.values()):
        if not values:
            reader.fault(node, "`match` looks for nothing.", "Write `match: {any: [Kyiv, Київ]}`.")
        return None
    return Match(
        tuple(dict.fromkeys(either)),
        values.get("all") or (),
        values.get("not") or (),
        values.get("regex") or (),
    )


def _words(reader: Reader, node: Node, key: str) -> tuple[Word, ...] | None:
    """One word, a list of words, or a mapping from languages to either."""
    if isinstance(node, MappingNode):
        found: list[Word] = []
        for tag_node, value_node in node.value:
            tag = language(reader, tag_node, key)
            found += [Word(word.text, tag) for word in _words(reader, value_node, key) or ()]
        return tuple(found) or None
    nodes = node.value if isinstance(node, SequenceNode) else [node]
    texts = [text for one in nodes if (text := line(reader, one, key)) is not None]
    return tuple(Word(text) for text in texts) or None


def _patterns(reader: Reader, node: Node, key: str) -> tuple[Word, ...] | None:
    found = _words(reader, node, key)
    good = []
    for word in found or ():
        try:
            re.compile(word.text)
        except re.error as error:
            reader.fault(node, f"`{key}: {word.text[:60]}` is no pattern: {error.msg}.")
        else:
            good.append(word)
    return tuple(good) or None


_MATCH: Keys = {"any": _words, "all": _words, "not": _words, "words": _words, "regex": _patterns}
