"""What accepting a proposal would do, in the reader's language and with the events' titles.

The desk keeps it as one English sentence (`bywhen.editing.effects` writes it); a part of it that is
not known here stays as it is, marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from bywhen.publish.marks import bdi
from bywhen.publish.speech import ENGLISH, N_, Speech
from bywhen.publish.words import status_word

__all__ = ["effect_words", "events_named"]

_MONTHS = ENGLISH.idiom.months
_EVENT = r"(?P<event>[A-Za-z0-9][\w.-]*)"
_NEW, _LATE = r"(?P<new>[^,;]+?)", r"(?:, (?P<late>.+) against the baseline)?"
# Of each part: how it begins to be known, what it says; `%(...)s` are its groups.
_PARTS = (
    (r"no change", N_("no change")),
    (
        r"no change \(also said: (?P<who>.+) does not decide\)",
        N_("no change (also said: %(who)s does not decide)"),
    ),
    (
        r"cannot be worked out before its event is named",
        N_("cannot be worked out before its event is named"),
    ),
    (rf"adds the event {_EVENT}", N_("adds the event %(event)s")),
    (rf"takes {_EVENT} out of sight", N_("takes %(event)s out of sight")),
    (rf"closes {_EVENT}: happened {_NEW}{_LATE}", N_("closes %(event)s: happened %(new)s")),
    (
        rf"changes when {_EVENT} happened, to {_NEW}{_LATE}",
        N_("changes when %(event)s happened, to %(new)s"),
    ),
    (
        rf"{_EVENT} becomes (?P<status>[a-z ]+?) \(was (?P<old>.+)\)",
        N_("%(event)s becomes %(status)s (was %(old)s)"),
    ),
    (rf"{_EVENT} becomes (?P<status>[a-z ]+)", N_("%(event)s becomes %(status)s")),
    (rf"dates {_EVENT} {_NEW}", N_("dates %(event)s %(new)s")),
    (
        rf"moves {_EVENT} from (?P<old>.+?) to {_NEW}(?:, (?P<moved>.+))?",
        N_("moves %(event)s from %(old)s to %(new)s"),
    ),
    (
        rf"{_EVENT} stays {_NEW}; its slip is (?P<slip>.+)",
        N_("%(event)s stays %(new)s; its slip is %(slip)s"),
    ),
    (r"and (?P<more>\d+) more", N_("and %(more)s more")),
)
_DAY = r"(\d{1,2})(?: ([A-Z][a-z]{2}))?(?: (\d{4}))?"
_WINDOW = re.compile(rf"(by |not before )?{_DAY}(?:(?:–| to ){_DAY})?")
_DAYS = re.compile(r"([+-]?\d+)(?: to ([+-]?\d+))? days?")


def events_named(text: str) -> set[str]:
    """The words of an effect that may be ids of events, inside their affair."""
    return set(re.findall(r"[A-Za-z0-9][\w.-]*", text))


def effect_words(text: str, titles: Mapping[str, Markup], say: Speech) -> Markup:
    """An effect; `titles` are those of events by their ids inside the affair."""
    said = [_part(part, titles, say) for part in re.split(r"; (?!its slip is )", text)]
    return Markup(say.gettext("; ")).join(said)  # noqa: S704 - words of ours


def _part(text: str, titles: Mapping[str, Markup], say: Speech) -> Markup:
    for pattern, message in _PARTS:
        found = re.fullmatch(pattern, text)
        if found is not None:
            given = {name: value for name, value in found.groupdict().items() if value is not None}
            values = {name: _value(name, value, titles, say) for name, value in given.items()}
            words = Markup(say.gettext(message, **values))  # noqa: S704 - each value is escaped
            if "moved" in values:
                words += Markup(say.gettext(", %(days)s", days=values["moved"]))  # noqa: S704
            if "late" in values:
                late = say.gettext(", %(days)s against what was announced", days=values["late"])
                words += Markup(late)  # noqa: S704
            return words
    return bdi(text, "en")


def _value(name: str, text: str, titles: Mapping[str, Markup], say: Speech) -> Markup:
    if name == "event":
        return Markup("<q>{}</q>").format(titles[text]) if text in titles else bdi(text)
    if name in ("new", "old"):
        return _window(text, say)
    if name in ("moved", "late", "slip"):
        return _days(text, say)
    if name == "status":
        return Markup("{}").format(status_word(text.replace(" ", "_"), say)[1])
    return bdi(text)


def _window(text: str, say: Speech) -> Markup:
    found = _WINDOW.fullmatch(text)
    if found is None:
        return bdi(say.gettext("no date") if text == "no date" else text)
    kind, *parts = found.groups()
    first, last = parts[:3], parts[3:]
    end = _day(last if last[0] else first, None)
    if end is None:
        return bdi(text)
    start = _day(first, end) if last[0] else end
    if kind == "not before ":
        return Markup("{}").format(say.window(end, None))
    return Markup("{}").format(say.window(start, end, "by" if kind else None))


def _day(parts: list[str | None], after: date | None) -> date | None:
    """A day whose month and year may stand with the day `after` it."""
    number, month, year = parts
    try:
        of_month = _MONTHS.index(month) + 1 if month else after.month if after else 0
        return date(int(year) if year else after.year if after else 0, of_month, int(number or 0))
    except ValueError:
        return None


def _days(text: str, say: Speech) -> Markup:
    found = _DAYS.fullmatch(text)
    if found is None:
        return bdi(text)
    least, most = found.groups()
    return Markup("{}").format(say.signed_range(int(least), int(most or least)))
