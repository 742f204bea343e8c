"""Which event of the record a date is for, and which comes next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bywhen.ingest.proposing.actors import Actors
from bywhen.ingest.proposing.documents import Document
from bywhen.ingest.proposing.lexicon import Lexicon
from bywhen.ingest.proposing.milestones import Match
from bywhen.ingest.proposing.said import Said, said_in, within
from bywhen.ingest.proposing.sentences import Sentence
from bywhen.ingest.proposing.standing import Standing
from bywhen.ingest.proposing.surroundings import Placed, Surroundings

__all__ = ["FITS", "SAME_DEED", "Fitting"]

FITS = 0.4  # below it a sentence speaks of another event
SAME_DEED = 0.95

_ANY_DEED = 0.65
_NEAR = 0.5
_NAMED = 0.4
_WHOLLY = 0.85
_CLEARLY = 0.12
_SAME = 0.01
_TO_MOVE = re.compile(r"\b(?:to|that|which)\s+(?:\w+\s+)?$")
_ENDS = frozenset({"end", "expire"})
_MOVED = 0.8  # the topic alone, of what is moved


class Fitting:
    """The events of an affair as one document speaks of them."""

    def __init__(
        self, document: Document, standing: Standing, text: Surroundings, words: Lexicon
    ) -> None:
        self._document = document
        self._standing = standing
        self._text = text
        self._words = words
        self._milestones = standing.milestones

    def best(
        self,
        what: Said,
        clause: str,
        sentence: Sentence,
        placed: Sequence[Placed],
        *,
        is_deed: bool,
        is_until: bool = False,
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
            ranked = self._moved(ranked, what, clause)
        elif is_until:  # the truce lasts until then: its end
            ranked = [
                _as_moved(one, None, self._words) if one.deeds & _ENDS else one for one in ranked
            ]
            ranked.sort(key=lambda one: (-one.score, one.event.id))
        best = next((one for one in ranked if one.score >= FITS and one.action > 0), None)
        is_other = bool(what.actions) and not self._text.refers(clause)
        if best is not None and is_other and self._is_another_deed(best, what):
            return None, None  # something else is done
        if best is not None and self._is_strange(best, what, sentence.text):
            return None, None  # it is done to something else
        is_like = best is not None and best.score < _WHOLLY
        if best is not None and is_like and not self._standing.is_open(best.event, published):
            return None, None  # not the one that is over: another like it
        rival = next((one for one in ranked if best is not None and one is not best), None)
        return best, rival

    def _moved(self, ranked: Sequence[Match], what: Said, clause: str) -> list[Match]:
        """The events by what is moved; those that the sentence itself names come first."""
        events = [one.event for one in ranked]
        inside = self._milestones.ranked(within(what), self._document.language, events)
        is_named = {one.event.id for one in inside if min(one.topic, one.matter) >= _NAMED}
        behind = self._deeds_behind(clause)
        return sorted(
            (_as_moved(one, behind, self._words) for one in ranked),
            key=lambda one: (one.event.id not in is_named, -one.score, one.event.id),
        )

    def _deeds_behind(self, clause: str) -> frozenset[str] | None:
        """Of “agreed to move the deadline for the tariffs” what is done behind "to move": what
        stands before it is no milestone. None where it is all one."""
        cue = next(iter(self._words.cue("moves", clause)), None)
        if cue is None or not _TO_MOVE.search(clause[: cue.start]):
            return None
        return frozenset(one.name for one in self._words.concepts_in(clause[cue.start :]))

    def _is_strange(self, match: Match, what: Said, text: str) -> bool:
        """True if a sentence of its own, which goes on with nothing said before, names none of the
        things that an event is about, and not quite its deed."""
        if match.action >= SAME_DEED or self._text.refers(text) or self._text.points(text):
            return False
        inside = self._milestones.ranked(within(what), self._document.language, [match.event])
        return not inside or inside[0].matter == 0

    def is_about(self, text: str, actors: Actors) -> bool:
        """True if a text names an issuer of the affair, or a thing that its titles name."""
        named = {one.name for one in self._words.concepts_in(text)}
        return bool(actors.find(text, self._document.language)) or bool(
            named & self._milestones.things
        )

    def _is_another_deed(self, match: Match, what: Said) -> bool:
        """True if the clause of the date tells of a deed, and it is not the event's."""
        if match.action < _ANY_DEED:
            return True
        told = what.actions - self._words.light
        own = match.deeds
        if not (told and own) or match.action >= SAME_DEED:
            return False
        return all(self._words.nearness(one, name) < _NEAR for one in told for name in own)

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

    def anchored(self, anchor: dict[str, str]) -> dict[str, str]:
        """The anchor with the event of the record that its words mean, if they do."""
        language = self._document.language
        said = said_in(
            [(anchor["text"], 1.0, (), ""), (self._text.opening, 0.4, (), "")], "", language
        )
        ranked = self._milestones.ranked(said, language, self._standing.affair.events)
        ranked.sort(key=lambda one: -one.sameness)
        best = next((one for one in ranked if one.score >= FITS and one.action >= 0.8), None)
        return {**anchor, "event": best.event.slug} if best is not None else anchor


def _as_moved(match: Match, behind: frozenset[str] | None, words: Lexicon) -> Match:
    about = min(match.topic, match.matter)
    moved = _MOVED * about
    is_before = behind is not None and not any(
        words.nearness(one, deed) >= _NEAR for one in behind for deed in match.deeds
    )
    return replace(
        match,
        action=about if is_before else max(match.action, about),
        score=moved if is_before else max(match.score, moved),
    )
