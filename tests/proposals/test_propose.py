"""What a run proposes from the desk: once, with every outlet, and nothing that was judged."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from bywhen.editing.review import reject
from bywhen.store import proposals
from bywhen.store.proposals import Proposal
from bywhen.tracker import Tracker
from tests.support.desk import propose_now, put_entry

NOW = datetime(2025, 12, 9, 18, 0, tzinfo=UTC)
CHRISTMAS = "The White House wants Kyiv to accept the plan by Christmas, Zelensky said."


def _only(desk: sqlite3.Connection) -> Proposal:
    (one,) = proposals.listed(desk, None)
    return one


def test_a_text_becomes_a_proposal_with_its_sentence_and_effect(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    put_entry(desk, f"It is cold. {CHRISTMAS}", "2025-12-09T15:00:00+00:00")
    done = propose_now(tracker.root, NOW)
    one = _only(desk)
    assert done.new == [one.id]
    assert (one.event, one.modality, str(one.latest)) == (
        "peace-plan/kyiv-agrees", "by", "2025-12-25",
    )  # fmt: skip
    assert one.sentence == CHRISTMAS
    assert one.sentence[one.start : one.end] == "Christmas"
    assert one.effect == "moves kyiv-agrees from 27 Nov 2025 to 25 Dec 2025, +28 days"
    assert (one.issuer, one.via, str(one.known)) == (
        "White House", "Volodymyr Zelensky", "2025-12-09",
    )  # fmt: skip
    assert one.why.startswith("the title has “Ukraine”")
    assert not one.is_unsure


def test_five_outlets_are_one_proposal_with_five_sources(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    texts = {
        "Loopback News": ("en", CHRISTMAS),
        "Second Wire": ("en", "Kyiv has been given until December 25 to sign the plan."),
        "Third Paper": ("en", "Washington demands that Ukraine agree to the plan by 25 December."),
        "Fourth Post": ("zh-Hant", "白宮要求基輔在12月25日前同意計劃。"),
        "Fifth Daily": ("zh-Hans", "白宫要求乌克兰在圣诞节前接受计划。"),
    }
    for publisher, (language, text) in texts.items():
        put_entry(desk, text, "2025-12-09T15:00:00Z", publisher=publisher, language=language)
    _watch(tracker, list(texts))
    done = propose_now(tracker.root, NOW)
    one = _only(desk)
    assert {sighting.publisher for sighting in one.sources} == set(texts)
    assert (len(done.new), done.seconded) == (1, 4)


def _watch(tracker: Tracker, names: list[str]) -> None:
    rule = "affairs: [{affair: peace-plan, match: {any: [Ukraine]}}]"
    feeds = "".join(
        f"- {{name: {name}, url: 'https://{name.replace(' ', '-').casefold()}.example/', {rule}}}\n"
        for name in names
    )
    (tracker.ingest_dir / "sources.yml").write_text(f"feeds:\n{feeds}", encoding="utf-8")


def test_running_again_adds_nothing(tracker: Tracker, desk: sqlite3.Connection) -> None:
    put_entry(desk, CHRISTMAS, "2025-12-09T15:00:00Z")
    first = propose_now(tracker.root, NOW)
    before = desk.execute("SELECT * FROM proposals").fetchall()
    second = propose_now(tracker.root, NOW)
    assert (first.texts, second.texts, second.new) == (1, 0, [])
    assert desk.execute("SELECT * FROM proposals").fetchall() == before


def test_other_rules_read_again_and_still_add_nothing(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    put_entry(desk, CHRISTMAS, "2025-12-09T15:00:00Z")
    propose_now(tracker.root, NOW)
    _watch(tracker, ["Loopback News"])
    again = propose_now(tracker.root, NOW)
    assert (again.texts, again.new, again.seconded) == (1, [], 0)
    assert len(_only(desk).sources) == 1


def test_a_revision_is_read_and_its_new_date_proposed(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    put_entry(desk, CHRISTMAS, "2025-12-09T15:00:00Z", guid="a")
    propose_now(tracker.root, NOW)
    later = CHRISTMAS.replace("Christmas", "January 15")
    put_entry(desk, later, "2025-12-09T15:00:00Z", guid="a", number=2)
    propose_now(tracker.root, NOW)
    assert [str(one.latest) for one in proposals.listed(desk)] == ["2025-12-25", "2026-01-15"]


def test_what_was_rejected_stays_rejected_however_often_it_is_told(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    put_entry(desk, CHRISTMAS, "2025-12-09T15:00:00Z")
    propose_now(tracker.root, NOW)
    reject(desk, _only(desk).id, NOW)
    put_entry(desk, CHRISTMAS, "2025-12-10T15:00:00Z", guid="again")
    done = propose_now(tracker.root, NOW)
    assert (done.new, _only(desk).state) == ([], "rejected")


def test_an_outlet_that_names_the_speaker_completes_one_that_does_not(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    put_entry(
        desk,
        "The plan must be accepted by December 25.",
        "2025-12-09T10:00:00Z",
        title="Kyiv and the US plan",
    )
    propose_now(tracker.root, NOW)
    assert _only(desk).issuer is None
    put_entry(desk, CHRISTMAS, "2025-12-09T15:00:00Z")
    propose_now(tracker.root, NOW)
    one = _only(desk)
    assert (one.issuer, one.sentence, len(one.sources)) == ("White House", CHRISTMAS, 2)


def test_a_text_about_something_else_proposes_nothing(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    put_entry(desk, "The league ends by Christmas.", "2025-12-09T15:00:00Z", title="Football")
    done = propose_now(tracker.root, NOW)
    assert (done.texts, done.relevant, done.new) == (1, 0, [])


def test_the_day_of_publication_is_that_of_the_affair_s_zone(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    put_entry(desk, CHRISTMAS, "2025-12-10T02:00:00Z")  # still the 9th in New York
    propose_now(tracker.root, NOW)
    assert str(_only(desk).known) == "2025-12-09"


def test_without_a_day_of_publication_it_is_unsure(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    put_entry(desk, CHRISTMAS, "2025-12-09T15:00:00Z")
    desk.execute("UPDATE entries SET published = NULL")
    propose_now(tracker.root, NOW)
    assert _only(desk).is_unsure


def test_a_language_without_rules_is_counted_and_left_alone(
    tracker: Tracker, desk: sqlite3.Connection
) -> None:
    put_entry(desk, "Kyiv Kyiv Kyiv", "2025-12-09T15:00:00Z", language="fi")
    assert propose_now(tracker.root, NOW).unread == {"fi": 1}
