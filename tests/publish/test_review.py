"""The review page: who may see it, what its forms do, what they cannot do from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from bywhen.publish import adapter
from bywhen.publish.serve import Listening, sign_in_address
from bywhen.store import proposals
from bywhen.store.desk import open_desk, transaction
from bywhen.store.proposals import Proposal, Sighting
from bywhen.tracker import Tracker
from tests.publish.site import Answer, Site, _answer, build_tracker, guest_site

RECORD = """\
affair: plan
title: The plan
timezone: UTC
sources:
  s: {publisher: P, published: 2025-11-01}
events:
- id: signing
  title: The signing
  claims:
  - {id: a, by: 2025-11-27, issuer: Somebody, source: s, phrase: by 27 November}
"""
PAGE = "/-/affairs/plan/review"
SENTENCE = "<b>The signing</b> could slide to 5 December, she said."


def proposal(number: int, **given: Any) -> Proposal:
    start = SENTENCE.index("5 December")
    values: dict[str, Any] = {
        "id": 0, "key": f"key {number}", "affair": "plan", "event": "plan/signing", "kind": "claim",
        "title": "The signing", "modality": "day", "earliest": date(2025, 12, 5),
        "latest": date(2025, 12, 5), "strict": None, "earliest_strict": None, "anchor": None,
        "sentence": SENTENCE, "start": start, "end": start + len("5 December"), "language": "en",
        "reading": {}, "why": "a day and a month, the next after publication", "issuer": "Minister",
        "via": None, "said": None, "known": date(2025, 11, 20), "phrase": None, "timetable": None,
        "published": date(2025, 11, 20), "source": f"https://example.org/{number}",
        "effect": "moves the signing by +8 days", "confidence": 0.9,
    }  # fmt: skip
    return Proposal(**{**values, **given})


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A tracker whose desk holds two proposals."""
    path = build_tracker(tmp_path, plan=RECORD)
    with closing(open_desk(Tracker.open(tmp_path).desk)) as desk, transaction(desk):
        for number, given in ((1, {}), (2, {"confidence": 0.2, "issuer": "A rumour"})):
            made = proposals.insert(desk, proposal(number, **given))
            assert made is not None
            outlet = Sighting(
                f"https://example.org/{number}", "Example", date(2025, 11, 20), SENTENCE
            )
            proposals.add_sighting(desk, made, outlet, "2025-11-20T12:00:00Z")
    return path


@dataclass
class Editor:
    """Somebody at a browser: keeps cookies, sends what a form holds."""

    site: Site
    actor: dict[str, str] | None

    def __post_init__(self) -> None:
        self.cookies: dict[str, str] = {}
        if self.actor is not None:
            self.cookies["ds_actor"] = self.site.datasette.sign({"a": self.actor}, "actor")

    def get(self, path: str = PAGE) -> Answer:
        async def fetched() -> Answer:
            response = await self.site.datasette.client.get(path, cookies=self.cookies)
            self.cookies.update(dict(response.cookies.items()))
            return _answer(response)

        return self.site.do(fetched())

    def post(self, form: dict[str, str], path: str = PAGE, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def sent() -> Answer:
            client = self.site.datasette.client
            return _answer(await client.post(path, data=form, cookies=self.cookies, headers=named))

        return self.site.do(sent())

    def press(self, action: str, number: int, **changes: str) -> Answer:
        """Fill in a proposal's form and press a button, as a browser would."""
        page = self.get().text
        form = next(
            found
            for found in re.findall(r'<form method="post".*?</form>', page, re.DOTALL)
            if f'name="number" value="{number}"' in found or action == "undo"
        )
        if action == "undo":
            form = re.findall(r'<form method="post".*?</form>', page, re.DOTALL)[-1]
        given = {
            name: unescape(value)
            for name, value in re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form)
        }
        chosen = re.findall(r'<option value="(\w*)" selected', form)
        if chosen:
            given["modality"] = chosen[0]
        return self.post({**given, **changes, "action": action}, sec_fetch_site="same-origin")


ROOT = {"id": "root"}


def record_of(database: Path) -> str:
    return (database.parent / "events" / "plan.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("actor", [None, {"id": "reader"}])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.json"])
def test_who_has_no_permission_gets_403_and_sees_nothing(
    opened: Callable[..., Site], database: Path, actor: dict[str, str] | None, path: str
) -> None:
    editor = Editor(opened(database), actor)
    answer = editor.get(path)
    assert answer.status == 403
    assert "slide" not in answer.text
    assert (
        editor.post({"action": "accept", "number": "1"}, sec_fetch_site="same-origin").status == 403
    )
    assert "2025-12-05" not in record_of(database)
    assert "review" not in editor.get("/-/affairs/plan/").text


def test_editor_sees_sentence_reading_outlets_and_effect(
    opened: Callable[..., Site], database: Path
) -> None:
    page = Editor(opened(database), ROOT).get()
    assert page.status == 200
    assert "&lt;b&gt;The signing&lt;/b&gt; could slide to <mark>5 December</mark>" in page.text
    assert "a day and a month, the next after publication" in page.words
    assert "2 proposals wait" in page.words
    assert 'href="https://example.org/1"' in page.text
    assert "unsure" in page.words
    assert page.headers["cache-control"] == "private, no-store"
    assert "Review" in Editor(opened(database), ROOT).get("/-/affairs/plan/").words


def test_twin_is_private_too(opened: Callable[..., Site], database: Path) -> None:
    answer = Editor(opened(database), ROOT).get(f"{PAGE}.json")
    assert answer.json()["waiting"] == 2
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cache-control"] == "private, no-store"


def test_accepting_writes_the_record_and_shows_on_the_event(
    opened: Callable[..., Site], database: Path
) -> None:
    editor = Editor(opened(database), ROOT)
    answer = editor.press("accept", 1)
    assert answer.status == 303
    assert "day: 2025-12-05" in record_of(database)
    assert "Proposal 1 was accepted" in editor.get(answer.headers["location"]).words
    event = editor.get("/-/affairs/plan/event/signing?as_of=2025-11-21").words
    assert "+8 days" in event
    assert "Minister" in event
    assert "Decided last" in editor.get().words


def test_window_may_be_edited_before_it_is_accepted(
    opened: Callable[..., Site], database: Path
) -> None:
    editor = Editor(opened(database), ROOT)
    changed = editor.press(
        "amend", 1, modality="within", earliest="2025-12-05", latest="2025-12-12"
    )
    assert changed.status == 303
    assert 'value="2025-12-12"' in editor.get().text
    assert editor.press("accept", 1).status == 303
    assert "within: 2025-12-05/2025-12-12" in record_of(database)


def test_reject_attach_and_undo(opened: Callable[..., Site], database: Path) -> None:
    editor = Editor(opened(database), ROOT)
    assert editor.press("reject", 2).status == 303
    assert "1 proposal waits" in editor.get().words
    assert editor.press("attach", 1, target="signing/a").status == 303
    assert "Also read at Example" in record_of(database)
    assert "Nothing waits" in editor.get().words
    assert editor.press("undo", 0).status == 303
    assert "Also read at" not in record_of(database)
    assert "1 proposal waits" in editor.get().words


BAD = [
    ({"action": "accept", "number": "99"}, "There is no proposal 99"),
    ({"action": "accept", "number": "x"}, "is not the number of a proposal"),
    ({"action": "burn", "number": "1"}, "is nothing to do with a proposal"),
    ({"action": "amend", "number": "1", "modality": "day", "earliest": "soon"}, "is not a day"),
    ({"action": "amend", "number": "1", "modality": "within", "earliest": "2025-12-09", "latest": "2025-12-01"}, "the earlier day comes first"),
    ({"action": "attach", "number": "1", "target": "nothing/a"}, "has no claim"),
    ({"action": "undo"}, "there is nothing to undo"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "message"), BAD)
def test_what_cannot_be_done_is_said(
    opened: Callable[..., Site], database: Path, form: dict[str, str], message: str
) -> None:
    editor = Editor(opened(database), ROOT)
    token = re.findall(r'name="csrftoken" value="([^"]*)"', editor.get().text)[0]
    before = record_of(database)
    answer = editor.post({**form, "csrftoken": token}, sec_fetch_site="same-origin")
    assert answer.status == 422
    assert message in answer.words
    assert record_of(database) == before


def test_another_sites_form_is_refused(opened: Callable[..., Site], database: Path) -> None:
    editor = Editor(opened(database), ROOT)
    editor.get()  # the cookies are there, the form is foreign
    answer = editor.post(
        {"action": "accept", "number": "1"},
        sec_fetch_site="cross-site",
        origin="https://evil.example",
    )
    assert answer.status == 403
    assert "2025-12-05" not in record_of(database)


def test_sign_in_address_works_once(opened: Callable[..., Site], database: Path) -> None:
    site = opened(database)
    address = sign_in_address(site.datasette, Listening(None, "127.0.0.1", 8001))  # type: ignore[arg-type]
    assert address.startswith("http://127.0.0.1:8001/-/auth-token?token=")
    editor = Editor(site, None)
    path = address.removeprefix("http://127.0.0.1:8001")
    assert editor.get(path).status == 302
    assert editor.get().status == 200
    assert Editor(site, None).get(path).status == 403


def test_public_and_other_instances_never_open_the_desk(
    opened: Callable[..., Site], database: Path
) -> None:
    public = Editor(opened(database, public=True), ROOT)
    assert public.get().status == 403
    assert opened(database, public=True).get("/-/auth-token?token=x").status == 404
    guest = guest_site([database])
    try:
        assert Editor(guest, ROOT).get().status == 403
    finally:
        guest.close()


def test_configuration_names_further_reviewers(database: Path) -> None:
    datasette_config = {"plugins": {"bywhen": {"review": {"id": "desk"}}}}
    site = guest_site([database], metadata=datasette_config)
    try:
        ask = adapter.may_review
        assert site.do(ask(site.datasette, {"id": "desk"})) is True
        assert site.do(ask(site.datasette, ROOT)) is True
        assert site.do(ask(site.datasette, {"id": "reader"})) is False
        assert site.do(ask(site.datasette, None)) is False
    finally:
        site.close()


def test_search_reaches_the_desk_for_editors_only(
    opened: Callable[..., Site], database: Path
) -> None:
    site = opened(database)
    found = Editor(site, ROOT).get("/-/search?q=slide+december")
    assert "On the desk" in found.words
    assert f"{PAGE}#p1" in found.text
    assert found.headers["cache-control"] == "private, no-store"
    for actor in (None, {"id": "reader"}):
        hidden = Editor(site, actor).get("/-/search?q=slide+december")
        assert "slide to" not in hidden.text
        assert Editor(site, actor).get("/-/search.json?q=slide").json()["proposed"] == []
