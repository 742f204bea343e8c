"""What the rules of calculation take in: affairs, events and claims, already read and checked.

Nothing here is computed. Days are civil days; ids are full ids (`affair/event`,
`affair/event/claim`). The values are plain: who makes them (the loader of the record) has
checked them, and whoever holds one may trust it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bywhen.timetable.offsets import Offset
from bywhen.timetable.window import Window

__all__ = [
    "Affair",
    "Claim",
    "Correction",
    "Event",
    "Issuer",
    "Kind",
    "Modality",
    "Point",
    "Rank",
    "Source",
    "Standing",
    "Timetable",
]


class Kind(StrEnum):
    """What a claim says of its event."""

    TARGET = "target"  # a date to come (or that it has none: no window)
    HAPPENED = "happened"
    WITHDRAWN = "withdrawn"  # the date no longer stands, nothing replaces it
    CANCELLED = "cancelled"  # the event will not take place


class Modality(StrEnum):
    """How a target's date is meant."""

    DAY = "day"
    WITHIN = "within"
    BY = "by"  # up to and including
    NOT_BEFORE = "not_before"


class Standing(StrEnum):
    """How far the issuer is bound; a proposal never becomes the current date."""

    COMMITMENT = "commitment"
    FORECAST = "forecast"
    PROPOSAL = "proposal"


class Rank(StrEnum):
    """Which of several claims to trust; a deprecated one is shown, never used."""

    PREFERRED = "preferred"
    NORMAL = "normal"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says about one event's date.

    `written` is the date as written (`2025-12`, `P100D`), `window` its days: for `by` the window
    has no earliest, for `not_before` no latest; None for an undated target, an anchored one, a
    withdrawal, a cancellation. An anchored claim has `anchor` (full event id) and its offsets:
    `offset_min` counts from the anchor's committed start, `offset_max` from its committed end.
    `known` is the first day on which the public could know the claim, `line` where it stands.
    """

    id: str
    event: str
    kind: Kind
    known: date
    order: int  # place in the file; breaks ties among claims of the same `known`
    modality: Modality | None = None
    written: str | None = None  # column `date`
    window: Window | None = None
    anchor: str | None = None
    offset_min: Offset | None = None
    offset_max: Offset | None = None
    timetable: str | None = None
    standing: Standing | None = None
    rank: Rank = Rank.NORMAL
    issuer: str | None = None  # as written: a declared id or free text
    issuer_id: str | None = None  # the declared issuer it is, or is an alias of
    via: str | None = None
    source: str | None = None  # the source's id in its affair
    phrase: str | None = None
    language: str | None = None
    condition: str | None = None
    time: str | None = None
    said: date | None = None
    recorded: str | None = None  # an instant, ISO text; no part in as-of
    retracted: date | None = None
    strict: date | None = None
    earliest_strict: date | None = None
    why: str | None = None
    note: str | None = None
    formerly: tuple[str, ...] = ()
    line: int = 0

    @property
    def slug(self) -> str:
        """The id inside its event."""
        return self.id.rsplit("/", 1)[1]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened or is to happen; it has no date of its own, its claims have.

    `timezone` and `checked_through` are None where the affair's hold. `deciders` (issuer ids)
    is empty where every issuer's word counts.
    """

    id: str
    title: str
    claims: tuple[Claim, ...] = ()
    kind: str | None = None
    titles: dict[str, str] = field(default_factory=dict)
    note: str | None = None
    timezone: str | None = None
    checked_through: date | None = None
    deciders: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()  # full event ids
    formerly: tuple[str, ...] = ()
    line: int = 0

    @property
    def slug(self) -> str:
        """The id inside its affair."""
        return self.id.split("/", 1)[1]


@dataclass(frozen=True, slots=True)
class Timetable:
    """A named set of baselines announced together."""

    id: str  # inside the affair
    title: str
    announced: date | None = None
    titles: dict[str, str] = field(default_factory=dict)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Issuer:
    """A declared issuer: `names` by language, `aliases` as they may stand in claims.

    `alias_names` are an alias's own names by language; they are among the aliases.
    """

    id: str
    name: str
    names: dict[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    alias_names: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim was read."""

    id: str  # inside the affair
    publisher: str
    published: date | None = None
    title: str | None = None
    url: str | None = None
    archived: str | None = None
    accessed: date | None = None
    sha256: str | None = None
    medium: str | None = None
    language: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A mistake of the record, mended in the open."""

    day: date
    claim: str  # full claim id
    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the affair's own document, in one version and one language."""

    version: str
    number: str
    text: str
    language: str | None = None
    event: str | None = None  # full event id
    note: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Affair:
    """The story being tracked: one file of the record.

    The first of `timetables` is the default one. `checked_through` None = followed to this day.
    """

    id: str
    title: str
    timezone: str
    events: tuple[Event, ...] = ()
    timetables: tuple[Timetable, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()
    points: tuple[Point, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)
    language: str | None = None
    note: str | None = None
    checked_through: date | None = None
    formerly: tuple[str, ...] = ()
    path: str = ""
