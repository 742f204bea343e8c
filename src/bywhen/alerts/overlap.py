"""What has been told, or waits to be, of the same events: twins by other rules, earlier steps."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from bywhen.alerts.decide import Intent
from bywhen.alerts.ledger import Written, rule_of
from bywhen.alerts.settings import TIME_KINDS, Config, Kind

__all__ = ["Earlier", "overtake"]

_TIME = frozenset(TIME_KINDS | {Kind.STALE})
_TIME_JSON = json.dumps(sorted(_TIME))
_Same = tuple[str, str, str, str, str, int]
_Line = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class _Delivery:
    id: str
    rule: str
    is_sent: bool


@dataclass(slots=True)
class Earlier:
    """Deliveries that stand before the next one is written: in the database, and of this look."""

    config: Config
    said: dict[_Same, list[_Delivery]] = field(default_factory=dict)  # by what they say to whom
    waiting: set[_Line] = field(default_factory=set)  # event, rule and channel of time alerts

    @classmethod
    def of(
        cls, connection: sqlite3.Connection, config: Config, written: Sequence[Written]
    ) -> Earlier:
        """What the database holds of the events of new alerts."""
        found = cls(config)
        new = [one for one in written if one.is_new and one.intent.facts.event is not None]
        if not new:
            return found
        events = json.dumps(list(dict.fromkeys(one.intent.facts.event for one in new)))
        before = min(one.alert for one in new)
        for row in connection.execute(_STANDING, (events, before)):
            event, value, step, kind, language, channel, identity, state, rule = row
            same = (event, value, step, kind, language, channel)
            found.said.setdefault(same, []).append(_Delivery(identity, rule, state == "sent"))
            if state == "pending" and kind in _TIME:
                found.waiting.add((event, rule, channel))
        return found

    def twin(self, intent: Intent, channel: int) -> str | None:
        """A delivery by another rule that tells this channel the same, as soon and alike."""
        if intent.facts.event is None or len(self.config.rules) < 2:
            return None
        for one in self.said.get(_same(intent, channel), ()):
            other = rule_of(self.config, one.rule)
            if one.rule != intent.rule.name and (
                one.is_sent or (other is not None and other.quiet == intent.rule.quiet)
            ):
                return one.id
        return None

    def waits(self, intent: Intent, channel: int) -> bool:
        """True if something of an earlier step may wait, that the new one tells too."""
        return (intent.facts.event, intent.rule.name, channel) in self.waiting

    def add(self, intent: Intent, channel: int, identity: str) -> None:
        """One more that is to be sent."""
        event = intent.facts.event
        if event is None:
            return
        if intent.kind in _TIME:
            self.waiting.add((event, intent.rule.name, channel))
        if len(self.config.rules) > 1:
            one = _Delivery(identity, intent.rule.name, is_sent=False)
            self.said.setdefault(_same(intent, channel), []).append(one)


def _same(intent: Intent, channel: int) -> _Same:
    return (
        intent.facts.event or "", intent.value, intent.step, intent.kind, intent.rule.language,
        channel,
    )  # fmt: skip


_STANDING = """
SELECT a.event, a.value, a.step, a.kind, a.language, d.channel, d.id, d.state, a.rule
FROM alerts a JOIN deliveries d ON d.alert = a.id
WHERE a.event IN (SELECT value FROM json_each(?)) AND a.id < ?
  AND d.state IN ('pending', 'sending', 'sent')
ORDER BY a.id, d.rowid"""


def overtake(connection: sqlite3.Connection, by: Written, channel: int, identity: str) -> None:
    """What still waits of earlier steps of the same date is told by this delivery."""
    intent = by.intent
    connection.execute(
        _OVERTAKE,
        (
            identity, intent.step, channel, identity, intent.facts.event, intent.rule.name,
            by.alert, _TIME_JSON,
        ),
    )  # fmt: skip


_OVERTAKE = """
UPDATE deliveries SET state = 'coalesced', into_delivery = ?,
 reason = 'a later step tells it: ' || ?
WHERE channel = ? AND state = 'pending' AND id <> ? AND maybe_duplicate = 0
  AND alert IN (SELECT id FROM alerts WHERE event = ? AND rule = ? AND id < ?
    AND kind IN (SELECT value FROM json_each(?)))"""
