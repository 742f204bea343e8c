"""What stands around the dates of a document: clauses, sentences, headline, and who is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bywhen.ingest.proposing.actors import Actors
from bywhen.ingest.proposing.documents import Document
from bywhen.ingest.proposing.lexicon import Lexicon, tokens
from bywhen.ingest.proposing.mending import mended
from bywhen.ingest.proposing.roles import (
    BACKGROUND,
    DEED,
    SPEECH,
    TARGET,
    blanked,
    is_moved_from,
    is_near_deadline,
    is_unkept,
    role_of,
)
from bywhen.ingest.proposing.said import Said, said_in
from bywhen.ingest.proposing.sentences import Sentence, clauses, sentences
from bywhen.ingest.proposing.standing import Standing
from bywhen.reading import Mention, read

__all__ = ["Placed", "Surroundings", "has_target"]

_SAYS_BEFORE = timedelta(days=8)  # a day named in the same sentence was that of the talk
_SENTENCE, _BEFORE, _TITLE, _TEXT = 0.75, 0.6, 0.6, 0.3
_NEIGHBOUR = 0.95
_TO_DO = re.compile(r"\s*(?:to|zu|um|pour|de|щоб|чтобы)\s")  # "until Friday, to close the sale"
_TEXT_CHARS = 3000
_HAN = re.compile("[\u3400-\u9fff\u3040-\u30ff]")
_WHOLE_CHARACTERS, _WHOLE_TOKENS, _SHORT = 7, 5, 3
_OPENING = 12  # where the "if" of a clause stands


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention inside its sentence."""

    mention: Mention
    start: int
    end: int
    role: str
    is_old: bool = False


def has_target(placed: Sequence[Placed]) -> bool:
    """True if a sentence has a date to come."""
    return any(one.role == TARGET and one.mention.is_dated for one in placed)


class Surroundings:
    """A document as sentences with their dates; its title is the first sentence."""

    def __init__(
        self, document: Document, standing: Standing, actors: Actors, words: Lexicon
    ) -> None:
        self._document = document
        self._actors = actors
        self._words = words
        whole = f"{document.title}\n{document.text}"
        self.opening = whole[:_TEXT_CHARS]
        self._mentions = mended(
            read(
                whole,
                published=document.published,
                language=document.language,
                timezone=standing.affair.timezone,
            ),
            whole,
            document.published,
            words,
        )
        spans = [(one.start, one.end) for one in self._mentions]
        self.sentences = sentences(whole, spans)

    def placed(self, sentence: Sentence) -> list[Placed]:
        """The dates of a sentence, each with its role."""
        found = []
        for mention in self._mentions:
            start, end = mention.start - sentence.start, mention.end - sentence.start
            if start < 0 or end > len(sentence.text):
                continue
            role = role_of(
                mention, sentence.text, start, end, self._document.published, self._words
            )
            found.append(Placed(mention, start, end, role))
        return self._without_old(sentence.text, found)

    def _without_old(self, text: str, placed: list[Placed]) -> list[Placed]:
        """Days that were planned once are history where they are over or another has come."""
        published = self._document.published
        found = []
        for at, one in enumerate(placed):
            following = placed[at + 1].start if at + 1 < len(placed) else None
            is_old = is_unkept(text, one.start, self._words) or is_moved_from(
                text, one.start, one.end, following, self._words
            )
            others = [other for other in placed if other is not one and other.role == TARGET]
            latest = one.mention.latest
            if is_old and (others or (latest is not None and latest <= published)):
                one = replace(one, role=BACKGROUND)
            elif one.role == TARGET and latest == published and _is_of_act(one, others):
                one = replace(one, role=SPEECH)  # "moved the deadline to 1 March on Thursday"
            found.append(replace(one, is_old=is_old))
        return found

    def is_of_deadline(self, sentence: Sentence, one: Placed) -> bool:
        """True if the sentence calls the date a deadline."""
        return is_near_deadline(sentence.text, one.start, one.end, self._words)

    def said_day(self, placed: Sequence[Placed], *, is_relayed: bool) -> date | None:
        """The day of the speech: named with it, or a past day beside a date to come; of words that
        were relayed the second, for the first is the day of the report."""
        published = self._document.published
        for role in (DEED, SPEECH) if is_relayed else (SPEECH, DEED):
            for one in placed:
                day = one.mention.latest
                if (
                    one.role == role
                    and one.mention.window.is_day
                    and day is not None
                    and published - _SAYS_BEFORE <= day <= published
                    and (role == SPEECH or has_target(placed))
                ):
                    return day
        return None

    def said(
        self, number: int, start: int, placed: Sequence[Placed], *, reaches: bool = True
    ) -> tuple[Said, str]:
        """What stands around a date: its clause, then ever wider. A clause in which nothing is done
        `reaches` to the one beside it."""
        sentence = self.sentences[number]
        spans = [
            (other.start, other.end)
            for other in placed
            if other.mention.is_dated or not sentence.text.startswith("-", other.end)
        ]  # "35-Stunden-Woche" is a word
        hidden = [*spans, *(place for other in placed if (place := _anchor_in(other)) is not None)]
        plain = blanked(sentence.text, hidden)
        parts = clauses(plain, spans)
        at = next((i for i, (a, b) in enumerate(parts) if a <= start < b), 0)
        own = plain[slice(*parts[at])] if parts else plain
        clause = own
        layers = [(own, 1.0)]
        is_condition = bool(self._words.cue("condition", own[:_OPENING]))
        if is_condition:
            return self._alone(number, own)
        is_whole = False
        if reaches and not self._has_action(own):
            is_next = start - parts[at][0] < 16 or (
                at + 1 < len(parts) and _TO_DO.match(plain[slice(*parts[at + 1])])
            )
            for other in (at + 1, at - 1) if is_next else (at - 1, at + 1):
                if 0 <= other < len(parts) and self._has_action(plain[slice(*parts[other])]):
                    is_whole = _is_whole(own, self._words)
                    near = _SENTENCE if is_whole else _NEIGHBOUR
                    layers.append((plain[slice(*parts[other])], near))
                    clause = f"{own} {plain[slice(*parts[other])]}"
                    break
        layers.append((plain, _SENTENCE))
        around = [(text, near) for text, near in self._context(number)]
        if not self.refers(plain) and (self._has_action(clause) or not self.points(plain)):
            around = [(self._without_actions(text), near) for text, near in around]
        layers += around
        language = self._document.language
        full = [(text, near, self._places_of(text), self._names_of(text)) for text, near in layers]
        said = said_in(full, clause, language)
        return replace(said, is_borrowed=is_whole and clause != own), clause

    def _alone(self, number: int, own: str) -> tuple[Said, str]:
        """What a condition speaks of: “if the money does not come by Friday, …” is no date of what
        hangs on it."""
        layers = [(own, 1.0)]
        if not self._has_action(own):
            layers += self._context(number)
        full = [(text, near, self._places_of(text), self._names_of(text)) for text, near in layers]
        return said_in(full, own, self._document.language), own

    def _context(self, number: int) -> Iterator[tuple[str, float]]:
        if number > 0:
            yield self._blank(self.sentences[number - 1]), _BEFORE
        yield self._blank(self.sentences[0]), _TITLE
        yield self.opening, _TEXT

    def _blank(self, sentence: Sentence) -> str:
        spans = [
            (one.start - sentence.start, one.end - sentence.start)
            for one in self._mentions
            if sentence.start <= one.start and one.end <= sentence.start + len(sentence.text)
        ]
        return blanked(sentence.text, spans)

    def around(self, number: int) -> list[str]:
        """The sentence before and the title."""
        before = [self.sentences[number - 1].text] if number > 1 else []
        return [*before, self.sentences[0].text] if number else []

    def behind(self, number: int) -> str:
        """The next sentence if it tells who said this one: „Das sagte Werner“."""
        following = self.sentences[number + 1].text if number + 1 < len(self.sentences) else ""
        told = self._words.cue("says_that", following)
        return (
            following
            if told and told[0].start == 0 and self._words.has("speech", following)
            else ""
        )

    def _has_action(self, text: str) -> bool:
        return any(one.name in self._words.actions for one in self._words.concepts_in(text))

    def refers(self, text: str) -> bool:
        """True if a milestone that is named elsewhere is meant: “the deadline could slide”."""
        return self._words.has("deadline", text) or self._words.has("moves", text)

    def points(self, text: str) -> bool:
        """True if a sentence in which nothing is done may go on with what was done before."""
        return self._words.is_spaceless or self._words.has("points", text)

    def _without_actions(self, text: str) -> str:
        return blanked(
            text,
            [
                (one.start, one.end)
                for one in self._words.concepts_in(text)
                if one.name in self._words.actions
            ],
        )

    def _places_of(self, text: str) -> list[str]:
        return [
            place
            for actor in self._actors.find(text, self._document.language)
            for place in self._actors.places_of.get(actor.issuer, ())
        ]

    def _names_of(self, text: str) -> str:
        """What else the issuers named in a text are called: a title may say "the governor"."""
        named = {one.issuer for one in self._actors.find(text, self._document.language)}
        return " ".join(self._actors.names_of.get(one, "") for one in sorted(named))

    def deadline_days(self, sentence: Sentence, placed: Sequence[Placed]) -> set[date]:
        """The days that a sentence calls a deadline."""
        return {
            one.mention.latest
            for one in placed
            if one.mention.latest is not None and self.is_of_deadline(sentence, one)
        }


def _is_whole(own: str, words: Lexicon) -> bool:
    """True for a clause that has a subject and a verb, though none that stands for a concept."""
    if words.is_spaceless:
        return len(_HAN.findall(own)) >= _WHOLE_CHARACTERS
    told = [one for one, _, _ in tokens(own) if len(one) > _SHORT]
    return len(told) >= _WHOLE_TOKENS


def _is_of_act(one: Placed, others: Sequence[Placed]) -> bool:
    """True if a day of publication stands beside one to come: it is when that was decided."""
    return one.mention.qualifier == "on" and any(
        other.mention.latest is not None
        and one.mention.latest is not None
        and other.mention.latest > one.mention.latest
        for other in others
    )


def _anchor_in(one: Placed) -> tuple[int, int] | None:
    """Where the words of its anchor stand in the sentence."""
    anchor = one.mention.anchor
    if anchor is None or not anchor.text:
        return None
    shift = one.start - one.mention.start
    return max(0, anchor.start + shift), max(0, anchor.end + shift)
