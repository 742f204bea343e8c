"""A tracker to run commands in, and a way to run them with a clock of our own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bywhen.cli.app import cli
from bywhen.cli.session import Session
from bywhen.editing.build import build_tracker
from bywhen.tracker import Tracker

ROOT = Path(__file__).parents[2]
NOON = datetime(2025, 11, 21, 17, 0, tzinfo=UTC)  # noon in New York
Run = Callable[..., Result]


@pytest.fixture(scope="session")
def built_flagship(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flagship's record, built; to be read only."""
    folder = tmp_path_factory.mktemp("flagship")
    shutil.copytree(ROOT / "events", folder / "events")
    shutil.copytree(ROOT / "ingest", folder / "ingest")
    shutil.copy(ROOT / "alerts.yml", folder)
    build_tracker(Tracker.open(folder))
    return folder


@pytest.fixture
def flagship(built_flagship: Path, tmp_path: Path) -> Path:
    """A copy of the flagship's tracker that a test may change."""
    folder = tmp_path / "tracker"
    shutil.copytree(built_flagship, folder)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line: `run(folder, "slip", "--as-of", "2025-12-10")`.

    The clock stands at noon of 21 November 2025 in New York unless `now` says otherwise.
    """
    monkeypatch.setenv("COLUMNS", "80")

    def run_in(
        folder: Path | str, *words: str, now: datetime = NOON, typed: str | None = None
    ) -> Result:
        session = Session(folder=str(folder), clock=lambda: now)
        return CliRunner().invoke(
            cli, list(words), obj=session, input=typed, prog_name="bywhen", catch_exceptions=False
        )

    return run_in
