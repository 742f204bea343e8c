"""Is a text about an affair, and why: the rules of ingest/sources.yml, else the record's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bywhen.ingest.proposing.actors import Actors
from bywhen.ingest.proposing.lexicon import lexicon
from bywhen.ingest.watchlist import Match, Word
from bywhen.timetable.claims import Affair

__all__ = ["Relevance", "by_record", "by_rules"]

_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CYRILLIC_ENDING = re.compile("[аеєиіїйоуюяьы]{1,2}$")
_NAME = re.compile(r"\b[A-ZА-ЯЄІЇҐ][^\W\d_]{3,}")
_NAME_GOES_ON = re.compile(r"\s[A-Z\d]")  # a title that begins with a name: "Artemis II flies"
_NAME_HAN = re.compile("[\u3400-\u9fff\u30a0-\u30ff]{3,6}")
_LOOKED_AT_CHARS = 20_000
_FEWEST_NAMES = 2


@dataclass(frozen=True, slots=True)
class Relevance:
    """Why a text is about an affair, in words."""

    reason: str


def by_rules(match: Match, title: str, text: str, language: str | None) -> Relevance | None:
    """What the editor's rule says: None if the text is not about the affair.

    >>> rule = Match(any=(Word("Ukraine"), Word("烏克蘭")), not_=(Word("football"),))
    >>> by_rules(rule, "Talks on Ukraine", "", "en").reason
    'the title has “Ukraine”'
    >>> by_rules(rule, "Ukraine win at football", "", "en") is None
    True
    """
    places = {"the title": title, "the text": text[:_LOOKED_AT_CHARS]}
    if _first(match.not_, places, language, is_regex=False):
        return None
    reasons = []
    for word in match.all:
        found = _first((word,), places, language, is_regex=False)
        if found is None and word.language in (None, language):
            return None
        reasons += [found] if found else []
    if match.any or match.regex:
        found = _first(match.any, places, language, is_regex=False) or _first(
            match.regex, places, language, is_regex=True
        )
        if found is None:
            return None
        reasons.append(found)
    return Relevance("; ".join(reasons) or "its rule takes every text")


def by_record(affair: Affair, title: str, text: str, language: str | None) -> Relevance | None:
    """Without a rule: the text names two of the affair's issuers, or one and a milestone's matter;
    or it has a name of the affair's title ("Artemis") and speaks of what the affair is about.

    Names of places that stand for an issuer count as the issuer.
    """
    actors = Actors.of(affair)
    words = lexicon(language)
    sample = f"{title}\n{text[:_LOOKED_AT_CHARS]}"
    named = {actor.issuer for actor in actors.find(sample, language)}
    matters = {
        found.name
        for name in (affair.title, *affair.titles.values())
        for code in ("en", "zh", language)
        for found in lexicon(code).concepts_in(name)
    }
    spoken = {found.name for found in words.concepts_in(sample)}
    shared = spoken & matters
    called = _names_in(affair, sample)
    if called and (named or spoken & (matters | _deeds(affair))):
        return Relevance(f"it names {', '.join(sorted(called)[:2])}")
    if len(named) >= _FEWEST_NAMES or (len(shared) >= _FEWEST_NAMES and (named or len(shared) > 2)):
        names = sorted({*(one for one in named if one), *shared})
        return Relevance(f"it speaks of {', '.join(names[:4])}")
    return None


def _deeds(affair: Affair) -> set[str]:
    """What its milestones are about, in concepts."""
    return {
        found.name
        for event in affair.events
        for code, title in ((affair.language or "en", event.title), *event.titles.items())
        for found in lexicon(code).concepts_in(title)
    }


def _names_in(affair: Affair, sample: str) -> set[str]:
    """The names of the affair's title that a text has: capitalised words that are no concept, and
    in languages without spaces stretches of three characters."""
    found = set()
    for code, title in ((affair.language or "en", affair.title), *affair.titles.items()):
        words = lexicon(code)
        taken = [
            (one.start, one.end) for one in (*words.concepts_in(title), *words.cue("stop", title))
        ]
        if words.is_spaceless:
            left = "".join(
                " " if any(a <= at < b for a, b in taken) else one for at, one in enumerate(title)
            )
            pieces = [match[0] for match in _NAME_HAN.finditer(left)]
        elif words.language == "de":
            pieces = []  # every noun is written large
        else:
            pieces = [
                match[0]
                for match in _NAME.finditer(title)
                if (match.start() > 0 or _NAME_GOES_ON.match(title[match.end() :]))
                and not any(a < match.end() and match.start() < b for a, b in taken)
            ]
        found |= {piece for piece in pieces if _pattern(piece, False).search(sample)}
    return found


def _first(
    words: Sequence[Word], places: dict[str, str], language: str | None, *, is_regex: bool
) -> str | None:
    for word in words:
        if word.language is not None and not _same_language(word.language, language):
            continue
        pattern = _pattern(word.text, is_regex)
        for place, text in places.items():
            found = pattern.search(text)
            if found:
                return f"{place} has “{found[0]}”"
    return None


def _same_language(wanted: str, language: str | None) -> bool:
    return language is not None and (
        wanted == language or language.startswith(f"{wanted}-") or wanted.startswith(f"{language}-")
    )


@lru_cache(maxsize=1024)
def _pattern(text: str, is_regex: bool) -> re.Pattern[str]:
    if is_regex:
        return re.compile(text, re.IGNORECASE)
    if _SPACELESS.search(text):
        return re.compile(re.escape(text))
    stem = _CYRILLIC_ENDING.sub("", text) if len(text) > 4 else text
    if stem != text or re.search("[\u0400-\u052f]$", text):
        return re.compile(rf"\b{re.escape(stem)}\w{{0,4}}\b", re.IGNORECASE)
    return re.compile(rf"\b{re.escape(text)}(?!\w)", re.IGNORECASE)
