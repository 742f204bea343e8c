"""From a text to its mentions: the order of work, and what is remembered between texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import lru_cache
from typing import Any

from bywhen.errors import DateError
from bywhen.reading import (
    named_days,
    resolve_clock,
    resolve_parts,
    resolve_periods,
    resolve_ranges,
    resolve_spans,
)
from bywhen.reading.calibration import calibration
from bywhen.reading.combine import apposition_meaning, range_meaning
from bywhen.reading.conventions import Conventions, standard
from bywhen.reading.detect import language_of
from bywhen.reading.join import Statement, joined
from bywhen.reading.meaning import Meaning, Setting, Unmeant
from bywhen.reading.mention import UNSURE_BELOW, Anchor, End, Mention
from bywhen.reading.narrative import Narrative
from bywhen.reading.qualify import Bounds, qualified
from bywhen.reading.reported import Reported
from bywhen.reading.resolve_days import meaning_of
from bywhen.reading.scan import Scanner, scanner
from bywhen.reading.tense import tense_cues
from bywhen.reading.visible import is_split, placed, visible

__all__ = ["read", "read_each", "read_many"]

# importing these registers what they resolve
_RESOLVERS = (
    named_days, resolve_clock, resolve_parts, resolve_periods, resolve_ranges, resolve_spans,
)  # fmt: skip
_REMEMBERED_DAYS = 1024
_REMEMBERED_MEANINGS = 20_000
_DEADLINE = frozenset({"by", "until", "through", "not_before", "within"})
_NUMBERED_CLAUSE = re.compile(
    r"^[ \t\u3000]*[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.．、)）]\s?\D"
)
_SECOND_ENDS = frozenset({"day2", "month2", "mon2", "year2", "yy", "century2"})
_YEARLY = frozenset({"season", "month", "holiday", "date"})
_LOOKED_BACK = 48
_OF_RANGES = frozenset({"until", "between", "from", "starts"})
_DAYS_AND_HOURS = frozenset({"day", "hour", "minute", "second"})
_FROM_NAMED = ("later", "date_of_year_named")
_OF_QUARTERS = ("year_before", "that_quarter")
_WORD = re.compile(r"\S+")
_CLAUSE_END = re.compile("[，。；,;.!?！？\n]")
_EVENT_CHARS = 16
_NAMES_OF_PEOPLE = frozenset({3, 4, 5, 6, 8})  # March, April, May, June, August
_LINE_LOOKED_BACK = 400
_EARLIEST_BARE_YEAR = 1500
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")

_Key = tuple[Any, ...]


def read(
    text: str,
    *,
    published: date,
    language: str | None = None,
    timezone: str = "UTC",
    conventions: Mapping[str, Any] | None = None,
    engine: str = "",
) -> list[Mention]:
    """The dated statements of a text, in order.

    `published` is the day of the document: relative words count from it, never from the clock.
    `timezone` is the zone whose civil days are meant. `language` is a code such as "en" or
    "zh-Hant"; None looks at the text. `conventions` overrides entries of `conventions.yml`.
    `engine` is "" (re2 if installed), "re2" or "re": the result is the same.

    Raises ValueError for an unknown language, DateError for a faulty convention.

    >>> [m.edtf for m in read("It may slip to early December.", published=date(2025, 11, 21))]
    ['2025-12-01/2025-12-10']
    """
    seen, places = visible(text)
    code = language_of(seen) if language is None else language
    use = standard() if not conventions else standard().overridden(conventions)
    work = (
        _work(code, published, timezone, engine)
        if not conventions
        else _Work(code, published, timezone, engine, use)
    )
    mentions = work.mentions(seen)
    if not places:
        return mentions
    moved = [placed(mention, text, places) for mention in mentions]
    return [mention for mention in moved if not is_split(mention.text)]


def read_many(
    documents: Iterable[tuple[str, date]],
    *,
    language: str | None = None,
    timezone: str = "UTC",
    conventions: Mapping[str, Any] | None = None,
    jobs: int | None = None,
) -> list[list[Mention]]:
    """The mentions of many (text, published), in the order given, over `jobs` processes.

    None = as many as there are cores; 1 = in this process.
    """
    each = read_each(
        documents, language=language, timezone=timezone, conventions=conventions, jobs=jobs
    )
    return list(each)


def read_each(
    documents: Iterable[tuple[str, date]],
    *,
    language: str | None = None,
    timezone: str = "UTC",
    conventions: Mapping[str, Any] | None = None,
    jobs: int | None = None,
) -> Iterator[list[Mention]]:
    """The same, one text after the other as they are done: for who shows progress."""
    tasks = [(text, day, language, timezone, conventions) for text, day in documents]
    if jobs == 1 or len(tasks) < 2:
        yield from map(_read_one, tasks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_read_one, tasks, chunksize=max(1, len(tasks) // 64))


def _read_one(task: tuple[str, date, str | None, str, Mapping[str, Any] | None]) -> list[Mention]:
    text, published, language, timezone, conventions = task
    return read(
        text, published=published, language=language, timezone=timezone, conventions=conventions
    )


@lru_cache(maxsize=_REMEMBERED_DAYS)
def _work(code: str, published: date, timezone: str, engine: str) -> _Work:
    return _Work(code, published, timezone, engine, standard())


class _Work:
    """Everything that is the same for all texts of one language and day."""

    def __init__(
        self, code: str, published: date, timezone: str, engine: str, conventions: Conventions
    ) -> None:
        self._scanner: Scanner = scanner(code, engine)
        self._language = self._scanner.language
        self._cues = tense_cues(self._language.code, engine)
        self._setting = Setting(published, conventions, numeric_order=self._language.numeric_order)
        self._timezone = timezone
        self._to_date = tuple(
            word for word, kind in self._language.trail.items() if kind == "to_date"
        )
        self._past_behind = tuple(self._language.tense.get("past_behind", ()))
        months = self._language.lexicon.get("month", {})
        self._small_months = bool(months) and all(word[:1].islower() for word in months)
        participles = "|".join(self._language.tense.get("participles", ()))
        self._participles = re.compile(participles) if participles else None
        self._calibration = calibration(self._language.code)
        self._known: dict[_Key, tuple[Meaning, Bounds, float] | None] = {}

    def mentions(self, text: str) -> list[Mention]:
        """The mentions of one text."""
        statements = list(joined(text, self._scanner.find(text), self._language))
        if not statements:
            return []
        narrative = Narrative.of(statements, self._setting.published)
        mentions: list[Mention] = []
        said: date | None = None
        said_day: date | None = None
        reported = Reported()
        for statement in statements:
            reference = narrative.reference if narrative else None
            parse = statement.found[0].phrase.parse
            counted = narrative is not None and narrative.counts_from(parse)
            base = said_day if parse.values.get("unit") in _DAYS_AND_HOURS else said
            mention = self._mention(text, statement, reference, counted, base, reported.quarter)
            if mention is None:
                continue
            mentions.append(mention)
            if mention.earliest is not None and mention.confidence >= UNSURE_BELOW:
                said = mention.earliest
                said_day = said if mention.window.is_day else said_day
            reported.advance(mention, parse)
            if narrative:
                narrative.advance(mention, parse)
        return mentions

    def _mention(
        self,
        text: str,
        statement: Statement,
        reference: date | None,
        counted: bool,
        said: date | None,
        quarter: str,
    ) -> Mention | None:
        alone = len(statement.found) == 1 and _is_alone(text, statement)
        if statement.is_weak and not (
            alone and statement.found[0].phrase.parse.rule.weak == "alone"
        ):
            return None
        if _is_no_year(statement) or _is_torn(text, statement):
            return None
        if self._is_of_a_name(text, statement):
            return None
        first = statement.found[0]
        if first.phrase.lead == "since" and self._is_detached(text, statement):
            statement = statement.without_lead()
        elif self._is_only_after(text, statement) or self._is_denied_before(text, statement):
            statement = statement.with_lead("not_before")
        first = statement.found[0]
        tense = self._tense(text, statement)
        means = first.phrase.parse.rule.means
        key = (
            *(found.phrase for found in statement.found),
            statement.kind,
            tense,
            alone,
            reference,
            counted,
            said if means in _FROM_NAMED else quarter if means in _OF_QUARTERS else None,
        )
        known = self._known.get(key, self)
        if known is self:
            if len(self._known) >= _REMEMBERED_MEANINGS:
                self._known.clear()
            known = self._known[key] = self._resolved(
                statement, tense, alone, reference, counted, said, quarter
            )
        if known is None:
            return None
        meaning, bounds, confidence = known  # type: ignore[misc]
        anchor = self._anchor(text, statement, meaning)
        window = bounds.window
        edtf, why = bounds.edtf, bounds.why
        if anchor is not None and not meaning.offset:
            window, edtf = type(window)(None, None), ""
            why = (
                f"{meaning.timex3} in a numbered clause:"
                " it runs from an event that is not named here"
            )
            confidence = round(confidence * 0.9, 2)
        start, end = first.start, statement.end
        if statement.kind == "single":
            end = first.shown_end
        return Mention(
            text[start:end], start, end, window.earliest, window.latest, bounds.strict,
            bounds.earliest_strict, edtf, meaning.timex3, bounds.qualifier,  # type: ignore[arg-type]
            meaning.granularity, bounds.approx, anchor, _named(statement),
            bounds.convention, confidence, bounds.alternatives, why,
            _ends(text, statement, meaning),
        )  # fmt: skip

    def _is_detached(self, text: str, statement: Statement) -> bool:
        """自2022年俄烏衝突以來: the words "since ... on" hold an event,
        the year only tells which."""
        if statement.kind != "single" or statement.found[0].phrase.trail or not self._to_date:
            return False
        following = _CLAUSE_END.split(text[statement.end : statement.end + _EVENT_CHARS], 1)[0]
        return any(following.find(word) > 0 for word in self._to_date)

    def _is_only_after(self, text: str, statement: Statement) -> bool:
        """True for "will not open until March 1": not before that day."""
        first = statement.found[0]
        if first.phrase.lead != "until" or statement.kind == "range":
            return False
        then = tuple(self._language.between.get("only_then", ()))
        if then and text.startswith(then, statement.end):
            return True
        negations = self._language.between.get("only_after")
        if not negations:
            return False
        before = text[max(0, first.lead_start - _LOOKED_BACK) : first.lead_start]
        words = _CLAUSE_END.split(before.lower().replace("\u2019", "'"))[-1].split()
        return any(word in negations for word in words) and not any(
            word in self._language.between.get("unless", ()) for word in words
        )

    def _is_denied_before(self, text: str, statement: Statement) -> bool:
        """True for "sanctions will not be lifted before March 1": not before that day."""
        first, between = statement.found[0], self._language.between
        behind = tuple(between.get("denied_behind", ()))
        if behind and "before" in (first.phrase.lead, first.phrase.trail):
            return statement.kind == "single" and text.startswith(behind, statement.end)
        denials = between.get("denied")
        if not denials or first.phrase.lead != "before" or statement.kind == "range":
            return False
        start = max(0, first.lead_start - _LOOKED_BACK)
        clause = _CLAUSE_END.split(text[start : first.lead_start])[-1]
        start = first.lead_start - len(clause)
        denied_at = 0
        for word in _WORD.finditer(clause.lower().replace("\u2019", "'")):
            if word[0] in denials:
                denied_at = start + word.end()
            elif word[0] in between.get("clause", ()):
                denied_at = 0
        if denied_at and self._is_reduced(text[denied_at : first.lead_start]):
            return False
        return denied_at > 0 and self._cues.at(text[:denied_at], denied_at, denied_at) >= 0

    def _is_reduced(self, between: str) -> bool:
        """ "Does not apply to crimes committed before": what happened before is not denied."""
        words = between.lower().split()
        if not words or not self._participles:
            return False
        passives = self._language.tense.get("passives", ())
        return bool(self._participles.fullmatch(words[-1])) and not set(passives) & set(words)

    def _is_of_a_name(self, text: str, statement: Statement) -> bool:
        """ "Coach May", "Julien Avril": a bare month behind a word with a capital is a surname."""
        found = statement.found[0]
        if (
            statement.kind != "single" or not self._language.spaced or found.phrase.lead
            or found.phrase.trail or found.phrase.parse.rule.id != "month"
            or found.phrase.parse.values.get("month") not in _NAMES_OF_PEOPLE
        ):  # fmt: skip
            return False
        if not text[found.start].isupper():
            return False
        if self._small_months:
            return True
        before = text[max(0, found.start - _LOOKED_BACK) : found.start]
        if before[-1:] != " ":
            return False
        word = before.split(" ")[-2]
        if word.lower() in self._language.detect.get("words", ()):  # "The May vote"
            return False
        return word[:1].isupper() and word.isalpha() and len(word) > 1

    def _tense(self, text: str, statement: Statement) -> float:
        if statement.left:
            return 0
        lead = statement.found[0].phrase.lead
        if not any(found.phrase.needs_tense for found in statement.found):
            return 0
        trail = statement.found[-1].phrase.trail
        if statement.ahead or lead in _DEADLINE or trail in _DEADLINE:
            return -1 if lead == "until" and self._was_until(text, statement) else 1
        if ("since" in (lead, trail) and trail not in ("from", "starts")) or "to_date" in (
            lead,
            trail,
        ):
            return -1
        first = statement.found[0]
        if text.startswith(self._past_behind, statement.end):
            rest = text[statement.end : statement.end + _LINE_LOOKED_BACK]
            ahead = self._cues.at(rest, 0, 0)
            return 0 if ahead == 1 else -1  # "Friday's report is expected to": the nearest one
        led = first.core_start - first.lead_start
        tense = self._cues.at(text, first.core_start, statement.end, led)
        if lead == "from" and tense < 0 and statement.kind == "single":
            return 0
        if "before" in (lead, trail):
            means = statement.found[0].phrase.parse.rule.means
            if means == "holiday" and tense == 0:
                return 0.5  # unless it has just been
            return 1 if tense == 0 else 0 if tense < 0 and means in _YEARLY else tense
        return tense

    def _was_until(self, text: str, statement: Statement) -> bool:
        """ "Until Thursday, they had not called him a suspect": a sentence that opens with it."""
        first = statement.found[0]
        before = text[max(0, first.lead_start - _LOOKED_BACK) : first.lead_start].rstrip(" \"“‘'")
        opens = not before or before[-1] in ".!?\n"
        return opens and self._cues.at(text, first.core_start, statement.end) == -1

    def _resolved(
        self,
        statement: Statement,
        tense: float,
        alone: bool,
        reference: date | None,
        counted: bool,
        said: date | None,
        quarter: str,
    ) -> tuple[Meaning, Bounds, float] | None:
        own = self._setting
        published = reference if counted and reference is not None else own.published
        setting = Setting(
            published, own.conventions, tense, alone, reference, own.country,
            own.numeric_order, said, quarter,
        )  # fmt: skip
        first, last = statement.found[0].phrase, statement.found[-1].phrase
        try:
            if statement.kind == "single":
                meaning = meaning_of(first.parse, setting)
            elif statement.kind == "range":
                meaning = range_meaning(first.parse, last.parse, setting)
            else:
                meaning = apposition_meaning(statement, setting)
            lead = first.lead if statement.kind != "range" else ""
            trail = next((f.phrase.trail for f in reversed(statement.found) if f.phrase.trail), "")
            opened = statement.kind == "range" and first.trail == "from"
            if statement.kind == "range" and (trail in _OF_RANGES or opened):
                trail = ""
            bounds = qualified(meaning, lead, trail, first.about, setting)
        except (Unmeant, OverflowError, ValueError, DateError):  # a calendar has no such day
            return None
        rules = [found.phrase.parse.rule for found in statement.found]
        # "midnight" alone may mean anything, beside "Thursday" it does not
        confidence = min(rule.confidence for rule in [r for r in rules if not r.weak] or rules)
        if first.lead or len(statement.found) > 1:
            confidence = 1 - (1 - confidence) / 2
        stated = confidence * bounds.certainty
        return meaning, bounds, self._calibration.measured(_named(statement), stated)

    def _anchor(self, text: str, statement: Statement, meaning: Meaning) -> Anchor | None:
        found = statement.found[0]
        if meaning.event:
            place = found.phrase.parse.where.get("event")
            if place is not None:
                start, end = found.core_start + place[0], found.core_start + place[1]
                return Anchor(text[start:end], start, end, meaning.offset)
        if meaning.offset:
            return Anchor("", found.core_end, found.core_end, meaning.offset)
        if meaning.qualifier == "within" and found.phrase.parse.rule.means == "within":
            line = text[max(0, found.start - _LINE_LOOKED_BACK) : found.start].rsplit("\n", 1)[-1]
            if _NUMBERED_CLAUSE.match(line):
                return Anchor("", found.core_end, found.core_end, meaning.timex3)
        return None


def _named(statement: Statement) -> str:
    """The rule that a mention names: its phrase's own, or how several phrases belong together."""
    if statement.kind == "single":
        return statement.found[0].phrase.parse.rule.id
    if any(found.phrase.parse.rule.means == "clock" for found in statement.found):
        return f"{statement.kind}-clock"
    return statement.kind


def _ends(text: str, statement: Statement, meaning: Meaning) -> tuple[End, ...]:
    """Both ends of a range with their places: its two phrases, or the two parts of one."""
    if len(meaning.ends) != 2:
        return ()
    first, last = statement.found[0], statement.found[-1]
    if first is not last:
        places = ((first.core_start, first.core_end), (last.core_start, last.core_end))
    else:
        slots = sorted(first.phrase.parse.where.items(), key=lambda slot: slot[1])
        names = [name for name, _ in slots]
        cut = next((n for n, name in enumerate(names) if name in _SECOND_ENDS), 0)
        if cut == 0:
            return ()
        places = (
            (first.core_start, first.core_start + slots[cut - 1][1][1]),
            (first.core_start + slots[cut][1][0], first.core_end),
        )
    return tuple(
        End(text[start:end], start, end, value)
        for (start, end), value in zip(places, meaning.ends, strict=True)
    )


def _is_no_year(statement: Statement) -> bool:
    """ "The 1040 form": so early a year is told by "in" or "of"; here it is some other number."""
    phrase = statement.found[0].phrase
    year = phrase.parse.values.get("year")
    return (
        statement.kind == "single" and phrase.parse.rule.id == "year" and not phrase.lead
        and isinstance(year, int) and year < _EARLIEST_BARE_YEAR
    )  # fmt: skip


def _is_torn(text: str, statement: Statement) -> bool:
    """ "In June", a blank line, "3 people died": no date stands in two paragraphs."""
    words = text[statement.start : statement.end]
    return "\n" in words and _BLANK_LINE.search(words) is not None


def _is_alone(text: str, statement: Statement) -> bool:
    found = statement.found[0]
    if len(text) > 120:
        return False
    return not (text[: found.lead_start] + text[statement.end :]).strip(" \t\r\n.,;!?。，")
