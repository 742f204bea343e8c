"""add, correct, checked, undo: what changes in the file, in tracker.db, and what never does."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bywhen.editing import journal
from bywhen.editing.edit import apply_edit, draft_edit, undo_last
from bywhen.editing.when import written
from bywhen.editing.writing import correct_claim, write_checked
from bywhen.errors import RecordError, UsageError
from bywhen.record import load_text
from bywhen.timetable.claims import Affair
from bywhen.tracker import Tracker
from tests.editing.tunnel import AFFAIR, AT, TODAY, add, adding, file_of, make, text_of, told_by


@pytest.fixture(name="tracker")
def tracker_of_the_tunnel(tmp_path: Path) -> Tracker:
    return make(tmp_path / "tunnel")


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines taken out and put in, with their line ends."""
    found = [*difflib.ndiff(before.splitlines(True), after.splitlines(True))]
    return (
        [line[2:] for line in found if line.startswith("- ")],
        [line[2:] for line in found if line.startswith("+ ")],
    )


def correction(claim: str, what: str, when: str) -> Callable[[str, Affair], str]:
    def change(text: str, affair: Affair) -> str:
        held = next(
            one for event in affair.events for one in event.claims if one.id == f"tunnel/{claim}"
        )
        return correct_claim(text, affair, held, written(what, when).fields, TODAY, "misread")

    return change


class TestAdd:
    def test_only_lines_are_added(self, tracker: Tracker) -> None:
        add(tracker, "2026-09-30", phrase="by the end of September")
        taken_out, put_in = lines_changed(AFFAIR, text_of(tracker))
        assert taken_out == []
        assert "".join(put_in) == (
            "  - id: 2026-05-04-city\n"
            "    by: '2026-09-30'\n"  # in quotes, as its neighbour has them
            "    issuer: Mayor Berg\n"
            "    known: '2026-05-04'\n"
            "    phrase: by the end of September\n"
            "    recorded: '2026-05-04T12:00:00Z'\n"
        )

    def test_it_is_in_the_database_and_what_hangs_on_it_has_moved(self, tracker: Tracker) -> None:
        draft = add(tracker, "2026-09-30")
        assert told_by(tracker) == ["2026-06-30", "2026-08-31", "2026-09-30"]
        assert draft.digest == tracker.digest()

    def test_a_new_source_and_a_new_event_come_with_it(self, tracker: Tracker) -> None:
        add(
            tracker, "2026-12-24", event="lights-on", event_title="基輔: lights on",
            url="https://other.example/x?y=1", publisher="Other, the", headline="# Not a comment",
        )  # fmt: skip
        (affair,) = load_text(text_of(tracker), "events/tunnel.yml").affairs
        assert [event.title for event in affair.events][-1] == "基輔: lights on"
        (source,) = [one for one in affair.sources if one.url == "https://other.example/x?y=1"]
        assert (source.publisher, source.title) == ("Other, the", "# Not a comment")
        assert lines_changed(AFFAIR, text_of(tracker))[0] == []

    def test_a_source_with_this_address_is_used_again(self, tracker: Tracker) -> None:
        add(tracker, "2026-09-30", url="http://www.paper.example/1/")
        assert text_of(tracker).count("publisher:") == 1
        assert text_of(tracker).count("source: paper-2025-03-14\n") == 2

    def test_two_of_one_day_and_issuer_get_two_ids(self, tracker: Tracker) -> None:
        add(tracker, "2026-09-30")
        add(tracker, "2026-10-31")
        assert "- id: 2026-05-04-city-2\n" in text_of(tracker)

    @pytest.mark.parametrize(
        ("when", "keys", "says"),
        [
            ("2026-09-30", {"event": "open"}, "no event 'open'. Did you mean opens?"),
            ("2026-09-30", {"source": "paper-2025-03-15"}, "Did you mean paper-2025-03-14?"),
            ("2026-09-30", {"timetable": "plan"}, "plan"),
            ("2026-09-30", {"event": "opens", "event_title": "Another"}, "leave out --title"),
        ],
        ids=[
            "no such event",
            "no such source",
            "the timetable is tagged already",
            "a title too many",
        ],
    )
    def test_what_does_not_fit_changes_nothing(
        self, tracker: Tracker, when: str, keys: dict[str, str], says: str
    ) -> None:
        with pytest.raises((UsageError, RecordError), match=says.replace("?", r"\?")):
            add(tracker, when, **keys)
        assert text_of(tracker) == AFFAIR
        assert told_by(tracker) == ["2026-06-30", "2026-08-31"]
        with pytest.raises(UsageError, match="no edit to undo"):
            undo_last(tracker)

    def test_a_draft_writes_nothing(self, tracker: Tracker) -> None:
        before = {path: path.read_bytes() for path in tracker.root.rglob("*") if path.is_file()}
        draft = draft_edit(tracker, "tunnel", adding("2026-09-30"))
        assert b"2026-09-30" in draft.after
        assert {path: path.read_bytes() for path in before} == before


class TestCorrect:
    def test_the_date_changes_in_place_and_the_log_says_so(self, tracker: Tracker) -> None:
        apply_edit(
            tracker, "tunnel", correction("opens/c2", "within", "2026-08-01/2026-09-15"), "x", AT
        )
        taken_out, put_in = lines_changed(AFFAIR, text_of(tracker))
        assert taken_out == ['    within: "2026-08-01/2026-08-31"\n']
        assert put_in[0] == '    within: "2026-08-01/2026-09-15"\n'
        assert "".join(put_in[1:]) == (
            "\ncorrections:\n"  # apart, as the file's other sections are
            "- day: 2026-05-04\n"
            "  claim: opens/c2\n"
            "  was: within 2026-08-01/2026-08-31\n"
            "  now: within 2026-08-01/2026-09-15\n"
            "  why: misread\n"
        )
        assert told_by(tracker)[1] == "2026-09-15"

    def test_another_kind_of_date_takes_the_place_of_the_old(self, tracker: Tracker) -> None:
        apply_edit(tracker, "tunnel", correction("opens/c1", "not-before", "2026-07"), "x", AT)
        (line,) = [line for line in text_of(tracker).splitlines() if "{id: c1, not_before" in line]
        assert line.startswith(
            "  - {id: c1, not_before: 2026-07, timetable: plan, known: 2025-03-14"
        )

    def test_what_says_so_already_is_no_correction(self, tracker: Tracker) -> None:
        with pytest.raises(UsageError, match="already"):
            apply_edit(tracker, "tunnel", correction("opens/c1", "by", "2026-06-30"), "x", AT)
        assert text_of(tracker) == AFFAIR

    def test_a_second_correction_stands_below_the_first(self, tracker: Tracker) -> None:
        for when in ("2026-07-01", "2026-07-02"):
            apply_edit(tracker, "tunnel", correction("opens/c1", "by", when), "x", AT)
        (affair,) = load_text(text_of(tracker), "events/tunnel.yml").affairs
        assert [(one.was, one.now) for one in affair.corrections] == [
            ("by 2026-06-30", "by 2026-07-01"),
            ("by 2026-07-01", "by 2026-07-02"),
        ]


class TestChecked:
    @pytest.mark.parametrize("event", [None, "ferry-ends"])
    def test_of_an_affair_or_of_an_event(self, tracker: Tracker, event: str | None) -> None:
        def change(text: str, _affair: Affair) -> str:
            return write_checked(text, TODAY, event)

        apply_edit(tracker, "tunnel", change, "checked", AT)
        (affair,) = load_text(text_of(tracker), "events/tunnel.yml").affairs
        assert affair.checked_through == (None if event else TODAY)
        assert affair.events[1].checked_through == (TODAY if event else None)
        assert lines_changed(AFFAIR, text_of(tracker))[0] == []


class TestUndo:
    def test_the_file_is_as_it_was_to_the_byte(self, tracker: Tracker) -> None:
        add(tracker, "2026-09-30", url="https://other.example/")
        assert undo_last(tracker) == "add by 2026-09-30"
        assert file_of(tracker).read_bytes() == AFFAIR.encode()
        assert told_by(tracker) == ["2026-06-30", "2026-08-31"]

    def test_again_takes_back_the_one_before(self, tracker: Tracker) -> None:
        days = ["2026-09-30", "2026-10-31", "2026-11-30"]
        for day in days:
            add(tracker, day)
        assert [undo_last(tracker) for _ in days] == [f"add by {day}" for day in reversed(days)]
        assert text_of(tracker) == AFFAIR
        with pytest.raises(UsageError, match="no edit to undo"):
            undo_last(tracker)

    def test_what_was_edited_by_hand_since_is_kept(self, tracker: Tracker) -> None:
        add(tracker, "2026-09-30")
        changed = text_of(tracker).replace("It opens", "It opens at last")
        file_of(tracker).write_text(changed, encoding="utf-8")
        with pytest.raises(UsageError, match="changed after the last edit"):
            undo_last(tracker)
        assert text_of(tracker) == changed

    def test_what_others_have_come_to_hang_on_is_kept(self, tracker: Tracker) -> None:
        add(tracker, "2026-12-24", event="lights-on", event_title="Lights on")
        (tracker.events_dir / "other.yml").write_text(
            "{affair: other, title: O, timezone: UTC, events: [{id: e, title: E, claims: ["
            "{id: c1, by: P1D, after: tunnel/lights-on, known: 2026-01-01}]}]}\n"
        )
        with pytest.raises(RecordError, match="tunnel/lights-on"):
            undo_last(tracker)
        assert "lights-on" in text_of(tracker)

    def test_fifty_edits_are_remembered(self, tracker: Tracker) -> None:
        for number in range(52):
            before, after = f"{number}".encode(), f"{number + 1}".encode()
            journal.remember(tracker, file_of(tracker), f"edit {number}", AT, before, after)
        assert [one.did for one in journal.entries(tracker)] == [
            f"edit {number}" for number in range(51, 1, -1)
        ]


# What people write by hand; each is a whole affair with the event `e` that has one claim.
HANDS = {
    "in braces": "{affair: tunnel, title: T, timezone: UTC, events: [{id: e, title: E, claims:"
    " [{id: c1, by: 2026-01-01, known: 2025-01-01}]}]}\n",
    "no line end at the end": "affair: tunnel\ntitle: T\ntimezone: UTC\nevents:\n- id: e\n  title: E\n"
    "  claims:\n  - {id: c1, by: 2026-01-01, known: 2025-01-01}",
    "lines of Windows": "affair: tunnel\r\ntitle: T\r\ntimezone: UTC\r\nevents:\r\n- id: e\r\n"
    "  title: E\r\n  claims:\r\n  - id: c1\r\n    by: 2026-01-01\r\n    known: 2025-01-01\r\n",
    "deeply indented": "affair: tunnel\ntitle: T\ntimezone: UTC\nevents:\n    -   id: e\n        title: E\n"
    "        claims:\n            -   id: c1\n                by: 2026-01-01\n"
    "                known: 2025-01-01\n",
    "comments below": "affair: tunnel\ntitle: T\ntimezone: UTC\nevents:\n- id: e\n  title: E\n  claims:\n"
    "  - {id: c1, by: 2026-01-01, known: 2025-01-01} # one\n  # two\n\n# three\n",
    "two spaces after a dash": "affair: tunnel\ntitle: T\ntimezone: UTC\nevents:\n-  id: e\n   title: E\n"
    "   claims:\n   -  id: c1\n      by: 2026-01-01\n      known: 2025-01-01\n",
    "a mark of the end": "---\naffair: tunnel\ntitle: T\ntimezone: UTC\nevents:\n- id: e\n  title: E\n"
    "  claims:\n  - {id: c1, by: 2026-01-01, known: 2025-01-01}\n...\n",
    "sections out of order": "events:\n- id: e\n  claims:\n  - {id: c1, by: 2026-01-01, known: 2025-01-01}\n"
    "  title: E\ntimezone: UTC\ntitle: T\naffair: tunnel\n",
    "without a claim": "affair: tunnel\ntitle: T\ntimezone: UTC\nevents:\n- {id: e, title: E}\n",
    "an empty list of claims": "affair: tunnel\ntitle: T\ntimezone: UTC\nevents:\n- id: e\n  title: E\n"
    "  claims: []   # none yet\n",
}


@pytest.mark.parametrize("text", HANDS.values(), ids=list(HANDS))
def test_any_hand_is_kept(tmp_path: Path, text: str) -> None:
    tracker = make(tmp_path / "tunnel", text)
    add(tracker, "2026-09-30", event="e", url="https://other.example/", phrase="a: b # c")
    after = text_of(tracker)
    (old,), (new,) = (
        load_text(text, "events/tunnel.yml").affairs,
        load_text(after, "events/tunnel.yml").affairs,
    )
    assert [claim.slug for claim in new.events[0].claims][: len(old.events[0].claims)] == [
        claim.slug for claim in old.events[0].claims
    ]
    assert new.events[0].claims[-1].phrase == "a: b # c"
    for comment in ("# one", "# two", "# three", "# none yet"):
        assert (comment in after) == (comment in text)
    assert ("\r\n" in text) == ("\r\n" in after)
    assert after.count("\r\n") in (0, after.count("\n"))
    undo_last(tracker)
    assert text_of(tracker) == text


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40
).filter(lambda words: bool(words.strip()))


@settings(max_examples=60, deadline=None)
@given(phrase=WORDS, issuer=WORDS, hand=st.sampled_from(list(HANDS.values())))
def test_any_words_come_back_as_they_were(phrase: str, issuer: str, hand: str) -> None:
    """Whatever is said, in whatever file: it is read back, and nothing else has changed."""
    (affair,) = load_text(hand, "events/tunnel.yml").affairs
    after = adding("2026-09-30", event="e", phrase=phrase, issuer=issuer)(hand, affair)
    loaded = load_text(after, "events/tunnel.yml")
    assert loaded.errors == ()
    claim = loaded.affairs[0].events[0].claims[-1]
    folded = " ".join(phrase.split())
    assert " ".join((claim.phrase or "").split()) == folded
    assert " ".join((claim.issuer or "").split()) == " ".join(issuer.split())
