"""Judging proposals: what is written, what is left, and that nobody's work is lost or done twice."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from bywhen.editing import review
from bywhen.editing.edit import undo_last
from bywhen.errors import UsageError
from bywhen.record import load_or_raise
from bywhen.store import proposals
from bywhen.store.read import open_readonly
from bywhen.tracker import Tracker
from tests.proposals.conftest import HEAD
from tests.support.desk import propose_now, put_entry

NOW = datetime(2025, 12, 9, 18, 0, tzinfo=UTC)
CHRISTMAS = "The White House wants Kyiv to accept the plan by Christmas, Zelensky said."
JUNE = "The White House wants the war to end by June 30, 2026, Zelensky said."


@pytest.fixture
def number(tracker: Tracker, desk: sqlite3.Connection) -> int:
    """An open proposal."""
    put_entry(desk, CHRISTMAS, "2025-12-09T15:00:00Z")
    return propose_now(tracker.root, NOW).new[0]


def _text(tracker: Tracker) -> str:
    return (tracker.events_dir / "peace-plan.yml").read_text(encoding="utf-8")


def test_accepting_writes_claim_and_source_and_keeps_all_else(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    before = _text(tracker)
    done = review.accept(tracker, desk, number, NOW, "ana")
    after = _text(tracker)
    assert after.startswith(HEAD)
    kept = after.splitlines()
    assert all(line in kept for line in before.splitlines())
    (affair,) = load_or_raise(tracker).affairs
    claim = affair.events[0].claims[-1]
    assert claim.id == done.claim == "peace-plan/kyiv-agrees/2025-12-09-us"
    assert (claim.written, claim.issuer_id, claim.via) == ("2025-12-25", "us", "Volodymyr Zelensky")
    assert (claim.phrase, str(claim.known)) == (CHRISTMAS, "2025-12-09")
    source = next(one for one in affair.sources if one.id == claim.source)
    assert (source.publisher, source.url) == (
        "Loopback News", proposals.get(desk, number).source,
    )  # fmt: skip
    with closing(open_readonly(tracker.database, tracker.digest())) as connection:
        rows = connection.execute(
            "SELECT net_slip FROM slippage WHERE event = 'peace-plan/kyiv-agrees'"
        ).fetchall()
    assert rows == [(28,)]
    one = proposals.get(desk, number)
    assert (one.state, one.claim_id, one.decided_by) == ("accepted", done.claim, "ana")


def test_accepting_twice_writes_once(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    first = review.accept(tracker, desk, number, NOW)
    text = _text(tracker)
    second = review.accept(tracker, desk, number, NOW)
    assert (first.claim, first.is_new, second.is_new) == (second.claim, True, False)
    assert _text(tracker) == text


def test_more_outlets_stand_in_the_note(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    put_entry(desk, CHRISTMAS, "2025-12-09T16:00:00Z", guid="other")
    propose_now(tracker.root, NOW)
    review.accept(tracker, desk, number, NOW)
    (affair,) = load_or_raise(tracker).affairs
    assert affair.events[0].claims[-1].note == (
        "Also read at Loopback News, 2025-12-09 <https://loopback-news.example/other>."
    )


def test_changes_are_made_before_it_is_accepted(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    changes: review.Changes = {"latest": date(2025, 12, 24), "issuer": "Marco Rubio"}
    review.accept(tracker, desk, number, NOW, changes=changes)
    (affair,) = load_or_raise(tracker).affairs
    claim = affair.events[0].claims[-1]
    assert (claim.written, claim.issuer) == ("2025-12-24", "Marco Rubio")


def test_amending_says_anew_what_it_would_do(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    one = review.amend(tracker, desk, number, {"latest": date(2025, 12, 4)}, NOW)
    assert one.effect == "moves kyiv-agrees from 27 Nov 2025 to 4 Dec 2025, +7 days"
    assert one.state == "open"


def test_the_word_of_one_who_does_not_decide_moves_nothing(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    one = review.amend(tracker, desk, number, {"issuer": "Financial Times"}, NOW)
    assert one.effect == "no change (also said: Financial Times does not decide)"


def test_a_new_event_takes_an_id_and_a_title(tracker: Tracker, desk: sqlite3.Connection) -> None:
    put_entry(
        desk, "Zelensky said Ukraine would visit Paris on December 15.", "2025-12-09T15:00:00Z"
    )
    (number,) = propose_now(tracker.root, NOW).new
    changes: review.Changes = {"event": "paris-visit", "title": "Zelensky visits Paris"}
    done = review.accept(tracker, desk, number, NOW, changes=changes)
    assert done.claim.startswith("peace-plan/paris-visit/2025-12-09-")
    (affair,) = load_or_raise(tracker).affairs
    assert (affair.events[-1].slug, affair.events[-1].title) == (
        "paris-visit", "Zelensky visits Paris",
    )  # fmt: skip


def test_an_id_that_is_none_is_refused_with_a_better_one(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    with pytest.raises(UsageError, match="write it as paris-visit"):
        review.amend(tracker, desk, number, {"event": "Paris visit!"}, NOW)


def test_attaching_to_a_claim_says_where_else_it_was_read(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    one = review.attach(tracker, desk, number, "kyiv-agrees/a", NOW)
    assert (one.state, one.claim_id) == ("attached", "peace-plan/kyiv-agrees/a")
    (affair,) = load_or_raise(tracker).affairs
    claim = affair.events[0].claims[0]
    assert claim.note is not None and claim.note.startswith(
        "Also read at Loopback News, 2025-12-09"
    )
    with pytest.raises(UsageError, match="attached"):
        review.accept(tracker, desk, number, NOW)


def test_attaching_to_a_proposal_hands_its_outlets_over(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    put_entry(desk, JUNE, "2025-12-09T15:00:00Z")
    (other,) = propose_now(tracker.root, NOW).new
    review.attach(tracker, desk, other, str(number), NOW)
    assert len(proposals.get(desk, number).sources) == 2
    assert proposals.get(desk, other).state == "attached"
    assert review.undo(tracker, desk).startswith(f"proposal {other} was attached")
    assert len(proposals.get(desk, number).sources) == 1


def test_undo_takes_back_the_last_decision_and_what_it_wrote(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    before = _text(tracker)
    review.accept(tracker, desk, number, NOW)
    assert review.undo(tracker, desk).startswith(f"proposal {number} was accepted")
    assert _text(tracker) == before
    assert proposals.get(desk, number).state == "open"
    review.reject(desk, number, NOW, why="a rumour")
    review.undo(tracker, desk)
    assert proposals.get(desk, number).state == "open"
    with pytest.raises(UsageError, match="nothing to undo"):
        review.undo(tracker, desk)


def test_undo_takes_back_an_edit_before_the_decision_that_came_earlier(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    """rejected, another edited: undo gives the edited one its date back, the next the rejection."""
    put_entry(desk, JUNE, "2025-12-09T16:00:00Z")
    (other,) = propose_now(tracker.root, NOW).new
    before = proposals.get(desk, other)
    review.reject(desk, number, NOW)
    review.amend(tracker, desk, other, {"latest": date(2026, 7, 31)}, NOW)
    review.amend(tracker, desk, other, {"latest": date(2026, 8, 31)}, NOW)
    assert review.undo(tracker, desk) == (
        f"proposal {other} was changed to by 2026-08-31; it says by 2026-07-31 again"
    )
    review.undo(tracker, desk)
    assert proposals.get(desk, other) == before
    assert review.undo(tracker, desk).startswith(f"proposal {number} was rejected")
    with pytest.raises(UsageError, match="nothing to undo"):
        review.undo(tracker, desk)


def test_what_was_edited_and_accepted_goes_back_in_two_steps(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    text = _text(tracker)
    review.accept(tracker, desk, number, NOW, "ana", {"latest": date(2025, 12, 31)})
    review.undo(tracker, desk)
    again = proposals.get(desk, number)
    assert (again.state, str(again.latest), _text(tracker)) == ("open", "2025-12-31", text)
    assert again.decided_by is not None  # reading another outlet does not overwrite it
    review.undo(tracker, desk)
    assert str(proposals.get(desk, number).latest) == "2025-12-25"


def test_undo_does_not_touch_what_was_edited_since(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    review.accept(tracker, desk, number, NOW)
    path = tracker.events_dir / "peace-plan.yml"
    path.write_text(_text(tracker) + "# mine\n", encoding="utf-8")
    with pytest.raises(UsageError, match="was changed after the last edit"):
        review.undo(tracker, desk)
    assert proposals.get(desk, number).state == "accepted"


def test_the_record_s_own_undo_reopens_the_proposal(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    review.accept(tracker, desk, number, NOW)
    undo_last(tracker)
    assert review.reopen_lost(tracker, desk) == [number]
    assert proposals.get(desk, number).state == "open"


def test_a_claim_of_the_file_that_the_desk_has_not_marked_is_found_again(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    """What a kill between the file and the desk leaves."""
    first = review.accept(tracker, desk, number, NOW)
    proposals.decide(desk, number, "open", None)
    text = _text(tracker)
    again = review.accept(tracker, desk, number, NOW)
    assert (again.claim, again.is_new) == (first.claim, False)
    assert _text(tracker) == text


# -- other processes -------------------------------------------------------------------------------

ACCEPT = """
import json, os, signal, sqlite3, sys
from contextlib import closing
from datetime import datetime
from bywhen.editing import review
from bywhen.store.desk import open_desk
from bywhen.tracker import Tracker

folder, number, now, dies = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4] == "dies"

def watch(action, table, *rest):
    if action == sqlite3.SQLITE_UPDATE and table == "proposals":
        os.kill(os.getpid(), signal.SIGKILL)  # events/ is written, the desk is not marked
    return sqlite3.SQLITE_OK

tracker = Tracker.open(folder)
with closing(open_desk(tracker.desk)) as desk:
    if dies:
        desk.set_authorizer(watch)
    print("ready", flush=True)
    sys.stdin.readline()
    done = review.accept(tracker, desk, number, datetime.fromisoformat(now))
print(json.dumps([done.claim, done.is_new]))
"""


def _person(tracker: Tracker, number: int, ends: str = "lives") -> subprocess.Popen[str]:
    """Another process that accepts as soon as it is told to."""
    return subprocess.Popen(
        [sys.executable, "-c", ACCEPT, str(tracker.root), str(number), NOW.isoformat(), ends],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("same", [True, False], ids=["the-same-one", "two-of-them"])
def test_two_people_at_once_lose_nothing_and_write_nothing_twice(
    tracker: Tracker, desk: sqlite3.Connection, number: int, same: bool
) -> None:
    put_entry(desk, JUNE, "2025-12-09T15:00:00Z")
    (other,) = propose_now(tracker.root, NOW).new
    wanted = [number, number if same else other]
    people = [_person(tracker, one) for one in wanted]
    for one in people:
        assert one.stdout is not None and one.stdout.readline() == "ready\n"
    for one in people:
        assert one.stdin is not None
        one.stdin.write("now\n")
        one.stdin.flush()
    done = [json.loads(one.communicate()[0]) for one in people]
    (affair,) = load_or_raise(tracker).affairs
    claims = [claim.id for event in affair.events for claim in event.claims]
    assert len(claims) == len(set(claims)) == 3 + len(set(wanted))
    assert sorted(is_new for _, is_new in done) == ([False, True] if same else [True, True])
    assert {claim for claim, _ in done} <= set(claims)
    open_readonly(tracker.database, tracker.digest()).close()  # of this record


def test_a_kill_between_file_and_desk_costs_nothing(
    tracker: Tracker, desk: sqlite3.Connection, number: int
) -> None:
    killed = _person(tracker, number, "dies")
    killed.communicate("now\n")
    assert killed.returncode == -signal.SIGKILL
    written = _text(tracker)
    assert CHRISTMAS in written
    assert proposals.get(desk, number).state == "open"
    done = review.accept(tracker, desk, number, NOW)
    assert (done.is_new, _text(tracker)) == (False, written)
    assert proposals.get(desk, number).state == "accepted"
