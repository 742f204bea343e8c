"""A server that answers what a test says, and a desk that fetches from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bywhen.ingest.workers import Workers
from tests.ingest.desk import Desk
from tests.ingest.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as started:
        yield started


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """One process that parses for all tests: starting it takes longer than most of them."""
    with Workers(1) as started:
        yield started


@pytest.fixture
def desk(tmp_path: Path, workers: Workers) -> Desk:
    made = Desk(tmp_path / "tracker", workers=workers)
    made.watch()
    return made
