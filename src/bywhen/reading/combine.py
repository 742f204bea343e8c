"""What a joined statement means: both ends of a range, or a day said in several ways."""

from __future__ import annotations

from datetime import timedelta

from bywhen.reading.join import Statement, form_of
from bywhen.reading.meaning import Meaning, Setting, Unmeant, day_meaning, shown
from bywhen.reading.mention import Alternative
from bywhen.reading.parse import Parse
from bywhen.reading.resolve_clock import clock_text, clock_words
from bywhen.reading.resolve_days import check_weekday, meaning_of, month_length, whole
from bywhen.timetable.window import Window

__all__ = ["apposition_meaning", "range_meaning"]

_NEAR_DAYS = 60  # a date so near is what is meant, whatever weekday stands beside it
_TRUST = ("date", "nth", "holiday", "today", "weekday", "days", "unit", "clock")


def range_meaning(first: Parse, last: Parse, setting: Setting) -> Meaning:
    """From the start of one to the end of the other, a missing year or month shared."""
    end = meaning_of(_lent(last, first), setting)
    start = meaning_of(_lent(first, last), setting)
    if start.timex3 == "PRESENT_REF":
        start = day_meaning(setting.now, "publication day")
    earliest, latest = start.window.earliest, end.window.latest
    if earliest is None or latest is None:
        raise Unmeant("an open range")
    if last.rule.means == "weekday" and first.rule.means == "weekday":
        end = _of_the_same_week(last, start, end, setting)
        latest = end.window.latest
    if latest is None or earliest > latest:
        start, end = _reordered(first, last, start, end, setting)
        earliest, latest = start.window.earliest, end.window.latest
        if earliest is None or latest is None or earliest > latest:
            raise Unmeant("the range ends before it begins")
    window = Window(earliest, latest)
    return Meaning(
        window, "range", str(window), str(window),
        f"from {earliest} ({start.why}) to {latest} ({end.why})",
        min(start.certainty, end.certainty) * 0.97, qualifier="range",
        ends=(start.timex3, end.timex3),
    )  # fmt: skip


def _reordered(
    first: Parse, last: Parse, start: Meaning, end: Meaning, setting: Setting
) -> tuple[Meaning, Meaning]:
    """An end before its start: "December to February" crosses the year,
    "Friday to Monday" the week."""
    assert start.window.earliest is not None
    ahead = Setting(
        published=start.window.earliest, conventions=setting.conventions, tense=1,
        country=setting.country, numeric_order=setting.numeric_order,
    )  # fmt: skip
    if "year" in first.values and "year" in last.values:
        raise Unmeant("the range ends before it begins")
    if "year" in last.values and "year" not in first.values:
        year = last.values["year"]
        assert isinstance(year, int)
        earlier = Parse(first.rule, {**first.values, "year": year - 1}, first.where)
        return meaning_of(earlier, setting), end
    return start, meaning_of(last, ahead)


def _of_the_same_week(last: Parse, start: Meaning, end: Meaning, setting: Setting) -> Meaning:
    """From next Monday to Friday: the first such day behind the start."""
    begun = start.window.earliest
    if begun is None or {"week", "shift"} & last.values.keys():
        return end
    ahead = Setting(
        published=begun, conventions=setting.conventions, tense=1, country=setting.country,
        numeric_order=setting.numeric_order,
    )  # fmt: skip
    return meaning_of(last, ahead)


def _lent(parse: Parse, other: Parse) -> Parse:
    """The parse with the year of the other end where it says none itself."""
    if parse.rule.means not in ("date", "numeric", "month", "quarter", "season", "half"):
        return parse
    borrowed = {
        name: other.values[name]
        for name in ("year", "year_shift", "era_year", "era_zero")
        if name in other.values
    }
    if not borrowed or any(
        name in parse.values for name in ("year", "year_shift", "yy", "era_year")
    ):
        return parse
    return Parse(parse.rule, {**borrowed, **parse.values}, parse.where)


def apposition_meaning(statement: Statement, setting: Setting) -> Meaning:
    """One day said in several ways: the firmest says it, the others check it."""
    parts = sorted(
        ((form_of(found), found.phrase.parse) for found in statement.found),
        key=lambda part: _TRUST.index(part[0]),
    )
    clock = next((parse for form, parse in parts if form == "clock"), None)
    named = [part for part in parts if part[0] != "clock"]
    if not named:
        return meaning_of(parts[0][1], setting)  # one hour by two clocks, of publication day
    form, firmest = named[0]
    if [one for one, _ in named] == ["weekday", "unit"]:
        return _day_of_week(named[1][1], firmest, setting)
    meaning = meaning_of(firmest, setting)
    for other_form, parse in named[1:]:
        meaning = _checked(meaning, form, firmest, other_form, parse, setting)
    if clock is not None:
        text = clock_text(clock.values)
        zone = clock.values.get("zone")
        told = f" by the clock of {zone}" if zone else ""
        meaning = meaning.but(
            granularity="time" if meaning.window.is_day else meaning.granularity,
            timex3=f"{meaning.timex3[:10]}{text}",
            why=f"{meaning.why}, {clock_words(text)}{told}",
        )
    return meaning


def _day_of_week(week: Parse, day: Parse, setting: Setting) -> Meaning:
    """ "Next week, on Thursday"."""
    span, weekday = meaning_of(week, setting).window, whole(day.values, "weekday")
    if span.earliest is None or weekday is None:
        raise Unmeant("a day of no week")
    found = span.earliest + timedelta(weekday - 1)
    return day_meaning(found, f"{shown(found)[:3]} of the week named beside it")


def _checked(
    meaning: Meaning, form: str, firmest: Parse, other_form: str, parse: Parse, setting: Setting
) -> Meaning:
    if other_form in ("unit", "days"):
        return meaning
    if not meaning.window.is_day:
        raise Unmeant("not a day")
    if other_form == "weekday" and not ({"shift", "week"} & parse.values.keys()):
        weekday = whole(parse.values, "weekday")
        assert weekday is not None
        meaning = _fitting(meaning, firmest, setting, lambda day: day.isoweekday() == weekday)
        return check_weekday(meaning, weekday)
    other = meaning_of(parse, setting)
    day = other.window.earliest
    assert day is not None
    fitting = _fitting(meaning, firmest, setting, lambda candidate: candidate in other.window)
    if fitting.window.earliest in other.window:
        return fitting.but(
            why=f"{fitting.why}; {other_form} agrees", certainty=max(fitting.certainty, 0.99)
        )
    for rival in other.alternatives:
        if rival.earliest == meaning.window.earliest == rival.latest:
            return meaning.but(
                why=f"{meaning.why}; the {other_form} agrees if it is {rival.why}",
                certainty=min(meaning.certainty, 0.9),
            )
    why = (
        f"{meaning.why}; the {other_form} beside it means {shown(day)}: they contradict each other"
    )
    return meaning.but(
        certainty=0.55,
        alternatives=(*meaning.alternatives, Alternative(day, day, f"the {other_form} alone")),
        why=why,
    )


def _fitting(meaning: Meaning, parse: Parse, setting: Setting, fits: object) -> Meaning:
    """The meaning, moved to another year or month that the words leave open, if one fits."""
    assert callable(fits)
    day = meaning.window.earliest
    assert day is not None
    open_year = not ({"year", "yy", "year_shift", "era_year"} & parse.values.keys())
    is_near = abs((day - setting.published).days) <= _NEAR_DAYS
    if fits(day) or is_near or parse.rule.means != "date" or not open_year:
        return meaning
    open_month = not ({"month", "mon", "month_shift"} & parse.values.keys())
    steps = range(1, 3) if open_month else range(12, 25, 12)
    for step in steps:
        for direction in (1, -1):
            count = day.year * 12 + day.month - 1 + direction * step
            year, month = count // 12, count % 12 + 1
            if day.day <= month_length(year, month):
                candidate = day.replace(year=year, month=month)
                if fits(candidate):
                    return day_meaning(
                        candidate, f"{shown(candidate)}, as the words beside it say", 0.9
                    )
    return meaning
