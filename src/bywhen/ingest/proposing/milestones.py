"""Which of an affair's events a sentence speaks of: by what is done, to what, by whom.

An event is the concepts of its titles in all languages, with the words of its titles that are no
concept, for texts in the title's own language. A concept that many events share tells little.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bywhen.ingest.proposing.lexicon import Found, Lexicon, lexicon, tokens
from bywhen.ingest.proposing.stems import stem_of
from bywhen.timetable.claims import Affair, Event

__all__ = ["Match", "Milestones", "Said", "concepts_of", "said_in"]

_ACTION_WEIGHT = 1.6
_WORD_WEIGHT = 0.6
_MOST_WORDS = 2  # of a long title's words so many are enough
_ASIDE = re.compile(r"[(（]([^)）]*)[)）]")
_ABOUT = re.compile(
    r"\b(?:of|on|to|for|over|about|with|against|under)\s+(?:(?:the|a|an|its|his|her|their)\s+)?$"
)
_PAIR = re.compile("(?=([\u3400-\u9fff\u3040-\u30ff]{2}))")
_SHORTEST_WORD = 4
_SAME_SENTENCE = 0.75  # plain words tell two events apart only where they stand beside the date
_NEIGHBOUR = 0.95  # what stands in the clause of the date or beside it
_SHARED = 0.5  # a word that other events have, too
_ANOTHER = 0.5
_FEW = 2
_NEARLY = 0.2
_NO_DEED = 0.7  # of what the topic tells, where no word tells what is done
_MAIN = 0.6  # of the deeds of a title the one that is said counts more than those that are not
_OTHER_WORD = 0.85
_FOREIGN = 0.95  # a title in another language than the text has
_LIKENESS = 5  # as many first letters make two words the same


@dataclass(frozen=True, slots=True)
class Said:
    """What a stretch of text speaks of: concepts and plain words, each with how near it stands
    (1 = in the clause of the date)."""

    concepts: Mapping[str, float]
    words: Mapping[str, float]
    actions: frozenset[str]  # of the clause itself
    forms: frozenset[tuple[str, str]] = frozenset()  # the words that stand for the concepts
    texts: tuple[tuple[str, float], ...] = ()  # in languages without spaces


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


@dataclass(frozen=True, slots=True)
class _Title:
    """One title of an event as what is done, to what, and the words that are no concept."""

    language: str
    actions: frozenset[str]
    others: frozenset[str]
    words: frozenset[str]
    asides: frozenset[str]  # of the words those in brackets: they may be left out
    forms: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Profile:
    event: Event
    titles: tuple[_Title, ...]

    @property
    def concepts(self) -> frozenset[str]:
        """The concepts of all titles."""
        return frozenset(name for one in self.titles for name in (*one.actions, *one.others))


class Milestones:
    """The events of an affair, to be found in sentences."""

    def __init__(self, affair: Affair) -> None:
        language = affair.language or "en"
        self._profiles = [_profile(event, language) for event in affair.events]
        counts = Counter(name for one in self._profiles for name in one.concepts)
        total = len(self._profiles)
        self._weights = {
            name: max(0.35, math.log((total + 2) / (count + 1)) / math.log((total + 2) / 2))
            for name, count in counts.items()
        }
        self._common = {name for name, count in counts.items() if count > 1}
        self._shared = _shared_words(affair, self._profiles)

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
        """How the title that fits best fits; one in another language by its concepts only."""
        found = []
        has_own = any(one.language == words.language for one in profile.titles)
        for title in profile.titles:
            match = self._match_title(profile.event, title, said, words)
            if has_own and title.language != words.language:
                match = replace(match, score=match.score * _FOREIGN)
            found.append(match)
        best = max(found, key=lambda one: (one.score, one.action))
        near = [one for one in found if one.score >= best.score - _NEARLY]
        best = replace(
            best, action=max(one.action for one in near), deed=max(one.deed for one in near)
        )
        if any(_is_another(title, said, words) for title in profile.titles):
            best = replace(best, score=best.score * _ANOTHER)
        return best

    def _match_title(self, event: Event, title: _Title, said: Said, words: Lexicon) -> Match:
        told = title.words if title.language == words.language else frozenset()
        met = {word: _met(word, said, words) for word in told}
        met = {word: near for word, near in met.items() if near or word not in title.asides}
        own = sorted(near for word, near in met.items() if word not in self._shared)
        near_deeds = [self._nearest(name, title, said, words) for name in title.actions]
        deed = sum(near_deeds) / max(1, len(near_deeds))
        action = _MAIN * max(near_deeds, default=0.0) + (1 - _MAIN) * deed
        if own and not title.actions:  # a deed that no concept stands for: its words have to do
            action = own[-1]
            deed = sum(own[-_MOST_WORDS:]) / min(len(own), _MOST_WORDS)
        topic = topics = 0.0
        for name in title.others:
            near = self._nearest(name, title, said, words)
            if name in words.contrasts and near < _SAME_SENTENCE:
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
        weight = 0.0
        if title.actions:
            weight = _ACTION_WEIGHT * max(self._weights[name] for name in title.actions)
        elif own:
            weight = _ACTION_WEIGHT
        else:
            weight, action = _ACTION_WEIGHT, _NO_DEED * (topic / topics if topics else 0.0)
        total = weight + topics
        return Match(
            event,
            (weight * action + topic) / total if total else 0.0,
            action,
            deed,
            topic / topics if topics else action,
            title.actions | title.others,
            deed,
        )

    def _nearest(self, name: str, title: _Title, said: Said, words: Lexicon) -> float:
        """How near a concept stands; less by another word where several events have it."""
        near = _nearest(name, said, words)
        if name not in self._common or title.language != words.language:
            return near
        forms = {form for one, form in title.forms if one == name}
        others = {form for one, form in said.forms if one == name}
        return near if not others or forms & others else near * _OTHER_WORD


def _is_another(title: _Title, said: Said, words: Lexicon) -> bool:
    """True for “the second phase” where the event is of the first."""
    here = {name for name, near in said.concepts.items() if near >= _NEIGHBOUR}
    for name in title.others & words.contrasts.keys():
        if name not in here and here & words.contrasts[name]:
            return True
    return False


def _shared_words(affair: Affair, profiles: Sequence[_Profile]) -> frozenset[str]:
    """Words of titles that tell no event from another: the affair's own, and those of several."""
    of_affair: set[str] = set()
    for code, title in ((affair.language or "en", affair.title), *affair.titles.items()):
        of_affair |= _plain_words(title, (), lexicon(code))
    counts = Counter(
        word for one in profiles for word in {word for title in one.titles for word in title.words}
    )
    several = {word for word, count in counts.items() if count > 1}
    if len(profiles) < _FEW:
        return frozenset(several)
    return frozenset(several | of_affair)


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
    titles = ((language, event.title), *event.titles.items())
    return _Profile(event, tuple(_title(code, title) for code, title in titles))


def _title(code: str, title: str) -> _Title:
    words = lexicon(code)
    found = words.concepts_in(title)
    names = {one.name for one in found}
    actions = names & words.actions - _objects(title, found, words)
    telling = actions - words.light
    chosen = telling - words.happenings or telling or actions
    taken = [(one.start, one.end) for one in found]
    return _Title(
        words.language,
        frozenset(chosen),
        frozenset(names - words.actions | (telling - chosen)),
        _plain_words(title, taken, words),
        frozenset(
            word for aside in _ASIDE.findall(title) for word in _plain_words(aside, (), words)
        ),
        _forms(title, found, words),
    )


def _objects(title: str, found: Sequence[Found], words: Lexicon) -> set[str]:
    """Of “votes on the restart” the restart: what the deed is about, no deed itself."""
    deeds = [one for one in found if one.name in words.actions]
    return {
        one.name
        for at, one in enumerate(deeds)
        if at and deeds[0].name != one.name and _ABOUT.search(title[: one.start])
    }


def _forms(text: str, found: Iterable[Found], words: Lexicon) -> frozenset[tuple[str, str]]:
    """The concepts of a text with the very words that stand for them, without their endings."""
    if words.is_spaceless:
        return frozenset((one.name, text[one.start : one.end]) for one in found)
    return frozenset((one.name, stem_of(text[one.start : one.end].casefold())) for one in found)


def _plain_words(text: str, taken: Sequence[tuple[int, int]], words: Lexicon) -> frozenset[str]:
    """The words of a title that are no concept."""
    if words.is_spaceless:
        left = "".join(
            " " if any(a <= at < b for a, b in taken) else one for at, one in enumerate(text)
        )
        return frozenset(pair[1] for pair in _PAIR.finditer(left))
    taken = [*taken, *((one.start, one.end) for one in words.cue("stop", text))]
    return frozenset(
        word
        for word, start, end in tokens(text)
        if len(word) >= _SHORTEST_WORD
        and not word.isdigit()
        and not any(a < end and start < b for a, b in taken)
    )


def _alike(one: str, other: str) -> bool:
    if stem_of(one) == stem_of(other):
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
    forms: dict[tuple[str, str], float] = {}
    for text, near, named in layers:
        found = words.concepts_in(text)
        for name in (*(one.name for one in found), *named):
            concepts[name] = max(near, concepts.get(name, 0.0))
        for form in _forms(text, found, words):
            forms[form] = max(near, forms.get(form, 0.0))
        for word, _, _ in tokens(text) if near >= _SAME_SENTENCE else ():
            plain[word] = max(near, plain.get(word, 0.0))
    actions = frozenset(one.name for one in words.concepts_in(clause) if one.name in words.actions)
    texts = tuple((text, near) for text, near, _ in layers if near >= _SAME_SENTENCE)
    nearest = frozenset(form for form, near in forms.items() if near >= concepts[form[0]])
    return Said(concepts, plain, actions, nearest, texts if words.is_spaceless else ())
