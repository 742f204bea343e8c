"""What makes a draft unsure, however well its event fits: each is a reason in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bywhen.ingest.proposing.lexicon import Lexicon
from bywhen.ingest.proposing.milestones import Match
from bywhen.ingest.proposing.roles import DEED
from bywhen.ingest.proposing.said import Said
from bywhen.ingest.proposing.speakers import Voices
from bywhen.ingest.proposing.surroundings import Placed

__all__ = ["doubts_of"]

_COUNTED = re.compile(r"counted from publication|\d+ \w+ after publication")
_LATELY = timedelta(days=7)
_NAMED = 0.55  # how much of what an event is about stands in the sentence or is referred to


def doubts_of(
    one: Placed,
    sentence: str,
    clause: str,
    best: Match | None,
    what: Said,
    voices: Voices,
    words: Lexicon,
    published: date,
    *,
    is_headline: bool = False,
    is_said: bool = False,
) -> list[str]:
    """Why a person has to look twice at what a date is taken for."""
    return [
        *_of_words(one, sentence, clause, words),
        *_of_date(one, clause, words, published, is_headline, is_said),
        *_of_voices(voices, is_deed=one.role == DEED),
        *_of_event(best, what),
    ]


def _of_words(one: Placed, sentence: str, clause: str, words: Lexicon) -> Iterator[str]:
    if one.is_old and not words.has("speech", sentence):
        yield "it was planned once"
    if words.has("denial", sentence):
        yield "something is denied"
    if words.has("maybe", clause):
        yield "it only may be so"
    if words.has("condition", sentence):
        yield "it hangs on a condition"


def _of_date(
    one: Placed, clause: str, words: Lexicon, published: date, is_headline: bool, is_said: bool
) -> Iterator[str]:
    mention = one.mention
    if is_headline and not mention.window.is_day:
        yield "a headline says it, and no day"
    if mention.qualifier == "until" and words.has("suspends", clause):
        yield "it is only suspended until then"
    if mention.latest == published and mention.granularity in ("week", "part"):
        yield "it may be the next week"
    if not is_said and _COUNTED.search(mention.why):
        yield "days counted from publication"
    if one.role == DEED and mention.latest is not None and mention.latest < published - _LATELY:
        yield "it is told of long after"


def _of_voices(voices: Voices, *, is_deed: bool) -> Iterator[str]:
    if is_deed:
        return
    if voices.issuer is None and voices.is_spoken:
        yield "who says so is no issuer of the record"
    if voices.issuer is not None and not voices.is_named:
        yield "who says so stands in another sentence"


def _of_event(best: Match | None, what: Said) -> Iterator[str]:
    if what.is_borrowed:
        yield "what is done stands in another clause"
    if best is not None and best.matter < _NAMED:
        yield f"little of what {best.event.slug} is about is named"
