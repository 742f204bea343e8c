"""Records in a few lines, for tests of the rules.

    event signed deciders=us checked=2025-12-31
      a by 2025-11-27 known=2025-11-20 tag=plan issuer=us
      b within 2025-11-27/2025-12-05 known=2025-11-23
      c withdrawn known=2025-11-25
      d by P100D after=other known=2025-11-26
      e happened 2025-12-02 known=2025-12-02
    event other follows=signed

Everything belongs to the affair `x`, with the timetables `plan` and `second`.
"""

from __future__ import annotations

from datetime import date

from bywhen.timetable.asof import figures_of_record
from bywhen.timetable.claims import (
    Affair,
    Claim,
    Event,
    Kind,
    Modality,
    Rank,
    Standing,
    Timetable,
)
from bywhen.timetable.edtf import parse_window
from bywhen.timetable.figures import Figures
from bywhen.timetable.history import Replay, replay
from bywhen.timetable.offsets import parse_offset, parse_offset_range
from bywhen.timetable.window import Window

PLAN = (Timetable("plan", "The plan"), Timetable("second", "The second plan"))


def day(text: str) -> date:
    """A day from ISO text."""
    return date.fromisoformat(text)


def affair(
    text: str,
    name: str = "x",
    timetables: tuple[Timetable, ...] = PLAN,
    checked: str | None = None,
) -> Affair:
    """An affair from lines as above."""
    events: list[Event] = []
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == "event":
            events.append(_event(name, words[1:]))
        else:
            last = events[-1]
            claim = _claim(name, last, words)
            events[-1] = Event(
                last.id,
                last.title,
                (*last.claims, claim),
                deciders=last.deciders,
                follows=last.follows,
                checked_through=last.checked_through,
            )
    return Affair(
        name,
        "Affair X",
        "UTC",
        tuple(events),
        timetables,
        checked_through=day(checked) if checked else None,
    )


def _options(words: list[str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in words)


def _full(name: str, event: str) -> str:
    return event if "/" in event else f"{name}/{event}"


def _event(name: str, words: list[str]) -> Event:
    options = _options(words[1:])
    return Event(
        f"{name}/{words[0]}",
        f"Title of {words[0]}",
        deciders=tuple(options["deciders"].split(",")) if "deciders" in options else (),
        follows=tuple(_full(name, one) for one in options["follows"].split(","))
        if "follows" in options
        else (),
        checked_through=day(options["checked"]) if "checked" in options else None,
    )


def _claim(name: str, event: Event, words: list[str]) -> Claim:
    slug, what, *rest = words
    written = rest.pop(0) if rest and "=" not in rest[0] else None
    options = _options(rest)
    kind = Kind(what) if what in set(Kind) else Kind.TARGET
    modality = Modality(what) if what in set(Modality) else None
    anchor = options.get("after")
    window, low, high = None, None, None
    if written is not None and anchor:
        if modality is Modality.WITHIN:
            low, high = parse_offset_range(written)
        else:
            low = parse_offset(written)
            high = None if modality is Modality.NOT_BEFORE else low
    elif written is not None:
        window = parse_window(written)
        if modality is Modality.BY:
            window = Window(None, window.latest)
        elif modality is Modality.NOT_BEFORE:
            window = Window(window.earliest, None)
    return Claim(
        f"{event.id}/{slug}",
        event.id,
        kind,
        day(options["known"]),
        len(event.claims),
        modality,
        written,
        window,
        _full(name, anchor) if anchor else None,
        low,
        high,
        options.get("tag"),
        Standing(options["standing"]) if "standing" in options else None,
        Rank(options.get("rank", "normal")),
        options.get("issuer"),
        options.get("issuer"),
        retracted=day(options["retracted"]) if "retracted" in options else None,
    )


def figures_at(record: Affair, event: str, k: str, n: str | None = None) -> Figures:
    """One event's figures under the first timetable."""
    found = [
        one
        for one in figures_of_record([record], day(k), day(n) if n else None)
        if one.event == f"{record.id}/{event}"
    ]
    assert len(found) == 1, f"{event} has {len(found)} figures as of {k}"
    return found[0]


def played(text: str) -> Replay:
    """Replay of one affair."""
    return replay([affair(text)])


def verdicts(figures: Figures) -> dict[str, str]:
    """Verdicts by the claim's own name."""
    return {claim.rsplit("/", 1)[1]: verdict for claim, verdict in figures.verdicts.items()}
