"""Changes as Atom (RFC 4287) and as JSON Feed 1.1: the same entries, the same words.

Both are whole, not a page of the newest: a reader that comes late misses nothing. `updated` of the
feed is that of its newest entry, so that unchanged data gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from xml.etree import ElementTree as ET

from bywhen.formats.calendar import EventAddress
from bywhen.formats.changefeed import FeedEntry
from bywhen.formats.ics_lines import uri_value
from bywhen.timetable.window import iso

__all__ = ["Feed", "atom_text", "jsonfeed_text"]

_ATOM = "http://www.w3.org/2005/Atom"
# What no XML 1.0 document may hold, besides lone surrogates.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NO_ENTRY = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is called and where it stands; addresses are left out where there is no site.

    `id` is the same wherever it is published.
    """

    id: str
    title: str
    language: str
    site: str | None = None
    address: str | None = None

    @property
    def event_address(self) -> EventAddress | None:
        """The pages of its events."""
        return None if self.site is None else EventAddress(self.site)


def atom_text(feed: Feed, entries: Sequence[FeedEntry]) -> str:
    """The feed as Atom; control characters are taken out, markup in the record is text."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(max((one.updated for one in entries), default=_NO_ENTRY)))
    _text(ET.SubElement(root, "author"), "name", feed.title)
    _text(root, "generator", "bywhen")
    _link(root, "self", feed.address, "application/atom+xml")
    _link(root, "alternate", feed.site, "text/html")
    for one in entries:
        _atom_entry(ET.SubElement(root, "entry"), one, feed)
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="utf-8"?>\n', "\n")
    )


def _atom_entry(node: ET.Element, one: FeedEntry, feed: Feed) -> None:
    _text(node, "id", one.id)
    _text(node, "title", one.headline)
    _text(node, "updated", _instant(one.updated))
    _text(node, "published", f"{one.known.isoformat()}T00:00:00Z")
    if one.issuer:
        _text(ET.SubElement(node, "author"), "name", one.issuer)
    if feed.event_address is not None:
        _link(node, "alternate", _address(one, feed), "text/html")
    _link(node, "via", one.source_url, "text/html")
    for term, scheme in ((one.kind, "kind"), (one.event, "event")):
        ET.SubElement(node, "category", {"term": _clean(term), "scheme": f"urn:bywhen:{scheme}"})
    content = _text(node, "content", _html(one))
    content.set("type", "html")


def jsonfeed_text(feed: Feed, entries: Sequence[FeedEntry]) -> str:
    """The feed as JSON Feed 1.1; `_bywhen` holds the figures, days as ISO text."""
    found: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "language": feed.language,
        "user_comment": "Every change of the record, newest first.",
        "items": [_json_item(one, feed) for one in entries],
    }
    if feed.site is not None:
        found["home_page_url"] = feed.site
    if feed.address is not None:
        found["feed_url"] = feed.address
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _json_item(one: FeedEntry, feed: Feed) -> dict[str, object]:
    item: dict[str, object] = {
        "id": one.id,
        "title": _clean(one.headline),
        "content_html": _html(one),
        "content_text": "\n".join(_lines(one)),
        "date_published": f"{one.known.isoformat()}T00:00:00Z",
        "date_modified": _instant(one.updated),
        "tags": [one.kind, one.event],
        "_bywhen": {
            "kind": one.kind,
            "affair": one.affair,
            "event": one.event,
            "claim": one.claim,
            "earliest": iso(one.span.earliest),
            "latest": iso(one.span.latest),
            "modality": one.span.modality,
            "days": one.days,
            "issuer": one.issuer,
            "via": one.via,
            "words": one.words,
            "words_language": one.words_language,
            "publisher": one.publisher,
        },
    }
    if one.issuer:
        item["authors"] = [{"name": _clean(one.issuer)}]
    if feed.event_address is not None:
        item["url"] = _address(one, feed)
    if one.source_url and uri_value(one.source_url):
        item["external_url"] = one.source_url
    return item


def _address(one: FeedEntry, feed: Feed) -> str:
    """The event as it stood on the day of the change."""
    assert feed.event_address is not None  # noqa: S101 - asked by who knows
    return f"{feed.event_address(one.event)}?as_of={one.known.isoformat()}"


def _lines(one: FeedEntry) -> list[str]:
    said = [one.words] if one.words else []
    return [_clean(text) for text in (one.headline, *said, *one.lines)]


def _html(one: FeedEntry) -> str:
    pieces = [f"<p>{_escaped(one.headline)}</p>"]
    if one.words:
        lang = f' lang="{_escaped(one.words_language)}"' if one.words_language else ""
        pieces.append(f"<blockquote{lang}>{_escaped(one.words)}</blockquote>")
    pieces += [f"<p>{_escaped(text)}</p>" for text in one.lines]
    address = uri_value(one.source_url) if one.source_url else None
    if address:
        pieces.append(
            f'<p><a href="{_escaped(address)}">{_escaped(one.publisher or address)}</a></p>'
        )
    return "".join(pieces)


def _escaped(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    node = ET.SubElement(parent, name)
    node.text = _clean(text)
    return node


def _link(parent: ET.Element, rel: str, address: str | None, kind: str) -> None:
    href = uri_value(address) if address else None
    if href is not None:
        ET.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind})


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
