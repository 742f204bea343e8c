"""The lines below the news: dates, who said it in which words, what waits, in any language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bywhen.alerts.facts import CLOSED_PHASES, ENDED_PHASES, Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.text.news import due, headline, was
from bywhen.alerts.text.telling import Telling
from bywhen.alerts.text.words import Words
from bywhen.alerts.timing import day_end

__all__ = ["Line", "lines"]

_MOST_HANGING = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One fact below the news: `quote` is somebody's own words, in `language`."""

    label: str
    text: str
    quote: str | None = None
    language: str | None = None
    url: str | None = None


def lines(words: Words, told: Telling) -> list[Line]:
    """What an editor wants to know next."""
    facts = told.facts
    if facts.event is None:
        found = _items(words, told)
    else:
        found = [*_dates(words, told), *_said(words, facts), *_context(words, facts)]
    if told.late_seconds is not None:
        late = words.say("late_by", span=words.span(told.late_seconds))
        found.append(Line(words.label("late"), late))
    return [*found, Line(words.label("look"), "", url=told.url)]


def _dates(words: Words, told: Telling) -> list[Line]:
    facts = told.facts
    if facts.phase in CLOSED_PHASES:
        return _outcome(words, facts)
    found = []
    is_over = facts.phase in ENDED_PHASES
    if facts.old_phase is not None:
        where = f"{words.say('semicolon')}{_zones(words, [facts.zone])}" if is_over else ""
        found.append(Line(words.label("was"), f"{was(words, facts)}{where}"))
    if is_over:
        return found
    last, strict = facts.day("due_to"), facts.day("strict")
    text = due(words, facts)
    if strict is not None and last is not None and strict < last:
        text = words.say("strictly", due=text, day=words.day(strict))
    if last is not None:
        ends = datetime.fromtimestamp(day_end(last, facts.zone), UTC)
        day, time = words.day(ends.date()), f"{ends:%H:%M}"
        text = words.say("day_ends", due=text, zone=facts.zone, day=day, time=time)
    found.append(Line(words.label("due"), text))
    if last is not None and not facts.conditional:
        found.append(Line(words.label("left"), words.left(*told.days_left)))
    return found


def _outcome(words: Words, facts: Facts) -> list[Line]:
    happened = words.window(facts.day("happened_from"), facts.day("happened_to"), None)
    happened += f"{words.say('semicolon')}{_zones(words, [facts.zone])}"
    planned = [Line(words.label("planned"), _baseline(words, facts))] if facts.baseline_due else []
    return [Line(words.label("happened"), happened), *planned]


def _baseline(words: Words, facts: Facts) -> str:
    return words.window(
        facts.day("baseline_from"), facts.day("baseline_due"), facts.baseline_modality
    )


def _zones(words: Words, zones: Sequence[str]) -> str:
    return words.say("zones", zones=words.say("zones_between").join(zones))


def _said(words: Words, facts: Facts) -> list[Line]:
    who = words.named(facts.issuer, facts.issuer_names) or words.say("nobody")
    if facts.via:
        who = words.say("via", who=who, via=words.named(facts.via, facts.via_names))
    if facts.known:
        who = words.say("known", who=who, day=words.day(date.fromisoformat(facts.known)))
    found = [Line(words.label("who"), who, facts.words, facts.words_language)]
    if facts.publisher or facts.source_url:
        url = _web(facts.source_url)
        found.append(Line(words.label("source"), facts.publisher or "", url=url))
    for other in facts.others:
        window = words.window(_day(other.due_from), _day(other.due_to), other.modality)
        name = words.named(other.issuer, other.names) or words.say("nobody")
        found.append(Line(words.label("said"), f"{name}{words.say('colon')}{window}"))
    return found


def _context(words: Words, facts: Facts) -> list[Line]:
    found = []
    if facts.is_correction and facts.correction:
        found.append(Line(words.label("corrected"), facts.correction))
    if facts.net_slip and facts.baseline_due and facts.phase == "dated":
        days, planned = words.signed(facts.net_slip), _baseline(words, facts)
        timetable = words.named(facts.timetable_title, facts.timetable_titles)
        phrase = "against" if timetable else "against_date"
        text = words.say(phrase, days=days, timetable=timetable, planned=planned)
        found.append(Line(words.label("slip"), text))
    if facts.hangs:
        titles = [words.named(one["title"], one["titles"]) for one in facts.hangs]
        more = len(titles) - _MOST_HANGING
        shown = words.several(titles[:_MOST_HANGING])
        text = shown + (words.say("more", n=more) if more > 0 else "")
        found.append(Line(words.label("hangs"), text))
    found.append(Line(words.label("affair"), words.named(facts.affair_title, facts.affair_titles)))
    return found


def _items(words: Words, told: Telling) -> list[Line]:
    """The lines of a digest, in the order in which they were found, each with its page."""
    facts = told.facts
    found: list[Line] = []
    zones: set[str] = set()
    for item in facts.items:
        values = item["facts"]
        assert isinstance(values, dict)  # noqa: S101 - as written
        kind, of_item = Kind(str(item["kind"])), Facts.from_values(values)
        one = Telling(kind, of_item, told.now, told.page_of(of_item))
        found.append(Line("", f"– {headline(words, one)}", url=one.url or None))
        zones.add(of_item.zone)
    if facts.items_total > len(facts.items):
        more = words.say("more", n=facts.items_total - len(facts.items))
        found.append(Line("", more.strip("， ")))
    if zones:
        found.append(Line(words.label("zone"), _zones(words, sorted(zones))))
    if told.kind is Kind.FEED_FAILING and facts.detail:
        found.append(Line(words.label("error"), facts.detail))
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _web(address: str | None) -> str | None:
    return address if address and address.startswith(("http://", "https://")) else None
