"""Text of the record is foreign text: whatever it holds, a page shows it and does nothing with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from bywhen.publish.marks import quote
from tests.publish.site import Site, build_tracker, open_site

SCRIPT = "<script>alert(1)</script>"
TEXTS = [
    SCRIPT,
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></bdi></q></style><iframe src=//evil.example>",
    "{{ 7*7 }}{% raw %}",
    "\u202egnp.exe\u202c \u2067שלום",
    "&lt;b&gt; &amp;",
    "a" * 300,
]
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example/x",
    "ftp://evil.example/x",
    "https:evil",
]


def record() -> dict[str, Any]:
    count = max(len(TEXTS), len(ADDRESSES))
    return {
        "affair": "hostile",
        "title": SCRIPT,
        "timezone": "UTC",
        "timetables": [{"id": "t", "title": TEXTS[1]}],
        "sources": {
            f"s{n}": {
                "publisher": TEXTS[n % len(TEXTS)],
                "published": "2025-11-20",
                "url": ADDRESSES[n % len(ADDRESSES)],
                "archived": ADDRESSES[n % len(ADDRESSES)],
            }
            for n in range(count)
        },
        "events": [
            {
                "id": f"e{n}",
                "title": TEXTS[n % len(TEXTS)],
                "kind": TEXTS[n % len(TEXTS)],
                "claims": [
                    {
                        "id": "a",
                        "by": "2025-11-27",
                        "timetable": "t",
                        "issuer": TEXTS[n % len(TEXTS)],
                        "via": TEXTS[(n + 1) % len(TEXTS)],
                        "phrase": TEXTS[n % len(TEXTS)],
                        "condition": TEXTS[n % len(TEXTS)],
                        "language": "en",
                        "source": f"s{n}",
                        "known": "2025-11-20",
                    },
                    {"id": "b", "by": "2025-12-07", "issuer": SCRIPT, "source": f"s{n}",
                     "phrase": SCRIPT, "known": "2025-11-21"},
                ],
            }
            for n in range(count)
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root: Path = tmp_path_factory.mktemp("hostile")
    (root / "metadata.yml").parent.mkdir(exist_ok=True)
    (root / "metadata.yml").write_text(yaml.safe_dump({"title": SCRIPT}), encoding="utf-8")
    site = open_site(build_tracker(root, hostile=yaml.safe_dump(record(), allow_unicode=True)))
    yield site
    site.close()


class _Tags(HTMLParser):
    """Every tag with its attributes, as a browser would find them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(html)
    return parser.found


AFFAIR = "/-/affairs/hostile"
OURS = [
    "/",
    "/?as_of=2025-11-20",
    "/?as_of=2026-01-10",
    "/-/affairs",
    '/?as_of="><script>',
    f"{AFFAIR}/",
    f"{AFFAIR}/?language=zh-Hant",
    *[f"{AFFAIR}/event/e{n}" for n in range(6)],
    f"{AFFAIR}/timeline",
    f"{AFFAIR}/timeline?kind=%22%3E%3Cscript%3E&source_language=%3Cb%3E",
    f"{AFFAIR}/countdown",
    f"{AFFAIR}/diff?from=2025-11-01&to=2025-12-01",
    f"{AFFAIR}/corrections",
    f"{AFFAIR}/sources/s1",
    f"{AFFAIR}/sources/s5",
    "/-/search?q=%3Cscript%3E",
    "/-/search?q=%22%27%3Cimg%20src%3Dx%3E",
    f"{AFFAIR}/event/%22%3E%3Cscript%3E",
]


@pytest.mark.parametrize("path", OURS)
def test_our_pages_hold_no_foreign_tag(hostile: Site, path: str) -> None:
    for tag, attributes in tags(hostile.get(path).text):
        assert tag not in ("iframe", "img", "style", "object", "embed", "base")
        if tag == "script" and attributes.get("type") != "application/ld+json":
            assert re.match(r"/-/bywhen/bywhen\.js\?v=\w+$", attributes.get("src") or "")
        if (tag, attributes.get("rel")) == ("link", "icon"):
            continue  # an empty one of our own: browsers need not ask for it
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "action"):
            address = attributes.get(name) or ""
            assert re.match(r"(/|#|https?://|$)", address)
            assert not address.startswith("//")


DATASETTES = [
    "/tracker/history?_size=max",
    "/tracker/timeline?_size=max",
    "/tracker/claims?_size=max",
    "/tracker/sources?_size=max",
    "/tracker/events?_size=max",
    "/tracker/slippage?_size=max",
    "/tracker/claims/hostile~2Fe0~2Fa",
]


@pytest.mark.parametrize("path", DATASETTES)
def test_our_cells_hold_no_foreign_tag(hostile: Site, path: str) -> None:
    page = hostile.get(path)
    assert page.status == 200
    for row in re.findall(r"<tbody>.*?</tbody>", page.text, re.DOTALL):
        for tag, attributes in tags(row):
            assert tag not in ("script", "iframe", "img", "svg", "style")
            assert not [name for name in attributes if name.startswith("on")]
            assert not re.match(r"(?i)\s*(javascript|data|//)", attributes.get("href") or "")


def test_json_is_json_whatever_it_holds(hostile: Site) -> None:
    answer = hostile.get("/-/affairs.json")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    (affair,) = json.loads(answer.text)["affairs"]
    assert affair["title"] == SCRIPT


def test_an_address_that_is_none_is_shown_as_text(hostile: Site) -> None:
    assert "javascript:alert(1)" in hostile.get("/").words


@pytest.mark.parametrize("language", ['en" onmouseover="alert(1)', "e", "en_US", "zh Hant", ""])
def test_what_is_not_a_language_is_no_lang(language: str) -> None:
    assert quote("x", language) == "<q>x</q>"
