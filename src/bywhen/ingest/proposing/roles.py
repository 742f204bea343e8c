"""What a date in a sentence is for: a milestone to come, a deed, the day of a speech, history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bywhen.ingest.proposing.lexicon import Found, Lexicon, tokens
from bywhen.ingest.proposing.sentences import clause_around
from bywhen.reading import Mention

__all__ = [
    "BACKGROUND",
    "DEED",
    "SPEECH",
    "TARGET",
    "blanked",
    "gave_up",
    "gives_up",
    "is_moved_from",
    "is_near_deadline",
    "is_unkept",
    "role_of",
    "withdrawal_in",
]

TARGET, DEED, SPEECH, BACKGROUND = "target", "deed", "speech", "background"

_LATELY = timedelta(days=8)
_HISTORY = timedelta(days=45)
_SPEECH_TOKENS = 4
_SPEECH_CHARACTERS = 5  # in languages without spaces
_DEADLINE_TOKENS = 3
_DEADLINE_CHARACTERS = 8
_ENDING_TOKENS = 5
_TOLD_TOKENS = 9  # „Einen Termin für die ersten Zahlungen gebe es nicht mehr“
_ENDING_CHARACTERS = 16
_TAKEN_CHARACTERS = (
    32  # from "cancels" to the deadline that is cancelled: 取消對…案2月20日的審查期限
)
_GONE_TOKENS = 7
_COMPARED = re.compile(r"\s+(?:than|als|que|ніж|чем)\b")  # "a day later than planned"
_OF = re.compile(r"\w\s(?:of|dated|vom|von|du|від|от)\s+$")
_UNKEPT_TOKENS = 5
_UNKEPT_CHARACTERS = 8
_FROM = re.compile(r"(?:\bfrom|\bvon|\bvom|\bdu|\bde|\bз|\bс|\bсо|由|從|从|自)\s*$", re.IGNORECASE)
_FROM_CHARACTERS = 30
_CUT = re.compile("[,;:，。；：、“”「」]")
_SPACELESS = frozenset({"zh", "ja"})


def role_of(
    mention: Mention, sentence: str, start: int, end: int, published: date, words: Lexicon
) -> str:
    """The role of the mention that stands from `start` to `end` of its sentence."""
    if mention.qualifier == "as_of" or not (mention.is_dated or mention.anchor):
        return BACKGROUND
    if mention.anchor is not None:
        return TARGET
    earliest, latest = mention.earliest, mention.latest
    past = latest is not None and latest <= published
    if _is_gone(sentence, start, end, words) or _COMPARED.match(sentence[end:]):
        return BACKGROUND
    if _is_of_speech(mention, sentence, start, end, words, published):
        return SPEECH
    if latest is None and _is_since(mention, published):
        return DEED
    if latest is None:
        return TARGET if earliest is not None and earliest > published else BACKGROUND
    if latest > published:
        is_vague = mention.granularity in ("year", "decade") and mention.qualifier in (
            "during",
            "range",
        )
        if is_vague and not words.has("unreal", _clause(sentence, start, end)):
            return BACKGROUND  # "in 2026" is no date of a milestone, "will land in 2026" is
        if gave_up(sentence, start, end, words):
            return BACKGROUND
        return TARGET
    if latest < published and is_near_deadline(sentence, start, end, words):
        return BACKGROUND  # "the deadline of 30 April came and went"
    if latest < published and _OF.search(sentence[:start]):
        return BACKGROUND  # "the decree of December 3"
    if latest < published - _HISTORY or earliest is None:
        is_deadline_today = latest == published and mention.qualifier in ("by", "until", "before")
        return TARGET if is_deadline_today else BACKGROUND
    if latest == published and past and words.has("unreal", _clause(sentence, start, end)):
        return TARGET
    if latest == published and (
        mention.qualifier in ("by", "until", "before")
        or is_near_deadline(sentence, start, end, words)
    ):
        return TARGET
    return DEED


def is_unkept(sentence: str, start: int, words: Lexicon) -> bool:
    """“which was to end on Saturday”, “originally due on 3 May”, 原訂8月1日: planned once.

    >>> from bywhen.ingest.proposing.lexicon import lexicon
    >>> text = "The pause, which was to end on Saturday, will now run until 20 April."
    >>> is_unkept(text, 31, lexicon("en")), is_unkept(text, 60, lexicon("en"))
    (True, False)
    """
    for cue in words.cue("unkept", sentence[:start]):
        gap = sentence[cue.end : start]
        if _CUT.search(gap) or words.has("moves", gap):
            continue
        if words.language in _SPACELESS:
            if len(gap) <= _UNKEPT_CHARACTERS:
                return True
        elif len(tokens(gap)) <= _UNKEPT_TOKENS:
            return True
    return False


def is_moved_from(
    sentence: str, start: int, end: int, following: int | None, words: Lexicon
) -> bool:
    """“moved from 1 June to 9 July”: the first of the two, if something moves at all."""
    if following is None or not _FROM.search(sentence[:start]):
        return False
    gap = sentence[end:following]
    return len(gap) <= _FROM_CHARACTERS and not _CUT.search(gap) and words.has("moves", sentence)


def _is_since(mention: Mention, published: date) -> bool:
    """“has been open since Friday”: it opened on that day."""
    return (
        mention.qualifier == "since"
        and mention.granularity == "day"
        and mention.earliest is not None
        and published - _LATELY <= mention.earliest <= published
    )


def _is_gone(sentence: str, start: int, end: int, words: Lexicon) -> bool:
    """“Christmas passed”, “the Thursday deadline came and went”: the day is only told of."""
    is_target = is_near_deadline(sentence, start, end, words, ("deadline", "dates"))
    furthest = _GONE_TOKENS if is_target else 1  # "the 10 August target for the ships passed"
    return any(
        verb.start >= end
        and len(tokens(sentence[end : verb.start])) <= furthest
        and not _CUT.search(sentence[end : verb.start])
        for verb in words.cue("gone", sentence)
    )


def _clause(sentence: str, start: int, end: int) -> str:
    a, b = clause_around(sentence, start, end)
    return f"{sentence[a:start]} {sentence[end:b]}"


def _is_of_speech(
    mention: Mention, sentence: str, start: int, end: int, words: Lexicon, published: date
) -> bool:
    """“said on Friday”, “told reporters in Geneva on Sunday”, 週二表示."""
    if mention.latest is None or mention.latest > published or mention.earliest is None:
        return False
    if mention.qualifier not in ("on", "during"):
        return False
    for verb in words.cue("speech", sentence):
        before, after = sentence[verb.end : start], sentence[end : verb.start]
        gap = before if verb.end <= start else after if verb.start >= end else None
        if gap is None or _CUT.search(gap):
            continue
        if words.language in _SPACELESS:
            if len(gap) <= _SPEECH_CHARACTERS:
                return True
        elif len(tokens(gap)) <= _SPEECH_TOKENS and not _has_action(gap, words):
            is_far = verb.end <= start and len(tokens(gap)) > 1
            if not (is_far and _has_action(sentence[verb.start : verb.end], words)):
                return True  # but “ruled on the law on Friday”
    return False


def _has_action(text: str, words: Lexicon) -> bool:
    return any(one.name in words.actions for one in words.concepts_in(text))


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text with the words of its dates taken out, so that "year-end" ends nothing.

    >>> blanked("over by the year's end", [(8, 22)])
    'over by               '
    """
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def is_near_deadline(
    sentence: str, start: int, end: int, words: Lexicon, kinds: Sequence[str] = ("deadline",)
) -> bool:
    """True for "a deadline of 27 November" and "Thursday's deadline"."""
    return any(
        _is_close(sentence, one, start, end, words)
        for kind in kinds
        for one in words.cue(kind, sentence)
    )


def _is_close(sentence: str, cue: Found, start: int, end: int, words: Lexicon) -> bool:
    gap = sentence[cue.end : start] if cue.end <= start else sentence[end : cue.start]
    if cue.start < end and start < cue.end:
        return True
    if words.language in _SPACELESS:
        return len(gap) <= _DEADLINE_CHARACTERS and not _CUT.search(gap)
    return len(tokens(gap)) <= _DEADLINE_TOKENS and not _CUT.search(gap)


def withdrawal_in(sentence: str, words: Lexicon) -> tuple[int, int] | None:
    """Where a sentence says that a deadline no longer stands; None if it does not.

    >>> from bywhen.ingest.proposing.lexicon import lexicon
    >>> withdrawal_in("There is no longer a deadline.", lexicon("en"))
    (9, 29)
    >>> withdrawal_in("He would not drop the deadline.", lexicon("en")) is None
    True
    """
    deadlines = [*words.cue("deadline", sentence), *words.cue("dates", sentence)]
    for deadline in deadlines:
        for end in words.cue("ends", sentence):
            first, last = sorted((deadline, end), key=lambda one: one.start)
            gap = sentence[first.end : last.start]
            is_object = words.language in _SPACELESS and end is first
            is_told = end is last and len(tokens(gap)) <= _TOLD_TOKENS and not _CUT.search(gap)
            if (
                _is_short(gap, words) or is_told or (is_object and _is_taken(gap))
            ) and not _is_denied(sentence, end, words):
                return first.start, last.end
        for none in words.cue("none", sentence):
            gap = sentence[none.end : deadline.start]
            if (
                none.end <= deadline.start
                and len(tokens(gap)) <= 1
                and len(gap) <= _ENDING_CHARACTERS
            ):
                return none.start, deadline.end
    return None


def gives_up(sentence: str, words: Lexicon) -> tuple[int, int] | None:
    """Where a sentence says that what was planned is planned no longer; None if it does not.

    >>> from bywhen.ingest.proposing.lexicon import lexicon
    >>> gives_up("NASA is no longer aiming for March 6.", lexicon("en"))
    (8, 17)
    """
    for cue in words.cue("gives_up", sentence):
        if not _is_denied(sentence, cue, words):
            return cue.start, cue.end
    return None


def gave_up(sentence: str, start: int, end: int, words: Lexicon) -> bool:
    """“NASA gave up on February”, “the vote on 24 May is off”: the date is what is given up."""
    for cue in words.cue("gives_up", sentence):
        if cue.start >= end and len(tokens(sentence[end : cue.start])) <= 1:
            return not _CUT.search(sentence[end : cue.start])
    for cue in words.cue("gives_up", sentence[:start]):
        gap = sentence[cue.end : start]
        if words.language in _SPACELESS or _CUT.search(gap):
            continue
        if len(tokens(gap)) <= 1 and not _has_action(gap, words):
            return True
    return False


def _is_taken(gap: str) -> bool:
    return len(gap) <= _TAKEN_CHARACTERS and not _CUT.search(gap)


def _is_short(gap: str, words: Lexicon) -> bool:
    if words.language in _SPACELESS:
        return len(gap) <= _ENDING_CHARACTERS and not _CUT.search(gap)
    others = [
        one for one in words.concepts_in(gap) if one.name in ("sanctions", "prisoners", "war")
    ]
    return len(tokens(gap)) <= _ENDING_TOKENS and not _CUT.search(gap) and not others


def _is_denied(sentence: str, verb: Found, words: Lexicon) -> bool:
    """“would not drop the deadline”: the deadline stands."""
    return any(
        0 <= verb.start - one.end <= 12 and len(tokens(sentence[one.end : verb.start])) <= 1
        for one in words.cue("negation", sentence)
        if one.start < verb.start
    )
