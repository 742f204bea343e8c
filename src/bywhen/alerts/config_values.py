"""Ways to read one value of alerts.yml: moments, spans, hours, zones, kinds.

Each takes the reader, the node and the key, and gives the value, or None if it is faulty (noted).
"""

from __future__ import annotations

import re
import zoneinfo
from datetime import time, timedelta

from yaml import MappingNode, Node, SequenceNode

from bywhen.alerts.settings import DigestPlan, Escalation, Kind, Quiet, Threshold
from bywhen.record.nodes import Keys, Reader
from bywhen.record.scalars import line, one_of

__all__ = [
    "DIGEST_TIME",
    "EVERY",
    "LANGUAGES",
    "count",
    "digest",
    "duration",
    "escalate",
    "kind_set",
    "quiet",
    "site",
    "texts",
    "thresholds",
    "zone",
]

_THRESHOLD = re.compile(r"(?P<after>[+-]?)(?P<count>[0-9]{1,4}) ?(?P<unit>d|h|w)")
_DURATION = re.compile(r"([0-9]{1,5}) ?(min|m|h|d|w)")
_UNITS = {"m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
EVERY = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4])(?::([0-5][0-9]))?")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LANGUAGES = {"en": "en", "zh-Hant": "zh-Hant", "zh-HK": "zh-Hant", "zh-TW": "zh-Hant"}
DIGEST_TIME = time(7, 30)


def texts(reader: Reader, node: Node, key: str) -> tuple[str, ...] | None:
    """One word or a list of words."""
    nodes = node.value if isinstance(node, SequenceNode) else [node]
    words = [word for one in nodes if (word := line(reader, one, key)) is not None]
    return tuple(words) if len(words) == len(nodes) else None


def thresholds(reader: Reader, node: Node, key: str) -> tuple[Threshold, ...] | None:
    words = texts(reader, node, key)
    found = {}
    for word in words or ():
        match = _THRESHOLD.fullmatch(word)
        if match is None or match["after"] == "-":
            reader.fault(
                node,
                f"`{word}` in `when` is no moment.",
                "Write 7d (calendar days before), 168h (hours before), 0d (that day), +1d (after).",
            )
            continue
        count, unit = int(match["count"]), match["unit"]
        days, hours = (None, count) if unit == "h" else (count * (7 if unit == "w" else 1), None)
        after = match["after"] == "+"
        if after and count == 0:
            days, hours = (1, None) if hours is None else (None, 0)
        text = f"{'+' if after else ''}{f'{hours}h' if hours is not None else f'{days}d'}"
        found[text] = Threshold(text, days, hours, after)
    return tuple(found.values()) or None


def kind_set(reader: Reader, node: Node, key: str) -> frozenset[Kind] | None:
    words = texts(reader, node, key)
    if words is None:
        return None
    known = {kind.value: kind for kind in Kind if kind is not Kind.TEST}
    found = set()
    for word in words:
        kind = known.get(word)
        if kind is None:
            reader.fault(
                node,
                f"there is no kind `{word}`.",
                reader.suggest(word, known, f"Write some of: {', '.join(known)}."),
            )
        else:
            found.add(kind)
    if not words:
        reader.fault(node, "`kinds` names none, so this tells nothing.", "Leave it out for all.")
    return frozenset(found)


def duration(reader: Reader, node: Node, key: str) -> timedelta | None:
    text = line(reader, node, key)
    if text is None:
        return None
    match = _DURATION.fullmatch(text)
    if text in EVERY:
        return EVERY[text]
    if match is None or (int(match[1]) == 0 and key != "settle"):
        reader.fault(node, f"`{key}: {text}` is no time span.", f"Write `{key}: 4h`, 2d or 1w.")
        return None
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    if match is None or (match[1] == "24" and match[2] not in (None, "00")):
        return None
    return time(int(match[1]) % 24, int(match[2] or 0))


def quiet(reader: Reader, node: Node, key: str) -> Quiet | None:
    """`22:00-07:00`, with a zone behind it, a list of two, or {from, to, timezone}."""
    zone: str | None = None
    start: str | None
    end: str | None
    if isinstance(node, MappingNode):
        values = reader.mapping(node, _QUIET, "quiet") or {}
        start, end, zone = values.get("from"), values.get("to"), values.get("timezone")
    elif isinstance(node, SequenceNode):
        words = texts(reader, node, key) or ()
        start, end = words if len(words) == 2 else (None, None)
    else:
        text, _, named = (line(reader, node, key) or "").partition(" ")
        start, _, end = text.replace("–", "-").partition("-")
        zone = _zone_of(reader, node, named.strip()) if named.strip() else None
    hours = (_clock(start or ""), _clock(end or ""))
    if hours[0] is None or hours[1] is None or hours[0] == hours[1]:
        reader.fault(node, "`quiet` is no span of hours.", 'Write `quiet: "22:00-07:00"`.')
        return None
    return Quiet(hours[0], hours[1], zone)


def escalate(reader: Reader, node: Node, key: str) -> tuple[Escalation, ...] | None:
    nodes = node.value if isinstance(node, SequenceNode) else [node]
    steps = []
    for one in nodes:
        values = reader.mapping(one, _ESCALATE, "escalation") if isinstance(one, Node) else None
        if values is None:
            continue
        to = values.get("to") or values.get("channel")
        if "after" in values and values["after"] is None:
            continue  # told already
        if values.get("after") is None or to is None:
            reader.fault(
                one,
                f"`{key}` says when and to whom.",
                f"Write `{key}: {{after: 4h, to: CHANNEL}}`.",
            )
            continue
        steps.append(Escalation(values["after"], to))
    return tuple(sorted(steps, key=lambda step: step.after))


def digest(reader: Reader, node: Node, key: str) -> DigestPlan | None:
    """`daily`, `weekly`, or {every, at, day}."""
    if isinstance(node, MappingNode):
        values = reader.mapping(node, _DIGEST, "digest") or {}
        every = values.get("every") or "daily"
        at, day = values.get("at") or DIGEST_TIME, values.get("day")
    else:
        text = line(reader, node, key)
        if text is None:
            return None
        if text not in EVERY:
            reader.fault(node, f"`{key}: {text}` is not known.", "Write daily or weekly.")
            return None
        every, at, day = text, DIGEST_TIME, None
    return DigestPlan(at, (day or 0) if every == "weekly" or day is not None else None)


def _time(reader: Reader, node: Node, key: str) -> time | None:
    text = line(reader, node, key)
    at = _clock(text) if text else None
    if text and at is None:
        reader.fault(node, f"`{key}: {text}` is no time of day.", f'Write `{key}: "07:30"`.')
    return at


def zone(reader: Reader, node: Node, key: str) -> str | None:
    text = line(reader, node, key)
    return _zone_of(reader, node, text) if text else None


def _zone_of(reader: Reader, node: Node, text: str) -> str | None:
    try:
        zoneinfo.ZoneInfo(text)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        reader.fault(
            node, f"there is no time zone `{text}`.", "Write one such as America/New_York."
        )
        return None
    return text


def site(reader: Reader, node: Node, key: str) -> str | None:
    text = line(reader, node, key)
    if text is None:
        return None
    if not re.match(r"https?://[^/\s]+", text):
        reader.fault(node, f"`{key}` is no address.", f"Write `{key}: https://host`.")
        return None
    return text.rstrip("/")


def count(reader: Reader, node: Node, key: str) -> int | None:
    text = line(reader, node, key) or ""
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text):
        reader.fault(node, f"`{key}` is a number.", f"Write `{key}: 20`.")
        return None
    return int(text)


_QUIET: Keys = {"from": line, "to": line, "timezone": zone}
_ESCALATE: Keys = {"after": duration, "to": line, "channel": line}
_DIGEST: Keys = {
    "every": one_of({"daily": "daily", "weekly": "weekly"}),
    "at": _time,
    "day": one_of({name: number for number, name in enumerate(_WEEKDAYS)}),
}
