"""Strips of time as inline SVG: `tracks` says where, this says how.

Shapes carry classes and `data-mark`, never a style: colours belong to the style sheet, so that dark
mode, print and forced colours work, and a strict policy holds. The text beside a strip says the
same, so it is hidden from screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bywhen.publish.board import BoardEvent
from bywhen.publish.speech import ENGLISH, Speech
from bywhen.publish.tracks import Mark, Scale, window_mark

__all__ = ["axis", "legend", "overview", "track"]

_STRIP = Markup(
    '<svg class="track {kind}" width="100%" height="{height}" aria-hidden="true">{inside}</svg>'
)


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
    inside = Markup("").join(
        Markup('<line class="tick" x1="{0}%" x2="{0}%" y1="17" y2="22"/>').format(tick.place)
        + Markup('<text x="{}%" y="13">{}</text>').format(tick.place, tick.words)
        for tick in scale.ticks(say=say)
        if tick.place < 93
    )
    if shared is not None:
        inside += Markup('<defs><g id="{}">{}</g></defs>').format(
            shared, _ticks(scale) + (_today(scale, today, 0, 26) if shares_today else "")
        )
    return _STRIP.format(kind="axis", height=22, inside=inside + _today(scale, today, 17, 22))


def _ticks(scale: Scale) -> Markup:
    return Markup("").join(
        Markup('<line class="tick" x1="{0}%" x2="{0}%" y1="0" y2="26"/>').format(tick.place)
        for tick in scale.ticks()
    )


def track(
    event: BoardEvent,
    scale: Scale,
    today: date,
    *,
    shared: str | None = None,
    shares_today: bool = False,
) -> Markup:
    """What was announced, what holds now, and today, on one strip.

    `shared` is the name under which an `axis` above it has drawn the scale's lines, with
    `shares_today` that of today too.
    """
    figures = event.figures
    shapes = Markup('<use href="#{}"/>').format(shared) if shared else _ticks(scale)
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
            shapes += _shape(announced, is_deadline=event.baseline_modality == "by")
            shapes += _arrow(announced, now)
    if now is not None:
        shapes += _shape(now, is_deadline=is_deadline)
    if not shares_today:
        shapes += _today(scale, today, 0, 26)
    return _STRIP.format(kind="row", height=26, inside=shapes)


def overview(
    bins: Sequence[tuple[date, date, int]], scale: Scale, shown: Scale, today: date
) -> Markup:
    """How many events end when, over an affair's whole time, and which part of it is shown."""
    most = max((count for _, _, count in bins), default=0) or 1
    start, end = scale.place(shown.first), scale.place(shown.last, end=True)
    inside = Markup('<rect class="part" x="{}%" y="0" width="{}%" height="34"/>').format(
        start, round(max(end - start, 0.4), 2)
    )
    for first, last, count in bins:
        if count:
            height = round(3 + 27 * count / most)
            width = round(max(scale.place(last, end=True) - scale.place(first) - 0.15, 0.3), 2)
            inside += Markup('<rect class="bin" x="{}%" y="{}" width="{}%" height="{}"/>').format(
                scale.place(first), 34 - height, width, height
            )
    return _STRIP.format(kind="over", height=34, inside=inside + _today(scale, today, 0, 34))


def legend(what: str) -> Markup:
    """One of the shapes, small, for the legend: by, window, baseline or today."""
    shapes = {
        "by": _cap(60, "by"),
        "baseline": _cap(60, "baseline"),
        "window": Markup('<rect data-mark="window" x="5%" y="8" width="90%" height="10" rx="2"/>'),
        "conditional": Markup(
            '<rect data-mark="conditional" x="5%" y="8" width="90%" height="10" rx="2"/>'
        ),
        "today": Markup('<line class="today" x1="50%" x2="50%" y1="3" y2="23"/>'),
    }
    return Markup('<svg class="key" width="24" height="26" aria-hidden="true">{}</svg>').format(
        shapes[what]
    )


def _today(scale: Scale, today: date, top: int, bottom: int) -> Markup:
    return Markup('<line class="today" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}"/>').format(
        scale.place(today), top, bottom
    )


def _shape(mark: Mark, *, is_deadline: bool = False) -> Markup:
    match mark.kind:
        case "baseline" | "conditional" if is_deadline:
            return _cap(mark.end, mark.kind)
        case "day":
            middle = round((mark.start + mark.end) / 2, 2)
            return Markup('<circle data-mark="day" cx="{}%" cy="13" r="5.5"/>').format(middle)
        case "by":
            return _cap(mark.end, "by")
        case "not_before":
            onward = Markup('<rect class="onward" x="{}%" y="8" width="{}%" height="10"/>').format(
                mark.start, mark.width
            )
            return onward + _cap(mark.start, "not_before", points_right=True)
        case "baseline" if mark.width <= 0.8 or mark.start == mark.end:
            return _cap(mark.end, "baseline")
        case _:
            return Markup(
                '<rect data-mark="{}" x="{}%" y="8" width="{}%" height="10" rx="2"/>'
            ).format(mark.kind, mark.start, mark.width)


def _cap(place: float, kind: str, *, points_right: bool = False) -> Markup:
    """A hard edge: at the end of a deadline's day, or mirrored where a day is the earliest."""
    return Markup('<svg class="cap" x="{place}%"><path data-mark="{kind}" d="{d}" /></svg>').format(
        place=place, kind=kind, d="M9 5H0V21H9" if points_right else "M-9 5H0V21H-9"
    )


def _arrow(announced: Mark, now: Mark | None) -> Markup:
    """From the end that was announced to the end that holds now."""
    if now is None:
        return Markup("")
    end = now.end if now.kind in ("by", "day") else now.start
    if abs(end - announced.end) < 1.5:
        return Markup("")
    head = "M-6 9L-1 13L-6 17" if end > announced.end else "M6 9L1 13L6 17"
    return Markup(
        '<line class="moved" x1="{start}%" x2="{end}%" y1="13" y2="13"/>'
        '<svg class="cap" x="{end}%"><path class="head" d="{head}"/></svg>'
    ).format(start=announced.end, end=end, head=head)
