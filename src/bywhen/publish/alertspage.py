"""The page of the sender: does it run, what is stuck, and what to type to mend it.

It is there where `bywhen serve` runs on the editor's own machine, for those who have the permission
`bywhen-review`, as the review is; everybody else gets 403. It only reads var/desk.db, in which no
secret is kept.
"""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bywhen.publish.context import ForbiddenError, Visit
from bywhen.publish.frame import Sheet
from bywhen.publish.speech import N_, Speech
from bywhen.store.alert_health import (
    LONGEST_SILENCE_SECONDS,
    AlertHealth,
    Stuck,
    Trouble,
    alert_health,
    stuck,
)
from bywhen.store.desk import desk_errors, open_desk_readonly
from bywhen.tracker import Tracker

__all__ = ["alerts_sheet"]

STATES = {
    "ok": N_("well"),
    "failing": N_("failing"),
    "paused": N_("asked to wait"),
    "off": N_("off"),
    "pending": N_("waits"),
    "sending": N_("on its way"),
    "dead": N_("given up"),
    "sent": N_("sent"),
}
_TROUBLES = {
    Trouble.NEVER_RUN: N_("Alerts have never run here: nobody is told of anything."),
    Trouble.LATE: N_("The sender is late: it does not seem to run."),
    Trouble.FAILED: N_("The last run had trouble."),
    Trouble.WAITING: N_("Something has waited for more than an hour."),
    Trouble.DEAD: N_("Something was given up."),
    Trouble.CHANNEL_OFF: N_("A channel is off."),
}
_MENDS = {
    Trouble.NEVER_RUN: ("bywhen alert run", "bywhen alert print-unit systemd"),
    Trouble.LATE: ("systemctl --user list-timers", "bywhen alert watch"),
    Trouble.FAILED: ("bywhen check", "bywhen build", "bywhen alert run"),
    Trouble.WAITING: ("bywhen alert list --state pending", "bywhen alert run"),
    Trouble.DEAD: (
        "bywhen alert list --state dead",
        "bywhen alert retry ID",
        "bywhen alert ack ID",
    ),
    Trouble.CHANNEL_OFF: ("bywhen alert retry --channel NAME", "bywhen alert test NAME"),
}


@dataclass(frozen=True, slots=True)
class _Sender:
    """What one tracker's desk says; `health` None = no alert was ever looked for."""

    database: str
    has_rules: bool
    health: AlertHealth | None
    stuck: tuple[Stuck, ...]


async def alerts_sheet(visit: Visit) -> Sheet:
    """The page at /-/alerts."""
    if not await visit.may_review():
        raise ForbiddenError(
            N_("This page is open where bywhen serve runs, by the sign-in link that it prints.")
        )
    names = await visit.readable()
    now = int(visit.now.timestamp())
    senders = [
        await asyncio.to_thread(_read, name, visit.attached.folder(name), now) for name in names
    ]
    say = visit.say
    return Sheet(
        template="alerts.html",
        title=say.gettext("Alerts"),
        values={
            "senders": senders,
            "ago": lambda then: _ago(say, then, now),
            "instant": partial(_instant, say, visit.zone),
            "states": STATES,
            "reasons": _TROUBLES,
            "mends": _MENDS,
        },
        twin={"senders": [_json(one) for one in senders]},
        is_private=True,
    )


def _read(database: str, folder: Path, now: int) -> _Sender:
    tracker = Tracker.open(folder)
    has_rules = tracker.alerts.exists()
    desk = open_desk_readonly(tracker.desk)
    if desk is None:
        return _Sender(database, has_rules, None, ())
    with desk_errors(tracker.desk), closing(desk):
        health = alert_health(desk, now, LONGEST_SILENCE_SECONDS)
        return _Sender(database, has_rules, health, tuple(stuck(desk)))


def _ago(say: Speech, then: int, now: int) -> str:
    """How long ago, as roughly as it matters."""
    minutes = max(0, now - then) // 60
    if minutes < 1:
        return say.gettext("less than a minute ago")
    if minutes < 120:
        return say.ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes)
    if minutes < 2_880:
        return say.ngettext("%(count)d hour ago", "%(count)d hours ago", minutes // 60)
    return say.ngettext("%(count)d day ago", "%(count)d days ago", minutes // 1_440)


def _iso(second: int | None) -> str | None:
    if second is None:
        return None
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(say: Speech, zone: str | None, second: int) -> Markup:
    """An instant to the minute, by the reader's clock or UTC's."""
    when = datetime.fromtimestamp(second, UTC)
    local = when if zone is None else when.astimezone(ZoneInfo(zone))
    return Markup('<time datetime="{}">{}</time> {}').format(
        _iso(second), local.strftime("%Y-%m-%d %H:%M"), "UTC" if zone is None else say.zone(zone)
    )


_INSTANTS = (
    "last_run",
    "oldest_waiting",
    "last_sent",
    "last_failed",
    "off_since",
    "paused_until",
    "created_at",
    "next_at",
)


def _json(one: _Sender) -> dict[str, Any]:
    """For machines: instants as ISO text, null = never."""
    return {
        "database": one.database,
        "has_rules": one.has_rules,
        "ok": one.health is not None and not one.health.troubles,
        "health": None if one.health is None else _plain(asdict(one.health)),
        "stuck": [_plain(asdict(row)) for row in one.stuck],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _iso(inner) if key in _INSTANTS else _plain(inner) for key, inner in value.items()
        }
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value
