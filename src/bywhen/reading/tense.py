"""Does the sentence around a phrase speak of the past or of the future?"""

from __future__ import annotations

import re
from functools import lru_cache

from bywhen.reading.engine import Patterns, PythonEngine, Sought, best_engine
from bywhen.reading.language import language

__all__ = ["TenseCues", "tense_cues"]

_REACH = 160
_STOPS = re.compile(r"[.!?;。！？；\n]+[\s\"'”’」』)]+|[。！？；\n]")


class TenseCues:
    """The cue words of one language."""

    def __init__(self, code: str, engine: str = "") -> None:
        chosen = PythonEngine() if engine == "re" else best_engine()
        source = language(code)
        self._form = chosen.form
        self._words = source.spaced
        neutral = source.tense.get("neutral", ())
        # longest first: words that only look like a cue
        listed = "|".join(sorted(map(re.escape, neutral), key=len, reverse=True))
        self._neutral = re.compile(listed) if listed else None
        self._future = self._search(chosen.seek, source.tense.get("future", ()))
        self._past = self._search(chosen.seek, source.tense.get("past", ()))

    def _search(self, seek: object, patterns: object) -> Sought | None:
        if not patterns:
            return None
        sought: Sought = seek(Patterns("", list(patterns), ""), self._words)  # type: ignore[operator, call-overload]
        return sought

    def at(self, text: str, start: int, end: int) -> int:
        """1 future, -1 past, 0 unknown, by the cue words nearest to text[start:end].

        Only the sentence counts, and only so far: linear in the number of phrases.
        """
        before = _last_clause(text[max(0, start - _REACH) : start])
        after = _first_clause(text[end : end + _REACH])
        behind = self._nearest(before, last=True)
        ahead = self._nearest(after, last=False)
        if behind is None:
            return ahead[1] if ahead else 0
        if ahead is None:
            return behind[1]
        return behind[1] if behind[0] <= ahead[0] else ahead[1]

    def _nearest(self, clause: str, last: bool) -> tuple[int, int] | None:
        """(distance, tense) of the cue nearest to the phrase; of two at one place, the longer."""
        if not clause:
            return None
        if self._neutral is not None:
            clause = self._neutral.sub("\u3000", clause)
        form = self._form(clause)
        size = len(form)
        best: tuple[int, int] | None = None  # distance, minus the cue's length
        tense_found = 0
        for sought, tense in ((self._future, 1), (self._past, -1)):
            if sought is None:
                continue
            place = 0
            while (span := sought(form, place)) is not None:
                distance = size - span[1] if last else span[0]
                rank = (distance, span[0] - span[1])
                if best is None or rank < best:
                    best, tense_found = rank, tense
                if not last:
                    break
                place = max(span[1] - 1, span[0] + 1) if self._words else span[1]
        return None if best is None else (best[0], tense_found)


def _last_clause(before: str) -> str:
    for stop in reversed(list(_STOPS.finditer(before))):
        return before[stop.end() :]
    return before


def _first_clause(after: str) -> str:
    stop = _STOPS.search(after)
    return after if stop is None else after[: stop.start() + 1]


@lru_cache(maxsize=64)
def tense_cues(code: str, engine: str = "") -> TenseCues:
    """The cues of a language, compiled once."""
    return TenseCues(code, engine)
