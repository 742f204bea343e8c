"""Periods: weeks, months, quarters, halves, seasons, years, decades, and parts of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bywhen.reading.meaning import (
    Meaning,
    Setting,
    Unmeant,
    add_months,
    means,
    month_meaning,
    shown,
    undated,
    week_of,
)
from bywhen.reading.mention import Alternative
from bywhen.reading.parse import Parse, Value
from bywhen.reading.resolve_days import meaning_of, whole, year_of
from bywhen.timetable.window import Window, month_window, year_window

__all__ = ["year_meaning"]

_SEASON_NAMES = {1: "SP", 2: "SU", 3: "FA", 4: "WI"}
_FIRST_MONTH = {1: 3, 2: 6, 3: 9, 4: 12}


def year_meaning(year: int, why: str, certainty: float = 1.0) -> Meaning:
    """One calendar year."""
    if not 1 <= year <= 9998:
        raise Unmeant(f"year {year}")
    text = f"{year:04d}"
    return Meaning(year_window(year), "year", text, text, why, certainty)


def week_meaning(day: date, why: str, **more: object) -> Meaning:
    """The ISO week of a day."""
    window = week_of(day)
    year, week, _ = day.isocalendar()
    return Meaning(window, "week", str(window), f"{year}-W{week:02d}", why).but(**more)


def months_meaning(
    first: date,
    months: int,
    granularity: str,
    edtf: str,
    timex3: str,
    why: str,
    certainty: float = 1.0,
) -> Meaning:
    """Some whole months from the first of a month on."""
    last = add_months(first, months) - timedelta(1)
    return Meaning(Window(first, last), granularity, edtf, timex3, why, certainty)


def quarter_meaning(year: int, quarter: int, why: str, certainty: float = 1.0) -> Meaning:
    """A quarter by the calendar."""
    first = date(year, 3 * quarter - 2, 1)
    return months_meaning(
        first, 3, "quarter", f"{year}-{32 + quarter}", f"{year}-Q{quarter}", why, certainty
    )


def half_meaning(year: int, half: int, why: str, certainty: float = 1.0) -> Meaning:
    """A half-year by the calendar."""
    first = date(year, 6 * half - 5, 1)
    return months_meaning(
        first, 6, "half", f"{year}-{39 + half}", f"{year}-H{half}", why, certainty
    )


@means("year")
def _year(values: Mapping[str, Value], setting: Setting) -> Meaning:
    year = year_of(values, setting)
    if year is None:
        raise Unmeant("no year")
    return year_meaning(year, "the year is stated")


@means("unit")
def _unit(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Last week, this month, next year: a calendar unit counted from the publication's own."""
    unit = str(values["unit"])
    given = whole(values, "shift")
    shift = given or 0
    now = setting.now
    which = {-1: "the one before", 0: "the one", 1: "the one after"}.get(
        shift, f"{shift:+d} from the one"
    )
    why = f"{which} of publication"
    match unit:
        case "day":
            from bywhen.reading.meaning import day_meaning

            return day_meaning(now + timedelta(shift), why)
        case "week":
            return week_meaning(now + timedelta(7 * shift), why)
        case "fortnight":
            return week_meaning(now + timedelta(14 * shift), why)
        case "weekend":
            return _weekend(given, setting)
        case "month":
            moved = add_months(now.replace(day=1), shift)
            return month_meaning(moved.year, moved.month, why)
        case "quarter":
            moved = add_months(now.replace(day=1), 3 * shift)
            return quarter_meaning(moved.year, (moved.month + 2) // 3, why)
        case "half":
            moved = add_months(now.replace(day=1), 6 * shift)
            return half_meaning(moved.year, 1 if moved.month < 7 else 2, why)
        case "year":
            return year_meaning(now.year + shift, why)
        case "decade":
            return decade_meaning(now.year // 10 * 10 + 10 * shift, why)
        case "century":
            return century_meaning(now.year // 100 + shift, why)
    raise Unmeant(unit)


def _weekend(shift: int | None, setting: Setting) -> Meaning:
    now = setting.now
    saturday = now - timedelta(now.weekday()) + timedelta(5)
    if shift is None:
        past = setting.tense < 0 and now.weekday() < 5
        saturday -= timedelta(7 if past else 0)
        why = "the last one" if past else "the coming one"
    else:
        why = "of the week before" if shift < 0 and now.weekday() >= 5 else "counted in ISO weeks"
        saturday += timedelta(7 * shift)
    year, week, _ = saturday.isocalendar()
    window = Window(saturday, saturday + timedelta(1))
    return Meaning(window, "weekend", str(window), f"{year}-W{week:02d}-WE", why, 0.95)


def decade_meaning(year: int, why: str, certainty: float = 1.0) -> Meaning:
    """Ten years from a year that ends in 0."""
    window = Window(date(year, 1, 1), date(year + 9, 12, 31))
    text = str(year // 10)
    return Meaning(window, "decade", f"{text}X", text, why, certainty)


def century_meaning(hundreds: int, why: str) -> Meaning:
    """The hundred years that share their first two digits."""
    window = Window(date(hundreds * 100, 1, 1), date(hundreds * 100 + 99, 12, 31))
    return Meaning(window, "century", f"{hundreds:02d}XX", f"{hundreds:02d}", why)


@means("decade")
def _decade(values: Mapping[str, Value], setting: Setting) -> Meaning:
    start = (
        whole(values, "decadeyear") or whole(values, "decadeshort") or whole(values, "decadeword")
    )
    if start is None:
        raise Unmeant("no decade")
    hundreds = whole(values, "hundreds")
    if hundreds is not None:
        start += hundreds * 100
    elif start < 100:
        century = setting.now.year // 100 * 100
        start = start + century if start + century <= setting.now.year else start + century - 100
    if start < 1000 or start % 10:
        raise Unmeant("no decade")
    return decade_meaning(start, "ten years by the calendar")


@means("century")
def _century(values: Mapping[str, Value], setting: Setting) -> Meaning:
    number = whole(values, "ordinal") or whole(values, "n") or 0
    if not 2 <= number <= 22:
        raise Unmeant("no century")
    return century_meaning(number - 1, "the century by its number")


@means("quarter")
def _quarter(values: Mapping[str, Value], setting: Setting) -> Meaning:
    return _numbered(values, setting, "quarter", 3)


@means("half")
def _half(values: Mapping[str, Value], setting: Setting) -> Meaning:
    return _numbered(values, setting, "half", 6)


def _numbered(values: Mapping[str, Value], setting: Setting, name: str, months: int) -> Meaning:
    number = whole(values, name)
    if number is None or not -1 <= number <= 12 // months or number == 0:
        raise Unmeant(f"no {name}")
    number = 12 // months if number == -1 else number
    make = quarter_meaning if name == "quarter" else half_meaning
    year = year_of(values, setting)
    if year is not None:
        return make(year, number, f"{name} {number} of the year stated")
    now = setting.reference or setting.now
    here = (now.year * 12 + now.month - 1) // months
    counts = [(now.year + step) * (12 // months) + number - 1 for step in (-1, 0, 1)]
    chosen = min(
        counts, key=lambda count: (abs(count - here), -setting.tense * (count - here), count)
    )
    year, index = divmod(chosen, 12 // months)
    return make(
        year, index + 1, f"the year is not stated; {name} {number} by tense and nearness", 0.85
    )


def season_meaning(
    year: int, season: int, setting: Setting, why: str, certainty: float = 1.0
) -> Meaning:
    """A meteorological season; winter belongs to the year in which it begins."""
    southern = setting.conventions.southern
    shown_season = (season + 1) % 4 + 1 if southern else season
    first = date(year, _FIRST_MONTH[shown_season], 1)
    edtf = f"{year}-{20 + season}" if not southern else ""
    meaning = months_meaning(
        first, 3, "season", edtf, f"{year}-{_SEASON_NAMES[season]}", why, certainty
    )
    return meaning.but(convention="season", edtf=edtf or str(meaning.window))


@means("season")
def _season(values: Mapping[str, Value], setting: Setting) -> Meaning:
    season = whole(values, "season")
    assert season is not None
    year = year_of(values, setting)
    if year is not None:
        return season_meaning(year, season, setting, "the season of the year stated")
    now = setting.reference or setting.now
    shift = whole(values, "shift")
    seasons = [season_meaning(now.year + step, season, setting, "", 0.9) for step in (-2, -1, 0, 1)]
    past = [one for one in seasons if (one.window.latest or now) < now]
    begun = [one for one in seasons if (one.window.earliest or now) <= now]
    ahead = [one for one in seasons if (one.window.latest or now) >= now]
    coming = [one for one in seasons if (one.window.earliest or now) > now]
    if shift is not None and shift < 0:
        return past[-1].but(why="the last such season before publication", certainty=0.85)
    if shift is not None and shift > 0:
        return coming[0].but(why="the next such season after publication", certainty=0.85)
    if shift == 0:
        of_year = next(one for one in seasons if one.timex3.startswith(str(now.year)))
        running = begun[-1] if (begun[-1].window.latest or now) >= now else None
        return (running or of_year).but(why="the season of this year", certainty=0.92)
    if setting.tense < 0:
        return begun[-1].but(why="the words speak of the past: the last such season")
    if setting.tense > 0:
        return ahead[0].but(why="the words speak of the future: the next such season")

    def distance(one: Meaning) -> int:
        assert one.window.earliest is not None and one.window.latest is not None
        if now in one.window:
            return 0
        return min(abs((one.window.earliest - now).days), abs((one.window.latest - now).days))

    return min(seasons, key=distance).but(why="the nearest such season", certainty=0.8)


_PARTS = {
    "month": ("first", "last"),
    "year": ("first", "last"),
    "week": ("first", "last"),
}


@means("part")
def _part(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Early, mid, late, the end of a period: by convention."""
    part = str(values["part"])
    inner = values.get("PERIOD")
    if isinstance(inner, Parse):
        return part_of(meaning_of(inner, setting), part, setting)
    return part_of(_this_unit(str(values["unit"]), part, setting), part, setting)


def _this_unit(unit: str, part: str, setting: Setting) -> Meaning:
    """The month or year that 月底 or "year end" means: the running one, or a neighbour by tense."""
    now = setting.now
    running = _unit({"unit": unit, "shift": 0}, setting)
    step = 0
    portion = part_of(running, part, setting).window
    if setting.tense > 0 and portion.latest is not None and portion.latest < now:
        step = 1
    elif setting.tense < 0 and portion.earliest is not None and portion.earliest > now:
        step = -1
    return running if not step else _unit({"unit": unit, "shift": step}, setting)


def part_of(whole_period: Meaning, part: str, setting: Setting) -> Meaning:
    """The part of a period that a convention gives it."""
    window = whole_period.window
    if window.earliest is None or window.latest is None:
        raise Unmeant("a part of nothing")
    conventions = setting.conventions
    kind = whole_period.granularity
    name = f"{part}-{kind}"
    if kind == "month":
        name = {"start": "early", "middle": "mid"}.get(part, part) + "-of-month"
        name = name if name in conventions.entries else name.replace("-of-", "-")
        first, last = conventions.days(name, window.earliest.year, window.earliest.month)
        found = Window(window.earliest.replace(day=first), window.earliest.replace(day=last))
    elif kind == "year":
        name = {"start": "early", "middle": "mid"}.get(part, part) + "-of-year"
        name = name if name in conventions.entries else name.replace("-of-", "-")
        if name not in conventions.entries:
            return _half_of(whole_period, part)
        first, last = conventions.number(name, "first"), conventions.number(name, "last")
        year = window.earliest.year
        found = month_window(year, first).hull(month_window(year, last))
    elif kind == "week":
        name = {"start": "early", "middle": "mid"}.get(part, part) + "-of-week"
        name = name if name in conventions.entries else name.replace("-of-", "-")
        if name not in conventions.entries:
            raise Unmeant(name)
        first, last = conventions.number(name, "first"), conventions.number(name, "last")
        found = Window(
            window.earliest + timedelta(first - 1), window.earliest + timedelta(last - 1)
        )
    elif kind in ("day", "time", "weekend"):
        return whole_period
    else:
        name = {"start": "early", "middle": "mid", "end": "late"}.get(part, part) + "-part"
        if name not in conventions.entries:
            return _half_of(whole_period, part)
        found = _fraction(
            window, conventions.number(name, "from"), conventions.number(name, "to"), kind
        )
    meaning = whole_period.but(
        window=found,
        granularity="part",
        edtf=str(found),
        convention=name,
        why=f"{whole_period.why}; {name} is {found} by convention",
        certainty=whole_period.certainty * 0.99,
    )
    if kind == "month" and part == "end":
        last_days = conventions.number(name, "alternative_last_days")
        if last_days:
            begin = window.latest - timedelta(last_days - 1)
            other = Alternative(begin, window.latest, f"the last {last_days} days of the month")
            return meaning.but(alternatives=(*whole_period.alternatives, other))
    return meaning


def _half_of(whole_period: Meaning, part: str) -> Meaning:
    window = whole_period.window
    assert window.earliest is not None and window.latest is not None
    if part not in ("first-half", "second-half"):
        raise Unmeant(part)
    number = 1 if part == "first-half" else 2
    if whole_period.granularity == "year":
        return half_meaning(window.earliest.year, number, f"half {number} by the calendar")
    found = _fraction(window, 50 * (number - 1), 50 * number, whole_period.granularity)
    return whole_period.but(window=found, granularity="part", edtf=str(found), why="a half of it")


def _fraction(window: Window, low: int, high: int, kind: str) -> Window:
    assert window.earliest is not None and window.latest is not None
    if kind in ("season", "quarter", "half"):
        months = {"season": 3, "quarter": 3, "half": 6}[kind]
        first = add_months(window.earliest, round(months * low / 100))
        last = add_months(window.earliest, round(months * high / 100)) - timedelta(1)
        return Window(first, last)
    if kind in ("decade", "century"):
        years = {"decade": 10, "century": 100}[kind]
        base = window.earliest.year
        return Window(
            date(base + round(years * low / 100), 1, 1),
            date(base + round(years * high / 100) - 1, 12, 31),
        )
    days = (window.latest - window.earliest).days + 1
    return Window(
        window.earliest + timedelta(round(days * low / 100)),
        window.earliest + timedelta(max(0, round(days * high / 100) - 1)),
    )


@means("nth_week")
def _nth_week(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The first week of December: its days 1 to 7; the last week: the last seven days."""
    inner = values["PERIOD"]
    assert isinstance(inner, Parse)
    span = meaning_of(inner, setting).window
    ordinal = whole(values, "ordinal")
    if ordinal is None or span.earliest is None or span.latest is None:
        raise Unmeant("no such week")
    if ordinal < 0:
        end = span.latest - timedelta(7 * (-1 - ordinal))
        found = Window(end - timedelta(6), end)
    else:
        start = span.earliest + timedelta(7 * (ordinal - 1))
        found = Window(start, min(start + timedelta(6), span.latest))
    if found.meet(span) is None:
        raise Unmeant("there are not so many")
    assert found.earliest is not None
    year, week, _ = found.earliest.isocalendar()
    return Meaning(
        found, "week", str(found), f"{year}-W{week:02d}", f"seven days, number {ordinal}", 0.9
    )


@means("week_of")
def _week_of(values: Mapping[str, Value], setting: Setting) -> Meaning:
    inner = values["DAY"]
    assert isinstance(inner, Parse)
    day = meaning_of(inner, setting)
    assert day.window.earliest is not None
    return week_meaning(day.window.earliest, f"the ISO week of {shown(day.window.earliest)}")


@means("rest")
def _rest(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Later this month: publication day to its end; earlier this month: up to the day before."""
    inner = values["PERIOD"]
    assert isinstance(inner, Parse)
    span = meaning_of(inner, setting)
    now = setting.now
    if span.granularity in ("day", "time"):
        return span
    if str(values["rest"]) == "later":
        convention = "later-this"
        begin = now
        if span.window.latest is None or span.window.latest < begin:
            return part_of(span, "late", setting)
        found = Window(max(begin, span.window.earliest or begin), span.window.latest)
        why = "from publication day to its end"
        other: tuple[Alternative, ...] = ()
    else:
        convention = "earlier-this"
        eve = setting.conventions.word(convention, "ends") == "day-before"
        end = now - timedelta(1) if eve else now
        if span.window.earliest is None or span.window.earliest > now:
            return part_of(span, "early", setting)
        if span.window.latest is not None and span.window.latest < now:
            return part_of(span, "early", setting)
        end = max(end, span.window.earliest)
        found = Window(span.window.earliest, end)
        why = "from its start to the day before publication" if eve else "up to publication day"
        rival = now if eve else max(now - timedelta(1), span.window.earliest)
        other = (Alternative(span.window.earliest, rival, "publication day counted otherwise"),)
    return span.but(
        window=found,
        granularity="part",
        edtf=str(found),
        convention=convention,
        why=why,
        alternatives=other,
    )


@means("within_unit")
def _within_unit(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """年內, "within the year": by the end of the unit that publication falls into."""
    span = _unit({"unit": values["unit"], "shift": values.get("shift", 0)}, setting)
    return span.but(qualifier="by", why=f"{span.why}, by its end")


@means("reference")
def _reference(values: Mapping[str, Value], setting: Setting) -> Meaning:
    return undated("reference", str(values["reference"]), "a vague reference: no date")
