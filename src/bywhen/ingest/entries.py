"""From what a feed says of its entries to `Entry` values: texts cleaned, dates read, identities.

A guid that stands twice in one document tells nothing by itself: then guid and link do.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from bywhen.ingest.canonical import content_hash, revision_hash, story_keys
from bywhen.ingest.dates import NO_STAMP, Stamp, read_stamp
from bywhen.ingest.document import Entry
from bywhen.ingest.links import absolute, alt_key
from bywhen.ingest.markup import clean, cleaned_text, plain, title_text
from bywhen.store.search import index_text

__all__ = ["MOST_ENTRIES", "Piece", "RawEntry", "RawFeed", "address_of", "finished", "left_out"]

MOST_ENTRIES = 10_000
"""Of one document; what stands behind them is not taken."""
_LONGEST_TEXT = 500_000
_LONGEST_GUID = 2000
_LONGEST_NAME = 300


class Piece(NamedTuple):
    """A text as the feed gives it, the base of its relative links, and whether it is HTML."""

    text: str = ""
    base: str = ""
    is_html: bool = True


class RawEntry(NamedTuple):
    """What the feed says, untouched."""

    guid: str | None
    link: str | None
    base: str
    title: Piece
    summary: Piece
    content: Piece
    dates: tuple[str, ...]
    updated: str | None
    author: str | None
    language: str | None


class RawFeed(NamedTuple):
    """What the feed says of itself, untouched, and its entries. `ttl` (minutes), `period` and
    `frequency` (of the syndication module) say how long it asks to be left alone."""

    format: str
    title: Piece
    home: str | None
    hub: str | None
    language: str | None
    ttl: str | None
    period: str | None
    frequency: str | None
    entries: list[RawEntry]
    damage: str | None = None


def address_of(guid: str | None) -> str | None:
    """The guid, if it is an address."""
    return guid if guid and guid.startswith(("http://", "https://")) else None


def left_out(count: int) -> str | None:
    """What to say of a document with so many entries."""
    if count <= MOST_ENTRIES:
        return None
    return f"only the first {MOST_ENTRIES:,} of its {count:,} entries are taken"


def finished(raws: list[RawEntry], zone: str | None, language: str | None = None) -> list[Entry]:
    """Clean entries with an identity each, in the document's order; the first of two that are the
    same is kept. `zone` and `language` are those of the feed."""
    raws = raws[:MOST_ENTRIES]
    guids = Counter(raw.guid for raw in raws if raw.guid)
    entries: dict[str, Entry] = {}
    for raw in raws:
        entry = _entry(raw, zone, language, is_repeated=guids[raw.guid or ""] > 1)
        entries.setdefault(entry.identity, entry)
    return list(entries.values())


def _entry(raw: RawEntry, zone: str | None, language: str | None, is_repeated: bool) -> Entry:
    link = absolute(raw.link, raw.base)
    key = alt_key(link)
    title = title_text(raw.title.text, raw.title.is_html)
    summary_html, summary = _cleaned(raw.summary)
    content_html, content = _cleaned(raw.content)
    text = content or summary
    stamp, written = _published(raw.dates, zone, raw.language or language)
    guid = raw.guid[:_LONGEST_GUID].replace("\0", "") or None if raw.guid else None
    return Entry(
        identity=_identity(guid, key, title, text, is_repeated),
        guid=guid,
        link=link,
        alt_key=key,
        title=title,
        summary_html=summary_html,
        content_html=content_html,
        text=text,
        hash=revision_hash(title, summary, text),
        published=stamp.value,
        published_raw=written,
        precision=stamp.precision,
        tz_known=stamp.tz_known,
        updated_raw=raw.updated[:_LONGEST_NAME] if raw.updated else None,
        author=title_text(raw.author, is_markup=True)[:_LONGEST_NAME] or None,
        language=raw.language[:35] if raw.language else None,
        story_keys=story_keys(key, title, text),
        indexed_title=index_text(title) or "",
        indexed_text=index_text(text) or "",
    )


def _cleaned(piece: Piece) -> tuple[str | None, str]:
    """Clean HTML and its words."""
    text = piece.text[:_LONGEST_TEXT]
    if not text.strip():
        return None, ""
    if piece.is_html and ("<" in text or "&" in text):
        cleaned = clean(text, piece.base)
    else:
        cleaned = cleaned_text(text)
    return cleaned, plain(cleaned)


def _identity(guid: str | None, key: str | None, title: str, text: str, is_repeated: bool) -> str:
    if guid and not is_repeated:
        return f"g:{guid}"
    if guid:
        return f"g:{guid} {key or title}"
    if key:
        return f"l:{key}"
    return f"h:{content_hash((title or text).encode('utf-8', 'replace'))[:32]}"


def _published(
    dates: tuple[str, ...], zone: str | None, language: str | None
) -> tuple[Stamp, str | None]:
    """The first date that can be read, with its words; else the first words."""
    for written in dates:
        stamp = read_stamp(written, zone, language)
        if stamp.value:
            return stamp, written[:_LONGEST_NAME]
    first = dates[0][:_LONGEST_NAME] if dates else None
    return (read_stamp(first, zone, language) if first else NO_STAMP), first
