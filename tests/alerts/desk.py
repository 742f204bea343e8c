"""A tracker with a desk: write its record and its alerts.yml, run the command line, see what came.

desk.record("event vote", "a by 2025-11-27 known=2025-11-01 issuer=union")
desk.run("2025-11-26T12:00Z")
desk.told() == [("before", "vote")]
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from bywhen.cli.app import cli
from bywhen.cli.session import Session
from bywhen.editing.build import build_tracker
from bywhen.tracker import Tracker

LOG = """\
channels:
- {name: log, kind: file, address: var/alerts.jsonl}
rules:
- {name: all, channels: [log]}
"""
AFFAIR = "strike"
NOON = datetime(2025, 11, 1, 12, tzinfo=UTC)  # the clock, where no --now is given


def event_yaml(*claims: str, id: str = "vote", title: str = "", more: str = "") -> str:  # noqa: A002
    """One event as YAML; each claim as it stands inside `{}`."""
    lines = [f"- id: {id}", f"  title: {title or 'The union votes'}"]
    lines += [f"  {line}" for line in more.splitlines()]
    lines += ["  claims:", *(f"  - {{{claim}}}" for claim in claims)]
    return "\n".join(lines) + "\n"


@dataclass
class Desk:
    """A tracker in a folder of its own; the zone is London unless told otherwise."""

    folder: Path
    zone: str = "Europe/London"
    head: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def config(self, text: str) -> None:
        """Write alerts.yml."""
        (self.folder / "alerts.yml").write_text(text, encoding="utf-8")

    def record(self, *events: str, affair: str = AFFAIR, head: str | None = None) -> None:
        """Write one affair of these events (`event_yaml`) and build."""
        text = (
            f"affair: {affair}\ntitle: The {affair}\ntimezone: {self.zone}\n"
            f"{self.head if head is None else head}events:\n{''.join(events)}"
        )
        (self.folder / "events").mkdir(exist_ok=True)
        (self.folder / "events" / f"{affair}.yml").write_text(text, encoding="utf-8")
        self.build()

    def claims(self, *claims: str) -> None:
        """A record of one event, `vote`, with these claims."""
        self.record(event_yaml(*claims))

    def build(self) -> None:
        """events/ -> tracker.db"""
        build_tracker(Tracker.open(self.folder))

    def record_far_ahead(self) -> None:
        """A date whose only step for weeks is 3d."""
        self.claims("id: a, not_before: 2025-11-24, known: 2025-11-01")

    def run_empty(self, now: str) -> Result:
        """A run before there is anything to watch but one event far ahead."""
        self.record(event_yaml("id: a, undated: true, known: 2020-01-01", id="nothing"))
        result = self.run(now)
        (self.folder / "events" / f"{AFFAIR}.yml").unlink()
        return result

    def run_at(self, second: int) -> Result:
        """As `run`, at seconds since 1970."""
        return self.run(datetime.fromtimestamp(second, UTC).isoformat())

    def call(self, *words: str, typed: str | None = None, clock: datetime = NOON) -> Result:
        """`bywhen alert WORDS` here; an error of ours is in the result, any other is raised."""
        return self._bywhen("alert", *words, typed=typed, clock=clock)

    def serve(self, *words: str) -> Result:
        """`bywhen serve WORDS` here."""
        return self._bywhen("serve", *words, typed=None, clock=NOON)

    def _bywhen(self, *words: str, typed: str | None, clock: datetime) -> Result:
        session = Session(folder=str(self.folder), clock=lambda: clock)
        return CliRunner().invoke(
            cli,
            list(words),
            obj=session,
            input=typed,
            prog_name="bywhen",
            env=self.environment,
            catch_exceptions=False,
        )

    def run(self, *nows: str) -> Result:
        """`bywhen alert run --now NOW`, for each, one message after the other; the last result."""
        for now in nows:
            result = self.call("run", "--now", now, "--workers", "1")
            assert result.exit_code == 0, result.output
        return result

    def payloads(self, name: str = "var/alerts.jsonl") -> list[dict[str, Any]]:
        """What the file channel holds."""
        path = self.folder / name
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def told(self, name: str = "var/alerts.jsonl") -> list[tuple[str, str | None]]:
        """Kind and event (without its affair) of what the file channel holds, in order."""
        return [
            (one["kind"], one["event"].split("/", 1)[1] if one["event"] else None)
            for one in self.payloads(name)
        ]

    def kinds(self, name: str = "var/alerts.jsonl") -> list[str]:
        """Only the kinds."""
        return [one["kind"] for one in self.payloads(name)]

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """What desk.db answers."""
        connection = sqlite3.connect(self.folder / "var" / "desk.db")
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def change(self, statement: str, values: Sequence[object] = ()) -> None:
        """Change desk.db by hand, as a crash or a restore would have left it."""
        connection = sqlite3.connect(self.folder / "var" / "desk.db")
        with connection:
            connection.execute(statement, values)
        connection.close()

    def states(self) -> dict[str, int]:
        """How many deliveries are in which state."""
        return dict(self.rows("SELECT state, count(*) FROM deliveries GROUP BY state"))
