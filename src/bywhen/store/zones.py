"""Clock changes of time zones, from the tzdata package and never from the machine.

SQLite knows no time zones: the transitions are stored, so that a view finds an event's local day
by comparing numbers. After the end of 2100 the last offset stays.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]  # it has no types

from bywhen.errors import TrackerError

__all__ = ["Transition", "package_zone", "transitions", "tzdata_version"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = -62_135_596_800  # 0001-01-01: the first offset is taken to hold since ever
_END = 4_133_980_800  # 2101-01-01
# Between two changes by rule lie months; Ramadan pauses, the shortest known, last four weeks and
# stand in the list of the file.
_STEP = 14 * 86_400


class Transition(NamedTuple):
    """From second `utc_from` (since 1970) local time is `offset` seconds ahead of UTC."""

    utc_from: int
    offset: int


def tzdata_version() -> str:
    """The version of the zone data, such as `2025b`."""
    return str(tzdata.IANA_VERSION)


@cache
def package_zone(name: str) -> ZoneInfo:
    """The zone as the tzdata package has it.

    Raises TrackerError if it has none of that name.
    """
    with _zone_file(name).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


@cache
def transitions(name: str) -> tuple[Transition, ...]:
    """All offsets of a zone in order, to the end of 2100.

    >>> transitions("Asia/Hong_Kong")[-1].offset
    28800
    """
    zone = package_zone(name)
    found = [Transition(_FIRST, _offset(zone, _FIRST + 2 * 86_400))]
    for second in _candidates(name, zone):
        offset = _offset(zone, second)
        if second < _END and offset != found[-1].offset:
            found.append(Transition(second, offset))
    return tuple(found)


def _zone_file(name: str) -> resources.abc.Traversable:
    place = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    parts = name.split("/")
    if not all(part and part[0].isalpha() for part in parts) or not place.is_file():
        raise TrackerError(
            f"unknown time zone {name!r}; write an IANA name such as America/New_York"
        )
    return place


def _candidates(name: str, zone: ZoneInfo) -> Iterator[int]:
    """Seconds at which the offset may change: those in the zone's file, then those by its rule."""
    listed = [second for second in _listed(name) if second > _FIRST]
    yield from listed
    second = max([0, *listed[-1:]])
    before = _offset(zone, second)
    while second < _END:
        after = _offset(zone, second + _STEP)
        if after != before:
            yield _change_between(zone, second, second + _STEP)
        second, before = second + _STEP, after


def _change_between(zone: ZoneInfo, start: int, end: int) -> int:
    before = _offset(zone, start)
    while end - start > 1:
        middle = (start + end) // 2
        if _offset(zone, middle) == before:
            start = middle
        else:
            end = middle
    return end


def _offset(zone: ZoneInfo, second: int) -> int:
    local = (_EPOCH + timedelta(seconds=second)).astimezone(zone)
    shift = local.utcoffset()
    assert shift is not None  # noqa: S101 - a ZoneInfo always knows
    return int(shift.total_seconds())


def _listed(name: str) -> tuple[int, ...]:
    """The instants in a TZif file (RFC 8536): those of its 64-bit block, after the 32-bit one."""
    content = _zone_file(name).read_bytes()
    utc, std, leap, times, types, letters = struct.unpack(">6l", content[20:44])
    block = 44 + times * 5 + types * 6 + letters + leap * 8 + std + utc
    (count,) = struct.unpack(">l", content[block + 32 : block + 36])
    return struct.unpack(f">{count}q", content[block + 44 : block + 44 + count * 8])
