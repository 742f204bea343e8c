"""What a date that cannot be read may have been meant to say."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["rewritings", "shown"]

_SHOWN = 40


def shown(text: str) -> str:
    """The text as a message quotes it: printable, and cut after 40 characters.

    >>> shown("2025-11-27\\n")
    "'2025-11-27\\\\n'"
    """
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}..."


_THREE = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")


def rewritings(text: str) -> tuple[str, Iterable[str]]:
    """Why `text` is not read, and the texts that may be meant instead (some may be no dates)."""
    if text != text.strip():
        return "has blanks around it", [text.strip()]
    match = _THREE.fullmatch(text)
    if match:
        one, _, two, year = match.groups()
        return "is not ISO", [
            f"{year}-{int(one):02}-{int(two):02}",
            f"{year}-{int(two):02}-{int(one):02}",
        ]
    return "is not a date", []
