"""Periods: weeks, months, quarters, halves, seasons, years, decades, and parts of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bywhen.reading.meaning import (
    Meaning,
    Setting,
    Unmeant,
    add_months,
    day_meaning,
    means,
    month_meaning,
    undated,
    week_of,
)
from bywhen.reading.parse import Value
from bywhen.reading.resolve_days import whole, year_of
from bywhen.timetable.window import Window, month_window, year_window

__all__ = ["year_meaning"]

_FISCAL_MONTH = 4  # Japan's

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
    meaning = Meaning(window, "week", str(window), f"{year}-W{week:02d}", why)
    return meaning.but(**more) if more else meaning


@means("week_number")
def _week_number(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """KW 48: an ISO week by its number, of the year stated or the nearest one."""
    number, year = whole(values, "weeknumber"), year_of(values, setting)
    now = setting.now
    years = (now.year - 1, now.year, now.year + 1) if year is None else (year,)
    mondays = [day for one in years if (day := _monday(one, number or 0)) is not None]
    if not mondays:
        raise Unmeant(f"no week {number}")
    if year is not None:
        return week_meaning(mondays[0], "the number of an ISO week")
    ahead = [day for day in mondays if day + timedelta(6) >= now]
    behind = [day for day in mondays if day <= now]
    near = min(mondays, key=lambda day: (abs((day - now).days), day))
    chosen = near
    if (setting.tense > 0 or setting.alone) and ahead:
        chosen = min(ahead)
    elif setting.tense < 0 and behind:
        chosen = max(behind)
    return week_meaning(chosen, "the number of an ISO week; its year is not stated", certainty=0.9)


def _monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


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
def unit_meaning(values: Mapping[str, Value], setting: Setting) -> Meaning:
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


@means("fiscal_year")
def _fiscal_year(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """年度: April to March, as in Japan; its end is that March."""
    year = year_of({key: value for key, value in values.items() if key != "year_shift"}, setting)
    if year is None:
        running = setting.now.year - (1 if setting.now.month < _FISCAL_MONTH else 0)
        year = running + (whole(values, "year_shift") or 0)
    last = month_window(year + 1, _FISCAL_MONTH - 1)
    window = last if "part" in values else month_window(year, _FISCAL_MONTH).hull(last)
    return Meaning(
        window, "month" if "part" in values else "fiscal-year", str(window), f"FY{year}",
        f"fiscal {year}: April {year} to March {year + 1}", 0.95,
        qualifier="by" if "within" in values else "",
    )  # fmt: skip


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
    if start % 100 == 0 and start < 2000 and "decadeyear" in values:
        return century_meaning(start // 100, "the 1700s: a hundred years")
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


@means("year_before")
def _year_before(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """A year earlier: behind a quarter it is the same quarter of the year before."""
    if setting.said_quarter:
        year, quarter = setting.said_quarter.split("-Q")
        why = f"the quarter a year before {setting.said_quarter}, which the text speaks of"
        return quarter_meaning(int(year) - 1, int(quarter), why, 0.7)
    return year_meaning(setting.now.year - 1, "one year before publication", 0.9)


@means("that_quarter")
def _that_quarter(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The quarter: the one the text speaks of; the latest one: the last that has ended."""
    now = setting.now
    last = add_months(now.replace(day=1), -3)
    last_ended = f"{last.year}-Q{(last.month + 2) // 3}"
    said, year = setting.said_quarter, year_of(values, setting)
    if year is not None:
        if not said:
            return year_meaning(year, "the year is stated; which part of it is not", 0.75)
        quarter = int(said.split("-Q")[1])
        return quarter_meaning(year, quarter, f"the quarter of {said} in the year stated", 0.85)
    if "ended" in values and (not said or said > last_ended):
        why, said = "the last quarter that has ended", last_ended
    elif not said:
        return quarter_meaning(now.year, (now.month + 2) // 3, "the quarter of publication", 0.7)
    else:
        why = "the quarter that the text speaks of"
    own_year, own_quarter = said.split("-Q")
    return quarter_meaning(int(own_year), int(own_quarter), why, 0.8)


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
    if setting.tense < 0:  # "it earned $2 in the first quarter", in October
        counts = [count for count in counts if count <= here]
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


@means("reference")
def _reference(values: Mapping[str, Value], setting: Setting) -> Meaning:
    return undated("reference", str(values["reference"]), "a vague reference: no date")
