"""The slots every language file may use, and how their words become values.

| slot | matches | value |
|---|---|---|
| `{year}` | 1000 to 2199 in digits (and Chinese numerals) | int |
| `{yy}` | two digits | int, the year nearest to now is chosen on resolving |
| `{mon}` | 1 to 12 in digits or Chinese numerals | int |
| `{day}` | 1 to 31, the same | int |
| `{n}` | a number: digits, words of the lexicon `number`; 0 = unsaid ("several") | number |
| `{hour}`, `{minute}` | 0 to 24, 00 to 59 | int |
| `{first}`, `{second}` | the two numbers of 3/4/2025, in the language's order | int |
| `{decadeyear}`, `{decadeshort}` | 1990 and 90 in "1990s" and "'90s" | int |
| `{event}` | up to six words that name an event | text |

Any key of the lexicon is a slot of the same name; a name in capitals is a group of rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bywhen.reading.numerals import chinese_number, number, western

__all__ = ["BUILT_IN", "BuiltIn", "Words"]

Words = Mapping[str, "int | float | str"]

_CHINESE = "[〇零○一二兩两三四五六七八九十廿卅]"
_DIGIT = "[0-9０-９]"


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A slot: its pattern in Western and in Chinese writing, and how to value what it matched."""

    pattern: str
    chinese: str
    value: Callable[[str, Words], int | float | str]

    def written(self, chinese: bool) -> str:
        """The pattern for a language, with Chinese numerals where it uses them."""
        return f"(?:{self.pattern}|{self.chinese})" if chinese and self.chinese else self.pattern


def _whole(lowest: int, highest: int) -> Callable[[str, Words], int]:
    def value(text: str, words: Words) -> int:
        plain = western(text).strip().lower()
        if plain.isdecimal():
            whole = int(plain)
        elif plain in words and isinstance(words[plain], int):
            whole = int(words[plain])
        else:
            whole = chinese_number(plain)
        if not lowest <= whole <= highest:
            raise ValueError(f"{whole} is not between {lowest} and {highest}")
        return whole

    return value


def _verbatim(text: str, words: Words) -> str:
    return text


BUILT_IN: Mapping[str, BuiltIn] = {
    "year": BuiltIn(
        f"(?:1[0-9０-９]|20|21|２０|１９){_DIGIT}{_DIGIT}",
        "[一二][〇零○一二三四五六七八九]{3}",
        _whole(1000, 2199),
    ),
    "yy": BuiltIn(f"{_DIGIT}{_DIGIT}", "[〇零○一二三四五六七八九]{2}", _whole(0, 99)),
    "mon": BuiltIn(
        "(?:[1１][0-2０-２]|[0０]?[1-9１-９])",
        "(?:十[一二]?|[一二三四五六七八九元正])",
        _whole(1, 12),
    ),
    "day": BuiltIn(
        f"(?:[12１２]{_DIGIT}|[3３][01０１]|[0０]?[1-9１-９])",
        "(?:[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|[一二三四五六七八九])",
        _whole(1, 31),
    ),
    "n": BuiltIn("", f"{_CHINESE}[一二三四五六七八九十百千零〇]{{0,5}}", number),
    "hour": BuiltIn(
        "(?:2[0-4]|[01]?[0-9])", "(?:二?十[一二三四]?|[零一二兩两三四五六七八九十])", _whole(0, 24)
    ),
    "minute": BuiltIn("[0-5][0-9]", "(?:[二三四五]?十[一二三四五六七八九]?)", _whole(0, 59)),
    "event": BuiltIn("", "", _verbatim),
    "first": BuiltIn("(?:[12][0-9]|3[01]|0?[1-9])", "", _whole(1, 31)),
    "second": BuiltIn("(?:[12][0-9]|3[01]|0?[1-9])", "", _whole(1, 31)),
    "decadeyear": BuiltIn("(?:1[0-9]|20)[0-9]0", "", _whole(1000, 2090)),
    "decadeshort": BuiltIn("[1-9]0", "", _whole(10, 90)),
}
