"""What a syntax error of YAML means to the person who wrote the file."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

__all__ = ["TAB", "Problem", "explain", "reference", "split_lines", "tabs"]

TAB = ("a tab stands in the indentation, which YAML does not allow.", "Write blanks instead.")

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # YAML 1.1, 5.4
_BEGIN_EARLIER = ("flow", "quoted scalar", "simple key", "plain scalar")
_LAST_KEY = re.compile(r"(?:^\s*(?:- +)*|(?P<opens>[{,])\s*)(?P<key>\w+): +(?=[^:{}\[\],]*$)")
_ENTRY = re.compile(r"\s*(?:- +)*(?:- )?")


class Problem(NamedTuple):
    """One syntax error; `around` are the lines (from 0) that cannot be read because of it."""

    line: int
    message: str
    advice: str
    around: range


def split_lines(text: str) -> list[str]:
    """The lines as YAML 1.1 counts them."""
    return _LINE_BREAK.split(text)


def tabs(lines: list[str]) -> list[int]:
    """The numbers of the lines (from 1) with a tab in their indentation."""
    return [
        number
        for number, line in enumerate(lines, 1)
        if "\t" in line and "\t" in line[: len(line) - len(line.lstrip())] and line.strip()
    ]


def reference(token: yaml.Token) -> tuple[str, str]:
    """Message and advice for an anchor, alias or tag."""
    if isinstance(token, yaml.AnchorToken):
        return (
            f"`&{token.value}` is a YAML anchor; the record has none.",
            "Write the value out where it is needed; put a text that begins with & in quotes.",
        )
    if isinstance(token, yaml.AliasToken):
        return (
            f"`*{token.value}` is a YAML alias; the record has none.",
            "Write the value out, or put a text that begins with * in quotes.",
        )
    return "a YAML tag (`!...`) stands here; the record has none.", (
        "Leave it out, or put a text that begins with ! in quotes."
    )


def explain(error: yaml.YAMLError, lines: list[str]) -> Problem:
    """What is wrong, where, what to write instead, and which lines to leave out to go on."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Problem(1, f"this is not YAML: {str(error)[:200]}.", "", range(0))
    last = len(lines) - 1
    at = min(error.problem_mark.line, last)
    column = error.problem_mark.column
    start = min(error.context_mark.line, last) if error.context_mark else at
    context, problem = error.context or "", error.problem or ""
    if "expected a single document" in context:
        return Problem(
            at + 1,
            "`---` begins a second document.",
            "One file is one affair: move it to a file of its own.",
            range(at, last + 1),
        )
    first = start if any(word in context for word in _BEGIN_EARLIER) else at
    while first > 0 and not lines[first].strip():
        first -= 1  # at the end of the file: the last line that says something
    message, advice, line = _words(context, problem, lines, first, at, column)
    return Problem(line + 1, message, advice, _around(lines, first, at))


def _words(
    context: str, problem: str, lines: list[str], first: int, at: int, column: int
) -> tuple[str, str, int]:
    text = lines[at]
    here = text[column : column + 1]
    if "flow" in context and problem.startswith("did not find expected ','"):
        if here == ":":
            return (
                "an unquoted colon inside {} begins a second value.",
                _quote_it(text, column),
                at,
            )
        bracket = "]" if "sequence" in context else "}"
        return (
            f"a comma or the closing {bracket} is missing.",
            f"Close it with {bracket}, put a comma between entries,"
            " and put a text with quotes, commas or colons in quotes.",
            first,
        )
    if "unexpected ':'" in problem:
        return "an unquoted colon stands inside {}.", _quote_it(text, column), at
    if problem.startswith("mapping values are not allowed"):
        before = text[:column]
        if ":" in _ENTRY.sub("", before, count=1):
            return (
                "an unquoted colon begins a second value on this line.",
                _quote_it(text, column),
                at,
            )
        return (
            "this line is indented differently from its neighbours.",
            "Begin it below the first letter of the line it belongs with;"
            " put a text of several lines in quotes.",
            at,
        )
    if problem.startswith("found character that cannot start"):
        if here == "\t":
            return (*TAB, at)
        return f"a text cannot begin with {here} here.", _quote_it(text, column), at
    if "tab character" in problem:
        return (*TAB, at)
    if "quoted scalar" in context and "unexpected" in problem:
        return "the quotes opened on this line are never closed.", "Close them.", first
    if "escape" in problem:
        return (
            "a backslash inside double quotes begins an escape that YAML does not know.",
            "Write \\\\ for a backslash, or use single quotes.",
            at,
        )
    if "simple key" in context:
        return "this line is no `key: value`.", "Put a colon and a blank after the key.", first
    if problem.startswith("did not find expected key") or "expected '-' indicator" in problem:
        return (*_unexpected(text, column), at)
    if "nesting depth" in problem:
        return "the brackets are nested a thousand deep.", "Take them out.", at
    reason = f"{context + ', ' if context else ''}{problem}"
    return f"this is not YAML ({reason}).", "Compare it with its neighbours.", at


def _quote_it(text: str, column: int) -> str:
    """Advice to quote the value around a column."""
    before, after = text[:column], text[column:]
    key = _LAST_KEY.search(before)
    if key is None:
        return 'Put the text in quotes: phrase: "..."'
    if key["opens"]:
        after = re.split(r"[,}]", after, maxsplit=1)[0]
    value = (before[key.end() :] + after).strip().replace('"', '\\"')
    if not 0 < len(value) <= 60:
        value = "..."
    return f'Put the text in quotes: {key["key"]}: "{value}"'


def _unexpected(text: str, column: int) -> tuple[str, str]:
    before = text[:column].rstrip()
    if before.endswith(("'", '"')):
        return (
            "the text goes on after its closing quote.",
            "Put all of it in one pair of quotes; inside single quotes write '' for an apostrophe.",
        )
    return (
        "this line is indented differently from its neighbours, or is no `key: value`.",
        "Begin it below the first letter of the line it belongs with.",
    )


def _around(lines: list[str], first: int, at: int) -> range:
    """From `first` to `at` and whatever hangs below it."""
    depth = _indent(lines[first])
    if at > first and lines[at].strip() and _indent(lines[at]) <= depth:
        at -= 1  # the next entry only showed that this one was not closed
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > depth):
        end += 1
    return range(first, end)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
