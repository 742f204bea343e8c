"""Mentions as a milestone has them: "8月1日開始" is the day of a beginning, "Thursday and Friday"
one window, and of "moved from 1 to 9 July" the second day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bywhen.ingest.proposing.lexicon import Lexicon
from bywhen.reading import Mention, read
from bywhen.timetable.window import month_length

__all__ = ["mended", "period_of"]

_MOVED_CHARS = 90
_TO = re.compile(
    r"(?:\bto|\buntil|\btill|\binto|\bauf|\bbis|\bau|\bà|\bjusqu['’](?:au|à)|\bна|\bдо|至|到|為|为)"
    r"\s*(?:(?:the|den|zum|la|le)\s+)?$",
    re.IGNORECASE,
)
_CUT = re.compile("[,;:.!?，。；：\n]")
_HAD = re.compile(r"\bhad\s+(?:\w+\s+){1,4}$")  # "who had flown in on Wednesday"
_EARLIER = re.compile(r"(?:раніше|раньше|ранее)\s+(?!ц|эт|сього)", re.IGNORECASE)
_NOT = re.compile(r"\bне\s", re.IGNORECASE)
_BREAK = re.compile(r"[.!?。！？；;]\s")
_TOLD_CHARS = 8
_BEGINNING = ("開始", "开始")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_WEEK = re.compile(r"^(\d{4})-W(\d\d)$")
_MONTH = re.compile(r"^(\d{4})-(\d\d)$")
_AND = re.compile(r"^\s*(?:and|&|und|et|і|й|та|и|和|及|與|与|、|と|과|와)\s*(?:on\s+|am\s+)?$")


def mended(
    mentions: Sequence[Mention], text: str, published: date, words: Lexicon
) -> list[Mention]:
    """The mentions of a text, in its order."""
    found = [_not_before(_begun(one), text) for one in mentions]
    found = [_moved(one, text, published, words) for one in found]
    found = [_to_come(one, text, published, words) for one in found]
    return list(_joined(found, text))


def _not_before(one: Mention, text: str) -> Mention:
    """“не запустять раніше осені”: a first day; the reading takes it for early autumn."""
    earlier = _EARLIER.match(one.text)
    period = period_of(one.timex3)
    clause = _CUT.split(text[max(0, one.start - _MOVED_CHARS) : one.start])[-1]
    if earlier is None or not _NOT.search(clause):
        return one
    first = period[0] if period is not None else one.earliest
    if first is None:
        return one
    return replace(
        one,
        text=one.text[earlier.end() :],
        start=one.start + earlier.end(),
        earliest=first,
        latest=None,
        qualifier="not_before",
        edtf=f"{first}/..",
        why=f"not before it: {first} at the earliest",
    )


def _moved(one: Mention, text: str, published: date, words: Lexicon) -> Mention:
    """What is moved to a day is moved to one to come, though the verb is of the past."""
    before = text[max(0, one.start - _MOVED_CHARS) : one.start]
    lead = _TO.search(before)
    verbs = words.cue("moves", before) if lead is not None else []
    if not verbs or _BREAK.search(before[verbs[-1].end :]):
        return one
    period = period_of(one.timex3)
    windows: list[tuple[date | None, date | None]] = [period] if period is not None else []
    windows += [(alt.earliest, alt.latest) for alt in one.alternatives]
    if one.rule == "weekday" and period is not None:
        later = period[0] + timedelta(days=7)
        windows.append((later, later))
    if "year is not stated" in one.why and one.earliest is not None and one.latest is not None:
        windows.append((_a_year_on(one.earliest), _a_year_on(one.latest)))
    to_come = [
        (first, last)
        for first, last in windows
        if first is not None and last is not None and last > published
    ]
    is_off = one.qualifier == "since" or (one.latest is not None and one.latest <= published)
    if not to_come or not is_off:
        return one
    first, last = to_come[0]
    return replace(
        one,
        earliest=first,
        latest=last,
        qualifier="on" if first == last else "during",
        edtf=f"{first}" if first == last else f"{first}/{last}",
        alternatives=(),
        why="it is moved there, so it is to come",
    )


def _to_come(one: Mention, text: str, published: date, words: Lexicon) -> Mention:
    """“will sign it on Tuesday”: the next Tuesday, though he said so in the past."""
    if "the next one" in one.why and _is_told(one, text, words):
        return _a_week_back(one)
    if "the next one" in one.why and one.window.is_day and one.latest is not None:
        clause = _CUT.split(text[max(0, one.start - _MOVED_CHARS) : one.start])[-1]
        if one.latest > published and _HAD.search(clause):
            return _a_week_back(one)
    if "speak of the past" in one.why and "year is not stated" in one.why:
        return _alone(_this_year(one, text, published, words), text, published, words)
    if "the last one" not in one.why or not one.window.is_day or one.latest is None:
        return one
    if not published - timedelta(days=7) < one.latest < published:
        return one
    before = text[max(0, one.start - _MOVED_CHARS) : one.start]
    cues = words.cue("future", before)
    gap = before[cues[-1].end :] if cues else ""
    if not cues or _CUT.search(gap) or words.has("speech", gap):
        return one
    day = one.latest + timedelta(days=7)
    return replace(
        one, earliest=day, latest=day, edtf=f"{day}", why="the next such day: it is to come"
    )


def _is_told(one: Mention, text: str, words: Lexicon) -> bool:
    """惠特科姆周三表示, 周三宣布: a verb of speech right behind a weekday."""
    if not (words.is_spaceless and one.window.is_day and one.rule == "weekday"):
        return False
    before = _CUT.split(text[max(0, one.start - _MOVED_CHARS) : one.start])[-1]
    after = text[one.end : one.end + _MOVED_CHARS]
    cut = _CUT.search(after)
    clause = f"{before} {after[: cut.start()] if cut else after}"
    if not (words.has("unreal", clause) or words.has("future", clause)):
        return True  # 多爾賽週二簽署命令，選舉將於9月27日舉行: what is to come stands behind
    behind = text[one.end : one.end + _TOLD_CHARS]
    found = words.cue("speech", behind)
    return bool(found) and not _CUT.search(behind[: found[0].start])


def _a_week_back(one: Mention) -> Mention:
    if one.latest is None:
        return one
    day = one.latest - timedelta(days=7)
    return replace(
        one, earliest=day, latest=day, edtf=f"{day}", why="the last such day: it had been"
    )


def _alone(one: Mention, text: str, published: date, words: Lexicon) -> Mention:
    """“öffnet am 1. Oktober, sagte Voss”: the past is that of her words; without them it is read
    anew."""
    if one.latest is None or one.latest >= published:
        return one
    before = _CUT.split(text[max(0, one.start - _MOVED_CHARS) : one.start])[-1]
    after = text[one.end : one.end + _MOVED_CHARS]
    cut = _CUT.search(after)
    clause = before + text[one.start : one.end] + (after[: cut.start()] if cut else after)
    rest = after[cut.start() :] if cut else ""
    if words.has("speech", clause) or not words.has("speech", rest):
        return one
    for other in read(clause, published=published, language=words.language):
        if other.text == one.text and other.latest is not None and other.latest > published:
            return replace(other, start=one.start, end=one.end)
    return one


def _this_year(one: Mention, text: str, published: date, words: Lexicon) -> Mention:
    """“sera lancée le 2 juin, a dit Ruiz”: the year to come, though he said so in the past."""
    clause = _CUT.split(text[max(0, one.start - _MOVED_CHARS) : one.start])[-1]
    cues = words.cue("future", clause)
    if not cues or words.has("speech", clause[cues[-1].end :]):
        return one
    for other in one.alternatives:
        if other.earliest is not None and other.latest is not None and other.latest > published:
            edtf = f"{other.earliest}" if other.earliest == other.latest else one.edtf
            return replace(
                one,
                earliest=other.earliest,
                latest=other.latest,
                edtf=edtf,
                why="the year is not stated; it is to come",
            )
    return one


def _begun(one: Mention) -> Mention:
    """Something starts on that day: the words for it are the milestone's."""
    if not one.text.endswith(_BEGINNING):
        return one
    if one.qualifier != "since":
        return replace(one, text=one.text[:-2], end=one.end - 2)
    period = period_of(one.timex3)
    if period is None or one.earliest != period[0]:
        return one
    return replace(
        one,
        text=one.text[:-2],
        end=one.end - 2,
        latest=period[1],
        qualifier="on" if period[0] == period[1] else "during",
        why=one.why.rsplit("; ", 1)[0],
    )


def _a_year_on(day: date) -> date:
    last = month_length(day.year + 1, day.month)
    return day.replace(year=day.year + 1, day=min(day.day, last))


def period_of(value: str) -> tuple[date, date] | None:
    """The first and last day of a TIMEX3 day, week or month.

    >>> [str(one) for one in period_of("2026-W06") or ()]
    ['2026-02-02', '2026-02-08']
    """
    if _DAY.match(value):
        day = date.fromisoformat(value)
        return day, day
    if (found := _WEEK.match(value)) is not None:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday, monday + timedelta(days=6)
    if (found := _MONTH.match(value)) is not None:
        first = date(int(found[1]), int(found[2]), 1)
        return first, first.replace(day=month_length(first.year, first.month))
    return None


def _joined(mentions: Sequence[Mention], text: str) -> Iterator[Mention]:
    """Two days in a row, joined by "and", are one window."""
    held: Mention | None = None
    for one in mentions:
        if held is None:
            held = one
        elif _follows(held, one) and _AND.match(text[held.end : one.start]):
            held = replace(
                held,
                text=text[held.start : one.end],
                end=one.end,
                latest=one.latest,
                qualifier="range",
                confidence=min(held.confidence, one.confidence),
            )
        else:
            yield held
            held = one
    if held is not None:
        yield held


def _follows(one: Mention, other: Mention) -> bool:
    return (
        one.window.is_day
        and other.window.is_day
        and one.latest is not None
        and other.earliest == one.latest + timedelta(days=1)
    )
