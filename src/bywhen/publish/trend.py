"""The milestone trend chart: geometry only, no HTML.

Across runs the day of knowledge, upwards the promised day. A promise that holds is a level line,
one that slips steps up; the stem on each dot is the window that was stated; the diagonal is the day
of knowledge itself, so a line that meets it has come due. Places are fractions of the chart, 0 to
1, from the left and from the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bywhen.publish.tracks import Scale, month_starts

__all__ = ["Course", "Dot", "Drawn", "Line", "Stop", "Trend", "ticks", "trend"]

_AIR = 0.03  # of each axis, free at either end
_BADGE_GAP = 0.07  # least distance between the badges at the lines' ends
_LEAST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Stop:
    """A promise as it stood from `known` on: its window, either side may be open."""

    known: date
    earliest: date | None
    latest: date | None

    @property
    def is_empty(self) -> bool:
        """True if no date stands: it was dropped."""
        return self.earliest is None and self.latest is None


@dataclass(frozen=True, slots=True)
class Course:
    """One milestone. `key` is its sign in the chart; an empty stop ends its line until the next.

    `happened` is its outcome's window and `settled` the day that became known.
    """

    key: str
    stops: tuple[Stop, ...]
    happened: tuple[date, date] | None = None
    settled: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; `kind` is level, step, stem, open (a stem whose end is open) or leader."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A sign: `kind` is promise, dropped, happened or badge."""

    kind: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """One milestone's shapes, in the order of drawing."""

    key: str
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """The whole chart. `diagonal` is None where none of it lies inside."""

    across: Scale
    upward: Scale
    today: float
    diagonal: Line | None
    drawn: tuple[Drawn, ...]

    def x(self, when: date) -> float:
        """From the left, the start of a day."""
        return _placed(self.across, when)

    def y(self, when: date) -> float:
        """From the top, the start of a day."""
        return round(1 - _placed(self.upward, when), 4)


def ticks(scale: Scale, most: int) -> tuple[int, list[date]]:
    """Days for the lines of a scale, at most `most`, and their step in days (0: months).

    >>> ticks(Scale(date(2025, 11, 20), date(2025, 12, 10)), 6)[1][0]
    datetime.date(2025, 11, 24)
    """
    for step in (1, 2, 7, 14):
        if scale.days <= step * most:
            first = scale.first.toordinal()
            first += -(first - 1) % step  # weeks begin on Mondays
            last = scale.last.toordinal()
            return step, [date.fromordinal(day) for day in range(first, last + 1, step)][:most]
    for months in (1, 2, 3, 6, 12, 24, 60, 120, 600):
        firsts = list(month_starts(scale.first, scale.last, months))
        if len(firsts) <= most:
            break
    return 0, firsts


def trend(courses: Sequence[Course], today: date) -> Trend | None:
    """The chart of some milestones on a day; None if none of them ever had a date.

    What becomes known after `today` must have been left out before.
    """
    courses = [one for one in courses if any(_ends(stop) for stop in one.stops)]
    if not courses:
        return None
    across = _scale([stop.known for one in courses for stop in one.stops] + [today])
    upward = _scale([*(day for one in courses for day in _promised(one)), across.first, today])
    bare = Trend(across, upward, 0, None, ())
    drawn = _apart([_course(bare, one, today) for one in courses])
    return Trend(across, upward, bare.x(today), _diagonal(bare), drawn)


def _promised(course: Course) -> Iterable[date]:
    for stop in course.stops:
        yield from _ends(stop)
    yield from course.happened or ()


def _ends(stop: Stop) -> list[date]:
    return [day for day in (stop.earliest, stop.latest) if day is not None]


def _scale(days: Sequence[date]) -> Scale:
    first, last = min(days), max(days)
    short = max(0, _LEAST_DAYS - (last - first).days)
    return Scale(_shifted(first, -short // 2), _shifted(last, short - short // 2))


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def _placed(scale: Scale, when: date) -> float:
    return round(_AIR + scale.place(when) / 100 * (1 - 2 * _AIR), 4)


def _course(chart: Trend, course: Course, today: date) -> Drawn:
    lines: list[Line] = []
    dots: list[Dot] = []
    at: tuple[float, float] | None = None  # where the line has come to
    for stop in course.stops:
        x, y = chart.x(stop.known), _level(chart, stop)
        if at is not None:
            lines.append(Line("level", *at, x, at[1]))
            if y is not None and y != at[1]:
                lines.append(Line("step", x, at[1], x, y))
        if y is None:
            if at is not None:
                dots.append(Dot("dropped", x, at[1]))
            at = None
            continue
        lines += _stem(chart, stop, x)
        dots.append(Dot("promise", x, y))
        at = (x, y)
    if at is not None:
        x = max(at[0], chart.x(course.settled or today))
        lines.append(Line("level", *at, x, at[1]))
        at = (x, at[1])
    if course.happened is not None and course.settled is not None:
        x, (first, last) = chart.x(course.settled), course.happened
        if first != last:
            lines.append(Line("stem", x, chart.y(first), x, chart.y(last)))
        dots.append(Dot("happened", x, chart.y(last)))
        at = (x, chart.y(last))
    if at is not None:
        dots.append(Dot("badge", 1.0, at[1]))
    elif dots:
        dots.append(Dot("badge", 1.0, dots[-1].y))
    return Drawn(course.key, tuple(lines), tuple(dots))


def _level(chart: Trend, stop: Stop) -> float | None:
    """The height of a promise: its last day, its first where the end is open."""
    day = stop.latest if stop.latest is not None else stop.earliest
    return None if day is None else chart.y(day)


def _stem(chart: Trend, stop: Stop, x: float) -> list[Line]:
    if stop.earliest is not None and stop.latest is not None:
        if stop.earliest == stop.latest:
            return []
        return [Line("stem", x, chart.y(stop.earliest), x, chart.y(stop.latest))]
    if stop.latest is None and stop.earliest is not None:
        return [Line("open", x, chart.y(stop.earliest), x, 0.0)]
    return []


def _diagonal(chart: Trend) -> Line | None:
    """The days on which promised day and day of knowledge are the same."""
    first = max(chart.across.first, chart.upward.first)
    last = min(chart.across.last, chart.upward.last)
    if first >= last:
        return None
    return Line("diagonal", chart.x(first), chart.y(first), chart.x(last), chart.y(last))


def _apart(drawn: Sequence[Drawn]) -> tuple[Drawn, ...]:
    """Badges pushed apart, each tied to its line's end by a leader."""
    ends = {one.key: one.dots[-1].y for one in drawn}
    placed: dict[str, float] = {}
    floor = 0.0
    for key in sorted(ends, key=lambda key: (ends[key], key)):
        placed[key] = max(ends[key], floor)
        floor = placed[key] + _BADGE_GAP
    over = floor - _BADGE_GAP - 1.0
    if over > 0:  # the lowest ones stand below the chart: move the crowd up, in order
        ceiling = 1.0
        for key in sorted(placed, key=lambda key: (-placed[key], key)):
            placed[key] = min(placed[key], ceiling)
            ceiling = placed[key] - _BADGE_GAP
    return tuple(_tied(one, ends[one.key], placed[one.key]) for one in drawn)


def _tied(one: Drawn, end: float, place: float) -> Drawn:
    *dots, badge = one.dots
    last = max((dot.x for dot in dots), default=badge.x)
    reach = max([last, *(line.x2 for line in one.lines if line.kind == "level")])
    leader = Line("leader", reach, end, badge.x, place)
    return Drawn(one.key, (*one.lines, leader), (*dots, Dot("badge", badge.x, round(place, 4))))
