"""A linter of calendars: the rules of RFC 5545 that ours must keep and that readers do not check."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime

__all__ = ["faults"]

_NAME = re.compile(r"[A-Z0-9-]+")
_PARAMETER = re.compile(r';([A-Z0-9-]+)=("[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*)')
_DAY = re.compile(r"\d{8}")
_INSTANT = re.compile(r"\d{8}T\d{6}Z")
_DURATION = re.compile(r"[+-]?P(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)(?<!P)")
_ONCE = {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "DUE", "SUMMARY", "STATUS", "TRANSP"}
_STATUS = {
    "VEVENT": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "VTODO": {"NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED"},
}
_TEXTS = {"SUMMARY", "DESCRIPTION", "UID", "CATEGORIES", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}


def faults(content: bytes) -> list[str]:
    """What is wrong with a calendar; [] if nothing is."""
    found = list(_octets(content))
    if found:
        return found
    lines = content.decode().removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    if lines[:1] != ["BEGIN:VCALENDAR"] or lines[-1] != "END:VCALENDAR":
        return ["not one VCALENDAR"]
    parsed = []
    for text in lines:
        one, fault = _parsed(text)
        found += fault
        if one is not None:
            parsed.append(one)
    return found + _calendar(parsed)


def _octets(content: bytes) -> list[str]:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return ["not UTF-8"]
    found = []
    if not text.endswith("\r\n"):
        found.append("no line break at the end")
    if re.search(r"(?<!\r)\n|\r(?!\n)", text):
        found.append("a bare line break")
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
        found.append("a control character")
    for octets in content.split(b"\r\n"):
        if len(octets) > 75:
            found.append("a line of more than 75 octets")
        try:
            octets.decode()
        except UnicodeDecodeError:
            found.append("a fold inside a character")
    if "\r\n\r\n" in text:
        found.append("an empty line")
    return found


Line = tuple[str, dict[str, str], str]


def _parsed(text: str) -> tuple[Line | None, list[str]]:
    name = _NAME.match(text)
    if name is None:
        return None, [f"no property: {text[:20]}"]
    place, parameters = name.end(), {}
    while (one := _PARAMETER.match(text, place)) is not None:
        parameters[one[1]] = one[2]
        place = one.end()
    if text[place : place + 1] != ":":
        return None, [f"no colon: {text[:20]}"]
    return (name[0], parameters, text[place + 1 :]), []


def _calendar(lines: list[Line]) -> list[str]:
    found: list[str] = []
    stack: list[tuple[str, list[Line]]] = []
    uids: Counter[str] = Counter()
    for line in lines:
        name, _, value = line
        if name == "BEGIN":
            stack.append((value, []))
        elif name == "END":
            if not stack or stack[-1][0] != value:
                return [*found, f"END:{value} closes nothing"]
            kind, own = stack.pop()
            found += _component(kind, own)
            uids.update(text for key, _, text in own if key == "UID")
        else:
            stack[-1][1].append(line)
            found += _value(line)
    found += [f"UID twice: {uid}" for uid, count in uids.items() if count > 1]
    return found


def _component(kind: str, lines: list[Line]) -> list[str]:
    names = Counter(name for name, _, _ in lines)
    values = {name: (parameters, value) for name, parameters, value in lines}
    found = [f"{name} twice in {kind}" for name in _ONCE if names[name] > 1]
    if kind == "VCALENDAR":
        found += [f"VCALENDAR without {name}" for name in ("VERSION", "PRODID") if not names[name]]
        if "METHOD" in names:
            found.append("METHOD in a published calendar")
    if kind in _STATUS:
        found += [f"{kind} without {name}" for name in ("UID", "DTSTAMP") if not names[name]]
        status = values.get("STATUS", ({}, ""))[1]
        if status and status not in _STATUS[kind]:
            found.append(f"STATUS:{status} in {kind}")
        found += _order(kind, values)
    if kind == "VEVENT" and not names["DTSTART"]:
        found.append("VEVENT without DTSTART")
    return found


def _order(kind: str, values: dict[str, tuple[dict[str, str], str]]) -> list[str]:
    last = "DTEND" if kind == "VEVENT" else "DUE"
    if "DTSTART" not in values or last not in values:
        return []
    start, end = values["DTSTART"], values[last]
    if start[0].get("VALUE") != end[0].get("VALUE"):
        return [f"DTSTART and {last} of two types"]
    return [f"{last} not after DTSTART"] if end[1] <= start[1] else []


def _value(line: Line) -> list[str]:
    name, parameters, value = line
    if parameters.get("VALUE") == "DATE" and not _is_day(value):
        return [f"{name} is no day: {value}"]
    if name in ("DTSTAMP", "LAST-MODIFIED") and not _is_instant(value):
        return [f"{name} is no instant in UTC: {value}"]
    if name in ("DTSTART", "DTEND", "DUE") and parameters.get("VALUE") != "DATE":
        return [f"{name} is not VALUE=DATE"]
    if name == "SEQUENCE" and not re.fullmatch(r"\d+", value):
        return [f"SEQUENCE is no number: {value}"]
    if name == "TRIGGER" and not _DURATION.fullmatch(value):
        return [f"TRIGGER is no duration: {value}"]
    if name == "TRANSP" and value not in ("OPAQUE", "TRANSPARENT"):
        return [f"TRANSP:{value}"]
    if name in _TEXTS and re.search(r"(?<!\\)(?:\\\\)*(;|\\(?![\\;,nN]))", value):
        return [f"{name} is not escaped"]
    if name == "URL" and not re.fullmatch(r"https?://[!-~]+", value):
        return [f"URL:{value[:20]}"]
    return []


def _is_day(value: str) -> bool:
    if not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(f"{value[:4]}-{value[4:6]}-{value[6:]}")
    except ValueError:
        return False
    return True


def _is_instant(value: str) -> bool:
    if not _INSTANT.fullmatch(value):
        return False
    try:
        datetime.strptime(value.replace("Z", "+0000"), "%Y%m%dT%H%M%S%z")
    except ValueError:
        return False
    return True
