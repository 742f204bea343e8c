"""A page asks the same of a database of any size: counted in SQLite's own steps, not in time."""

from __future__ import annotations

import gzip
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bywhen.publish.board import Days
from bywhen.publish.boardread import read_affair, read_board
from bywhen.publish.context import AffairHead
from bywhen.publish.diffpage import _read as read_diff
from bywhen.publish.eventread import read_event_page
from bywhen.publish.timelineread import Asked, read_timeline
from bywhen.store.build import build
from bywhen.store.found import search
from bywhen.timetable.claims import Affair, Claim, Event, Kind, Modality, Timetable
from bywhen.timetable.window import Window
from tests.publish.site import Site

TODAY = date(2025, 6, 1)
HEAD = AffairHead("tracker", "many", "Many", {}, "en", "UTC", None, "plan", {})
SMALL, LARGE = 4_000, 20_000


def many(events: int) -> Affair:
    """As many events, two in three days around today: deadlines, windows, outcomes, some moved."""
    made = []
    for n in range(events):
        due = TODAY + timedelta(days=(n - events // 2) * 2 // 3)
        name = f"many/e{n}"
        first = Claim(
            f"{name}/a",
            name,
            Kind.TARGET,
            date(2000, 1, 1) + timedelta(days=n % 1000),
            0,
            Modality.WITHIN if n % 3 else Modality.BY,
            window=Window(due, due + timedelta(days=n % 20)) if n % 3 else Window(None, due),
            timetable="plan" if n % (events // 30) == 0 else None,
        )
        claims = [first]
        if n % 4 == 0:
            later = due + timedelta(days=30)
            claims.append(
                Claim(f"{name}/b", name, Kind.TARGET, due - timedelta(days=20), 1, Modality.BY,
                      window=Window(None, later))
            )  # fmt: skip
        elif n % 4 == 1 and due < TODAY:
            claims.append(Claim(f"{name}/b", name, Kind.HAPPENED, due, 1, window=Window(due, due)))
        made.append(Event(name, f"Event {n}", tuple(claims), kind=f"kind {n % 5}"))
    return Affair("many", "Many", "UTC", tuple(made), (Timetable("plan", "The plan"),))


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("many")
    paths = {}
    for size in (SMALL, LARGE):
        paths[size] = folder / f"{size}.db"
        build(paths[size], (many(size),), "digest")
    return paths


def days(as_of: date | None = TODAY) -> Days:
    return Days(lambda _: TODAY, as_of)


READINGS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "home": lambda connection: read_board(connection, "tracker", days()),
    "affair": lambda connection: read_affair(connection, "tracker", "many", days()),
    "countdown": lambda connection: read_affair(connection, "tracker", "many", days(), 50),
    "timeline": lambda connection: read_timeline(connection, HEAD, Asked(None, None), days()),
    "timeline of a month": lambda connection: read_timeline(
        connection, HEAD, Asked(date(2025, 5, 1), date(2025, 5, 31)), days()
    ),
    "timeline of an early day": lambda connection: read_timeline(
        connection, HEAD, Asked(None, None), days(date(2000, 3, 1))
    ),
    "event": lambda connection: read_event_page(connection, "many/e1000", "plan", days()),
    "diff of a week": lambda connection: read_diff(
        connection, HEAD, date(2025, 5, 25), date(2025, 6, 1)
    ),
    "search": lambda connection: search(connection, "1000", limit=25),
}


def steps(path: Path, reading: Callable[[sqlite3.Connection], object]) -> int:
    """Steps of SQLite's virtual machine, in hundreds."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    with closing(sqlite3.connect(path)) as connection:
        connection.set_progress_handler(count, 100)
        assert reading(connection)
    return counted


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(READINGS))
def test_five_times_the_record_asks_no_more(databases: dict[int, Path], name: str) -> None:
    small, large = (steps(databases[size], READINGS[name]) for size in (SMALL, LARGE))
    assert large <= 1.6 * small + 50, f"{small} hundred steps became {large}"


PAGES = ("", "timeline", "countdown", "slip", "calendar", "event/e1000")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_pages_of_a_large_record_stay_small(
    databases: dict[int, Path], opened: Callable[..., Site], language: str
) -> None:
    site = opened(databases[LARGE], now=datetime(2025, 6, 1, 12, tzinfo=UTC))
    for page in PAGES:
        answer = site.get(f"/-/affairs/many/{page}?language={language}")
        assert answer.status == 200, page
        body = answer.text.encode()
        assert len(body) <= 200_000, page
        assert len(gzip.compress(body)) <= 20_000, page
        assert len(re.findall(r"<[a-zA-Z]", answer.text)) <= 5_000, page
