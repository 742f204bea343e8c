"""Phrases that belong together: the two ends of a range, and one date said in several ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bywhen.reading.language import Language
from bywhen.reading.parse import Parse
from bywhen.reading.scan import Found

__all__ = ["Statement", "joined"]

Kind = Literal["single", "range", "apposition"]

_OPENS = ("from", "between", "since")
_LONGEST_GAP = 16
_LONGEST_MOVE = 40
_MOVE_WORDS = 4
_BRACKETS = " \t\r\n\u00a0\u3000()（）[]【】"
_OPENERS = {"(": ")", "（": "）", "[": "]", "【": "】"}
_FORMS = {
    "weekday": "weekday", "holiday": "holiday", "holiday_end": "holiday", "day_shift": "today",
    "nth_weekday": "nth",
    "numeric": "date", "clock": "clock", "unit": "unit", "day_range": "days", "weekend": "unit",
}  # fmt: skip
_BOUNDED = frozenset({
    "date", "numeric", "weekday", "month", "year", "holiday", "holiday_end", "day_shift",
    "quarter", "half", "season", "part", "decade", "nth_weekday", "unit", "clock", "nth_week",
    "century", "ago", "nth_day", "rest",
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One dated statement: a phrase, a range of two, or several that name the same day.

    `ahead` is true for the date that another was moved to, `left` for that other one.
    """

    kind: Kind
    found: tuple[Found, ...]
    end: int
    ahead: bool = False
    left: bool = False

    @property
    def start(self) -> int:
        """Where its first core begins."""
        return self.found[0].start

    def without_lead(self) -> Statement:
        """The same without the qualifier of its lead."""
        return self.with_lead("plain")

    def with_lead(self, qualifier: str) -> Statement:
        """The same with another qualifier as that of its lead."""
        first = self.found[0]
        phrase = first.phrase.with_lead(qualifier)
        if qualifier == "not_before" and phrase.trail == "before":
            phrase = phrase.with_trail(qualifier)
        other = replace(first, phrase=phrase)
        return Statement(self.kind, (other, *self.found[1:]), self.end, self.ahead, self.left)

    @property
    def is_weak(self) -> bool:
        """True for words that are a date only with a lead or beside another ("the 27th")."""
        phrase = self.found[0].phrase
        weak = phrase.parse.rule.weak
        return len(self.found) == 1 and (weak == "always" or (weak != "" and not phrase.lead))


def joined(text: str, phrases: Iterable[Found], language: Language) -> Iterator[Statement]:
    """The statements of a text, in order.

    Two phrases make a range if the words between them say so ("from A to B", "between A and B"),
    an apposition if only commas or brackets stand between two different ways to name a day.
    """
    pending: Statement | None = None
    for found in phrases:
        if pending is not None:
            if _is_move(text, pending, found, language):
                yield replace(pending, left=True).without_lead()
                pending = Statement("single", (found,), found.end, ahead=True).without_lead()
                continue
            together = _together(text, pending, found, language)
            if together is not None:
                pending = together
                continue
            yield _left(text, pending, language)
        pending = Statement("single", (found,), found.end)
    if pending is not None:
        yield _left(text, pending, language)


def _left(text: str, statement: Statement, language: Language) -> Statement:
    """ "Moved from August 20 to an unspecified date": the day it was moved from."""
    first = statement.found[0]
    if statement.kind != "single" or first.phrase.lead != "from" or not language.spaced:
        return statement
    ahead = text[max(0, first.lead_start - _LONGEST_MOVE) : first.lead_start].lower().split()
    moved = language.between.get("moved", frozenset())
    if not text.startswith(" to ", statement.end) or not moved & set(ahead[-_MOVE_WORDS:]):
        return statement
    return replace(statement, left=True).without_lead()


def _is_move(text: str, before: Statement, found: Found, language: Language) -> bool:
    """True for "slipped from March to June": two dates, the old one and the new one."""
    first = before.found[0]
    if before.kind != "single" or first.phrase.lead not in ("from", "since") or first.phrase.trail:
        return False
    if found.lead_start - first.end > _LONGEST_GAP or not language.between.get("moved"):
        return False
    ahead = (
        text[max(0, first.lead_start - _LONGEST_MOVE) : first.lead_start]
        .lower()
        .split()[-_MOVE_WORDS:]
    )
    gap = text[first.end : found.start].lower()
    stands = (gap.strip() in language.between.get("range", ())
              or found.phrase.lead in ("to", "until", "through"))  # fmt: skip
    return any(
        (stands and word in ahead) or (not language.spaced and word in gap)
        for word in language.between["moved"]
    )


def _together(text: str, before: Statement, found: Found, language: Language) -> Statement | None:
    last = before.found[-1]
    if found.lead_start - last.end > _LONGEST_GAP or before.kind == "range":
        return None
    gap = text[last.end : found.lead_start]
    if before.kind == "single" and _is_range(gap, last, found, language):
        return Statement("range", (last, found), found.end)
    if _is_part_of_day(before) and not gap and _is_range(gap, before.found[0], found, language):
        return Statement("range", (before.found[0], found), found.end)
    if _is_apposition(gap, before, found, language):
        end = _closed(text, before.start, gap, found.end)
        behind = _trail_at(text, end, language) if end > found.end else ""
        if behind and not found.phrase.trail:
            end += len(behind)
            found = replace(found, phrase=found.phrase.with_trail(language.trail[behind]))
        return Statement("apposition", (*before.found, found), end)
    return None


def _is_part_of_day(statement: Statement) -> bool:
    """True for 5日晚: a day and a part of it."""
    return (
        statement.kind == "apposition"
        and len(statement.found) == 2
        and "daypart" in statement.found[1].phrase.parse.values
    )


def _trail_at(text: str, end: int, language: Language) -> str:
    """The trail word behind a closing bracket: 本週五（28日）前."""
    if language.spaced:
        return ""
    return max((word for word in language.trail if text.startswith(word, end)), key=len, default="")


def _is_range(gap: str, first: Found, second: Found, language: Language) -> bool:
    one, other = first.phrase, second.phrase
    from_now = one.parse.values.get("reference") == "PRESENT_REF" and one.lead in _OPENS
    if not (from_now or one.parse.rule.means in _BOUNDED):
        return False
    if other.parse.rule.means not in _BOUNDED:
        return False
    closes = other.trail in ("until", "by") and other.lead == ""
    if one.trail == "from" and closes and not gap.strip() and one.lead in ("", "plain"):
        return True
    if one.lead == "by" and other.lead == "until" and not gap and not language.spaced:
        return True  # 期限為今年7月至明年6月
    runs = other.lead in ("to", "until", "through") or (other.lead == "by" and one.lead == "from")
    if (one.trail and not (one.trail == "from" and runs)) or one.lead not in (
        "",
        "plain",
        "from",
        "between",
        "since",
    ):
        return False
    words = " ".join(gap.split()).lower()
    if words in language.between.get("choice", ()) and (words or other.lead == ""):
        return other.lead in ("", "plain") and _is_next(one.parse, other.parse)
    if other.trail == "between" and other.lead == "":
        return words in language.between.get("and", ()) or words in language.between.get(
            "range", ()
        )
    if other.lead == "" and one.lead != "since":
        if one.lead == "between":
            return words in language.between.get("and", ()) or words in language.between.get(
                "range", ()
            )
        return words in language.between.get("range", ())
    return not words and runs


def _is_next(one: Parse, other: Parse) -> bool:
    """True for "Monday or Tuesday", "late May or early June": side by side, so one window."""
    if one.rule.means != other.rule.means:
        return False
    inner = one.values.get("PERIOD"), other.values.get("PERIOD")
    if one.rule.means == "part" and isinstance(inner[0], Parse) and isinstance(inner[1], Parse):
        late = one.values.get("part") in ("late", "end", "second-half")
        early = other.values.get("part") in ("early", "start", "first-half")
        return late and early and _is_next(inner[0], inner[1])
    for name, size in (("weekday", 7), ("month", 12), ("mon", 12), ("year", 10_000)):
        first, second = one.values.get(name), other.values.get(name)
        if "day" not in one.values and isinstance(first, int) and isinstance(second, int):
            return (second - first) % size == 1
    return False


def form_of(found: Found) -> str:
    """In which way a phrase names a day: weekday, date, holiday ..."""
    parse = found.phrase.parse
    if parse.rule.means == "date":
        return "date" if "day" in parse.values else ""
    if parse.rule.means == "clock":
        return "" if "DAY" in parse.values else "clock"
    return _FORMS.get(parse.rule.means, "")


def _is_apposition(gap: str, before: Statement, found: Found, language: Language) -> bool:
    last = before.found[-1]
    form = form_of(found)
    forms = [form_of(one) for one in before.found]
    in_brackets = form == "clock" and any(opener in gap for opener in _OPENERS)
    if not form or (form in forms and not in_brackets) or not all(forms):
        return False
    clock = form == "clock" or "clock" in forms
    if form == "weekday" and forms == ["unit"]:
        return _is_day_of_week(gap, before.found[0], found)
    if last.phrase.trail and not clock:
        return False
    if found.phrase.lead and not (clock and found.phrase.lead == "plain"):
        return False
    if {form, *forms} & {"unit", "days"}:
        return ("(" in gap or "（" in gap) and {form, *forms} <= {"unit", "days"}
    words = gap.strip(_BRACKETS).lower()
    return not words or words in language.between.get("apposition", ())


def _is_day_of_week(gap: str, week: Found, day: Found) -> bool:
    """ "Next week, on Thursday": the Thursday of that week."""
    if week.phrase.parse.values.get("unit") != "week" or week.phrase.trail:
        return False
    if {"shift", "week"} & day.phrase.parse.values.keys():
        return False
    comma = gap.strip(_BRACKETS)
    lead = day.phrase.lead
    return (not comma and lead in ("", "plain")) or (comma in (",", "，") and lead == "plain")


def _closed(text: str, start: int, gap: str, end: int) -> int:
    """The end, with the bracket that closes one opened inside the statement."""
    for opener, closer in _OPENERS.items():
        inside = text[start:end]
        if inside.count(opener) > inside.count(closer) and text[end : end + 1] == closer:
            return end + 1
    return end
