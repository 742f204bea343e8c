"""Numbers as they are written: Western and full-width digits, Chinese numerals, spelt words."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CHINESE_DIGITS", "chinese_number", "number", "western"]

CHINESE_DIGITS: Mapping[str, int] = {
    "〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "兩": 2, "两": 2, "三": 3, "四": 4, "五": 5,
    "六": 6, "七": 7, "八": 8, "九": 9, "壹": 1, "貳": 2, "叁": 3, "元": 1, "正": 1,
}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_PACKED = {"廿": 20, "卅": 30}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．：／－", "0123456789.:/-")  # fmt: skip


def western(text: str) -> str:
    """The text with full-width digits as plain ones.

    >>> western("２０２５")
    '2025'
    """
    return text.translate(_FULL_WIDTH)


def chinese_number(text: str) -> int:
    """The value of a Chinese numeral, by place or digit by digit.

    Raises ValueError for anything else.

    >>> chinese_number("二十七"), chinese_number("二〇二五"), chinese_number("廿三")
    (27, 2025, 23)
    """
    if all(char in CHINESE_DIGITS for char in text):
        return int("".join(str(CHINESE_DIGITS[char]) for char in text))
    total = 0
    digit: int | None = None
    for char in text:
        if char in _PACKED:
            total += _PACKED[char]
        elif char in _TENS:
            total += (1 if digit is None else digit) * _TENS[char]
            digit = None
        elif char in CHINESE_DIGITS:
            digit = CHINESE_DIGITS[char]
        else:
            raise ValueError(f"not a numeral: {text!r}")
    return total + (digit or 0)


def number(text: str, words: Mapping[str, int | float | str]) -> int | float:
    """The value of a number in digits, Chinese numerals or one of the language's `words`.

    Two words add up ("twenty-five"); 0 stands for an unsaid number ("several").
    Raises ValueError if it is none of these.

    >>> number("twenty-five", {"twenty": 20, "five": 5}), number("1.5", {})
    (25, 1.5)
    """
    plain = western(text).strip().lower()
    if plain.replace(",", "").isdecimal():
        return int(plain.replace(",", ""))
    if plain in words:
        return _numeric(words[plain])
    try:
        return float(plain)
    except ValueError:
        pass
    pieces = plain.replace("-", " ").split()
    if len(pieces) > 1 and all(piece in words for piece in pieces):
        return _composed([_numeric(words[piece]) for piece in pieces])
    return chinese_number(plain)


def _numeric(value: int | float | str) -> int | float:
    if isinstance(value, str):
        raise ValueError(f"not a number: {value!r}")
    return value


def _composed(values: list[int | float]) -> int | float:
    total: int | float = 0
    for value in values:
        total = total * value if value >= 100 and total else total + value
    return total
