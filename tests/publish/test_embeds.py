"""What other sites show: the chart as a file, frames, badges, oEmbed, cards."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bywhen.publish.cards import drawn_card
from bywhen.publish.trendfile import cut
from tests.publish.site import AFFAIR, FLAGSHIP, Site, build_tracker

BASE = f"/-/affairs/{AFFAIR}"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_chart_as_a_file_says_what_it_is(site: Site) -> None:
    answer = site.get(f"{BASE}/slip.svg?as_of=2025-11-26")
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    root = ET.fromstring(answer.text)  # noqa: S314 - our own
    words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert root.findtext(f"{SVG}title") == "The US 28-point plan to end the Russia-Ukraine war"
    assert "As known on 26 Nov 2025, days end at midnight in America/New_York." in words
    assert f"http://localhost{BASE}/slip" in words
    assert "Kyiv agrees to the US plan ✕" in words
    assert "style" not in {name for one in root.iter() for name in one.attrib}
    assert not list(root.iter(f"{SVG}script"))


def test_frames_may_stand_on_other_sites_in_public_too(
    flagship: Path, opened: Callable[..., Site]
) -> None:
    public = opened(flagship, public=True)
    for path in ("embed/slip", "embed/timeline", "embed/countdown/kyiv-agrees"):
        answer = public.get(f"{BASE}/{path}")
        assert answer.status == 200
        assert "frame-ancestors" not in answer.headers["content-security-policy"]
        assert "x-frame-options" not in answer.headers
        assert 'target="_blank"' in answer.text
    page = public.get(f"{BASE}/slip")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"
    for path in ("/-/feed.atom", "/-/calendar.ics"):
        assert public.get(path).status == 200


def test_badges_say_the_same_in_three_ways(site: Site) -> None:
    line = site.get(f"{BASE}/badge/kyiv-agrees.txt").text
    found = site.get(f"{BASE}/badge/kyiv-agrees.json").json()
    drawn = ET.fromstring(site.get(f"{BASE}/badge/kyiv-agrees.svg").text)  # noqa: S314
    assert line == "Kyiv agrees to the US plan: due in 6 days\n"
    assert (found["label"], found["message"]) == ("Kyiv agrees to the US plan", "due in 6 days")
    assert found["due_to"] == "2025-11-27"
    assert drawn.get("aria-label") == line.strip()
    chinese = site.get(f"{BASE}/badge/kyiv-agrees.txt?language=zh-Hant").text
    assert chinese == "基輔同意美國的計劃：6天後到期\n"


@pytest.mark.parametrize(
    ("page", "frame"),
    [
        ("slip", "embed/slip"),
        ("slip?timetable=aggressive&x=1", "embed/slip?timetable=aggressive"),
        ("event/kyiv-agrees", "embed/countdown/kyiv-agrees"),
        ("timeline?from=2025-11-20", "embed/timeline?from=2025-11-20"),
        ("event/kyiv-agrees?as_of=2025-11-24", "embed/countdown/kyiv-agrees?as_of=2025-11-24"),
    ],
)
def test_oembed_gives_the_frame_of_a_page(site: Site, page: str, frame: str) -> None:
    address = f"http://localhost{BASE}/{page}".replace("&", "%26").replace("?", "%3F")
    found = site.get(f"{BASE}/oembed.json?url={address}").json()
    assert (found["version"], found["type"]) == ("1.0", "rich")
    assert f'src="http://localhost{BASE}/{frame}"' in found["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?url=", 400),
        ("?url=http://localhost/&format=xml", 400),
        ("?url=http://elsewhere.example/-/affairs/x/slip", 404),
        (f"?url=http://elsewhere.example{BASE}/slip", 404),
        (f"?url=http://localhost{BASE}/corrections", 404),
        ("?url=http://[bad", 404),
        ("?url=javascript:alert(1)", 404),
    ],
)
def test_oembed_refuses_what_it_has_no_frame_for(site: Site, query: str, status: int) -> None:
    assert site.get(f"{BASE}/oembed.json{query}").status == status


def test_a_timeline_in_a_frame_holds_both_ends_of_its_windows(site: Site) -> None:
    frame = site.get(f"{BASE}/embed/timeline?from=2025-11-20&to=2025-12-31")
    assert frame.status == 200
    assert "1 to 10 Dec 2025" in frame.words
    assert 'class="track' in frame.text
    assert site.get(f"{BASE}/embed/timeline?from=x").status == 400


@pytest.mark.parametrize("path", ["card/slip.png", "card/event/kyiv-agrees.png"])
def test_cards_are_pictures_of_the_usual_size(site: Site, path: str) -> None:
    answer = site.do(site.datasette.client.get(f"{BASE}/{path}"))
    assert answer.status_code == 200
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    width = int.from_bytes(answer.content[16:20])
    height = int.from_bytes(answer.content[20:24])
    assert (width, height) == (1200, 630)


@pytest.mark.parametrize(
    "path", ["embed/countdown/nope", "badge/nope.svg", "badge/nope.json", "card/event/nope.png"]
)
def test_an_unknown_event_is_not_found(site: Site, path: str) -> None:
    assert site.get(f"{BASE}/{path}").status == 404


def test_hostile_titles_are_text_everywhere(tmp_path: Path, opened: Callable[..., Site]) -> None:
    title = "'</text><script>alert(1)</script>&\"<svg onload=alert(1)>'"
    text = FLAGSHIP.read_text(encoding="utf-8").replace(
        "title: Kyiv agrees to the US plan", f"title: {title}"
    )
    site = opened(build_tracker(tmp_path, ukraine_28_point_plan=text))
    for path in ("slip", "slip.svg", "embed/slip", "embed/timeline", "embed/countdown/kyiv-agrees", "calendar",
                 "badge/kyiv-agrees.svg", "points"):  # fmt: skip
        answer = site.get(f"{BASE}/{path}?language=en")
        assert answer.status == 200
        assert "<script>alert" not in answer.text
        assert "<svg onload" not in answer.text
    json.loads(site.get(f"{BASE}/badge/kyiv-agrees.json").text)


def test_cutting_counts_cells() -> None:
    assert cut("基輔同意美國的計劃", 9) == "基輔同意…"
    assert cut("short", 9) == "short"


def test_a_card_of_a_long_title_stays_inside() -> None:
    drawn = ET.fromstring(str(drawn_card("word " * 80, "f" * 90, "s " * 300, "foot", "en")))  # noqa: S314
    assert all(float(one.get("y") or 0) < 630 for one in drawn.iter(f"{SVG}text"))
