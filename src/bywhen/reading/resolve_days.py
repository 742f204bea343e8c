"""Days: dates with or without year and month, weekdays, today and tomorrow, nth weekdays."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from bywhen.reading.choosing import choose, nearest, onward
from bywhen.reading.meaning import (
    MEANINGS,
    Meaning,
    Setting,
    Unmeant,
    add_days,
    day_meaning,
    means,
    month_meaning,
    shown,
)
from bywhen.reading.mention import Alternative
from bywhen.reading.parse import Parse, Value
from bywhen.timetable.window import Window

__all__ = ["meaning_of", "whole"]

_LOOKED_UP_YEARS = 5
_JUST_PASSED_DAYS = 2


def meaning_of(parse: Parse, setting: Setting) -> Meaning:
    """The meaning of a parse; Unmeant if its words make no date on this day."""
    return MEANINGS[parse.rule.means](parse.values, setting)


def whole(values: Mapping[str, Value], name: str) -> int | None:
    """An integer value, or None if the words do not give it."""
    value = values.get(name)
    if value is None or isinstance(value, int):
        return value
    raise Unmeant(f"{name} is {value!r}")


def a_date(year: int, month: int, day: int) -> date:
    """The day; Unmeant if the calendar does not have it."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unmeant(str(error)) from error


def year_of(values: Mapping[str, Value], setting: Setting) -> int | None:
    """The year that the words give: in full, in two digits, by a calendar's era or relative."""
    year = whole(values, "year")
    if year is not None:
        return year
    short = whole(values, "yy")
    if short is not None:
        century = setting.published.year // 100 * 100
        return min(
            (century + step + short for step in (-100, 0, 100)),
            key=lambda year: abs(year - setting.published.year - 5),
        )
    era = whole(values, "era_year")
    if era is not None:
        return era + (whole(values, "era_zero") or 0)
    step = whole(values, "year_shift")
    return None if step is None else setting.now.year + step


@means("date")
def _date(values: Mapping[str, Value], setting: Setting) -> Meaning:
    day = whole(values, "day")
    month = whole(values, "month") or whole(values, "mon")
    year = year_of(values, setting)
    shift = whole(values, "month_shift")
    which = whole(values, "shift")
    if which is not None and month is not None and day is not None and year is None:
        return _date({"month": month, "day": day}, setting.but(tense=which or setting.tense))
    if shift is not None and month is None:
        moved = setting.now.year * 12 + setting.now.month - 1 + shift
        year, month = moved // 12, moved % 12 + 1
    if day is None:
        if month is None:
            raise Unmeant("neither month nor day")
        if year is not None:
            return month_meaning(year, month, "month and year are stated")
        return _month(values, setting)
    if month is None:
        meaning = _day_of_month(day, setting)
    elif year is None:
        meaning = _day_of_year(month, day, setting)
    else:
        meaning = day_meaning(a_date(year, month, day), "the day is stated")
    stated = whole(values, "weekday")
    return meaning if stated is None else check_weekday(meaning, stated)


@means("date_of_year_named")
def _date_of_year_named(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """July of that year: the year that the text named last."""
    if setting.said_before is None:
        raise Unmeant("that year: none is named")
    return _date({**values, "year": setting.said_before.year}, setting).but(
        certainty=0.9, why=f"of {setting.said_before.year}, the year named before"
    )


def check_weekday(meaning: Meaning, weekday: int) -> Meaning:
    """A stated date beats a stated weekday; a contradiction is told and lowers the certainty."""
    day = meaning.window.earliest
    assert day is not None
    if day.isoweekday() == weekday:
        return meaning.but(
            certainty=max(meaning.certainty, 0.98), why=f"{meaning.why}; the weekday agrees"
        )
    for other in meaning.alternatives:
        day_meant = other.earliest if other.earliest == other.latest else None
        if day_meant is not None and day_meant.isoweekday() == weekday:
            return day_meaning(
                day_meant, f"the year or month in which {shown(day_meant)[:3]} fits", 0.9
            )
    nearest = min(
        (day + timedelta(step) for step in range(-3, 4)),
        key=lambda candidate: (candidate.isoweekday() != weekday, abs((candidate - day).days)),
    )
    return meaning.but(
        certainty=0.55,
        alternatives=(
            *meaning.alternatives,
            Alternative(nearest, nearest, "the day that the stated weekday means"),
        ),
        why=f"{meaning.why}; it is {shown(day)}, which contradicts the weekday stated",
    )


@means("numeric")
def _numeric(values: Mapping[str, Value], setting: Setting) -> Meaning:
    first, second = whole(values, "first"), whole(values, "second")
    assert first is not None and second is not None
    order = str(values.get("order") or setting.numeric_order)
    month, day = (first, second) if order == "mdy" else (second, first)
    swapped = False
    if month > 12:
        month, day, swapped = day, month, True
    year = year_of(values, setting)
    if year is None:
        return _day_of_year(month, day, setting)
    meaning = day_meaning(a_date(year, month, day), "a date in digits", 0.97)
    if swapped or day > 12 or day == month or "order" in values:
        return meaning
    other = a_date(year, day, month)
    return meaning.but(
        certainty=0.8,
        why=f"a date in digits, read as {'month/day' if order == 'mdy' else 'day/month'}",
        alternatives=(Alternative(other, other, "day and month the other way round"),),
    )


def _day_of_year(month: int, day: int, setting: Setting) -> Meaning:
    base = setting.reference or setting.now
    candidates = [
        candidate
        for year in range(base.year - _LOOKED_UP_YEARS, base.year + _LOOKED_UP_YEARS)
        if (candidate := _maybe(year, month, day)) is not None
    ]
    if not candidates:
        raise Unmeant(f"no day {month}-{day}")
    if setting.reference is not None:
        chosen = onward(candidates, base)
        return day_meaning(chosen, f"in {chosen.year}, where the text has got to", 0.85)
    return choose(candidates, setting, "the year")


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of_month(day: int, setting: Setting) -> Meaning:
    base = setting.reference or setting.now
    months = [base.year * 12 + base.month - 1 + step for step in (-2, -1, 0, 1, 2)]
    candidates = [
        candidate
        for count in months
        if (candidate := _maybe(count // 12, count % 12 + 1, day)) is not None
    ]
    if setting.reference is not None:
        return day_meaning(onward(candidates, base), "in the month the text has got to", 0.8)
    return choose(candidates, setting, "the month")


@means("month")
def _month(values: Mapping[str, Value], setting: Setting) -> Meaning:
    month = whole(values, "month") or whole(values, "mon")
    if month is None:
        raise Unmeant("no month")
    year = year_of(values, setting)
    if year is not None:
        return month_meaning(year, month, "month and year are stated")
    now = setting.now
    shift = whole(values, "shift")
    if shift is not None:
        return _shifted_month(month, shift, setting)
    if setting.reference is not None:
        year = setting.reference.year
        firsts = [date(year + step, month, 1) for step in (-1, 0, 1)]
        chosen_year = onward(firsts, setting.reference.replace(day=1)).year
        return month_meaning(chosen_year, month, "in the year the text has got to", 0.85)
    here = now.year * 12 + now.month - 1
    counts = [(now.year + step) * 12 + month - 1 for step in (-1, 0, 1)]
    near = min(counts, key=lambda count: (abs(count - here), count))
    chosen = near
    if setting.tense > 0 or setting.alone:
        chosen = min(count for count in counts if count >= here)
    elif setting.tense < 0:
        chosen = max(count for count in counts if count <= here)
    planned = setting.tense == 1 or setting.alone
    certainty = 0.95 if planned or (chosen == near and setting.tense) else 0.85
    why = (
        "the year is not stated; the nearest such month"
        if chosen == near
        else "the year is not stated; the words speak of the "
        + ("past" if setting.tense < 0 else "future")
    )
    return month_meaning(chosen // 12, chosen % 12 + 1, why, certainty)


def _shifted_month(month: int, shift: int, setting: Setting) -> Meaning:
    now = setting.now
    if shift < 0:
        year = now.year if month < now.month else now.year - 1
        return month_meaning(year, month, "the last such month before publication", 0.9)
    if shift > 0:
        year = now.year if month > now.month else now.year + 1
        meaning = month_meaning(year, month, "the next such month after publication", 0.8)
        if year == now.year:
            later = month_meaning(year + 1, month, "").window
            return meaning.but(
                alternatives=(Alternative(later.earliest, later.latest, "the month of next year"),)
            )
        return meaning
    if setting.tense < 0 or month <= now.month:
        return month_meaning(now.year, month, "of this year", 0.9)
    return month_meaning(now.year, month, "the coming one, of this year", 0.9)


@means("weekday")
def _weekday(values: Mapping[str, Value], setting: Setting) -> Meaning:
    weekday = whole(values, "weekday")
    assert weekday is not None
    now = setting.reference or setting.now
    week = whole(values, "week")
    if week is not None:
        monday = now - timedelta(now.weekday())
        day = add_days(monday, 7 * week + weekday - 1)
        if week == 0 and day < now and (setting.alone or setting.tense > 0):
            past = Alternative(day, day, "the one of this week, which has passed")
            return day_meaning(
                add_days(day, 7), "a plan: the coming one", 0.7, alternatives=(past,)
            )
        return _of_week(day, week, now)
    shift = whole(values, "shift")
    before = now - timedelta((now.isoweekday() - weekday - 1) % 7 + 1)
    after = now + timedelta((weekday - now.isoweekday() - 1) % 7 + 1)
    same = now.isoweekday() == weekday
    if shift is not None and shift < 0:
        in_week_before = now - timedelta(now.weekday() + 7 - (weekday - 1))
        meaning = day_meaning(before, f"the last {shown(before)[:3]} before publication", 0.9)
        if in_week_before != before:
            other = Alternative(in_week_before, in_week_before, "the day in the week before")
            return meaning.but(certainty=0.8, alternatives=(other,))
        return meaning
    if shift is not None and shift > 0:
        day = now - timedelta(now.weekday()) + timedelta(7 * shift + weekday - 1)
        return _of_week(day, shift, now)
    if shift == 0:
        day = now if same and "coming" not in values else (before if setting.tense < 0 else after)
        return day_meaning(day, "the one of these days", 0.92)
    if setting.alone:
        return day_meaning(after, "a weekday alone is a plan: the next one", 0.85)
    if same:
        return day_meaning(now, "the weekday of publication", 0.95)
    if setting.tense < 0:
        return day_meaning(before, "the words speak of the past: the last one", 0.95)
    if setting.tense > 0 and not _just_passed(before, setting):
        return day_meaning(after, "the words speak of the future: the next one", 0.95)
    near = nearest((before, after), now)
    rival = after if near == before else before
    why = f"the nearest {shown(near)[:3]} to publication"
    certainty = 0.7 if setting.tense > 0 else 0.8
    return day_meaning(
        near, why, certainty, alternatives=(Alternative(rival, rival, "if the tense is another"),)
    )


def _just_passed(before: date, setting: Setting) -> bool:
    """ "They could not be found Thursday", on Friday: mere modal words do not leap a week ahead."""
    return setting.tense < 1 and (setting.now - before).days <= _JUST_PASSED_DAYS


def _of_week(day: date, week: int, now: date) -> Meaning:
    which = {-1: "last", 0: "this", 1: "next"}.get(week, f"{week:+d}")
    meaning = day_meaning(
        day,
        f"{shown(day)[:3]} of {which} ISO week",
        convention="next-weekday" if week == 1 else None,
    )
    if week == 1 and (day - now).days > 7:
        sooner = day - timedelta(7)
        other = Alternative(sooner, sooner, "the nearer one, as some use the words")
        return meaning.but(certainty=0.9, alternatives=(other,))
    return meaning


@means("weekday_beside")
def _weekday_beside(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The Sunday after Easter: the first such weekday on that side of a named day."""
    inner = values["DAY"]
    assert isinstance(inner, Parse)
    beside = meaning_of(inner, setting)
    weekday, direction = whole(values, "weekday"), whole(values, "direction")
    day = beside.window.earliest
    if day is None or not beside.window.is_day or weekday is None:
        raise Unmeant("beside what day?")
    if (direction or 1) > 0:
        found = add_days(day, (weekday - day.isoweekday() - 1) % 7 + 1)
    else:
        found = add_days(day, -((day.isoweekday() - weekday - 1) % 7 + 1))
    side = "after" if found > day else "before"
    return day_meaning(
        found, f"the {shown(found)[:3]} {side} {shown(day)} ({beside.why})", beside.certainty
    )


@means("weekday_pair")
def _weekday_pair(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Thursday and Friday next week: one window over both days of that week."""
    first, last = whole(values, "weekday1"), whole(values, "weekday")
    if first is None or last is None or last <= first:
        raise Unmeant("not two days of one week")
    shared = {key: values[key] for key in ("week",) if key in values}
    start = _weekday({**shared, "weekday": first}, setting).window
    assert start.earliest is not None
    end = Window.day(add_days(start.earliest, last - first))
    window = start.hull(end)
    return Meaning(
        window, "range", str(window), str(window), "two days of the same week", 0.95,
        qualifier="range", ends=(str(start), str(end)),
    )  # fmt: skip


@means("day_from")
def _day_from(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """明起: from tomorrow on."""
    return _day_shift(values, setting).but(qualifier="since")


@means("day_shift")
def _day_shift(values: Mapping[str, Value], setting: Setting) -> Meaning:
    shift = whole(values, "day_shift") or 0
    base = setting.now
    return day_meaning(
        add_days(base, shift), f"publication day {shift:+d}" if shift else "publication day"
    )


@means("noted_day")
def _noted_day(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """今（21）日: today, with its day of the month beside it, which is checked."""
    meaning = _day_shift(values, setting)
    day, noted = meaning.window.earliest, whole(values, "day")
    assert day is not None and noted is not None
    if day.day == noted:
        return meaning.but(certainty=0.99, why=f"{meaning.why}; the day beside it agrees")
    other = _day_of_month(noted, setting).window.earliest
    return meaning.but(
        certainty=0.55,
        why=f"{meaning.why}; the {noted} beside it means another day: they contradict each other",
        alternatives=(Alternative(other, other, "the day of the month alone"),),
    )


@means("nth_weekday")
def _nth_weekday(values: Mapping[str, Value], setting: Setting) -> Meaning:
    period = values.get("PERIOD")
    if isinstance(period, Parse):
        span = meaning_of(period, setting).window
    else:
        span = _month(values, setting).window
    ordinal, weekday = whole(values, "ordinal"), whole(values, "weekday")
    assert ordinal is not None and weekday is not None
    if span.earliest is None or span.latest is None:
        raise Unmeant("the period is open")
    if ordinal < 0:
        back = (span.latest.isoweekday() - weekday) % 7
        day = span.latest - timedelta(back + 7 * (-1 - ordinal))
    else:
        ahead = (weekday - span.earliest.isoweekday()) % 7
        day = span.earliest + timedelta(ahead + 7 * (ordinal - 1))
    if day not in Window(span.earliest, span.latest):
        raise Unmeant("there are not so many")
    return day_meaning(day, f"{shown(day)[:3]} number {ordinal} of it")


@means("nth_day")
def _nth_day(values: Mapping[str, Value], setting: Setting) -> Meaning:
    period = values["PERIOD"]
    assert isinstance(period, Parse)
    span = meaning_of(period, setting).window
    ordinal = whole(values, "ordinal")
    assert ordinal is not None
    if span.earliest is None or span.latest is None:
        raise Unmeant("the period is open")
    day = (
        add_days(span.earliest, ordinal - 1) if ordinal > 0 else add_days(span.latest, ordinal + 1)
    )
    if day not in span:
        raise Unmeant("there are not so many days")
    return day_meaning(day, f"day {ordinal} of it")


def month_length(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]
