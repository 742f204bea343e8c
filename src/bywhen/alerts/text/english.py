"""Alerts in English."""

from __future__ import annotations

from datetime import date, datetime

from bywhen.alerts.facts import Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.text.effectwords import ENGLISH_EFFECTS, effect_words
from bywhen.alerts.text.words import Telling, Words
from bywhen.alerts.timing import local_day
from bywhen.timetable.idiom import ENGLISH
from bywhen.timetable.words import days_left, long_day, signed_days

__all__ = ["English"]

_LABELS = {
    "due": "Due",
    "was": "Was",
    "left": "Time",
    "happened": "Happened",
    "planned": "Planned",
    "who": "Said by",
    "said": "Also said",
    "nobody": "no issuer named",
    "source": "Source",
    "slip": "Timetable",
    "hangs": "Waiting for it",
    "affair": "Affair",
    "look": "As of then",
    "late": "Late",
    "error": "Error",
    "zone": "Zone",
}


class English(Words):
    """English."""

    code = "en"
    idiom = ENGLISH

    def days(self, count: int) -> str:
        return "1 day" if count == 1 else f"{count} days"

    def signed(self, days: int) -> str:
        return signed_days(days)

    def left(self, least: int | None, most: int | None) -> str:
        if most is None:
            return days_left(least, most)
        if most < 0:
            return f"the date passed {self.days(-most)} ago"
        if most == 0:
            return "the last day is today"
        return f"{days_left(least, most)} left"

    def span(self, seconds: int) -> str:
        if seconds >= 2 * 86_400:
            return self.days(round(seconds / 86_400))
        if seconds >= 2 * 3_600:
            return f"{round(seconds / 3_600)} hours"
        minutes = max(1, round(seconds / 60))
        return "1 minute" if minutes == 1 else f"{minutes} minutes"

    def label(self, name: str) -> str:
        return _LABELS.get(name, name)

    def says(self, issuer: str | None, via: str | None, known: str | None) -> str:
        text = issuer or "no issuer named"
        if via:
            text += f", via {via}"
        return f"{text}, {long_day(date.fromisoformat(known))}" if known else text

    def news(self, told: Telling) -> str:
        facts = told.facts
        match told.kind:
            case Kind.BEFORE | Kind.DUE | Kind.PASSED:
                return self._time(told)
            case Kind.MOVED:
                return self._moved(facts)
            case Kind.FIRMED if facts.old_phase == "conditional":
                return f"the clock has started: due {self.due(facts)}{self._projected(facts)}"
            case Kind.FIRMED:
                return f"firmed up: {self.due(facts)}, was {self.was(facts)}"
            case Kind.LOOSENED:
                return f"loosened: {self.due(facts)}, was {self.was(facts)}"
            case Kind.DROPPED:
                return self._dropped(facts)
            case Kind.MET | Kind.MET_LATE:
                return self._happened(facts)
            case Kind.DISAGREE:
                apart = f", {self.days(facts.spread)} apart" if facts.spread else ""
                return f"issuers disagree{apart}: {self._sides(facts)}"
            case Kind.AT_RISK:
                because = facts.because or {}
                title = self.title(because.get("title", ""), because.get("titles"))
                return self.risk(facts.reason or "", title, self._because(facts))
            case Kind.STALE:
                since = self.day(date.fromisoformat(facts.heard)) if facts.heard else "long ago"
                left = self.left(*told.days_left)
                return f"nothing heard since {since}, {left}, due {self.due(facts)}"
            case Kind.PROPOSAL:
                return f"a proposal waits: {effect_words(facts, self, ENGLISH_EFFECTS)}"
            case other:
                return str(other)

    def _time(self, told: Telling) -> str:
        facts, due = told.facts, self.due(told.facts)
        least, most = told.days_left
        if most is None:
            return self._opened(least or 0, due)
        if most < 0:
            if told.is_unchecked and facts.checked_through:
                followed = self.day(date.fromisoformat(facts.checked_through))
                return f"date passed ({due}); record followed to {followed} only"
            return f"passed without confirmation, was due {due}, {self.days(-most)} ago"
        if most == 0:
            closes = "window closes today" if facts.due_from != facts.due_to else "due today"
            return f"{closes} ({due})"
        near = facts.near
        if near is not None and near == told.today:
            return f"due today if taken strictly, {due} at the latest"
        return f"{self.left(least, most)}, due {due}"

    def _opened(self, least: int, due: str) -> str:
        if least > 0:
            return due
        return f"may begin from today, {due}" if least == 0 else f"may have begun, {due}"

    def _moved(self, facts: Facts) -> str:
        if facts.old_phase in ("dropped", "cancelled") or not (facts.old_from or facts.old_to):
            word = "again" if facts.old_phase in ("dropped", "cancelled") else "now"
            return f"has a date {word}: {self.due(facts)}"
        if facts.old_phase not in ("dated", "conditional", "undated", None):
            return f"the report that it had happened is withdrawn, due {self.due(facts)}"
        slip = ""
        if facts.slip:
            slip = f" {self.days(abs(facts.slip))} {'later' if facts.slip > 0 else 'earlier'}"
        projected = " (projected)" if facts.conditional else ""
        return f"moved{slip}: {self.due(facts)}{projected}, was {self.was(facts)}"

    def _projected(self, facts: Facts) -> str:
        if (facts.old_from, facts.old_to) in ((facts.due_from, facts.due_to), (None, None)):
            return ""
        return f", was projected {self.was(facts)}"

    def _dropped(self, facts: Facts) -> str:
        word = {"cancelled": "cancelled", "undated": "left without a date"}.get(
            facts.phase, "dropped"
        )
        if not (facts.old_from or facts.old_to):
            return word
        text = f"{word}, was due {self.was(facts)}"
        if facts.notice is None:
            return text
        if facts.notice < 0:
            return f"{text}, {self.days(-facts.notice)} after that day"
        return f"{text}, {self.days(facts.notice)}' notice".replace("1 day'", "1 day's")

    def _happened(self, facts: Facts) -> str:
        when = self.window(facts.day("happened_from"), facts.day("happened_to"), None)
        text = f"happened on {when}" if facts.happened_from == facts.happened_to else when
        if facts.happened_from != facts.happened_to:
            text = f"happened, {when}"
        if facts.phase == "met_late" and facts.late_most:
            least = facts.late_least or facts.late_most
            late = self.days(facts.late_most)
            return f"{text}, {late if least == facts.late_most else f'{least} to {late}'} late"
        if facts.phase == "met_unclear":
            return f"{text}; whether in time cannot be told"
        return f"{text}, in time" if facts.phase == "met" else text

    def _sides(self, facts: Facts) -> str:
        sides = []
        for one in facts.others:
            first = date.fromisoformat(one.due_from) if one.due_from else None
            last = date.fromisoformat(one.due_to) if one.due_to else None
            window = self.window(first, last, one.modality)
            sides.append(f"{self.name(one.issuer, one.names) or 'somebody'} says {window}")
        return "; ".join(sides)

    def _because(self, facts: Facts) -> str:
        because = facts.because or {}
        first, last = because.get("due_from"), because.get("due_to")
        return self.window(
            date.fromisoformat(str(first)) if first else None,
            date.fromisoformat(str(last)) if last else None,
            str(because.get("modality")),
        )

    def risk(self, reason: str, title: str, window: str) -> str:
        if reason == "later":
            return f"at risk, it waits for “{title}”, which is due later ({window})"
        words = {"undated": "has no date"}.get(reason, f"was {reason}")
        return f"at risk, it waits for “{title}”, which {words}"

    def about(self, told: Telling) -> str:
        facts = told.facts
        count = facts.items_total
        match told.kind:
            case Kind.FEED_FAILING:
                gone = facts.phase == "gone"
                return f"Feed {facts.title}: {'gone' if gone else 'cannot be read'}"
            case Kind.CATCH_UP:
                since = long_day(local_day(facts.gap_from or told.now, facts.zone))
                return f"{_alerts(count)} came due while nothing was sent, since {since}"
            case Kind.TEST:
                return "Test: alerts reach this channel"
            case _ if facts.phase == "storm":
                return f"{_alerts(count)} at once"
            case _:
                day = long_day(told.today)
                waits = [_proposals(int(facts.detail))] if facts.detail else []
                parts = [*([_things(count)] if count else []), *waits]
                return (
                    f"{'Week' if facts.phase == 'weekly' else 'Day'} to {day}: {', '.join(parts)}"
                )

    def zone_note(self, zone: str, ends: datetime) -> str:
        return f"; the day ends at 24:00 in {zone} ({ends:%H:%M} UTC on {long_day(ends.date())})"

    def zones(self, zones: list[str]) -> str:
        return f"days end at 24:00 in {', '.join(zones)}"

    def semicolon(self) -> str:
        return "; "

    def strict_note(self, strict: date) -> str:
        return f" (taken strictly: {long_day(strict)})"

    def late_note(self, seconds: int) -> str:
        return f"this alert is late by {self.span(seconds)}"

    def more(self, count: int) -> str:
        return f" and {count} more"

    def colon(self) -> str:
        return ": "

    def several(self, texts: list[str]) -> str:
        return "; ".join(texts)

    def against(self, days: int, timetable: str, planned: str) -> str:
        name = f" of {timetable}" if timetable else ""
        return f"{self.signed(days)} against the date{name}, {planned}"


def _alerts(count: int) -> str:
    return "1 alert" if count == 1 else f"{count} alerts"


def _things(count: int) -> str:
    return "1 thing to know" if count == 1 else f"{count} things to know"


def _proposals(count: int) -> str:
    return "1 proposal waits" if count == 1 else f"{count} proposals wait"
