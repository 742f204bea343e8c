"""RSS 2.0 and Atom 1.0 as most feeds are: well-formed, and of elements that are known here. Expat
alone reads them in a small part of the time that feedparser takes.

    read_plain(text, "https://news.example/feed")     what the feed says, or None

None means that anything at all is out of the ordinary (another element, one twice, a DOCTYPE, a
base, markup that was not escaped, XML that is broken): then feedparser reads the feed. What both
can read comes out the same; tests/ingest/test_feedplain.py holds them to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from xml.parsers import expat

from bywhen.ingest.entries import Piece, RawEntry, RawFeed, address_of

__all__ = ["mended", "read_plain"]

_ATOM = "http://www.w3.org/2005/Atom "
_CONTENT = "http://purl.org/rss/1.0/modules/content/ "
_DC = "http://purl.org/dc/elements/1.1/ "
_MEDIA = "http://search.yahoo.com/mrss/ "
_SLASH = "http://purl.org/rss/1.0/modules/slash/ "
_SY = "http://purl.org/rss/1.0/modules/syndication/ "
_WFW = "http://wellformedweb.org/CommentAPI/ "
_XML = "http://www.w3.org/XML/1998/namespace "

# Where one of these is declared, feedparser takes the feed for RSS 0.9 or 1.0.
_OLDER = {"http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"}

# Of each element what becomes of it: a table, a key for its text, or _SKIP.
_Table = dict[str, Any]
_SKIP = ""


def _skipped(namespace: str, names: str) -> _Table:
    return {f"{namespace}{name}": _SKIP for name in names.split()}


_ITEM: _Table = {
    "title": "title", "link": "link", "guid": "id", "description": "summary",
    f"{_CONTENT}encoded": "content", "pubDate": "published", "author": "author",
    f"{_DC}creator": "author", f"{_DC}date": "updated",
    **_skipped("", "category comments enclosure source"), **_skipped(_SLASH, "comments section"),
    **_skipped(_WFW, "comment commentRss"), **_skipped(_MEDIA, "content thumbnail credit"),
    **_skipped(_DC, "subject"),
}  # fmt: skip
_CHANNEL: _Table = {
    "item": _ITEM, "title": "title", "link": "link", "language": "language", "ttl": "ttl",
    f"{_SY}updatePeriod": "period", f"{_SY}updateFrequency": "frequency", f"{_ATOM}link": "href",
    **_skipped(_SY, "updateBase"), **_skipped(_DC, "creator date publisher rights"),
    **_skipped("", "description copyright pubDate lastBuildDate generator docs managingEditor"
               " webMaster category cloud rating image skipHours skipDays"),
}  # fmt: skip
_PERSON: _Table = {f"{_ATOM}name": "name", f"{_ATOM}email": "email", f"{_ATOM}uri": _SKIP}
_ENTRY: _Table = {
    **{f"{_ATOM}{name}": name for name in ("title", "id", "published", "updated", "summary",
                                           "content")},
    f"{_ATOM}link": "href", f"{_ATOM}author": _PERSON,
    **_skipped(_ATOM, "category rights contributor"), **_skipped(_MEDIA, "thumbnail"),
}  # fmt: skip
_FEED: _Table = {
    f"{_ATOM}entry": _ENTRY, f"{_ATOM}title": "title", f"{_ATOM}id": "id", f"{_ATOM}link": "href",
    **_skipped(_ATOM, "updated subtitle author generator logo icon rights category contributor"),
}  # fmt: skip
_RSS: _Table = {"channel": _CHANNEL}
_ROOTS: _Table = {"rss": _RSS, f"{_ATOM}feed": _FEED}

# What may stand in an element that is skipped.
_NOTHING: frozenset[str] = frozenset()
_PEOPLE = frozenset(_PERSON)
_INSIDE = {
    "image": frozenset(("url", "title", "link", "width", "height", "description")),
    "skipHours": frozenset(("hour",)),
    "skipDays": frozenset(("day",)),
    f"{_ATOM}author": _PEOPLE,
    f"{_ATOM}contributor": _PEOPLE,
    f"{_MEDIA}content": frozenset((f"{_MEDIA}credit", f"{_MEDIA}thumbnail")),
}
_TEXT_TYPES = {"text": False, "text/plain": False, "html": True, "text/html": True}
_PAGE_TYPES = {"html", "xhtml", "text/html", "application/xhtml+xml"}
_LINK_ATTRIBUTES = {"rel", "href", "type", "title", "hreflang", "length"}


class _UnusualError(Exception):
    """Not for us."""


def read_plain(text: str, base: str) -> RawFeed | None:
    """What the feed of `text` (without an XML declaration) says; `base` is its address."""
    reader = _Reader()
    try:
        reader.parser.Parse(text.encode("utf-8", "replace"), True)
    except (_UnusualError, expat.ExpatError):
        return None
    if not (reader.is_atom or "channel" in reader.head):
        return None
    return _feed(reader, base)


class _Reader:
    """Follows one document; `head` and each of `entries` map keys of the tables to texts."""

    def __init__(self) -> None:
        self.head: dict[str, str] = {}
        self.entries: list[dict[str, str]] = []
        self.is_atom = False
        self.language: str | None = None
        self._table = _ROOTS
        self._outer: list[tuple[_Table, dict[str, str]]] = []
        self._fields = self.head
        self._key: str | None = None
        self._inside: frozenset[str] | None = None
        self._depth = 0
        self._pieces: list[str] = []
        self.parser = parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.buffer_size = 65_536
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append
        parser.StartNamespaceDeclHandler = _refuse_older
        parser.StartDoctypeDeclHandler = _refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._inside is not None:
            if name not in self._inside:
                raise _UnusualError
            self._depth += 1
            return
        known = self._table.get(name)
        if known is None or self._key is not None:
            raise _UnusualError
        if attributes or known is _RSS:
            self._take_attributes(name, known, attributes)
        if type(known) is not str:
            self._enter(known)
        elif known == _SKIP or known == "href":
            if known == "href" and not attributes:
                raise _UnusualError
            self._inside, self._depth = _INSIDE.get(name, _NOTHING), 1
        elif known in self._fields:
            raise _UnusualError
        else:
            self._key = known
            self._pieces.clear()

    def _end(self, _name: str) -> None:
        if self._inside is not None:
            self._depth -= 1
            if not self._depth:
                self._inside = None
        elif self._key is not None:
            self._fields[self._key] = self._text(self._key)
            self._key = None
        else:
            self._leave()

    def _text(self, key: str) -> str:
        text = mended("".join(self._pieces).strip())
        if key in ("link", "id") and (":///" in text or ("&" in text and ";" in text)):
            raise _UnusualError  # feedparser tries to put such addresses right
        return text

    def _enter(self, table: _Table) -> None:
        self._outer.append((self._table, self._fields))
        self._table = table
        if table is _ITEM or table is _ENTRY:
            self._fields = {}
            self.entries.append(self._fields)
        elif table is _PERSON:
            if "author" in self._fields:
                raise _UnusualError
            self._fields = {}
        elif table is _FEED:
            self.is_atom = True
        elif table is _CHANNEL:
            if "channel" in self.head:
                raise _UnusualError
            self.head["channel"] = ""

    def _leave(self) -> None:
        fields = self._fields
        was_person = self._table is _PERSON
        self._table, self._fields = self._outer.pop()
        if was_person:
            name, email = fields.get("name"), fields.get("email")
            told = f"{name} ({email})" if name and email else name or email or ""
            self._fields["author"] = told

    def _take_attributes(self, name: str, known: Any, attributes: dict[str, str]) -> None:
        if known == "href":
            self._take_link(attributes)
        elif known == _SKIP:
            if not attributes.keys().isdisjoint(("base", "lang", f"{_XML}base", f"{_XML}lang")):
                raise _UnusualError
        elif known is _RSS:
            if attributes.keys() != {"version"} or not attributes["version"].startswith("2."):
                raise _UnusualError
        elif known is _FEED and attributes.keys() == {f"{_XML}lang"}:
            self.language = attributes[f"{_XML}lang"].replace("_", "-") or None
        elif name == "guid" and attributes.keys() == {"isPermaLink"}:
            self._fields["is_link"] = attributes["isPermaLink"]
        elif name.startswith(_ATOM) and attributes.keys() == {"type"} and known in (
            "title", "summary", "content",
        ):  # fmt: skip
            if attributes["type"] not in _TEXT_TYPES:
                raise _UnusualError
            self._fields[f"{known} type"] = attributes["type"]
        else:
            raise _UnusualError

    def _take_link(self, attributes: Mapping[str, str]) -> None:
        """An Atom link: the last one to a page counts, of others and of hubs the first."""
        relation, target = attributes.get("rel", "alternate"), attributes.get("href")
        if not target or ":///" in target or not attributes.keys() <= _LINK_ATTRIBUTES:
            raise _UnusualError
        if relation == "alternate":
            if self._table is _CHANNEL:
                raise _UnusualError
            if attributes.get("type", "html").lower() in _PAGE_TYPES:
                self._fields["link"] = target
            self._fields.setdefault("alternate", target)
        elif relation == "hub":
            self._fields.setdefault("hub", target)


def _refuse(*_: Any) -> None:
    raise _UnusualError


def _refuse_older(_prefix: str | None, uri: str) -> None:
    if uri.lower() in _OLDER:
        raise _UnusualError


_ENCODED_TWICE = {
    code: text
    for code in range(128, 160)
    if len(text := bytes([code]).decode("cp1252", "ignore")) == 1
}


def mended(text: str) -> str:
    """Undo what many programs do to UTF-8 and windows-1252 on its way into a feed.

    >>> mended("Київ".encode().decode("latin-1")), mended("it\\x92s")
    ('Київ', 'it’s')
    """
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(_ENCODED_TWICE)


def _feed(reader: _Reader, base: str) -> RawFeed:
    head, is_atom = reader.head, reader.is_atom
    raws = [_raw(fields, base, is_atom, reader.language) for fields in reader.entries]
    return RawFeed(
        format="atom10" if is_atom else "rss20",
        title=Piece(head.get("title", ""), "", _is_html(head, "title", is_atom)),
        home=_link(head),
        hub=head.get("hub"),
        language=head.get("language", reader.language),
        ttl=head.get("ttl"),
        period=head.get("period"),
        frequency=head.get("frequency"),
        entries=raws,
    )


def _raw(fields: dict[str, str], base: str, is_atom: bool, language: str | None) -> RawEntry:
    content, summary = fields.get("content"), fields.get("summary")
    guid = fields.get("id") or None
    if summary is None or summary == content:
        told = Piece()
    else:
        told = Piece(summary, base, _is_html(fields, "summary", is_atom))
    dates = [fields.get(key) for key in ("published", "updated")]
    return RawEntry(
        guid=guid,
        link=_link(fields) or fields.get("alternate") or address_of(guid),
        base=base,
        title=Piece(fields.get("title", ""), base, _is_html(fields, "title", is_atom)),
        summary=told,
        content=Piece(content, base, _is_html(fields, "content", is_atom)) if content else Piece(),
        dates=tuple(one for one in dates if one),
        updated=fields.get("updated"),
        author=fields.get("author"),
        language=language if content else None,
    )


def _link(fields: dict[str, str]) -> str | None:
    """The link; a guid is one if there is no other, unless it says that it is none."""
    link = fields.get("link")
    if link is None and fields.get("is_link", "true") == "true":
        return fields.get("id")
    return link


def _is_html(fields: dict[str, str], key: str, is_atom: bool) -> bool:
    """In RSS all text may be HTML; in Atom what is said to be."""
    return not is_atom or _TEXT_TYPES[fields.get(f"{key} type", "text")]
