"""A pasted post or passage: its first address, and the sentence around a place in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Pasted", "pasted"]

_URL = re.compile(r"https?://[^\s<>\"'）」』，。]+")
_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")
_LONGEST_PHRASE = 200


@dataclass(frozen=True, slots=True)
class Pasted:
    """The text without its addresses, and the first of them."""

    text: str
    url: str | None

    def phrase(self, start: int, end: int) -> str:
        """The sentence in which `start` to `end` stands, cut to 200 characters around it."""
        left, right = 0, len(self.text)
        for match in _END.finditer(self.text):
            if match.end() <= start:
                left = match.end()
            elif match.start() >= end:
                right = match.start()
                break
        if right - left > _LONGEST_PHRASE:
            spare = max(0, _LONGEST_PHRASE - (end - start)) // 2
            left, right = max(left, start - spare), min(right, end + spare)
        return " ".join(self.text[left:right].split())

    @property
    def whole(self) -> str | None:
        """All of it, if it is short enough to be quoted."""
        words = " ".join(self.text.split())
        return words if 0 < len(words) <= _LONGEST_PHRASE else None


def pasted(text: str) -> Pasted:
    """
    >>> post = pasted("Zelensky: “by Christmas”. https://news.example/1.")
    >>> post.url, post.text.strip()
    ('https://news.example/1', 'Zelensky: “by Christmas”.')
    """
    found = _URL.search(text)
    url = found[0].rstrip(".,;:!?)]}") if found else None
    return Pasted(_URL.sub(" ", text), url)
