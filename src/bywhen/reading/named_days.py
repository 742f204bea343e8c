"""Named days: movable feasts by rule, national holidays by the `holidays` package, fixed days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from bywhen.reading.choosing import nearest
from bywhen.reading.meaning import MEANINGS, Meaning, Setting, Unmeant, day_meaning, means, shown
from bywhen.reading.mention import Alternative
from bywhen.reading.parse import Value
from bywhen.reading.resolve_days import whole, year_of
from bywhen.timetable.window import Window

__all__ = ["easter", "named_day", "orthodox_easter"]

_FIXED = {
    "new-year": (1, 1), "epiphany": (1, 6), "orthodox-christmas": (1, 7), "valentine": (2, 14),
    "womens-day": (3, 8), "st-patrick": (3, 17), "april-fools": (4, 1), "may-day": (5, 1),
    "europe-day": (5, 9), "victory-day": (5, 9), "juneteenth": (6, 19), "canada-day": (7, 1),
    "us-independence": (7, 4), "bastille": (7, 14), "assumption": (8, 15),
    "ua-independence": (8, 24), "german-unity": (10, 3), "halloween": (10, 31),
    "all-saints": (11, 1), "guy-fawkes": (11, 5), "armistice": (11, 11), "veterans": (11, 11),
    "st-nicholas": (12, 6), "christmas-eve": (12, 24), "christmas": (12, 25), "boxing": (12, 26),
    "new-years-eve": (12, 31), "cn-national": (10, 1), "tw-national": (10, 10),
    "cn-labour": (5, 1), "cn-youth": (5, 4), "cn-children": (6, 1), "cn-party": (7, 1),
    "cn-army": (8, 1), "cn-teachers": (9, 10), "double-eleven": (11, 11), "hk-handover": (7, 1),
    "tw-peace": (2, 28), "tree-planting": (3, 12), "australia-day": (1, 26), "anzac": (4, 25),
    "kr-liberation": (8, 15), "kr-independence-movement": (3, 1), "russia-day": (6, 12),
    "ua-constitution": (6, 28), "ua-defenders": (10, 1), "ua-unity": (1, 22),
    "ua-knowledge": (9, 1), "ru-defender": (2, 23), "ru-unity": (11, 4), "ru-knowledge": (9, 1),
    "labour-day": (5, 1), "in-independence": (8, 15), "in-republic": (1, 26),
    "pk-independence": (8, 14), "pl-independence": (11, 11), "fi-independence": (12, 6),
    "ru-victory": (5, 9), "orthodox-epiphany": (1, 19), "reformation": (10, 31),
    "at-national": (10, 26), "ch-national": (8, 1), "fr-victory": (5, 8),
    "orthodox-christmas-eve": (1, 6), "jp-foundation": (2, 11), "jp-emperor": (2, 23),
    "jp-showa": (4, 29), "jp-constitution": (5, 3), "jp-greenery": (5, 4), "jp-children": (5, 5),
    "jp-mountain": (8, 11), "jp-war-end": (8, 15), "jp-culture": (11, 3), "jp-labour": (11, 23),
    "kr-memorial": (6, 6), "kr-constitution": (7, 17), "kr-foundation": (10, 3),
    "kr-hangul": (10, 9), "kr-children": (5, 5), "kr-gwangju": (5, 18),
}  # fmt: skip
_FROM_EASTER = {
    "rose-monday": -48, "shrove-tuesday": -47, "ash-wednesday": -46, "palm-sunday": -7,
    "maundy-thursday": -3, "good-friday": -2, "holy-saturday": -1, "easter": 0,
    "easter-monday": 1, "ascension": 39, "pentecost": 49,
    "whit-monday": 50, "corpus-christi": 60,
}  # fmt: skip
_NTH_WEEKDAY = {  # month, weekday, which one (-1 = the last)
    "thanksgiving": (11, 4, 4), "labor-day": (9, 1, 1), "memorial-day": (5, 1, -1),
    "mlk": (1, 1, 3), "presidents-day": (2, 1, 3), "columbus": (10, 1, 2),
    "mothers-day": (5, 7, 2), "fathers-day": (6, 7, 3), "canadian-thanksgiving": (10, 1, 2),
    "election-day": (11, 2, 0), "coming-of-age": (1, 1, 2), "jp-marine": (7, 1, 3),
    "jp-aged": (9, 1, 3), "jp-sports": (10, 1, 2), "remembrance-sunday": (11, 7, 2),
}  # fmt: skip
_BY_PACKAGE = {  # country, words of the package's English name
    "lunar-new-year": ("CN", ("Chinese New Year", "Spring Festival")),
    "qingming": ("HK", ("Tomb-Sweeping", "Ching Ming", "Qingming")),
    "dragon-boat": ("CN", ("Dragon Boat",)),
    "mid-autumn": ("CN", ("Mid-Autumn",)),
    "double-ninth": ("HK", ("Chung Yeung", "Double Ninth")),
    "eid-al-fitr": ("TR", ("Ramadan Feast", "Eid al-Fitr")),
    "eid-al-adha": ("TR", ("Sacrifice Feast", "Eid al-Adha")),
    "vesak": ("SG", ("Vesak",)),
    "deepavali": ("SG", ("Deepavali", "Diwali")),
    "passover": ("IL", ("Pesach",)),
    "rosh-hashanah": ("IL", ("Rosh Hashanah",)),
    "yom-kippur": ("IL", ("Yom Kippur",)),
    "chuseok": ("KR", ("Chuseok",)),
}
_LASTS = {  # days: the fewest and the most that it is kept, by country and rite
    "passover": (7, 8), "lunar-new-year": (7, 15), "eid-al-fitr": (3, 3), "eid-al-adha": (3, 4),
    "rosh-hashanah": (2, 2), "deepavali": (3, 5),
}  # fmt: skip
_NOT_THE_DAY = ("observed", "in lieu", "Eve", "substitute", "Preceding", "following")
_UNKNOWN_LENGTH = 0.6  # how sure a day is that may be followed by others of the same feast
_YEARS = range(1900, 2100)
_JUST_PASSED = range(1, 22)  # days


def easter(year: int) -> date:
    """Western Easter Sunday (the Gregorian computus of Meeus, Jones and Butcher).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - shift + 15) % 30
    quarter, left = divmod(of_century, 4)
    week = (32 + 2 * rest + 2 * quarter - moon - left) % 7
    fix = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * fix + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Orthodox Easter Sunday in the Gregorian calendar (1900 to 2099).

    >>> orthodox_easter(2026)
    datetime.date(2026, 4, 12)
    """
    moon = (19 * (year % 19) + 15) % 30
    week = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + week + 114, 31)
    return date(year, month, day + 1) + timedelta(13)


@lru_cache(maxsize=4096)
def named_day(name: str, year: int) -> Window:
    """The day or days of a named day in a year; Unmeant if it is not known there.

    >>> str(named_day("thanksgiving", 2025))
    '2025-11-27'
    """
    if name in _FIXED:
        return Window.day(date(year, *_FIXED[name]))
    if name in _FROM_EASTER:
        return Window.day(easter(year) + timedelta(_FROM_EASTER[name]))
    if name.startswith("orthodox-") and name.removeprefix("orthodox-") in _FROM_EASTER:
        days = _FROM_EASTER[name.removeprefix("orthodox-")]
        return Window.day(orthodox_easter(year) + timedelta(days))
    if name in _NTH_WEEKDAY:
        return Window.day(_nth(year, *_NTH_WEEKDAY[name]))
    if name == "black-friday":
        return Window.day(_nth(year, 11, 4, 4) + timedelta(1))
    if name == "cyber-monday":
        return Window.day(_nth(year, 11, 4, 4) + timedelta(4))
    if name == "lunar-new-year-eve":
        first = named_day("lunar-new-year", year).earliest
        assert first is not None
        return Window.day(first - timedelta(1))
    if name == "lantern":
        first = named_day("lunar-new-year", year).earliest
        assert first is not None
        return Window.day(first + timedelta(14))
    if name in _BY_PACKAGE:
        return _from_package(name, year)
    raise Unmeant(f"no named day {name}")


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    if number == 0:  # election day: the Tuesday after the first Monday
        return _nth(year, month, 1, 1) + timedelta(1)
    if number < 0:
        following = date(year + month // 12, month % 12 + 1, 1)
        last = following - timedelta(1)
        return last - timedelta((last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (number - 1))


def _from_package(name: str, year: int) -> Window:
    # imported on use: the package costs more than everything else here together
    from holidays import country_holidays

    country, words = _BY_PACKAGE[name]
    try:
        listed = country_holidays(country, years=year, language="en_US")
    except (NotImplementedError, ValueError) as error:
        raise Unmeant(f"{name} {year}") from error
    days = sorted(
        day
        for day, title in listed.items()
        if any(word in title for word in words) and not any(word in title for word in _NOT_THE_DAY)
    )
    if not days:
        raise Unmeant(f"{name} {year}")
    first = days[0]
    if name in (
        "lunar-new-year",
        "mid-autumn",
        "dragon-boat",
        "qingming",
        "double-ninth",
        "chuseok",
    ):
        return Window.day(first if name != "chuseok" else days[min(1, len(days) - 1)])
    return Window.day(first)


@means("holiday_end")
def _holiday_end(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The end of Passover: its last day, which is another one here and there."""
    name = str(values["holiday"])
    first = MEANINGS["holiday"](values, setting)
    start = first.window.earliest
    assert start is not None
    least, most = _LASTS.get(name, (1, 1))
    window = Window(start + timedelta(least - 1), start + timedelta(most - 1))
    why = f"{first.why}; kept for {least}{f' to {most}' if most > least else ''} days"
    if most == 1:
        why, certainty = f"{first.why}; how long it is kept is not known", _UNKNOWN_LENGTH
    else:
        certainty = first.certainty
    return Meaning(window, "day", str(window), str(window), why, certainty)


@means("holiday")
def _holiday(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """A named day: of the year stated, else the nearest or as the tense says."""
    name = str(values["holiday"])
    year = year_of(values, setting)
    if year is not None:
        if year not in _YEARS:
            raise Unmeant(f"{name} {year}")
        return _as_day(named_day(name, year), f"{name} of the year stated")
    now = setting.reference or setting.now
    candidates: list[date] = []
    for candidate_year in (now.year - 1, now.year, now.year + 1):
        try:
            day = named_day(name, candidate_year).earliest
        except Unmeant:
            continue
        if day is not None:
            candidates.append(day)
    if not candidates:
        raise Unmeant(name)
    shift = whole(values, "shift")
    near = nearest(candidates, now)
    chosen = near
    if shift is not None and shift != 0:
        some = [day for day in candidates if (day < now if shift < 0 else day > now)]
        chosen = (max(some) if shift < 0 else min(some)) if some else near
    elif shift == 0:
        chosen = next((day for day in candidates if day.year == now.year), near)
    elif setting.tense > 0 or setting.alone:
        chosen = min((day for day in candidates if day >= now), default=near)
        if setting.tense == 0.5 and (now - near).days in _JUST_PASSED and not setting.alone:
            chosen = near
    elif setting.tense < 0:
        chosen = max((day for day in candidates if day <= now), default=near)
        if abs((near - now).days) < 30 and (now - chosen).days > 200:
            chosen = near
    others = () if chosen == near else (Alternative(near, near, "the nearest one"),)
    return day_meaning(
        chosen, f"{name} is {shown(chosen)}", 0.95 if chosen == near else 0.85, alternatives=others
    )


@means("lunar_day")
def _lunar_day(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """大年初六: so many days into the lunar year."""
    first = _holiday({**values, "holiday": "lunar-new-year"}, setting)
    number = whole(values, "n")
    if first.window.earliest is None or number is None:
        raise Unmeant("no day of the lunar year")
    day = first.window.earliest + timedelta(number - 1)
    return day_meaning(day, f"day {number} of it: {first.why}", first.certainty)


def _as_day(window: Window, why: str) -> Meaning:
    assert window.earliest is not None
    return day_meaning(window.earliest, why)
