"""Spellings and pattern templates: the small notations of the language files.

A *spelling* stands for a few fixed strings: `[週周]` one of the characters, `(a|b)` one of the
words, `?` behind a character, class or group makes it optional.

A *template* is a regular expression (the part that google-re2 and `re` share, without
lookaround and without groups that capture) with slots in braces and two kinds of blank:
a space stands for one to three blanks of any sort, `~` for an optional one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["BLANKS", "Template", "spell_out"]

BLANKS = "(?:[ \\n]{2,4}|[ \\n\\t\u00a0\u202f]|\\r\\n)"
_MAYBE_BLANK = "[ \\t\u00a0\u3000\u202f]?"
_HYPHEN = "[-\u2010\u2011\u2012\u2013]"
_DASH = "[-\u2010-\u2015~\u301c\uff5e]"
_APOSTROPHE = "['\u2019]"
_SLOT = re.compile(r"\{(_?)([A-Za-z_]+?)(\d?)(?::([A-Za-z_0-9]+))?\}")


def spell_out(spelling: str) -> list[str]:
    """All strings a spelling stands for.

    >>> spell_out("下(個|个)?[週周]")
    ['下個週', '下個周', '下个週', '下个周', '下週', '下周']
    """
    variants, rest = _sequence(spelling, 0)
    if rest != len(spelling):
        raise ValueError(f"unbalanced brackets in the spelling {spelling!r}")
    return list(dict.fromkeys(variants))


def _sequence(spelling: str, at: int) -> tuple[list[str], int]:
    variants = [""]
    while at < len(spelling) and spelling[at] not in "|)":
        choices, at = _choice(spelling, at)
        if at < len(spelling) and spelling[at] == "?":
            choices = [*choices, ""]
            at += 1
        variants = [head + tail for head in variants for tail in choices]
    return variants, at


def _choice(spelling: str, at: int) -> tuple[list[str], int]:
    if spelling[at] == "[":
        close = spelling.index("]", at)
        return list(spelling[at + 1 : close]), close + 1
    if spelling[at] != "(":
        return [spelling[at]], at + 1
    choices: list[str] = []
    while spelling[at] != ")":
        some, at = _sequence(spelling, at + 1)
        choices += some
        if at >= len(spelling):
            raise ValueError(f"unbalanced brackets in the spelling {spelling!r}")
    return choices, at + 1


@dataclass(frozen=True, slots=True)
class Template:
    """A pattern cut into literal pieces and slots.

    `{year}` is a slot whose value is kept under its own name; a digit tells two of a kind apart
    (`{day1}`, `{day2}`); a name behind a colon is the one to keep it under (`{ordinal:day}`); a
    leading `_` (`{_unit}`) matches without keeping the value.

    >>> [slot.field for slot in Template.cut("{month} {day1}-{ordinal:day2}").slots()]
    ['month', 'day1', 'day2']
    """

    parts: tuple[str | Slot, ...]

    @classmethod
    def cut(cls, pattern: str) -> Template:
        """The template of a pattern as written in a language file."""
        parts: list[str | Slot] = []
        at = 0
        for found in _SLOT.finditer(pattern):
            parts.append(_blanks(pattern[at : found.start()]))
            hidden, name, number, kept_as = found.groups()
            parts.append(Slot(name, "" if hidden else kept_as or name + number))
            at = found.end()
        parts.append(_blanks(pattern[at:]))
        return cls(tuple(part for part in parts if part))

    def slots(self) -> Iterator[Slot]:
        """Its slots, in order."""
        return (part for part in self.parts if isinstance(part, Slot))


@dataclass(frozen=True, slots=True)
class Slot:
    """A named place in a template: `name` says what fits, `field` names the value, empty = drop."""

    name: str
    field: str


def _blanks(literal: str) -> str:
    literal = literal.replace("{-}", _HYPHEN).replace("{--}", _DASH).replace("{'}", _APOSTROPHE)
    inside = False
    written: list[str] = []
    for at, char in enumerate(literal):
        if char == "[" and literal[at - 1 : at] != "\\":
            inside = True
        elif char == "]":
            inside = False
        if char == " " and not inside:
            written.append(BLANKS)
        elif char == "~" and not inside:
            written.append(_MAYBE_BLANK)
        else:
            written.append(char)
    return "".join(written)
