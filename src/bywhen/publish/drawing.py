"""Strips of time as inline SVG: `tracks` says where, this says how.

Shapes carry classes and `data-mark`, never a style: colours belong to the style sheet, so that dark
mode, print and forced colours work, and a strict policy holds. The text beside a strip says the
same, so it is hidden from screen readers. What strips share (the caps of a deadline, the head of an
arrow, the fading of a window) stands once a page, in `bare.html`. A page has up to two hundred
strips: they are put together from numbers and words of ours, the few others are escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from bywhen.publish.board import BoardEvent
from bywhen.publish.speech import ENGLISH, Speech
from bywhen.publish.tracks import Mark, Scale, window_mark

__all__ = ["axis", "legend", "overview", "track"]

_LEAST_ARROW = 1.5  # per cent; a shorter one is only a blot
_HALF_A_DAY = 8.0  # per cent: half the width of a day's words
_WIDTH_OF_A_LETTER = 2.6  # per cent of the narrowest strip, with some air


def axis(
    scale: Scale,
    today: date,
    *,
    shared: str | None = None,
    shares_today: bool = False,
    say: Speech = ENGLISH,
) -> Markup:
    """The scale's words, and where today is; `shared` names its lines for the tracks below it.

    `shares_today`: that of today too, where there are so many tracks that it counts.
    """
    inside, has_year = "", False
    at = min(max(scale.place(today), _HALF_A_DAY), 100 - _HALF_A_DAY)
    for tick in scale.ticks(say=say):
        place = tick.place
        inside += f'<line class="tick" x1="{place:g}%" x2="{place:g}%" y1="17" y2="22"/>'
        is_free = place + 2 * _HALF_A_DAY < at - _HALF_A_DAY or place > at + _HALF_A_DAY
        if is_free and place < 93:
            inside += f'<text x="{place:g}%" y="13">{escape(tick.words)}</text>'
            has_year = has_year or tick.words[-1].isdigit() or tick.words[:4].isdigit()
    words = say.idiom.day_and_month(today) if has_year else say.day(today)
    inside += f'<text class="now" x="{at:g}%" y="13">{escape(words)}</text>'
    if shared is not None:
        lines = _ticks(scale) + (_today(scale, today, 0, 26) if shares_today else "")
        inside += f'<defs><g id="{escape(shared)}">{lines}</g></defs>'
    return _strip("axis", inside + _today(scale, today, 17, 22))


def _strip(kind: str, inside: str) -> Markup:
    drawn = f'<svg class="track {kind}" aria-hidden="true">{inside}</svg>'
    return Markup(drawn)  # noqa: S704 - see above


def _ticks(scale: Scale) -> str:
    return "".join(
        f'<line class="tick" x1="{tick.place:g}%" x2="{tick.place:g}%" y2="26"/>'
        for tick in scale.ticks()
    )


def track(
    event: BoardEvent,
    scale: Scale,
    today: date,
    *,
    shared: str | None = None,
    shares_today: bool = False,
    says_days: bool = True,
    say: Speech = ENGLISH,
) -> Markup:
    """What was announced, what holds now, and today, on one strip.

    `shared` is the name under which an `axis` above it has drawn the scale's lines, with
    `shares_today` that of today too. `says_days`: the days of a slip stand on its arrow, if there
    is room.
    """
    figures = event.figures
    shapes = f'<use href="#{escape(shared)}"/>' if shared else _ticks(scale)
    conditional = figures.status == "conditional"
    if event.is_closed:
        now = window_mark(scale, figures.happened_from, figures.happened_to, None)
    else:
        now = window_mark(
            scale,
            figures.due_from,
            figures.due_to,
            event.modality,
            kind="conditional" if conditional else None,
        )
    is_deadline = conditional and event.modality == "by"
    if figures.baseline_due is not None and event.differs:
        announced = window_mark(
            scale,
            figures.baseline_from,
            figures.baseline_due,
            event.baseline_modality,
            kind="baseline",
        )
        if announced is not None:
            if not announced.is_beyond:
                shapes += _shape(announced, is_deadline=event.baseline_modality == "by")
            shapes += _arrow(announced, now, _days(event, say) if says_days else "")
    if now is not None and not now.is_beyond:
        shapes += _shape(now, is_deadline=is_deadline)
    if not shares_today:
        shapes += _today(scale, today, 0, 26)
    return _strip("row", shapes)


def _days(event: BoardEvent, say: Speech) -> str:
    """A slip as short as it can be said: `+15 d`."""
    if event.slip_range is None:
        return ""
    least, most = event.slip_range
    number = say.signed(most) if least == most else f"{say.signed(least)}…{say.signed(most)}"
    return say.gettext("%(number)s d", number=number)


def overview(
    bins: Sequence[tuple[date, date, int]], scale: Scale, shown: Scale, today: date
) -> Markup:
    """How many events end when, over an affair's whole time, and which part of it is shown."""
    most = max((count for _, _, count in bins), default=0) or 1
    start, end = scale.place(shown.first), scale.place(shown.last, end=True)
    width = round(max(end - start, 0.4), 2)
    inside = f'<rect class="part" x="{start:g}%" width="{width:g}%" height="34"/>'
    for first, last, count in bins:
        if count:
            height = round(3 + 27 * count / most)
            width = round(max(scale.place(last, end=True) - scale.place(first) - 0.15, 0.3), 2)
            inside += (
                f'<rect class="bin" x="{scale.place(first):g}%" y="{34 - height}"'
                f' width="{width:g}%" height="{height}"/>'
            )
    return _strip("over", inside + _today(scale, today, 0, 34))


def legend(what: str) -> Markup:
    """One of the shapes, small, for the legend: by, window, baseline, conditional or today."""
    shapes = {
        "by": _cap(60, "by"),
        "baseline": _cap(60, "baseline"),
        "window": _bar("window", 5, 90),
        "conditional": _bar("conditional", 5, 90),
        "today": '<line class="today" x1="50%" x2="50%" y1="3" y2="23"/>',
    }
    key = f'<svg class="key" width="24" height="26" aria-hidden="true">{shapes[what]}</svg>'
    return Markup(key)  # noqa: S704 - numbers and words of ours


def _today(scale: Scale, today: date, top: int, bottom: int) -> str:
    place = scale.place(today)
    return f'<line class="today" x1="{place:g}%" x2="{place:g}%" y1="{top}" y2="{bottom}"/>'


def _shape(mark: Mark, *, is_deadline: bool = False) -> str:
    match mark.kind:
        case "baseline" | "conditional" if is_deadline:
            return _cap(mark.end, mark.kind)
        case "day":
            middle = round((mark.start + mark.end) / 2, 2)
            return f'<circle data-mark="day" cx="{middle:g}%" cy="13" r="5.5"/>'
        case "by":
            return _cap(mark.end, "by")
        case "not_before":
            onward = f'<rect class="onward" x="{mark.start:g}%" y="8" width="{mark.width:g}%"'
            return f'{onward} height="10"/>{_cap(mark.start, "not_before")}'
        case "baseline" if mark.width <= 0.8 or mark.start == mark.end:
            return _cap(mark.end, "baseline")
        case _:
            return _bar(mark.kind, mark.start, mark.width)


def _bar(kind: str, start: float, width: float) -> str:
    return f'<rect data-mark="{kind}" x="{start:g}%" y="8" width="{width:g}%" height="10" rx="2"/>'


def _cap(place: float, kind: str) -> str:
    """A hard edge: at the end of a deadline's day, or mirrored where a day is the earliest."""
    edge = "from" if kind == "not_before" else "by"
    return f'<use data-mark="{kind}" href="#{edge}" x="{place:g}%"/>'


def _arrow(announced: Mark, now: Mark | None, days: str) -> str:
    """From the end that was announced to the end that holds now; a line's head is in the style."""
    if now is None:
        return ""
    start, end = announced.end, now.end if now.kind in ("by", "day") else now.start
    if abs(end - start) < _LEAST_ARROW:
        return ""
    line = f'<line class="moved" x1="{start:g}%" x2="{end:g}%" y1="13" y2="13"/>'
    if not days or abs(end - start) < _WIDTH_OF_A_LETTER * len(days):
        return line
    middle = round((start + end) / 2, 2)
    return f'{line}<text class="days" x="{middle:g}%" y="17">{escape(days)}</text>'
