"""What a page says of itself: title, publisher, author, language, address, and its own day.

Read with the standard library's parser, which takes any input. The day is looked for in JSON-LD
(schema.org articles), then in meta elements, then in <time>; a related article's card is none of
them, unless it is the only one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from bywhen.ingest.dates import read_stamp
from bywhen.ingest.links import absolute, alt_key

__all__ = ["PageHead", "read_head"]

_ARTICLES = {
    "article", "newsarticle", "reportagenewsarticle", "blogposting", "analysisnewsarticle",
    "opinionnewsarticle", "backgroundnewsarticle", "reviewnewsarticle", "liveblogposting",
    "socialmediaposting", "report", "scholarlyarticle", "techarticle",
}  # fmt: skip
_META_DAYS = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date",
    "publication_date", "pubdate", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date", "dc.date.created", "article.published", "published", "cxenseparse:recs:publishtime",
    "date", "originalpublicationdate",
)  # fmt: skip
_LONGEST_LD = 300_000


@dataclass(frozen=True, slots=True)
class PageHead:
    """`day` is ISO text, `day_by` one of json-ld, meta, time."""

    title: str | None
    publisher: str | None
    author: str | None
    language: str | None
    canonical: str | None
    day: str | None
    day_by: str | None


class _Head(HTMLParser):
    """Collects meta elements, JSON-LD, <time>, <title>, the first <h1>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.metas: dict[str, str] = {}
        self.scripts: list[str] = []
        self.times: list[tuple[str, bool]] = []
        self.language: str | None = None
        self.canonical: str | None = None
        self.titles: dict[str, str] = {}
        self._into: str | None = None
        self._depth = 0
        self._aside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "html":
            self.language = given.get("lang") or given.get("xml:lang")
        elif tag == "meta":
            name = given.get("property") or given.get("name") or given.get("itemprop") or ""
            if given.get("content", "").strip():
                self.metas.setdefault(name.lower(), given["content"].strip())
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.canonical = given.get("href")
        elif tag == "script" and "ld+json" in given.get("type", "").lower():
            self._into = "ld"
            self.scripts.append("")
        elif tag in ("title", "h1") and tag not in self.titles:
            self._into = tag
            self.titles[tag] = ""
        elif tag == "time" and given.get("datetime"):
            stated = given.get("itemprop", "").lower() == "datepublished" or "pubdate" in given
            self.times.append((given["datetime"], stated and not self._aside))
        elif tag == "aside":
            self._aside += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "title", "h1"):
            self._into = None
        elif tag == "aside":
            self._aside = max(0, self._aside - 1)

    def handle_data(self, data: str) -> None:
        if self._into == "ld" and len(self.scripts[-1]) < _LONGEST_LD:
            self.scripts[-1] += data
        elif self._into in self.titles and len(self.titles[self._into]) < 2000:
            self.titles[self._into] += data


def read_head(page: str, url: str) -> PageHead:
    """What the page says; None for what it does not."""
    head = _Head()
    head.feed(page)
    head.close()
    canonical = absolute(head.canonical or head.metas.get("og:url"), url)
    node = _own_node(list(_nodes(head.scripts)), url or canonical or "", head)
    day, by = _day(head, node)
    return PageHead(
        title=_folded(
            _text(node, "headline")
            or head.metas.get("og:title")
            or head.titles.get("h1")
            or head.titles.get("title")
        ),
        publisher=_folded(_name(node.get("publisher")) or head.metas.get("og:site_name")),
        author=_folded(_name(node.get("author")) or head.metas.get("author")),
        language=_text(node, "inLanguage") or (head.language or "").strip() or None,
        canonical=canonical,
        day=day,
        day_by=by,
    )


def _day(head: _Head, node: dict[str, Any]) -> tuple[str | None, str | None]:
    day = read_stamp(_text(node, "datePublished")).day
    if day:
        return day, "json-ld"
    for name in _META_DAYS:
        day = read_stamp(head.metas.get(name)).day
        if day:
            return day, "meta"
    stated = [text for text, is_stated in head.times if is_stated]
    alone = [text for text, _ in head.times] if len(head.times) == 1 else []
    for text in (*stated, *alone):
        day = read_stamp(text).day
        if day:
            return day, "time"
    return None, None


def _nodes(scripts: list[str]) -> Iterator[dict[str, Any]]:
    """The articles that JSON-LD describes, those at the top first."""
    for script in scripts:
        try:
            top = json.loads(script)
        except (ValueError, RecursionError):
            continue
        waiting = [top]
        for _ in range(2000):
            if not waiting:
                break
            one = waiting.pop(0)
            if isinstance(one, list):
                waiting.extend(one)
            elif isinstance(one, dict):
                kinds = one.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(str(kind).lower() in _ARTICLES for kind in kinds):
                    yield one
                waiting.extend(one[key] for key in ("@graph", "mainEntity") if key in one)


def _own_node(nodes: list[dict[str, Any]], url: str, head: _Head) -> dict[str, Any]:
    """The node that describes this page: by its address, by its headline, else the only one."""
    key = alt_key(url)
    for node in nodes:
        about = node.get("mainEntityOfPage")
        about = about.get("@id") if isinstance(about, dict) else about
        if key and key in {alt_key(str(one)) for one in (about, node.get("url")) if one}:
            return node
    titles = {_folded(one) for one in (head.metas.get("og:title"), *head.titles.values()) if one}
    for node in nodes:
        if _folded(_text(node, "headline")) in titles:
            return node
    return nodes[0] if len(nodes) == 1 else {}


def _text(node: dict[str, Any], key: str) -> str | None:
    value = node.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _name(value: Any) -> str | None:
    listed = value if isinstance(value, list) else [value]
    names = [
        one if isinstance(one, str) else one.get("name")
        for one in listed
        if isinstance(one, str | dict)
    ]
    return ", ".join(str(name) for name in names if name) or None


def _folded(text: str | None) -> str | None:
    return " ".join(text.split())[:500] or None if text else None
