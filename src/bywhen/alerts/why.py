"""Which rules will tell of an event and when, and why one has not told."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from bywhen.alerts.acts import silences
from bywhen.alerts.decide import Known, applies, base_step, is_to_tell, moments
from bywhen.alerts.facts import Facts, value_of
from bywhen.alerts.reading_facts import facts_of
from bywhen.alerts.settings import ANY_TIMETABLE, CHANGE_KINDS, TIME_KINDS, Config, Kind, Rule
from bywhen.alerts.timing import Moment, day_end
from bywhen.store.zones import package_zone

__all__ = ["Answer", "Step", "why"]

_MOST_BEFORE = 20
_AS_IT_COMES = CHANGE_KINDS | {Kind.DISAGREE, Kind.AT_RISK, Kind.STALE, Kind.PROPOSAL}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one rule: when it is or was due, what became of it in words."""

    rule: str
    kind: str
    step: str
    at: int | None
    state: str  # will, told, waiting, not
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The event as it stands, then its steps."""

    event: str
    facts: Facts | None
    notes: tuple[str, ...]
    steps: tuple[Step, ...]


def why(desk: sqlite3.Connection, config: Config, event: str, now: int) -> Answer:
    """All that can be said, from the desk with tracker.db attached and its days set."""
    facts = facts_of(desk, event)
    row = desk.execute(
        "SELECT root, value_seen_at, is_new, settle_at, gone FROM watched WHERE event = ?", (event,)
    ).fetchone()
    notes = []
    if facts is None:
        notes.append("Nothing is known of it on this day, so there is nothing to tell.")
        return Answer(event, None, tuple(notes), ())
    if row is None:
        notes.append("Alerts have not seen it yet: the next run begins to watch it.")
    elif row[3] is not None:
        notes.append(f"Its date has changed; that is told at {_when(row[3], facts.zone)}"
                     " unless it changes back.")  # fmt: skip
    notes += _silences(desk, facts, now)
    if facts.phase != "dated":
        notes.append(f"It is {_PHASES.get(facts.phase, facts.phase)}: no date runs.")
    root = row[0] if row else event
    known = Known(row[1], bool(row[2])) if row else Known(now, is_new=True)
    steps = [
        step for rule in config.rules for step in _of_rule(desk, rule, facts, root, known, now)
    ]
    return Answer(event, facts, tuple(notes), tuple(steps))


def _silences(desk: sqlite3.Connection, facts: Facts, now: int) -> list[str]:
    return [
        f"Silence {number} holds until {_when(asked.until_at, facts.zone)}: what comes due"
        f" meanwhile is not sent{f' ({asked.why})' if asked.why else ''}."
        for number, asked in silences(desk, now)
        if asked.affair in (None, facts.affair) and asked.event in (None, facts.event)
    ]


_PHASES = {
    "occurred": "over, it has happened",
    "met": "met",
    "met_late": "met, late",
    "met_unclear": "over, it has happened",
    "dropped": "dropped",
    "cancelled": "cancelled",
    "conditional": "hanging on an event that has not happened",
    "undated": "without a date",
}


def _of_rule(
    desk: sqlite3.Connection, rule: Rule, facts: Facts, root: str, known: Known, now: int
) -> list[Step]:
    reason = _not_for(rule, facts)
    if reason:
        return [Step(rule.name, "", "", None, "not", reason)]
    found = []
    keys = set()
    if facts.phase == "dated":
        asked = dict(
            desk.execute("SELECT step, seen_at FROM rule_steps WHERE rule = ?", (rule.name,))
        )
        value = value_of(facts.due_from, facts.due_to, facts.strict, facts.zone)
        for kind, moment in moments(rule, facts, now):
            key = f"{root}|{rule.name}|{value}|{moment.step}"
            keys.add(key)
            found.append(_step(desk, rule, kind, moment, facts, key, known, asked, now))
    found = [*_told_before(desk, rule, facts, keys), *found]
    changes = sorted(
        rule.kinds & (CHANGE_KINDS | {Kind.DISAGREE, Kind.AT_RISK, Kind.STALE, Kind.PROPOSAL})
    )
    if changes:
        words = f"told as it comes: {', '.join(changes)}"
        found.append(Step(rule.name, "", "", None, "will", words))
    if rule.digest is not None:
        words = f"in its {'weekly' if rule.digest.is_weekly else 'daily'} digest"
        found.append(Step(rule.name, Kind.DIGEST.value, "", None, "will", words))
    if not found:
        found.append(Step(rule.name, "", "", None, "not", "this rule tells nothing of it now"))
    return found


def _told_before(desk: sqlite3.Connection, rule: Rule, facts: Facts, shown: set[str]) -> list[Step]:
    """What became of changes and of the steps of earlier dates, the oldest first."""
    rows = desk.execute(
        "SELECT key, kind, step, fire_at FROM (SELECT * FROM alerts WHERE event = ? AND rule = ?"
        " ORDER BY id DESC LIMIT ?) ORDER BY id",
        (facts.event, rule.name, _MOST_BEFORE),
    ).fetchall()
    found = []
    for key, kind, step, fire_at in rows:
        state, words = _became(desk, key, facts.zone)
        if key not in shown and words:
            name = step if Kind(kind) in TIME_KINDS else ""
            found.append(Step(rule.name, kind, name, fire_at, state, words))
    return found


def _became(desk: sqlite3.Connection, key: str, zone: str) -> tuple[str, str]:
    """State and words of an alert's deliveries; no words if there are none."""
    rows = desk.execute(
        "SELECT c.name, d.state, d.sent_at, d.next_at, d.reason FROM deliveries d"
        " JOIN channels c ON c.id = d.channel WHERE d.key = ? ORDER BY d.rowid",
        (key,),
    ).fetchall()
    told = any(state == "sent" for _, state, *_ in rows)
    waits = any(state in ("pending", "sending") for _, state, *_ in rows)
    words = "; ".join(_delivery(*row, zone=zone) for row in rows)
    return "told" if told else "waiting" if waits else "not", words


def _not_for(rule: Rule, facts: Facts) -> str | None:
    if rule.affairs and facts.affair not in rule.affairs:
        return f"not for this affair, only for {', '.join(rule.affairs)}"
    if not rule.takes(facts.event, facts.affair):
        return "not for this event"
    if not applies(rule, facts):
        names = "a timetable" if rule.timetables == (ANY_TIMETABLE,) else ", ".join(rule.timetables)
        return f"not for this event: it is no milestone of {names}"
    return None


def _step(
    desk: sqlite3.Connection,
    rule: Rule,
    kind: Kind,
    moment: Moment,
    facts: Facts,
    key: str,
    known: Known,
    asked: dict[str, int],
    now: int,
) -> Step:
    def step(state: str, words: str) -> Step:
        return Step(rule.name, kind.value, moment.step, moment.fire_at, state, words)

    state, words = _became(desk, key, facts.zone)
    if words:
        return step(state, words)
    if moment.fire_at > now:
        return step("will", f"will be told at {_when(moment.fire_at, facts.zone)}")
    if not is_to_tell(moment, kind, facts, known, now, asked):
        if asked.get(base_step(moment.step), now) > moment.fire_at:
            return step("not", "over before this rule asked for it")
        return step("not", "over before alerts knew this date")
    last = facts.day("due_to")
    if last is not None and kind is not Kind.PASSED and now >= day_end(last, facts.zone):
        return step("not", "over; a later step tells it")
    return step("waiting", "due; the next run tells it, or a later step does")


def _delivery(
    channel: str, state: str, sent_at: int | None, next_at: int, reason: str | None, *, zone: str
) -> str:
    if state == "sent":
        return f"sent to {channel} at {_when(sent_at or 0, zone)}"
    if state == "pending":
        return f"waits for {channel} to {_when(next_at, zone)}{f' ({reason})' if reason else ''}"
    return f"{state} for {channel}{f': {reason}' if reason else ''}"


def _when(second: int, zone: str) -> str:
    """An instant by the event's own clock.

    >>> _when(1764306000, "America/New_York")
    '2025-11-28 00:00 America/New_York'
    """
    if not -62_000_000_000 < second < 250_000_000_000:
        return "never"
    local = datetime.fromtimestamp(second, UTC).astimezone(package_zone(zone))
    return f"{local:%Y-%m-%d %H:%M} {zone}"
