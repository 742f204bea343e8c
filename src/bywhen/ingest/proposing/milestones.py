"""Which of an affair's events a sentence speaks of: by what is done, to what, by whom.

An event is the concepts of its titles in all languages, with the words of its titles that are no
concept, for texts in the title's own language. A concept that many events share tells little.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bywhen.ingest.proposing.lexicon import Lexicon, lexicon
from bywhen.ingest.proposing.said import SAME_SENTENCE, Said
from bywhen.ingest.proposing.stems import german_stem_of, stem_of
from bywhen.ingest.proposing.titles import Profile, Title, matter_of, profile_of, shared_words
from bywhen.timetable.claims import Affair, Event

__all__ = ["Match", "Milestones"]

_ACTION_WEIGHT = 1.6
_WORD_WEIGHT = 0.6
_MOST_WORDS = 2  # of a long title's words so many are enough
_NEIGHBOUR = 0.95  # what stands in the clause of the date or beside it
_SHARED = 0.5  # a word that other events have, too
_ANOTHER = 0.5
_NEARLY = 0.2
_NO_DEED = 0.7  # of what the topic tells, where no word tells what is done
_MAIN = 0.6  # of the deeds of a title the one that is said counts more than those that are not
_OTHER_WORD = 0.85
_FOUND, _OTHER, _UNKNOWN = 0.1, 0.25, 0.4
_FOREIGN = 0.95  # a title in another language than the text has
_LIKENESS = 5  # as many first letters make two words the same


@dataclass(frozen=True, slots=True)
class Match:
    """An event with how well it fits, 0 to 1; `action` how surely the same thing is done,
    `sameness` that and nothing else is, `topic` how surely it is done to the same things."""

    event: Event
    score: float
    action: float
    sameness: float
    topic: float = 0.0
    concepts: frozenset[str] = frozenset()
    deed: float = 0.0  # as `action`, with all that the title says is done
    deeds: frozenset[str] = frozenset()  # of the concepts those of what is done
    matter: float = 0.0  # as `topic`, with the words of a foreign title counted as not there


class Milestones:
    """The events of an affair, to be found in sentences."""

    def __init__(self, affair: Affair) -> None:
        language = affair.language or "en"
        matter = matter_of(affair)
        self._profiles = [profile_of(event, language, matter) for event in affair.events]
        counts = Counter(name for one in self._profiles for name in one.concepts)
        total = len(self._profiles)
        self._weights = {
            name: max(0.35, math.log((total + 2) / (count + 1)) / math.log((total + 2) / 2))
            for name, count in counts.items()
        }
        self._common = {name for name, count in counts.items() if count > 1}
        self._shared = shared_words(affair, self._profiles)

    @property
    def things(self) -> frozenset[str]:
        """The concepts of the titles that are no deeds."""
        return frozenset(
            name for one in self._profiles for title in one.titles for name in title.others
        )

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

    def _match(self, profile: Profile, said: Said, words: Lexicon) -> Match:
        """How the title that fits best fits; one in another language by its concepts only."""
        has_own = any(one.language == words.language for one in profile.titles)
        found = [self._match_title(profile.event, one, said, words) for one in profile.titles]
        if has_own:
            found = self._own_first(profile.titles, found, words)
        best = max(found, key=lambda one: (one.score, one.action))
        near = [one for one in found if one.score >= best.score - _NEARLY]
        own = [
            one.matter
            for one, title in zip(found, profile.titles, strict=True)
            if not has_own or title.language == words.language
        ]
        best = replace(
            best,
            action=max(one.action for one in near),
            deed=max(one.deed for one in near),
            matter=max(own),
        )
        if any(_is_another(title, said, words) for title in profile.titles):
            best = replace(best, score=best.score * _ANOTHER)
        return best

    def _own_first(
        self, titles: Sequence[Title], found: Sequence[Match], words: Lexicon
    ) -> list[Match]:
        """With titles in other languages held to what the one in the text's own language says: its
        words that are no concept can be looked for, theirs cannot."""
        own = [
            (one, match)
            for one, match in zip(titles, found, strict=True)
            if one.language == words.language
        ]
        most = max(match.score + _room(one, match) for one, match in own)
        return [
            match
            if one.language == words.language
            else replace(match, score=min(match.score * _FOREIGN, most))
            for one, match in zip(titles, found, strict=True)
        ]

    def _match_title(self, event: Event, title: Title, said: Said, words: Lexicon) -> Match:
        told = title.words if title.language == words.language else frozenset()
        met = {word: _met(word, said, words) for word in told}
        met = {word: near for word, near in met.items() if near or word not in title.asides}
        own = sorted(near for word, near in met.items() if word not in self._shared)
        met = {word: max(near, _called(word, said)) for word, near in met.items()}
        near_deeds = [self._nearest(name, title, said, words) for name in title.actions]
        deed = sum(near_deeds) / max(1, len(near_deeds))
        action = _MAIN * max(near_deeds, default=0.0) + (1 - _MAIN) * deed
        if own and not title.actions:  # a deed that no concept stands for: its words have to do
            action = own[-1]
            deed = sum(own[-_MOST_WORDS:]) / min(len(own), _MOST_WORDS)
        topic = topics = gained = 0.0
        for name in title.others:
            near = self._nearest(name, title, said, words)
            if name in words.contrasts and near < SAME_SENTENCE:
                near = 0.0
            topic += self._weights[name] * near
            topics += self._weights[name]
        if met:
            nearest = sorted(
                (near * (_SHARED if word in self._shared else 1.0) for word, near in met.items()),
                reverse=True,
            )[:_MOST_WORDS]
            topic += _WORD_WEIGHT * sum(nearest)
            topics += _WORD_WEIGHT * len(nearest)
            spoken = sorted(met.values(), reverse=True)[:_MOST_WORDS]
            gained = _WORD_WEIGHT * (sum(spoken) - sum(nearest))
        weight = 0.0
        if title.actions:
            weight = _ACTION_WEIGHT * max(self._weights[name] for name in title.actions)
        elif own:
            weight = _ACTION_WEIGHT
        else:
            weight, action = _ACTION_WEIGHT, _NO_DEED * (topic / topics if topics else 0.0)
        total = weight + topics
        lost = 0.0
        if title.language != words.language:
            lost = _WORD_WEIGHT * min(_MOST_WORDS, len(title.words - title.asides))
        return Match(
            event,
            (weight * action + topic) / total if total else 0.0,
            action,
            deed,
            topic / topics if topics else action,
            title.actions | title.others,
            deed,
            title.actions,
            (topic + gained) / (topics + lost) if topics + lost else action,
        )

    def _nearest(self, name: str, title: Title, said: Said, words: Lexicon) -> float:
        """How near a concept stands; less by another word where several events have it."""
        near = _nearest(name, said, words)
        if name not in self._common or title.language != words.language:
            return near
        forms = {form for one, form in title.forms if one == name}
        others = {form for one, form in said.forms if one == name}
        return near if not others or forms & others else near * _OTHER_WORD


def _room(title: Title, match: Match) -> float:
    """How much better than a title in the text's language one in another may fit: much where the
    deed of the first is no concept, little where it was found, as its words tell more."""
    if match.action >= SAME_SENTENCE:
        return _FOUND
    return _OTHER if title.actions else _UNKNOWN


def _is_another(title: Title, said: Said, words: Lexicon) -> bool:
    """True for “the second phase” where the event is of the first."""
    here = {name for name, near in said.concepts.items() if near >= _NEIGHBOUR}
    for name in title.others & words.contrasts.keys():
        if name not in here and here & words.contrasts[name]:
            return True
    return False


def _met(word: str, said: Said, words: Lexicon) -> float:
    """How near a word of the title stands; of Han, kana and Hangul two characters are a word."""
    if words.is_spaceless:
        return max((near for text, near in said.texts if word in text), default=0.0)
    return max(
        (near for other, near in said.words.items() if _alike(word, other, words.language)),
        default=0.0,
    )


def _called(word: str, said: Said) -> float:
    """How near a word of a title stands that is part of the name of somebody named."""
    return SAME_SENTENCE if word in said.names else 0.0


def _nearest(name: str, said: Said, words: Lexicon) -> float:
    return max(
        (near * words.nearness(name, other) for other, near in said.concepts.items()), default=0.0
    )


def _alike(one: str, other: str, language: str) -> bool:
    if stem_of(one) == stem_of(other):
        return True
    if language == "de" and german_stem_of(one) == german_stem_of(other):
        return True
    length = max(_LIKENESS, min(len(one), len(other)) - 2)
    return len(one) >= _LIKENESS and one[:length] == other[:length]
