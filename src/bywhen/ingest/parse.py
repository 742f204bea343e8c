"""From the bytes of a feed to a `Document`: a pure function of what was fetched.

>>> feed = b'<rss version="2.0"><channel><item><title>By Friday</title></item></channel></rss>'
>>> [entry.title for entry in parse_feed(feed, "https://x.example/feed").entries]
['By Friday']
"""

from __future__ import annotations

import re

from bywhen.ingest.charset import charset_of_type, decode
from bywhen.ingest.document import Document, NotAFeedError
from bywhen.ingest.feedjson import parse_json
from bywhen.ingest.feedxml import parse_xml
from bywhen.ingest.links import absolute

__all__ = ["parse_feed"]

_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_OPML = re.compile(r"<opml[\s>]", re.IGNORECASE)
_ALTERNATE = re.compile(
    r"<link\b[^>]{0,500}\btype\s*=\s*[\"']?application/(?:rss|atom|feed)\+(?:xml|json)[^>]{0,500}>",
    re.IGNORECASE,
)
_HREF = re.compile(r"\bhref\s*=\s*[\"']([^\"']{1,500})", re.IGNORECASE)
_HEAD = 200_000


def parse_feed(
    raw: bytes, url: str, content_type: str | None = None, zone: str | None = None
) -> Document:
    """The feed that came from `url`; `zone` is that of dates that name none.

    Raises NotAFeedError, saying what it is instead.
    """
    if not raw.strip():
        raise NotAFeedError("the answer is empty")
    decoded = decode(raw, charset_of_type(content_type))
    start = decoded.text[:200].lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        return parse_json(decoded.text.lstrip("\ufeff"), url, zone)
    is_page = _HTML.search(decoded.text[:2000]) is not None
    document = parse_xml(decoded, url, zone)
    if document is None or (is_page and document.format == "unknown"):
        raise NotAFeedError(_what_it_is(decoded.text, url, is_page))
    return document


def _what_it_is(text: str, url: str, is_page: bool) -> str:
    if _OPML.search(text[:2000]):
        return "it is a list of feeds (OPML); `bywhen feeds import` takes its file"
    if not is_page:
        return "it is neither RSS, Atom nor JSON Feed"
    for link in _ALTERNATE.findall(text[:_HEAD]):
        found = _HREF.search(link)
        address = absolute(found[1], url) if found else None
        if address:
            return f"it is a web page, not a feed; the page names this one: {address}"
    return "it is a web page, not a feed"
