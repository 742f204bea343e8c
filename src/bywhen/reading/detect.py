"""Which language a text is in, by its script and then by its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from bywhen.reading.language import available, detection

__all__ = ["language_of"]

_LOOKED_AT_CHARS = 4000
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("Kana", re.compile("[\u3040-\u30ff]")),
    ("Hangul", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("Han", re.compile("[\u3400-\u9fff]")),
    ("Cyrillic", re.compile("[\u0400-\u052f]")),
    ("Latin", re.compile("[A-Za-z\u00c0-\u024f]")),
)
_FALLBACK = "en"
_PREFERRED = (_FALLBACK, "zh")  # where nothing tells


def language_of(text: str) -> str:
    """The code of the language there is a file for that fits best; "en" if nothing tells.

    A few Latin names do not make a Chinese article English: one Han character weighs as four
    letters, and kana or hangul decide at a tenth of the Han characters.

    >>> language_of("美方要求在下週四前簽署"), language_of("It is due on Thursday")
    ('zh', 'en')
    """
    sample = text[:_LOOKED_AT_CHARS]
    counts = {name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS}
    han = counts["Han"]
    if counts["Kana"] and counts["Kana"] * 10 >= han:
        script = "Kana"
    else:
        weights = {
            name: count * (4 if name in ("Han", "Hangul") else 1) for name, count in counts.items()
        }
        script = max(weights, key=lambda name: weights[name])
        if not weights[script]:
            return _FALLBACK
    scripts = ("Han", "Kana") if script == "Han" else (script,)  # a headline without kana
    codes = [code for code in available() if detection(code).get("script") in scripts]
    if not codes and script == "Kana":
        codes = ["zh"]
    if len(codes) <= 1:
        return codes[0] if codes else _FALLBACK
    return _by_words(sample, codes)


def _by_words(sample: str, codes: list[str]) -> str:
    words = Counter(word.lower() for word in _WORD.findall(sample))
    letters = Counter(sample.lower())

    def weight(code: str) -> int:
        common, endings, letter_set = _signs(code)
        told = sum(count for word, count in words.items() if word in common)
        told += sum(count for word, count in words.items() if endings and word.endswith(endings))
        return told + 3 * sum(letters[letter] for letter in letter_set)

    return max(codes, key=lambda code: (weight(code), code in _PREFERRED))


@lru_cache(maxsize=64)
def _signs(code: str) -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    detect = detection(code)
    return (
        frozenset(detect.get("words", ())),
        tuple(detect.get("endings", ())),
        frozenset(detect.get("letters", "")),
    )
