"""One tick: look at the record and the clock, write down what is to be told. One transaction.

Candidates come from ranges over integer instants, never from a scan: a usual tick looks an hour
back, one after a gap (and one each hour) seven days, and what lies further back than that, since
the tick before, goes into one catch-up. No watermark decides what is new: keys do.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bywhen.alerts.conditions import condition_intents
from bywhen.alerts.decide import (
    CATCH_UP_AFTER,
    OPENING_STEP,
    Intent,
    Known,
    applies,
    moments,
    time_intents,
)
from bywhen.alerts.digests import digest_intents
from bywhen.alerts.due import due_events, near_events
from bywhen.alerts.escalation import escalate
from bywhen.alerts.facts import Facts, value_of
from bywhen.alerts.ledger import channel_ids
from bywhen.alerts.outbox import enqueue
from bywhen.alerts.pending_desk import desk_intents
from bywhen.alerts.reading_facts import facts_of
from bywhen.alerts.settings import Config, Kind, Rule
from bywhen.alerts.standing import attached, next_change, record_digest, set_days
from bywhen.alerts.state import State
from bywhen.alerts.timing import DAY_SECONDS, HOUR_SECONDS, day_start
from bywhen.alerts.upcoming import rest_until
from bywhen.alerts.watch import Change, look, settled
from bywhen.store.desk import transaction
from bywhen.tracker import Tracker

__all__ = ["Tick", "tick"]

_LOOK_BACK = HOUR_SECONDS
_LOOK_BACK_FAR = CATCH_UP_AFTER


@dataclass(frozen=True, slots=True)
class Tick:
    """What one evaluation did: alerts written down, deliveries to send; events looked at."""

    alerts: tuple[str, ...]
    deliveries: tuple[str, ...]
    candidates: int
    rest_until: int  # nothing comes due before


def tick(connection: sqlite3.Connection, tracker: Tracker, config: Config, now: int) -> Tick:
    """Evaluate at `now` (seconds since 1970).

    Raises StaleError if there is no usable tracker.db; nothing is then written.
    """
    with attached(connection, tracker.database), transaction(connection):
        return _evaluate(connection, config, now)


def _evaluate(connection: sqlite3.Connection, config: Config, now: int) -> Tick:
    state = State(connection)
    last = state.instant("last_tick")
    set_days(connection, now)
    channel_ids(connection, config)
    steps = _steps_known(connection, config, now)
    conditions: list[Intent] = []
    changed: list[str] = []
    changes: list[Change] = []
    digest = record_digest(connection)
    resync = state.instant("resync_at")
    is_new_record = digest != state.text("record") or (resync is not None and now >= resync)
    if is_new_record or (last is not None and now < last):
        came_due = resync if digest == state.text("record") else None
        seen = look(connection, now, int(config.settle.total_seconds()), came_due)
        changed, changes = seen.events, seen.changes
        state.put("record", digest)
        state.put("resync_at", next_change(connection))
        conditions = condition_intents(connection, config, now, first=last is None)
    changes += settled(connection, now)
    intents = [*_change_intents(config, changes, now), *conditions]  # the cause comes first
    is_far = _looks_far(state, config, last, now)
    since = now - (_LOOK_BACK_FAR if is_far else _LOOK_BACK)
    if last is not None and last < since:
        since = last  # for the catch-up
    changed = near_events(connection, config, changed, now)
    candidates = dict.fromkeys([*changed, *due_events(connection, config, since, now)])
    intents += _time_and_stale(connection, config, candidates, steps, now)
    intents += desk_intents(connection, config, now)
    intents += digest_intents(connection, config, state, now)
    report = enqueue(connection, config, intents, now)
    escalate(connection, config, now)
    state.put("last_tick", now)
    rest = rest_until(connection, config, state.instant("resync_at"), now)
    return Tick(tuple(report.alerts), tuple(report.deliveries), len(candidates), rest)


def _steps_known(
    connection: sqlite3.Connection, config: Config, now: int
) -> dict[str, dict[str, int]]:
    """Since when each step of each rule is asked for; new ones from now on."""
    asked = {(rule.name, step) for rule in config.rules for step in steps_of(rule)}
    stored = {
        (rule, step): seen
        for rule, step, seen in connection.execute("SELECT rule, step, seen_at FROM rule_steps")
    }
    connection.executemany(
        "INSERT INTO rule_steps (rule, step, seen_at) VALUES (?, ?, ?)",
        [(*pair, now) for pair in sorted(asked - stored.keys())],
    )
    connection.executemany(
        "DELETE FROM rule_steps WHERE rule = ? AND step = ?", sorted(stored.keys() - asked)
    )
    known: dict[str, dict[str, int]] = {}
    for rule, step in asked:
        known.setdefault(rule, {})[step] = stored.get((rule, step), now)
    return known


def steps_of(rule: Rule) -> list[str]:
    """The steps that a rule asks for, by name."""
    steps = [one.text for one in rule.when if one.kind in rule.kinds]
    if rule.repeat is not None and Kind.PASSED in rule.kinds and "+1d" not in steps:
        steps.append("+1d")
    if rule.kinds & {Kind.DUE, Kind.BEFORE}:
        steps.append(OPENING_STEP)
    return [*steps, *(kind for kind in (Kind.STALE, Kind.DIGEST) if kind in rule.kinds)]


def _looks_far(state: State, config: Config, last: int | None, now: int) -> bool:
    """True once an hour, after a gap, when the clock was set back or the rules have changed."""
    rules = hashlib.sha256(repr(config).encode()).hexdigest()
    far = state.instant("last_far_look")
    if (
        last is None
        or far is None
        or not far <= now < far + HOUR_SECONDS
        or not last <= now <= last + _LOOK_BACK
        or rules != state.text("rules")
    ):
        state.put("last_far_look", now)
        state.put("rules", rules)
        return True
    return False


# -- the clock -----------------------------------------------------------------------------------


def _time_and_stale(
    connection: sqlite3.Connection,
    config: Config,
    events: Iterable[str],
    steps: dict[str, dict[str, int]],
    now: int,
) -> Iterator[Intent]:
    for event in events:
        row = connection.execute(
            "SELECT root, value_seen_at, is_new, stale_at, last_at, opens_at FROM watched"
            " WHERE event = ? AND coalesce(last_at, opens_at) IS NOT NULL",
            (event,),
        ).fetchone()
        facts = facts_of(connection, event) if row else None
        if row is None or facts is None:
            continue
        known = Known(row[1], bool(row[2]))
        for rule in config.rules:
            if applies(rule, facts):
                asked = steps.get(rule.name, {})
                yield from time_intents(rule, facts, row[0], known, now, asked)
                yield from _stale(rule, facts, row[0], known, now, asked)


def _stale(
    rule: Rule, facts: Facts, root: str, known: Known, now: int, steps: dict[str, int]
) -> Iterator[Intent]:
    """Nothing heard for half of the way; not once the reminders of the date itself have begun."""
    heard, last = facts.day("heard"), facts.day("due_to")
    if Kind.STALE not in rule.kinds or heard is None or last is None or heard >= last:
        return
    half = heard + timedelta(days=((last - heard).days + 1) // 2)
    at = day_start(half, facts.zone)
    begun = [one.fire_at for _, one in moments(rule, facts, now)]
    over = min([*begun, day_start(last, facts.zone)])
    if not at <= now < over or at < max(known.at, steps[Kind.STALE]) - DAY_SECONDS:
        return
    value = value_of(facts.due_from, facts.due_to, facts.strict, facts.zone)
    yield Intent(rule, Kind.STALE, root, value, f"stale since {heard}", at, at + DAY_SECONDS, facts)


# -- changes -------------------------------------------------------------------------------------


def _change_intents(config: Config, changes: Iterable[Change], now: int) -> Iterator[Intent]:
    for change in changes:
        facts = change.facts
        value = value_of(facts.due_from, facts.due_to, facts.strict, facts.zone)
        if change.kind is Kind.DROPPED:
            value = value_of(facts.old_from, facts.old_to, None, facts.zone)
        step = f"{change.kind}#{change.number}"
        for rule in config.rules:
            if change.kind in rule.kinds and applies(rule, facts):
                yield Intent(
                    rule, change.kind, change.root, value, step, now, now + HOUR_SECONDS, facts
                )
