"""Two regular-expression engines behind one small face: google-re2, or `re` where it is missing.

re2 runs the whole alternation of a language as one automaton, in linear time whatever the number
of patterns. `re` tries the alternatives one after the other and the longest wins, as in re2: both
find the same spans (tested), at a tenth of the speed or less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

try:
    import re2
except ImportError:  # pragma: no cover - the other engine is tested by its name
    re2 = None

__all__ = ["Engine", "Patterns", "PythonEngine", "Re2Engine", "Sought", "best_engine"]

_MEMORY_BYTES = 256 << 20  # a limit for the states of one automaton, which needs a few MB

Sought = Callable[[Any, int], "tuple[int, int] | None"]
"""Find the leftmost, then longest match in a text (in the engine's own form) from a place on."""


FRONT = "(?:^|[^0-9A-Za-z_\u00c0-\u024f\u0400-\u052f])"
"""Not inside a word, as far as the commonest letters tell; `scan` looks at the others."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """What to look for: `front` core `back`, `front` stop, or a bare stop."""

    front: str
    cores: Sequence[str]
    back: str
    stops: Sequence[str] = ()
    bare_stops: Sequence[str] = ()

    def together(self) -> str:
        """All of it as one pattern."""
        stops = f"|{_any_of(self.stops)}" if self.stops else ""
        bare = f"|{_any_of(self.bare_stops)}" if self.bare_stops else ""
        return f"(?:{self.front}(?:{_any_of(self.cores)}{self.back}{stops}){bare})"

    def apart(self) -> list[str]:
        """One pattern for every core and stop."""
        return [
            *(f"{self.front}(?:{core}){self.back}" for core in self.cores),
            *(f"{self.front}(?:{stop})" for stop in self.stops),
            *(f"(?:{stop})" for stop in self.bare_stops),
        ]


class Engine(Protocol):
    """What reading needs of a regular-expression library."""

    name: str

    def form(self, text: str) -> Any:
        """The text in the form in which this engine counts places."""
        ...

    def cut(self, form: Any, start: int, end: int) -> str:
        """A piece of that form as text."""
        ...

    def seek(self, patterns: Patterns, words: bool) -> Sought:
        """A search for any of the patterns.

        With `words` a match does not begin inside a word, and the one character before it that
        shows this belongs to the match.
        """
        ...

    def choose(self, patterns: Sequence[str]) -> Callable[[str], Sequence[int]]:
        """Which patterns match a whole text, in ascending order."""
        ...

    def whole(self, pattern: str) -> Callable[[str], Mapping[str, str] | None]:
        """A match of a whole text, as its named groups."""
        ...


class Re2Engine:
    """google-re2 over UTF-8."""

    name = "re2"

    def form(self, text: str) -> bytes:
        """UTF-8; a lone surrogate becomes bytes that match nothing."""
        return text.encode("utf-8", "surrogatepass")

    def cut(self, form: bytes, start: int, end: int) -> str:
        """The text of some bytes."""
        return form[start:end].decode("utf-8", "surrogatepass")

    def seek(self, patterns: Patterns, words: bool) -> Sought:
        """One automaton for all patterns."""
        front = FRONT if words else ""
        compiled = re2.compile(front + patterns.together(), _options(longest=True))
        direct = _direct(compiled)
        if direct is not None:
            return direct
        search = compiled.search

        def sought(form: bytes, place: int) -> tuple[int, int] | None:
            found = search(form, place)
            return None if found is None else found.span()

        return sought

    def choose(self, patterns: Sequence[str]) -> Callable[[str], Sequence[int]]:
        """One automaton that tells them apart."""
        chooser = re2.Set.FullMatchSet(_options(longest=False))
        for pattern in patterns:
            chooser.Add(pattern)
        chooser.Compile()
        return lambda text: sorted(chooser.Match(text) or ())

    def whole(self, pattern: str) -> Callable[[str], Mapping[str, str] | None]:
        """One pattern with its groups."""
        match = re2.compile(pattern, _options(longest=False)).fullmatch
        return lambda text: _groups(match(text))


class PythonEngine:
    """`re` over the text itself."""

    name = "re"

    def form(self, text: str) -> str:
        """The text itself."""
        return text

    def cut(self, form: str, start: int, end: int) -> str:
        """A slice."""
        return form[start:end]

    def seek(self, patterns: Patterns, words: bool) -> Sought:
        """The alternation finds where; every pattern is then asked how far."""
        front = FRONT if words else ""
        search = re.compile(front + patterns.together(), re.IGNORECASE).search
        each = [re.compile(front + one, re.IGNORECASE).match for one in patterns.apart()]

        def sought(form: str, place: int) -> tuple[int, int] | None:
            found = search(form, place)
            if found is None:
                return None
            start = found.start()
            matches = (match(form, start) for match in each)
            return start, max(match.end() for match in matches if match)

        return sought

    def choose(self, patterns: Sequence[str]) -> Callable[[str], Sequence[int]]:
        """One after the other."""
        each = [re.compile(pattern, re.IGNORECASE).fullmatch for pattern in patterns]
        return lambda text: [number for number, match in enumerate(each) if match(text)]

    def whole(self, pattern: str) -> Callable[[str], Mapping[str, str] | None]:
        """One pattern with its groups."""
        match = re.compile(pattern, re.IGNORECASE).fullmatch
        return lambda text: _groups(match(text))


def best_engine() -> Engine:
    """re2 if it can be imported, else `re`."""
    return PythonEngine() if re2 is None else Re2Engine()


def _direct(compiled: Any) -> Sought | None:
    """The search of the C++ object inside: the match objects around it cost as much again.

    None if a later release has it elsewhere; the public way then does the same.
    """
    try:
        match, anchor = compiled._regexp.Match, re2._re2.RE2.Anchor.UNANCHORED
        if match(anchor, b"", 0, 0)[0] not in ((-1, -1), (0, 0)):
            return None
    except (AttributeError, TypeError, IndexError):
        return None

    def sought(form: bytes, place: int) -> tuple[int, int] | None:
        found: tuple[int, int] = match(anchor, form, place, len(form))[0]
        return None if found[0] < 0 else found

    return sought


def _any_of(patterns: Sequence[str]) -> str:
    return "(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")"


def _groups(found: Any) -> Mapping[str, str] | None:
    if found is None:
        return None
    return {name: text for name, text in found.groupdict().items() if text is not None}


def _options(longest: bool) -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY_BYTES
    options.longest_match = longest
    options.case_sensitive = False
    options.log_errors = False
    return options
