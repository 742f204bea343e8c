"""From a document and the record to the claims that the document makes.

Pure: no clock, no desk. Each dated mention becomes at most one draft; a sentence that takes a
deadline away becomes one without a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bywhen.ingest.proposing.actors import Actor, Actors
from bywhen.ingest.proposing.documents import Document, Draft
from bywhen.ingest.proposing.judging import Judged, judged
from bywhen.ingest.proposing.lexicon import Lexicon, lexicon
from bywhen.ingest.proposing.milestones import Match, Said, concepts_of, said_in
from bywhen.ingest.proposing.modality import Dated, dated
from bywhen.ingest.proposing.roles import (
    DEED,
    SPEECH,
    TARGET,
    blanked,
    is_near_deadline,
    role_of,
    withdrawal_in,
)
from bywhen.ingest.proposing.sentences import Sentence, clauses, sentences
from bywhen.ingest.proposing.speakers import Voices, voices_in
from bywhen.ingest.proposing.standing import Standing
from bywhen.reading import Mention, read
from bywhen.timetable.claims import Event, Modality

__all__ = ["drafts_of"]

_FITS = 0.4  # below it a sentence speaks of another event
_SAYS_BEFORE = timedelta(days=8)  # a day named in the same sentence was that of the talk
_SENTENCE, _BEFORE, _TITLE, _TEXT = 0.75, 0.6, 0.6, 0.3
_NEIGHBOUR = 0.95
_SAME_DEED = 0.95
_CLEARLY = 0.12
_TEXT_CHARS = 3000


def drafts_of(document: Document, standing: Standing, relevance: str) -> list[Draft]:
    """The claims that a document makes about an affair, in the order of the text.

    `relevance` is why the document is about the affair; it stands in each draft's `why`.
    """
    return _Reading(document, standing, relevance).drafts()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mention inside its sentence."""

    mention: Mention
    start: int
    end: int
    role: str


class _Reading:
    """One document read against one affair."""

    def __init__(self, document: Document, standing: Standing, relevance: str) -> None:
        self._document = document
        self._standing = standing
        self._relevance = relevance
        self._words: Lexicon = lexicon(document.language)
        self._actors = Actors.of(standing.affair)
        self._milestones = standing.milestones
        self._whole = f"{document.title}\n{document.text}"
        self._mentions = read(
            self._whole,
            published=document.published,
            language=document.language,
            timezone=standing.affair.timezone,
        )
        spans = [(one.start, one.end) for one in self._mentions]
        self._sentences = sentences(self._whole, spans)

    def drafts(self) -> list[Draft]:
        """All drafts; one that a later sentence repeats is kept where it is surest."""
        found: dict[tuple[str, str | None], Draft] = {}
        for number in range(len(self._sentences)):
            for draft in self._of_sentence(number):
                key = (draft.base, draft.issuer_id)
                twin = found.get(key)
                if twin is None or _telling(draft) > _telling(twin):
                    found[key] = draft
        return _without_headlines(_without_anonymous(list(found.values())))

    # -- one sentence ------------------------------------------------------------------------------

    def _of_sentence(self, number: int) -> Iterator[Draft]:
        sentence = self._sentences[number]
        placed = self._placed(sentence)
        withdrawn = withdrawal_in(sentence.text, self._words)
        if withdrawn is not None:
            draft = self._withdrawn(number, withdrawn, placed)
            if draft is not None:
                yield draft
            placed = [one for one in placed if not self._is_of_deadline(sentence, one)]
        drafts = [
            draft
            for one in placed
            if one.role in (TARGET, DEED)
            and (draft := self._dated(number, one, placed)) is not None
        ]
        yield from _one_an_event(drafts)

    def _placed(self, sentence: Sentence) -> list[_Placed]:
        found = []
        for mention in self._mentions:
            start, end = mention.start - sentence.start, mention.end - sentence.start
            if start < 0 or end > len(sentence.text):
                continue
            role = role_of(
                mention, sentence.text, start, end, self._document.published, self._words
            )
            found.append(_Placed(mention, start, end, role))
        return found

    def _is_of_deadline(self, sentence: Sentence, one: _Placed) -> bool:
        return is_near_deadline(sentence.text, one.start, one.end, self._words)

    def _said_day(self, placed: Sequence[_Placed], *, is_relayed: bool) -> date | None:
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
                    and (role == SPEECH or any(other.role == TARGET for other in placed))
                ):
                    return day
        return None

    # -- a date ------------------------------------------------------------------------------------

    def _dated(self, number: int, one: _Placed, placed: Sequence[_Placed]) -> Draft | None:
        sentence = self._sentences[number]
        is_deed = one.role == DEED
        voices = voices_in(
            sentence.text,
            one.start,
            self._actors,
            self._document.language,
            () if is_deed else self._around(number),
            () if is_deed else ("sets",),  # of a deed somebody tells, nobody sets it
        )
        said = self._said_day(placed, is_relayed=voices.via is not None)
        if one.role == DEED and any(other.role == TARGET for other in placed) and said:
            return None  # it was the day of the talk
        what, clause = self._said(number, one.start, placed, reaches=not is_deed)
        best, rival = self._best(what, sentence, placed)
        if is_deed and best is not None and best.action < _SAME_DEED:
            best = rival = None
        if best is None and one.role == DEED and said == one.mention.latest:
            return None
        event = best.event if best is not None else None
        when = self._when(one, sentence, event)
        if when is None:
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
        )
        if verdict is None:
            return None
        draft = self._draft(number, one, event, when, voices, said, verdict)
        if event is None:
            return draft
        is_over = not self._standing.is_open(event, self._document.published)
        return replace(draft, is_known=is_over or self._is_recorded(event, when, voices, said))

    def _said(
        self, number: int, start: int, placed: Sequence[_Placed], *, reaches: bool = True
    ) -> tuple[Said, str]:
        """What stands around a date: its clause, then ever wider. A clause in which nothing is done
        `reaches` to the one beside it."""
        sentence = self._sentences[number]
        spans = [(other.start, other.end) for other in placed]
        hidden = [*spans, *(place for other in placed if (place := _anchor_in(other)) is not None)]
        plain = blanked(sentence.text, hidden)
        parts = clauses(plain, spans)
        at = next((i for i, (a, b) in enumerate(parts) if a <= start < b), 0)
        own = plain[slice(*parts[at])] if parts else plain
        clause = own
        layers = [(own, 1.0)]
        if reaches and not self._has_action(own):
            for other in (at + 1, at - 1) if start - parts[at][0] < 16 else (at - 1, at + 1):
                if 0 <= other < len(parts) and self._has_action(plain[slice(*parts[other])]):
                    layers.append((plain[slice(*parts[other])], _NEIGHBOUR))
                    clause = f"{own} {plain[slice(*parts[other])]}"
                    break
        layers.append((plain, _SENTENCE))
        around = [(text, near) for text, near in self._context(number)]
        if self._has_action(clause) and not self._refers(plain):
            around = [(self._without_actions(text), near) for text, near in around]
        layers += around
        language = self._document.language
        full = [(text, near, self._places_of(text)) for text, near in layers]
        return said_in(full, clause, language), clause

    def _context(self, number: int) -> Iterator[tuple[str, float]]:
        if number > 0:
            yield self._blank(self._sentences[number - 1]), _BEFORE
        yield self._blank(self._sentences[0]), _TITLE
        yield self._whole[:_TEXT_CHARS], _TEXT

    def _blank(self, sentence: Sentence) -> str:
        spans = [
            (one.start - sentence.start, one.end - sentence.start)
            for one in self._mentions
            if sentence.start <= one.start and one.end <= sentence.start + len(sentence.text)
        ]
        return blanked(sentence.text, spans)

    def _around(self, number: int) -> list[str]:
        before = [self._sentences[number - 1].text] if number > 1 else []
        return [*before, self._sentences[0].text] if number else []

    def _has_action(self, text: str) -> bool:
        return any(one.name in self._words.actions for one in self._words.concepts_in(text))

    def _refers(self, text: str) -> bool:
        """True if a milestone that is named elsewhere is meant: “the deadline could slide”."""
        return self._words.has("deadline", text) or self._words.has("moves", text)

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

    def _best(
        self, what: Said, sentence: Sentence, placed: Sequence[_Placed]
    ) -> tuple[Match | None, Match | None]:
        """The event that fits best, if one does, and the next.

        A sentence that names the day of a deadline as it stands speaks of that event.
        """
        published = self._document.published
        ranked = self._milestones.ranked(
            what, self._document.language, self._standing.affair.events
        )
        ranked = self._open_first(ranked)
        named = self._deadline_days(sentence, placed)
        meant = [one for one in ranked if named & self._standing.deadlines(one.event, published)]
        if meant and not what.actions:
            first = meant[0]
            sure = replace(first, action=max(first.action, 0.8), score=max(first.score, 0.75))
            return sure, next(iter(meant[1:]), None)
        best = next((one for one in ranked if one.score >= _FITS and one.action > 0), None)
        rival = next((one for one in ranked if best is not None and one is not best), None)
        return best, rival

    def _open_first(self, ranked: Sequence[Match]) -> list[Match]:
        """Without events that are over, unless one fits clearly better than all that are open."""
        published = self._document.published
        is_open = [one for one in ranked if self._standing.is_open(one.event, published)]
        if not ranked or not is_open or ranked[0].score > is_open[0].score + _CLEARLY:
            return list(ranked)
        return is_open

    def _deadline_days(self, sentence: Sentence, placed: Sequence[_Placed]) -> set[date]:
        """The days that a sentence calls a deadline."""
        return {
            one.mention.latest
            for one in placed
            if one.mention.latest is not None and self._is_of_deadline(sentence, one)
        }

    def _when(self, one: _Placed, sentence: Sentence, event: Event | None) -> Dated | None:
        published = self._document.published
        if one.role == DEED:
            if one.mention.earliest is None or one.mention.latest is None:
                return None
            return Dated("happened", one.mention.earliest, one.mention.latest)
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
            is_deadline=current is not None and current.modality is Modality.BY,
        )
        if found is not None and found.anchor is not None:
            return replace(found, anchor=self._anchored(found.anchor))
        return found

    def _anchored(self, anchor: dict[str, str]) -> dict[str, str]:
        """The anchor with the event of the record that its words mean, if they do."""
        language = self._document.language
        said = said_in(
            [(anchor["text"], 1.0, ()), (self._whole[:_TEXT_CHARS], 0.4, ())], "", language
        )
        ranked = self._milestones.ranked(said, language, self._standing.affair.events)
        ranked.sort(key=lambda one: -one.sameness)
        best = next((one for one in ranked if one.score >= _FITS and one.action >= 0.8), None)
        return {**anchor, "event": best.event.slug} if best is not None else anchor

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
            speaker = voices.issuer.issuer if voices.issuer else None
            if speaker not in (None, claim.issuer_id):
                continue
            is_anew = speaker is not None and voices.is_named and (said or date.min) > claim.known
            if not is_anew:
                return True
        return False

    def _draft(
        self,
        number: int,
        one: _Placed,
        event: Event | None,
        when: Dated,
        voices: Voices,
        said: date | None,
        verdict: Judged,
    ) -> Draft:
        sentence = self._sentences[number]
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
            via=_name(voices.via),
            said=said,
            reading=one.mention.to_json(),
            concepts=concepts_of(sentence.text, self._document.language),
        )

    def _tempered(self, confidence: float) -> float:
        return round(confidence if self._document.is_day_sure else confidence * 0.7, 2)

    # -- a deadline that goes ---------------------------------------------------------------------

    def _withdrawn(
        self, number: int, place: tuple[int, int], placed: Sequence[_Placed]
    ) -> Draft | None:
        """A draft that takes the date of a deadline away, if one stands that is meant."""
        sentence = self._sentences[number]
        published = self._document.published
        what, clause = self._said(number, place[0], placed)
        named = self._deadline_days(sentence, placed)
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
        best = next(iter([*meant, *ranked]), None)
        if best is None or best.score < _FITS - 0.1:
            return None
        rivals = [one for one in ranked if one is not best]
        voices = voices_in(
            sentence.text,
            place[1],
            self._actors,
            self._document.language,
            self._around(number),
            ("ends", "sets"),
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
            said=self._said_day(placed, is_relayed=voices.via is not None),
            is_known=self._standing.is_dropped(best.event, published),
            concepts=concepts_of(sentence.text, self._document.language),
        )


def _anchor_in(one: _Placed) -> tuple[int, int] | None:
    """Where the words of its anchor stand in the sentence."""
    anchor = one.mention.anchor
    if anchor is None or not anchor.text:
        return None
    shift = one.start - one.mention.start
    return max(0, anchor.start + shift), max(0, anchor.end + shift)


def _is_headline(draft: Draft) -> bool:
    return draft.document.title.startswith(draft.sentence.rstrip("…"))


def _telling(draft: Draft) -> float:
    """How much a draft tells: of the same claim, the body says more than the headline."""
    told = (draft.via is not None) + (draft.said is not None) + 2 * (not _is_headline(draft))
    return draft.confidence + 0.05 * told


def _name(actor: Actor | None) -> str | None:
    """What a claim calls them: a place stands for its government."""
    return None if actor is None else actor.issuer if actor.is_place else actor.name


def _title(sentence: str, start: int, end: int) -> str:
    """A first title for a new event: the sentence without its date, cut at 90 characters."""
    words = " ".join(f"{sentence[:start]} {sentence[end:]}".split()).strip(" ,.;。，、")
    if len(words) <= 90:
        return words or sentence[:90]
    return f"{words[:89].rsplit(' ', 1)[0]}…"


def _one_an_event(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Of several dates of one sentence for one event, the one that is said last and surest."""
    best: dict[str | None, Draft] = {}
    for draft in drafts:
        if draft.event is None:
            yield draft
            continue
        other = best.get(draft.event)
        if other is None or (draft.confidence, draft.start) >= (
            other.confidence - 0.1,
            other.start,
        ):
            best[draft.event] = draft
    yield from best.values()


def _without_headlines(drafts: list[Draft]) -> list[Draft]:
    """Without what a headline says of an event in short and the body says in full."""
    told = {(one.event, one.kind) for one in drafts if not _is_headline(one)}
    return [
        one
        for one in drafts
        if one.event is None or not _is_headline(one) or (one.event, one.kind) not in told
    ]


def _without_anonymous(drafts: list[Draft]) -> list[Draft]:
    """Without drafts that name no issuer where another one of the same claim does."""
    named = {draft.base for draft in drafts if draft.issuer_id is not None}
    return [one for one in drafts if one.issuer_id is not None or one.base not in named]
