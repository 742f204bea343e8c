"""Clock times and parts of the day: they name a day, and the hour is kept in the TIMEX3 value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bywhen.reading.meaning import Meaning, Setting, Unmeant, day_meaning, means
from bywhen.reading.parse import Parse, Value
from bywhen.reading.resolve_days import meaning_of, whole

__all__ = ["clock_text", "clock_words"]


def clock_text(values: Mapping[str, Value]) -> str:
    """THH:MM of a clock time, or the TIMEX3 letters of a part of the day.

    >>> clock_text({"hour": 11, "half_day": "pm"})
    'T23:00'
    """
    if "clockword" in values:
        return str(values["clockword"])
    part = values.get("daypart") or values.get("tonight")
    hour = whole(values, "hour")
    if hour is None:
        return str(part or "")
    minute = whole(values, "minute") or 0
    half = str(values.get("half_day", ""))
    afternoon = half == "pm" or part in ("TAF", "TEV", "TNI")
    if hour > 24 or (half and hour > 12):
        raise Unmeant("no such hour")
    if afternoon and hour < 12 and not (part == "TNI" and hour < 6):
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return f"T{hour:02d}:{minute:02d}"


_PARTS = {"TMO": "in the morning", "TAF": "in the afternoon", "TEV": "in the evening",
          "TNI": "at night", "TMI": "at midday"}  # fmt: skip


def clock_words(clock: str) -> str:
    """A clock time as an editor would say it.

    >>> clock_words("T24:00"), clock_words("TNI")
    ('at 24:00', 'at night')
    """
    return _PARTS.get(clock, f"at {clock.removeprefix('T')}")


@means("clock")
def _clock(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """A time of day, with its day if the words name one, else on publication day."""
    inner = values.get("DAY")
    if isinstance(inner, Parse):
        day = meaning_of(inner, setting)
        if not day.window.is_day:
            raise Unmeant("a clock time of more than one day")
    else:
        shift = whole(values, "day_shift") or 0
        day = day_meaning(
            setting.now + timedelta(shift),
            "publication day" if not shift else f"publication day {shift:+d}",
            0.75 if "hour" in values or "clockword" in values else 0.95,
        )
    zone = values.get("zone")
    told = f"; the clock is that of {zone}" if zone else ""
    clock = clock_text(values)
    return day.but(
        granularity="time",
        timex3=f"{day.timex3[:10]}{clock}",
        why=f"{day.why}, {clock_words(clock)}{told}",
    )


@means("same")
def _same(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """ "Early Tuesday": the day itself."""
    inner = values["DAY"]
    assert isinstance(inner, Parse)
    return meaning_of(inner, setting)
