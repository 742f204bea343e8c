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
from bywhen.ingest.entries import MOST_ENTRIES, Piece, RawEntry, finished
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
    home = absolute(about.get("link"), base)
    language = about.get("language")
    raws = [_raw(entry, base, is_atom) for entry in parsed.entries[:MOST_ENTRIES]]
    return Document(
        format=version or "unknown",
        title=_title(about, is_atom) or None,
        home=home,
        hub=_hub(about, base),
        language=str(language)[:35] if language else None,
        wait_seconds=_wait_seconds(about),
        damage=_damage(parsed, decoded),
        entries=finished(raws, zone),
    )


def _title(holder: Any, is_atom: bool) -> str:
    piece = _piece(holder.get("title_detail"), holder.get("title"), "")
    return title_text(piece.text, piece.is_html or not is_atom)


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
    return guid if guid and guid.startswith(("http://", "https://")) else None


def _piece(detail: Any, text: Any, base: str) -> Piece:
    if not detail:
        return Piece(str(text or ""), base)
    stated = dict.get(detail, "base")  # xml:base
    if stated:
        base = absolute(str(stated), base) or base
    return Piece(str(text or ""), base, dict.get(detail, "type") in _HTML_TYPES)


def _hub(about: Any, base: str) -> str | None:
    for link in about.get("links", ()):
        if link.get("rel") == "hub":
            return absolute(link.get("href"), base)
    return None


def _wait_seconds(about: Any) -> int | None:
    """How long the feed asks to be left alone: ttl (minutes), sy:updatePeriod and -Frequency."""
    asked = []
    ttl = str(about.get("ttl") or "").strip()
    if ttl.isascii() and ttl.isdigit() and len(ttl) < 7:
        asked.append(int(ttl) * 60)
    period = _PERIODS.get(str(about.get("sy_updateperiod") or "").strip().lower())
    if period:
        frequency = str(about.get("sy_updatefrequency") or "1").strip()
        good = frequency.isascii() and frequency.isdigit() and len(frequency) < 6
        asked.append(period // max(1, int(frequency) if good else 1))
    return max(asked, default=None)


def _damage(parsed: Any, decoded: Decoded) -> str | None:
    told = []
    if decoded.is_guess:
        told.append(f"its charset was guessed: {decoded.charset}")
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    if error is not None:
        told.append(f"its XML is broken: {' '.join(str(error).split())[:200]}")
    return "; ".join(told) or None
