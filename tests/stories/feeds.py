"""What an outlet's feed is on a day: RSS, Atom or JSON Feed with all it has told so far."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape

from tests.stories.story import Item, Outlet

__all__ = ["feed_of"]


def feed_of(outlet: Outlet, items: Sequence[Item], base: str) -> tuple[bytes, str]:
    """The feed's bytes and media type; the newest item first."""
    newest = sorted(items, key=lambda one: one.instant, reverse=True)
    make = {"rss": _rss, "atom": _atom, "json": _json}[outlet.format]
    media = {"rss": "application/rss+xml", "atom": "application/atom+xml"}
    body = make(outlet, newest, base)
    return body.encode(), media.get(outlet.format, "application/feed+json")


def _link(base: str, item: Item) -> str:
    return f"{base}/{item.outlet}/{item.number}"


def _rss(outlet: Outlet, items: Sequence[Item], base: str) -> str:
    told = "".join(
        f"<item><title>{escape(one.title)}</title><link>{_link(base, one)}</link>"
        f"<guid>{_link(base, one)}</guid><pubDate>{format_datetime(one.instant)}</pubDate>"
        f"<description>{escape(f'<p>{escape(one.text)}</p>')}</description></item>"
        for one in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(outlet.name)}</title><link>{base}/{outlet.id}/</link>"
        f"<description>News</description>{told}</channel></rss>"
    )


def _atom(outlet: Outlet, items: Sequence[Item], base: str) -> str:
    told = "".join(
        f"<entry><title>{escape(one.title)}</title><id>{_link(base, one)}</id>"
        f'<link href="{_link(base, one)}"/><published>{one.instant.isoformat()}</published>'
        f"<updated>{one.instant.isoformat()}</updated>"
        f'<content type="html">{escape(f"<p>{escape(one.text)}</p>")}</content></entry>'
        for one in items
    )
    updated = (
        items[0].instant if items else datetime.combine(date(2019, 1, 1), datetime.min.time(), UTC)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{escape(outlet.name)}</title><id>{base}/{outlet.id}/</id>"
        f"<updated>{updated.isoformat()}</updated>{told}</feed>"
    )


def _json(outlet: Outlet, items: Sequence[Item], base: str) -> str:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "language": outlet.language,
        "items": [
            {
                "id": _link(base, one),
                "url": _link(base, one),
                "title": one.title,
                "content_html": f"<p>{escape(one.text)}</p>",
                "date_published": one.instant.isoformat(),
            }
            for one in items
        ],
    }
    return json.dumps(told, ensure_ascii=False)
