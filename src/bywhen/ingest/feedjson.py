"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), read with mercy: what has the
wrong type is left out."""

from __future__ import annotations

import json
from typing import Any

from bywhen.ingest.document import Document, NotAFeedError
from bywhen.ingest.entries import Piece, RawEntry, address_of, finished, left_out
from bywhen.ingest.links import absolute
from bywhen.ingest.markup import title_text

__all__ = ["parse_json"]


def parse_json(text: str, base: str, zone: str | None) -> Document:
    """The feed. Raises NotAFeedError."""
    try:
        # Numbers stay as they are written: an id of 400 digits is one too.
        top = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise NotAFeedError(f"it begins as JSON and is none: {error}"[:200]) from None
    if not isinstance(top, dict) or not isinstance(top.get("items"), list):
        raise NotAFeedError("it is JSON, but no JSON Feed: it has no list `items`")
    language = _text(top, "language")
    raws = [_raw(item, base, language) for item in top["items"] if isinstance(item, dict)]
    return Document(
        format="json10" if str(top.get("version"))[-9:] == "version/1" else "json11",
        title=title_text(_text(top, "title"), is_markup=False) or None,
        home=absolute(_text(top, "home_page_url"), base),
        hub=_hub(top, base),
        language=language,
        wait_seconds=None,
        damage=left_out(len(raws)),
        entries=finished(raws, zone, language),
    )


def _raw(item: dict[str, Any], base: str, language: str | None) -> RawEntry:
    guid = _text(item, "id")
    markup = _text(item, "content_html")
    dates = [_text(item, "date_published"), _text(item, "date_modified")]
    return RawEntry(
        guid=guid,
        link=_text(item, "url") or _text(item, "external_url") or address_of(guid),
        base=base,
        title=Piece(_text(item, "title") or "", base, is_html=False),
        summary=Piece(_text(item, "summary") or "", base, is_html=False),
        content=Piece(markup or _text(item, "content_text") or "", base, markup is not None),
        dates=tuple(one for one in dates if one),
        updated=_text(item, "date_modified"),
        author=_author(item),
        language=_text(item, "language") or language,
    )


def _text(holder: dict[str, Any], key: str) -> str | None:
    value = holder.get(key)
    if not isinstance(value, str) or not value.strip():
        return None
    return value.encode("utf-8", "replace").decode()  # JSON can write halves of characters


def _author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors")
    listed = authors if isinstance(authors, list) else [item.get("author")]
    names = [_text(one, "name") for one in listed if isinstance(one, dict)]
    return ", ".join(name for name in names if name) or None


def _hub(top: dict[str, Any], base: str) -> str | None:
    hubs = top.get("hubs")
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and _text(hub, "url"):
            return absolute(_text(hub, "url"), base)
    return None
