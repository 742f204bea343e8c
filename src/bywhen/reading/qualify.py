"""From a meaning and the words around it (by, before, since ...) to the bounds of a mention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bywhen.reading.meaning import Meaning, Setting
from bywhen.reading.mention import Alternative
from bywhen.timetable.window import ANY_DAY, Window

__all__ = ["Bounds", "qualified"]

_ONE_DAY = timedelta(1)
_DAYS = ("day", "time")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a qualified expression commits to, ready for a mention."""

    window: Window
    strict: date | None
    earliest_strict: date | None
    edtf: str
    qualifier: str
    approx: bool
    convention: str | None
    certainty: float
    alternatives: tuple[Alternative, ...]
    why: str


def qualified(meaning: Meaning, lead: str, trail: str, about: bool, setting: Setting) -> Bounds:
    """The bounds of a meaning under the qualifiers of its lead and trail words."""
    word = trail if trail not in ("", "plain") else lead
    if meaning.qualifier == "within" or (meaning.qualifier and word in ("", "plain", "from")):
        word = meaning.qualifier
    if word == "starts":  # 於3月開始 is in March, 3月開始 from then on
        word = "" if lead == "plain" else "from"
    if word == "between" and meaning.qualifier != "range":
        word = ""  # 春節期間: the time itself
    if word == "between" or (meaning.qualifier == "range" and word in ("since", "from")):
        word = "range"
    if meaning.offset or (meaning.window == ANY_DAY):
        return _undated(meaning, word, about)
    if lead in ("by", "until", "before") and trail in ("by", "before"):
        word = trail
    if word == lead == "after" and meaning.granularity == "time":
        word = ""  # shortly after midnight on Wednesday: that day
    apply = _QUALIFIERS.get(word)
    if apply is None:
        return _plain(meaning, word, about)
    return apply(meaning, setting)


def _bounds(
    meaning: Meaning,
    window: Window,
    qualifier: str,
    why: str,
    *others: Alternative,
    strict: date | None = None,
    earliest_strict: date | None = None,
    convention: str | None = None,
    certainty: float = 1.0,
) -> Bounds:
    own = convention == "mid-month-deadline"  # it narrows the convention of the month's middle
    used = convention if own else meaning.convention or convention
    return Bounds(
        window, strict, earliest_strict, str(window), qualifier, meaning.approx,
        used, meaning.certainty * certainty,
        (*meaning.alternatives, *others), f"{meaning.why}; {why}" if why else meaning.why,
    )  # fmt: skip


def _plain(meaning: Meaning, word: str, about: bool) -> Bounds:
    approx = meaning.approx or about or word == "approx"
    if word == "within":
        qualifier = "within"
    elif word == "range" or meaning.granularity == "range":
        qualifier = "range"
    elif about or word == "approx":
        qualifier = "approx"
    else:
        qualifier = "on" if meaning.granularity in _DAYS else "during"
    edtf = meaning.edtf
    if approx and edtf and not edtf.endswith("~") and "/" not in edtf:
        edtf += "~"
    return Bounds(
        meaning.window, None, None, edtf, qualifier, approx,
        meaning.convention or ("around" if qualifier == "approx" else None),
        meaning.certainty, meaning.alternatives, meaning.why,
    )  # fmt: skip


def _undated(meaning: Meaning, word: str, about: bool) -> Bounds:
    known = word in _QUALIFIERS or word in ("within", "approx")
    qualifier = word if known else ("approx" if about else "during")
    qualifier = {"through": "until", "from": "since"}.get(qualifier, qualifier)
    return Bounds(
        ANY_DAY, None, None, "", qualifier, meaning.approx or about, meaning.convention,
        meaning.certainty, meaning.alternatives, meaning.why,
    )  # fmt: skip


def _by(meaning: Meaning, setting: Setting) -> Bounds:
    window = meaning.window
    latest = window.latest
    others: list[Alternative] = []
    convention = "by"
    if meaning.convention == "mid-month" and latest is not None:
        entry = setting.conventions
        latest = latest.replace(day=entry.number("mid-month-deadline", "day"))
        early = latest.replace(day=entry.number("mid-month-deadline", "alternative_day"))
        others.append(Alternative(None, early, f"the {early.day}th as the middle"))
        convention = "mid-month-deadline"
    elif meaning.granularity in ("month", "quarter", "season", "half", "year") and window.earliest:
        eve = window.earliest - _ONE_DAY
        others.append(Alternative(None, eve, "before it begins"))
        convention = "by-period"
    return _bounds(
        meaning,
        Window(None, latest),
        "by",
        f"by its last day, {latest}",
        *others,
        convention=convention,
    )


def _before(meaning: Meaning, setting: Setting) -> Bounds:
    window = meaning.window
    if window.is_day and window.latest is not None:
        strict = window.latest - _ONE_DAY
        why = f"before it: {window.latest} at the latest, strictly {strict}"
        return _bounds(
            meaning, Window(None, window.latest), "before", why, strict=strict, convention="before"
        )
    why = f"before its end, {window.latest}"
    return _bounds(meaning, Window(None, window.latest), "before", why, convention="before-period")


def _until(meaning: Meaning, setting: Setting) -> Bounds:
    return _bounds(
        meaning,
        Window(None, meaning.window.latest),
        "until",
        f"until the end of {meaning.window.latest}",
        convention="until",
    )


def _since(meaning: Meaning, setting: Setting) -> Bounds:
    window = meaning.window
    others = []
    if window.earliest is not None and window.earliest <= setting.published:
        others.append(
            Alternative(window.earliest, setting.published, "from then up to publication day")
        )
    return _bounds(
        meaning,
        Window(window.earliest, None),
        "since",
        f"from {window.earliest} on",
        *others,
        convention="since",
    )


def _since_to_date(meaning: Meaning, setting: Setting) -> Bounds:
    """以來, "so far this year": from the start up to publication day."""
    window = meaning.window
    if window.earliest is None or window.earliest > setting.published:
        return _since(meaning, setting)
    return _bounds(
        meaning,
        Window(window.earliest, setting.published),
        "since",
        "from its start up to publication day",
        Alternative(window.earliest, None, "still running"),
        convention="since",
    )


def _after(meaning: Meaning, setting: Setting) -> Bounds:
    window = meaning.window
    strict = None if window.latest is None else window.latest + _ONE_DAY
    return _bounds(
        meaning,
        Window(window.earliest, None),
        "after",
        f"after it: {window.earliest} at the earliest, strictly {strict}",
        earliest_strict=strict,
        convention="after",
    )


def _not_before(meaning: Meaning, setting: Setting) -> Bounds:
    return _bounds(
        meaning,
        Window(meaning.window.earliest, None),
        "not_before",
        f"not before {meaning.window.earliest}",
    )


def _as_of(meaning: Meaning, setting: Setting) -> Bounds:
    window = meaning.window
    return _bounds(
        meaning,
        Window(None, window.latest),
        "as_of",
        f"as it stood on {window.latest}",
        Alternative(window.earliest, window.latest, "a snapshot: that time alone"),
        convention="as-of",
    )


def _from(meaning: Meaning, setting: Setting) -> Bounds:
    return _since(meaning, setting)


def _approx(meaning: Meaning, setting: Setting) -> Bounds:
    return _plain(meaning, "approx", about=True)


_QUALIFIERS = {
    "by": _by,
    "before": _before,
    "until": _until,
    "through": _until,
    "since": _since,
    "to_date": _since_to_date,
    "after": _after,
    "not_before": _not_before,
    "as_of": _as_of,
    "from": _from,
    "approx": _approx,
}
