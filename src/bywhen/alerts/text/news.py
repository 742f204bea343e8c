"""The first line of an alert: the news, in any language."""

from __future__ import annotations

from datetime import date

from bywhen.alerts.facts import ENDED_PHASES, Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.text.effectwords import effect_words
from bywhen.alerts.text.telling import Telling
from bywhen.alerts.text.words import Words
from bywhen.alerts.timing import local_day

__all__ = ["due", "headline", "was"]


def headline(words: Words, told: Telling) -> str:
    """The news, in one line; of an event with its title before it."""
    facts = told.facts
    if facts.event is None:
        return _about(words, told)
    return f"{words.named(facts.title, facts.titles)}{words.say('colon')}{_news(words, told)}"


def due(words: Words, facts: Facts) -> str:
    """The date as it stands now."""
    return words.window(facts.day("due_from"), facts.day("due_to"), facts.modality)


def was(words: Words, facts: Facts) -> str:
    """The date as it was told before."""
    window = words.window(facts.day("old_from"), facts.day("old_to"), facts.old_modality)
    had_date = facts.old_from is not None or facts.old_to is not None
    is_projected = had_date and facts.old_phase == "conditional"
    return words.say("projected", window=window) if is_projected else window


def _news(words: Words, told: Telling) -> str:
    facts = told.facts
    if (facts.is_correction or facts.is_taken_back) and told.kind in _CHANGES:
        return _not_moved(words, told)
    match told.kind:
        case Kind.BEFORE | Kind.DUE | Kind.PASSED:
            return _time(words, told)
        case Kind.MOVED:
            return _moved(words, facts)
        case Kind.FIRMED if facts.old_phase == "conditional":
            return _clock_started(words, facts)
        case Kind.FIRMED | Kind.LOOSENED:
            return words.say(told.kind.value, due=_now(words, facts), was=was(words, facts))
        case Kind.DROPPED:
            return _dropped(words, facts)
        case Kind.MET | Kind.MET_LATE:
            happened = _happened(words, facts)
            return words.say("renewed", happened=happened) if facts.is_correction else happened
        case Kind.DISAGREE:
            sides = words.several([_side(words, one) for one in _windows(words, facts)])
            if not facts.spread:
                return words.say("disagree", sides=sides)
            return words.say("disagree_apart", days=words.days(facts.spread), sides=sides)
        case Kind.AT_RISK:
            return _at_risk(words, facts)
        case Kind.STALE:
            left = words.left(*told.days_left)
            if not facts.heard:
                return words.say("stale_ever", left=left, due=due(words, facts))
            since = words.day(date.fromisoformat(facts.heard))
            return words.say("stale", since=since, left=left, due=due(words, facts))
        case Kind.PROPOSAL:
            return words.say("proposed", effect=effect_words(facts, words))
        case other:
            return str(other)


_CHANGES = frozenset({Kind.MOVED, Kind.FIRMED, Kind.LOOSENED, Kind.DROPPED})


def _not_moved(words: Words, told: Telling) -> str:
    """Another date stands, though nobody has named a new one."""
    facts = told.facts
    is_dropped = told.kind is Kind.DROPPED
    now = words.say(_ended(facts)) if is_dropped else _now(words, facts)
    phrase = "corrected" if facts.is_correction else "taken_back"
    return words.say(phrase, now=now, was=was(words, facts))


def _ended(facts: Facts) -> str:
    return facts.phase if facts.phase in ("cancelled", "undated") else "dropped"


def _now(words: Words, facts: Facts) -> str:
    window = due(words, facts)
    return words.say("projected", window=window) if facts.conditional else window


def _time(words: Words, told: Telling) -> str:
    facts, window = told.facts, due(words, told.facts)
    least, most = told.days_left
    if most is None:
        if (least or 0) > 0:
            return window
        return words.say("may_begin" if (least or 0) == 0 else "may_have_begun", due=window)
    if most < 0:
        if told.is_unchecked and facts.checked_through:
            followed = words.day(date.fromisoformat(facts.checked_through))
            return words.say("unchecked", due=window, followed=followed)
        return words.say("passed", due=window, days=words.days(-most))
    if most == 0:
        closes = facts.due_from != facts.due_to
        return words.say("closes_today" if closes else "due_today", due=window)
    if facts.near is not None and facts.near == told.today:
        return words.say("strictly_today", due=window)
    return words.say("ahead", left=words.left(least, most), due=window)


def _moved(words: Words, facts: Facts) -> str:
    if facts.old_phase in ENDED_PHASES:
        return words.say("dated_again", due=_now(words, facts))
    if not (facts.old_from or facts.old_to):
        return words.say("dated_now", due=_now(words, facts))
    if facts.old_phase not in ("dated", "conditional", "undated", None):
        return words.say("not_happened", due=_now(words, facts))
    by = ""
    if facts.slip:
        way = "moved_later" if facts.slip > 0 else "moved_earlier"
        by = words.say(way, days=words.days(abs(facts.slip)))
    return words.say("moved", by=by, due=_now(words, facts), was=was(words, facts))


def _clock_started(words: Words, facts: Facts) -> str:
    old = (facts.old_from, facts.old_to)
    if old in ((facts.due_from, facts.due_to), (None, None)):
        return words.say("clock_started", due=due(words, facts))
    before = words.window(facts.day("old_from"), facts.day("old_to"), facts.old_modality)
    return words.say("clock_started_was", due=due(words, facts), was=before)


def _dropped(words: Words, facts: Facts) -> str:
    text = words.say(_ended(facts))
    if not (facts.old_from or facts.old_to):
        return text
    text = words.say("dropped_was", dropped=text, was=was(words, facts))
    if facts.notice is None:
        return text
    days = words.days(abs(facts.notice))
    if facts.notice < 0:
        return words.say("notice_after", dropped=text, days=days)
    is_one = facts.notice == 1 and "notice_one" in words.phrases
    return words.say("notice_one" if is_one else "notice", dropped=text, days=days)


def _happened(words: Words, facts: Facts) -> str:
    when = words.window(facts.day("happened_from"), facts.day("happened_to"), None)
    is_day = facts.happened_from == facts.happened_to
    text = words.say("happened_on" if is_day else "happened_within", when=when)
    if facts.phase == "met_late" and facts.late_most:
        days = words.days(facts.late_most)
        if facts.late_least in (None, 0, facts.late_most):
            return words.say("late", happened=text, days=days)
        return words.say("late_range", happened=text, least=facts.late_least, days=days)
    ended = {"met_unclear": "unclear", "met": "in_time"}.get(facts.phase)
    return words.say(ended, happened=text) if ended else text


def _windows(words: Words, facts: Facts) -> list[tuple[str, str]]:
    """Who says which window, where issuers disagree."""
    return [
        (
            words.named(one.issuer, one.names),
            words.window(_day(one.due_from), _day(one.due_to), one.modality),
        )
        for one in facts.others
    ]


def _side(words: Words, side: tuple[str, str]) -> str:
    return words.say("side", who=side[0] or words.say("somebody"), window=side[1])


def _at_risk(words: Words, facts: Facts) -> str:
    because = facts.because or {}
    modality = because.get("modality")
    window = words.window(
        _day(because.get("due_from")),
        _day(because.get("due_to")),
        None if modality is None else str(modality),
    )
    title = words.named(because.get("title"), because.get("titles"))
    return words.say(f"risk_{facts.reason or 'later'}", title=title, window=window)


def _about(words: Words, told: Telling) -> str:
    """The first line of an alert that is about no event: a digest, a feed, a gap."""
    facts = told.facts
    alerts = words.count("alerts", facts.items_total)
    match told.kind:
        case Kind.FEED_FAILING:
            gone = facts.phase == "gone"
            return words.say("feed_gone" if gone else "feed_failing", title=facts.title)
        case Kind.CATCH_UP:
            since = words.day(local_day(facts.gap_from or told.now, facts.zone))
            return words.say("catch_up", alerts=alerts, since=since)
        case Kind.TEST:
            return words.say("test")
        case _ if facts.phase == "storm":
            return words.say("storm", alerts=alerts)
        case _:
            parts = [words.count("things", facts.items_total)] if facts.items_total else []
            parts += [words.count("proposals", int(facts.detail))] if facts.detail else []
            every = "weekly" if facts.phase == "weekly" else "daily"
            joined = words.say("comma").join(parts)
            return words.say(every, day=words.day(told.today), parts=joined)


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
