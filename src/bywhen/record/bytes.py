"""From the bytes of a file to text that a YAML parser may be given.

What is wrong is named with its line, and what can be repaired is, so that the rest of the file
is still looked at: the same lines stand at the same places afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bywhen.errors import Fault

__all__ = ["LARGEST_FILE", "Text", "decode", "how_to_begin"]

LARGEST_FILE = 20_000_000
"""Bytes. A file of 2,000 events has about 2 MB."""

_SHOWN_FAULTS = 10  # of one kind in one file
_CONTROL = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"
_NOT_CONTROL = bytes(set(range(256)) - set(_CONTROL))
_C1 = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]|\xef\xbf[\xbe\xbf]")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


@dataclass(slots=True)
class Text:
    """UTF-8 without control characters, or None if the bytes are no text; and what was wrong."""

    utf8: bytes | None
    faults: list[Fault] = field(default_factory=list)


def decode(raw: bytes, path: str) -> Text:
    """Check the bytes of the file `path`; never raises.

    >>> decode(b"affair: caf\\xe9", "events/a.yml").faults[0].line
    1
    """
    if len(raw) > LARGEST_FILE:
        return _refused(path, 0, *too_large(len(raw)))
    if not raw.strip():
        return _refused(path, 0, "the file is empty.", how_to_begin(path))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[1:4:2] + raw[:4:2]:
        return _refused(path, 1, "the file is in UTF-16 or UTF-32.", "Save it as UTF-8.")
    text = Text(raw.removeprefix(b"\xef\xbb\xbf"))
    _check_utf8(text, path)
    _check_control(text, path)
    return text


def how_to_begin(path: str) -> str:
    """What to write into a file of the tracker that says nothing yet.

    >>> how_to_begin("events/a.yml"), how_to_begin("alerts.yml")
    ('Start it with: affair: NAME', 'Start it with: channels:')
    """
    first = {"alerts.yml": "channels:", "ingest/sources.yml": "feeds: []"}.get(path)
    return f"Start it with: {first or 'affair: NAME'}"


def too_large(size: int) -> tuple[str, str]:
    """Message and advice for a file of `size` bytes."""
    return (
        f"the file has {size / 1e6:.0f} MB; at most {LARGEST_FILE // 1_000_000} MB are read.",
        "An affair is text that people wrote: split it, or take out what is none.",
    )


def _refused(path: str, line: int, message: str, advice: str) -> Text:
    return Text(None, [Fault(path, line, message, advice)])


def _check_utf8(text: Text, path: str) -> None:
    raw = text.utf8 or b""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        more = len(raw.decode("utf-8", "replace").split("\ufffd")) - 1
        text.faults.append(
            Fault(
                path,
                line,
                f"byte 0x{raw[error.start]:02X} (byte {error.start + 1} of the file) is not UTF-8"
                + (f", nor are {more - 1} more places." if more > 1 else "."),
                "Save the file as UTF-8; it may be in Latin-1, Windows-1252, Big5 or GB18030.",
            )
        )
        text.utf8 = raw.decode("utf-8", "replace").encode()


def _check_control(text: Text, path: str) -> None:
    raw = text.utf8 or b""
    doubtful = b"\xc2" in raw or b"\xef\xbf" in raw  # only these can begin one above U+007F
    if not raw.translate(None, _NOT_CONTROL) and not (doubtful and _C1.search(raw)):
        return
    found = 0
    lines = raw.decode().split("\n")
    for number, line in enumerate(lines, 1):
        match = _NO_TEXT.search(line)
        if match is None:
            continue
        found += 1
        if found <= _SHOWN_FAULTS:
            text.faults.append(Fault(path, number, *control_character(match[0])))
        lines[number - 1] = _NO_TEXT.sub(" ", line)
    if found > _SHOWN_FAULTS:
        text.faults.append(
            Fault(path, 0, f"{found - _SHOWN_FAULTS} more lines have control characters.")
        )
    text.utf8 = "\n".join(lines).encode()


def control_character(character: str) -> tuple[str, str]:
    """Message and advice for one control character."""
    return f"a control character (U+{ord(character):04X}) stands in the text.", "Take it out."
