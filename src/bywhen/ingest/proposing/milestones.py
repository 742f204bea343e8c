"""Which of an affair's events a sentence speaks of: by what is done, to what, by whom.

An event is the concepts of its titles in all languages, with the words of its titles that are no
concept, for texts in the title's own language. A concept that many events share tells little.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bywhen.ingest.proposing.lexicon import Lexicon, lexicon, tokens
from bywhen.timetable.claims import Affair, Event

__all__ = ["Match", "Milestones", "Said", "concepts_of", "said_in"]

_ACTION_WEIGHT = 1.6
_WORD_WEIGHT = 0.6
_MOST_WORDS = 2  # of a long title's words so many are enough
_PAIR = re.compile("(?=([\u3400-\u9fff\u3040-\u30ff]{2}))")
_SHORTEST_WORD = 4
_SAME_SENTENCE = 0.75  # plain words tell two events apart only where they stand beside the date
_LIKENESS = 5  # as many first letters make two words the same
_STOP = frozenset(
    [
        "with",
        "from",
        "that",
        "this",
        "which",
        "their",
        "about",
        "after",
        "before",
        "into",
        "over",
        "under",
        "between",
        "several",
        "called",
        "says",
        "said",
        "have",
        "been",
        "will",
        "they",
        "them",
        "other",
        "named",
        "words",
        "week",
        "month",
        "year",
        "point",
        "points",
        "what",
        "when",
        "where",
        "than",
        "then",
        "also",
        "only",
        "each",
    ]
)
_DATES = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a stretch of text speaks of: concepts and plain words, each with how near it stands
    (1 = in the clause of the date)."""

    concepts: Mapping[str, float]
    words: Mapping[str, float]
    actions: frozenset[str]  # of the clause itself
    texts: tuple[tuple[str, float], ...] = ()  # in languages without spaces


@dataclass(frozen=True, slots=True)
class Match:
    """An event with how well it fits, 0 to 1; `action` how surely the same thing is done,
    `sameness` that and nothing else is."""

    event: Event
    score: float
    action: float
    sameness: float


@dataclass(frozen=True, slots=True)
class _Profile:
    event: Event
    actions: frozenset[str]
    others: frozenset[str]
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by language


class Milestones:
    """The events of an affair, to be found in sentences."""

    def __init__(self, affair: Affair) -> None:
        self._profiles = [_profile(event, affair.language or "en") for event in affair.events]
        counts = Counter(name for one in self._profiles for name in (*one.actions, *one.others))
        total = len(self._profiles)
        self._weights = {
            name: max(0.35, math.log((total + 2) / (count + 1)) / math.log((total + 2) / 2))
            for name, count in counts.items()
        }

    def ranked(self, said: Said, language: str, events: Iterable[Event]) -> list[Match]:
        """The events that fit, the best first."""
        wanted = {event.id for event in events}
        words = lexicon(language)
        found = [
            self._match(profile, said, words)
            for profile in self._profiles
            if profile.event.id in wanted
        ]
        return sorted(
            (one for one in found if one.score > 0), key=lambda one: (-one.score, one.event.id)
        )

    def _match(self, profile: _Profile, said: Said, words: Lexicon) -> Match:
        action = max((_nearest(name, said, words) for name in profile.actions), default=0.0)
        got = total = 0.0
        if profile.actions:
            weight = _ACTION_WEIGHT * max(self._weights[name] for name in profile.actions)
            got += weight * action
            total += weight
        for name in profile.others:
            weight = self._weights[name]
            got += weight * _nearest(name, said, words)
            total += weight
        told = profile.words.get(words.language, frozenset())
        if told:
            met = sorted((_met(word, said, words) for word in told), reverse=True)
            weight = _WORD_WEIGHT * min(len(told), _MOST_WORDS)
            got += weight * sum(met[:_MOST_WORDS]) / min(len(told), _MOST_WORDS)
            total += weight
        sameness = action / max(1, len(profile.actions))
        return Match(profile.event, got / total if total else 0.0, action, sameness)


def _met(word: str, said: Said, words: Lexicon) -> float:
    """How near a word of the title stands; of Han, kana and Hangul two characters are a word."""
    if words.is_spaceless:
        return max((near for text, near in said.texts if word in text), default=0.0)
    return max((near for other, near in said.words.items() if _alike(word, other)), default=0.0)


def _nearest(name: str, said: Said, words: Lexicon) -> float:
    return max(
        (near * words.nearness(name, other) for other, near in said.concepts.items()), default=0.0
    )


def _profile(event: Event, language: str) -> _Profile:
    actions: set[str] = set()
    others: set[str] = set()
    plain: dict[str, frozenset[str]] = {}
    for code, title in ((language, event.title), *event.titles.items()):
        words = lexicon(code)
        found = words.concepts_in(title)
        actions |= {one.name for one in found if one.name in words.actions}
        others |= {one.name for one in found if one.name not in words.actions}
        taken = [(one.start, one.end) for one in found]
        plain[words.language] = plain.get(words.language, frozenset()) | _plain_words(
            title, taken, words
        )
    return _Profile(event, frozenset(actions), frozenset(others), plain)


def _plain_words(text: str, taken: Sequence[tuple[int, int]], words: Lexicon) -> frozenset[str]:
    """The words of a title that are no concept."""
    if words.is_spaceless:
        left = "".join(
            " " if any(a <= at < b for a, b in taken) else one for at, one in enumerate(text)
        )
        return frozenset(pair[1] for pair in _PAIR.finditer(left))
    return frozenset(
        word
        for word, start, end in tokens(text)
        if len(word) >= _SHORTEST_WORD
        and not word.isdigit()
        and word not in _STOP
        and word not in _DATES
        and not any(a < end and start < b for a, b in taken)
    )


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST_WORD and longer in (shorter, f"{shorter}s", f"{shorter}ed"):
        return True
    length = max(_LIKENESS, min(len(one), len(other)) - 2)
    return len(one) >= _LIKENESS and one[:length] == other[:length]


def concepts_of(text: str, language: str | None) -> frozenset[str]:
    """The concepts of a text.

    >>> sorted(concepts_of("Kyiv must accept the plan", "en"))
    ['agree', 'plan', 'ukraine']
    """
    return frozenset(one.name for one in lexicon(language).concepts_in(text))


def said_in(layers: Sequence[tuple[str, float, Iterable[str]]], clause: str, language: str) -> Said:
    """What a date's surroundings speak of. Each layer is a text, how near it stands, and concepts
    that people named in it stand for."""
    words = lexicon(language)
    concepts: dict[str, float] = {}
    plain: dict[str, float] = {}
    for text, near, named in layers:
        for name in (*(one.name for one in words.concepts_in(text)), *named):
            concepts[name] = max(near, concepts.get(name, 0.0))
        for word, _, _ in tokens(text) if near >= _SAME_SENTENCE else ():
            plain[word] = max(near, plain.get(word, 0.0))
    actions = frozenset(one.name for one in words.concepts_in(clause) if one.name in words.actions)
    texts = tuple((text, near) for text, near, _ in layers if near >= _SAME_SENTENCE)
    return Said(concepts, plain, actions, texts if words.is_spaceless else ())
