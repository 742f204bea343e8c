"""Calendar and feeds over the web: the bytes of the commands, ETag, 304, clear refusals."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bywhen.formats.publications import Scope, icalendar
from bywhen.formats.snapshot import Days
from bywhen.store.read import open_readonly
from tests.publish.site import AFFAIR, NOON, Site

TYPES = {
    "calendar.ics": "text/calendar; charset=utf-8",
    "feed.atom": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
    "timelinejs.json": "application/json; charset=utf-8",
}
PLACES = ("/-", f"/-/affairs/{AFFAIR}", f"/-/affairs/{AFFAIR}/event/kyiv-agrees")


@pytest.mark.parametrize("name", list(TYPES))
@pytest.mark.parametrize("place", PLACES)
def test_each_is_served_and_asked_again_it_is_unchanged(site: Site, place: str, name: str) -> None:
    first = site.get(f"{place}/{name}")
    assert first.status == 200
    assert first.headers["content-type"] == TYPES[name]
    again = site.get(f"{place}/{name}", if_none_match=first.headers["etag"])
    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]


def test_one_event_alone(site: Site) -> None:
    for path in (
        f"/-/affairs/{AFFAIR}/event/kyiv-agrees/feed.json",
        f"/-/affairs/{AFFAIR}/feed.json?event=kyiv-agrees",
        f"/-/affairs/{AFFAIR}/feed.json?event={AFFAIR}/kyiv-agrees",
    ):
        items = json.loads(site.get(path).text)["items"]
        assert {one["_bywhen"]["event"] for one in items} == {f"{AFFAIR}/kyiv-agrees"}


def test_links_lead_to_this_site(site: Site) -> None:
    feed = ET.fromstring(site.get(f"/-/affairs/{AFFAIR}/feed.atom?kind=announced").text)  # noqa: S314
    links = {link.get("rel"): link.get("href") for link in feed.findall("{*}link")}
    assert links["self"] == f"http://localhost/-/affairs/{AFFAIR}/feed.atom?kind=announced"
    entry = feed.find("{*}entry/{*}link")
    assert entry is not None
    assert (entry.get("href") or "").startswith(f"http://localhost/-/affairs/{AFFAIR}/event/")


def test_as_of_another_day_and_in_another_language(site: Site) -> None:
    now = site.get("/-/feed.json").json()["items"]
    then = site.get("/-/feed.json?as_of=2025-11-20").json()["items"]
    assert len(then) < len(now)
    chinese = site.get("/-/feed.json?language=zh-Hant", accept_language="en").json()
    assert chinese["language"] == "zh-Hant"
    assert site.get("/-/feed.json", accept_language="zh-Hant").json()["language"] == "en"


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/-/affairs/nope/feed.atom", 404, "There is no affair nope here."),
        (f"/-/affairs/{AFFAIR}/event/nope/calendar.ics", 404, "There is no event"),
        (f"/-/affairs/{AFFAIR}/feed.atom?kind=movd", 400, "There is no kind"),
        ("/-/calendar.ics?alarms=soon", 400, "write it as P1D"),
        ("/-/calendar.ics?component=vjournal", 400, "component=vevent"),
        ("/-/feed.atom?as_of=tomorrow", 400, "is not a day"),
    ],
)
def test_what_is_wrong_is_said(site: Site, path: str, status: int, told: str) -> None:
    answer = site.get(path)
    assert answer.status == status
    assert told in answer.words


def test_the_bytes_are_those_of_the_command(site: Site, flagship: Path) -> None:
    connection = open_readonly(flagship)
    try:
        expected = icalendar(connection, Scope(Days(NOON), AFFAIR, site="http://localhost/"))
    finally:
        connection.close()
    assert site.get(f"/-/affairs/{AFFAIR}/calendar.ics").text == expected
