"""The one tree of errors.

    BywhenError                 shown to a person as it stands; the command ends with 2
    ├── RecordError             the record (events/*.yml and its neighbours) has faults; `.faults`
    ├── DateError               a written date, window or duration cannot be read; `.text`
    ├── TrackerError            the folder or its tracker.db cannot be used
    │   ├── StaleError          tracker.db does not match events/: run build
    │   └── BusyError           another process holds it: try again
    └── UsageError              the words of a command do not fit together

A message says what is wrong and what to write instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "BusyError",
    "BywhenError",
    "DateError",
    "Fault",
    "RecordError",
    "StaleError",
    "TrackerError",
    "UsageError",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place of the record.

    `path` is relative to the tracker; `line` counts from 1, 0 = the whole file.
    `message` says what is wrong, `advice` what to write instead ("" if that is plain).
    A `warning` does not make `check` fail.
    """

    path: str
    line: int
    message: str
    advice: str = ""
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        kind = "warning: " if self.warning else ""
        advice = f" {self.advice}" if self.advice else ""
        return f"{place}: {kind}{self.message}{advice}"


class BywhenError(Exception):
    """Whatever bywhen can explain to the person who asked."""


class RecordError(BywhenError):
    """The record has faults; all of them, of every file, are in `faults`."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class DateError(BywhenError):
    """A date, window or duration that cannot be read; `text` is what was written."""

    def __init__(self, message: str, text: str = "") -> None:
        self.text = text
        super().__init__(message)


class TrackerError(BywhenError):
    """The tracker's folder or database cannot be used as asked."""


class StaleError(TrackerError):
    """tracker.db was built from another record or by another version: run build."""


class BusyError(TrackerError):
    """Another process is writing; nothing was changed."""


class UsageError(BywhenError):
    """The words of a command do not fit together."""
