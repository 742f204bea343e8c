"""What alerts.yml says, as values: who is told what, when, where and in which language.

    Config ── channels: where to
           └─ rules: which events, which kinds, when ── Quiet, Escalation, DigestPlan

Nothing secret is in these values: an address may hold `${NAME}`, which is looked up only when
something is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

__all__ = [
    "ANY_TIMETABLE",
    "CHANGE_KINDS",
    "DEFAULT_WHEN",
    "EVENT_KINDS",
    "TIME_KINDS",
    "Channel",
    "ChannelKind",
    "Config",
    "DigestPlan",
    "Escalation",
    "Kind",
    "Quiet",
    "Rule",
    "Threshold",
]


ANY_TIMETABLE = "any"


class Kind(StrEnum):
    """What an alert tells."""

    BEFORE = "before"  # so long is left
    DUE = "due"  # due today; or a date without end begins
    PASSED = "passed"  # the date has passed, no confirmation is recorded
    MOVED = "moved"
    DROPPED = "dropped"  # withdrawn, cancelled or left without a date
    MET = "met"
    MET_LATE = "met_late"
    FIRMED = "firmed"  # the new window lies inside the old one
    LOOSENED = "loosened"  # the old window lies inside the new one
    DISAGREE = "disagree"  # the living words of different issuers differ
    AT_RISK = "at_risk"  # what it waits for is due later, or has lost its date
    STALE = "stale"  # nothing heard for half of the way to the date
    FEED_FAILING = "feed_failing"
    PROPOSAL = "proposal"  # one that would move a date waits for a person
    DIGEST = "digest"
    CATCH_UP = "catch_up"  # what came due while nothing ran, once a gap
    TEST = "test"


TIME_KINDS = frozenset({Kind.BEFORE, Kind.DUE, Kind.PASSED})
CHANGE_KINDS = frozenset(
    {Kind.MOVED, Kind.DROPPED, Kind.MET, Kind.MET_LATE, Kind.FIRMED, Kind.LOOSENED}
)
# What a rule without `kinds` tells.
EVENT_KINDS = (
    TIME_KINDS
    | CHANGE_KINDS
    | {Kind.DISAGREE, Kind.AT_RISK, Kind.STALE, Kind.FEED_FAILING, Kind.PROPOSAL}
)


class ChannelKind(StrEnum):
    """By what a message travels."""

    WEBHOOK = "webhook"
    EMAIL = "email"
    FILE = "file"
    STDOUT = "stdout"
    COMMAND = "command"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A moment relative to a date: `days` calendar days or `hours` elapsed, before or after it.

    `text` is the step as written, its name in keys: 3d, 168h, 0d, +1d.
    """

    text: str
    days: int | None
    hours: int | None
    is_after: bool

    @property
    def kind(self) -> Kind:
        """before, due or passed."""
        if self.is_after:
            return Kind.PASSED
        return Kind.DUE if self.days == 0 else Kind.BEFORE


DEFAULT_WHEN = (
    Threshold("3d", 3, None, is_after=False),
    Threshold("1d", 1, None, is_after=False),
    Threshold("0d", 0, None, is_after=False),
    Threshold("+1d", 1, None, is_after=True),
)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing is sent, by the clock of `timezone` (None: the event's)."""

    start: time
    end: time
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """Tell `channel` too if nobody has acknowledged so long after the alert."""

    after: timedelta
    channel: str


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """A summary at a time of day, each day or each week on `weekday` (Monday = 0)."""

    at: time
    weekday: int | None = None

    @property
    def is_weekly(self) -> bool:
        """True if it comes once a week."""
        return self.weekday is not None


@dataclass(frozen=True, slots=True)
class Channel:
    """Where to. `address` and `secret` are as written, `${NAME}` unresolved.

    `on_unknown`: what to do when a try may or may not have arrived: `retry` (at least once) or
    `hold` (at most once). `recipients` are those of e-mail.
    """

    name: str
    kind: ChannelKind
    address: str = ""
    secret: str | None = None
    on_unknown: str = "retry"
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Who is told what. Empty `affairs`, `events` or `timetables`: all of them; `timetables` of
    ANY_TIMETABLE alone: the milestones of whichever timetable."""

    name: str
    channels: tuple[str, ...]
    affairs: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    timetables: tuple[str, ...] = ()
    when: tuple[Threshold, ...] = DEFAULT_WHEN
    kinds: frozenset[Kind] = EVENT_KINDS
    repeat: timedelta | None = None
    quiet: Quiet | None = None
    escalate: tuple[Escalation, ...] = ()
    digest: DigestPlan | None = None
    language: str = "en"
    line: int = 0

    def takes(self, event: str | None, affair: str | None) -> bool:
        """True if the rule is about this event (a full id); what is about none goes to all."""
        if event is None:
            return affair is None or not self.affairs or affair in self.affairs
        if self.affairs and affair not in self.affairs:
            return False
        return not self.events or event in self.events or event.split("/", 1)[1] in self.events


@dataclass(frozen=True, slots=True)
class Config:
    """All of alerts.yml. `site` is where the pages are, without a slash at the end; `timezone`
    that of digests and quiet hours (None: the event's, for digests UTC)."""

    channels: tuple[Channel, ...] = ()
    rules: tuple[Rule, ...] = ()
    site: str = "http://127.0.0.1:8001"
    timezone: str | None = None
    settle: timedelta = timedelta(minutes=60)
    digest_above: int = 20
    _by_name: dict[str, Channel] = field(default_factory=dict, compare=False, repr=False)

    def channel(self, name: str) -> Channel | None:
        """The channel of this name."""
        if not self._by_name:
            self._by_name.update({channel.name: channel for channel in self.channels})
        return self._by_name.get(name)
