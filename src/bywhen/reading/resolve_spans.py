"""Lengths counted from publication, from another date or from an event; repetitions; ranges."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from bywhen.reading.meaning import (
    MEANINGS,
    Meaning,
    Setting,
    Unmeant,
    add_days,
    add_months,
    day_meaning,
    means,
    month_meaning,
    undated,
)
from bywhen.reading.mention import Alternative
from bywhen.reading.parse import Parse, Value
from bywhen.reading.resolve_days import meaning_of, whole
from bywhen.reading.resolve_periods import quarter_meaning, week_meaning, year_meaning
from bywhen.timetable.window import Window

__all__ = ["duration_of", "moved"]

_DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "weekend": 7.0,
         "hour": 1 / 24, "minute": 1 / 1440, "second": 1 / 86400}  # fmt: skip
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_LETTERS = {"day": "D", "week": "W", "month": "M", "year": "Y", "quarter": "Q", "decade": "E",
            "century": "C", "hour": "H", "minute": "M", "second": "S", "weekend": "WE"}  # fmt: skip
_CLOCK = ("hour", "minute", "second")
_VAGUE = {"day": "vague-days", "week": "vague-weeks", "month": "vague-months",
          "year": "vague-years", "hour": "vague-hours"}  # fmt: skip


def amount(values: Mapping[str, Value]) -> float:
    """How many units; 0 = not said ("several")."""
    value = values.get("n", 1)
    if isinstance(value, (int, float)):
        return value + (0.5 if values.get("and_half") else 0)
    raise Unmeant(f"no number: {value!r}")


def duration_of(n: float, unit: str) -> str:
    """An ISO 8601 duration; X stands for a number that is not said.

    >>> duration_of(100, "day"), duration_of(1.5, "year"), duration_of(0, "hour")
    ('P100D', 'P1Y6M', 'PTXH')
    """
    if unit == "fortnight":
        n, unit = 2 * n, "week"
    if unit in ("decade", "century") and n:
        n, unit = n * _MONTHS[unit] / 12, "year"
    if unit == "half":
        n, unit = 6 * n, "month"
    letter = _LETTERS[unit]
    clock = "T" if unit in _CLOCK else ""
    if unit in ("hour", "minute") and n % 1 == 0.5:
        whole_part = f"{int(n)}{letter}" if n > 1 else ""
        return f"PT{whole_part}30{'M' if unit == 'hour' else 'S'}"
    if not n:
        return f"P{clock}X{letter}"
    if n == int(n):
        return f"P{clock}{int(n)}{letter}"
    if unit == "year":
        return f"P{int(n)}Y{round(12 * (n % 1))}M" if n > 1 else f"P{round(12 * n)}M"
    return f"P{clock}{n:g}{letter}"


def moved(day: date, n: float, unit: str) -> date:
    """The day so many units later (earlier for negative n); part of a day counts as a day.

    >>> moved(date(2025, 11, 21), 72, "hour")
    datetime.date(2025, 11, 24)
    """
    if unit in _MONTHS:
        months = n * _MONTHS[unit]
        if abs(months) > 120_000:
            raise Unmeant("out of the calendar")
        if months != int(months):
            return add_days(add_months(day, math.floor(months)), 15)
        return add_months(day, int(months))
    days = n * _DAYS[unit]
    return add_days(day, math.copysign(math.ceil(abs(days)), days))


def _said(n: float, unit: str, setting: Setting) -> tuple[float, str, str | None]:
    """The number and unit to count with: a convention where the number is not said."""
    if n:
        return n, unit, None
    name = _VAGUE.get(unit)
    if name is None:
        raise Unmeant(f"an unsaid number of {unit}s")
    days = setting.conventions.number(name, "days")
    if days:
        return days, "day", name
    return setting.conventions.number(name, "months"), "month", name


@means("duration")
def _duration(values: Mapping[str, Value], setting: Setting) -> Meaning:
    text = duration_of(amount(values), str(values["unit"]))
    return undated("duration", text, "a length of time, with no beginning or end stated")


@means("ago")
def _ago(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """N units before (direction -1) or after (1) publication, at the unit's precision."""
    n, unit = amount(values), str(values["unit"])
    direction = whole(values, "direction") or -1
    if direction > 0 and "by_tense" in values and setting.tense < 0:
        return undated("duration", duration_of(n, unit), "a length of time in the past")
    if not n:
        if direction < 0:
            return undated("reference", "PAST_REF", "some time ago: the number is not said")
        n, unit, name = _said(n, unit, setting)
        latest = moved(setting.now, n, unit)
        window = Window(setting.now, latest)
        return Meaning(
            window,
            "span",
            str(window),
            "FUTURE_REF",
            "an unsaid number, by convention",
            0.7,
            name,
            approx=True,
        )
    day = moved(setting.now, direction * n, unit)
    why = (
        f"{n:g} {unit}{'s' if n != 1 else ''} {'after' if direction > 0 else 'before'} publication"
    )
    exact = Alternative(day, day, "the exact day")
    approx = bool(values.get("and_half"))
    if unit in ("day", *_CLOCK):
        return day_meaning(day, why, 0.97)
    if unit in ("week", "fortnight"):
        if setting.conventions.word("weeks-ago", "granularity") == "day":
            return day_meaning(day, why, convention="weeks-ago")
        return week_meaning(
            day,
            f"{why}: that ISO week",
            convention="weeks-ago",
            alternatives=(exact,),
            certainty=0.9,
        )
    if unit in ("month", "quarter", "half"):
        return month_meaning(day.year, day.month, why, 0.9, alternatives=(exact,), approx=approx)
    if unit == "weekend":
        return week_meaning(day, why, certainty=0.7)
    return year_meaning(day.year, why, 0.9).but(alternatives=(exact,))


@means("span")
def _span(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The past (direction -1) or coming (1) N units: a window that touches publication day."""
    n, unit = amount(values), str(values["unit"])
    direction = whole(values, "direction") or -1
    if not n and unit not in _VAGUE:
        return undated("duration", duration_of(n, unit), "neither its length nor its ends are said")
    counted, counted_unit, convention = _said(n, unit, setting)
    other_end = moved(setting.now, direction * counted, counted_unit)
    window = Window(*sorted((setting.now, other_end)))
    side = "from publication on" if direction > 0 else "up to publication"
    vague = not n
    timex = duration_of(n, unit)
    if vague and unit not in ("day", "hour"):
        timex = duration_of(0, unit)
    return Meaning(
        window,
        "span",
        str(window),
        timex,
        f"{duration_of(counted, counted_unit)} {side}",
        0.8 if vague else 0.97,
        convention or ("coming-days" if False else None),
        approx=vague,
    )


@means("within")
def _within(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Within N units: from publication, or from an event that is named, which gives no date."""
    n, unit = amount(values), str(values["unit"])
    event = values.get("event")
    offset = duration_of(n, unit)
    if isinstance(event, str):
        return undated(
            "span",
            offset,
            f"within {offset} of an event that has no date here",
            qualifier="within",
            offset=offset,
            event=event,
            certainty=0.97,
        )
    if "by_tense" in values and setting.tense < 0:
        return undated("duration", offset, "a length of time in the past")
    counted, counted_unit, convention = _said(n, unit, setting)
    window = Window(setting.now, moved(setting.now, counted, counted_unit))
    return Meaning(
        window,
        "span",
        str(window),
        offset,
        f"within {offset}, counted from publication",
        0.9 if n else 0.7,
        convention,
        qualifier="within",
        approx=not n,
    )


@means("from_event")
def _from_event(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """N units after (or before) an event that has no date here."""
    n, unit = amount(values), str(values["unit"])
    direction = whole(values, "direction") or 1
    offset = ("-" if direction < 0 else "") + duration_of(n, unit)
    if not n:
        offset = ""
    return undated(
        "span",
        duration_of(n, unit),
        f"{offset or 'some time'} from an event that has no date here",
        qualifier="after" if direction > 0 else "before",
        offset=offset,
        event=str(values.get("event", "")),
        certainty=0.9,
    )


@means("untold")
def _untold(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """ "The year before he left": neither a length nor a date is told."""
    raise Unmeant("counted from an event that has no date here")


@means("offset")
def _offset(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """N units before or after another date: "two days before Christmas"."""
    inner = values.get("DAY") or values.get("PERIOD")
    assert isinstance(inner, Parse)
    n, unit = amount(values), str(values["unit"])
    direction = whole(values, "direction") or 1
    ahead = direction > 0 and setting.tense >= 0 and inner.rule.means == "weekday"
    base = meaning_of(inner, setting.but(tense=1) if ahead else setting)
    origin = base.window.earliest if direction < 0 else base.window.latest
    if origin is None or not n:
        raise Unmeant("nothing to count from")
    day = moved(origin, direction * n, unit)
    why = f"{duration_of(n, unit)} {'after' if direction > 0 else 'before'} {origin}"
    certainty = base.certainty * 0.95
    if unit in ("year", "decade"):
        return (
            year_meaning(day.year, why, certainty)
            if base.granularity == "year"
            else day_meaning(day, why, certainty)
        )
    if unit == "month" and base.granularity == "month":
        return month_meaning(day.year, day.month, why, certainty)
    return day_meaning(day, why, certainty)


@means("later")
def _later(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Two days later, the next day, that year: counted from the last date that the text named."""
    n, unit = amount(values), str(values["unit"])
    direction = whole(values, "direction") or 0
    base = setting.said_before
    if base is None and n and "or_published" in values:
        if n == 1 and "whole" in values:
            return MEANINGS["unit"]({"unit": unit, "shift": direction}, setting)
        return _ago(values, setting)
    if base is None and "daypart" in values:
        text = f"XXXX-XX-XX{values['daypart']}"
        return undated("time", text, "of a day that is not named")
    if base is None or (direction and not n):
        return undated("duration", duration_of(n, unit), "counted from a time that is not named")
    day = moved(base, direction * n, unit)
    if "story" in values and base <= setting.published < day:
        return undated("duration", duration_of(n, unit), "it would end after publication")
    why = f"counted from {base}, the date named before"
    if "daypart" in values:
        clock = str(values["daypart"])
        return day_meaning(day, why, 0.75, granularity="time", timex3=f"{day}{clock}")
    if unit in ("day", *_CLOCK):
        return day_meaning(day, why, 0.75)
    if unit in ("week", "fortnight"):
        return week_meaning(day, why, certainty=0.7)
    if unit == "quarter" and "whole" in values:
        return quarter_meaning(day.year, (day.month + 2) // 3, why, 0.75)
    if unit in ("month", "quarter", "half"):
        return month_meaning(day.year, day.month, why, 0.75)
    return year_meaning(day.year, why, 0.75)


@means("set")
def _set(values: Mapping[str, Value], setting: Setting) -> Meaning:
    weekday, part = whole(values, "weekday"), str(values.get("daypart", ""))
    if weekday is not None:
        text = f"XXXX-WXX-{weekday}{part}"
    elif part:
        text = f"XXXX-XX-XX{part}"
    elif whole(values, "month") is not None:
        text = f"XXXX-{whole(values, 'month'):02d}"
    elif values.get("unit") == "weekend":
        text = "XXXX-WXX-WE"
    else:
        text = duration_of(amount(values), str(values["unit"]))
    return undated("set", text, "a repetition: no single date")
