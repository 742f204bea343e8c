"""One claim: its one date, where it was read, and what does not fit together in it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from yaml import Node

from bywhen.errors import DateError
from bywhen.record.nodes import Reader
from bywhen.record.scalars import interned, same_number
from bywhen.record.schema import CLAIM, KINDS
from bywhen.record.scope import Reference, Scope
from bywhen.timetable.advice import shown
from bywhen.timetable.claims import Claim, Kind, Modality, Rank, Standing
from bywhen.timetable.edtf import parse_window
from bywhen.timetable.offsets import Offset, parse_offset, parse_offset_range
from bywhen.timetable.window import Window

__all__ = ["read_claim"]

_MODALITIES = {modality.value: modality for modality in Modality}
_OTHER_KINDS = {
    "undated": Kind.TARGET,
    "happened": Kind.HAPPENED,
    "withdrawn": Kind.WITHDRAWN,
    "cancelled": Kind.CANCELLED,
}
_KINDS = frozenset(KINDS)


def read_claim(reader: Reader, node: Node, event: str, scope: Scope) -> Claim | None:
    """The claim in the mapping `node` about the event with the full id `event`.

    None if it has a fault that leaves no claim; the reader has all of them.
    """
    values = reader.mapping(node, CLAIM, "claim")
    if values is None:
        return None
    scope.order += 1
    slug = values.get("id")
    if slug is None:
        reader.require(node, values, "id", "claim")
    written = [key for key in values if key in _KINDS]
    if len(written) > 1:  # what is faulty is told already
        written = [key for key in written if values[key] is not None] or written[:1]
    if len(written) != 1:
        _not_one_kind(reader, node, written)
        return None
    key = written[0]
    modality = _MODALITIES.get(key)
    kind = Kind.TARGET if modality else _OTHER_KINDS[key]
    text = values[key]
    anchor: str | None = None
    window: Window | None = None
    offsets: tuple[Offset | None, Offset | None] = (None, None)
    if "after" in values:
        anchor = _anchor(reader, node, values, key, event, scope)
        if modality and text and values["after"]:
            offsets = _offsets(reader, node, key, text)
    elif text.__class__ is str:
        window = _window(reader, node, key, text)
    known = _known(reader, node, values, scope)
    _check(reader, node, values, kind, known, window, scope)
    if slug is None or known is None:
        return None
    issuer = values.get("issuer")
    return Claim(
        id=f"{event}/{slug}",
        event=event,
        kind=kind,
        known=known,
        order=same_number(scope.order),
        modality=modality,
        written=interned(text) if text.__class__ is str else None,
        window=window,
        anchor=anchor,
        offset_min=offsets[0],
        offset_max=offsets[1],
        timetable=interned(values.get("timetable")),
        standing=values.get("standing"),
        rank=values.get("rank") or Rank.NORMAL,
        issuer=interned(issuer),
        issuer_id=scope.issuer_id(issuer) if issuer else None,
        via=interned(values.get("via")),
        source=interned(values.get("source")),
        phrase=values.get("phrase"),
        language=interned(values.get("language")),
        condition=values.get("condition"),
        time=values.get("time"),
        said=values.get("said"),
        recorded=values.get("recorded"),
        retracted=values.get("retracted"),
        strict=values.get("strict"),
        earliest_strict=values.get("earliest_strict"),
        why=values.get("why"),
        note=values.get("note"),
        formerly=values.get("formerly") or (),
        line=same_number(node.start_mark.line + 1),
    )


def _not_one_kind(reader: Reader, node: Node, written: list[str]) -> None:
    if written:
        reader.fault(
            reader.line_of(node, written[1]),
            f"the claim has {' and '.join(f'`{key}`' for key in written)}; it may have one.",
            "Keep one, or make two claims of it.",
        )
    elif not any(reader.is_lost(node, key) for key in KINDS):
        reader.fault(
            node,
            "the claim has no date.",
            f"Write one of: {', '.join(KINDS)} (`undated: true` for a target without a date).",
        )


def _anchor(
    reader: Reader, node: Node, values: dict[str, Any], key: str, event: str, scope: Scope
) -> str | None:
    text = values["after"]
    line = reader.line_of(node, "after")
    if key not in _MODALITIES:
        reader.fault(
            line,
            f"`after` does not go with `{key}`: only a target's date hangs on another event.",
            "Leave `after` out, or say it in `condition`.",
        )
        return None
    if text is None:
        return None
    anchor = scope.full_event(text)
    scope.references.append(Reference(anchor, line, "after"))
    scope.edges.append((event, anchor, line))
    return anchor


def _offsets(
    reader: Reader, node: Node, key: str, text: str
) -> tuple[Offset | None, Offset | None]:
    try:
        if key == "within":
            return parse_offset_range(text)
        if "/" in text:
            parse_offset_range(text)
            reader.fault(
                reader.line_of(node, key),
                f"`{key}` takes one duration; {shown(text)} are two.",
                f"Write `within: {text}`.",
            )
            return None, None
        offset = parse_offset(text)
    except DateError as error:
        advice = ""
        if _reads_as_date(text):
            advice = f"Leave `after` out to say `{key}: {text}`, or count from the event."
        reader.fault(reader.line_of(node, key), f"`{key}` with `after`: {error}.", advice)
        return None, None
    if key == "not_before":
        return offset, None
    return offset, offset


def _reads_as_date(text: str) -> bool:
    try:
        parse_window(text)
    except DateError:
        return False
    return True


def _window(reader: Reader, node: Node, key: str, text: str) -> Window | None:
    """The days that `key: text` means; None with a fault if there are none."""
    try:
        window = _window_of(key, text)
    except DateError as error:
        line = reader.line_of(node, key)
        if text.startswith(("P", "-P")):
            reader.fault(
                line, f"`{key}: {text}` is a duration, but nothing says what it counts from.",
                "Add `after: EVENT`.",
            )  # fmt: skip
        else:
            reader.fault(line, f"`{key}`: {error}.")
        return None
    if isinstance(window, Window):
        return window
    message, advice = window
    reader.fault(reader.line_of(node, key), f"`{key}`: {shown(text)} {message}.", advice)
    return None


_NO_SOURCE = "Write `source: ID`, so that readers can check it."


@lru_cache(maxsize=16_384)
def _window_of(key: str, text: str) -> Window | tuple[str, str]:
    """The days that `key: text` means, or why it means none and what to write instead.

    Raises DateError if the text is no date.
    """
    window = parse_window(text)
    first, last = window.earliest, window.latest
    if key == "by":
        if last is not None:
            return Window(None, last)
        better = f"not_before: {first}" if first is not None else "undated: true"
        return "has no last day, which `by` needs", f"Write `{better}`."
    if key == "not_before":
        if first is not None:
            return Window(first, None)
        better = f"by: {last}" if last is not None else "undated: true"
        return "has no first day, which `not_before` needs", f"Write `{better}`."
    if key == "day":
        if window.is_day:
            return window
        if first is None and last is None:
            return "is not exactly one day", "Write `undated: true`."
        return "is not exactly one day", f"Write `within: {text}`."
    if key == "happened":
        if not window.is_open:
            return window
        return "is open on one side", "Write the days between which it happened."
    if first or last:
        return window
    return "names no day at all", "Write `undated: true`."


def _known(reader: Reader, node: Node, values: dict[str, Any], scope: Scope) -> date | None:
    known: date | None = values.get("known")
    if known is not None:
        return known
    if "known" in values:
        return None  # told already
    source = values.get("source")
    if source is not None and scope.published.get(source):
        return scope.published[source]
    if "source" in values and (source not in scope.published or source in scope.doubtful):
        return None  # told elsewhere: the source, or its day, is faulty
    if not any(reader.is_lost(node, key) for key in ("known", "source")):
        where = f"its source `{source}` has no `published`" if source else "it has no source"
        reader.fault(
            node,
            f"nothing says when the claim became known: it has no `known`, and {where}.",
            "Write `known: DAY`, the first day on which the public could know it.",
        )
    return None


def _check(
    reader: Reader,
    node: Node,
    values: dict[str, Any],
    kind: Kind,
    known: date | None,
    window: Window | None,
    scope: Scope,
) -> None:
    """What may be right by itself and does not fit together."""
    if values.get("timetable") is not None:
        _check_tag(reader, node, values, kind, scope)
    source = values.get("source")
    if source is None:
        if "source" not in values and not reader.is_lost(node, "source"):
            reader.warn(node, "the claim has no source.", _NO_SOURCE)
    elif source not in scope.published and source not in reader.lost.words:
        reader.fault(
            reader.line_of(node, "source"),
            f"there is no source {shown(source)}.",
            reader.suggest(source, scope.published, "Declare it under `sources:`."),
        )
    if kind is Kind.HAPPENED and window and known and window.earliest and window.earliest > known:
        reader.fault(
            reader.line_of(node, "happened"),
            f"it happened on {window.earliest} but was known on {known}, before that.",
            "Correct one of the days; a date to come is `day`, `by` or `within`.",
        )
    if window is not None:
        _check_strict(reader, node, values, window)
    if known is not None:
        retracted, said = values.get("retracted"), values.get("said")
        if retracted is not None and retracted < known:
            reader.fault(
                reader.line_of(node, "retracted"),
                f"it was retracted on {retracted}, before it was known on {known}.",
                "Correct one of the days.",
            )
        if said is not None and said > known:
            reader.warn(
                reader.line_of(node, "said"),
                f"it was said on {said}, after it was known on {known}.",
                "Correct one of the days.",
            )
    if values.get("rank") is Rank.DEPRECATED and "why" not in values:
        reader.warn(
            reader.line_of(node, "rank"),
            "a deprecated claim without a reason.",
            "Write `why: ...`.",
        )


def _check_strict(reader: Reader, node: Node, values: dict[str, Any], window: Window) -> None:
    """A stricter reading lies inside the window: alerts go by it, and would come too late."""
    days = {key: values[key] for key in ("strict", "earliest_strict") if values.get(key)}
    outside = [key for key, day in days.items() if day not in window]
    for key in outside:
        reader.fault(
            reader.line_of(node, key),
            f"`{key}` is {days[key]}, which lies outside the claim's own days.",
            "A stricter reading leaves days out and adds none: correct it, or leave it out.",
        )
    if len(days) == 2 and not outside and days["earliest_strict"] > days["strict"]:
        reader.fault(
            reader.line_of(node, "earliest_strict"),
            f"`earliest_strict` is {days['earliest_strict']}, after `strict`, {days['strict']}.",
            "Exchange them, or correct one.",
        )


def _check_tag(
    reader: Reader, node: Node, values: dict[str, Any], kind: Kind, scope: Scope
) -> None:
    tag = values["timetable"]
    line = reader.line_of(node, "timetable")
    if tag not in scope.timetables and tag not in reader.lost.words:
        reader.fault(
            line,
            f"there is no timetable {shown(tag)}.",
            reader.suggest(tag, scope.timetables, "Declare it under `timetables:`."),
        )
    if values.get("rank") is Rank.DEPRECATED:
        return
    if kind is not Kind.TARGET:
        reader.fault(
            line,
            f"`timetable` tags a baseline, which is a target; this claim is `{kind.value}`.",
            "Leave `timetable` out.",
        )
    elif values.get("standing") is Standing.PROPOSAL:
        reader.fault(
            line,
            "`timetable` on a proposal: a proposal is never a date in force, so no baseline.",
            "Leave `timetable` out, or the standing.",
        )
