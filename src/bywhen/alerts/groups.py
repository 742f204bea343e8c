"""Many into one: a storm becomes a digest, what came due in a gap one catch-up.

What such a message tells is looked at again when it goes: a member whose date has moved since, that
is silenced or was acknowledged, is left out.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bywhen.alerts.decide import Intent
from bywhen.alerts.facts import Facts, value_of
from bywhen.alerts.ledger import Written, delivery_id, insert_alerts
from bywhen.alerts.settings import TIME_KINDS, Config, Kind, Quiet, Rule

__all__ = ["New", "send_or_group", "still_true"]

_MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class New:
    """A delivery that has just been written down; `facts` as JSON."""

    id: str
    alert: int
    key: str
    kind: Kind
    rule: Rule
    zone: str
    facts: str
    fire_at: int
    is_old: bool

    @classmethod
    def of(cls, identity: str, written: Written) -> New:
        """One of an alert."""
        intent = written.intent
        return cls(
            identity, written.alert, written.key, intent.kind, intent.rule, intent.facts.zone,
            written.text, intent.fire_at, intent.is_old,
        )  # fmt: skip


def send_or_group(
    connection: sqlite3.Connection,
    config: Config,
    place: tuple[str, int, str],
    found: Sequence[New],
    now: int,
) -> list[str]:
    """The deliveries to one channel (name, row, recipient) that are left to send."""
    old = [one for one in found if one.is_old]
    digests = [one.id for one in found if one.kind is Kind.DIGEST]
    fresh = [one for one in found if not one.is_old and one.kind is not Kind.DIGEST]
    sent = [_group(connection, place, old, Kind.CATCH_UP, now)] if old else []
    sent += digests
    if len(fresh) <= config.digest_above:
        return [*sent, *(one.id for one in fresh)]
    for together in _by_quiet_hours(fresh):
        is_one = len(together) == 1
        sent.append(
            together[0].id if is_one else _group(connection, place, together, Kind.DIGEST, now)
        )
    return sent


def _by_quiet_hours(found: Sequence[New]) -> list[list[New]]:
    """What may go at the same hours: nobody's quiet is broken, nothing waits for another's."""
    apart: dict[Quiet | None, list[New]] = {}
    for one in found:
        apart.setdefault(one.rule.quiet, []).append(one)
    return list(apart.values())


def _group(
    connection: sqlite3.Connection,
    place: tuple[str, int, str],
    members: Sequence[New],
    kind: Kind,
    now: int,
) -> str:
    """One delivery in place of many."""
    name, channel, recipient = place
    is_gap = kind is Kind.CATCH_UP
    # a catch-up is late anyway: it waits for whoever wants quiet
    first = next((one for one in members if one.rule.quiet is not None), members[0])
    facts = Facts(
        zone=first.zone,
        phase="" if is_gap else "storm",
        gap_from=min(one.fire_at for one in members) if is_gap else None,
        items=tuple(
            {"key": one.key, "kind": one.kind.value, "facts": json.loads(one.facts)}
            for one in members[:_MOST_ITEMS]
        ),
        items_total=len(members),
    )
    step = f"{'gap' if is_gap else 'storm'} {name} {recipient} {first.id}"
    rule = replace(first.rule, channels=(name,), escalate=())
    whole = Intent(rule, kind, "", str(now), step, now, now + 3600, facts)
    (written,) = insert_alerts(connection, [whole], now)
    identity = delivery_id(written.key, name, recipient)
    connection.execute(
        "INSERT INTO deliveries (id, channel, key, state, alert, next_at)"
        " VALUES (?, ?, ?, 'pending', ?, ?) ON CONFLICT DO NOTHING",
        (identity, channel, written.key, written.alert, now),
    )
    word = "catch-up" if is_gap else "digest"
    connection.executemany(
        "UPDATE deliveries SET state = 'coalesced', into_delivery = ?, reason = ?"
        " WHERE id = ? AND state = 'pending'",
        [(identity, f"told in one {word} of {len(members)}", one.id) for one in members],
    )
    return identity


_SILENCED = """
UPDATE deliveries SET state = 'silenced', reason = coalesce(
  (SELECT 'acknowledged' FROM alerts a WHERE a.id = deliveries.alert AND a.acked_at IS NOT NULL),
  (SELECT 'silence ' || s.id || coalesce(': ' || s.why, '') FROM silences s JOIN alerts a
    ON a.id = deliveries.alert WHERE {holds} LIMIT 1))
WHERE into_delivery = :digest AND state = 'coalesced' AND alert IN (
  SELECT a.id FROM alerts a WHERE a.acked_at IS NOT NULL
    OR EXISTS (SELECT 1 FROM silences s WHERE {holds}))"""
_HOLDS = """s.from_at <= :now AND s.until_at > :now
  AND (s.affair IS NULL OR s.affair IS a.affair) AND (s.event IS NULL OR s.event IS a.event)
  AND (s.rule IS NULL OR s.rule = a.rule) AND (s.kind IS NULL OR s.kind = a.kind)"""

_SILENCES = f"""
SELECT 1 FROM silences s
JOIN (SELECT :affair AS affair, :event AS event, :rule AS rule, :kind AS kind) a
WHERE {_HOLDS} LIMIT 1"""  # noqa: S608 - constants


def still_true(
    connection: sqlite3.Connection, identity: str, rule: str, facts: Facts, now: int
) -> Facts | None:
    """A digest's facts without what has been overtaken or silenced since; None if nothing is left.

    `rule` is the digest's own: what it sums up by itself has none.
    """
    if not facts.items and not facts.detail:
        return None
    silenced = _SILENCED.format(holds=_HOLDS)
    connection.execute(silenced, {"digest": identity, "now": now})
    members = {
        row[0]
        for row in connection.execute(
            "SELECT key FROM deliveries WHERE into_delivery = ? AND state = 'coalesced'",
            (identity,),
        )
    }
    kept = tuple(
        one
        for one in facts.items
        if _stands(connection, one, members)
        and ("key" in one or not _is_silenced(connection, one, rule, now))
    )
    if not kept and not facts.detail:
        return None
    total = facts.items_total - (len(facts.items) - len(kept))
    if facts.items and "key" in facts.items[0]:
        total = len(members)
    return replace(facts, items=kept, items_total=total)


def _is_silenced(
    connection: sqlite3.Connection, item: dict[str, object], rule: str, now: int
) -> bool:
    facts = item["facts"]
    assert isinstance(facts, dict)  # noqa: S101 - as `digests` writes it
    row = connection.execute(
        _SILENCES,
        {
            "affair": facts.get("affair"), "event": facts.get("event"), "rule": rule,
            "kind": item["kind"], "now": now,
        },
    ).fetchone()  # fmt: skip
    return row is not None


def _stands(connection: sqlite3.Connection, item: dict[str, object], members: set[str]) -> bool:
    if "key" in item:
        return item["key"] in members
    values = item["facts"]
    if item["kind"] not in TIME_KINDS or not isinstance(values, dict):
        return True
    facts = Facts.from_values(values)
    row = connection.execute(
        "SELECT due_from, due_to, strict, zone FROM watched"
        " WHERE event = ? AND phase = 'dated' AND NOT gone",
        (facts.event,),
    ).fetchone()
    return row is not None and value_of(*row) == value_of(
        facts.due_from, facts.due_to, facts.strict, facts.zone
    )
