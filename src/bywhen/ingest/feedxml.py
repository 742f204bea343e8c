"""RSS and Atom, read by feedparser from bytes; its own sanitising and resolving are switched off
(they are slow, and let `<svg/onload=...>` through).

Runs in a process that can be killed (`bywhen.ingest.worker`): hostile XML costs time and memory.
"""

from __future__ import annotations

import re
from typing import Any

import feedparser

from bywhen.ingest.charset import Decoded
from bywhen.ingest.document import Document
from bywhen.ingest.entries import (
    Piece,
    RawEntry,
    RawFeed,
    address_of,
    finished,
    left_out,
)
from bywhen.ingest.links import absolute
from bywhen.ingest.markup import title_text

__all__ = ["parse_xml"]

_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000,
            "yearly": 31_536_000}  # fmt: skip
_HTML_TYPES = ("text/html", "application/xhtml+xml")


def parse_xml(decoded: Decoded, base: str, zone: str | None) -> Document | None:
    """The feed; None if it is none at all. `base` is the address it came from."""
    found = _XML_DECLARATION.match(decoded.text)
    text = decoded.text[found.end() :] if found else decoded.text.lstrip()
    raw = _read(text, base)
    if raw is None:
        return None
    return Document(
        format=raw.format,
        title=title_text(raw.title.text, raw.title.is_html) or None,
        home=absolute(raw.home, base),
        hub=absolute(raw.hub, base),
        language=raw.language[:35] if raw.language else None,
        wait_seconds=_wait_seconds(raw),
        damage=_damage(raw, decoded),
        entries=finished(raw.entries, zone, raw.language),
    )


def _read(text: str, base: str) -> RawFeed | None:
    """What feedparser finds."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    if "xml:base" in text:
        # So that a base ends with its element. Elsewhere it would make addresses of bare guids.
        headers["content-location"] = base
    parsed = feedparser.parse(
        f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode("utf-8", "replace"),
        response_headers=headers,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    version = str(parsed.get("version") or "")
    if not version and not parsed.entries:
        return None
    about = parsed.feed
    is_atom = version.startswith("atom")
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    title = _piece(about.get("title_detail"), about.get("title"), "")
    return RawFeed(
        format=version or "unknown",
        title=Piece(title.text, title.base, title.is_html or not is_atom),
        home=_text(about, "link"),
        hub=_hub(about),
        language=_text(about, "language"),
        ttl=_text(about, "ttl"),
        period=_text(about, "sy_updateperiod"),
        frequency=_text(about, "sy_updatefrequency"),
        entries=[_raw(entry, base, is_atom) for entry in parsed.entries],
        damage=None if error is None else " ".join(str(error).split())[:200],
    )


def _text(about: Any, key: str) -> str | None:
    value = about.get(key)
    return str(value) if value else None


def _raw(entry: Any, base: str, is_atom: bool) -> RawEntry:
    """What feedparser found. Its dicts look for synonyms on each access, which takes a fifth of all
    time: `dict.get` goes by the names under which it keeps things."""
    get = dict.get
    contents = [one for one in get(entry, "content", ()) if get(one, "value")]
    content = max(contents, key=lambda one: len(str(get(one, "value"))), default=None)
    title = _piece(get(entry, "title_detail"), get(entry, "title"), base)
    summary = _piece(get(entry, "summary_detail"), get(entry, "summary"), base)
    if content is not None and get(content, "value") == summary.text:  # feedparser repeats it there
        summary = Piece()
    dates = [get(entry, key) for key in ("published", "created", "updated")]
    guid = str(get(entry, "id") or "").strip() or None
    return RawEntry(
        guid=guid,
        link=_link(entry, guid),
        base=title.base,
        title=Piece(title.text, title.base, title.is_html or not is_atom),
        summary=summary,
        content=_piece(content, get(content, "value"), base) if content else Piece(),
        dates=tuple(str(one) for one in dates if one),
        updated=get(entry, "updated"),
        author=get(entry, "author"),
        language=(get(content, "language") if content else None) or get(entry, "language"),
    )


def _link(entry: Any, guid: str | None) -> str | None:
    link = dict.get(entry, "link")
    if link:
        return str(link)
    for one in dict.get(entry, "links", ()):
        if dict.get(one, "rel") == "alternate" and dict.get(one, "href"):
            return str(dict.get(one, "href"))
    return address_of(guid)


def _piece(detail: Any, text: Any, base: str) -> Piece:
    if not detail:
        return Piece(str(text or ""), base)
    stated = dict.get(detail, "base")  # xml:base
    if stated:
        base = absolute(str(stated), base) or base
    return Piece(str(text or ""), base, dict.get(detail, "type") in _HTML_TYPES)


def _hub(about: Any) -> str | None:
    for link in about.get("links", ()):
        if link.get("rel") == "hub":
            return _text(link, "href")
    return None


def _wait_seconds(raw: RawFeed) -> int | None:
    """How long the feed asks to be left alone: ttl (minutes), sy:updatePeriod and -Frequency."""
    asked = []
    ttl = (raw.ttl or "").strip()
    if ttl.isascii() and ttl.isdigit() and len(ttl) < 7:
        asked.append(int(ttl) * 60)
    period = _PERIODS.get((raw.period or "").strip().lower())
    if period:
        frequency = (raw.frequency or "1").strip()
        good = frequency.isascii() and frequency.isdigit() and len(frequency) < 6
        asked.append(period // max(1, int(frequency) if good else 1))
    return max(asked, default=None)


def _damage(raw: RawFeed, decoded: Decoded) -> str | None:
    told: list[str | None] = []
    if decoded.is_guess:
        told.append(f"its charset was guessed: {decoded.charset}")
    if raw.damage is not None:
        told.append(f"its XML is broken: {raw.damage}")
    told.append(left_out(len(raw.entries)))
    return "; ".join(one for one in told if one) or None
