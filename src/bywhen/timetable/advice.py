"""What somebody may have meant by a date that is not EDTF, so that a message can offer it.

Each rule knows one way of writing dates. It offers one text where the meaning is sure, several
where it is not, none where it cannot know. Whoever asks tries whether the texts are dates.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import isleap
from collections.abc import Callable, Iterable
from datetime import date
from itertools import product
from typing import NamedTuple, TypeAlias

__all__ = ["MONTHS", "Advice", "advise", "in_plain_characters", "shown"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHOWN = 40


class Advice(NamedTuple):
    """Why a text is not read, the texts that may be meant, and what else to say."""

    reason: str
    candidates: tuple[str, ...] = ()
    words: str = ""


def shown(text: str) -> str:
    """The text as a message quotes it: printable, and cut after 40 characters.

    >>> shown("2025-11-27\\n")
    "'2025-11-27\\\\n'"
    """
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}..."


def advise(text: str) -> Advice:
    """What to say about a text that is no EDTF; at most a line, as every rule looks at all of it.

    >>> advise("27 Nov 2025").candidates
    ('2025-11-27',)
    """
    return _first_found(text, (*_DATE_RULES, _span)) or Advice("is not a date")


_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


def in_plain_characters(text: str) -> str:
    """The text in plain digits and hyphens, without invisible characters and outer blanks.

    >>> in_plain_characters(" ２０２５–11–27")
    '2025-11-27'
    """
    blanked = (" " if char.isspace() else char for char in unicodedata.normalize("NFKC", text))
    visible = [char for char in blanked if unicodedata.category(char) not in ("Cf", "Cc")]
    digits = ((unicodedata.decimal(char, None), char) for char in visible)
    plain = "".join(char if digit is None else str(digit) for digit, char in digits)
    return plain.translate(_DASHES).strip()


_Rule: TypeAlias = Callable[[str], Advice | None]


def _first_found(text: str, rules: Iterable[_Rule]) -> Advice | None:
    return next(filter(None, (rule(text) for rule in rules)), None)


def _day(year: str, month: str, day: str) -> str | None:
    """The ISO text of a day that exists."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _not_iso(*candidates: str | None) -> Advice | None:
    found = tuple(dict.fromkeys(filter(None, candidates)))
    return Advice("is not ISO", found) if found else None


# -- the rules, in the order in which they are tried ---------------------------------------------


def _with_time(text: str) -> Advice | None:
    match = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]| +)([0-9]{1,2}:.*)", text)
    return match and Advice(
        "has a time of day",
        (match[1],),
        f'the day in the event\'s own time zone, and beside it time: "{match[2]}"',
    )


def _other_years(text: str) -> Advice | None:
    outside = re.fullmatch(r"Y[0-9]+|(\+[0-9]|-)[0-9]{4,}(-.*)?|[0-9]{5}(-.*)?|.*\bBCE?", text)
    return outside and Advice("lies outside the years 0001 to 9999")


def _short_year(text: str) -> Advice | None:
    short = re.fullmatch(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}", text)
    return short and Advice("is not ISO", words="write the year in four digits, first: 2025-11-27")


def _numbers(text: str) -> Advice | None:
    """Year, month and day as numbers: `2025/11/27`, `27.11.2025`, `11/27/2025`, `2025-1-5`."""
    match = re.fullmatch(r"([0-9]{4})([/. -]) ?([0-9]{1,2})\2 ?([0-9]{1,2})\.?", text)
    if match:
        year, _, month, day = match.groups()
        return _not_iso(_day(year, month, day) or _day(year, day, month))
    match = re.fullmatch(r"([0-9]{1,2})([/. -]) ?([0-9]{1,2})\2 ?([0-9]{4})", text)
    if match:
        one, separator, other, year = match.groups()
        american = None if separator == "." else _day(year, one, other)
        return _not_iso(_day(year, other, one), american)
    return None


def _month_number(text: str) -> Advice | None:
    """`2025/11`, `2025-9`, `11/2025`; `2025/26` are two years, `2011/12` may be."""
    match = re.fullmatch(r"([0-9]{4})([/. -])([0-9]{1,2})", text)
    if match:
        year, separator, month = match.groups()
        years = separator in "/-" and int(month) == (int(year) + 1) % 100
        return _not_iso(_month(year, month), f"{year}/{int(year) + 1:04}" if years else None)
    match = re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{4})", text)
    return match and _not_iso(_month(match[2], match[1]))


def _month(year: str, month: str) -> str | None:
    return f"{year}-{int(month):02}" if 1 <= int(month) <= 12 else None


def _basic(text: str) -> Advice | None:
    """`20251127`."""
    match = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    return match and _not_iso(_day(*match.groups()))


def _day_of_year(text: str) -> Advice | None:
    """`2025-331`."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{3})", text)
    if not match or match[1] == "0000":
        return None
    year, number = int(match[1]), int(match[2])
    if not 1 <= number <= (366 if isleap(year) else 365):
        return None
    return _not_iso(date.fromordinal(date(year, 1, 1).toordinal() + number - 1).isoformat())


def _week(text: str) -> Advice | None:
    """`2025-W48` and its fourth day, `2025-W48-4`."""
    match = re.fullmatch(r"([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?", text)
    if not match:
        return None
    year, week, day = match.groups()
    try:
        first, last = (date.fromisocalendar(int(year), int(week), int(day or n)) for n in (1, 7))
    except ValueError:  # no such week, or it passes the calendar's end
        return None
    return _not_iso(f"{first}" if day else f"{first}/{last}")


_HAN = re.compile(r"([0-9]{4}) ?年(?: ?([0-9]{1,2}) ?月(?: ?([0-9]{1,2}) ?[日號号])?)?")


def _characters(text: str) -> Advice | None:
    """`2025年11月27日`."""
    match = _HAN.fullmatch(text)
    if not match:
        return None
    year, month, day = match.groups()
    if day:
        return _not_iso(_day(year, month, day))
    return _not_iso(_month(year, month) if month else year)


def _decade(text: str) -> Advice | None:
    match = re.fullmatch(r"(?:the )?([0-9]{2})([0-9])0['’]?s", text)
    if not match:
        return None
    century = f"{match[1]}XX" if match[2] == "0" else None
    return _not_iso(f"{match[1]}{match[2]}X", century)


_ABOUT = re.compile(r"(?:c\.|ca\.?|circa|about|around|~|\?|%) *(.+)", re.IGNORECASE)


def _marks(text: str) -> Advice | None:
    """Marks elsewhere than EDTF has them, and small or old letters for open digits."""
    match = re.fullmatch(r"([0-9XxUu]{4}(?:-[0-9XxUu]{2}){0,2}) *([~?%]{0,2})", text)
    if match:
        digits, marks = match[1].upper().replace("U", "X"), match[2]
        mark = marks if len(set(marks)) < 2 else "%"
        return Advice("is not EDTF", (digits + mark[:1],))
    match = _ABOUT.fullmatch(text)
    if not match:
        return None
    mark = text[0] if text[0] in "?%" else "~"
    return Advice("has its mark in front", tuple(f"{date}{mark}" for date in _meanings(match[1])))


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PARTS = {  # what stands beside a year, and the codes of its first, second ... one
    "q": ("33", "34", "35", "36"),
    "quarter": ("33", "34", "35", "36"),
    "h": ("40", "41"),
    "half": ("40", "41"),
}
_SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_FILLERS = frozenset({"the", "of", "in", "on", "st", "nd", "rd", "th"})


def _english(text: str) -> Advice | None:
    """`27 Nov 2025`, `November 27th, 2025`, `Q4 2025`, `winter 2025`.

    Nothing is offered if a single word or number is left over.
    """
    tokens = re.findall(r"[^\W\d_]+|[0-9]+|[^\s,.'-]", text.lower())
    years = [token for token in tokens if re.fullmatch("[0-9]{4}", token)]
    others = [token for token in tokens if token not in years and token not in _FILLERS]
    if len(years) != 1:
        return None
    return _not_iso(*_season(years[0], others), _part(years[0], others), _named(years[0], others))


def _season(year: str, words: list[str]) -> tuple[str, ...]:
    code = _SEASONS.get(words[0]) if len(words) == 1 else None
    if code is None:
        return ()
    return (f"{year}-{code}", f"{int(year) - 1:04}-24") if code == "24" else (f"{year}-{code}",)


def _part(year: str, words: list[str]) -> str | None:
    if len(words) != 2:
        return None
    words = [_ORDINALS.get(word, word) for word in words]
    number, name = sorted(words)  # digits come before letters
    codes = _PARTS.get(name, ())
    return next((f"{year}-{code}" for n, code in enumerate(codes, 1) if str(n) == number), None)


def _named(year: str, words: list[str]) -> str | None:
    """A month by its name, or a day of it; a weekday beside it must be that day's."""
    months = [month for month in map(_month_of_name, words) if month]
    days = [word for word in words if word.isdecimal()]
    weekdays = [word[:3] for word in words if word[:3] in _WEEKDAYS and not _month_of_name(word)]
    if len(months) != 1 or len(months) + len(days) + len(weekdays) != len(words):
        return None
    if not days:
        return None if weekdays else f"{year}-{months[0]:02}"
    day = _day(year, str(months[0]), days[0]) if len(days) == 1 else None
    if day and all(_WEEKDAYS[date.fromisoformat(day).weekday()] == name for name in weekdays):
        return day
    return None


def _month_of_name(word: str) -> int | None:
    names = enumerate(map(str.lower, MONTHS), 1)
    return next((n for n, name in names if word in (name, name[:3], name[:4])), None)


_DATE_RULES: tuple[_Rule, ...] = (
    _with_time,
    _other_years,
    _short_year,
    _numbers,
    _month_number,
    _basic,
    _day_of_year,
    _week,
    _characters,
    _decade,
    _marks,
    _english,
)

_BETWEEN = re.compile(r" *(?:\.\.+|--| - |\bto\b|\buntil\b|\btill\b|\band\b|至|到) *")
_NO_DATE = {"...": "..", "open": "..", "now": "..", "present": "..", "unknown": ""}


def _span(text: str) -> Advice | None:
    """Two dates, whatever stands between them, and whichever way each is written."""
    inner = re.sub(r"^(from|between) ", "", text)
    ends = _BETWEEN.split(inner, maxsplit=1)
    if len(ends) != 2 or not all(ends):
        ends = [end.strip() for end in inner.split("/")]
    if len(ends) != 2:
        return None
    first, second = ends
    left = re.match(r"[0-9]{4}(-[0-9]{2}){1,2}", first)
    if left and re.fullmatch(r"[0-9]{2}(-[0-9]{2})?", second):
        second = left[0][: -len(second)] + second  # 2025-12-01/10, as ISO 8601-1 allows
    pairs = product(_meanings(first), _meanings(second))
    return _not_iso(*(f"{start}/{end}" for start, end in pairs))


def _meanings(text: str) -> tuple[str, ...]:
    """The text itself and what it may mean; whoever asked leaves out what is no date."""
    if text.lower() in _NO_DATE:
        return (_NO_DATE[text.lower()],)
    found = _first_found(text, _DATE_RULES)
    return (text, *found.candidates) if found else (text,)
