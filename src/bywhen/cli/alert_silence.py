"""alert silence: what shall not be sent for a while."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bywhen.cli.alert import dry_run_option, instant, now_option, span
from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.session import Session
from bywhen.errors import UsageError

__all__ = ["silence"]


@click.command(
    epilog=example("bywhen alert silence --event kyiv-agrees --for 2d --why 'on the phone to Kyiv'")
)
@tracker_option
@click.option("--affair", metavar="AFFAIR", help="What is about this affair.")
@click.option("--event", metavar="EVENT", help="What is about this event.")
@click.option("--rule", metavar="RULE", help="What this rule tells.")
@click.option("--kind", metavar="KIND", help="Alerts of this kind: before, due, passed, moved, ...")
@click.option("--all", "everything", is_flag=True, help="Everything.")
@click.option("--for", "lasting", metavar="SPAN", help="For so long: 4h, 2d, 1w.")
@click.option("--until", metavar="INSTANT", help="Until then: 2025-11-28T08:00Z.")
@click.option("--why", metavar="TEXT", help="The reason, for colleagues.")
@click.option("--list", "listing", is_flag=True, help="List the silences that hold.")
@click.option("--end", metavar="NUMBER", type=int, help="End this silence.")
@now_option
@dry_run_option
@pass_session
def silence(
    session: Session,
    affair: str | None,
    event: str | None,
    rule: str | None,
    kind: str | None,
    everything: bool,
    lasting: str | None,
    until: str | None,
    why: str | None,
    listing: bool,
    end: int | None,
    now: str | None,
    dry_run: bool,
) -> None:
    """Send nothing about something for a while.

    A silence applies when a message would go: what comes due meanwhile is written down as
    silenced and not sent afterwards. Several words narrow it: --event E --kind due.
    """
    from bywhen.alerts.acts import Silence, end_silence, silences
    from bywhen.alerts.acts import silence as begin
    from bywhen.alerts.inspect import iso
    from bywhen.alerts.service import opened, whole_seconds
    from bywhen.cli.alert_act import full_event
    from bywhen.store.desk import transaction

    at = whole_seconds(instant(session, now))
    tracker = session.tracker()
    if listing or end is not None:
        with opened(tracker, dry_run=dry_run or not tracker.desk.exists()) as desk:
            if end is not None:
                with transaction(desk):
                    ended = end_silence(desk, end, at)
                click.echo(f"Silence {end} {'has ended' if ended else 'was over already'}.")
            else:
                held = silences(desk, at)
                for number, one in held:
                    click.echo(f"{number}: {_about(one)} until {iso(one.until_at)}"
                               f"{f', {one.why}' if one.why else ''}")  # fmt: skip
                if not held:
                    click.echo("Nothing is silenced.")
        return
    if not (affair or event or rule or kind or everything):
        raise UsageError(
            "Silence what? Write --event, --affair, --rule or --kind (or --all), and --for 2d."
        )
    _check(session, affair, rule, kind)
    asked = Silence(
        affair,
        full_event(session, event) if event else None,
        rule,
        kind,
        _until(at, lasting, until),
        why,
    )
    with opened(tracker, dry_run=dry_run) as desk, transaction(desk):
        number = begin(desk, asked, at)
    verb = "Would silence" if dry_run else f"Silence {number}:"
    click.echo(f"{verb} {_about(asked)} until {iso(asked.until_at)}.")


def _about(asked: object) -> str:
    names = ("affair", "event", "rule", "kind")
    parts = [f"{name} {value}" for name in names if (value := getattr(asked, name))]
    return ", ".join(parts) or "everything"


def _until(now: int, lasting: str | None, until: str | None) -> int:
    from bywhen.cli.moment import parse_instant

    if (lasting is None) == (until is None):
        raise UsageError("For how long? Write --for 2d, or --until 2025-11-28T08:00Z.")
    if lasting is not None:
        return now + span(lasting, "--for")
    parsed = parse_instant(until or "")
    if not isinstance(parsed, datetime):
        parsed = datetime(parsed.year, parsed.month, parsed.day, tzinfo=UTC)
    at = int(parsed.timestamp())
    if at <= now:
        raise UsageError(f"--until {until} is over already.")
    return at


def _check(session: Session, affair: str | None, rule: str | None, kind: str | None) -> None:
    """Raises UsageError for a name that nothing has: such a silence would hold nothing back."""
    from bywhen.alerts.service import config_of
    from bywhen.alerts.settings import Kind
    from bywhen.cli.names import check_scope, nearest

    if rule is not None:
        rules = [one.name for one in config_of(session.tracker()).rules]
        if rule not in rules:
            raise UsageError(f"There is no rule {rule!r}.{nearest(rule, rules)}")
    kinds = [one.value for one in Kind]
    if kind is not None and kind not in kinds:
        raise UsageError(f"There is no kind {kind!r}.{nearest(kind, kinds)}")
    if affair is not None:
        with session.database() as connection:
            check_scope(connection, affair, None)
