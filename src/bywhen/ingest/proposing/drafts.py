"""From a document and the record to the claims that the document makes.

Pure: no clock, no desk. Each dated mention becomes at most one draft; a sentence that takes a
deadline away becomes one without a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bywhen.ingest.proposing.actors import Actors
from bywhen.ingest.proposing.choosing import (
    one_an_event,
    telling,
    without_anonymous,
    without_headlines,
)
from bywhen.ingest.proposing.documents import Document, Draft
from bywhen.ingest.proposing.doubts import doubts_of
from bywhen.ingest.proposing.fitting import SAME_DEED, Fitting
from bywhen.ingest.proposing.judging import Judged, judged
from bywhen.ingest.proposing.lexicon import Lexicon, lexicon, tokens
from bywhen.ingest.proposing.milestones import Match
from bywhen.ingest.proposing.modality import Dated, dated
from bywhen.ingest.proposing.roles import DEED, SPEECH, TARGET, gives_up, withdrawal_in
from bywhen.ingest.proposing.said import concepts_of
from bywhen.ingest.proposing.sentences import Sentence
from bywhen.ingest.proposing.speakers import Voices, name_of, voices_in
from bywhen.ingest.proposing.standing import Standing
from bywhen.ingest.proposing.surroundings import Placed, Surroundings, has_target
from bywhen.ingest.proposing.withdrawing import Withdrawing
from bywhen.timetable.claims import Event, Modality

__all__ = ["drafts_of"]

_SURELY = 0.75
_ABOUT = 0.4  # of what an event is about as much has to be named where it is said to have happened
_CERTAINLY = 0.85
_ONSETS = frozenset(
    {"begin", "open", "effect", "reopen", "launch", "roll_out", "connect", "strike"}
)
_ASKED_TOKENS = 4
_CUT = re.compile("[,;:，。；：]")
_TO_DO = re.compile(r"^[^,.;]*\b(?:to|zu|um|que|щоб|чтобы)\s")
_NEWS = timedelta(days=3)
_LATELY = timedelta(days=8)
_ASIDE = re.compile(
    r"(?:which|who|whose|where|after|since|який|яка|яке|які|котор\w+|nachdem|qui|après)\b",
    re.IGNORECASE,
)  # "which the company had filed on Monday"


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
        self._text = Surroundings(document, standing, self._actors, self._words)
        self._fitting = Fitting(document, standing, self._text, self._words)
        self._withdrawing = Withdrawing(
            document, standing, self._text, self._actors, self._words, relevance
        )

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
            draft = self._withdrawing.withdrawn(number, withdrawn, placed)
            days = self._standing.days(draft.event) if draft is not None else frozenset()
            if draft is not None:
                yield draft
            placed = [
                one
                for one in placed
                if not self._text.is_of_deadline(sentence, one) and one.mention.latest not in days
            ]
        elif (given_up := gives_up(sentence.text, self._words)) is not None:
            draft = self._withdrawing.given_up(number, given_up, placed)
            if draft is not None:
                yield draft
                return
        drafts = [
            draft
            for one in placed
            if (one.role in (TARGET, DEED) or self._may_be_done(one, placed))
            and (draft := self._dated(number, one, placed)) is not None
        ]
        yield from one_an_event(drafts)

    def _is_asked(self, text: str, one: Placed) -> bool:
        """True for the day on which somebody wanted something: a verb of wanting, and the date."""
        before = text[: one.start]
        for verb in self._words.cue("sets", before):
            gap = before[verb.end :]
            is_near = len(tokens(gap)) <= _ASKED_TOKENS and not _CUT.search(gap)
            if is_near and _TO_DO.search(text[one.end :]):
                return True
        return False

    def _may_be_done(self, one: Placed, placed: Sequence[Placed]) -> bool:
        """“The court ruled on Tuesday that”: the day of a speech that is a milestone's own deed."""
        latest = one.mention.latest
        return (
            one.role == SPEECH
            and not has_target(placed)
            and one.mention.window.is_day
            and latest is not None
            and self._document.published - _LATELY <= latest <= self._document.published
        )

    # -- a date ------------------------------------------------------------------------------------

    def _dated(self, number: int, one: Placed, placed: Sequence[Placed]) -> Draft | None:
        sentence = self._text.sentences[number]
        is_speech = one.role == SPEECH
        if is_speech:
            one = replace(one, role=DEED)
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
            behind="" if is_deed else self._text.behind(number),
        )
        said = self._text.said_day(placed, is_relayed=voices.via is not None)
        what, clause = self._text.said(number, one.start, placed, reaches=not is_deed)
        best, rival = self._fitting.best(
            what,
            clause,
            sentence,
            placed,
            is_deed=is_deed,
            is_until=one.mention.qualifier == "until",
        )
        if is_deed and self._is_asked(sentence.text, one):
            return None  # “asked on Tuesday for leave to share it”: it is only asked for
        is_same = best is not None and best.deed >= SAME_DEED and best.score >= _SURELY
        if is_deed and has_target(placed) and said and not is_same:
            return None  # it was the day of the talk
        if is_deed and best is not None and (best.deed < SAME_DEED or best.matter < _ABOUT):
            best = rival = None
        if best is None and is_deed and said == one.mention.latest:
            return None
        if is_speech and (best is None or best.score < _CERTAINLY or best.matter < _SURELY):
            return None  # it is only said
        if not is_deed and self._words.has("denial", clause):
            return None  # somebody says that it is not so
        event = best.event if best is not None else None
        says_no = self._words.has("negation", clause) and one.mention.qualifier != "not_before"
        is_off = one.is_old or (says_no and not self._words.has("condition", sentence.text))
        if event is not None and is_off and self._stands(event, one):
            return None  # the date that stands is not kept, and none comes in its place
        is_short = number == 0 and len(self._text.sentences) > 1
        if event is None and (is_short or not self._is_of_affair(number, one, clause)):
            return None
        when = self._when(one, sentence, best)
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
            is_first_day=one.mention.qualifier == "not_before",
            doubts=doubts_of(
                one,
                sentence.text,
                clause,
                best,
                what,
                voices,
                self._words,
                self._document.published,
                is_headline=number == 0,
                is_said=said is not None,
            ),
        )
        if verdict is None:
            return None
        draft = self._draft(number, one, event, when, voices, said, verdict)
        if event is None:
            return draft
        is_over = not self._standing.is_open(event, self._document.published)
        return replace(draft, is_known=is_over or self._is_recorded(event, when, voices, said))

    def _when(self, one: Placed, sentence: Sentence, best: Match | None) -> Dated | None:
        published = self._document.published
        event = best.event if best is not None else None
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
            is_onset=best is not None and bool(best.deeds & _ONSETS),
        )
        if found is not None and found.anchor is not None:
            return replace(found, anchor=self._fitting.anchored(found.anchor))
        return found

    def _is_of_affair(self, number: int, one: Placed, clause: str) -> bool:
        """True if a date of no event of the record may be that of a new one: its sentence names
        somebody or something of the affair, and a deed is news and no aside."""
        sentence = self._text.sentences[number].text
        if not self._fitting.is_about(sentence, self._actors):
            return False
        if one.role != DEED:
            return True
        latest = one.mention.latest
        is_news = latest is not None and latest >= self._document.published - _NEWS
        return is_news and one.mention.window.is_day and not _ASIDE.match(clause.strip())

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
            confidence=self._document.tempered(verdict.confidence),
            why="; ".join(why),
            document=self._document,
            strict=when.strict,
            earliest_strict=when.earliest_strict,
            anchor=when.anchor,
            issuer=name_of(voices.issuer),
            issuer_id=voices.issuer.issuer if voices.issuer else None,
            is_named=voices.is_named,
            via=name_of(voices.via),
            said=said,
            reading=one.mention.to_json(),
            concepts=concepts_of(sentence.text, self._document.language),
        )


def _title(sentence: str, start: int, end: int) -> str:
    """A first title for a new event: the sentence without its date, cut at 90 characters."""
    words = " ".join(f"{sentence[:start]} {sentence[end:]}".split()).strip(" ,.;。，、")
    if len(words) <= 90:
        return words or sentence[:90]
    return f"{words[:89].rsplit(' ', 1)[0]}…"
