"""`${NAME}` and `${file:PATH}`: secrets that stand elsewhere, looked up only for sending.

What has been looked up is never stored, logged or shown; `hide` takes it out of what a library or
a receiver says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

__all__ = [
    "MissingReferenceError",
    "has_reference",
    "hide",
    "reference_faults",
    "resolve",
    "values_in",
]

_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_FILE = 65_536
_HIDDEN = "(hidden)"
_SHORTEST_SECRET = 4


class MissingReferenceError(Exception):
    """What a reference names is not there; the message names the reference, never a value."""


def has_reference(text: str) -> bool:
    """True if something in it is to be looked up."""
    return _REFERENCE.search(text) is not None


def reference_faults(text: str) -> Iterator[tuple[str, str]]:
    """Message and advice for each reference that cannot be one."""
    for name in _REFERENCE.findall(text):
        if not (_NAME.fullmatch(name) or (name.startswith("file:") and len(name) > 5)):
            yield f"`${{{name[:40]}}}` names nothing.", "Write ${NAME} or ${file:/run/secrets/x}."
    if text.count("${") > len(_REFERENCE.findall(text)):
        yield "a `${` is not closed.", "Write ${NAME}."


def resolve(text: str, environment: Mapping[str, str]) -> str:
    """The text with what its references stand for.

    Raises MissingReferenceError.

    >>> resolve("https://hooks.example/${TOKEN}", {"TOKEN": "abc"})
    'https://hooks.example/abc'
    """
    return _REFERENCE.sub(lambda match: _value(match[1], environment), text)


def _value(name: str, environment: Mapping[str, str]) -> str:
    if name.startswith("file:"):
        try:
            with Path(name[5:]).open("rb") as stream:
                raw = stream.read(_LONGEST_FILE)
            return raw.decode("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise MissingReferenceError(f"${{{name}}} cannot be read") from error
    value = environment.get(name)
    if not value:
        raise MissingReferenceError(f"${{{name}}} is not set")
    return value


def values_in(text: str, environment: Mapping[str, str]) -> Iterator[str]:
    """What the references in it stand for, as far as they can be looked up."""
    for name in _REFERENCE.findall(text):
        with suppress(MissingReferenceError):
            yield _value(name, environment)


def hide(text: str, *addresses: str) -> str:
    """`text` without these addresses and without any part of them that may be a secret."""
    for part in sorted(set(_parts(addresses)), key=len, reverse=True):
        text = text.replace(part, _HIDDEN)
    return text


def _parts(addresses: tuple[str, ...]) -> Iterator[str]:
    for address in addresses:
        candidates = [address]
        try:
            split = urlsplit(address)
        except ValueError:
            split = urlsplit("")
        if split.scheme:
            candidates += [split.path, split.query, split.username or "", split.password or ""]
            candidates += split.path.split("/")
            candidates += [pair.partition("=")[2] for pair in split.query.split("&")]
        for candidate in candidates:
            if len(candidate) >= _SHORTEST_SECRET:
                yield candidate
                yield quote(candidate, safe="")
