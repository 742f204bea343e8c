"""A tracker with the record of `tests/proposals/affairs.py`, built, and a desk for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bywhen.editing.build import build_tracker
from bywhen.store.desk import open_desk
from bywhen.tracker import Tracker
from tests.proposals.affairs import PLAN
from tests.support.desk import FEED

HEAD = "# Kept by hand: this comment stays.\n"


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    """A small tracker."""
    folder = tmp_path / "tracker"
    (folder / "events").mkdir(parents=True)
    (folder / "ingest").mkdir()
    (folder / "events" / "peace-plan.yml").write_text(HEAD + PLAN, encoding="utf-8")
    feed = FEED.replace("AFFAIR", "peace-plan")
    (folder / "ingest" / "sources.yml").write_text(feed, encoding="utf-8")
    found = Tracker.open(folder)
    build_tracker(found)
    return found


@pytest.fixture
def desk(tracker: Tracker) -> Iterator[sqlite3.Connection]:
    """Its desk, open."""
    with closing(open_desk(tracker.desk)) as connection:
        yield connection
