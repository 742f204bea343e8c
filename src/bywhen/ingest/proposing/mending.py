"""Mentions as a milestone has them: "8月1日開始" is the day of a beginning, "Thursday and Friday"
one window, and of "moved from 1 to 9 July" the second day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bywhen.reading import Mention
from bywhen.timetable.window import month_length

__all__ = ["mended", "period_of"]

_BEGINNING = ("開始", "开始")
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_WEEK = re.compile(r"^(\d{4})-W(\d\d)$")
_MONTH = re.compile(r"^(\d{4})-(\d\d)$")
_AND = re.compile(r"^\s*(?:and|&|und|et|і|й|та|и|和|及|與|与|、|と|과|와)\s*(?:on\s+|am\s+)?$")


def mended(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions of a text, in its order."""
    return list(_joined([_begun(one) for one in mentions], text))


def _begun(one: Mention) -> Mention:
    """Something starts on that day: the words for it are the milestone's."""
    if one.qualifier != "since" or not one.text.endswith(_BEGINNING):
        return one
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
