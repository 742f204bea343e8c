"""Who is named in a text: the record's issuers, by their names in any language, and the places that
stand for them ("Washington wants" is the US administration)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bywhen.ingest.proposing.lexicon import lexicon
from bywhen.timetable.claims import Affair, Issuer

__all__ = ["Actor", "Actors"]

_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTERS = re.compile(r"[^\W\d_]+(?:[’'.-][^\W\d_]+)*")
_Y_ENDING = re.compile("(?:yy|iy|yi|iyi|ij|ii|y|i)$")
_CYRILLIC = re.compile("^[\u0400-\u052f]")
_CASE_ENDING = re.compile("(?:ський|ского|ский|ий|ій|ый|ой|ою|ом|ем|єм|а|я|о|й|ь|у|ю|і|и|ы)$")
# Last words of names that are no surname.
_COMMON = frozenset(
    [
        "house",
        "office",
        "government",
        "council",
        "department",
        "ministry",
        "commission",
        "committee",
        "party",
        "court",
        "congress",
        "parliament",
        "senate",
        "union",
        "times",
        "post",
        "news",
        "press",
        "agency",
        "administration",
        "law",
        "service",
        "board",
        "bank",
        "group",
        "bodies",
        "officials",
        "commons",
        "president",
        "minister",
        "kremlin",
        "nations",
        "treasury",
    ]
)
# Who is called by an office alone: "the governor said".
_OFFICES = frozenset(
    [
        "president", "premier", "chancellor", "governor", "mayor", "minister", "judge",
        "court", "commission", "council", "ministry", "regulator", "agency", "company",
        "government", "congress", "parliament", "legislature", "senate", "board",
        "authority", "operator", "utility", "king", "queen", "pope", "secretary",
        "commissioner", "director", "chief", "chairman",
    ]
)  # fmt: skip
_THE = re.compile(
    r"\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Dd]as|[Dd]ie|[Dd]er|\w+['’]s)\s+(?=(?:[a-z]+\s)?([A-Za-z]+)(?!\w|['’]s|\s[A-Z]))([A-Za-z]+)"
)
# Family names that stand first.
_FAMILY_FIRST = frozenset(
    [
        "xi", "kim", "lee", "park", "choi", "moon", "yoon", "han", "wang", "li", "zhang", "chen",
        "liu", "lin", "tsai", "lai", "yang", "huang", "zhao", "wu", "xu", "zhou", "hou", "ko",
        "chu", "chang", "cho", "ho",
    ]
)  # fmt: skip
_LANGUAGES = ("en", "zh", "uk", "ru", "de", "fr", "ja", "ko")
_SHORTEST_SURNAME = 3
_SHORTEST_NOUN = 6
_SHORTEST_COUNTRY = 4
_GOVERNMENT = frozenset(
    ["government", "regierung", "уряд", "правительство", "gouvernement", "the", "of"]
)
_COUNTRY_WORDS = 4
_OF = (["of"], ["für"], ["des"], ["der"])


@dataclass(frozen=True, slots=True)
class Actor:
    """A name in a text. `issuer` is a declared id; `name` what a claim would call it; a place is
    one that merely stands for an issuer."""

    issuer: str
    name: str
    start: int
    end: int
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]  # as compared
    issuer: str
    name: str
    is_place: bool = False


class Actors:
    """The issuers of an affair as they may be called."""

    def __init__(self, issuers: Sequence[Issuer]) -> None:
        self._written: dict[str, tuple[str, str]] = {}
        self._spelt: dict[str, list[_Name]] = {}
        self._offices: dict[str, set[tuple[str, str]]] = {}
        self._cyrillic: list[_Name] = []
        self.places: dict[str, tuple[str, str]] = {}
        self.places_of: dict[str, set[str]] = {}
        self.names_of: dict[str, str] = {}
        surnames: dict[str, set[str]] = {}
        for issuer in issuers:
            names = (issuer.name, *issuer.names.values(), *issuer.aliases)
            self.names_of[issuer.id] = " ".join(names)
            for called in (issuer.name, *issuer.names.values(), *issuer.aliases):
                self._add(issuer.id, called, surnames)
                for code in _LANGUAGES:
                    for found in lexicon(code).concepts_in(called):
                        if found.name in lexicon(code).places:
                            self.places_of.setdefault(issuer.id, set()).add(found.name)
            self._add_place(issuer.id, issuer.name, tuple(issuer.names.values()))
        for surname, bearers in surnames.items():
            if len(bearers) > 1:
                self._spelt.pop(surname, None)

    @classmethod
    def of(cls, affair: Affair) -> Actors:
        """The actors of an affair, remembered as long as its issuers stay as they are."""
        key = tuple(
            (one.id, one.name, tuple(one.names.items()), one.aliases) for one in affair.issuers
        )
        return _actors(key)

    def _add(self, issuer: str, called: str, surnames: dict[str, set[str]]) -> None:
        if _SPACELESS.search(called):
            self._written.setdefault(called, (issuer, called))
            return
        words = tuple(_plain(word) for word in _LETTERS.findall(called))
        if not words:
            return
        self._keep(_Name(words, issuer, called))
        country = tuple(word for word in words if word not in _GOVERNMENT)
        if 0 < len(country) < len(words) <= _COUNTRY_WORDS:  # "Rumäniens Regierung"
            bare = tuple(word.removesuffix("s") if len(word) > 4 else word for word in country)
            self._keep(_Name(bare, issuer, called, is_place=True))
        for office in _OFFICES & set(words) | self._nouns_of(called):
            self._offices.setdefault(office, set()).add((issuer, called))
        self._add_bare(issuer, called, words)
        spelt = _LETTERS.findall(called)
        if len(spelt) == 2 and ("-" in spelt[1] or words[0] in _FAMILY_FIRST):
            self._keep(_Name((words[0],), issuer, called))  # Hou Yu-ih is Hou
            surnames.setdefault(words[0], set()).add(issuer)
            return
        last = spelt[-1]
        is_person = len(words) > 1 and last[0].isupper() and last.casefold() not in _COMMON
        if is_person and len(last) >= _SHORTEST_SURNAME:
            self._keep(_Name((words[-1],), issuer, called))
            surnames.setdefault(words[-1], set()).add(issuer)

    @staticmethod
    def _nouns_of(called: str) -> set[str]:
        """What an office may be called for short: “the secretariat” of "Convention secretariat"."""
        words = called.split()
        if len(words) == 1 or called.istitle():
            return set()
        return {
            word.casefold()
            for word in (words[0], words[-1])
            if len(word) >= _SHORTEST_NOUN and word.isalpha()
        } - {words[0].casefold()} | ({words[0].casefold()} if words[1:2] in _OF else set())

    def _add_bare(self, issuer: str, called: str, words: tuple[str, ...]) -> None:
        """ "US Congress" is also "Congress"."""
        first = called.split()[0]
        names = {found.name for found in lexicon("en").concepts_in(first)}
        if len(words) == 2 and words[1] in _COMMON and names & lexicon("en").places:
            self._keep(_Name((words[1],), issuer, called))

    def _keep(self, name: _Name) -> None:
        if _CYRILLIC.match(name.words[-1]):
            self._cyrillic.append(name)
        self._spelt.setdefault(name.words[0], []).append(name)

    def _add_place(self, issuer: str, name: str, names: tuple[str, ...]) -> None:
        """A government stands for its country, and the country's name for it."""
        for called in (name, *names):
            for code in _LANGUAGES:
                for found in lexicon(code).concepts_in(called):
                    if found.name in lexicon(code).places:
                        self.places.setdefault(found.name, (issuer, name))

    def find(self, text: str, language: str | None) -> list[Actor]:
        """All issuers named, in order; a longer name wins over one inside it."""
        found = [*self._words(text), *self._characters(text), *self._by_office(text)]
        found += [
            Actor(*self.places[place.name], place.start, place.end, is_place=True)
            for place in lexicon(language).concepts_in(text)
            if place.name in self.places
        ]
        found.sort(key=lambda one: (one.start, one.is_place, -one.end))
        kept: list[Actor] = []
        for one in found:
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
            elif one.end > kept[-1].end and kept[-1].is_place and not one.is_place:
                kept[-1] = one  # "US officials" over "US"
        return kept

    def _words(self, text: str) -> list[Actor]:
        words = [(match[0], match.start(), match.end()) for match in _LETTERS.finditer(text)]
        plain = [_plain(word) for word, _, _ in words]
        found = []
        for at, word in enumerate(plain):
            names = list(self._spelt.get(word, ()))
            if _CYRILLIC.match(word):
                names += [name for name in self._cyrillic if _is_case_of(word, name.words[0])]
            names += [
                _Name((word,), one.issuer, one.name, is_place=True)
                for bare in _bare_of(words[at][0].casefold())
                for one in self._spelt.get(bare, ())
                if len(one.words) == 1 and one.name.casefold() == bare
            ]
            for name in names:
                last = at + len(name.words) - 1
                if last >= len(plain) or not (words[at][0][0].isupper()):
                    continue
                if all(
                    plain[at + step] == part or _is_case_of(plain[at + step], part)
                    for step, part in enumerate(name.words)
                ):
                    found.append(
                        Actor(name.issuer, name.name, words[at][1], words[last][2], name.is_place)
                    )
        return found

    def _by_office(self, text: str) -> list[Actor]:
        """ "The governor", where one issuer only has a governor among its names."""
        found = []
        for match in _THE.finditer(text):
            for at in (2, 1):
                held = self._offices.get(match[at].casefold(), set())
                if len({issuer for issuer, _ in held}) == 1:
                    issuer, called = min(held)
                    found.append(Actor(issuer, called, match.start(at), match.end(at)))
                    break
        return found

    def _characters(self, text: str) -> list[Actor]:
        return [
            Actor(issuer, called, match.start(), match.end())
            for written, (issuer, called) in self._written.items()
            for match in re.finditer(re.escape(written), text)
        ]


@lru_cache(maxsize=256)
def _actors(
    key: tuple[tuple[str, str, tuple[tuple[str, str], ...], tuple[str, ...]], ...],
) -> Actors:
    return Actors([Issuer(one, name, dict(names), aliases) for one, name, names, aliases in key])


def _plain(word: str) -> str:
    """A word as it is compared: "Zelenskyy's" and "Zelensky" are the same."""
    word = word.casefold().replace("’", "'")
    word = word.removesuffix("'s").removesuffix("'")
    return _Y_ENDING.sub("y", word) if len(word) > 4 else word


def _bare_of(word: str) -> list[str]:
    """The country that an adjective may be of: "Omani", "Peruvian"."""
    return [
        word.removesuffix(ending)
        for ending in ("i", "n", "an", "ian", "ese", "ish")
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_COUNTRY
    ]


def _is_case_of(word: str, name: str) -> bool:
    """True for Cyrillic words that differ by their ending only."""
    if not (_CYRILLIC.match(word) and _CYRILLIC.match(name)) or len(name) < 4:
        return False
    stem = _CASE_ENDING.sub("", name)
    return len(stem) > 2 and word.startswith(stem) and len(word) <= len(stem) + 5
