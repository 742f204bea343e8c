"""Search text: how words are cut for the index, how a reader's question becomes an FTS5 query, and
which words of a text it met.

FTS5's own tokenizer (unicode61) takes a run of Chinese for one word. So such runs are indexed as
overlapping pairs of characters, 基輔政府 as 基輔 輔政 政府 府; a question is cut the same way and
asked as a phrase. Japanese kana and Korean syllables are treated alike. Plain SQLite reads the
index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Part", "excerpt", "index_text", "match_query"]

_PAIRED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # 々〆〇, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"  # Hangul
)
_RUN = re.compile(f"[{_PAIRED}]+")
_RUNS = re.compile(f"([{_PAIRED}]+)")  # to split by: what lies outside, a run, outside, a run, ...
_LETTER = f"[^\\W_{_PAIRED}]"
_PIECE = re.compile(f"[{_PAIRED}]+|{_LETTER}+")
_ASKED = re.compile(r'"([^"]*)"|(\S+)')
_MOST_PHRASES = 16
_MOST_CHARACTERS = 400


def index_text(text: str | None) -> str | None:
    """The text as it goes into the index.

    >>> index_text("與Kyiv政府談判")
    '與 Kyiv 政府 府談 談判 判'
    """
    if text is None or text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    if _RUN.fullmatch(text):
        return _pairs(text)  # a title or a name most often
    outside, *pieces = _RUNS.split(text)
    if not pieces:
        return outside
    words = outside.split()
    for run, outside in zip(pieces[::2], pieces[1::2], strict=True):
        words.append(_pairs(run))
        if outside:
            words += outside.split()
    return " ".join(words)


def _pairs(run: str) -> str:
    """The run's pairs, and its last character alone: it must be found by itself as well.

    All but the first character end one pair and begin the next.
    """
    return run[0] + "".join(map(_end_and_begin, run[1:]))


class _EndsAndBegins(dict[str, str]):
    """A character as it ends one pair and begins the next, made once."""

    def __missing__(self, character: str) -> str:
        self[character] = text = f"{character} {character}"
        return text


_end_and_begin = _EndsAndBegins().__getitem__


def match_query(text: str) -> str | None:
    """An FTS5 query for what a reader typed: all words must occur, "quoted words" side by side.

    Nothing in `text` has a meaning to FTS5: it cannot fail and cannot reach other columns. None if
    there is no word in it.

    >>> match_query('Kyiv "by Christmas" 基輔')
    '"Kyiv" "by Christmas" "基輔"'
    >>> match_query('AND "*') is None
    False
    """
    phrases = []
    for pieces in _asked(text):
        prefix = "*" if _is_lone(pieces[-1]) else ""
        phrases.append(f'"{" ".join(_query_tokens(pieces))}"{prefix}')
    return " ".join(phrases) or None


def _asked(text: str) -> Iterator[list[str]]:
    """The pieces (words and runs) of each phrase asked for."""
    text = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS])
    found = 0
    for match in _ASKED.finditer(text):
        pieces = _PIECE.findall(match[1] if match[1] is not None else match[2])
        if pieces and found < _MOST_PHRASES:
            found += 1
            yield pieces


def _query_tokens(pieces: list[str]) -> Iterator[str]:
    for piece in pieces[:-1]:
        yield _pairs(piece) if _RUN.match(piece) else piece
    last = pieces[-1]
    # The text may go on after the last pair: its last character alone would not be in the index.
    yield _pairs(last).rpartition(" ")[0] if _RUN.match(last) and len(last) > 1 else last


def _is_lone(piece: str) -> bool:
    """One character of paired script: found as the first of a pair, or alone."""
    return len(piece) == 1 and _RUN.match(piece) is not None


class Part(NamedTuple):
    """A part of an excerpt; `is_match` where it is what was asked for."""

    text: str
    is_match: bool


def excerpt(text: str, asked: str, width: int = 120) -> list[Part]:
    """About `width` characters of `text` around the first word that was asked for.

    >>> excerpt("Kyiv must agree by Christmas", "christmas")[-1]
    Part(text='Christmas', is_match=True)
    """
    spans = _spans(text, asked)
    first = spans[0][0] if spans else 0
    start = max(0, min(first - width // 3, len(text) - width))
    end = min(len(text), start + width)
    parts = [Part("…", is_match=False)] if start else []
    place = start
    for span_start, span_end in spans:
        if span_start >= end:
            break
        if span_start > place:
            parts.append(Part(text[place:span_start], is_match=False))
        parts.append(Part(text[span_start : min(span_end, end)], is_match=True))
        place = min(span_end, end)
    if place < end:
        parts.append(Part(text[place:end], is_match=False))
    if end < len(text):
        parts.append(Part("…", is_match=False))
    return parts


def _spans(text: str, asked: str) -> list[tuple[int, int]]:
    """Where the phrases asked for stand in `text`, in order and apart from each other."""
    folded, places = _fold(text)
    spans: list[tuple[int, int]] = []
    for pieces in _asked(asked):
        pattern = r"[\W_]*".join(re.escape(_fold(piece)[0]) for piece in pieces)
        before = "" if _RUN.match(pieces[0]) else f"(?<!{_LETTER})"
        after = "" if _RUN.match(pieces[-1]) else f"(?!{_LETTER})"
        spans += [
            (places[match.start()], places[match.end() - 1] + 1)
            for match in re.finditer(f"{before}{pattern}{after}", folded)
            if match.end() > match.start()
        ]
    merged: list[tuple[int, int]] = []
    for span in sorted(spans):
        if merged and span[0] <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span[1]))
        else:
            merged.append(span)
    return merged


def _fold(text: str) -> tuple[str, list[int]]:
    """The text without case, width and accents, and where each of its characters came from."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        folded = unicodedata.normalize("NFKC", character)
        if not _RUN.match(folded):
            folded = unicodedata.normalize("NFKD", folded).casefold()
        for plain in folded:
            if not unicodedata.combining(plain):
                characters.append(plain)
                places.append(place)
    return "".join(characters), places
