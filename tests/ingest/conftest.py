"""A server that answers what a test says, and a desk that fetches from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.desk import Desk
from tests.ingest.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as started:
        yield started


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "tracker")
    made.watch()
    return made
