"""HTML from elsewhere: made harmless, or turned into plain text.

nh3 (ammonia) parses as a browser does, keeps listed elements and attributes only, and writes
well-formed HTML; so what `plain` takes apart with a pattern has been written by nh3.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import nh3

from bywhen.ingest.spaces import lines_of, one_line

__all__ = ["clean", "cleaned_text", "plain", "title_text"]

_SCHEMES = {"http", "https", "mailto", "tel"}
_GONE = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "textarea",
         "select", "title", "noembed", "noframes", "xmp", "head"}  # fmt: skip
_BLOCK = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|pre|section|article|header|footer|hr|dd|dt"
    r"|dl|figure|figcaption|caption|details|summary|aside|nav|center|hgroup)"
    r"(?:\s[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)?>"
)
_CELL = re.compile(r"</t[dh]>")
_TAG = re.compile(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>")
_LOOKS_MARKED = re.compile(r"<[A-Za-z/!?]|&[#A-Za-z]")
_ACTIVE = re.compile(
    r"<\s*/?\s*(?:script|svg|iframe|object|embed|style|img|math|form|link|meta|base|video|audio"
    r"|body|input|details|a\s)|\bon[a-z]{3,}\s*=",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
)


@lru_cache(maxsize=32)
def _cleaner(base: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=nh3.ALLOWED_TAGS - {"map", "area"},
        clean_content_tags=_GONE,
        url_schemes=_SCHEMES,
        url_relative=("rewrite_with_base", base) if base else "deny",
    )


def clean(markup: str | None, base: str = "") -> str | None:
    """The HTML without anything that acts; relative links resolved against `base`.

    >>> clean("<p onclick=x()>by <b>Friday</b><script>alert(1)</script>")
    '<p>by <b>Friday</b></p>'
    """
    if not markup or not markup.strip():
        return None
    cleaner = _cleaner(base if base.startswith(("http://", "https://")) else "")
    return cleaner.clean(_uncontrolled(markup)).strip() or None


def cleaned_text(text: str) -> str | None:
    """Plain text as clean HTML; its line breaks are kept.

    >>> cleaned_text("a < b\\nby Friday")
    'a &lt; b<br>by Friday'
    """
    if text.isprintable() and not ("<" in text or "&" in text or ">" in text):
        return text.strip() or None  # as nh3 would leave it
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return clean(text.replace("\n", "<br>") if "\n" in text.strip() else text)


def _uncontrolled(text: str) -> str:
    """Without what is neither seen nor a line break or tab; most text has none of it."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return _CONTROL.sub("", text)


def plain(cleaned: str | None) -> str:
    """The words of HTML that `clean` has written, one line a block.

    >>> plain("<p>Kyiv &amp; Moscow</p><p>by <b>Friday</b></p>")
    'Kyiv & Moscow\\nby Friday'
    """
    if not cleaned:
        return ""
    text = cleaned.replace("\n", " ")
    if "<" in text:
        text = _BLOCK.sub("\n", text)
        if "<" in text:
            text = _TAG.sub("", _CELL.sub(" ", text))
    if "&" in text:
        text = html.unescape(text)
    return lines_of(text)


def title_text(title: str | None, is_markup: bool) -> str:
    """A title as plain text on one line. What is declared plain keeps its `<`, unless it would act.

    >>> title_text("AT&amp;T <i>moves</i> its date", is_markup=True)
    'AT&T moves its date'
    """
    if not title:
        return ""
    text = title
    is_suspect = "<" in text or "&" in text or "=" in text  # most titles have none of these
    if is_suspect and ((is_markup and _LOOKS_MARKED.search(text)) or _ACTIVE.search(text)):
        text = plain(clean(text))
        if _ACTIVE.search(text):  # it was escaped twice
            text = plain(clean(text))
    return one_line(_uncontrolled(text))[:1000]
