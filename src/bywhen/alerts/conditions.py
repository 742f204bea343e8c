"""What lasts rather than happens: events at risk, issuers that disagree.

Told when it begins, once while it lasts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bywhen.alerts.decide import Intent, applies
from bywhen.alerts.facts import Facts, Word, value_of
from bywhen.alerts.reading_facts import facts_of
from bywhen.alerts.settings import Config
from bywhen.alerts.settings import Kind as Tells
from bywhen.alerts.timing import HOUR_SECONDS, day_end, local_day
from bywhen.store.speakers import names_of_speaker
from bywhen.timetable.claims import Claim, Event, Kind, Modality, Rank, Standing
from bywhen.timetable.risk import conflict
from bywhen.timetable.window import Window

__all__ = ["condition_intents"]


def condition_intents(
    connection: sqlite3.Connection, config: Config, now: int, *, first: bool
) -> list[Intent]:
    """What has begun to be so since the last look; at the `first` one only of dates ahead."""
    wanted = {kind for rule in config.rules for kind in rule.kinds}
    known = {
        (kind, event, detail)
        for kind, event, detail in connection.execute(
            "SELECT kind, subject, detail FROM standing_alerts"
            " WHERE kind IN ('at_risk', 'disagree')"
        )
    }
    so: set[tuple[str, str, str]] = set()
    begun: list[tuple[Tells, str, str, Facts]] = []
    for risk in risks(connection):
        detail = f"{risk.because} {risk.reason}"
        so.add((Tells.AT_RISK, risk.event, detail))
        if (Tells.AT_RISK, risk.event, detail) not in known and Tells.AT_RISK in wanted:
            facts = _at_risk(connection, risk)
            begun += [(Tells.AT_RISK, risk.event, detail, facts)] if facts else []
    for clash in conflicts(connection, now):
        detail = " ".join(sorted(one.rsplit("/", 1)[1] for one in clash.claims))
        so.add((Tells.DISAGREE, clash.event, detail))
        if (Tells.DISAGREE, clash.event, detail) not in known and Tells.DISAGREE in wanted:
            facts = facts_of(connection, clash.event)
            if facts is not None:
                facts = replace(facts, others=clash.words, spread=clash.spread)
                begun.append((Tells.DISAGREE, clash.event, detail, facts))
    connection.executemany(
        "INSERT INTO standing_alerts VALUES (?, ?, ?, ?)",
        [(*one, now) for one in sorted(so - known)],
    )
    connection.executemany(
        "DELETE FROM standing_alerts WHERE kind = ? AND subject = ? AND detail = ?",
        sorted(known - so),
    )
    return list(_told(connection, config, begun, now, first=first))


def _at_risk(connection: sqlite3.Connection, risk: RiskRow) -> Facts | None:
    facts, because = facts_of(connection, risk.event), facts_of(connection, risk.because)
    if facts is None or because is None:
        return None
    names = ("event", "title", "titles", "due_from", "due_to", "modality")
    return replace(
        facts, reason=risk.reason, because={name: getattr(because, name) for name in names}
    )


def _told(
    connection: sqlite3.Connection,
    config: Config,
    begun: Iterable[tuple[Tells, str, str, Facts]],
    now: int,
    *,
    first: bool,
) -> Iterator[Intent]:
    for kind, event, detail, facts in begun:
        root, is_new = connection.execute(
            "SELECT root, is_new AND value_seen_at = ? FROM watched WHERE event = ?", (now, event)
        ).fetchone()
        last = facts.day("due_to")
        is_past = last is not None and day_end(last, facts.zone) <= now
        if (is_new or first) and (is_past or facts.phase != "dated"):
            continue  # history
        value = value_of(facts.due_from, facts.due_to, facts.strict, facts.zone)
        for rule in config.rules:
            if kind in rule.kinds and applies(rule, facts):
                yield Intent(
                    rule, kind, root, value, f"{kind} {detail}", now, now + HOUR_SECONDS, facts
                )


class RiskRow(NamedTuple):
    """`event` waits for `because`; `reason` is later, dropped, cancelled or undated."""

    event: str
    because: str
    reason: str


def risks(desk: sqlite3.Connection) -> list[RiskRow]:
    """Every event without outcome that waits for one that is due after it or has lost its date
    (DESIGN 4.8), from what `watched` holds: it does not depend on the clock."""
    rows = desk.execute(
        """WITH waits(event, because) AS (
          SELECT event, follows FROM tracker.follows
          UNION
          SELECT w.event, c.anchor FROM tracker.claims c JOIN watched w ON w.claim = c.id
          WHERE c.anchor IS NOT NULL AND coalesce(c.offset_min, '') NOT LIKE '-%'
        )
        SELECT o.event, p.event, CASE
            WHEN p.phase IN ('dropped', 'cancelled', 'undated') THEN p.phase ELSE 'later' END
        FROM waits x JOIN watched o ON o.event = x.event JOIN watched p ON p.event = x.because
        WHERE NOT o.gone AND NOT p.gone
          AND o.phase NOT IN ('occurred', 'met', 'met_late', 'met_unclear')
          AND p.phase NOT IN ('occurred', 'met', 'met_late', 'met_unclear')
          AND (p.phase IN ('dropped', 'cancelled', 'undated') OR p.due_to > o.due_to)
        ORDER BY o.event, p.event"""
    )
    return [RiskRow(*row) for row in rows]


class Disagreement(NamedTuple):
    """The living words of different issuers about one event; `spread` in days."""

    event: str
    claims: tuple[str, ...]
    spread: int | None
    words: tuple[Word, ...]


def conflicts(desk: sqlite3.Connection, now: int) -> list[Disagreement]:
    """Where issuers disagree (DESIGN 4.8). Only events with several issuers are looked at."""
    rows = desk.execute(
        """SELECT c.event, e.timezone FROM tracker.claims c JOIN tracker.events e ON e.id = c.event
        JOIN watched w ON w.event = c.event
        WHERE c.kind = 'target' AND coalesce(c.latest, c.earliest) IS NOT NULL AND NOT w.gone
          AND w.phase IN ('dated', 'dropped', 'undated')
          AND (c.latest IS NULL OR c.latest >= ?)
        GROUP BY c.event
        HAVING count(DISTINCT coalesce(c.issuer_id, c.issuer, '')) > 1
          AND count(DISTINCT coalesce(c.earliest, '') || '/' || coalesce(c.latest, '')
            || c.modality) > 1""",
        (date.fromordinal(local_day(now, "UTC").toordinal() - 1).isoformat(),),
    )
    found = []
    for event, zone in rows.fetchall():
        claims, said = _claims(desk, event)
        today = local_day(now, zone)
        clash = conflict(Event(event, "", tuple(claims)), today, today)
        if clash is not None:
            found.append(
                Disagreement(
                    event,
                    clash.claims,
                    clash.spread,
                    tuple(_word(desk, event, *said[one]) for one in clash.claims),
                )
            )
    return found


_Said = tuple[str | None, str | None, str | None, str | None]  # issuer, modality, first, last


def _word(desk: sqlite3.Connection, event: str, issuer: str | None, *window: str | None) -> Word:
    names = names_of_speaker(desk, event.split("/", 1)[0], issuer)
    return Word(issuer, dict(names), *window)


def _claims(desk: sqlite3.Connection, event: str) -> tuple[list[Claim], dict[str, _Said]]:
    rows = desk.execute(
        "SELECT c.id, c.kind, c.known, c.position, c.modality, c.earliest, c.latest, c.anchor,"
        " c.standing, c.rank, c.issuer, c.issuer_id, c.retracted"
        " FROM tracker.claims c"
        " WHERE c.event = ? ORDER BY c.position",
        (event,),
    )
    claims = []
    said: dict[str, _Said] = {}
    for (
        name, kind, known, position, modality, earliest, latest, anchor, standing, rank, issuer,
        issuer_id, retracted,
    ) in rows:  # fmt: skip
        dated = anchor is None and (earliest or latest)
        claims.append(
            Claim(
                name,
                event,
                Kind(kind),
                date.fromisoformat(known),
                position,
                Modality(modality) if modality else None,
                window=Window(_day(earliest), _day(latest)) if dated else None,
                anchor=anchor,
                standing=Standing(standing) if standing else None,
                rank=Rank(rank),
                issuer=issuer,
                issuer_id=issuer_id,
                retracted=_day(retracted),
            )
        )
        said[name] = (issuer, modality, earliest, latest)
    return claims, said


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
