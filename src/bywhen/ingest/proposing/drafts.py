"""From a document and the record to the claims that the document makes.

Pure: no clock, no desk. Each dated mention becomes at most one draft; a sentence that takes a
deadline away becomes one without a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bywhen.ingest.proposing.actors import Actor, Actors
from bywhen.ingest.proposing.choosing import (
    one_an_event,
    telling,
    without_anonymous,
    without_headlines,
)
from bywhen.ingest.proposing.documents import Document, Draft
from bywhen.ingest.proposing.judging import Judged, judged
from bywhen.ingest.proposing.lexicon import Lexicon, lexicon
from bywhen.ingest.proposing.milestones import Match, Said, concepts_of, said_in
from bywhen.ingest.proposing.modality import Dated, dated
from bywhen.ingest.proposing.roles import DEED, TARGET, gives_up, withdrawal_in
from bywhen.ingest.proposing.sentences import Sentence
from bywhen.ingest.proposing.speakers import Voices, voices_in
from bywhen.ingest.proposing.standing import Standing
from bywhen.ingest.proposing.surroundings import Placed, Surroundings, has_target
from bywhen.timetable.claims import Event, Modality

__all__ = ["drafts_of"]

_ANY_DEED = 0.65
_SURELY = 0.75
_WHOLLY = 0.85
_GIVEN_UP = 0.6
_FITS = 0.4  # below it a sentence speaks of another event
_SAME_DEED = 0.95
_CLEARLY = 0.12
_SAME = 0.01
_MOVED = 0.8  # the topic alone, of what is moved


def drafts_of(document: Document, standing: Standing, relevance: str) -> list[Draft]:
    """The claims that a document makes about an affair, in the order of the text.

    `relevance` is why the document is about the affair; it stands in each draft's `why`.
    """
    return _Reading(document, standing, relevance).drafts()


class _Reading:
    """One document read against one affair."""

    def __init__(self, document: Document, standing: Standing, relevance: str) -> None:
        self._document = document
        self._standing = standing
        self._relevance = relevance
        self._words: Lexicon = lexicon(document.language)
        self._actors = Actors.of(standing.affair)
        self._milestones = standing.milestones
        self._text = Surroundings(document, standing, self._actors, self._words)

    def drafts(self) -> list[Draft]:
        """All drafts; one that a later sentence repeats is kept where it is surest."""
        found: dict[tuple[str, str | None], Draft] = {}
        for number in range(len(self._text.sentences)):
            for draft in self._of_sentence(number):
                key = (draft.base, draft.issuer_id)
                twin = found.get(key)
                if twin is None or telling(draft) > telling(twin):
                    found[key] = draft
        return without_headlines(without_anonymous(list(found.values())))

    # -- one sentence ------------------------------------------------------------------------------

    def _of_sentence(self, number: int) -> Iterator[Draft]:
        sentence = self._text.sentences[number]
        placed = self._text.placed(sentence)
        withdrawn = withdrawal_in(sentence.text, self._words)
        if withdrawn is not None:
            draft = self._withdrawn(number, withdrawn, placed)
            days = self._standing.days(draft.event) if draft is not None else frozenset()
            if draft is not None:
                yield draft
            placed = [
                one
                for one in placed
                if not self._text.is_of_deadline(sentence, one) and one.mention.latest not in days
            ]
        elif (given_up := gives_up(sentence.text, self._words)) is not None:
            draft = self._given_up(number, given_up, placed)
            if draft is not None:
                yield draft
                return
        drafts = [
            draft
            for one in placed
            if one.role in (TARGET, DEED)
            and (draft := self._dated(number, one, placed)) is not None
        ]
        yield from one_an_event(drafts)

    # -- a date ------------------------------------------------------------------------------------

    def _dated(self, number: int, one: Placed, placed: Sequence[Placed]) -> Draft | None:
        sentence = self._text.sentences[number]
        is_deed = one.role == DEED
        if is_deed and number == 0 and len(self._text.sentences) > 1:
            return None  # the body says it in full
        voices = voices_in(
            sentence.text,
            one.start,
            self._actors,
            self._document.language,
            () if is_deed else self._text.around(number),
            () if is_deed else ("sets",),  # of a deed somebody tells, nobody sets it
        )
        said = self._text.said_day(placed, is_relayed=voices.via is not None)
        what, clause = self._text.said(number, one.start, placed, reaches=not is_deed)
        best, rival = self._best(what, sentence, placed, is_deed=is_deed)
        is_same = best is not None and best.deed >= _SAME_DEED and best.score >= _SURELY
        if is_deed and has_target(placed) and said and not is_same:
            return None  # it was the day of the talk
        if is_deed and best is not None and best.deed < _SAME_DEED:
            best = rival = None
        if best is None and one.role == DEED and said == one.mention.latest:
            return None
        event = best.event if best is not None else None
        says_no = self._words.has("negation", clause) and one.mention.qualifier != "not_before"
        is_off = one.is_old or (says_no and not self._words.has("condition", sentence.text))
        if event is not None and is_off and self._stands(event, one):
            return None  # the date that stands is not kept, and none comes in its place
        if event is None and is_deed and not one.mention.window.is_day:
            return None
        when = self._when(one, sentence, event)
        if when is None:
            return None
        if when.anchor is not None and not self._hangs(when.anchor, clause, placed):
            return None
        verdict = judged(
            one.mention.confidence,
            best,
            rival,
            what,
            sentence.text,
            clause,
            self._words,
            is_deed=is_deed,
            has_voice=voices.issuer is not None and voices.is_named,
            needs_voice=bool(event and event.deciders),
            is_anchored=when.anchor is not None,
            is_unheard=voices.issuer is None and voices.is_spoken,
            is_old=one.is_old,
            is_short=number == 0 and not one.mention.window.is_day,
            is_closing=self._is_closing(one),
            is_until=one.mention.qualifier == "until",
            is_first_day=one.mention.qualifier == "not_before",
        )
        if verdict is None:
            return None
        draft = self._draft(number, one, event, when, voices, said, verdict)
        if event is None:
            return draft
        is_over = not self._standing.is_open(event, self._document.published)
        return replace(draft, is_known=is_over or self._is_recorded(event, when, voices, said))

    def _best(
        self, what: Said, sentence: Sentence, placed: Sequence[Placed], *, is_deed: bool
    ) -> tuple[Match | None, Match | None]:
        """The event that fits best, if one does, and the next.

        A sentence that names the day of a deadline as it stands speaks of that event.
        """
        published = self._document.published
        ranked = self._milestones.ranked(
            what, self._document.language, self._standing.affair.events
        )
        ranked = self._open_first(ranked, is_deed=is_deed)
        named = self._text.deadline_days(sentence, placed)
        meant = [one for one in ranked if named & self._standing.deadlines(one.event, published)]
        if meant and not what.actions:
            first = meant[0]
            sure = replace(
                first,
                action=max(first.action, 0.8),
                deed=max(first.deed, 0.8),
                score=max(first.score, 0.75),
            )
            return sure, next(iter(meant[1:]), None)
        if self._words.has("moves", sentence.text):  # it moves: what it does need not be said
            ranked = sorted(map(_as_moved, ranked), key=lambda one: (-one.score, one.event.id))
        best = next((one for one in ranked if one.score >= _FITS and one.action > 0), None)
        is_other = bool(what.actions) and not self._text.refers(sentence.text)
        if best is not None and is_other and best.action < _ANY_DEED:
            return None, None  # something else is done
        is_like = best is not None and best.score < _WHOLLY
        if best is not None and is_like and not self._standing.is_open(best.event, published):
            return None, None  # not the one that is over: another like it
        rival = next((one for one in ranked if best is not None and one is not best), None)
        return best, rival

    def _open_first(self, ranked: Sequence[Match], *, is_deed: bool) -> list[Match]:
        """Without events that are over, unless one fits clearly better than all that are open; of
        a deed, as well: it is told of once more."""
        published = self._document.published
        is_open = [one for one in ranked if self._standing.is_open(one.event, published)]
        if not ranked or not is_open or ranked[0].score > is_open[0].score + _CLEARLY:
            return list(ranked)
        if is_deed and ranked[0].score >= is_open[0].score - _SAME:
            return list(ranked)
        return is_open

    def _when(self, one: Placed, sentence: Sentence, event: Event | None) -> Dated | None:
        published = self._document.published
        if one.role == DEED:
            if one.mention.earliest is None:
                return None
            return Dated(
                "happened", one.mention.earliest, one.mention.latest or one.mention.earliest
            )
        due = current = None
        if event is not None:
            due = self._standing.due(event, published)
            current = self._standing.current(event, published)
        found = dated(
            one.mention,
            sentence.text,
            one.start,
            one.end,
            self._words,
            due,
            published,
            is_deadline=current is not None
            and current.modality is Modality.BY
            and current.anchor is None,
        )
        if found is not None and found.anchor is not None:
            return replace(found, anchor=self._anchored(found.anchor))
        return found

    def _anchored(self, anchor: dict[str, str]) -> dict[str, str]:
        """The anchor with the event of the record that its words mean, if they do."""
        language = self._document.language
        said = said_in([(anchor["text"], 1.0, ()), (self._text.opening, 0.4, ())], "", language)
        ranked = self._milestones.ranked(said, language, self._standing.affair.events)
        ranked.sort(key=lambda one: -one.sameness)
        best = next((one for one in ranked if one.score >= _FITS and one.action >= 0.8), None)
        return {**anchor, "event": best.event.slug} if best is not None else anchor

    def _is_closing(self, one: Placed) -> bool:
        """“By the end of the week”, said on its last day: it may be the next week's."""
        last = one.mention.latest == self._document.published
        return last and one.mention.granularity in ("week", "part")

    def _stands(self, event: Event, one: Placed) -> bool:
        return self._standing.due(event, self._document.published) == one.mention.latest

    def _hangs(self, anchor: Mapping[str, str], clause: str, placed: Sequence[Placed]) -> bool:
        """True if days are counted from a milestone, or to something to come: not “nine months
        after the attack”."""
        is_told = any(one.role == DEED for one in placed)
        if is_told and not self._words.has("unreal", clause):
            return False
        if anchor.get("event"):
            return True
        names = {one.name for one in self._words.concepts_in(anchor["text"])}
        return bool(names & self._words.actions) and self._words.has("unreal", clause)

    def _is_recorded(self, event: Event, when: Dated, voices: Voices, said: date | None) -> bool:
        """True if the record says so already, and nobody has said it anew since."""
        published = self._document.published
        for claim in event.claims:
            window = claim.window
            if window is None or claim.known > published:
                continue
            kind = claim.modality.value if claim.modality is not None else claim.kind.value
            if (kind, window.earliest, window.latest) != (when.modality, *when.ends):
                continue
            speaker = voices.issuer.issuer if voices.issuer and voices.is_named else None
            if speaker not in (None, claim.issuer_id):
                continue
            is_anew = speaker is not None and voices.is_named and (said or date.min) > claim.known
            if not is_anew:
                return True
        return False

    def _draft(
        self,
        number: int,
        one: Placed,
        event: Event | None,
        when: Dated,
        voices: Voices,
        said: date | None,
        verdict: Judged,
    ) -> Draft:
        sentence = self._text.sentences[number]
        kind = "new_event" if event is None else "happened" if one.role == DEED else "claim"
        why = [self._relevance, verdict.why, one.mention.why, *([when.why] if when.why else [])]
        return Draft(
            affair=self._standing.affair.id,
            event=event.slug if event is not None else None,
            kind=kind,
            title=event.title if event is not None else _title(sentence.text, one.start, one.end),
            modality=when.modality,
            earliest=when.earliest,
            latest=when.latest,
            sentence=sentence.text,
            start=one.start,
            end=one.end,
            language=self._document.language,
            confidence=self._tempered(verdict.confidence),
            why="; ".join(why),
            document=self._document,
            strict=when.strict,
            earliest_strict=when.earliest_strict,
            anchor=when.anchor,
            issuer=_name(voices.issuer),
            issuer_id=voices.issuer.issuer if voices.issuer else None,
            is_named=voices.is_named,
            via=_name(voices.via),
            said=said,
            reading=one.mention.to_json(),
            concepts=concepts_of(sentence.text, self._document.language),
        )

    def _tempered(self, confidence: float) -> float:
        return round(confidence if self._document.is_day_sure else confidence * 0.7, 2)

    # -- a deadline that goes ---------------------------------------------------------------------

    def _given_up(
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
            return self._withdrawn(number, place, placed) if not days else None
        if due is None or (days | old) - {due} or (due < published and due not in days):
            return None
        return self._withdrawn(number, place, placed, best)

    def _withdrawn(
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
        if best is None or best.score < _FITS - 0.1:
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
            confidence=self._tempered(verdict.confidence),
            why="; ".join(
                [self._relevance, verdict.why, f"the date that stands ({due}) is taken away"]
            ),
            document=self._document,
            issuer=_name(voices.issuer),
            issuer_id=voices.issuer.issuer if voices.issuer else None,
            via=_name(voices.via),
            said=self._text.said_day(placed, is_relayed=voices.via is not None),
            is_known=self._standing.is_dropped(best.event, published),
            concepts=concepts_of(sentence.text, self._document.language),
        )


def _as_moved(match: Match) -> Match:
    return replace(
        match,
        action=max(match.action, match.topic),
        score=max(match.score, _MOVED * match.topic),
    )


def _name(actor: Actor | None) -> str | None:
    """What a claim calls them: a place stands for its government."""
    return None if actor is None else actor.issuer if actor.is_place else actor.name


def _title(sentence: str, start: int, end: int) -> str:
    """A first title for a new event: the sentence without its date, cut at 90 characters."""
    words = " ".join(f"{sentence[:start]} {sentence[end:]}".split()).strip(" ,.;。，、")
    if len(words) <= 90:
        return words or sentence[:90]
    return f"{words[:89].rsplit(' ', 1)[0]}…"
