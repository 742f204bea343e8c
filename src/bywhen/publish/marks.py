"""Small pieces of HTML that every page writes in the same way.

Text of the record is foreign text: escaped, and set apart with <bdi> or <q> so that its direction
and language stay its own. An address that is not http(s) is shown as text.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bywhen.timetable.words import long_day, signed_days

__all__ = [
    "DOT",
    "MINUS",
    "bdi",
    "day",
    "is_web_address",
    "link_out",
    "quote",
    "slip",
    "slip_range",
    "window",
]

MINUS = "\N{MINUS SIGN}"
DOT = Markup(' <span class="dot" aria-hidden="true">·</span> ')  # between facts
# BCP 47 in outline: what stands in a `lang` attribute must at least look like a language.
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)


def bdi(text: str | None, language: str | None = None) -> Markup:
    """A piece of the record's text, kept apart from what stands around it."""
    if not text:
        return Markup("")
    return Markup("<bdi{}>{}</bdi>").format(_lang(language), text)


def quote(text: str | None, language: str | None = None) -> Markup:
    """The words used, in their language."""
    return Markup("<q{}>{}</q>").format(_lang(language), text) if text else Markup("")


def _lang(language: str | None) -> Markup:
    if language and _LANGUAGE.fullmatch(language):
        return Markup(' lang="{}"').format(language)
    return Markup("")


def day(when: date, text: str | None = None) -> Markup:
    """A civil day, readable by machines."""
    return Markup('<time datetime="{}">{}</time>').format(when.isoformat(), text or long_day(when))


def window(earliest: date | None, latest: date | None, modality: str | None = None) -> Markup:
    """A window with both its ends as days.

    >>> str(window(None, date(2025, 11, 27), "by"))
    'by <time datetime="2025-11-27">27 Nov 2025</time>'
    """
    if earliest is None and latest is None:
        return Markup("no date")
    if latest is None:
        assert earliest is not None  # noqa: S101 - one side is there
        return Markup("not before {}").format(day(earliest))
    if earliest is None or earliest == latest:
        by = modality == "by" or earliest is None
        return Markup("{}{}").format("by " if by else "", day(latest))
    first = long_day(earliest)
    if earliest.year == latest.year:
        first = first.rsplit(" ", 1 if earliest.month != latest.month else 2)[0]
    return Markup("{} to {}").format(day(earliest, first), day(latest))


def slip(days: int | float) -> Markup:
    """A slip with its sign, its direction in words for those who do not see the colour."""
    which = "later" if days > 0 else "sooner" if days < 0 else "same"
    return Markup('<span class="bw-slip bw-{}">{}</span>').format(
        which, signed_days(days).replace("-", MINUS)
    )


def slip_range(least: int, most: int) -> Markup:
    """A slip that is a range, its unit once.

    >>> str(slip_range(1, 7))
    '<span class="bw-slip bw-later">+1 to +7 days</span>'
    """
    if least == most:
        return slip(most)
    which = "later" if least > 0 else "sooner" if most < 0 else "same"
    first = signed_days(least).partition(" ")[0]
    return Markup('<span class="bw-slip bw-{}">{}</span>').format(
        which, f"{first} to {signed_days(most)}".replace("-", MINUS)
    )


def is_web_address(address: str | None) -> bool:
    """True only for http and https with a host."""
    if not address or re.search(r"[\x00-\x20]", address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def link_out(address: str | None, text: Markup | str) -> Markup:
    """A link that leaves the site; only the text where the address is no web address."""
    if not is_web_address(address):
        return escape(text)
    return Markup('<a href="{}" rel="noopener nofollow external">{}</a>').format(address, text)
