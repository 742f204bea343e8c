"""Today in a view is the local day of the zone, exact at every hour and across clock changes."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bywhen.errors import TrackerError
from bywhen.store.build import insert_zones
from bywhen.store.schema import create_tables, create_views
from bywhen.store.zones import package_zone, transitions, tzdata_version
from tests.store.databases import set_clock

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = 4_133_980_800 - 1  # the last second of 2100
# Zones whose clocks did something unusual: half hours, a skipped day, four changes a year, a pause
# in Ramadan, a zone far behind, a day that begins at one o'clock.
ZONES = [
    "America/New_York",
    "Europe/Kyiv",
    "Asia/Hong_Kong",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Etc/GMT+12",
    "Pacific/Kiritimati",
    "UTC",
]
ALL_ZONES = resources.files("tzdata").joinpath("zones").read_text().split()

seconds = st.integers(-5_000_000_000, LAST)


@st.composite
def near_changes(draw: st.DrawFn, zones: list[str]) -> tuple[str, int]:
    """A zone and an instant, often within two hours of a change of its clock."""
    zone = draw(st.sampled_from(zones))
    change = draw(st.sampled_from(transitions(zone)[1:] or transitions(zone)))
    near = min(LAST, max(-5_000_000_000, change.utc_from + draw(st.integers(-7300, 7300))))
    return zone, draw(st.one_of(st.just(near), seconds))


@pytest.fixture(name="views", scope="module")
def views_over_all_zones() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    create_tables(connection)
    create_views(connection)
    insert_zones(connection, ZONES)
    yield connection
    connection.close()


def local(zone: str, second: int) -> datetime:
    return (EPOCH + timedelta(seconds=second)).astimezone(package_zone(zone))


@settings(deadline=None)
@given(near_changes(ALL_ZONES))
def test_the_stored_offset_is_the_one_of_the_zone(moment: tuple[str, int]) -> None:
    zone, second = moment
    changes = transitions(zone)
    place = bisect_right([change.utc_from for change in changes], second) - 1
    assert timedelta(seconds=changes[place].offset) == local(zone, second).utcoffset()


@settings(deadline=None)
@given(near_changes(ZONES))
def test_the_view_has_the_local_day(views: sqlite3.Connection, moment: tuple[str, int]) -> None:
    zone, second = moment
    set_clock(views, (EPOCH + timedelta(seconds=second)).isoformat())
    days = dict(views.execute("SELECT zone, day FROM today"))
    assert days[zone] == local(zone, second).date().isoformat()
    assert set(days) == set(ZONES)


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("America/New_York", "2025-11-28T04:59:59Z", "2025-11-27"),
        ("America/New_York", "2025-11-28T05:00:00Z", "2025-11-28"),
        ("America/New_York", "2025-07-28T03:59:59Z", "2025-07-27"),
        ("America/New_York", "2025-07-28T04:00:00Z", "2025-07-28"),
        ("Asia/Kathmandu", "2025-11-27T18:15:00Z", "2025-11-28"),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
        ("America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-03"),
        ("America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"),
        ("America/New_York", "2100-07-01T03:59:59Z", "2100-06-30"),
    ],
)
def test_a_day_ends_at_its_own_midnight(
    views: sqlite3.Connection, zone: str, instant: str, day: str
) -> None:
    set_clock(views, instant)
    assert views.execute("SELECT day FROM today WHERE zone = ?", (zone,)).fetchone() == (day,)


def test_without_a_row_in_clock_it_is_now(views: sqlite3.Connection) -> None:
    views.execute("DELETE FROM clock")
    query = "SELECT day, date('now') FROM today WHERE zone = 'UTC'"
    day, now = views.execute(query).fetchone()
    assert day == now


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../zones", "america", "", "America/"])
def test_an_unknown_zone_is_named(zone: str) -> None:
    with pytest.raises(TrackerError, match="America/New_York"):
        transitions(zone)


def test_the_zones_say_which_version_they_are() -> None:
    assert tzdata_version()[:2] == "20"
