"""A text as sentences and clauses, with their places: a date is read with the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Sentence", "clause_around", "clauses", "sentences"]

_END = re.compile(
    r"(?:[.!?]+[\"”’»)\]]*(?=\s|$)|[。！？]+[」』”’）]*|[\n\r]+|(?<=[\w)])\s*[;；]\s*)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?"
    r"|Oct|Nov|Dec|bzw|ca|Nr|Abs|ст|р|рр|г|гг|им|ім|Mme|M)|\b\d{1,2})\.$"
)
_COMMA = re.compile(
    r"(?:(?<!\d),|,(?!\d)|(?<!\d):|:(?!\d)|[，、：—–])\s?|\s+-\s+|\s+(?:and|but|while|whereas|und|aber|sondern|et|mais|а|але|та|но)\s+|而且|並|但"
    r"|\s+(?=(?:if|unless|wenn|falls|якщо|если)\s)"
)
_PAIR = re.compile(r"[A-ZА-ЯЄІЇҐ][\w’'-]*$")  # "Norda" in "the merger of Norda and Helvia"
_NAME = re.compile(r"[A-ZА-ЯЄІЇҐ]")
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its words and where they stand in the text."""

    text: str
    start: int
    end: int


def sentences(text: str, spans: Sequence[tuple[int, int]] = ()) -> list[Sentence]:
    """The sentences of a text; none ends inside one of `spans` (dates such as "Nov. 27").

    >>> [one.text for one in sentences("It has until Nov. 27. Mr. Rubio said so. 期限為週四。")]
    ['It has until Nov. 27.', 'Mr. Rubio said so.', '期限為週四。']
    """
    found: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if _is_inside(match, text, spans):
            continue
        _keep(found, text, start, end)
        start = end
    _keep(found, text, start, len(text))
    return found


def _is_inside(match: re.Match[str], text: str, spans: Sequence[tuple[int, int]]) -> bool:
    if any(start < match.end() and match.start() < end - 1 for start, end in spans):
        return True
    if match[0] != ".":
        return False
    following = text[match.end() : match.end() + 2].strip()
    if following and (following[0].islower() or following[0].isdigit()):
        return True
    abbreviated = _ABBREVIATION.search(text, max(0, match.start() - 8), match.end())
    is_date = any(end in (match.start(), match.end()) for _, end in spans)
    return abbreviated is not None and not (is_date or abbreviated[0][0].isdigit())


def _keep(found: list[Sentence], text: str, start: int, end: int) -> None:
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    words = words.strip()
    if words:
        found.append(Sentence(words[:_LONGEST], start + left, start + left + len(words)))


def clauses(text: str, spans: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The clauses of a sentence as places, cut at commas and at words such as "and"; no cut inside
    one of `spans`."""
    inner = [
        match.end()
        for match in _COMMA.finditer(text)
        if not any(start < match.end() and _word_at(match) < end for start, end in spans)
        and not _is_of_two_names(match, text)
    ]
    cuts = [0, *inner, len(text)]
    return [(start, end) for start, end in pairwise(cuts) if start < end]


def _word_at(match: re.Match[str]) -> int:
    """Where the comma or the word stands: before it may be the blanks of a date."""
    return match.end() - len(match[0].lstrip())


def _is_of_two_names(match: re.Match[str], text: str) -> bool:
    """“Norda and Helvia”: an "and" between two names parts no clauses."""
    if not (match[0][0].isspace() and match[0].strip().isalpha()):
        return False
    before = _PAIR.search(text, 0, match.start())
    return before is not None and before.start() > 0 and _NAME.match(text, match.end()) is not None


def clause_around(
    text: str, start: int, end: int, spans: Sequence[tuple[int, int]] = ()
) -> tuple[int, int]:
    """The clause of a sentence in which `start` to `end` stands.

    >>> text = "The process should end in early May, and the war by June, he said."
    >>> begin, stop = clause_around(text, text.index("June"), text.index("June") + 4)
    >>> text[begin:stop].strip(" ,")
    'and the war by June'
    """
    parts = clauses(text, [*spans, (start, end)])
    return next(((a, b) for a, b in parts if a <= start < b), (0, len(text)))
