"""A desk to try alerts on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.alerts.desk import LOG, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty tracker whose alerts.yml tells everything to a file."""
    folder = tmp_path / "tracker"
    (folder / "events").mkdir(parents=True)
    made = Desk(folder)
    made.config(LOG)
    return made
