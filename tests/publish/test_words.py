"""Statuses and offsets in words: one row, one sentence a reader meets."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from bywhen.publish.statuses import GROUP_TITLES, GROUPS, group_of, status_of
from bywhen.publish.words import hanging_words
from bywhen.timetable.figures import Figures

EMPTY: dict[str, object] = {
    field.name: {} if field.name == "verdicts" else () if field.name == "notices" else None
    for field in fields(Figures)
}
CHECKED = date(2026, 2, 12)
DAY = date(2025, 11, 27)


def figures(status: str, **given: object) -> Figures:
    return Figures(**{**EMPTY, "event": "a/e", "status": status, **given})  # type: ignore[arg-type]


SENTENCES: list[tuple[str, dict[str, object], str | None, str]] = [
    ("overdue", {"overdue_days": 39}, "within", "window closed 39 days ago, no confirmation recorded"),
    ("overdue", {"overdue_days": 1}, "day", "window closed 1 day ago, no confirmation recorded"),
    ("overdue", {"overdue_days": 3}, "by", "overdue: window closed 3 days ago, no confirmation recorded"),
    ("unchecked", {}, "by", "date passed; record followed to 12 Feb 2026 only"),
    ("due_today", {"due_from": DAY, "due_to": DAY}, "day", "due today"),
    ("due_today", {"due_from": date(2025, 11, 1), "due_to": DAY}, "within", "window closes today"),
    ("in_window", {"days_min": -3, "days_max": 4}, "within", "window open now, closes in 4 days"),
    ("in_window", {"days_min": -3}, "not_before", "window open, no end named"),
    ("upcoming", {"days_min": 6, "days_max": 6}, "by", "due in 6 days"),
    ("upcoming", {"days_min": 1, "days_max": 1}, "day", "due in 1 day"),
    ("upcoming", {"days_min": 10, "days_max": 19}, "within", "due in 10 to 19 days"),
    ("upcoming", {"days_min": 5}, "not_before", "not before 5 days from now, no end named"),
    ("conditional", {}, "by", "clock not started"),
    ("undated", {"claim": "a/e/c"}, None, "announced without a date"),
    ("undated", {"claim": "a/e/c", "baseline_due": DAY}, None, "left without a date"),
    ("undated", {}, None, "nothing decided so far"),
    ("dropped", {}, None, "date dropped, no new one named"),
    ("cancelled", {}, None, "cancelled"),
    ("met", {}, None, "happened in time"),
    ("met_late", {"outcome_slip_min": 2, "outcome_slip_max": 2}, None, "happened 2 days late"),
    ("met_late", {"outcome_slip_min": 2, "outcome_slip_max": 9}, None, "happened 2 to 9 days late"),
    ("met_unclear", {}, None, "happened; whether in time cannot be told"),
    ("occurred", {}, None, "happened"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "given", "modality", "sentence"), SENTENCES)
def test_sentence(
    status: str, given: dict[str, object], modality: str | None, sentence: str
) -> None:
    told = status_of(figures(status, **given), modality, CHECKED)
    assert told.sentence == sentence
    assert told.name == status
    assert told.glyph.strip()
    assert told.word.strip()


def test_overdue_is_said_of_a_stated_deadline_only() -> None:
    late = figures("overdue", overdue_days=3)
    for modality in ("within", "day", "not_before", None):
        told = status_of(late, modality, None)
        assert "overdue" not in told.sentence + told.word


def test_every_status_has_its_group_and_every_group_its_title() -> None:
    assert {group_of(status) for status, *_ in SENTENCES} == set(GROUPS)
    assert set(GROUP_TITLES) == set(GROUPS)


OFFSETS = [
    ("by", None, "P100D", "within 100 days of the signing"),
    ("by", "P0D", "P1M", "within 1 month of the signing"),
    ("by", None, "-P10D", "10 days or more before the signing"),
    ("day", "P0D", "P0D", "on the day of the signing"),
    ("day", "P1D", "P1D", "1 day after the signing"),
    ("day", "-P2D", "-P2D", "2 days before the signing"),
    ("within", "P0D", "P14D", "within 14 days of the signing"),
    ("within", "P7D", "P14D", "7 days to 14 days after the signing"),
    ("not_before", "P3M", None, "not before 3 months after the signing"),
    ("by", None, "P1M2D", "within 1 month 2 days of the signing"),
]


@pytest.mark.parametrize(("modality", "least", "most", "words"), OFFSETS)
def test_how_a_date_hangs(modality: str, least: str | None, most: str | None, words: str) -> None:
    assert hanging_words(modality, least, most, "the signing") == words


def test_a_date_that_hangs_on_nothing() -> None:
    assert hanging_words("by", None, None, None) == ""
