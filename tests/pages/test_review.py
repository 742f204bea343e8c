"""The desk's pages in real Chromium, and the review by keyboard alone, without scripts too."""

from __future__ import annotations

import pytest

from tests.pages.conftest import LANGUAGES, SCHEMES, WIDTHS, in_chromium, look
from tests.pages.desk import ALERTS_PAGE, PAGE, Desk
from tests.publish.site import AFFAIR

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("path", "words"),
    [(PAGE, "Marco Rubio said on Sunday"), (ALERTS_PAGE, "connection refused")],
    ids=["review", "alerts"],
)
def test_the_desk_is_as_open_to_all_as_any_page(
    served_desk: str, desk: Desk, path: str, words: str
) -> None:
    seen = look(served_desk, [path], cookie=desk.cookie)
    assert len(seen.shown) == len(WIDTHS) * len(SCHEMES) * len(LANGUAGES)
    for one in seen.shown:
        assert one["status"] == 200
        assert words in one["text"]
        assert one["violations"] == [], (one["width"], one["scheme"], one["language"])
        assert one["console"] == []
        assert one["failed"] == []
        assert one["overflow"] <= 0
        assert one["nodes"] <= 5000
        assert len(one["requests"]) <= 4
        assert all(url.startswith(served_desk) for url in one["requests"])
    (bare,) = seen.bare
    assert bare["same"]
    assert bare["focus"]["unseen"] == []
    assert bare["focus"]["stops"] >= min(bare["focus"]["wanted"], 80)
    assert all(mode["visible"] > 40 for mode in bare["modes"])


@pytest.mark.parametrize("scripts", [True, False])
def test_accept_edit_and_reject_by_keyboard_alone(
    served_desk: str, desk: Desk, scripts: bool
) -> None:
    accepted, changed, rejected = in_chromium(
        "judge.mjs",
        {
            "base": served_desk,
            "path": PAGE,
            "cookie": desk.cookie,
            "scripts": scripts,
            "steps": [
                {"to": '#p1 button[value="accept"]', "press": "Enter"},
                {"to": '#p2 [name="latest"]', "type": "04042026"},
                {"to": '#p2 button[value="amend"]', "press": "Enter"},
                {"to": '#p3 button[value="reject"]', "press": "Enter"},
            ],
        },
    )
    assert accepted["status"] == ["Proposal 1 was accepted into the record."]
    record = desk.tracker.root / "events" / f"{AFFAIR}.yml"
    assert "by: 2025-12-05" in record.read_text(encoding="utf-8")
    assert changed["status"] == ["Proposal 2 was changed."]
    assert "4 Apr 2026" in changed["text"]
    assert rejected["status"] == ["Proposal 3 was rejected."]
