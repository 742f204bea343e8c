"""Texts as a reader sees them: without invisible characters, entities and full-width letters.

A date with something invisible inside is none: who wrote it so did not want it read as it looks.

What is read is a copy; every place in it is known in the text itself, so offsets stay true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bywhen.reading.mention import Mention

__all__ = ["is_split", "placed", "visible"]

_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_ODD = re.compile(
    f"[{_UNSEEN}]+|\x00|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
    "|&(?:(?P<space>nbsp|ensp|emsp|thinsp|#0*160|#0*8239|#[xX]0*[aA]0|#[xX]202[fF])"
    "|(?P<dash>ndash|mdash|#0*821[12]|#[xX]201[34])"
    "|(?P<nothing>shy|zwj|zwnj|lrm|rlm|#0*173|#0*820[3-7]|#[xX]200[bBcCdDeEfF]));"
)
_ODD_LETTER = re.compile(f"[{_UNSEEN}\x00\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_HIDDEN = re.compile(
    f"[{_UNSEEN}]|&(?:shy|zwj|zwnj|lrm|rlm|#0*173|#0*820[3-7]|#[xX]200[bBcCdDeEfF]);"
)
_FULL_WIDTH = 0xFEE0  # how far a full-width letter stands from the plain one


def visible(text: str) -> tuple[str, Sequence[int]]:
    """The text as it is seen, and for each place of it the place in `text`, the end included.

    The places are empty where nothing had to be changed, as in nearly every text.

    >>> visible("Ju\u200bne 3")
    ('June 3', [0, 1, 3, 4, 5, 6, 7])
    """
    if not _is_odd(text):
        return text, ()
    pieces: list[str] = []
    places: list[int] = []
    reached = 0
    for odd in _ODD.finditer(text):
        pieces.append(text[reached : odd.start()])
        places.extend(range(reached, odd.start()))
        seen = _seen(odd)
        pieces.append(seen)
        places.extend(odd.start() for _ in seen)
        reached = odd.end()
    pieces.append(text[reached:])
    places.extend(range(reached, len(text) + 1))
    return "".join(pieces), places


def _is_odd(text: str) -> bool:
    """A look at what nearly no text has, at hundreds of MB a second where it is ASCII."""
    if "&" in text and _ODD.search(text) is not None:
        return True
    if text.isascii():
        return "\0" in text
    return _ODD_LETTER.search(text) is not None


def _seen(odd: re.Match[str]) -> str:
    if odd["space"] or odd[0] == "\0":
        return " "
    if odd["dash"]:
        return "\u2013"
    letter = odd[0]
    if odd["nothing"] or not "\uff10" <= letter <= "\uff5a":
        return ""
    return chr(ord(letter) - _FULL_WIDTH)


def is_split(words: str) -> bool:
    """True if something invisible stands between the letters.

    >>> is_split("Ju\u200bne 3"), is_split("June 3")
    (True, False)
    """
    return _HIDDEN.search(words) is not None


def placed(mention: Mention, text: str, places: Sequence[int]) -> Mention:
    """The mention of a copy, with its places and words in the text itself."""

    def span(start: int, end: int) -> tuple[int, int]:
        last = places[end - 1] if end > start else places[end]
        follows = places[end]
        whole = follows if end > start and text[last] == "&" else last + (end > start)
        return places[start], whole

    start, end = span(mention.start, mention.end)
    anchor = mention.anchor
    if anchor is not None:
        first, last = span(anchor.start, anchor.end)
        anchor = replace(anchor, start=first, end=last, text=text[first:last])
    ends = []
    for one in mention.ends:
        first, last = span(one.start, one.end)
        ends.append(replace(one, start=first, end=last, text=text[first:last]))
    return replace(
        mention, text=text[start:end], start=start, end=end, anchor=anchor, ends=tuple(ends)
    )
