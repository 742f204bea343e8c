"""What the words around a date speak of: concepts and plain words, each with how near it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bywhen.ingest.proposing.lexicon import Found, Lexicon, lexicon, tokens
from bywhen.ingest.proposing.stems import stem_of

__all__ = ["SAME_SENTENCE", "Said", "concepts_of", "forms_of", "said_in", "within"]

SAME_SENTENCE = 0.75
"""Plain words tell two events apart only where they stand beside the date."""

_BEFORE, _HINT = 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Said:
    """What a stretch of text speaks of: concepts and plain words, each with how near it stands
    (1 = in the clause of the date)."""

    concepts: Mapping[str, float]
    words: Mapping[str, float]
    actions: frozenset[str]  # of the clause itself
    forms: frozenset[tuple[str, str]] = frozenset()  # the words that stand for the concepts
    texts: tuple[tuple[str, float], ...] = ()  # in languages without spaces
    names: frozenset[str] = frozenset()  # words of the names of who is named
    is_borrowed: bool = False  # what is done stands in a clause beside that of the date


def said_in(
    layers: Sequence[tuple[str, float, Iterable[str], str]], clause: str, language: str
) -> Said:
    """What a date's surroundings speak of. Each layer is a text, how near it stands, the concepts
    that people named in it stand for, and all their names."""
    words = lexicon(language)
    concepts: dict[str, float] = {}
    plain: dict[str, float] = {}
    forms: dict[tuple[str, str], float] = {}
    called: set[str] = set()
    for text, near, named, names in layers:
        found = words.concepts_in(text)
        for name in (*(one.name for one in found), *named):
            concepts[name] = max(near, concepts.get(name, 0.0))
        for form in forms_of(text, found, words):
            forms[form] = max(near, forms.get(form, 0.0))
        if near < SAME_SENTENCE:
            if near >= _BEFORE:  # “The ship will be delivered”: which one stands before
                for word, _, _ in tokens(text):
                    plain[word] = max(_HINT, plain.get(word, 0.0))
            continue
        for word, _, _ in tokens(text):
            plain[word] = max(near, plain.get(word, 0.0))
        called |= {word for word, _, _ in tokens(names)}
    actions = frozenset(one.name for one in words.concepts_in(clause) if one.name in words.actions)
    texts = tuple((text, near) for text, near, _, _ in layers if near >= SAME_SENTENCE)
    nearest = frozenset(form for form, near in forms.items() if near >= concepts[form[0]])
    return Said(
        concepts,
        plain,
        actions,
        nearest,
        texts if words.is_spaceless else (),
        names=frozenset(called),
    )


def within(said: Said) -> Said:
    """Of what stands around a date what stands in its own sentence."""
    return replace(
        said,
        concepts={name: near for name, near in said.concepts.items() if near >= SAME_SENTENCE},
    )


def concepts_of(text: str, language: str | None) -> frozenset[str]:
    """The concepts of a text.

    >>> sorted(concepts_of("Kyiv must accept the plan", "en"))
    ['agree', 'plan', 'ukraine']
    """
    return frozenset(one.name for one in lexicon(language).concepts_in(text))


def forms_of(text: str, found: Iterable[Found], words: Lexicon) -> frozenset[tuple[str, str]]:
    """The concepts of a text with the very words that stand for them, without their endings."""
    if words.is_spaceless:
        return frozenset((one.name, text[one.start : one.end]) for one in found)
    return frozenset((one.name, stem_of(text[one.start : one.end].casefold())) for one in found)
