"""What is at risk, and where issuers disagree (DESIGN 4.8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bywhen.timetable.asof import figures_of_record
from bywhen.timetable.risk import Risk, at_risk, conflict
from tests.support.records import affair, day


def risks(text: str, k: str) -> list[tuple[str, str, str]]:
    record = affair(text)
    figures = {one.event: one for one in figures_of_record([record], day(k))}
    claims = {claim.id: claim for event in record.events for claim in event.claims}
    found = at_risk(record.events, figures, claims)
    assert all(isinstance(one, Risk) for one in found)
    return [(one.event, one.because_of, one.reason) for one in found]


@pytest.mark.parametrize(
    ("first", "found"),
    [
        ("a by 2025-12-10 known=2025-11-01", []),
        ("a by 2025-12-11 known=2025-11-01", [("x/e", "x/s", "later")]),
        ("a not_before 2025-12-11 known=2025-11-01", []),
        ("a undated known=2025-11-01", [("x/e", "x/s", "undated")]),
        (
            "a by 2025-12-01 known=2025-11-01\n b withdrawn known=2025-11-02",
            [("x/e", "x/s", "dropped")],
        ),
        (
            "a by 2025-12-01 known=2025-11-01\n b cancelled known=2025-11-02",
            [("x/e", "x/s", "cancelled")],
        ),
        ("a by 2025-12-11 known=2025-11-01\n b happened 2025-11-02 known=2025-11-02", []),
        ("a by 2025-12-11 known=2025-12-30", []),
    ],
)
def test_what_follows_a_late_or_lost_event_is_at_risk(
    first: str, found: list[tuple[str, str, str]]
) -> None:
    text = f"event s\n {first}\nevent e follows=s\n a by 2025-12-10 known=2025-11-01"
    assert risks(text, "2025-11-03") == found


def test_what_happened_is_not_at_risk() -> None:
    assert not risks(
        "event s\n a undated known=2025-11-01\n"
        "event e follows=s\n a by 2025-12-10 known=2025-11-01\n b happened 2025-11-02 known=2025-11-02",
        "2025-11-03",
    )


def test_an_event_without_end_is_not_before_anything() -> None:
    assert not risks(
        "event s\n a by 2025-12-11 known=2025-11-01\n"
        "event e follows=s\n a not_before 2025-12-10 known=2025-11-01",
        "2025-11-03",
    )


@pytest.mark.parametrize(("offset", "found"), [("P1D", True), ("-P1D", False)])
def test_what_hangs_on_a_dropped_event_is_at_risk_unless_it_comes_first(
    offset: str, found: bool
) -> None:
    text = (
        "event s\n a by 2025-12-01 known=2025-11-01\n b withdrawn known=2025-11-02\n"
        f"event e\n a by {offset} after=s known=2025-11-01"
    )
    assert bool(risks(text, "2025-11-03")) is found


def test_events_that_do_not_count_hide_none_after_them() -> None:
    assert risks(
        "event later\n a by 2025-12-10 known=2025-11-09\n"
        "event done follows=s\n a by 2025-12-10 known=2025-11-01\n b happened 2025-11-02 known=2025-11-02\n"
        "event talk follows=s\n a by 2025-12-10 known=2025-11-01 standing=proposal\n"
        "event e follows=s\n a by 2025-12-10 known=2025-11-01\n"
        "event s\n a undated known=2025-11-01",
        "2025-11-03",
    ) == [("x/talk", "x/s", "undated"), ("x/e", "x/s", "undated")]


CONFLICTS = [
    ("two issuers differ", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=kyiv", (("a", "b"), 10)),
    ("two issuers agree", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-01 known=2025-11-02 issuer=kyiv", None),
    ("the same issuer's later word replaces his first", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=us", None),
    ("past due is no longer alive", "a by 2025-11-02 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=kyiv", None),
    ("due today is", "a by 2025-11-03 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=kyiv", (("a", "b"), 38)),
    ("older than a withdrawal is not", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " w withdrawn known=2025-11-02 issuer=us\n b by 2025-12-11 known=2025-11-02 issuer=kyiv", None),
    ("older than a cancellation is not", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " w cancelled known=2025-11-02 issuer=us\n b by 2025-12-11 known=2025-11-02 issuer=kyiv", None),
    ("a proposal is no word", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=kyiv standing=proposal", None),
    ("deprecated is no word", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=kyiv rank=deprecated", None),
    ("not known yet", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-04 issuer=kyiv", None),
    ("retracted today", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=kyiv retracted=2025-11-03", None),
    ("retracted tomorrow", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=kyiv retracted=2025-11-04", (("a", "b"), 10)),
    ("it happened", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=kyiv\n h happened 2025-11-03 known=2025-11-03", None),
    ("one has no end", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b not_before 2025-12-11 known=2025-11-02 issuer=kyiv", (("a", "b"), None)),
    ("one that does not count hides none after it", "z by 2025-12-01 known=2025-11-01 issuer=us rank=deprecated\n"
     " a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-11 known=2025-11-02 issuer=kyiv", (("a", "b"), 10)),
    ("a day and a deadline on it say the same", "a day 2025-12-01 known=2025-11-01 issuer=us\n"
     " b by 2025-12-01 known=2025-11-02 issuer=kyiv", None),
    ("undated words differ from nothing", "a by 2025-12-01 known=2025-11-01 issuer=us\n"
     " b undated known=2025-11-02 issuer=kyiv", None),
]  # fmt: skip


def test_issuers_go_by_their_declared_name_else_by_their_words() -> None:
    record = affair(
        "event e\n a by 2025-12-01 known=2025-11-01 issuer=one\n"
        " b by 2025-12-11 known=2025-11-02 issuer=two"
    ).events[0]
    first, second = record.claims

    def spread(**changes: str | None) -> int | None:
        claims = (replace(first, **changes), replace(second, **changes))  # type: ignore[arg-type]
        found = conflict(replace(record, claims=claims), day("2025-11-03"), day("2025-11-03"))
        return found.spread if found else None

    assert spread(issuer_id=None) == 10  # two names in the words of the sources
    assert spread(issuer_id="us") is None  # two names of one declared issuer
    assert spread(issuer_id=None, issuer=None) is None  # nobody is named


@pytest.mark.parametrize(("claims", "found"), [case[1:] for case in CONFLICTS],
                         ids=[case[0] for case in CONFLICTS])  # fmt: skip
def test_conflict(claims: str, found: tuple[tuple[str, ...], int | None] | None) -> None:
    record = affair(f"event e deciders=us\n {claims}")
    seen = conflict(record.events[0], day("2025-11-03"), day("2025-11-03"))
    if seen is None:
        assert found is None
    else:
        slugs = tuple(claim.rsplit("/", 1)[1] for claim in seen.claims)
        assert (seen.event, (slugs, seen.spread)) == ("x/e", found)
