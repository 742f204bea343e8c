"""A text file, Markdown or a saved page as plain text, with the day it was published if it says.

Only what a file states outright is taken for its day: front matter, JSON-LD, `meta` and `time`
(https://schema.org/datePublished, https://ogp.me). Nothing is fetched.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bywhen.errors import UsageError
from bywhen.formats.tags import Opened, Words, pieces

__all__ = ["SUFFIXES", "Document", "document"]

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml")
"""Names of files that are read in a folder."""

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S
)
_FRONT = re.compile(r"---\r?\n(.*?)\r?\n---(?:\r?\n|$)", re.S)
_FRONT_DAY = re.compile(r"^(?:published|date|datePublished):\s*['\"]?(\d{4}-\d\d-\d\d)", re.M)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST_HEAD = 20_000


@dataclass(frozen=True, slots=True)
class Document:
    """Plain text, and the day of its publication (None: the file does not say)."""

    text: str
    published: date | None


def document(raw: bytes, name: str) -> Document:
    """The document in the bytes of the file `name`.

    Raises UsageError if they are no UTF-8 text.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text ({error.reason}); save it as UTF-8.") from None
    if name.lower().endswith((".html", ".htm", ".xhtml")) or _HTML.match(text[:_LONGEST_HEAD]):
        return _page(text)
    if name.lower().endswith((".md", ".markdown")):
        return _with_front(text, _unmarked)
    return _with_front(text, str)


def _with_front(text: str, plain: Callable[[str], str]) -> Document:
    front = _FRONT.match(text[:_LONGEST_HEAD])
    if front is None:
        return Document(plain(text), None)
    day = _FRONT_DAY.search(front[1])
    blank = re.sub(r"[^\n]", " ", front[0])  # about the text, not of it; places stay true
    return Document(blank + plain(text[front.end() :]), _day(day[1]) if day else None)


_MARKUP = re.compile(
    r"\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|~~|`{1,3}"
    r"|^ {0,3}(?:#{1,6}|>{1,9}|[-+])(?=\s)",
    re.M,
)
_LINK = re.compile(r"(!?\[)([^\[\]\n]{0,500})(\]\([^()\s]{0,2000}(?: \"[^\"\n]{0,300}\")?\))")


def _unmarked(text: str) -> str:
    """Markdown with blanks for its marks: "until **midnight**" reads on, and places stay true."""
    text = _LINK.sub(lambda link: f"{' ' * len(link[1])}{link[2]}{' ' * len(link[3])}", text)
    return _MARKUP.sub(lambda mark: " " * len(mark[0]), text)


_SILENT = frozenset({"script", "style", "template", "noscript", "head", "svg", "nav", "footer"})
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "ol", "p", "pre", "section", "table", "td",
    "th", "tr", "ul",
})
# fmt: on
_DAY_NAMES = frozenset(
    {
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "dcterms.issued",
        "pubdate",
        "parsely-pub-date",
    }
)


class _Page:
    """Collects the words of a page, a line a block, and the days it states."""

    def __init__(self, text: str) -> None:
        self.words: list[str] = []
        self.days: dict[str, str] = {}  # by where it stood
        self._silent: list[str] = []
        self._open_of: Counter[str] = Counter()
        self._is_linked = False
        for piece in pieces(text):
            if isinstance(piece, Words):
                self._take(piece.text)
            elif isinstance(piece, Opened):
                self._open(piece)
            else:
                self._close(piece.tag)

    def _open(self, opened: Opened) -> None:
        tag = opened.tag
        if tag in ("meta", "time", "script"):
            self._look(tag, opened.attributes())
        if tag in _SILENT:
            self._silent.append(tag)
            self._open_of[tag] += 1
        elif tag == "body":  # it ends a head that was left open
            self._silent.clear()
            self._open_of.clear()
        elif tag in _BLOCKS:
            self.words.append("\n")

    def _look(self, tag: str, held: dict[str, str]) -> None:
        if tag == "meta":
            name = (held.get("property") or held.get("name") or held.get("itemprop") or "").lower()
            if name in _DAY_NAMES:
                self.days.setdefault("meta", held.get("content", ""))
        elif tag == "time" and ("pubdate" in held or held.get("itemprop") == "datePublished"):
            self.days.setdefault("time", held.get("datetime", ""))
        elif tag == "script" and held.get("type") == "application/ld+json":
            self._is_linked = True

    def _close(self, tag: str) -> None:
        if tag == "script":
            self._is_linked = False
        if tag in _SILENT:
            if self._open_of[tag]:
                while (inner := self._silent.pop()) != tag:
                    self._open_of[inner] -= 1
                self._open_of[tag] -= 1
        elif tag in _BLOCKS:
            self.words.append("\n")

    def _take(self, text: str) -> None:
        if self._is_linked:
            day = next(_published_in(text), None)
            if day:
                self.days.setdefault("linked", day)
        elif not self._silent:
            self.words.append(text)


def _published_in(text: str) -> Iterator[str]:
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        held = waiting.pop()
        if isinstance(held, list):
            waiting += held
        elif isinstance(held, dict):
            if isinstance(held.get("datePublished"), str):
                yield held["datePublished"]
            waiting += held.values()


def _page(text: str) -> Document:
    page = _Page(text)
    words = re.sub(r"[ \t\r\f\v]+", " ", "".join(page.words))
    words = re.sub(r" ?\n[ \n]*", "\n", words).strip()
    for place in ("linked", "meta", "time"):
        day = _DAY.match(page.days.get(place, "").strip())
        found = _day(day[0]) if day else None
        if found:
            return Document(words, found)
    return Document(words, None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
