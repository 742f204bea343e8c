"""Trackers built once, sites closed after use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.publish.site import FLAGSHIP, Site, build_tracker, guest_site, open_site


@pytest.fixture(scope="session")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """tracker.db of the flagship, in a folder with its record."""
    text = FLAGSHIP.read_text(encoding="utf-8")
    return build_tracker(tmp_path_factory.mktemp("flagship"), ukraine_28_point_plan=text)


@pytest.fixture
def opened() -> Iterator[Callable[..., Site]]:
    """Opens sites and closes them after the test."""
    sites: list[Site] = []

    def opener(database: Path, **options: Any) -> Site:
        sites.append(open_site(database, **options))
        return sites[-1]

    yield opener
    for site in sites:
        site.close()


@pytest.fixture
def guest() -> Iterator[Callable[..., Site]]:
    """Opens somebody's own Datasette and closes it after the test."""
    sites: list[Site] = []

    def opener(files: list[Path], **options: Any) -> Site:
        sites.append(guest_site(files, **options))
        return sites[-1]

    yield opener
    for site in sites:
        site.close()


@pytest.fixture(scope="module")
def site(flagship: Path) -> Iterator[Site]:
    """The flagship as `bywhen serve` shows it on 21 November 2025."""
    opened = open_site(flagship)
    yield opened
    opened.close()
