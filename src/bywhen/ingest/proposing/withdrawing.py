"""A deadline that goes: drafts without a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bywhen.ingest.proposing.actors import Actors
from bywhen.ingest.proposing.documents import Document, Draft
from bywhen.ingest.proposing.fitting import FITS
from bywhen.ingest.proposing.judging import judged
from bywhen.ingest.proposing.lexicon import Lexicon
from bywhen.ingest.proposing.milestones import Match
from bywhen.ingest.proposing.roles import TARGET
from bywhen.ingest.proposing.said import concepts_of
from bywhen.ingest.proposing.speakers import name_of, voices_in
from bywhen.ingest.proposing.standing import Standing
from bywhen.ingest.proposing.surroundings import Placed, Surroundings

__all__ = ["Withdrawing"]

_GIVEN_UP = 0.6
_CLEARLY = 0.12


class Withdrawing:
    """What a document takes away from the record's dates."""

    def __init__(
        self,
        document: Document,
        standing: Standing,
        text: Surroundings,
        actors: Actors,
        words: Lexicon,
        relevance: str,
    ) -> None:
        self._document = document
        self._standing = standing
        self._text = text
        self._actors = actors
        self._words = words
        self._relevance = relevance
        self._milestones = standing.milestones

    def given_up(
        self, number: int, place: tuple[int, int], placed: Sequence[Placed]
    ) -> Draft | None:
        """As `_withdrawn`, where no deadline is named: “no longer plans to leave by 9 March”.

        A sentence that names another day to come gives the milestone a new date instead.
        """
        published = self._document.published
        days = {one.mention.latest for one in placed if one.role == TARGET and not one.is_old}
        old = {one.mention.latest for one in placed if one.is_old}
        what, _ = self._text.said(number, place[0], placed)
        ranked = self._milestones.ranked(
            what, self._document.language, self._standing.open_events(published)
        )
        best = next(iter(ranked), None)
        if best is None or best.score < _GIVEN_UP or best.action < _GIVEN_UP:
            return None
        due = self._standing.due(best.event, published)
        if self._standing.is_dropped(best.event, published):
            return self.withdrawn(number, place, placed) if not days else None
        if due is None or (days | old) - {due} or (due < published and due not in days):
            return None
        return self.withdrawn(number, place, placed, best)

    def withdrawn(
        self,
        number: int,
        place: tuple[int, int],
        placed: Sequence[Placed],
        given_up: Match | None = None,
    ) -> Draft | None:
        """A draft that takes the date of a deadline away, if one stands that is meant."""
        sentence = self._text.sentences[number]
        published = self._document.published
        what, clause = self._text.said(number, place[0], placed)
        named = self._text.deadline_days(sentence, placed)
        events = [
            event
            for event in self._standing.open_events(published)
            if self._standing.is_dropped(event, published)
            or (
                (due := self._standing.due(event, published)) is not None
                and (due >= published or named & self._standing.deadlines(event, published))
            )
        ]
        ranked = self._milestones.ranked(what, self._document.language, events)
        meant = [one for one in ranked if named & self._standing.deadlines(one.event, published)]
        best = given_up or next(iter([*meant, *ranked]), None)
        if best is not None and not meant:
            likely = self._milestones.ranked(
                what, self._document.language, self._standing.affair.events
            )
            if likely[0].event != best.event and likely[0].score > best.score + _CLEARLY:
                return None  # it speaks of an event that has no date to lose
        if best is None or best.score < FITS - 0.1:
            return None
        rivals = [one for one in ranked if one is not best]
        voices = voices_in(
            sentence.text,
            place[1],
            self._actors,
            self._document.language,
            self._text.around(number),
            ("ends", "gives_up", "sets"),
        )
        verdict = judged(
            0.95 if meant else 0.9,
            replace(best, action=max(best.action, 0.8), score=max(best.score, 0.7 if meant else 0)),
            rivals[0] if rivals and not meant else None,
            what,
            sentence.text,
            clause,
            self._words,
            is_withdrawal=True,
            doubts=["it names another date than the one that stands"]
            if named and not meant
            else (),
            has_voice=voices.issuer is not None and voices.is_named,
            needs_voice=bool(best.event.deciders),
        )
        if verdict is None:
            return None
        due = self._standing.due(best.event, published)
        return Draft(
            affair=self._standing.affair.id,
            event=best.event.slug,
            kind="withdrawn",
            title=best.event.title,
            modality=None,
            earliest=None,
            latest=None,
            sentence=sentence.text,
            start=place[0],
            end=place[1],
            language=self._document.language,
            confidence=self._document.tempered(verdict.confidence),
            why="; ".join(
                [self._relevance, verdict.why, f"the date that stands ({due}) is taken away"]
            ),
            document=self._document,
            issuer=name_of(voices.issuer),
            issuer_id=voices.issuer.issuer if voices.issuer else None,
            is_named=voices.is_named,
            via=name_of(voices.via),
            said=self._text.said_day(placed, is_relayed=voices.via is not None),
            is_known=self._standing.is_dropped(best.event, published),
            concepts=concepts_of(sentence.text, self._document.language),
        )
