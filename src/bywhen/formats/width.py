"""How wide text is in a terminal, and where its lines may break.

Chinese, Japanese and Korean characters take two cells (Unicode UAX #11), combining marks none.
Lines break at blanks, between wide characters (not before closing punctuation), and in long ids
behind hyphens and slashes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["cell_width", "clean", "longest_word", "pad", "wrap"]

_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
    r"\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)
_CLOSING = frozenset("。，、；：？！」』）》〉】〕”’…,.;:?!)]}%")
_OPENING = frozenset("「『（《〈【〔“‘([{")
_LONG_ID = re.compile(r"\s*[^-/]*[-/]+|\s*[^-/]+")
_LONGEST_WHOLE = 14  # a longer word is parted behind its hyphens and slashes
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def clean(text: str) -> str:
    """The text without what could move the cursor or turn the direction of a line.

    >>> clean("a\\x1b[2Jb\\tc")
    'a [2Jb c'
    """
    return _CONTROL.sub(" ", text)


@lru_cache(maxsize=4096)
def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cell_width(text: str) -> int:
    """Cells that the text takes.

    >>> cell_width("Kyiv"), cell_width("基輔")
    (4, 4)
    """
    return len(text) if text.isascii() else sum(map(_character_width, text))


def pad(text: str, width: int, right: bool = False) -> str:
    """The text filled with blanks to `width` cells; to the right of them if `right`."""
    blanks = " " * (width - cell_width(text))
    return blanks + text if right else text + blanks


def _pieces(text: str) -> list[str]:
    """What must not be parted, in order; a piece may begin with a blank."""
    pieces: list[str] = []
    for word in re.findall(r"\s*\S+", text):
        if not _WIDE.search(word):
            pieces += _LONG_ID.findall(word) if len(word) > _LONGEST_WHOLE else [word]
            continue
        piece = ""
        for character in word:
            apart = _WIDE.match(character) or (piece and _WIDE.match(piece[-1]))
            if piece.strip() and apart and character not in _CLOSING and piece[-1] not in _OPENING:
                pieces.append(piece)
                piece = ""
            piece += character
        pieces.append(piece)
    return pieces


def longest_word(text: str) -> int:
    """Cells of the longest piece that wrapping keeps whole."""
    return max((cell_width(piece.strip()) for piece in _pieces(text)), default=0)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells (at least two); nothing of the text is lost but blanks.

    >>> wrap("window closed 5 days ago", 14)
    ['window closed', '5 days ago']
    >>> wrap("美國的計劃。", 8)
    ['美國的計', '劃。']
    """
    width = max(width, 2)
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        if not line:
            piece = piece.lstrip()
        size = cell_width(piece)
        if line and used + size > width:
            lines.append(line)
            piece = piece.lstrip()
            line, used, size = "", 0, cell_width(piece)
        while size > width:
            head = _head(piece, width)
            lines.append(head)
            piece = piece[len(head) :]
            size = cell_width(piece)
        line, used = line + piece, used + size
    return [*lines, line] if line or not lines else lines


def _head(text: str, width: int) -> str:
    used = 0
    for place, character in enumerate(text):
        used += _character_width(character)
        if used > width:
            return text[:place]
    return text
