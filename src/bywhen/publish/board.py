"""What the home page knows: per affair what is due, what has slipped, what moved last.

Values only; `bywhen.publish.boardread` reads them from a tracker.db.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bywhen.publish.known import Names
from bywhen.publish.speech import ENGLISH, Speech
from bywhen.publish.statuses import GROUPS, Status, group_of, status_of
from bywhen.publish.words import health_sentence
from bywhen.timetable.asof import CLOSED
from bywhen.timetable.figures import Figures
from bywhen.timetable.health import Health

__all__ = ["AffairBoard", "BoardEvent", "BoardMove", "Days", "Said"]


_NEVER = "9999-99-99"  # as text after every day


@dataclass(frozen=True, slots=True)
class Days:
    """Days of knowledge and of the clock, by time zone; `spread` bounds both over all zones."""

    in_zone: Callable[[str], date]
    as_of: date | None

    @property
    def spread(self) -> tuple[date, date]:
        """The first and the last day that it is anywhere."""
        if self.as_of is not None:
            return self.as_of, self.as_of
        return self.in_zone("Etc/GMT+12"), self.in_zone("Etc/GMT-14")

    @property
    def bounds(self) -> dict[str, str]:
        """The days that a query needs to find all that may hold now, in whatever zone."""
        first, last = self.spread
        return {
            "known_from": last.isoformat(),
            "known_until": first.isoformat(),
            "before": (last + timedelta(days=1)).isoformat() if last < date.max else _NEVER,
            "since": first.isoformat(),
        }

    def of(self, zone: str) -> date:
        """The day of knowledge, which is also the day of the clock, in this zone."""
        return self.as_of if self.as_of is not None else self.in_zone(zone)


@dataclass(frozen=True, slots=True)
class Said:
    """One claim as a reader may check it."""

    claim: str
    issuer: str | None
    issuer_name: str | None  # the declared name, if the issuer is declared
    issuer_names: Mapping[str, str]
    via: str | None
    phrase: str | None
    language: str | None
    known: date
    source: str | None
    publisher: str | None
    url: str | None
    archived: str | None


@dataclass(frozen=True, slots=True)
class BoardEvent:
    """One event as it stands. `said` is its outcome's claim, else its current one."""

    event: str
    title: str
    titles: Mapping[str, str]
    timezone: str
    position: int
    checked_through: date | None
    modality: str | None
    baseline_modality: str | None
    figures: Figures
    said: Said | None
    anchor_title: str | None
    anchor_titles: Mapping[str, str]
    offsets: tuple[str | None, str | None]
    condition: str | None
    corrected: date | None  # the last day on which a claim it rests on was mended

    def told(self, say: Speech = ENGLISH) -> Status:
        """Its status in words."""
        return status_of(self.figures, self.modality, self.checked_through, say)

    @property
    def group(self) -> str:
        """Where it stands on the page."""
        return group_of(self.figures.status)

    @property
    def slip_range(self) -> tuple[int, int] | None:
        """Days against the baseline: of the outcome once there is one, else of the current date."""
        shown = self.figures
        if self.is_closed:
            least, most = shown.outcome_slip_min, shown.outcome_slip_max
        else:
            least, most = shown.slip_least, shown.slip_most
        return None if least is None or most is None else (least, most)

    @property
    def slip_days(self) -> int | None:
        """The one figure to sort by and to show large: last day against last day."""
        if self.is_closed:
            return self.figures.outcome_slip_max
        return self.figures.net_slip

    @property
    def differs(self) -> bool:
        """True if the date that holds now is not the one that was announced."""
        shown = self.figures
        return (shown.baseline_from, shown.baseline_due) != (shown.due_from, shown.due_to)

    @property
    def is_closed(self) -> bool:
        """True once an outcome is known."""
        return self.figures.status in CLOSED

    @property
    def held_as(self) -> str:
        """What to say of it where its date has not moved: in_time, passed or stands."""
        if self.is_closed:
            return "in_time"
        return "passed" if self.group == "passed" else "stands"

    @property
    def has_moved(self) -> bool:
        """True if its date, or its outcome, is not what was announced."""
        if self.is_closed:
            return self.figures.status in ("met_late", "met_unclear")
        return self.figures.status == "dropped" or bool(self.slip_days)


@dataclass(frozen=True, slots=True)
class BoardMove:
    """A change of a date, in the order in which it became known."""

    day: date
    event: str
    title: str
    titles: Mapping[str, str]
    kind: str  # as in SQL; happened for an outcome
    days: int | None
    inherited: bool
    old: tuple[date | None, date | None]
    new: tuple[date | None, date | None]
    modality: str | None
    said: Said | None


@dataclass(frozen=True, slots=True)
class AffairBoard:
    """One affair on the home page. `more` names the groups that hold more than is shown."""

    database: str
    affair: str
    title: str
    titles: Mapping[str, str]
    language: str | None
    timezone: str
    today: date
    checked_through: date | None
    known_as: Names
    timetable: str | None
    timetable_title: str | None
    timetable_titles: Mapping[str, str]
    health: Health | None
    worst: BoardEvent | None  # the event with the largest slip
    groups: Mapping[str, tuple[BoardEvent, ...]]
    more: frozenset[str]
    slips: tuple[BoardEvent, ...]
    held: tuple[BoardEvent, ...]
    moves: tuple[BoardMove, ...]

    def sentence(self, say: Speech = ENGLISH) -> str | None:
        """How its first timetable stands; None if it has none, or too many milestones."""
        if self.health is None:
            return None
        title, titles = self.timetable_title or self.title, self.timetable_titles or self.titles
        worst = None
        if self.worst is not None:
            worst = say.name(self.worst.title, self.worst.titles, self.language).text
        named = say.name(title, titles, self.language).text
        return health_sentence(self.health, named, worst, say)

    @property
    def events(self) -> Iterator[BoardEvent]:
        """Every event shown under what is due, in the page's order."""
        for group in GROUPS:
            yield from self.groups.get(group, ())
