"""Does the sentence around a phrase speak of the past or of the future?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from bywhen.reading.engine import Patterns, PythonEngine, best_engine
from bywhen.reading.language import language

__all__ = ["TenseCues", "tense_cues"]

_REACH = 160
_REPORTING = -2.0  # "said": the past of the telling, not of what is told
_ANNOUNCING = -3.0  # "announced": takes a thing as well as a clause
_REPORTED = 0.5  # what is told without a cue of its own stands in the present: it looks ahead
_LEAD_WORDS = 2
_NEAR = 48  # where most cues stand: looked at first
_WHOLE = 24  # a cue so near is not cut by that
_REMEMBERED_CUES = 20_000
_BEHIND_WORD = "(?:$|[^0-9A-Za-z_\u00c0-\u024f\u0400-\u052f])"
_SENTENCE_ENDS = (". ", ".\n", "! ", "? ", "; ", "\n\n", '." ', ".” ", "。", "！", "？", "；")
_PAUSES = "，,、：:「」“”„«»"
_TOPIC_ENDS = ("、", "，", ",")
_EDGES = " \t\r\n\u00a0.,;:!?\"'“”‘’()[]（）「」，、：—–-"


class TenseCues:
    """The cue words of one language."""

    def __init__(self, code: str, engine: str = "") -> None:
        chosen = PythonEngine() if engine == "re" else best_engine()
        source = language(code)
        future, hedged, weak = (
            source.tense.get(kind, ()) for kind in ("future", "hedged", "future_before")
        )
        past, reporting = source.tense.get("past", ()), source.tense.get("reporting", ())
        announcing = source.tense.get("announcing", ())
        either = source.tense.get("open", ())
        future = [*either, *future]
        self._open = len(either)
        self._own_clause = tuple(source.tense.get("clause_ends", ()))
        cues = [*future, *hedged, *weak, *past, *announcing, *reporting]
        self._telling = len(cues) - len(reporting)
        self._announcing = self._telling - len(announcing)
        self._told_ahead = bool(source.tense.get("reported"))
        self._quoting = tuple(source.tense.get("quoting", ()))
        gap = source.tense.get("reporting_gap", ())
        self._own_gap = re.compile(gap[0]) if gap else None
        self._firm, self._strong = len(future), len(future) + len(hedged)
        self._futures = self._strong + len(weak)
        self._form, self._cut, self._words = chosen.form, chosen.cut, source.spaced
        back = _BEHIND_WORD if source.spaced else ""
        self._seek = chosen.seek(Patterns("", cues, back), source.spaced) if cues else None
        self._choose = chosen.choose(cues)
        self._turn_words = tuple(source.tense.get("turns", ()))
        neutral = sorted(source.tense.get("neutral", ()), key=len, reverse=True)
        self._neutral = re.compile("|".join(map(re.escape, neutral))) if neutral else None
        self._known: dict[str, float] = {}

    def at(self, text: str, start: int, end: int, led: int = 0) -> float:
        """1 future, -1 past, 0 unknown, by the cue words nearest to text[start:end].

        0.5 for words that look ahead from wherever the sentence stands ("could", "to mark"). A cue
        right before the phrase, or before the `led` characters of its lead, decides. Only the
        sentence counts, and only so far: linear in the number of phrases.
        """
        before = text[max(0, start - _REACH) : start]
        clause = before[max(before.rfind(mark) for mark in _SENTENCE_ENDS) + 1 :]
        behind = self._last(clause[-_NEAR:], len(clause) > _NEAR)
        if len(clause) > _NEAR and (behind is None or behind[0] > _WHOLE):
            behind = self._last(clause)
        told = behind is not None and behind[1] == _REPORTING
        behind = None if told else behind
        if behind is not None and (behind[0] <= led + 1 or self._governs(behind, clause)):
            return behind[1]
        turned = behind is not None and self._turns(clause[-behind[0] :])
        near = behind is not None and not turned
        after = text[end : end + (min(_REACH, behind[0] + _NEAR) if near and behind else _REACH)]
        stops = [at for mark in _SENTENCE_ENDS if (at := after.find(mark)) >= 0]
        opening = len(clause.split()) <= _LEAD_WORDS if self._words else not clause
        ahead = self._first(after[: min(stops)] if stops else after, opening)
        if ahead is not None and ahead[1] == _REPORTING:
            told, ahead = True, None
        if behind is None:
            return ahead[1] if ahead else _REPORTED if told and self._told_ahead else 0
        if turned and ahead is not None:
            return ahead[1]
        return ahead[1] if ahead is not None and ahead[0] < behind[0] else behind[1]

    def _governs(self, behind: tuple[int, float], clause: str) -> bool:
        """有望在月底前達成: without inflection, the word of the future in front of it decides."""
        if self._words or behind[1] < 0:
            return False
        between = clause[len(clause) - behind[0] :] if behind[0] else ""
        return not any(mark in between for mark in (*_PAUSES, *self._quoting))

    def _turns(self, between: str) -> bool:
        """ "They sued to overturn it, but in March": what stands before the "but" says nothing."""
        return any(turn in between for turn in self._turn_words)

    def _last(self, clause: str, is_cut: bool = False) -> tuple[int, float] | None:
        """(distance, tense) of the last cue of a clause; _REPORTING if it only tells who spoke."""
        if self._seek is None or not clause:
            return None
        if self._neutral is not None:
            clause = self._neutral.sub("\u3000", clause)
        form, place = self._form(clause), 0
        spans: list[tuple[int, int]] = []
        while (span := self._seek(form, place)) is not None:
            spans.append(span)
            place = max(span[1] - 1, span[0] + 1) if self._words else span[1]
        for start, end in reversed(spans):
            tense = self._tense(self._cut(form, start, end))
            if tense == _REPORTING:
                if not self._tells_before(self._cut(form, end, len(form))):
                    return None if is_cut else (0, _REPORTING)
                tense = -1
            return self._width(clause, form, end, len(form)), max(tense, -1)
        return None

    def _first(self, clause: str, opening: bool) -> tuple[int, float] | None:
        """(distance, tense) of the first cue of a clause; _REPORTING if it only tells who spoke."""
        if self._seek is None or not clause:
            return None
        if self._neutral is not None:
            clause = self._neutral.sub("\u3000", clause)
        form, place, told = self._form(clause), 0, False
        while (span := self._seek(form, place)) is not None:
            cue = self._cut(form, *span)
            if self._own_clause and self._is_beyond(self._cut(form, 0, span[0])):
                break
            tense = self._tense(cue)
            if tense <= _REPORTING:
                told = True
                if self._tells_behind(self._cut(form, 0, span[0]), opening):
                    return self._width(clause, form, 0, span[0]), -1
            elif not self._is_weak(cue):
                return self._width(clause, form, 0, span[0]), tense
            place = max(span[1] - 1, span[0] + 1) if self._words else span[1]
        return (0, _REPORTING) if told else None

    def _is_beyond(self, gap: str) -> bool:
        """他週五裁定違法，白宮須…: what is said behind the comma is another clause; but not behind
        週五，白宮須…."""
        return any(mark in gap[1:] for mark in self._own_clause)

    def _tells_before(self, gap: str) -> bool:
        """ "Ruiz said on Tuesday": the day of the telling, if only few words stand between."""
        if self._own_gap is None or any(mark in gap for mark in _PAUSES):
            return False
        return self._own_gap.fullmatch(gap.lower()) is not None

    def _tells_behind(self, gap: str, opening: bool) -> bool:
        """ "On Tuesday Ruiz said": but not "it starts on Tuesday, Ruiz said"."""
        quotes = self._quoting
        if quotes and any(mark in gap for mark in quotes):
            return gap.startswith(_TOPIC_ENDS)
        return opening or not any(mark in gap for mark in _PAUSES)

    def _width(self, clause: str, form: Any, start: int, end: int) -> int:
        """How many characters stand between two places of the engine's form."""
        if len(form) == len(clause):
            return end - start
        return len(self._cut(form, start, end))

    def _is_weak(self, cue: str) -> bool:
        """ "He agreed on Friday to go": an infinitive behind a date says nothing of it."""
        if self._strong == self._futures:
            return False
        fitting = self._choose(cue.strip(_EDGES) if self._words else cue)
        return bool(fitting) and self._strong <= fitting[0] < self._futures

    def _tense(self, cue: str) -> float:
        cue = cue.strip(_EDGES) if self._words else cue
        known = self._known.get(cue)
        if known is None:
            if len(self._known) >= _REMEMBERED_CUES:
                self._known.clear()
            known = self._known[cue] = self._weight(self._choose(cue))
        return known

    def _weight(self, fitting: Sequence[int]) -> float:
        if not fitting:
            return 0
        if fitting[0] < self._open:
            return 0
        if fitting[0] < self._firm:
            return 1
        if fitting[0] < self._futures:
            return 0.5
        if fitting[-1] >= self._telling:
            return _REPORTING
        return _ANNOUNCING if fitting[-1] >= self._announcing else -1


@lru_cache(maxsize=64)
def tense_cues(code: str, engine: str = "") -> TenseCues:
    """The cues of a language, compiled once."""
    return TenseCues(code, engine)
