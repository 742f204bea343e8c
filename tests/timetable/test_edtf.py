"""EDTF: what is read, which days it may mean, and that it is written back as it was."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.errors import DateError
from bywhen.timetable.edtf import (
    Edtf,
    End,
    Granularity,
    Interval,
    Period,
    bounds,
    granularity,
    parse,
    parse_window,
    write,
    write_window,
)
from bywhen.timetable.window import ANY_DAY, Window
from tests.strategies import days, edtf_intervals, edtf_periods, edtf_texts, windows

# text, its days, its granularity
READ = [
    # days, months, years
    ("2025-11-27", "2025-11-27", "day"),
    ("2024-02-29", "2024-02-29", "day"),
    ("0001-01-01", "0001-01-01", "day"),
    ("9999-12-31", "9999-12-31", "day"),
    ("2025-01-31", "2025-01-31", "day"),
    ("2025-11", "2025-11-01/2025-11-30", "month"),
    ("2025-01", "2025-01-01/2025-01-31", "month"),
    ("2025-12", "2025-12-01/2025-12-31", "month"),
    ("2025-02", "2025-02-01/2025-02-28", "month"),
    ("2024-02", "2024-02-01/2024-02-29", "month"),
    ("2025", "2025-01-01/2025-12-31", "year"),
    ("0001", "0001-01-01/0001-12-31", "year"),
    ("9999", "9999-01-01/9999-12-31", "year"),
    # seasons: northern, northern said so, southern
    ("2025-21", "2025-03-01/2025-05-31", "season"),
    ("2025-22", "2025-06-01/2025-08-31", "season"),
    ("2025-23", "2025-09-01/2025-11-30", "season"),
    ("2025-24", "2025-12-01/2026-02-28", "season"),
    ("2023-24", "2023-12-01/2024-02-29", "season"),
    ("2025-25", "2025-03-01/2025-05-31", "season"),
    ("2025-26", "2025-06-01/2025-08-31", "season"),
    ("2025-27", "2025-09-01/2025-11-30", "season"),
    ("2025-28", "2025-12-01/2026-02-28", "season"),
    ("2025-29", "2025-09-01/2025-11-30", "season"),
    ("2025-30", "2025-12-01/2026-02-28", "season"),
    ("2025-31", "2025-03-01/2025-05-31", "season"),
    ("2025-32", "2025-06-01/2025-08-31", "season"),
    ("9998-24", "9998-12-01/9999-02-28", "season"),
    ("9999-23", "9999-09-01/9999-11-30", "season"),
    # quarters, thirds, halves
    ("2025-33", "2025-01-01/2025-03-31", "quarter"),
    ("2025-34", "2025-04-01/2025-06-30", "quarter"),
    ("2025-35", "2025-07-01/2025-09-30", "quarter"),
    ("2025-36", "2025-10-01/2025-12-31", "quarter"),
    ("9999-36", "9999-10-01/9999-12-31", "quarter"),
    ("2025-37", "2025-01-01/2025-04-30", "third"),
    ("2025-38", "2025-05-01/2025-08-31", "third"),
    ("2025-39", "2025-09-01/2025-12-31", "third"),
    ("2025-40", "2025-01-01/2025-06-30", "half"),
    ("2025-41", "2025-07-01/2025-12-31", "half"),
    # open digits
    ("202X", "2020-01-01/2029-12-31", "decade"),
    ("20XX", "2000-01-01/2099-12-31", "century"),
    ("2XXX", "2000-01-01/2999-12-31", "millennium"),
    ("XXXX", "0001-01-01/9999-12-31", "any"),
    ("000X", "0001-01-01/0009-12-31", "decade"),
    ("2X25", "2025-01-01/2925-12-31", "millennium"),
    ("202X-12", "2020-12-01/2029-12-31", "decade"),
    ("20XX-12-25", "2000-12-25/2099-12-25", "century"),
    ("XXXX-12-XX", "0001-12-01/9999-12-31", "any"),
    ("202X-02-29", "2020-02-29/2028-02-29", "decade"),
    ("21XX-02-29", "2104-02-29/2196-02-29", "century"),
    ("XXXX-02-29", "0004-02-29/9996-02-29", "any"),
    ("2025-XX", "2025-01-01/2025-12-31", "year"),
    ("2025-0X", "2025-01-01/2025-09-30", "year"),
    ("2025-1X", "2025-10-01/2025-12-31", "year"),
    ("2025-X1", "2025-01-01/2025-11-30", "year"),
    ("2025-XX-13", "2025-01-13/2025-12-13", "year"),
    ("2025-XX-31", "2025-01-31/2025-12-31", "year"),
    ("2025-1X-31", "2025-10-31/2025-12-31", "year"),
    ("2025-X3", "2025-03-01/2025-03-31", "year"),
    ("202X-36", "2020-10-01/2029-12-31", "decade"),
    ("202X-24", "2020-12-01/2030-02-28", "decade"),
    ("XXXX-21", "0001-03-01/9999-05-31", "any"),
    ("2025-X2-30", "2025-12-30", "year"),
    ("2025-XX-XX", "2025-01-01/2025-12-31", "year"),
    ("2025-11-XX", "2025-11-01/2025-11-30", "month"),
    ("2025-02-XX", "2025-02-01/2025-02-28", "month"),
    ("2025-11-0X", "2025-11-01/2025-11-09", "month"),
    ("2025-11-2X", "2025-11-20/2025-11-29", "month"),
    ("2025-02-2X", "2025-02-20/2025-02-28", "month"),
    ("2025-11-3X", "2025-11-30", "month"),
    ("2025-12-3X", "2025-12-30/2025-12-31", "month"),
    ("2025-12-X1", "2025-12-01/2025-12-31", "month"),
    # marks
    ("2025~", "2025-01-01/2025-12-31", "year"),
    ("2025-11?", "2025-11-01/2025-11-30", "month"),
    ("2025-11-27%", "2025-11-27", "day"),
    ("2025-24~", "2025-12-01/2026-02-28", "season"),
    ("2025-11-2X?", "2025-11-20/2025-11-29", "month"),
    # intervals
    ("2025-12-01/2025-12-10", "2025-12-01/2025-12-10", "day"),
    ("2025-12-01/2025-12-01", "2025-12-01", "day"),
    ("2025-12/2026-01", "2025-12-01/2026-01-31", "month"),
    ("2025/2026", "2025-01-01/2026-12-31", "year"),
    ("2025-12-10/2025-12", "2025-12-10/2025-12-31", "month"),
    ("2025-12/2025-12-05", "2025-12-01/2025-12-05", "month"),
    ("2025-12/2025-12-01", "2025-12-01", "month"),
    ("2025-36/2026-33", "2025-10-01/2026-03-31", "quarter"),
    ("2025-24/2026", "2025-12-01/2026-12-31", "year"),
    ("2025-11-2X/202X", "2025-11-20/2029-12-31", "decade"),
    ("2025-12-01/..", "2025-12-01/..", "day"),
    ("../2025-12-10", "../2025-12-10", "day"),
    ("2025-12/", "2025-12-01/..", "month"),
    ("/2025-12", "../2025-12-31", "month"),
    ("../..", "../..", "any"),
    ("2025-12-01~/2025-12-10?", "2025-12-01/2025-12-10", "day"),
    ("2025-11-21/2025-11-28~", "2025-11-21/2025-11-28", "day"),
]


class TestReading:
    @pytest.mark.parametrize(("text", "window", "_"), READ, ids=[row[0] for row in READ])
    def test_the_days_that_may_be_meant(self, text: str, window: str, _: str) -> None:
        assert str(parse_window(text)) == window
        assert bounds(parse(text)) == parse_window(text)

    @pytest.mark.parametrize(("text", "_", "exact"), READ, ids=[row[0] for row in READ])
    def test_how_exact_it_is(self, text: str, _: str, exact: str) -> None:
        assert granularity(parse(text)) is Granularity(exact)

    @pytest.mark.parametrize("text", [row[0] for row in READ])
    def test_it_is_written_back_letter_for_letter(self, text: str) -> None:
        assert write(parse(text)) == str(parse(text)) == text

    def test_granularities_run_from_fine_to_coarse(self) -> None:
        assert [exact.value for exact in Granularity] == [
            "day",
            "month",
            "season",
            "quarter",
            "third",
            "half",
            "year",
            "decade",
            "century",
            "millennium",
            "any",
        ]

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("2025", Period("2025")),
            ("2025-11?", Period("2025", "11", mark="?")),
            ("2025-11-2X", Period("2025", "11", "2X")),
            ("2025-12-01/..", Interval(Period("2025", "12", "01"), End.OPEN)),
            ("/2025-36", Interval(End.UNKNOWN, Period("2025", "36"))),
        ],
    )
    def test_the_parts_are_kept_as_written(self, text: str, value: Edtf) -> None:
        assert parse(text) == value
        assert hash(parse(text)) == hash(value)

    @pytest.mark.parametrize(
        ("text", "approximate", "uncertain"),
        [
            ("2025", False, False),
            ("2025~", True, False),
            ("2025?", False, True),
            ("2025%", True, True),
            ("2025/2026", False, False),
            ("2025~/2026", True, False),
            ("2025/2026~", True, False),
            ("2025?/2026", False, True),
            ("2025/2026?", False, True),
            ("../2026%", True, True),
            ("../..", False, False),
        ],
    )
    def test_marks_say_about_and_unsure(
        self, text: str, approximate: bool, uncertain: bool
    ) -> None:
        assert parse(text).is_approximate is approximate
        assert parse(text).is_uncertain is uncertain

    def test_values_cannot_be_changed_and_show_what_was_written(self) -> None:
        value = parse("2025-11/..")
        assert repr(value) == (
            "Interval(start=Period(year='2025', month='11', day='', mark=''), end=<End.OPEN: '..'>)"
        )
        with pytest.raises(AttributeError):
            value.start = End.OPEN  # type: ignore[misc,union-attr]

    def test_a_value_made_by_hand_is_checked_as_well(self) -> None:
        with pytest.raises(DateError, match="February 2025 has 28 days"):
            Period("2025", "02", "30")
        with pytest.raises(DateError, match="ends before it starts"):
            Interval(Period("2026"), Period("2025"))
        with pytest.raises(DateError, match=re.escape("'/' names no day")):
            Interval(End.UNKNOWN, End.UNKNOWN)


NO_MONTH = (
    "write 01 to 12, or 21 to 24 for a season, 33 to 36 for a quarter, 40 or 41 for a half year"
)
NONE_FITS = "no day of the calendar fits; check the digits beside the X"

IMPOSSIBLE = [
    ("2025-02-30", "February 2025 has 28 days; write a day from 01 to 28"),
    ("2024-02-30", "February 2024 has 29 days; write a day from 01 to 29"),
    ("2025-02-29", "February 2025 has 28 days; write a day from 01 to 28"),
    ("1900-02-29", "February 1900 has 28 days; write a day from 01 to 28"),
    ("2025-11-31", "November 2025 has 30 days; write a day from 01 to 30"),
    ("2025-12-32", "December 2025 has 31 days; write a day from 01 to 31"),
    ("2025-01-00", "January 2025 has 31 days; write a day from 01 to 31"),
    ("2025-00", f"there is no month 00; {NO_MONTH}"),
    ("2025-13", f"there is no month 13; {NO_MONTH}"),
    ("2025-20", f"there is no month 20; {NO_MONTH}"),
    ("2025-42", f"there is no month 42; {NO_MONTH}"),
    ("2025-00-10", f"there is no month 00; {NO_MONTH}"),
    ("2025-13-31", f"there is no month 13; {NO_MONTH}"),
    ("2025-13-00", f"there is no month 13; {NO_MONTH}"),
    ("2025-27-11", "there is no month 27; write 2025-11-27 if that is meant"),
    ("2025-13-12~", "there is no month 13; write 2025-12-13~ if that is meant"),
    ("2025-21-05", "there is no month 21; write 2025-05-21 if that is meant"),
    (
        "2025-21-15",
        "21 stands for a season, which has no day 15; write 2025-21, or a month from 01 to 12",
    ),
    (
        "2025-36-31",
        "36 stands for a quarter, which has no day 31; write 2025-36, or a month from 01 to 12",
    ),
    (
        "2025-31-02",
        "31 stands for a season, which has no day 02; write 2025-31, or a month from 01 to 12",
    ),
    (
        "202X-36-31",
        "36 stands for a quarter, which has no day 31; write 202X-36, or a month from 01 to 12",
    ),
    ("9999-24", "it ends after the year 9999, where the calendar ends"),
    ("9999-30", "it ends after the year 9999, where the calendar ends"),
    ("0000", "years run from 0001 to 9999"),
    ("0000-01-01", "years run from 0001 to 9999"),
    ("0000-XX", "years run from 0001 to 9999"),
    ("2025-2X", f"there is no month 2X; {NO_MONTH}"),
    ("202X-13", f"there is no month 13; {NO_MONTH}"),
    ("999X-24", "it ends after the year 9999, where the calendar ends"),
    ("2025-2X-05", "there is no month 2X; write 2025-05-2X if that is meant"),
    ("2025-02-3X", NONE_FITS),
    ("2025-11-4X", NONE_FITS),
    ("2025-XX-32", NONE_FITS),
    ("2025-XX-00", NONE_FITS),
    ("2X23-02-29", NONE_FITS),
    ("202X-02-30", NONE_FITS),
]


MONTH_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class TestDaysThatDoNotExist:
    @pytest.mark.parametrize(("text", "why"), IMPOSSIBLE, ids=[row[0] for row in IMPOSSIBLE])
    def test_the_message_says_why_and_what_there_is(self, text: str, why: str) -> None:
        with pytest.raises(DateError) as caught:
            parse(text)
        assert str(caught.value) == f"'{text}': {why}"
        assert caught.value.text == text

    @pytest.mark.parametrize(("month", "name"), list(enumerate(MONTH_NAMES, 1)), ids=MONTH_NAMES)
    def test_the_month_is_called_by_its_name(self, month: int, name: str) -> None:
        with pytest.raises(DateError, match=rf": {name} 2025 has \d\d days;"):
            parse(f"2025-{month:02}-32")

    def test_in_an_interval_the_part_is_named_and_the_text_is_the_whole(self) -> None:
        with pytest.raises(DateError) as caught:
            parse("2025-11-01/2025-11-31")
        assert str(caught.value).startswith("'2025-11-31': November 2025 has 30 days")
        assert caught.value.text == "2025-11-01/2025-11-31"

    @pytest.mark.parametrize(
        ("text", "swapped"),
        [
            ("2025-12-10/2025-12-01", "2025-12-01/2025-12-10"),
            ("2025-12-02/2025-12-01", "2025-12-01/2025-12-02"),
            ("2026/2025", "2025/2026"),
            ("2025-12/2025-11-30", "2025-11-30/2025-12"),
            ("2025-12-01~/2025-11?", "2025-11?/2025-12-01~"),
        ],
    )
    def test_an_interval_that_ends_before_it_starts(self, text: str, swapped: str) -> None:
        with pytest.raises(DateError) as caught:
            parse(text)
        assert str(caught.value) == (
            f"'{text}' ends before it starts; write {swapped} or correct one of them"
        )
        assert caught.value.text == text

    @pytest.mark.parametrize("text", ["/", "../", "/.."])
    def test_an_interval_without_a_date(self, text: str) -> None:
        with pytest.raises(DateError) as caught:
            parse(text)
        assert str(caught.value) == f"'{text}' names no day; write ../.. if any day is meant"

    def test_the_usual_entry_raises_the_same(self) -> None:
        with pytest.raises(DateError, match="February 2025 has 28 days"):
            parse_window("2025-02-30")


class TestWritingWindows:
    @pytest.mark.parametrize(
        ("window", "text"),
        [
            ("2025-11-27", "2025-11-27"),
            ("2025-11-01", "2025-11-01"),
            ("2025-11-01/2025-11-30", "2025-11"),
            ("2025-02-01/2025-02-28", "2025-02"),
            ("2024-02-01/2024-02-29", "2024-02"),
            ("2024-02-01/2024-02-28", "2024-02-01/2024-02-28"),
            ("2025-11-02/2025-11-30", "2025-11-02/2025-11-30"),
            ("2025-11-01/2025-11-29", "2025-11-01/2025-11-29"),
            ("2025-11-01/2025-12-31", "2025-11-01/2025-12-31"),
            ("2025-01-01/2025-12-31", "2025"),
            ("2025-01-01/2025-12-30", "2025-01-01/2025-12-30"),
            ("2025-01-02/2025-12-31", "2025-01-02/2025-12-31"),
            ("2025-01-01/2026-12-31", "2025-01-01/2026-12-31"),
            ("0007-01-01/0007-12-31", "0007"),
            ("0007-03-01/0007-03-31", "0007-03"),
            ("2025-10-01/2025-12-31", "2025-10-01/2025-12-31"),
            ("2025-12-01/..", "2025-12-01/.."),
            ("../2025-12-10", "../2025-12-10"),
            ("../..", "../.."),
        ],
    )
    def test_the_shortest_text_that_means_exactly_these_days(self, window: str, text: str) -> None:
        assert write_window(parse_window(window)) == text

    @given(windows() | windows(of=days()))
    def test_a_window_comes_back_as_it_was(self, window: Window) -> None:
        assert parse_window(write_window(window)) == window

    @given(edtf_texts())
    def test_the_days_of_any_text_can_be_written(self, text: str) -> None:
        assert parse_window(write_window(parse_window(text))) == parse_window(text)


class TestLaws:
    @given(edtf_texts())
    def test_what_is_read_is_written_and_read_again_as_the_same(self, text: str) -> None:
        value = parse(text)
        assert write(value) == text
        assert parse(write(value)) == value
        assert bounds(parse(write(value))) == bounds(value)

    @given(edtf_periods(), st.sampled_from(["~", "?", "%"]))
    def test_a_mark_widens_nothing(self, text: str, mark: str) -> None:
        bare = text.rstrip("~?%")
        assert _window_or_none(bare + mark) == _window_or_none(bare)

    @given(edtf_intervals())
    def test_an_interval_runs_from_the_first_day_of_one_to_the_last_of_the_other(
        self, text: str
    ) -> None:
        start, end = text.split("/")
        window = parse_window(text)
        assert window.earliest == (None if start in ("", "..") else parse_window(start).earliest)
        assert window.latest == (None if end in ("", "..") else parse_window(end).latest)

    @given(days(), st.sets(st.integers(0, 9)))
    def test_opening_a_digit_keeps_every_day_that_was_meant(
        self, day: date, places: set[int]
    ) -> None:
        text = "".join(
            "X" if place in places and char != "-" else char
            for place, char in enumerate(day.isoformat())
        )
        assert day in parse_window(text)

    @given(days())
    def test_a_day_is_in_its_month_year_decade_and_part_of_the_year(self, day: date) -> None:
        iso = day.isoformat()
        for text in (iso, iso[:7], iso[:4], f"{iso[:3]}X"):
            assert day in parse_window(text)
        parts = [parse_window(f"{day.year:04}-{33 + (day.month - 1) // 3}")]
        parts.append(parse_window(f"{day.year:04}-{37 + (day.month - 1) // 4}"))
        parts.append(parse_window(f"{day.year:04}-{40 + (day.month - 1) // 6}"))
        assert all(day in part for part in parts)

    @pytest.mark.parametrize("codes", [(33, 37), (37, 40), (40, 42)], ids=["4", "3", "2"])
    @given(year=st.integers(1, 9999))
    def test_parts_of_a_year_follow_each_other_and_fill_it(
        self, codes: tuple[int, int], year: int
    ) -> None:
        parts = [parse_window(f"{year:04}-{code}") for code in range(*codes)]
        _follow_each_other(parts)
        assert parts[0].hull(parts[-1]) == parse_window(f"{year:04}")

    @pytest.mark.parametrize("first", [21, 25], ids=["northern", "northern, said so"])
    @given(year=st.integers(1, 9997))
    def test_northern_seasons_follow_each_other_into_the_next_year(
        self, first: int, year: int
    ) -> None:
        codes = range(first, first + 4)
        seasons = [parse_window(f"{y:04}-{code}") for y in (year, year + 1) for code in codes]
        _follow_each_other(seasons)
        leap = isleap(year + 1)
        assert sum(season.days or 0 for season in seasons[:4]) == 365 + leap

    @given(st.integers(1, 9998))
    def test_southern_seasons_are_the_northern_ones_half_a_year_apart(self, year: int) -> None:
        northern, southern = ("21", "22", "23", "24"), ("31", "32", "29", "30")
        for north, south in zip(northern, southern, strict=True):
            assert parse_window(f"{year:04}-{north}") == parse_window(f"{year:04}-{south}")

    @given(st.text(alphabet="0123456789X-/.~?%", max_size=24))
    def test_near_misses_are_read_or_refused_but_never_changed(self, text: str) -> None:
        try:
            value = parse(text)
        except DateError as error:
            assert error.text == text
            assert len(str(error)) < 500
        else:
            assert write(value) == text

    @pytest.mark.parametrize("month", ["01", "02", "04", "0X", "1X", "XX", "X2"])
    def test_open_digits_hold_exactly_the_first_and_last_day_that_fit(self, month: str) -> None:
        """Against a search through every day, for every pattern of a day."""
        for year, day in product(("2023", "2024", "202X"), _two_places()):
            pattern = f"{year}-{month}-{day}"
            fits = re.compile(pattern.replace("X", "[0-9]")).fullmatch
            found = [text for text in _DECADE if fits(text)]
            expected = Window(*map(date.fromisoformat, (found[0], found[-1]))) if found else None
            assert _window_or_none(pattern) == expected, pattern


def _follow_each_other(parts: list[Window]) -> None:
    for one, following in pairwise(parts):
        assert one.latest is not None
        assert following.earliest == one.latest + timedelta(days=1)


def _two_places() -> list[str]:
    return ["".join(places) for places in product("0123X", "0189X")]


_DECADE = [
    date.fromordinal(ordinal).isoformat()
    for ordinal in range(date(2020, 1, 1).toordinal(), date(2030, 1, 1).toordinal())
]


def _window_or_none(text: str) -> Window | None:
    try:
        return parse_window(text)
    except DateError:
        return None


def test_any_day_is_written_as_an_interval_without_ends() -> None:
    assert parse_window("../..") == ANY_DAY


HOSTILE = {
    "10 MB of digits": "1" * 10_000_000,
    "10 MB of slashes": "/" * 10_000_000,
    "10 MB of X": "X" * 10_000_000,
    "a long interval": "2025-11-27/" + "2025-11-27/" * 200_000,
    "many ands": "1 and " * 200_000,
    "marks": "~" * 1_000_000,
    "nulls": "\x00" * 1_000_000,
    "right to left": "\u202e2025-11-27" + "\u202e" * 1_000_000,
    "a huge year": "9" * 400 + "-01-01",
    "combining marks": "2025-11-27" + "\u0301" * 100_000,
    "lone surrogates": "\ud800" * 100_000,
    "blanks": " " * 1_000_000 + "2025",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_refused_with_a_short_printable_message(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text)
    message = str(caught.value)
    assert message.startswith(repr(text[:40]) + "... is too long for a date; write a day as")
    assert message.isprintable()
    assert len(message) < 500
    assert caught.value.text is text


@pytest.mark.parametrize(
    "text",
    ["~" * 64, "1 and " * 10, "1/2/2025 to " * 5, "/" * 64, "\x00" * 64, "\ufdfa" * 64, "1-" * 32],
    ids=[
        "marks",
        "ands",
        "spans",
        "slashes",
        "nulls",
        "one letter that folds to eighteen",
        "dashes",
    ],
)
def test_nor_does_a_short_one_multiply_the_advice(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text)
    assert len(str(caught.value)) < 500


def test_64_characters_are_still_looked_into() -> None:
    with pytest.raises(DateError, match=r"has blanks around it: write 2025$"):
        parse("2025".ljust(64))
    with pytest.raises(DateError, match="is too long for a date"):
        parse("2025".ljust(65))
