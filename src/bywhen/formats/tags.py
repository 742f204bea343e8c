"""The tags and the words of a page, in one pass whatever the page holds.

The standard library's parser needs hours for a megabyte of `<a <a <a`; a page from anywhere may
hold that. This one only ever moves forward: what is not closed ends the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

__all__ = ["Closed", "Opened", "Words", "pieces"]

_NAME = re.compile(r"[a-z][^\s/>]{0,40}")
_IN_TAG = re.compile(r"[\"'>]")
_ATTRIBUTE = re.compile(
    r"([^\s=/>\"']{1,100})(?:\s{0,20}=\s{0,20}(\"[^\"]*\"|'[^']*'|[^\s>\"']+))?"
)
_RAW = frozenset({"script", "style", "template", "noscript", "textarea", "title"})


@dataclass(frozen=True, slots=True)
class Words:
    """Text between tags, its character references resolved."""

    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A start tag; `inside` holds its attributes as written."""

    tag: str
    inside: str

    def attributes(self) -> dict[str, str]:
        """Its attributes by lower-case name; the first of two counts."""
        held: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(self.inside):
            value = found[2] or ""
            bare = value[1:-1] if value[:1] in ("'", '"') else value
            held.setdefault(found[1].lower(), unescape(bare))
        return held


@dataclass(frozen=True, slots=True)
class Closed:
    """An end tag."""

    tag: str


def pieces(page: str) -> Iterator[Words | Opened | Closed]:
    """The pieces of a page from its beginning to its end; comments and declarations are left out.

    >>> [piece for piece in pieces("<p class=a>1 &lt; 2</p>")]
    [Opened(tag='p', inside=' class=a'), Words(text='1 < 2'), Closed(tag='p')]
    """
    small = page.lower() if page.isascii() else _lowered(page)
    place = 0
    while place < len(page):
        start = page.find("<", place)
        if start < 0:
            start = len(page)
        if start > place:
            yield Words(unescape(page[place:start]))
        if start == len(page):
            return
        if page.startswith("<!--", start):
            place = _behind(page, "-->", start + 4)
            continue
        closes = page.startswith("/", start + 1)
        name = _NAME.match(small, start + 1 + closes)
        if name is None:
            if page.startswith(("!", "?", "/"), start + 1):
                place = _behind(page, ">", start)
            else:  # "1 < 2": no tag
                yield Words("<")
                place = start + 1
            continue
        end = _tag_end(page, name.end())
        if end < 0:
            return
        place = end + 1
        if closes:
            yield Closed(name[0])
            continue
        yield Opened(name[0], page[name.end() : end])
        if name[0] in _RAW:
            raw_end = small.find(f"</{name[0]}", place)
            raw_end = len(page) if raw_end < 0 else raw_end
            yield Words(page[place:raw_end])
            place = raw_end


def _lowered(page: str) -> str:
    """Lower case without a change of length, as some letters become two."""
    return re.sub("[A-Z]+", lambda found: found[0].lower(), page)


def _behind(page: str, mark: str, start: int) -> int:
    found = page.find(mark, start)
    return len(page) if found < 0 else found + len(mark)


def _tag_end(page: str, place: int) -> int:
    """The place of the > that ends a tag, -1 if none does; one in quotes does not."""
    while (found := _IN_TAG.search(page, place)) is not None:
        if found[0] == ">":
            return found.start()
        closing = page.find(found[0], found.end())
        if closing < 0:
            return page.find(">", found.end())
        place = closing + 1
    return -1
