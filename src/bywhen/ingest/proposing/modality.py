"""How a date is meant: a deadline, a window, a day, a first day, or days counted from an event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bywhen.ingest.proposing.lexicon import Lexicon, tokens
from bywhen.ingest.proposing.mending import period_of
from bywhen.ingest.proposing.roles import is_near_deadline
from bywhen.reading import Mention, read

__all__ = ["Dated", "dated"]

_BY = frozenset({"by", "before", "until"})
_FROM = frozenset({"since", "after", "not_before"})
_TO = re.compile(r"(?:\bto|\buntil|\bauf|\bau|\bна|\bдо|至|到)\s*(?:den\s+)?$", re.IGNORECASE)
_MOVE_TOKENS = 3
_MOVED_TOKENS = 6  # "the Thursday deadline for Kyiv could slide"
_MAYBE = {
    "en": ("could", "may", "might", "possibly", "perhaps"),
    "zh": ("可能", "或會", "或许", "或者", "也許", "也许"),
    "uk": ("може", "можуть", "міг", "могла"),
    "ru": ("может", "могут", "мог", "возможно"),
    "de": ("könnte", "könnten", "kann", "möglicherweise"),
    "fr": ("pourrait", "pourraient", "peut-être"),
    "ja": ("かもしれ", "可能性"),
    "ko": ("수 있", "가능성"),
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as a claim has it; `why` says what made it other than its words alone."""

    modality: str | None
    earliest: date | None
    latest: date | None
    strict: date | None = None
    earliest_strict: date | None = None
    anchor: dict[str, str] | None = None
    why: str = ""

    @property
    def ends(self) -> tuple[date | None, date | None]:
        """Both ends of the window."""
        return self.earliest, self.latest


def dated(
    mention: Mention,
    sentence: str,
    start: int,
    end: int,
    words: Lexicon,
    due: date | None,
    published: date,
    *,
    is_deadline: bool,
    is_onset: bool = False,
) -> Dated | None:
    """What a mention says as a claim; None if it says no date.

    `due` is the last day that stands for its event so far, `is_deadline` if that is a deadline;
    `is_onset` if something begins with the event: "from 1 May" is then its day.
    """
    if mention.anchor is not None:
        return _anchored(mention)
    earliest, latest = mention.earliest, mention.latest
    if mention.qualifier == "after" and due is not None and due in (earliest, mention.latest):
        return None  # "later than 1 September", which is the date that stands
    if mention.qualifier == "since" and is_onset and mention.granularity == "day":
        return Dated("day", earliest, earliest, why="it begins with that day")
    if mention.qualifier in _FROM and earliest is not None:
        return Dated("not_before", earliest, None, earliest_strict=mention.earliest_strict)
    if latest is None:
        return None
    near = is_near_deadline(sentence, start, end, words)
    moved = _moved(sentence, start, words)
    is_range = mention.qualifier == "range" and len(mention.ends) == 2
    if is_range and words.has("moves", sentence) and _from_to(sentence, start):
        second = period_of(mention.ends[1].timex3)
        if second is not None:
            is_last = second[0] == second[1] and (near or words.has("deadline", sentence))
            return Dated(
                "by" if is_last else "day" if second[0] == second[1] else "within",
                None if is_last else second[0],
                second[1],
                why="moved from the first date to the second",
            )
    if mention.qualifier == "until" and moved and not words.has("extends", sentence):
        if is_deadline or near:
            return Dated("by", None, latest, strict=_strict(mention))
        first = _first_day(mention, published, words)
        if first is None or first == latest:
            return Dated("day", latest, latest, why="it is put off to that day")
        return Dated("within", first, latest, why="it is put off to that time")
    if mention.qualifier in _BY:
        return Dated("by", None, latest, strict=_strict(mention))
    if due is not None and moved and latest > due and not mention.window.is_day:
        if _is_maybe(sentence, words):
            first = due if earliest is None or due < earliest else earliest
            return Dated("within", first, latest, why=f"it may still hold {due}, or move")
        if earliest == due:
            return Dated("by", None, latest, why=f"moved from {due}")
    is_new = _TO.search(sentence[:start]) is not None
    is_standing = mention.window.is_day and is_deadline and latest == due
    if is_standing and not is_new and moves_on(sentence, end, words):
        return None  # the old date: "Thursday's deadline could slide"
    if is_standing:
        return Dated("by", None, latest, why="it is the day of the deadline that stands")
    moves_deadline = is_new and words.has("deadline", sentence) and words.has("moves", sentence)
    if mention.window.is_day and (near or moves_deadline or (moved and is_deadline)):
        return Dated("by", None, latest, why="its sentence calls it a deadline")
    if mention.window.is_day:
        return Dated("day", earliest, latest)
    if earliest is None:
        return Dated("by", None, latest, strict=_strict(mention))
    return Dated("within", earliest, latest)


def _anchored(mention: Mention) -> Dated | None:
    anchor = mention.anchor
    if anchor is None or not anchor.offset:
        return None
    modality = "by" if mention.qualifier in (*_BY, "within") else "day"
    if mention.qualifier in _FROM:
        modality = "not_before"
    return Dated(modality, None, None, anchor={"text": anchor.text, "offset": anchor.offset})


def _strict(mention: Mention) -> date | None:
    """The stricter last day: of "before X" the day before, of "by June" the end of May."""
    if mention.strict is not None:
        return mention.strict
    earlier = [
        other.latest
        for other in mention.alternatives
        if other.latest is not None and mention.latest is not None and other.latest < mention.latest
    ]
    return min(earlier) if earlier and mention.qualifier == "by" else None


def _from_to(sentence: str, start: int) -> bool:
    return (
        sentence[:start].rstrip().casefold().endswith(("from", "von", "vom", "du", "de", "з", "с"))
    )


def _first_day(mention: Mention, published: date, words: Lexicon) -> date | None:
    """The first day of a period of which the reading keeps the last only: "until mid-March"."""
    alone = read(mention.text, published=published, language=words.language)
    if len(alone) == 1 and alone[0].latest == mention.latest:
        return alone[0].earliest
    period = period_of(mention.timex3)
    return period[0] if period is not None else None


def _moved(sentence: str, start: int, words: Lexicon) -> bool:
    """True if a verb of moving leads to the date: “could slide into next week”."""
    for verb in words.cue("moves", sentence):
        gap = sentence[verb.end : start]
        if verb.end <= start and (
            len(tokens(gap)) <= _MOVE_TOKENS or (words.language in ("zh", "ja") and len(gap) <= 14)
        ):
            return True
    return False


def moves_on(sentence: str, end: int, words: Lexicon) -> bool:
    """True if a date is what is moved away from: a verb of moving follows it closely."""
    return any(
        verb.start >= end and len(tokens(sentence[end : verb.start])) <= _MOVED_TOKENS
        for verb in words.cue("moves", sentence)
    )


def _is_maybe(sentence: str, words: Lexicon) -> bool:
    lowered = sentence.casefold()
    return any(word in lowered for word in _MAYBE.get(words.language, ()))
