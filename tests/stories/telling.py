"""Telling a story to a tracker: a server on loopback, one `bywhen ingest --now` a day, and a reader
who accepts what the gold has and leaves the rest alone. `tell_to_desk` puts the texts on the desk
itself: the proposals are the same, and it takes a second."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from sqlite3 import Connection

from click.testing import CliRunner, Result

from bywhen.cli.app import cli
from bywhen.cli.session import Session
from bywhen.editing.build import build_tracker
from bywhen.editing.compose import issuer_id_of
from bywhen.ingest.propose import propose
from bywhen.ingest.sources import load
from bywhen.record import load_or_raise
from bywhen.store import proposals
from bywhen.store.desk import open_desk, transaction
from bywhen.store.proposals import Proposal
from bywhen.tracker import Tracker
from tests.ingest.server import Reply, Server
from tests.stories.feeds import feed_of
from tests.stories.story import Gold, Item, Story

__all__ = ["Score", "Told", "score", "tell", "tell_to_desk"]

EVENING = time(23, 45)


@dataclass(frozen=True)
class Told:
    """A story that was told, and what is on the desk and in the record now."""

    story: Story
    folder: Path
    outputs: Sequence[str]


@dataclass
class Score:
    """Proposals against the gold. A claim that is proposed twice is right once and wrong once."""

    right: list[tuple[Gold, Proposal]] = field(default_factory=list)
    wrong_sure: list[Proposal] = field(default_factory=list)
    wrong_unsure: list[Proposal] = field(default_factory=list)
    missed: list[Gold] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Right ones among all that was proposed or should have been."""
        return len(self.right) / max(1, self.count)

    @property
    def count(self) -> int:
        """All that was proposed or should have been."""
        return len(self.right) + len(self.wrong_sure) + len(self.wrong_unsure) + len(self.missed)


def tell(story: Story, folder: Path) -> Told:
    """Tell it from the first day to the last."""
    (folder / "events").mkdir(parents=True)
    (folder / "ingest").mkdir()
    path = folder / "events" / f"{story.affair}.yml"
    path.write_text(story.record, encoding="utf-8")
    build_tracker(Tracker.open(folder))
    outputs = []
    with Server() as server:
        sources = folder / "ingest" / "sources.yml"
        sources.write_text(story.sources(server.url), encoding="utf-8")
        for day in story.days():
            moment = datetime.combine(day, EVENING, UTC)
            for outlet in story.outlets:
                body, media = feed_of(outlet, story.told_by(outlet, moment), server.url)
                headers = {"Content-Type": media, "ETag": f'"{len(body)}"'}
                server.routes[f"/{outlet.id}/feed"] = Reply(body, headers=headers)
            said = _run(folder, moment, "ingest", "--now", moment.isoformat(), "--jobs", "1")
            outputs.append(said.output)
            _judge(story, folder, moment)
    return Told(story, folder, outputs)


def tell_to_desk(story: Story, folder: Path) -> Told:
    """Tell it without fetching anything."""
    (folder / "events").mkdir(parents=True)
    (folder / "ingest").mkdir()
    path = folder / "events" / f"{story.affair}.yml"
    path.write_text(story.record, encoding="utf-8")
    base = "http://127.0.0.1:9"
    (folder / "ingest" / "sources.yml").write_text(story.sources(base), encoding="utf-8")
    tracker = Tracker.open(folder)
    build_tracker(tracker)
    numbers = {outlet.id: number for number, outlet in enumerate(story.outlets, 1)}
    with closing(open_desk(tracker.desk)) as desk, transaction(desk):
        for outlet in story.outlets:
            url = f"{base}/{outlet.id}/feed"
            desk.execute(
                "INSERT INTO feeds (id, name, declared_url, url, language, state)"
                " VALUES (?, ?, ?, ?, ?, 'ok')",
                (numbers[outlet.id], outlet.name, url, url, outlet.language),
            )
    for day in story.days():
        moment = datetime.combine(day, EVENING, UTC)
        with closing(open_desk(tracker.desk)) as desk:
            with transaction(desk):
                for item in story.items:
                    if item.instant.date() == day:
                        _lay(desk, item, numbers[item.outlet], base, moment)
            propose(tracker, desk, load(tracker)[0], moment)
        _judge(story, folder, moment)
    return Told(story, folder, [])


def _lay(desk: Connection, item: Item, feed: int, base: str, seen: datetime) -> None:
    link = f"{base}/{item.outlet}/{item.number}"
    desk.execute(
        "INSERT INTO entries (id, feed, identity, guid, link, published, precision, tz_known,"
        " first_seen) VALUES (?, ?, ?, ?, ?, ?, 'second', 1, ?)",
        (item.number, feed, link, link, link, item.instant.isoformat(), seen.isoformat()),
    )
    desk.execute(
        "INSERT INTO entry_revisions (entry, number, title, text, hash, seen)"
        " VALUES (?, 1, ?, ?, ?, ?)",
        (item.number, item.title, item.text, link, seen.isoformat()),
    )


def _run(folder: Path, moment: datetime, *words: str) -> Result:
    session = Session(folder=str(folder), clock=lambda: moment)
    result = CliRunner().invoke(cli, list(words), obj=session, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def _judge(story: Story, folder: Path, moment: datetime) -> None:
    """Accept what the gold has, in its order; a new event is left where it is."""
    waiting = _proposals(folder, "open")
    found = [one for one in story.gold if one.event is not None]
    for gold in found:
        for one in waiting:
            if not _fits(story, folder, gold, one) or one.known != gold.known:
                continue
            more = ["--timetable", gold.timetable] if gold.timetable else []
            _run(
                folder, moment, "review", "accept", str(one.id), "--yes",
                "--now", moment.isoformat(), *more,
            )  # fmt: skip
            waiting.remove(one)
            break


def _proposals(folder: Path, state: str | None = None) -> list[Proposal]:
    with closing(open_desk(Tracker.open(folder).desk)) as desk:
        return proposals.listed(desk, state)


def _fits(story: Story, folder: Path, gold: Gold, one: Proposal) -> bool:
    dates = (one.modality, one.earliest, one.latest)
    if gold.anchor is not None:
        anchor = one.anchor or {}
        if any(anchor.get(key) != value for key, value in gold.anchor.items()):
            return False
    elif dates != (gold.modality, gold.earliest, gold.latest):
        return False
    if gold.event is None:
        return one.kind == "new_event"
    if (one.event_slug, one.kind) != (gold.event, gold.kind):
        return False
    (affair,) = load_or_raise(Tracker.open(folder)).affairs
    return gold.issuer is None or issuer_id_of(affair, one.issuer) == gold.issuer


def score(told: Told) -> Score:
    """What was proposed against what should have been."""
    found = Score()
    left = list(_proposals(told.folder))
    for gold in told.story.gold:
        fitting = [one for one in left if _fits(told.story, told.folder, gold, one)]
        fitting.sort(key=lambda one: abs(((one.known or date.min) - gold.known).days))
        if fitting and fitting[0].known == gold.known:
            if not gold.optional:
                found.right.append((gold, fitting[0]))
            left.remove(fitting[0])
        elif not gold.optional:
            found.missed.append(gold)
    for one in left:
        (found.wrong_unsure if one.is_unsure else found.wrong_sure).append(one)
    return found
