"""Parts of periods by convention: early, mid, late, the end, the rest; weeks inside a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bywhen.reading.meaning import MEANINGS, Meaning, Setting, Unmeant, add_months, means, shown
from bywhen.reading.mention import Alternative
from bywhen.reading.parse import Parse, Value
from bywhen.reading.resolve_days import meaning_of, whole, year_of
from bywhen.reading.resolve_periods import half_meaning, unit_meaning, week_meaning
from bywhen.reading.resolve_spans import amount, duration_of, moved
from bywhen.timetable.window import Window, month_window

__all__ = ["part_of"]


@means("part")
def _part(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Early, mid, late, the end of a period: by convention."""
    part = str(values["part"])
    inner = values.get("PERIOD")
    if isinstance(inner, Parse):
        return part_of(meaning_of(inner, setting), part, setting)
    if "of_year" in values:
        year = year_of(values, setting)
        if year is None:
            raise Unmeant("a part of no year")
        return part_of(MEANINGS["year"]({"year": year}, setting), part, setting)
    if "shift" in values:
        return part_of(unit_meaning(values, setting), part, setting)
    return part_of(_this_unit(str(values["unit"]), part, setting), part, setting)


def _this_unit(unit: str, part: str, setting: Setting) -> Meaning:
    """The month or year that 月底 or "year end" means: the running one, or a neighbour by tense."""
    now = setting.now
    running = unit_meaning({"unit": unit, "shift": 0}, setting)
    step = 0
    portion = part_of(running, part, setting).window
    if setting.tense > 0 and portion.latest is not None and portion.latest < now:
        step = 1
    elif setting.tense < 0 and portion.earliest is not None and portion.earliest > now:
        step = -1 if _is_nearer_behind(running.window, portion.earliest, now) else 0
    return running if not step else unit_meaning({"unit": unit, "shift": step}, setting)


def _is_nearer_behind(running: Window, portion: date, now: date) -> bool:
    """In January 年底 said of the past is last December; in November it is the coming one."""
    first, last = running.earliest, running.latest
    if first is None or last is None:
        return False
    length = (last - first).days + 1
    return 2 * (portion - now).days > length


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


@means("part_of_decade")
def _part_of_decade(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The early nineties: a part of a decade that is named in a word."""
    return part_of(MEANINGS["decade"](values, setting), str(values["part"]), setting)


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


@means("head")
def _head(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The first three months, the last two weeks of a period."""
    inner, side = values.get("PERIOD"), str(values["side"])
    if isinstance(inner, Parse):
        span = meaning_of(inner, setting)
    else:
        span = unit_meaning({"unit": "year", "shift": 0}, setting)
    n, unit = amount(values), str(values["unit"])
    first, last = span.window.earliest, span.window.latest
    if first is None or last is None or not n:
        raise Unmeant("a part of nothing")
    if side == "first":
        last = moved(first, n, unit) - timedelta(1)
    else:
        first = moved(last + timedelta(1), -n, unit)
    found = Window(first, last)
    if found.meet(span.window) != found:
        raise Unmeant("it is longer than the whole")
    return span.but(
        window=found, granularity="part", edtf=str(found), timex3=duration_of(n, unit),
        why=f"the {side} {n:g} {unit}s of {span.edtf}",
    )  # fmt: skip


@means("span_to")
def _span_to(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The three months to March: so long, up to the end of it."""
    inner = values["PERIOD"]
    assert isinstance(inner, Parse)
    last = meaning_of(inner, setting).window.latest
    n, unit = amount(values), str(values["unit"])
    if last is None or not n:
        raise Unmeant("no length")
    found = Window(moved(last + timedelta(1), -n, unit), last)
    return Meaning(
        found, "span", str(found), duration_of(n, unit), f"{duration_of(n, unit)} up to {last}"
    )


@means("new_year")
def _new_year(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The new year: the beginning of the year that comes, or has just come."""
    step = 1 if setting.now.month > 6 else 0
    year = unit_meaning({"unit": "year", "shift": step}, setting)
    return part_of(year, "early", setting).but(certainty=0.9)


@means("week_of")
def _week_of(values: Mapping[str, Value], setting: Setting) -> Meaning:
    inner = values["DAY"]
    assert isinstance(inner, Parse)
    day = meaning_of(inner, setting)
    assert day.window.earliest is not None
    return week_meaning(day.window.earliest, f"the ISO week of {shown(day.window.earliest)}")


@means("holiday_week")
def _holiday_week(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Christmas week: the ISO week of the day."""
    day = MEANINGS["holiday"](values, setting).window.earliest
    assert day is not None
    return week_meaning(day, f"the ISO week of {shown(day)}")


@means("holiday_weekend")
def _holiday_weekend(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Labor Day weekend: the Saturday and Sunday nearest to the day."""
    day = MEANINGS["holiday"](values, setting).window.earliest
    assert day is not None
    saturday = day + timedelta((5 - day.weekday() + 3) % 7 - 3)
    if day.weekday() == 6:
        saturday = day - timedelta(1)
    year, week, _ = saturday.isocalendar()
    window = Window(saturday, saturday + timedelta(1))
    why = f"the weekend at {shown(day)}"
    return Meaning(window, "weekend", str(window), f"{year}-W{week:02d}-WE", why, 0.9)


@means("rest")
def _rest(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Later this month: publication day to its end; earlier this month: up to the day before."""
    inner = values["PERIOD"]
    assert isinstance(inner, Parse)
    span = meaning_of(inner, setting)
    now = setting.now
    if span.granularity in ("day", "time"):
        return span
    if str(values["rest"]) == "so-far":
        if span.window.earliest is None or span.window.earliest > now:
            raise Unmeant("so far: it has not begun")
        found = Window(span.window.earliest, max(now, span.window.earliest))
        return span.but(window=found, granularity="part", edtf=str(found),
                        why="from its start up to publication day")  # fmt: skip
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
    span = unit_meaning({"unit": values["unit"], "shift": values.get("shift", 0)}, setting)
    return span.but(qualifier="by", why=f"{span.why}, by its end")
