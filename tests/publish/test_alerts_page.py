"""The page of the sender: for the editor at this machine; heartbeat, what is stuck, what to type."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bywhen.alerts.deliver import Surroundings
from bywhen.alerts.outcome import Outcome, Result
from bywhen.alerts.service import config_of, run
from bywhen.store.desk import open_desk
from bywhen.tracker import Tracker
from tests.publish.site import NOON, Answer, Site, build_tracker, guest_site
from tests.publish.test_review import ROOT, Editor

PAGE = "/-/alerts"
RECORD = """\
affair: strike
title: The strike
timezone: UTC
events:
- id: vote
  title: The union votes
  titles: {zh-Hant: 工會投票}
  claims:
  - {id: a, by: 2025-11-22, known: 2025-11-01, issuer: union}
- id: talks
  title: Talks <b>resume</b>
  claims:
  - {id: a, by: 2025-11-24, known: 2025-11-01, issuer: union}
"""
ALERTS = """\
channels:
- {name: chat, kind: webhook, address: "https://u:hunter2@example.org/${TOKEN}", secret: whsec_aHVudGVyMg==}
rules:
- {name: all, channels: [chat]}
"""


def at(hour: int, minute: int = 0) -> int:
    return int(datetime(2025, 11, 21, hour, minute, tzinfo=UTC).timestamp())


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A tracker with alerts that nobody has looked for yet."""
    (tmp_path / "alerts.yml").write_text(ALERTS, encoding="utf-8")
    return build_tracker(tmp_path, strike=RECORD)


def looked(database: Path, now: int, outcome: Outcome) -> None:
    """One run, all of whose tries end in this way."""
    tracker = Tracker.open(database.parent)
    config = config_of(tracker)

    async def send(_: object) -> Outcome:
        return outcome

    around = Surroundings(config, tracker.root, {"TOKEN": "s3cr3t"}, lambda: now, lambda: NOON)
    with closing(open_desk(tracker.desk)) as desk:
        run(desk, tracker, config, around, 1, send)


SENT = Outcome(Result.SENT)


def shown(opened: Callable[..., Site], database: Path, path: str = PAGE) -> Answer:
    answer = Editor(opened(database), ROOT).get(path)
    assert answer.status == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"
    return answer


@pytest.mark.parametrize("actor", [None, {"id": "reader"}])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.json"])
def test_who_may_not_review_gets_403(
    opened: Callable[..., Site], database: Path, actor: dict[str, str] | None, path: str
) -> None:
    looked(database, at(16, 50), SENT)
    editor = Editor(opened(database), actor)
    answer = editor.get(path)
    assert answer.status == 403
    assert "chat" not in answer.text
    for page in ("/", "/-/affairs/strike/"):
        assert PAGE not in editor.get(page).text


def test_whom_metadata_allows_to_review_sees_it(
    opened: Callable[..., Site], database: Path
) -> None:
    (database.parent / "metadata.yml").write_text("plugins: {bywhen: {review: {id: colleague}}}\n")
    site = opened(database)
    assert Editor(site, {"id": "colleague"}).get(PAGE).status == 200
    assert Editor(site, {"id": "reader"}).get(PAGE).status == 403


def test_the_public_has_no_such_page_and_no_desk_is_opened(
    opened: Callable[..., Site], database: Path
) -> None:
    (database.parent / "var").mkdir()
    (database.parent / "var" / "desk.db").write_bytes(b"no database" * 1000)  # would be an error
    site = opened(database, public=True)
    for path in (PAGE, f"{PAGE}.json"):
        assert Editor(site, ROOT).get(path).status == 404
    assert [path.name for path in (database.parent / "var").iterdir()] == ["desk.db"]


def test_a_guest_has_no_desk(database: Path) -> None:
    site = guest_site([database])
    try:
        assert Editor(site, ROOT).get(PAGE).status == 403
    finally:
        site.close()


def test_the_desks_pages_lead_there(opened: Callable[..., Site], database: Path) -> None:
    editor = Editor(opened(database), ROOT)
    for path in ("/", "/-/affairs/strike/", "/-/affairs/strike/review"):
        assert f'href="{PAGE}"' in editor.get(path).text, path


def test_a_sender_that_runs_is_well(opened: Callable[..., Site], database: Path) -> None:
    looked(database, at(16, 50), SENT)
    page = shown(opened, database)
    assert "The sender ran last 10 minutes ago. Alerts are well." in page.words
    assert "Last sent 2025-11-21 16:50 UTC" in page.words
    assert 'role="status"' not in page.text
    assert "Not settled" not in page.words


@pytest.mark.parametrize(
    ("now", "outcome", "says"),
    [
        (at(15), SENT, "The sender is late: it does not seem to run. Type: systemctl --user"),
        (
            at(16, 50),
            Outcome(Result.DEAD, "HTTP 404"),
            "Something was given up. Type: bywhen alert",
        ),
        (
            at(16, 50),
            Outcome(Result.GONE, "HTTP 410"),
            "A channel is off. Type: bywhen alert retry",
        ),
        (at(15), Outcome(Result.REFUSED, "HTTP 503"), "waited for more than an hour. Type: bywhen"),
        (at(16, 50), Outcome(Result.UNKNOWN, "HTTP 500"), "may have come twice, with the same id"),
    ],
    ids=["late", "given up", "off", "waits", "unknown"],
)
def test_each_trouble_is_told_with_what_to_type(
    opened: Callable[..., Site], database: Path, now: int, outcome: Outcome, says: str
) -> None:
    looked(database, now, outcome)
    page = shown(opened, database)
    assert says in page.words
    assert "Alerts are well" not in page.words or outcome.result is Result.UNKNOWN
    if outcome is not SENT:
        assert outcome.detail in page.words
        assert "Talks &lt;b&gt;resume&lt;/b&gt;" in page.text


def test_without_a_run_or_a_rule_it_says_so(opened: Callable[..., Site], database: Path) -> None:
    assert "Alerts have never run here" in shown(opened, database).words
    assert not (database.parent / "var").exists()  # looking makes none
    (database.parent / "alerts.yml").unlink()
    assert "There is no alerts.yml here" in shown(opened, database).words


def test_it_speaks_chinese(opened: Callable[..., Site], database: Path) -> None:
    looked(database, at(15), Outcome(Result.DEAD, "HTTP 404"))
    words = shown(opened, database, f"{PAGE}?language=zh-Hant").words
    assert "發送程式上次運行：2小時前。" in words
    assert "有消息已放棄發送。" in words
    assert "工會投票" in words
    assert "上次運行 2025-11-21 23:00 香港" in words


def test_the_twin_says_the_same_to_programs(opened: Callable[..., Site], database: Path) -> None:
    looked(database, at(15), Outcome(Result.DEAD, "HTTP 404"))
    (sender,) = shown(opened, database, f"{PAGE}.json").json()["senders"]
    assert sender["ok"] is False
    assert sender["health"]["troubles"] == ["late", "dead"]
    assert sender["health"]["last_run"] == "2025-11-21T15:00:00Z"
    assert sender["health"]["dead"] == len(sender["stuck"]) > 0
    assert {one["reason"] for one in sender["stuck"]} == {"HTTP 404"}


def test_no_secret_is_on_it(opened: Callable[..., Site], database: Path) -> None:
    looked(database, at(15), Outcome(Result.DEAD, "HTTP 404"))
    for path in (PAGE, f"{PAGE}.json"):
        text = shown(opened, database, path).text
        for secret in ("hunter2", "TOKEN", "s3cr3t", "whsec_", "example.org"):
            assert secret not in text


def test_it_changes_nothing(opened: Callable[..., Site], database: Path) -> None:
    looked(database, at(15), Outcome(Result.REFUSED, "HTTP 503"))

    def rows() -> list[object]:
        with closing(sqlite3.connect(database.parent / "var" / "desk.db")) as desk:
            return desk.execute("SELECT * FROM deliveries ORDER BY id").fetchall()

    before = rows()
    shown(opened, database)
    assert rows() == before
    assert Editor(opened(database), ROOT).post({"action": "retry"}, PAGE).status in (403, 405)
