"""What the words of one span say, wherever they stand.

A span is [lead] [about] [article] core [trail]: "by" "about" "the" "end of May" "at the latest".
The core is read by a rule; lead and trail give qualifiers. Nothing is dated yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, Union

from bywhen.reading.engine import Engine, Patterns
from bywhen.reading.language import Language, Rule
from bywhen.reading.slots import BUILT_IN
from bywhen.reading.spelling import BLANKS, Slot

__all__ = ["Grammar", "Parse", "Phrase", "Value"]

Value: TypeAlias = Union[int, float, str, "Parse"]

_TENSED = frozenset({"date", "numeric", "month", "weekday", "holiday", "season", "quarter", "half",
                     "weekend", "unit", "part", "clock", "day_range", "month_range", "rest",
                     "nth_weekday", "ago", "within", "offset", "week_of", "nth_week",
                     "nth_day", "week_number", "same", "holiday_week",
                     "holiday_weekend", "holiday_end"})  # fmt: skip
_YEARS = ("year", "yy", "year_shift", "era_year")
_OPTIONAL_BLANK = "[ \\t\u00a0\u3000\u202f]?"


@dataclass(frozen=True, slots=True, eq=False)
class Parse:
    """What a rule read: the values of its slots and those it fixes itself."""

    rule: Rule
    values: Mapping[str, Value]
    where: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """The words of one span and what they say.

    `shown_start` and `shown_end` bound the mention; `start` is where the core
    begins in the span, `core_end` where it ends
    and `end` where the span does. `lead` and `trail` are qualifiers or "".
    """

    words: str
    parse: Parse
    lead: str
    trail: str
    about: bool
    shown_start: int
    start: int
    core_end: int
    shown_end: int
    end: int
    needs_tense: bool

    def with_trail(self, qualifier: str) -> Phrase:
        """The same words with the qualifier of a word that stands behind a bracket."""
        return replace(self, trail=qualifier)

    def with_lead(self, qualifier: str) -> Phrase:
        """The same words with another qualifier as that of their lead."""
        return replace(self, lead=qualifier)


class Grammar:
    """The rules of one language, compiled for one engine."""

    def __init__(self, language: Language, engine: Engine) -> None:
        self.language = language
        blank = BLANKS if language.spaced else _OPTIONAL_BLANK
        cores = [language.pattern(rule.template, capture=False) for rule in language.rules]
        stops = [language.pattern(template, capture=False) for template in language.stops]
        self._lead = _any_of(language.lead)
        self._about = _any_of(language.about)
        self._article = _any_of(language.article)
        self._trail = _any_of(language.trail)
        front = "".join(
            f"(?:(?:{words}){blank})?"
            for words in (self._lead, self._about, self._article)
            if words
        )
        back = f"(?:{_OPTIONAL_BLANK}(?:{self._trail}))?" if self._trail else ""
        bare = [language.pattern(template, capture=False) for template in language.bare_stops]
        self.patterns = Patterns(front, cores, back, stops, bare)
        stops = [*(f"{front}(?:{stop})" for stop in stops), *bare]
        self._choose = engine.choose(cores)
        self._whole = [
            engine.whole(language.pattern(rule.template, capture=True)) for rule in language.rules
        ]
        self._stopped: Callable[[str], Sequence[int]] = (
            engine.choose(stops) if stops else lambda text: ()
        )
        self._starts = [
            (re.compile(f"{_one(phrase)}{blank}", re.IGNORECASE), qualifier)
            for phrase, qualifier in _longest_first(language.lead)
        ]
        self._about_re = re.compile(f"(?:{self._about or '(?!)'}){blank}", re.IGNORECASE)
        self._article_re = re.compile(f"(?:{self._article or '(?!)'}){blank}", re.IGNORECASE)
        self._ends = [
            (re.compile(f"{_OPTIONAL_BLANK}{_one(phrase)}$", re.IGNORECASE), qualifier)
            for phrase, qualifier in _longest_first(language.trail)
        ]

    def is_stop(self, words: str) -> bool:
        """True if a stop phrase covers the words."""
        return bool(self._stopped(words))

    def read(self, words: str) -> Phrase | None:
        """What the words of a whole span say; None if they are no date."""
        for start, lead, about in self._beginnings(words):
            for core_end, trail in self._endings(words, start):
                parse = self.core(words[start:core_end], words[:start] if lead else "")
                if parse is not None:
                    return self._phrase(words, parse, lead, trail, about, start, core_end)
        return None

    def _phrase(
        self, words: str, parse: Parse, lead: str, trail: str, about: bool, start: int, end: int
    ) -> Phrase:
        shown_start, shown_end = start, len(words)
        if parse.rule.ends_with and not trail:
            shown_end = start + parse.where[parse.rule.ends_with][1]
        if parse.rule.starts_with:
            shown_start = start + parse.where[parse.rule.starts_with][0]
        return Phrase(
            words, parse, lead, trail, about, shown_start, start, end, shown_end, len(words),
            parse.rule.means in _TENSED and not any(name in parse.values for name in _YEARS),
        )  # fmt: skip

    def _beginnings(self, words: str) -> Iterator[tuple[int, str, bool]]:
        yield from self._after_lead(words, 0, "")
        for pattern, qualifier in self._starts:
            found = pattern.match(words)
            if found:
                yield from self._after_lead(words, found.end(), qualifier)

    def _after_lead(self, words: str, at: int, lead: str) -> Iterator[tuple[int, str, bool]]:
        yield at, lead, False
        about = self._about_re.match(words, at)
        if about:
            yield about.end(), lead, True
        article = self._article_re.match(words, about.end() if about else at)
        if article:
            yield article.end(), lead, bool(about)

    def _endings(self, words: str, start: int) -> Iterator[tuple[int, str]]:
        yield len(words), ""
        for pattern, qualifier in self._ends:
            found = pattern.search(words, start)
            if found:
                yield found.start(), qualifier

    def core(self, words: str, lead_words: str = "", group: str = "") -> Parse | None:
        """What a core says by the first rule that fits, of one group or of all."""
        lead_words = lead_words.strip().lower()
        for number in self._choose(words):
            rule = self.language.rules[number]
            if group and group not in rule.groups:
                continue
            if rule.needs_lead and not group and not _led(rule, lead_words):
                continue
            found = self._whole[number](words)
            if found is None:
                continue
            try:
                return self._filled(rule, words, found)
            except (KeyError, ValueError):
                continue
        return None

    def _filled(self, rule: Rule, words: str, found: Mapping[str, str]) -> Parse:
        values: dict[str, Value] = dict(rule.fixed)
        where: dict[str, tuple[int, int]] = {}
        reached = 0
        for group, text in sorted(found.items(), key=lambda entry: int(entry[0][1:])):
            slot = rule.template.parts[int(group[1:])]
            if text and isinstance(slot, Slot):
                values[slot.field] = self._value(slot.name, text)
                start = words.find(text, reached)
                reached = start + len(text)
                where[slot.field] = (start, reached)
        return Parse(rule, values, where)

    def _value(self, name: str, text: str) -> Value:
        if name.isupper():
            parse = self.core(text, group=name)
            if parse is None:
                raise ValueError(text)
            return parse
        if name == "event" and self._is_no_event(text):
            raise ValueError(text)
        if name in BUILT_IN:
            return BUILT_IN[name].value(text, self.language.lexicon.get("number", {}))
        if name in self.language.defaults:
            return text
        return self.language.word(name, text)

    def _is_no_event(self, text: str) -> bool:
        """True for "two days before that" and "two days before Christmas Eve": no event's words."""
        if not self.language.spaced:
            return False
        words = text.removeprefix("the ").split(" ")
        return words[0].lower() in self.language.lexicon.get("no_event", ()) or any(
            self.core(" ".join(words[:count]), group="DAY") is not None for count in range(1, 5)
        )


def _led(rule: Rule, lead_words: str) -> bool:
    if "*" in rule.needs_lead:
        return bool(lead_words)
    first, _, rest = lead_words.partition(" ")
    return lead_words in rule.needs_lead or (first in rule.needs_lead and rest in ("", "the", "a"))


def _longest_first(phrases: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(phrases.items(), key=lambda entry: (-len(entry[0]), entry[0]))


def _any_of(phrases: Iterable[str]) -> str:
    return "|".join(_one(phrase) for phrase in sorted(phrases, reverse=True))


def _one(phrase: str) -> str:
    return BLANKS.join(re.escape(word).replace("'", "['\u2019]") for word in phrase.split(" "))
