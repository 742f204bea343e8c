"""Windows, slips and changes in words, English and Traditional Chinese, for calendars and feeds.

A window stays a window in every phrase; no phrase depends on the clock, so that what is published
changes only when the record does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bywhen.timetable.idiom import CHINESE
from bywhen.timetable.words import long_day, signed_days, window_words

__all__ = ["LANGUAGES", "Chinese", "English", "Phrases", "Span", "phrases_in"]


@dataclass(frozen=True, slots=True)
class Span:
    """A window and how it is meant: day, within, by, not_before; None for an outcome."""

    earliest: date | None
    latest: date | None
    modality: str | None = None

    @property
    def is_undated(self) -> bool:
        """True if neither side is known."""
        return self.earliest is None and self.latest is None


class Phrases(Protocol):
    """What a calendar or a feed has to say, in one language."""

    language: str
    colon: str
    comma: str

    def span(self, span: Span) -> str: ...
    def days(self, days: int) -> str: ...
    def projected(self, span: Span) -> str: ...
    def happened(self, span: Span) -> str: ...
    def dropped(self, was: Span | None, day: date) -> str: ...
    def cancelled(self, was: Span | None, day: date) -> str: ...
    def no_date(self, was: Span | None, day: date) -> str: ...
    def said(
        self, issuer: str | None, via: str | None, known: date, publisher: str | None
    ) -> str: ...
    def quote(self, words: str) -> str: ...
    def slip(self, announced: Span, days: int) -> str: ...
    def held(self, announced: Span, least: int, most: int) -> str: ...
    def zone(self, name: str) -> str: ...
    def undated(self, titles: list[str]) -> str: ...
    def change(self, kind: str, span: Span, old: Span | None, days: int | None) -> str: ...
    def notice(self, days: int) -> str: ...
    def outcome(self, least: int, most: int) -> str: ...
    def inherited(self, words: str) -> str: ...
    def also_said(self, words: str) -> str: ...
    def afterwards(self, words: str) -> str: ...
    def proposed(self, words: str) -> str: ...
    def retracted(self, words: str) -> str: ...
    def corrected(self, day: date, was: str, now: str, why: str) -> str: ...


class English:
    """English."""

    language = "en"
    colon = ": "
    comma = ", "

    def span(self, span: Span) -> str:
        """'by 27 Nov 2025', '27 Nov to 5 Dec 2025', 'no date'."""
        return window_words(span.earliest, span.latest, span.modality)

    def days(self, days: int) -> str:
        """'1 day', '3 days'."""
        return f"{days} day{'' if days == 1 else 's'}"

    def projected(self, span: Span) -> str:
        """A date that hangs on an event without outcome."""
        return f"projected: {self.span(span)}"

    def happened(self, span: Span) -> str:
        """An outcome; a window says that the day is not known."""
        if span.earliest == span.latest:
            return "happened"
        return f"happened, some day {self.span(Span(span.earliest, span.latest))}"

    def dropped(self, was: Span | None, day: date) -> str:
        """A date that was withdrawn."""
        return self._ended("dropped", was, day)

    def cancelled(self, was: Span | None, day: date) -> str:
        """An event that will not take place."""
        return self._ended("cancelled", was, day)

    def no_date(self, was: Span | None, day: date) -> str:
        """A target without a date after one that had it."""
        return self._ended("no date any more", was, day)

    def _ended(self, word: str, was: Span | None, day: date) -> str:
        before = f"; was {self.span(was)}" if was is not None else ""
        return f"{word} on {long_day(day)}{before}"

    def said(self, issuer: str | None, via: str | None, known: date, publisher: str | None) -> str:
        """Who said it, who relayed it, where it was read."""
        who = issuer or "issuer not named"
        relayed = f", relayed by {via}" if via else ""
        where = publisher or "no source given"
        return f"{who}{relayed}; known {long_day(known)}; {where}"

    def quote(self, words: str) -> str:
        """The words used."""
        return f"“{words}”"

    def slip(self, announced: Span, days: int) -> str:
        """How far the last day has moved from the one announced."""
        if days == 0:
            return f"Announced: {self.span(announced)}; the last day has not moved"
        return f"Announced: {self.span(announced)}; its last day moved {signed_days(days)}"

    def held(self, announced: Span, least: int, most: int) -> str:
        """What was announced, and how what happened compares with it."""
        return f"Announced: {self.span(announced)}; happened {self.outcome(least, most)}"

    def zone(self, name: str) -> str:
        """Whose midnight ends the day."""
        return f"Days end at midnight in {name}."

    def undated(self, titles: list[str]) -> str:
        """What a calendar cannot show."""
        if not titles:
            return ""
        one = len(titles) == 1
        many = "1 event has" if one else f"{len(titles)} events have"
        verb = "is" if one else "are"
        return f"{many} no date and {verb} not shown: {'; '.join(titles)}."

    def change(self, kind: str, span: Span, old: Span | None, days: int | None) -> str:
        """What a claim did to the date; `kind` is a kind of move, or `announced`."""
        now = self.span(span)
        was = f" (was {self.span(old)})" if old is not None and not old.is_undated else ""
        if kind in ("slip", "pull-in"):
            moved = f" {signed_days(days)}" if days else ""
            return f"moved{moved}, now {now}{was}"
        if kind in ("firmed", "loosened"):
            return f"{kind} to {now}{was}"
        if kind == "restated":
            return f"said again: {now}"
        if kind == "redated":
            return f"has a date again: {now}{was}"
        if kind == "dropped":
            return f"dropped{was}" if was else "no date stands"
        if kind == "cancelled":
            return f"cancelled{was}"
        return now

    def notice(self, days: int) -> str:
        """How long before its due day a promise ended."""
        if days < 0:
            return f"{self.days(-days)} after the due day"
        return f"{self.days(days)}' notice" if days != 1 else "1 day's notice"

    def outcome(self, least: int, most: int) -> str:
        """The outcome against the baseline's last day."""
        if most <= 0:
            return "in time"
        if least > 0:
            late = self.days(least) if least == most else f"{least} to {self.days(most)}"
            return f"{late} late"
        return "in time or late, the day is not known"

    def inherited(self, words: str) -> str:
        """The date moved because the event it hangs on moved."""
        return f"{words}, with the event it hangs on"

    def also_said(self, words: str) -> str:
        """A claim by somebody who does not decide."""
        return f"also said: {words}"

    def afterwards(self, words: str) -> str:
        """Said when it had happened already: it moves nothing."""
        return f"said after it had happened: {words}"

    def proposed(self, words: str) -> str:
        """A proposal is never the current date."""
        return f"proposed: {words}"

    def retracted(self, words: str) -> str:
        """The source took the claim back."""
        return f"taken back by its source: {words}"

    def corrected(self, day: date, was: str, now: str, why: str) -> str:
        """A mistake of this record, mended."""
        return f"Corrected {long_day(day)}: was {was}, now {now}; {why}."


class Chinese:
    """繁體中文."""

    language = "zh-Hant"
    colon = "："
    comma = "，"

    def span(self, span: Span) -> str:
        """「2025年11月27日或之前」、「2025年11月27日至12月5日」、「沒有日期」。"""
        return CHINESE.window(span.earliest, span.latest, span.modality)

    def days(self, days: int) -> str:
        """「3天」。"""
        return f"{days}天"

    def projected(self, span: Span) -> str:
        """取決於另一事件的日期。"""
        return f"推算：{self.span(span)}"

    def happened(self, span: Span) -> str:
        """結果；日子不確定時仍是一段期間。"""
        if span.earliest == span.latest:
            return "已發生"
        return f"已發生，日期在{self.span(Span(span.earliest, span.latest))}之間"

    def dropped(self, was: Span | None, day: date) -> str:
        """撤回的日期。"""
        return self._ended("撤回期限", was, day)

    def cancelled(self, was: Span | None, day: date) -> str:
        """取消的事件。"""
        return self._ended("取消", was, day)

    def no_date(self, was: Span | None, day: date) -> str:
        """不再有日期。"""
        return self._ended("不再有日期", was, day)

    def _ended(self, word: str, was: Span | None, day: date) -> str:
        before = f"；原為{self.span(was)}" if was is not None else ""
        return f"{_chinese_day(day)}{word}{before}"

    def said(self, issuer: str | None, via: str | None, known: date, publisher: str | None) -> str:
        """誰說的、誰轉述、在哪裡讀到。"""
        relayed = f"（{via}轉述）" if via else ""
        return (
            f"{issuer or '未具名'}{relayed}；{_chinese_day(known)}得知；{publisher or '未註明來源'}"
        )

    def quote(self, words: str) -> str:
        """原話。"""
        return f"「{words}」"

    def slip(self, announced: Span, days: int) -> str:
        """與原定日期相比。"""
        moved = "最後一天未變" if days == 0 else _chinese_moved(days)
        return f"原定{self.span(announced)}；{moved}"

    def held(self, announced: Span, least: int, most: int) -> str:
        """原定日期，與結果相比。"""
        return f"原定{self.span(announced)}；{self.outcome(least, most)}"

    def zone(self, name: str) -> str:
        """以哪裡的午夜為準。"""
        return f"日子以 {name} 的午夜為止。"

    def undated(self, titles: list[str]) -> str:
        """日曆無法顯示的事件。"""
        return f"{len(titles)}件事沒有日期，未列出：{'；'.join(titles)}。" if titles else ""

    def change(self, kind: str, span: Span, old: Span | None, days: int | None) -> str:
        """一項說法對日期的影響。"""
        now = self.span(span)
        was = f"（原為{self.span(old)}）" if old is not None and not old.is_undated else ""
        if kind in ("slip", "pull-in"):
            word = "延後" if kind == "slip" else "提前"
            moved = f"{word}{abs(days)}天" if days else word
            return f"{moved}，現為{now}{was}"
        if kind == "firmed":
            return f"收窄為{now}{was}"
        if kind == "loosened":
            return f"放寬為{now}{was}"
        if kind == "restated":
            return f"重申：{now}"
        if kind == "redated":
            return f"重新定下日期：{now}{was}"
        if kind == "dropped":
            return f"撤回期限{was}" if was else "沒有期限"
        if kind == "cancelled":
            return f"取消{was}"
        return now

    def notice(self, days: int) -> str:
        """提前多久告知。"""
        return f"到期後{-days}天" if days < 0 else f"提前{days}天告知"

    def outcome(self, least: int, most: int) -> str:
        """結果與原定最後一天相比。"""
        if most <= 0:
            return "如期"
        if least > 0:
            return f"遲了{least}天" if least == most else f"遲了{least}至{most}天"
        return "如期或遲了，日子不確定"

    def inherited(self, words: str) -> str:
        """隨所依的事件而變。"""
        return f"{words}（隨所依的事件變動）"

    def also_said(self, words: str) -> str:
        """非決定者的說法。"""
        return f"另有說法：{words}"

    def afterwards(self, words: str) -> str:
        """事後才說，不改變日期。"""
        return f"事後所說：{words}"

    def proposed(self, words: str) -> str:
        """提議，不作為現行日期。"""
        return f"提議：{words}"

    def retracted(self, words: str) -> str:
        """來源收回的說法。"""
        return f"來源收回：{words}"

    def corrected(self, day: date, was: str, now: str, why: str) -> str:
        """本紀錄的更正。"""
        return f"{_chinese_day(day)}更正：原作{was}，現為{now}；{why}。"


def _chinese_day(day: date | None) -> str:
    return "" if day is None else CHINESE.day(day)


def _chinese_moved(days: int) -> str:
    return f"最後一天{'延後' if days > 0 else '提前'}{abs(days)}天"


LANGUAGES: dict[str, Phrases] = {"en": English(), "zh-Hant": Chinese()}


def phrases_in(language: str) -> Phrases:
    """The phrases of a language: `en` or `zh-Hant` (zh-TW, zh-HK and zh-MO too); else English.

    >>> phrases_in("zh-HK").language
    'zh-Hant'
    """
    if language.lower() in ("zh", "zh-hant", "zh-tw", "zh-hk", "zh-mo"):
        return LANGUAGES["zh-Hant"]
    return LANGUAGES["en"]
