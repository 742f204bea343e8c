"""From the bytes of a feed or page to text: what they are counts more than what they claim.

Strict UTF-8 first, for text of another charset is hardly ever valid UTF-8 by chance; then what the
document or its server declares; then detection. The charset that was taken is told.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

__all__ = ["Decoded", "charset_of_type", "decode"]


class Decoded(NamedTuple):
    """`is_guess`: neither valid UTF-8 nor what was declared."""

    text: str
    charset: str
    is_guess: bool = False


_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How "<?" or "<h" begins without a mark.
_BEGINNINGS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]{2,40})"
    rb"|<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})",
    re.IGNORECASE,
)
_IN_TYPE = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
_ROW = re.compile("[\xa1-\xff]{5,}")
_HEAD = 2048
_SAMPLE = 60_000

# A declared charset is read as its largest relative, as browsers do (WHATWG Encoding).
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "x-mac-cyrillic": "mac_cyrillic",
    "windows-31j": "cp932", "x-euc-jp": "euc_jp", "unicode": "utf-16", "utf8": "utf-8",
}  # fmt: skip
# Valid UTF-8 by nature; told apart by their escapes.
_ESCAPED = {"iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "hz", "utf-7"}


def decode(raw: bytes, declared: str | None = None) -> Decoded:
    """The text of `raw`; `declared` is what the server says, the document's own word comes next.

    Never raises: in the worst case some characters are replaced.

    >>> decode("Київ".encode("cp1251"), "windows-1251")
    Decoded(text='Київ', charset='windows-1251', is_guess=False)
    >>> decode("Київ".encode(), "windows-1251").charset
    'utf-8'
    """
    for mark, charset in _MARKS:
        if raw.startswith(mark):
            return Decoded(raw.decode(charset, "replace"), charset.removesuffix("-sig"))
    for beginning, charset in _BEGINNINGS:
        if raw.startswith(beginning):
            return Decoded(raw.decode(charset, "replace"), charset)
    names = [name for name in (declared, _declared_inside(raw)) if name]
    if not names and b"\x1b$" in raw:
        names = ["iso-2022-jp"]
    escaped = next((name for name in names if name.lower() in _ESCAPED), None)
    if escaped is None or not (b"\x1b" in raw or b"~{" in raw or b"+" in raw):
        try:
            return Decoded(raw.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            pass
    # What servers say of everything counts less than the document's word.
    for name in sorted(names, key=_is_western):
        text = _try(raw, name)
        if text is not None and not (_is_western(name) and _looks_foreign(text)):
            return Decoded(text, name.lower())
    return _detected(raw, names)


def charset_of_type(content_type: str | None) -> str | None:
    """
    >>> charset_of_type('text/xml; charset="KOI8-R"')
    'KOI8-R'
    """
    found = _IN_TYPE.search(content_type or "")
    return found[1] if found else None


def _is_western(name: str) -> bool:
    return name.lower() in ("cp1252", "windows-1252") or _WIDER.get(name.lower()) == "cp1252"


def _looks_foreign(text: str) -> bool:
    """Any bytes are valid there. But accented letters do not stand in rows: those are of another
    script."""
    return sum(map(len, _ROW.findall(text[:_SAMPLE]))) >= 24


def _declared_inside(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:_HEAD])
    return (found[1] or found[2]).decode("ascii") if found else None


def _try(raw: bytes, name: str) -> str | None:
    """The text, or None if this charset cannot be or is not known."""
    for charset in dict.fromkeys((_WIDER.get(name.lower(), name), name)):
        try:
            if codecs.lookup(charset)._is_text_encoding:
                return raw.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return None


def _detected(raw: bytes, names: list[str]) -> Decoded:
    mostly = raw.decode("utf-8", "replace")
    if mostly.count("\ufffd") * 100 < len(mostly):  # UTF-8 with a few broken places
        return Decoded(mostly, "utf-8", is_guess=True)
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:_SAMPLE]).best()
    named = _WIDER.get(names[0].lower(), names[0]) if names else "cp1252"
    charset = best.encoding if best else named
    try:
        return Decoded(raw.decode(charset, "replace"), charset, is_guess=True)
    except LookupError:
        return Decoded(raw.decode("cp1252", "replace"), "cp1252", is_guess=True)
