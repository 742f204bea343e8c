"""Laws that the figures of any record keep, whatever its claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bywhen.timetable.asof import figures_of_record, held_at
from bywhen.timetable.claims import Affair, Claim, Event, Kind, Modality, Rank
from bywhen.timetable.figures import Figures, Move, Promise, State
from bywhen.timetable.history import replay
from bywhen.timetable.window import Window
from tests.rules.random_records import days_of, how_many, records, timetables_of

laws = settings(max_examples=how_many(60), deadline=None)

Row = State | Promise | Move


def event_days(affairs: Sequence[Affair]) -> st.SearchStrategy[date]:
    return st.sampled_from(days_of(affairs) or [date(2024, 2, 29)])


def changed(affairs: Sequence[Affair], old: Claim, new: Claim) -> list[Affair]:
    """The record with one claim in the place of another."""
    return [
        replace(
            affair,
            events=tuple(
                replace(
                    event, claims=tuple(new if claim is old else claim for claim in event.claims)
                )
                for event in affair.events
            ),
        )
        for affair in affairs
    ]


def known_by(affairs: Sequence[Affair], k: date) -> list[Affair]:
    """The record as it could have been written at the end of `k`."""

    def then(event: Event) -> Event:
        claims = (claim for claim in event.claims if claim.known <= k)
        return replace(event, claims=tuple(map(not_yet_retracted, claims)))

    def not_yet_retracted(claim: Claim) -> Claim:
        return replace(claim, retracted=None) if claim.retracted and claim.retracted > k else claim

    return [replace(affair, events=tuple(map(then, affair.events))) for affair in affairs]


def events_of(affairs: Sequence[Affair]) -> dict[str, Event]:
    return {event.id: event for affair in affairs for event in affair.events}


def claims_of(affairs: Sequence[Affair]) -> dict[str, Claim]:
    return {claim.id: claim for event in events_of(affairs).values() for claim in event.claims}


def without_validity(rows: Iterable[Row], k: date) -> list[tuple[object, ...]]:
    return [
        tuple(row._replace(known_from=0, known_until=None))
        for row in rows
        if held_at(row, k.toordinal())  # type: ignore[arg-type]
    ]


@given(records(), st.data())
@laws
def test_what_becomes_known_after_a_day_changes_nothing_as_of_that_day(
    affairs: list[Affair], data: st.DataObject
) -> None:
    k = data.draw(event_days(affairs), "k")
    n = k + timedelta(data.draw(st.integers(-30, 30), "n - k"))
    then = known_by(affairs, k)
    for timetable in timetables_of(affairs):
        assert figures_of_record(affairs, k, n, timetable) == figures_of_record(
            then, k, n, timetable
        )


@given(records(), st.data())
@laws
def test_rows_that_hold_on_a_day_are_those_of_the_record_cut_off_at_that_day(
    affairs: list[Affair], data: st.DataObject
) -> None:
    k = data.draw(event_days(affairs), "k")
    whole, then = replay(affairs), replay(known_by(affairs, k))
    assert without_validity(whole.states, k) == without_validity(then.states, k)
    assert without_validity(whole.promises, k) == without_validity(then.promises, k)
    assert without_validity(whole.moves, k) == without_validity(then.moves, k)


@given(records(), st.data())
@laws
def test_moves_add_up_to_the_net_slip(affairs: list[Affair], data: st.DataObject) -> None:
    k = data.draw(event_days(affairs), "k").toordinal()
    whole = replay(affairs)
    for state in whole.states:
        if not held_at(state, k) or state.net_slip is None:
            continue
        moves = [
            move.days or 0
            for move in whole.moves
            if (move.event, move.timetable) == (state.event, state.timetable)
            and move.known_from <= k
            and (move.known_until is None or k < move.known_until)
        ]
        assert sum(moves) == state.net_slip
        assert sum(days for days in moves if days > 0) == state.gross_slip
        assert sum(days > 0 for days in moves) == state.n_slips
        assert sum(days < 0 for days in moves) == state.n_pull_ins


@given(records())
@laws
def test_an_inherited_move_is_of_an_anchored_claim_any_other_of_the_day_its_claim_became_known(
    affairs: list[Affair],
) -> None:
    claims = claims_of(affairs)
    for move in replay(affairs).moves:
        claim = claims[move.claim]
        if move.inherited:
            assert claim.anchor is not None
        else:
            assert move.day == claim.known.toordinal()


def ranges(figures: Figures) -> dict[str, tuple[int, int] | None]:
    return {
        "slip": closed(figures.slip_least, figures.slip_most),
        "countdown": closed(figures.days_min, figures.days_max),
        "outcome slip": closed(figures.outcome_slip_min, figures.outcome_slip_max),
    }


def closed(least: int | None, most: int | None) -> tuple[int, int] | None:
    return None if least is None or most is None else (least, most)


@given(records(), st.data())
@laws
def test_a_wider_window_never_makes_a_range_narrower(
    affairs: list[Affair], data: st.DataObject
) -> None:
    windows = [claim for claim in claims_of(affairs).values() if can_be_widened(claim)]
    assume(windows)
    claim = data.draw(st.sampled_from(windows), "claim")
    assert claim.window and claim.window.earliest and claim.window.latest
    wider = Window(
        claim.window.earliest - timedelta(data.draw(st.integers(0, 20), "earlier")),
        claim.window.latest + timedelta(data.draw(st.integers(0, 20), "later")),
    )
    k = data.draw(event_days(affairs), "k")
    before = figures_of_record(affairs, k)
    after = figures_of_record(changed(affairs, claim, replace(claim, window=wider)), k)
    for narrow, wide in zip(before, after, strict=True):
        is_unmoved = wide.claim == wide.baseline_claim and (wide.due_from, wide.due_to) == (
            wide.baseline_from,
            wide.baseline_due,
        )
        for name, old in ranges(narrow).items():
            new = ranges(wide)[name]
            if old is None:
                assert new is None, name
            elif name == "slip" and is_unmoved:
                assert new == (0, 0)  # a date that never moved, however vague
            elif name == "outcome slip":
                assert new is not None
                assert new[1] - new[0] >= old[1] - old[0]
            else:
                assert new is not None
                assert new[0] <= old[0], name
                assert new[1] >= old[1], name


def can_be_widened(claim: Claim) -> bool:
    return (
        claim.window is not None
        and not claim.window.is_open
        and (claim.kind is Kind.HAPPENED or claim.modality is Modality.WITHIN)
    )


@given(records(), st.data())
@laws
def test_no_window_and_no_unknown_side_becomes_a_single_day(
    affairs: list[Affair], data: st.DataObject
) -> None:
    k = data.draw(event_days(affairs), "k")
    claims = claims_of(affairs)
    figures = {one.event: one for one in figures_of_record(affairs, k)}
    for one in figures.values():
        for claim, found in (
            (one.claim, (one.due_from, one.due_to)),
            (one.baseline_claim, (one.baseline_from, one.baseline_due)),
            (one.happened_claim, (one.happened_from, one.happened_to)),
        ):
            if claim is None:
                assert found == (None, None)
            elif claims[claim].anchor is None:
                assert found == committed(claims[claim])
        current = claims[one.claim] if one.claim else None
        if current and current.anchor:
            assert as_wide_as_its_anchor(current, one, figures.get(current.anchor))
        open_countdown = one.happened_claim is None
        assert (one.days_min is None) == (one.due_from is None or not open_countdown)
        assert (one.days_max is None) == (one.due_to is None or not open_countdown)


def committed(claim: Claim) -> tuple[date | None, date | None]:
    if claim.window is None:
        return None, None
    is_deadline = claim.modality is Modality.BY
    return claim.window.latest if is_deadline else claim.window.earliest, claim.window.latest


def as_wide_as_its_anchor(claim: Claim, figures: Figures, anchor: Figures | None) -> bool:
    """No side known that the anchor leaves open, and no narrower than the anchor's date.

    Ends of months are the exception: from 29, 30 and 31 January one month leads to one day.
    """
    if anchor is None:
        return figures.due_from is None and figures.due_to is None
    is_over = anchor.happened_claim is not None
    start = anchor.happened_from if is_over else anchor.due_from
    end = anchor.happened_to if is_over else anchor.due_to
    if (start is None) != (figures.due_from is None):
        return False
    if (end is None or claim.modality is Modality.NOT_BEFORE) != (figures.due_to is None):
        return False
    if start is None or end is None or figures.due_from is None or figures.due_to is None:
        return True
    if any(offset and offset.months for offset in (claim.offset_min, claim.offset_max)):
        return True
    return figures.due_to - figures.due_from >= end - start


@given(records(), st.data())
@laws
def test_the_order_of_affairs_and_events_changes_no_byte(
    affairs: list[Affair], data: st.DataObject
) -> None:
    k = data.draw(event_days(affairs), "k")
    mixed = [
        replace(affair, events=tuple(data.draw(st.permutations(affair.events))))
        for affair in reversed(affairs)
    ]
    assert sorted(map(repr, figures_of_record(affairs, k))) == sorted(
        map(repr, figures_of_record(mixed, k))
    )
    whole, again = replay(affairs), replay(mixed)
    assert sorted(map(repr, whole.states)) == sorted(map(repr, again.states))
    assert sorted(map(repr, whole.promises)) == sorted(map(repr, again.promises))
    assert sorted(map(repr, whole.moves)) == sorted(map(repr, again.moves))


@given(records())
@laws
def test_rows_of_one_subject_follow_each_other_without_overlap_and_differ(
    affairs: list[Affair],
) -> None:
    whole = replay(affairs)
    subjects: dict[tuple[str, str | None], list[State | Promise]] = {}
    for state in whole.states:
        subjects.setdefault((state.event, state.timetable), []).append(state)
    for promise in whole.promises:
        subjects.setdefault((promise.claim, promise.timetable), []).append(promise)
    for rows in subjects.values():
        follow_each_other(sorted(rows, key=lambda row: row.known_from))
    for move in whole.moves:
        assert move.known_until is None or move.known_from < move.known_until


def follow_each_other(rows: Sequence[State | Promise]) -> None:
    for row in rows:
        assert row.known_until is None or row.known_from < row.known_until
    for row, later in pairwise(rows):
        assert row.known_until is not None
        assert row.known_until <= later.known_from
        if row.known_until == later.known_from:
            assert tuple(row._replace(known_from=0, known_until=0)) != tuple(
                later._replace(known_from=0, known_until=0)
            )


@given(records())
@laws
def test_an_event_has_a_state_under_its_first_timetable_whenever_a_claim_can_be_seen(
    affairs: list[Affair],
) -> None:
    whole = replay(affairs)
    for affair in affairs:
        first = affair.timetables[0].id if affair.timetables else None
        for event in affair.events:
            rows = [row for row in whole.states if (row.event, row.timetable) == (event.id, first)]
            for k in days_of(affairs):
                held = [row for row in rows if held_at(row, k.toordinal())]
                assert len(held) == any(is_visible(claim, k) for claim in event.claims)


def is_visible(claim: Claim, k: date) -> bool:
    is_retracted = claim.retracted is not None and claim.retracted <= k
    return claim.known <= k and claim.rank is not Rank.DEPRECATED and not is_retracted
