"""OPML in and out: how feed readers hand lists of feeds to each other (http://opml.org/spec2.opml).

Read with the standard library's parser, whose entities are refused: an OPML file needs none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from bywhen.errors import UsageError
from bywhen.ingest.charset import decode
from bywhen.ingest.links import absolute
from bywhen.ingest.watchlist import Feed

__all__ = ["Outline", "read_opml", "write_opml"]

_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    name: str
    url: str
    language: str | None = None


def read_opml(raw: bytes, name: str = "the file") -> list[Outline]:
    """The feeds of a list, each address once, in its order.

    Raises UsageError if it is no OPML, or declares entities.
    """
    found: dict[str, Outline] = {}
    roots: list[str] = []

    def element(tag: str, attributes: dict[str, str]) -> None:
        roots.append(tag.lower()) if not roots else None
        given = {key.lower(): value for key, value in attributes.items()}
        url = absolute(given.get("xmlurl"), "")
        if tag.lower() == "outline" and url and len(found) < _MOST:
            title = " ".join((given.get("title") or given.get("text") or url).split())
            found.setdefault(url, Outline(title[:200], url, given.get("language")))

    def refuse(*_: Any) -> None:
        raise UsageError(f"{name} declares entities, which no OPML file needs; it is not read.")

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = element
    parser.EntityDeclHandler = refuse
    text = decode(raw).text.lstrip("\ufeff \r\n\t")
    if text.startswith("<?xml"):
        text = text.partition("?>")[2]
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise UsageError(f"{name} is no OPML file: {error}.") from None
    if roots[:1] != ["opml"]:
        raise UsageError(f"{name} is no OPML file: it begins with <{roots[0]}>.")
    return list(found.values())


def write_opml(feeds: Iterable[Feed], title: str) -> str:
    """The feeds as OPML 2.0; the same feeds give the same text."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
    ]
    for feed in feeds:
        language = f" language={quoteattr(feed.language)}" if feed.language else ""
        lines.append(
            f'    <outline type="rss" text={quoteattr(feed.name)} title={quoteattr(feed.name)}'
            f" xmlUrl={quoteattr(feed.url)}{language}/>"
        )
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
