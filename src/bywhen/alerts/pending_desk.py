"""Alerts from the desk itself: feeds that fail, proposals that would move a date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from bywhen.alerts.decide import Intent
from bywhen.alerts.facts import Facts
from bywhen.alerts.reading_facts import facts_of
from bywhen.alerts.settings import Config, Kind
from bywhen.alerts.timing import HOUR_SECONDS

__all__ = ["desk_intents", "waiting_proposals"]

_HEALTHY = ("ok", "new", "active", "fresh", "idle")
_WAITING = ("waiting", "new", "open", "pending", "proposed")


def desk_intents(connection: sqlite3.Connection, config: Config, now: int) -> Iterator[Intent]:
    """What the ingest left in desk.db; nothing where it has never run."""
    wanted = {kind for rule in config.rules for kind in rule.kinds}
    if Kind.FEED_FAILING in wanted and _has_table(connection, "feeds"):
        yield from _feeds(connection, config, now)
    if Kind.PROPOSAL in wanted and _has_table(connection, "proposals"):
        yield from _proposals(connection, config, now)


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    row = connection.execute(
        "SELECT 1 FROM main.sqlite_master WHERE type IN ('table', 'view') AND name = ?", (name,)
    ).fetchone()
    return row is not None


def _feeds(connection: sqlite3.Connection, config: Config, now: int) -> Iterator[Intent]:
    """A feed that fails is told once until it works again."""
    failing = {
        str(feed): (str(name), str(state), error)
        for feed, name, state, error in connection.execute(
            "SELECT id, name, state, last_error FROM main.feeds"
        )
        if state == "gone" or (error and state not in _HEALTHY)
    }
    rows = connection.execute("SELECT subject FROM standing_alerts WHERE kind = 'feed_failing'")
    told = {str(row[0]) for row in rows}
    for feed in told - failing.keys():
        connection.execute(
            "DELETE FROM standing_alerts WHERE kind = 'feed_failing' AND subject = ?", (feed,)
        )
    for feed in failing.keys() - told:
        name, state, error = failing[feed]
        connection.execute(
            "INSERT INTO standing_alerts VALUES ('feed_failing', ?, '', ?)", (feed, now)
        )
        facts = Facts(title=name, detail=error, phase=state)
        for rule in config.rules:
            if Kind.FEED_FAILING in rule.kinds:
                yield Intent(
                    rule, Kind.FEED_FAILING, f"feed {name}", str(now), "failing", now,
                    now + HOUR_SECONDS, facts,
                )  # fmt: skip


def _proposals(connection: sqlite3.Connection, config: Config, now: int) -> Iterator[Intent]:
    """Proposals that would move or drop a date that the desk watches."""
    rows = connection.execute(
        "SELECT p.id, p.event, p.earliest, p.latest, p.sentence, p.effect, w.root"
        " FROM main.proposals p JOIN watched w ON w.event = p.event"
        "  OR w.event = p.affair || '/' || p.event"
        " WHERE p.state IN (SELECT value FROM json_each(?)) AND NOT w.gone"
        "  AND NOT EXISTS (SELECT 1 FROM standing_alerts s WHERE s.kind = 'proposal'"
        "   AND s.subject = CAST(p.id AS TEXT))"
        " ORDER BY p.id",
        (_json(_WAITING),),
    ).fetchall()
    for proposal, _event, earliest, latest, sentence, effect, root in rows:
        connection.execute(
            "INSERT OR IGNORE INTO standing_alerts VALUES ('proposal', ?, '', ?)",
            (str(proposal), now),
        )
        facts = facts_of(connection, root)
        if facts is None or facts.phase in ("occurred", "met", "met_late", "met_unclear"):
            continue
        facts = replace(facts, sentence=sentence, detail=effect)
        for rule in config.rules:
            if Kind.PROPOSAL in rule.kinds and rule.takes(facts.event, facts.affair):
                yield Intent(
                    rule, Kind.PROPOSAL, root, f"{earliest or '..'}/{latest or '..'}",
                    f"proposal {proposal}", now, now + HOUR_SECONDS, facts,
                )  # fmt: skip


def waiting_proposals(connection: sqlite3.Connection) -> int:
    """How many proposals wait for a person."""
    if not _has_table(connection, "proposals"):
        return 0
    row = connection.execute(
        "SELECT count(*) FROM main.proposals WHERE state IN (SELECT value FROM json_each(?))",
        (_json(_WAITING),),
    ).fetchone()
    return int(row[0])


def _json(words: tuple[str, ...]) -> str:
    import json

    return json.dumps(words)
