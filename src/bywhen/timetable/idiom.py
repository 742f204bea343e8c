"""Days and windows as a language writes them, kept windows: English and Traditional Chinese.

The one place that puts a window into words; terminal, pages, calendars and alerts ask it. A new
language is one more `Idiom`, not another function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bywhen.timetable.claims import Modality

__all__ = ["CHINESE", "ENGLISH", "IDIOMS", "Idiom", "idiom_of"]


def _plain(_: date, words: str) -> str:
    return words


@dataclass(frozen=True, slots=True)
class Idiom:
    """One language's way of writing days; `code` is its BCP 47 tag.

    Each form is a template: `day` knows {day}, {month}, {year}; `not_before` and `by` know {day};
    `to` knows {first} and {last}. `year_leads` is true where a day begins with its year, so that
    the last day of a window is the one cut short.
    """

    code: str
    months: tuple[str, ...]
    day_form: str
    day_month_form: str
    day_alone_form: str
    month_form: str
    no_date: str
    not_before: str
    by: str
    to: str
    year_leads: bool = False

    def month_alone(self, when: date) -> str:
        """A month whose year is known: 'Nov'."""
        return self.months[when.month - 1]

    def month(self, when: date) -> str:
        """A month of a year: 'Nov 2025'."""
        return self.month_form.format(month=self.month_alone(when), year=when.year)

    def day(self, when: date) -> str:
        """A day as people write it.

        >>> ENGLISH.day(date(2025, 11, 27)), CHINESE.day(date(2025, 11, 27))
        ('27 Nov 2025', '2025年11月27日')
        """
        return self.day_form.format(day=when.day, month=self.month_alone(when), year=when.year)

    def day_and_month(self, when: date) -> str:
        """A day whose year is known: '27 Nov'."""
        return self.day_month_form.format(day=when.day, month=self.month_alone(when))

    def ends(self, earliest: date, latest: date) -> tuple[str, str]:
        """Both ends of a window, what they share said once.

        >>> ENGLISH.ends(date(2025, 12, 1), date(2025, 12, 10))
        ('1', '10 Dec 2025')
        >>> CHINESE.ends(date(2025, 11, 27), date(2025, 12, 5))
        ('2025年11月27日', '12月5日')
        """
        long, cut = (earliest, latest) if self.year_leads else (latest, earliest)
        if earliest.year != latest.year:
            short = self.day(cut)
        elif earliest.month != latest.month:
            short = self.day_and_month(cut)
        else:
            short = self.day_alone_form.format(day=cut.day)
        return (self.day(long), short) if self.year_leads else (short, self.day(long))

    def window(
        self,
        earliest: date | None,
        latest: date | None,
        modality: Modality | str | None = None,
        write: Callable[[date, str], str] = _plain,
    ) -> str:
        """A window in words, both its ends there; `write` puts each day and its words down.

        A null side is open; a deadline (`by`) of one committed day reads as one.

        >>> ENGLISH.window(date(2025, 12, 1), date(2025, 12, 10))
        '1 to 10 Dec 2025'
        >>> CHINESE.window(None, date(2025, 11, 27), Modality.BY)
        '2025年11月27日或之前'
        """
        if latest is None or modality == Modality.NOT_BEFORE:
            first = earliest if earliest is not None else latest
            if first is None:
                return self.no_date
            return self.not_before.format(day=write(first, self.day(first)))
        if earliest is None or earliest == latest:
            last = write(latest, self.day(latest))
            is_deadline = modality == Modality.BY or earliest is None
            return self.by.format(day=last) if is_deadline else last
        first_words, last_words = self.ends(earliest, latest)
        return self.to.format(first=write(earliest, first_words), last=write(latest, last_words))


ENGLISH = Idiom(
    code="en",
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    day_form="{day} {month} {year}",
    day_month_form="{day} {month}",
    day_alone_form="{day}",
    month_form="{month} {year}",
    no_date="no date",
    not_before="not before {day}",
    by="by {day}",
    to="{first} to {last}",
)
CHINESE = Idiom(
    code="zh-Hant",
    months=tuple(f"{number}月" for number in range(1, 13)),
    day_form="{year}年{month}{day}日",
    day_month_form="{month}{day}日",
    day_alone_form="{day}日",
    month_form="{year}年{month}",
    no_date="沒有日期",
    not_before="不早於{day}",
    by="{day}或之前",
    to="{first}至{last}",
    year_leads=True,
)
IDIOMS = {idiom.code: idiom for idiom in (ENGLISH, CHINESE)}


def idiom_of(code: str) -> Idiom:
    """The idiom of a language of ours; KeyError for any other."""
    return IDIOMS[code]
