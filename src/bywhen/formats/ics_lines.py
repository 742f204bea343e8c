"""Content lines of iCalendar (RFC 5545, 3.1 and 3.3): escaped, clean, folded at 75 octets."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

__all__ = ["day_value", "instant_value", "line", "text_value", "uri_value"]

_LONGEST = 75  # octets, without the line break
# Everything a text may not hold: control characters but for the tab, and lone surrogates.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def line(name: str, content: str, /, **parameters: str) -> str:
    """One content line with its CRLF; `content` is of the property's type already.

    A fold never splits a character (RFC 5545 allows it, readers do not all cope).

    >>> line("DTSTART", "20251127", value="DATE")
    'DTSTART;VALUE=DATE:20251127\\r\\n'
    """
    given = "".join(f";{key.upper()}={value}" for key, value in parameters.items())
    return _folded(f"{name}{given}:{content}") + "\r\n"


def text_value(text: str) -> str:
    """A TEXT value: control characters gone, the four special ones escaped.

    >>> text_value("one; two, three\\\\nfour")
    'one\\\\; two\\\\, three\\\\\\\\nfour'
    """
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    escaped = plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def uri_value(address: str) -> str | None:
    """An address as a URI value; None if it is not http(s) or holds what no URI may hold."""
    if re.fullmatch(r"https?://[!-~]+", address, re.IGNORECASE | re.ASCII):
        return address
    return None


def day_value(day: date) -> str:
    """A DATE.

    >>> day_value(date(2025, 11, 27))
    '20251127'
    """
    return f"{day.year:04}{day.month:02}{day.day:02}"


def instant_value(instant: datetime) -> str:
    """A DATE-TIME in UTC."""
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%S}Z"


def _folded(text: str) -> str:
    if len(text.encode()) <= _LONGEST:
        return text
    pieces: list[str] = []
    piece, size = "", 0
    for character in text:
        octets = len(character.encode())
        if size + octets > _LONGEST:
            pieces.append(piece)
            piece, size = "", 1  # the space that opens a continuation
        piece += character
        size += octets
    return "\r\n ".join([*pieces, piece])
