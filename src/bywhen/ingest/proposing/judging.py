"""How sure a draft is, and why: how the date was read, how the event fits, what speaks against.

The figures were chosen on stories of our own (docs/ingest.md has the measured shares).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bywhen.ingest.proposing.lexicon import Lexicon, tokens
from bywhen.ingest.proposing.milestones import Match
from bywhen.ingest.proposing.said import Said
from bywhen.reading import UNSURE_BELOW

__all__ = ["Judged", "judged"]

_SAME_ACTION = 0.75
_SAME_DEED = 0.95
_NEAR = 0.5
_OBJECT_TOKENS = 3
_CLOSE_RIVAL = 0.08
_NEW_EVENT = 0.66
_NEW_EVENT_TOLD_WHOLE = 0.78
_LEAST = 0.35
_NO_DATE = re.compile(
    r"\b(?:no|not)\s+(?:earlier|later|sooner|before|until)\b|\bnicht\s+vor\b|\bне\s+(?:раніше|пізніше|ранее|позднее|позже)\b"
    r"|\bpas\s+(?:avant|plus\s+tard)\b|不早於|不早于|不遲於|不迟于|不晚於|不晚于",
    re.IGNORECASE,
)  # words of a date, not a no
_UNSURE = UNSURE_BELOW - 0.01
_AGAINST = {
    "doubt": (0.7, "nobody with a say is quoted"),
    "past_date": (0.65, "it may be an earlier date told again"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A confidence from 0 to 1 and the reason in words."""

    confidence: float
    why: str


def judged(
    read: float,
    best: Match | None,
    rival: Match | None,
    what: Said,
    sentence: str,
    clause: str,
    words: Lexicon,
    *,
    is_deed: bool = False,
    is_withdrawal: bool = False,
    has_voice: bool = False,
    needs_voice: bool = False,
    is_anchored: bool = False,
    is_first_day: bool = False,
    doubts: Sequence[str] = (),
) -> Judged | None:
    """The confidence of a draft; None if it is not worth a person's look.

    `read` is how surely the date was read, `best` the event that fits (None: a new one), `rival`
    the next. Of `is_first_day` a "not" is part: "not before May". Each of `doubts` is a reason why
    a person has to look twice, however well all else fits.
    """
    reasons: list[str] = []
    if sentence.rstrip().endswith(("?", "？")):
        return None  # a question claims nothing
    if best is None:
        if not what.actions or (is_deed and words.has("unreal", clause)):
            return None
        whole = bool(what.actions) and has_voice
        # whether it is a milestone of the affair at all, a person has to say
        confidence = min(read * (_NEW_EVENT_TOLD_WHOLE if whole else _NEW_EVENT), _UNSURE)
        reasons.append("no event of the record fits")
    else:
        fit = _fit(best)
        confidence = read * fit
        reasons.append(f"it fits {best.event.slug} ({best.score:.2f})")
        if _is_about_another(best, clause, words):
            confidence = min(confidence, _UNSURE)
            reasons.append("something else is done about it")
        if rival is not None and best.score - rival.score < _CLOSE_RIVAL:
            confidence = min(confidence * 0.75, _UNSURE)
            reasons.append(f"{rival.event.slug} fits nearly as well")
        if is_deed:
            if words.has("unreal", clause) or best.deed < _SAME_DEED:
                return None
            confidence *= 0.85 if best.score >= 0.85 else 0.7
    for kind, (factor, why) in _AGAINST.items():
        if kind == "past_date" and is_first_day:
            continue  # "not earlier than": words of the date
        if words.has(kind, clause if kind == "past_date" else sentence):
            confidence *= factor
            reasons.append(why)
    says_no = words.has("negation", _NO_DATE.sub(" ", clause))
    if says_no and not (is_withdrawal or is_first_day) and not words.has("condition", sentence):
        if is_deed:
            return None
        confidence *= 0.6
        reasons.append("the sentence says no")
    if not has_voice:
        confidence *= 0.85 if needs_voice else 0.93
        reasons.append("it does not say who says so")
    if doubts:
        confidence = min(confidence, _UNSURE)
        reasons += doubts
    if is_anchored:
        confidence *= 0.95
    confidence = round(min(confidence, 0.99), 2)
    return None if confidence < _LEAST else Judged(confidence, "; ".join(reasons))


def _is_about_another(best: Match, clause: str, words: Lexicon) -> bool:
    """“a decision on the restart”: another deed stands before the milestone's own."""
    found = words.concepts_in(clause)
    own = [
        one.start
        for one in found
        if one.name in words.actions
        and any(words.nearness(one.name, name) >= _SAME_ACTION for name in best.concepts)
    ]
    return any(
        one.name in words.actions - words.light - words.happenings
        and one.end <= start
        and len(tokens(clause[one.end : start])) <= _OBJECT_TOKENS
        and all(words.nearness(one.name, name) < _NEAR for name in best.concepts)
        for start in own[:1]
        for one in found
    )


def _fit(best: Match) -> float:
    if best.action >= _SAME_ACTION:
        return min(1.0, 0.58 + 0.52 * best.score)
    return min(0.72, 0.35 + 0.4 * best.score)
