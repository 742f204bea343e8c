"""The milestone trend chart as inline SVG: `trend` says where, this says how.

Places are per cent and sizes are pixels, so that text keeps its size on every screen. Shapes carry
classes, never a style. The table below the chart says the same, so the chart is hidden from screen
readers.
"""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from bywhen.publish.speech import ENGLISH, Speech
from bywhen.publish.tracks import Scale
from bywhen.publish.trend import Dot, Drawn, Line, Trend, ticks

__all__ = ["LINES", "trend_chart", "worded"]

LINES = 8  # looks there are: more milestones are not drawn
_HEIGHT = 340
_LEFT = 10.0  # per cent of the width that the words of the days need
_RIGHT = 93.0  # and at which the badges stand


def trend_chart(chart: Trend, *, say: Speech = ENGLISH) -> Markup:
    """The chart, its scales and each milestone's line with its number."""
    inside = _grid(chart, say)
    if chart.diagonal is not None:
        inside += _line(chart.diagonal)
    inside += Markup('<line class="today" x1="{0}%" x2="{0}%" y1="0" y2="{1}"/>').format(
        _x(chart.today), _HEIGHT
    )
    inside += Markup("").join(_course(one, place) for place, one in enumerate(chart.drawn))
    return Markup(
        '<svg class="trend" width="100%" height="{}" aria-hidden="true" focusable="false">{}</svg>'
    ).format(_HEIGHT + 22, inside)


def _grid(chart: Trend, say: Speech) -> Markup:
    lines = Markup("").join(
        Markup('<line class="tick" x1="0" x2="{1}%" y1="{0}" y2="{0}"/>').format(
            _y(chart.y(when)), _RIGHT
        )
        + Markup('<text x="0" y="{}">{}</text>').format(_y(chart.y(when)) - 3, words)
        for when, words in worded(chart.upward, 6, say)
    )
    return lines + Markup("").join(
        Markup('<line class="tick" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}"/>').format(
            _x(chart.x(when)), _HEIGHT, _HEIGHT + 5
        )
        + Markup('<text class="below" x="{}%" y="{}">{}</text>').format(
            _x(chart.x(when)), _HEIGHT + 18, words
        )
        for when, words in worded(chart.across, 5, say)
    )


def worded(scale: Scale, most: int, say: Speech) -> list[tuple[date, str]]:
    """The days of a scale's lines with their words; the year stands where it begins."""
    step, days = ticks(scale, most)
    found = []
    for place, when in enumerate(days):
        new_year = place == 0 or when.year != days[place - 1].year
        if step:
            words = say.day(when) if new_year and place else say.idiom.day_and_month(when)
        else:
            words = say.idiom.month(when) if new_year else say.idiom.month_alone(when)
        found.append((when, words))
    return found


def _course(one: Drawn, place: int) -> Markup:
    inside = Markup("").join(_line(line) for line in one.lines)
    inside += Markup("").join(_dot(dot, one.key) for dot in one.dots)
    return Markup('<g class="line k{}">{}</g>').format(place % LINES + 1, inside)


def _line(line: Line) -> Markup:
    return Markup('<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(
        line.kind, _x(line.x1), _y(line.y1), _x(line.x2), _y(line.y2)
    )


def _dot(dot: Dot, key: str) -> Markup:
    x, y = _x(dot.x), _y(dot.y)
    match dot.kind:
        case "badge":
            return Markup('<text class="badge" x="{}%" dx="6" y="{}">{}</text>').format(
                x, y + 4, key
            )
        case "dropped":
            return Markup(
                '<svg class="cap" x="{}%" y="{}"><path class="cross" d="M-5-5L5 5M-5 5L5-5"/></svg>'
            ).format(x, y)
        case "happened":
            return Markup(
                '<svg class="cap" x="{}%" y="{}"><rect x="-5" y="-5" width="10" height="10"/></svg>'
            ).format(x, y)
        case _:
            return Markup('<circle cx="{}%" cy="{}" r="4"/>').format(x, y)


def _x(place: float) -> float:
    """Per cent of the width."""
    return round(_LEFT + place * (_RIGHT - _LEFT), 2)


def _y(place: float) -> float:
    """Pixels from the top."""
    return round(place * _HEIGHT, 1)
