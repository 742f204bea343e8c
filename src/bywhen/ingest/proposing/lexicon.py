"""Words as concepts, in any language: what a milestone's title and a sentence have in common.

The words are data (`concepts.yml`, `cues.yml`). Languages with spaces are looked at word by word,
the others at every character, the longest entry first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

__all__ = ["Found", "Lexicon", "Words", "lexicon", "tokens"]

_TOKEN = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_HAN_LIKE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_SYLLABLES = 3  # a shorter Korean word inside another is none: 시한 in 실시한다
_FALLBACK = "en"
_VERBS = frozenset({"speech", "sets"})

_Phrase = tuple[tuple[str, bool], ...]  # words, and whether each is a beginning only


@dataclass(frozen=True, slots=True)
class Found:
    """One word or phrase of the lexicon in a text: code points `start` to `end`."""

    name: str
    start: int
    end: int


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The words of a text in small letters, with their places; "U.S." is one, "l'accord" two.

    >>> [word for word, _, _ in tokens("The U.S. won't wait.")]
    ['the', 'u.s', 'won', 't', 'wait']
    """
    return [(match[0].lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


class Words:
    """The entries of one language: names with the words that stand for them."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, list[tuple[str, _Phrase]]] = {}
        self._beginning: dict[str, list[tuple[str, _Phrase]]] = {}
        self._characters: dict[str, dict[str, list[str]]] = {}
        for name, written in entries:
            if _HAN_LIKE.search(written):
                word = written.rstrip("*")
                self._characters.setdefault(word[0], {}).setdefault(word, []).append(name)
                continue
            phrase = _phrase(written)
            first, is_beginning = phrase[0]
            index = self._beginning if is_beginning else self._exact
            index.setdefault(first, []).append((name, phrase))
        for first, words in self._characters.items():  # the longest first
            self._characters[first] = dict(sorted(words.items(), key=lambda one: -len(one[0])))
        firsts = "".join(re.escape(one) for one in sorted(self._characters))
        self._first = re.compile(f"[{firsts}]") if firsts else None

    def find(self, text: str) -> list[Found]:
        """All entries in a text, in order."""
        found = [*self._spelt(text), *self._written(text)] if text else []
        return sorted(found, key=lambda one: (one.start, -one.end, one.name))

    def _spelt(self, text: str) -> Iterator[Found]:
        if not (self._exact or self._beginning):
            return
        words = tokens(text)
        for at, (word, start, _) in enumerate(words):
            for name, phrase in self._candidates(word):
                last = at + len(phrase) - 1
                if last < len(words) and all(
                    _is_word(words[at + step][0], part) for step, part in enumerate(phrase)
                ):
                    yield Found(name, start, words[last][2])

    def _candidates(self, word: str) -> Iterator[tuple[str, _Phrase]]:
        yield from self._exact.get(word, ())
        for length in range(2, len(word) + 1):
            yield from self._beginning.get(word[:length], ())

    def _written(self, text: str) -> Iterator[Found]:
        if self._first is None:
            return
        at = 0
        while (match := self._first.search(text, at)) is not None:
            at = match.start()
            entries = self._characters[match[0]]
            is_inside = at > 0 and bool(_HANGUL.match(text[at]) and _HANGUL.match(text[at - 1]))
            longest = next(
                (
                    word
                    for word in entries
                    if text.startswith(word, at) and not (is_inside and len(word) < _SYLLABLES)
                ),
                "",
            )
            for name in entries.get(longest, ()):
                yield Found(name, at, at + len(longest))
            at += len(longest) or 1


def _phrase(written: str) -> _Phrase:
    parts = []
    for word in written.split():
        is_beginning = word.endswith("*")
        spelt = [token for token, _, _ in tokens(word.rstrip("*"))]
        parts += [(token, False) for token in spelt[:-1]]
        parts.append((spelt[-1], is_beginning))
    return tuple(parts)


def _is_word(word: str, part: tuple[str, bool]) -> bool:
    return word.startswith(part[0]) if part[1] else word == part[0]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The concepts and cues of one language."""

    language: str
    concepts: Words
    cues: Mapping[str, Words]
    actions: frozenset[str]  # verbs, and what happens under a noun
    happenings: frozenset[str]  # of the actions those under a noun: "ceasefire"
    light: frozenset[str]  # of the actions those that say little: "hold"
    contrasts: Mapping[str, frozenset[str]]  # "first": it speaks against "second"
    places: frozenset[str]
    near: Mapping[tuple[str, str], float]

    @property
    def is_spaceless(self) -> bool:
        """True if words stand without spaces between them."""
        return self.language in ("zh", "ja")

    def concepts_in(self, text: str) -> list[Found]:
        """The concepts that a text speaks of."""
        return self.concepts.find(text)

    def cue(self, kind: str, text: str) -> list[Found]:
        """The words of one kind of cue in a text; "States" is none in "the United States"."""
        found = self.cues[kind].find(text)
        if not found or kind not in _VERBS:
            return found
        places = [one for one in self.concepts_in(text) if one.name in self.places]
        return [
            one
            for one in found
            if not any(
                place.start <= one.start
                and one.end <= place.end
                and place.end - place.start > one.end - one.start
                for place in places
            )
        ]

    def has(self, kind: str, text: str) -> bool:
        """True if a text has a cue of this kind."""
        return bool(self.cue(kind, text))

    def nearness(self, one: str, other: str) -> float:
        """1 for the same concept, 0 for two that have nothing in common."""
        return 1.0 if one == other else self.near.get((one, other), 0.0)


@lru_cache(maxsize=16)
def lexicon(language: str | None) -> Lexicon:
    """The lexicon of a language by its code ("zh-Hant" is that of "zh"); English if unknown.

    >>> [one.name for one in lexicon("en").concepts_in("Kyiv must accept the plan")]
    ['ukraine', 'agree', 'plan']
    >>> [one.name for one in lexicon("zh-Hant").concepts_in("基輔須接受計劃")]
    ['ukraine', 'agree', 'plan']
    """
    code = (language or _FALLBACK).split("-", 1)[0].casefold()
    concepts, cues = _loaded("concepts.yml"), _loaded("cues.yml")
    sections = ("actions", "happenings", "things", "places")
    known = {code for name in concepts["actions"].values() for code in name}
    if code not in known:
        code = _FALLBACK
    near = {}
    for one, other, weight in concepts["near"]:
        near[one, other] = near[other, one] = float(weight)
    return Lexicon(
        code,
        Words(_entries({k: v for section in sections for k, v in concepts[section].items()}, code)),
        {kind: Words(_entries({kind: words}, code)) for kind, words in cues.items()},
        frozenset([*concepts["actions"], *concepts["happenings"]]),
        frozenset(concepts["happenings"]),
        frozenset(concepts["light"]),
        {one: frozenset(group) - {one} for group in concepts["contrasts"] for one in group},
        frozenset(concepts["places"]),
        near,
    )


def _entries(words: Mapping[str, Mapping[str, str]], code: str) -> Iterator[tuple[str, str]]:
    for name, languages in words.items():
        for written in languages.get(code, "").split(","):
            if written.strip():
                yield name, written.strip()


@lru_cache(maxsize=2)
def _loaded(name: str) -> dict[str, Any]:
    text = resources.files("bywhen.ingest.proposing").joinpath(name).read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
