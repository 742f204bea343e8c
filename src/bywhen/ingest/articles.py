"""Saved pages and texts: main text, title, publisher, day and language.

A day is believed if the page states it as its own (JSON-LD, meta, <time>, front matter) or the
person who brings it does; anything else is marked as a guess. Needs the extra `articles` for the
main text of pages; without it the whole page's words are taken.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bywhen.ingest.canonical import revision_hash, story_keys
from bywhen.ingest.charset import Decoded, charset_of_type, decode
from bywhen.ingest.dates import read_stamp
from bywhen.ingest.document import NotAFeedError
from bywhen.ingest.extracted import Article
from bywhen.ingest.links import absolute, alt_key
from bywhen.ingest.markup import clean, plain, title_text
from bywhen.ingest.pagehead import read_head
from bywhen.ingest.spaces import lines_of, one_line
from bywhen.reading import language_of
from bywhen.store.search import index_text

__all__ = ["read_article"]

_LONGEST = 1_000_000
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"^([A-Za-z_]+)[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"\A\s*#{1,2}[ \t]+(.+)")
_LOOKS_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|article|p|div)[\s>]", re.IGNORECASE)
_FRONT_DAYS = ("published", "date", "publication_date", "pubdate", "day")
_FRONT_NAMES = ("publisher", "source", "outlet", "site")


def read_article(
    raw: bytes,
    name: str,
    content_type: str | None = None,
    url: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    zone: str | None = None,
) -> Article:
    """The article in the bytes of the file or address `name`; what is given counts more than what
    is found. Raises NotAFeedError if there is no text in it."""
    decoded = decode(raw, charset_of_type(content_type))
    is_page = _is_page(decoded.text, name, content_type)
    found = _page(decoded, url) if is_page else _text(decoded.text, zone)
    if url is None:
        url = found.get("url")
    text = found["text"][:_LONGEST].strip()
    if not text:
        raise NotAFeedError("there is no text in it")
    title = title_text(found.get("title"), is_markup=is_page) or text.split("\n", 1)[0][:160]
    day, by = (published, "option") if published else (found.get("day"), found.get("by"))
    return Article(
        title=title,
        publisher=publisher or found.get("publisher"),
        author=found.get("author"),
        url=absolute(url, "") if url else None,
        published=day,
        published_by=by if day else None,
        published_trusted=bool(day) and by != "heuristic",
        language=found.get("language") or language_of(text[:5000]) or None,
        charset=decoded.charset,
        text=text,
        hash=revision_hash(
            title,
            one_line(f"{day or ''} {publisher or found.get('publisher') or ''}"),
            lines_of(text),
        ),
        story_keys=story_keys(alt_key(url), title, text),
        indexed_title=index_text(title) or "",
        indexed_text=index_text(text) or "",
    )


def _is_page(text: str, name: str, content_type: str | None) -> bool:
    lowered = name.lower().partition("?")[0]
    if lowered.endswith((".html", ".htm", ".xhtml")) or "html" in (content_type or ""):
        return True
    if lowered.endswith((".txt", ".md", ".markdown")) or (content_type or "").startswith("text/pl"):
        return False
    return _LOOKS_HTML.search(text[:4000]) is not None


def _text(text: str, zone: str | None) -> dict[str, Any]:
    """A text file, with front matter if it begins with any."""
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text.removeprefix("\ufeff")
    stated = {
        key.lower(): value.strip("\"'")
        for key, value in _FRONT_LINE.findall(front[1] if front else "")
        if value
    }
    heading = _HEADING.match(body)
    day = next((stated[key] for key in _FRONT_DAYS if key in stated), None)
    return {
        "text": body,
        "title": stated.get("title") or (heading[1].strip() if heading else None),
        "day": read_stamp(day, zone).day,
        "by": "front-matter",
        "publisher": next((stated[key] for key in _FRONT_NAMES if key in stated), None),
        "author": stated.get("author"),
        "language": stated.get("language") or stated.get("lang"),
        "url": stated.get("url") or stated.get("link"),
    }


def _page(decoded: Decoded, url: str | None) -> dict[str, Any]:
    head = read_head(decoded.text, url or "")
    text = _main_text(decoded.text, url)
    day, by = head.day, head.day_by
    if day is None:
        day, by = _guessed_day(decoded.text, url), "heuristic"
    return {
        "text": text,
        "title": head.title,
        "day": day,
        "by": by,
        "publisher": head.publisher,
        "author": head.author,
        "language": head.language,
        "url": head.canonical,
    }


def _main_text(page: str, url: str | None) -> str:
    try:
        import trafilatura
    except ImportError:
        return plain(clean(page))
    extracted = trafilatura.extract(
        _without_declaration(page),
        url=url,
        include_comments=False,
        include_tables=True,
        favor_precision=False,
        deduplicate=False,
    )
    return extracted or plain(clean(page))


def _guessed_day(page: str, url: str | None) -> str | None:
    try:
        from htmldate import find_date
    except ImportError:
        return None
    found = find_date(
        _without_declaration(page), url=url, original_date=True, max_date="2199-12-31"
    )
    try:
        return date.fromisoformat(found).isoformat() if found else None
    except ValueError:
        return None


def _without_declaration(page: str) -> str:
    """lxml takes no text that declares a charset."""
    return re.sub(r"\A\s*<\?xml[^>]{0,300}\?>", "", page)
