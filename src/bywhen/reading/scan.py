"""Where in a text dated phrases stand: one pass of the language's automaton, borders checked here.

Linear in the length of the text: a phrase has a longest length, and a refused place costs one
step forward.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bywhen.reading.engine import Engine, PythonEngine, best_engine
from bywhen.reading.language import language
from bywhen.reading.parse import Grammar, Phrase

__all__ = ["Found", "Scanner", "scanner"]

_REMEMBERED_PHRASES = 50_000
_UNKNOWN = object()
_CLOSERS = frozenset(".)）")
_BEFORE_NUMBER = frozenset("$€£¥₴₽₩#№§＃＄￥.·")
_JOINS_NUMBERS = frozenset(".,:/\u2013-．，：／")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A phrase at a place of the text, in code points; `lead_start` is where its lead begins."""

    lead_start: int
    start: int
    core_start: int
    core_end: int
    shown_end: int
    end: int
    phrase: Phrase


class Scanner:
    """Finds the phrases of one language with one engine."""

    def __init__(self, code: str, engine: Engine) -> None:
        self.language = language(code)
        self.grammar = Grammar(self.language, engine)
        self._engine = engine
        self._seek = engine.seek(self.grammar.patterns, words=self.language.spaced)
        self._read: dict[str, Phrase | None] = {}

    def find(self, text: str) -> Iterator[Found]:
        """The phrases of a text from left to right, none inside another."""
        form = self._engine.form(text)
        same = len(form) == len(text)
        words, cut, seek = self.language.spaced, self._engine.cut, self._seek
        place = passed = counted = 0
        while (span := seek(form, place)) is not None:
            start, end = span
            if end == start:  # an empty pattern would never move on
                return
            piece = text[start:end] if same else cut(form, start, end)
            if words and not piece[0].isalnum():
                start += 1 if same else _width(piece[0])
                piece = piece[1:]
            if not same:
                counted += len(cut(form, passed, start))
                passed = start
            at = start if same else counted
            phrase = self._phrase_at(text, at, piece)
            if phrase is None:
                place = start + (1 if same else _width(piece[0]))
            elif isinstance(phrase, int):
                place = end
            else:
                yield Found(
                    at, at + phrase.shown_start, at + phrase.start, at + phrase.core_end,
                    at + phrase.shown_end, at + phrase.end, phrase,
                )  # fmt: skip
                place = end if phrase.end == len(piece) else start + _width(piece[: phrase.end])

    def _phrase_at(self, text: str, at: int, piece: str) -> Phrase | int | None:
        """The phrase; 0 if the words are known to be none; None if they stand inside others."""
        if not self._begins(text, at):
            return None
        if self._ends(text, at + len(piece)):
            known = self.phrase(piece)
            if known is not None:
                return known
            if self.grammar.is_stop(piece):
                return 0
        while (shorter := _shortened(piece)) is not None:
            piece = shorter
            if self._ends(text, at + len(piece)):
                known = self.phrase(piece)
                if known is not None:
                    return known
        return None

    def phrase(self, words: str) -> Phrase | None:
        """What the words of a span say; remembered, as it does not depend on the place."""
        known = self._read.get(words, _UNKNOWN)
        if known is _UNKNOWN:
            if len(self._read) >= _REMEMBERED_PHRASES:
                self._read.clear()
            stopped = self.grammar.is_stop(words)
            known = self._read[words] = None if stopped else self.grammar.read(words)
        return known  # type: ignore[return-value]

    def _begins(self, text: str, at: int) -> bool:
        if at == 0:
            return True
        before, first = text[at - 1], text[at]
        if self.language.spaced and (before.isalnum() or before == "_"):
            return False
        if not first.isdigit():
            return True
        if before.isdigit() or before in _BEFORE_NUMBER:
            return False
        return not (before in _JOINS_NUMBERS and text[at - 2 : at - 1].isdigit())

    def _ends(self, text: str, end: int) -> bool:
        if end >= len(text):
            return True
        last, after = text[end - 1], text[end]
        if self.language.spaced and after.isalnum() and (last.isalnum()):
            return False
        if after == "_":
            return False
        if last == "." and after.isdigit() and text[end - 2 : end - 1].isdigit():
            return False
        if not last.isdigit():
            return True
        if after.isdigit() or after in "%％°":
            return False
        following = text[end + 1 : end + 2]
        if after == "-" and following.isalnum():
            return False
        return not (after in _JOINS_NUMBERS and following.isdigit())


def _width(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _shortened(piece: str) -> str | None:
    """The piece without its last word, or None."""
    cut = len(piece)
    while cut and not piece[cut - 1].isalnum():
        cut -= 1
    while cut and piece[cut - 1].isalnum():
        cut -= 1
    while cut and not piece[cut - 1].isalnum() and piece[cut - 1] not in _CLOSERS:
        cut -= 1
    return piece[:cut] or None


@lru_cache(maxsize=64)
def scanner(code: str, engine: str = "") -> Scanner:
    """The scanner of a language, made once; `engine` is "" (the best there is), "re2" or "re"."""
    return Scanner(code, PythonEngine() if engine == "re" else best_engine())
