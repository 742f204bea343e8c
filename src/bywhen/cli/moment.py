"""Days and instants as they are typed."""

from __future__ import annotations

import re
from datetime import date, datetime

from bywhen.errors import DateError, UsageError
from bywhen.timetable.edtf import parse_window

__all__ = ["parse_day", "parse_instant", "parse_tolerance"]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A day inside the calendar's ends, so that each zone's clock still shows one of its days.
_FIRST, _LAST = datetime(1, 1, 3), datetime(9999, 12, 29)  # noqa: DTZ001 - compared without zone
_TOLERANCE = re.compile(r"([0-9]{1,5})\s*(d|days?|w|weeks?)?")


def parse_day(text: str, option: str) -> date:
    """One civil day.

    Raises UsageError, saying what to write.

    >>> parse_day("2025-11-21", "--as-of")
    datetime.date(2025, 11, 21)
    """
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise UsageError(f"{option}: there is no day {text}.") from None
    try:
        window = parse_window(text)
    except DateError as error:
        reason = f"{error}.".replace("..", ".")
        if "is not a date" in reason:  # its advice is for windows too
            reason = f"{text!r} is no day; write one as 2025-11-27."
        raise UsageError(f"{option}: {reason}") from None
    last = window.latest or window.earliest
    raise UsageError(f"{option} wants one day, {text} is more; write for example {last}.")


def parse_instant(text: str) -> datetime | date:
    """An instant with its offset, or one civil day that holds in every zone.

    Raises UsageError; a time without offset is one, for nobody knows whose it is.

    >>> parse_instant("2025-11-21T04:30Z").isoformat()
    '2025-11-21T04:30:00+00:00'
    """
    if _DAY.fullmatch(text):
        return parse_day(text, "--now")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--now: {text!r} is no instant; write 2025-11-21T04:30Z or 2025-11-21T04:30+01:00."
        ) from None
    if instant.tzinfo is None:
        raise UsageError(
            f"--now: {text} does not say where; add an offset: {text}Z or {text}+01:00."
        )
    if not _FIRST <= instant.replace(tzinfo=None) <= _LAST:
        raise UsageError(f"--now: {text} lies at the end of the calendar, which some zones pass.")
    return instant


def parse_tolerance(text: str) -> int:
    """Days that a date may slip.

    Raises UsageError.

    >>> parse_tolerance("3d"), parse_tolerance("2w")
    (3, 14)
    """
    match = _TOLERANCE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"--tolerance: {text!r} is no number of days; write 3d or 2w.")
    return int(match[1]) * (7 if (match[2] or "d").startswith("w") else 1)
