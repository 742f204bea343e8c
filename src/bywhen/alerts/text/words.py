"""One language of the alerts: its phrases, its labels and how it writes days.

    words.say("firmed", due="by 27 Nov 2025", was="in November")

What is told, and in which order, is the same in all languages (`news`, `lines`); a language is a
table of templates. A `Words` never turns a window into a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bywhen.timetable.idiom import Idiom

__all__ = ["Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """One language. `phrases` are templates by what they say; of `NAME` and `NAME_one` the second
    is taken where the count is 1. `effects` are templates of what a proposal would do."""

    code: str
    idiom: Idiom
    labels: Mapping[str, str]
    phrases: Mapping[str, str]
    effects: Mapping[str, str]

    def say(self, phrase: str, **values: object) -> str:
        """The phrase with its values."""
        return self.phrases[phrase].format(**values)

    def count(self, phrase: str, number: int) -> str:
        """The phrase with a number, in the form that goes with it."""
        one = f"{phrase}_one"
        return self.say(one if number == 1 and one in self.phrases else phrase, n=number)

    def label(self, name: str) -> str:
        """The word before a line."""
        return self.labels[name]

    def day(self, day: date) -> str:
        """A civil day."""
        return self.idiom.day(day)

    def days(self, number: int) -> str:
        """A number of days."""
        return self.count("days", number)

    def signed(self, days: int) -> str:
        """Days later (+) or earlier (-)."""
        if days == 0:
            return self.phrases["no_days"]
        return self.say("later" if days > 0 else "earlier", days=self.days(abs(days)))

    def window(self, first: date | None, last: date | None, modality: str | None) -> str:
        """A window, kept a window; of a deadline only its last day."""
        start = None if modality == "by" and last is not None else first
        return self.idiom.window(start, last, modality)

    def left(self, least: int | None, most: int | None) -> str:
        """How long is left, or how long ago it was."""
        if most is None:
            if least is None or least <= 0:
                return self.phrases["left_open"]
            return self.say("left_at_least", days=self.days(least))
        if most < 0:
            return self.say("left_past", days=self.days(-most))
        if most == 0:
            return self.phrases["left_today"]
        if least is None or least <= 0:
            return self.say("left_up_to", days=self.days(most))
        if least == most:
            return self.say("left_exactly", days=self.days(most))
        return self.say("left_range", least=least, days=self.days(most))

    def span(self, seconds: int) -> str:
        """A rough time span."""
        if seconds >= 2 * 86_400:
            return self.days(round(seconds / 86_400))
        if seconds >= 2 * 3_600:
            return self.count("hours", round(seconds / 3_600))
        return self.count("minutes", max(1, round(seconds / 60)))

    def named(self, text: object, names: object) -> str:
        """A title or a name in this language, else as it is; "" for none."""
        found = names.get(self.code) if isinstance(names, Mapping) else None
        return str(found or text or "")

    def several(self, texts: Sequence[str]) -> str:
        """Several things in one line."""
        return self.phrases["between"].join(texts)
