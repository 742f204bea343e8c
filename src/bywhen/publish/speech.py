"""How the pages speak in one language: days, windows, counts, names, in its order and its words.

Babel's and pendulum's own phrases round (six days become a week), so days are counted here; the
catalogs carry the words, `timetable.idiom` the days and windows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bywhen.publish.catalog import LANGUAGES, Catalog, catalog
from bywhen.timetable.idiom import Idiom, idiom_of

__all__ = [
    "ENGLISH",
    "MINUS",
    "N_",
    "ZONES",
    "Named",
    "Speech",
    "accepted_language",
    "language_of",
    "speech",
]

MINUS = "\N{MINUS SIGN}"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a message that is looked up later."""
    return message


# Zones a reader may choose from, with their names; any other IANA id may be written in the address.
ZONES: Mapping[str, str] = {
    "Asia/Hong_Kong": N_("Hong Kong"),
    "Asia/Taipei": N_("Taipei"),
    "Asia/Tokyo": N_("Tokyo"),
    "UTC": N_("UTC"),
    "Europe/London": N_("London"),
    "Europe/Berlin": N_("Berlin"),
    "Europe/Kyiv": N_("Kyiv"),
    "Europe/Moscow": N_("Moscow"),
    "America/New_York": N_("New York"),
    "America/Los_Angeles": N_("Los Angeles"),
}


class Named(NamedTuple):
    """A name and the language it is in; None = not known."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Speech:
    """One language of the pages; `code` is its BCP 47 tag."""

    code: str
    catalog: Catalog

    @property
    def is_chinese(self) -> bool:
        """True for 繁體中文."""
        return self.code.startswith("zh")

    def gettext(self, message: str, **values: object) -> str:
        """The message in this language, `%(name)s` filled in."""
        return self.catalog.gettext(message) % values

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """The message for a number of things; `%(count)d` is the number."""
        return self.catalog.ngettext(one, many, count) % {"count": count, **values}

    @property
    def idiom(self) -> Idiom:
        """How this language writes days and windows."""
        return idiom_of(self.code)

    def day(self, when: date) -> str:
        """A day as people write it."""
        return self.idiom.day(when)

    def window(
        self,
        earliest: date | None,
        latest: date | None,
        modality: str | None = None,
        write: Callable[[date, str], str] = lambda _, words: words,
    ) -> str:
        """A window in words, both its ends there; `write` puts each day and its words down.

        >>> ENGLISH.window(None, date(2025, 11, 27), "by")
        'by 27 Nov 2025'
        """
        return self.idiom.window(earliest, latest, modality, write)

    def days(self, count: int) -> str:
        """A number of days, the unit spelt."""
        return self.ngettext("%(count)d day", "%(count)d days", count)

    def range_of_days(self, least: int | None, most: int | None) -> str:
        """Between two numbers of days; once where they are the same."""
        if least is None or most is None or least == most:
            return self.days(most if most is not None else least or 0)
        return self.gettext("%(least)d to %(most)s", least=least, most=self.days(most))

    def signed_days(self, days: int | float) -> str:
        """Days with their sign, the unit spelt.

        >>> ENGLISH.signed_days(28), ENGLISH.signed_days(-1), ENGLISH.signed_days(3652059)
        ('+28 days', '−1 day', '+3652059 days')
        """
        number = self.signed(days)
        plural = abs(days) != 1
        return self.catalog.ngettext("%(number)s day", "%(number)s days", 2 if plural else 1) % {
            "number": number
        }

    def signed_range(self, least: int, most: int) -> str:
        """Days with their signs, from the least to the most, the unit once.

        >>> ENGLISH.signed_range(1, 7)
        '+1 to +7 days'
        """
        if least == most:
            return self.signed_days(most)
        return self.gettext(
            "%(least)s to %(most)s", least=self.signed(least), most=self.signed_days(most)
        )

    def signed(self, days: int | float) -> str:
        """A number with its sign."""
        return f"{'+' if days > 0 else ''}{days:.10g}".replace("-", MINUS)

    def name(self, text: str, others: Mapping[str, str], language: str | None) -> Named:
        """A name in this language if the record has one, else as it stands."""
        for code, other in others.items():
            if self.is_own(code):
                return Named(other, code)
        return Named(text, language)

    def is_own(self, language: str | None) -> bool:
        """True if text in `language` needs no label for a reader of this one."""
        return language is not None and language_of(language) == self.code

    def zone(self, zone: str) -> str:
        """A time zone in words; its id where we have no name for it."""
        return self.catalog.gettext(ZONES[zone]) if zone in ZONES else zone

    def end_of_day(self, when: date, zone: str, reader_zone: str) -> str | None:
        """When a day that ends in `zone` is over for a reader elsewhere; None if it cannot be told.

        >>> ENGLISH.end_of_day(date(2025, 11, 27), "America/New_York", "Asia/Hong_Kong")
        '28 Nov 2025, 13:00 Hong Kong time'
        """
        try:
            midnight = datetime.combine(when + timedelta(days=1), datetime.min.time())
            there = midnight.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo(reader_zone))
        except OverflowError:
            return None
        return self.gettext(
            "%(day)s, %(clock)s %(zone)s time",
            day=self.day(there.date()),
            clock=there.strftime("%H:%M"),
            zone=self.zone(reader_zone),
        )


@cache
def speech(code: str) -> Speech:
    """The speech of one of the pages' languages."""
    return Speech(code, catalog(code))


ENGLISH = speech("en")


def language_of(tag: str) -> str | None:
    """The language of the pages that serves a reader of `tag`, None if there is none.

    >>> language_of("zh-HK"), language_of("zh-CN"), language_of("en-GB"), language_of("fr")
    ('zh-Hant', None, 'en', None)
    """
    parts = tag.lower().replace("_", "-").split("-")
    if parts[0] == "zh":
        hans = {"hans", "cn", "sg", "my"} & set(parts[1:])
        return None if hans and "hant" not in parts else "zh-Hant"
    return next((code for code in LANGUAGES if code.lower() == parts[0]), None)


@lru_cache(maxsize=256)  # a page asks for each of its rows
def accepted_language(header: str) -> str:
    """The language of the pages that a browser's Accept-Language asks for; English if none.

    >>> accepted_language("fr, zh-TW;q=0.8, en;q=0.3")
    'zh-Hant'
    """
    wanted = []
    for place, piece in enumerate(header[:400].split(",")):
        tag, _, rest = piece.strip().partition(";")
        quality = rest.strip().removeprefix("q=") if rest else "1"
        try:
            weight = float(quality)
        except ValueError:
            continue
        wanted.append((-weight, place, tag.strip()))
    for weight, _, tag in sorted(wanted):
        found = language_of(tag) if tag else None
        if found and weight:
            return found
    return "en"
