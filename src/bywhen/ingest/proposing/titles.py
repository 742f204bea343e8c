"""The titles of an event as what is done, to what, and the words that are no concept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bywhen.ingest.proposing.lexicon import Found, Lexicon, lexicon, tokens
from bywhen.ingest.proposing.said import forms_of
from bywhen.timetable.claims import Affair, Event

__all__ = ["Profile", "Title", "matter_of", "profile_of", "shared_words"]

_ASIDE = re.compile(r"[(（]([^)）]*)[)）]")
_ABOUT = re.compile(
    r"\b(?:of|on|to|for|over|about|with|against|under)\s+(?:(?:the|a|an|its|his|her|their)\s+)?$"
)
_ATTRIBUTE = re.compile(r"\b(?:the|a|an)\s+$", re.IGNORECASE)  # "the agreed plan"
_PAIR = re.compile("(?=([\u3400-\u9fff\u3040-\u30ff]{2}))")
_SHORTEST_WORD = 4
_FEW = 2


@dataclass(frozen=True, slots=True)
class Title:
    """One title of an event as what is done, to what, and the words that are no concept."""

    language: str
    actions: frozenset[str]
    others: frozenset[str]
    words: frozenset[str]
    asides: frozenset[str]  # of the words those in brackets: they may be left out
    forms: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    event: Event
    titles: tuple[Title, ...]

    @property
    def concepts(self) -> frozenset[str]:
        """The concepts of all titles."""
        return frozenset(name for one in self.titles for name in (*one.actions, *one.others))


def profile_of(event: Event, language: str, matter: frozenset[str]) -> Profile:
    titles = ((language, event.title), *event.titles.items())
    return Profile(event, tuple(_title(code, title, matter) for code, title in titles))


def matter_of(affair: Affair) -> frozenset[str]:
    """The deeds of the affair's own title of which several milestones speak: “the merger”."""
    language = affair.language or "en"
    own = _deeds_of(((language, affair.title), *affair.titles.items()))
    counts = Counter(
        name
        for event in affair.events
        for name in _deeds_of(((language, event.title), *event.titles.items()))
    )
    return frozenset(name for name in own if counts[name] > 1)


def _deeds_of(titles: Iterable[tuple[str, str]]) -> set[str]:
    return {
        one.name
        for code, title in titles
        for one in lexicon(code).concepts_in(title)
        if one.name in lexicon(code).actions
    }


def _title(code: str, title: str, matter: frozenset[str] = frozenset()) -> Title:
    words = lexicon(code)
    found = words.concepts_in(title)
    names = {one.name for one in found}
    actions = names & words.actions - _objects(title, found, words)
    telling = actions - words.light
    chosen = telling - words.happenings or telling or actions
    chosen = chosen - matter or chosen  # what the affair is about is done in no title but its own
    taken = [(one.start, one.end) for one in found]
    return Title(
        words.language,
        frozenset(chosen),
        frozenset(names - words.actions | (telling - chosen)),
        _plain_words(title, taken, words),
        frozenset(
            word for aside in _ASIDE.findall(title) for word in _plain_words(aside, (), words)
        ),
        forms_of(title, found, words),
    )


def _objects(title: str, found: Sequence[Found], words: Lexicon) -> set[str]:
    """Of “votes on the restart” the restart, of “the agreed plan is presented” what is agreed: what
    the deed is about, no deed itself."""
    deeds = [one for one in found if one.name in words.actions]
    about = {
        one.name
        for at, one in enumerate(deeds)
        if at and deeds[0].name != one.name and _ABOUT.search(title[: one.start])
    }
    return about | {
        one.name
        for one in deeds
        if _ATTRIBUTE.search(title[: one.start])
        and title[: one.end].endswith("ed")
        and deeds[-1].name != one.name
    }


def shared_words(affair: Affair, profiles: Sequence[Profile]) -> frozenset[str]:
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
