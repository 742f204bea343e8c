"""What a right file means."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bywhen.record import load
from bywhen.timetable.claims import Kind, Modality, Rank, Standing
from bywhen.timetable.window import Window
from bywhen.tracker import Tracker
from tests.record.example import CLAIM, PATH, affair_of, claim_of, with_claims, with_line

ROOT = Path(__file__).parents[2]
JUNE_30 = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("written", "kind", "modality", "window"),
    [
        ("by: 2026-06-30", Kind.TARGET, Modality.BY, Window(None, JUNE_30)),
        ("by: 2026-06", Kind.TARGET, Modality.BY, Window(None, JUNE_30)),
        ("by: '2026-06-30'", Kind.TARGET, Modality.BY, Window(None, JUNE_30)),
        ("by: 2026-06-30~", Kind.TARGET, Modality.BY, Window(None, JUNE_30)),
        ("by: ../2026-06-30", Kind.TARGET, Modality.BY, Window(None, JUNE_30)),
        ("not_before: 2026-06", Kind.TARGET, Modality.NOT_BEFORE, Window(date(2026, 6, 1), None)),
        ("not_before: 2026", Kind.TARGET, Modality.NOT_BEFORE, Window(date(2026, 1, 1), None)),
        ("within: 2026-06", Kind.TARGET, Modality.WITHIN, Window(date(2026, 6, 1), JUNE_30)),
        ("within: 2026-34", Kind.TARGET, Modality.WITHIN, Window(date(2026, 4, 1), JUNE_30)),
        ("within: 2026-06-29/2026-06-30", Kind.TARGET, Modality.WITHIN,
         Window(date(2026, 6, 29), JUNE_30)),
        ("within: 2026-06-30/..", Kind.TARGET, Modality.WITHIN, Window(JUNE_30, None)),
        ("day: 2026-06-30", Kind.TARGET, Modality.DAY, Window.day(JUNE_30)),
        ("undated: true", Kind.TARGET, None, None),
        ("happened: 2025-03-01", Kind.HAPPENED, None, Window.day(date(2025, 3, 1))),
        ("happened: 2025-03", Kind.HAPPENED, None, Window(date(2025, 3, 1), date(2025, 3, 31))),
        ("withdrawn: true", Kind.WITHDRAWN, None, None),
        ("cancelled: True", Kind.CANCELLED, None, None),
    ],
)  # fmt: skip
def test_what_a_claim_says(
    written: str, kind: Kind, modality: Modality | None, window: Window | None
) -> None:
    claim = claim_of(f"{{id: c1, {written}, source: paper}}")
    assert (claim.kind, claim.modality, claim.window) == (kind, modality, window)
    date_text = written.split(": ")[1].strip("'")
    assert claim.written == (None if date_text.lower() == "true" else date_text)


@pytest.mark.parametrize(
    ("written", "offsets"),
    [
        ("by: P100D", ("P100D", "P100D")),
        ("day: P0D", ("P0D", "P0D")),
        ("not_before: P10D", ("P10D", None)),
        ("within: P14D", ("P0D", "P14D")),
        ("within: P7D/P14D", ("P7D", "P14D")),
        ("within: -P10D", ("-P10D", "P0D")),
        ("by: -P1M", ("-P1M", "-P1M")),
    ],
)
def test_a_date_that_hangs_on_another_event(
    written: str, offsets: tuple[str | None, str | None]
) -> None:
    claim = claim_of(f"{{id: c1, {written}, after: permit, source: paper}}")
    texts = tuple(offset and offset.text for offset in (claim.offset_min, claim.offset_max))
    assert claim.anchor == "harbour/permit"
    assert texts == offsets
    assert claim.window is None
    assert claim.written == written.split(": ")[1]


def test_ids_are_full_ids_and_lines_are_those_of_the_file() -> None:
    text = with_claims(
        CLAIM, "{id: c2, day: P0D, after: other/event, source: paper}"
    ) + "points:\n- {version: 2025-01-01, number: 3, text: Open it., event: permit}\n" + (
        "corrections:\n- {day: 2025-04-01, claim: opens/c1, was: a, now: b, why: misread}\n"
    )  # fmt: skip
    affair = affair_of(text)
    opens, permit = affair.events
    assert (opens.id, opens.slug) == ("harbour/opens", "opens")
    assert [claim.id for claim in opens.claims] == ["harbour/opens/c1", "harbour/opens/c2"]
    assert opens.claims[1].anchor == "other/event"
    assert affair.points[0].event == "harbour/permit"
    assert affair.points[0].number == "3"
    assert affair.corrections[0].claim == "harbour/opens/c1"
    for claim in (*opens.claims, *permit.claims):
        assert f"id: {claim.slug}," in text.splitlines()[claim.line - 1]
    for event in affair.events:
        assert f"id: {event.slug}" in text.splitlines()[event.line - 1]


def test_order_is_the_place_in_the_file() -> None:
    affair = affair_of(with_claims(CLAIM, CLAIM.replace("c1", "c2")))
    orders = [claim.order for event in affair.events for claim in event.claims]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize(
    ("written", "issuer_id"),
    [
        ("city", "city"),
        ("City council", "city"),
        ("Mayor Dahl", "city"),
        ("mayor dahl", "city"),
        ("Byrådet", "city"),
        ("Builder Ltd", "builder"),
        ("Somebody else", None),
    ],
)
def test_issuer_is_known_by_id_name_or_alias(written: str, issuer_id: str | None) -> None:
    claim = claim_of(f"{{id: c1, by: 2026, issuer: {written}, source: paper}}")
    assert (claim.issuer, claim.issuer_id) == (written, issuer_id)


def test_an_alias_has_names_in_other_languages_that_are_aliases_too() -> None:
    text = with_line("[Mayor Dahl]", "[{name: Mayor Dahl, names: {nb: Ordfører Dahl}}, Mr Dahl]")
    affair = affair_of(text.replace("id: c1,", "id: c1, issuer: Ordfører Dahl,"))
    city = affair.issuers[0]
    assert city.aliases == ("Mayor Dahl", "Ordfører Dahl", "Mr Dahl")
    assert city.alias_names == {"Mayor Dahl": {"nb": "Ordfører Dahl"}}
    assert affair.events[0].claims[0].issuer_id == "city"


def test_the_case_of_letters_decides_between_two_issuers() -> None:
    head = "Mayor Dahl]}", "Mayor Dahl, IT]}\n  it: {name: It}"
    affair = affair_of(
        with_line(*head)
        .replace("id: c1,", "id: c1, issuer: IT,")
        .replace("id: p1,", "id: p1, issuer: it,")
    )
    assert [claim.issuer_id for event in affair.events for claim in event.claims] == ["city", "it"]


def test_defaults() -> None:
    claim = claim_of(CLAIM)
    assert claim.known == date(2025, 3, 14)  # the source's day
    assert (claim.standing, claim.rank, claim.issuer) == (None, Rank.NORMAL, None)


def test_everything_that_may_be_written() -> None:
    claim = claim_of(
        "{id: c1, within: 2026-06, strict: 2026-06-29, earliest_strict: 2026-06-02,"
        ' time: "23:00+00:00", condition: if it is dry, timetable: plan, standing: forecast,'
        " rank: preferred, why: nearest to the event, issuer: Mayor Dahl, via: The Paper,"
        " source: paper, known: 2025-03-15, said: 2025-03-13, recorded: 2025-03-20T08:00:00Z,"
        " retracted: 2025-05-01, phrase: 六月, language: zh-Hant, note: Seen., formerly: [c0]}"
    )
    assert claim.strict == date(2026, 6, 29)
    assert claim.earliest_strict == date(2026, 6, 2)
    assert claim.time == "23:00+00:00"
    assert claim.condition == "if it is dry"
    assert claim.timetable == "plan"
    assert claim.standing is Standing.FORECAST
    assert claim.rank is Rank.PREFERRED
    assert claim.via == "The Paper"
    assert claim.known == date(2025, 3, 15)
    assert claim.said == date(2025, 3, 13)
    assert claim.recorded == "2025-03-20T08:00:00Z"
    assert claim.retracted == date(2025, 5, 1)
    assert (claim.phrase, claim.language) == ("六月", "zh-Hant")
    assert claim.formerly == ("c0",)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        pytest.param('"two\\nlines"', "two lines", id="line break"),
        pytest.param('"a\\tb"', "a b", id="tab"),
        pytest.param('"a \\r\\n  b "', "a b", id="blanks around"),
        pytest.param('"a\\u2028b\\u0085c"', "a b c", id="line separators of Unicode"),
        pytest.param("2025", "2025", id="a number is a text"),
        pytest.param("1e3", "1e3", id="another number"),
        pytest.param("2025-11-20", "2025-11-20", id="a day is a text"),
        pytest.param("'No'", "No", id="quoted word"),
        pytest.param("y", "y", id="no trap for this reader"),
        pytest.param("A & B * C!", "A & B * C!", id="marks of YAML inside a text"),
        pytest.param("'{a: b}'", "{a: b}", id="quoted braces"),
        pytest.param("下週四（27日）感恩節前", "下週四（27日）感恩節前", id="Chinese"),
        pytest.param("👩‍🚒 𠮷", "👩‍🚒 𠮷", id="beyond the basic plane"),
        pytest.param('"\\uE000\\uE001"', "\ue000\ue001", id="private use"),
    ],
)
def test_text_of_one_line(written: str, text: str) -> None:
    affair = affair_of(with_line("title: The permit is given", f"title: {written}"))
    assert affair.events[1].title == text


def test_notes_keep_their_lines() -> None:
    affair = affair_of(
        with_line("title: The permit is given", "title: P\n  note: |\n    one  \n    two\n")
    )
    assert affair.events[1].note == "one\ntwo"


@pytest.mark.parametrize("null", ["~", "null", "NULL"])
def test_null_counts_as_not_written(null: str) -> None:
    assert claim_of(f"{{id: c1, by: 2026, source: paper, via: {null}}}").via is None


@pytest.mark.parametrize("empty", ["events:", "events: []", "events: ~"])
def test_an_affair_may_have_no_events_yet(empty: str) -> None:
    text = f"affair: harbour\ntitle: T\ntimezone: UTC\n{empty}\n"
    assert affair_of(text).events == ()


@pytest.mark.parametrize("section", ["issuers", "timetables", "sources", "corrections", "points"])
def test_a_section_may_be_empty(section: str) -> None:
    affair_of(f"affair: harbour\ntitle: T\ntimezone: UTC\nevents: []\n{section}:\n")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", "\r"), id="CR"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.rstrip("\n"), id="no final line break"),
        pytest.param(lambda text: "---\n" + text + "...\n", id="document marks"),
        pytest.param(lambda text: "# 註\n" + text, id="comment"),
    ],
)
def test_how_a_file_is_saved_changes_nothing(change: object) -> None:
    assert callable(change)
    right = affair_of(with_claims(CLAIM))
    other = affair_of(change(with_claims(CLAIM)).encode())
    assert [event.id for event in other.events] == [event.id for event in right.events]
    assert other.events[0].claims[0].window == right.events[0].claims[0].window


def test_source_without_publisher_is_shown_by_its_host() -> None:
    affair = affair_of(with_line("publisher: A leaflet", "url: https://leaflet.example/x"))
    assert affair.sources[1].publisher == "leaflet.example"


def test_decider_may_be_named_by_alias() -> None:
    affair = affair_of(with_line("  title: The tunnel opens", "  deciders: [Mayor Dahl, builder]"))
    assert affair.events[0].deciders == ("city", "builder")


@pytest.mark.parametrize(
    "tracker",
    [ROOT, *sorted(path.parent for path in (ROOT / "examples").glob("*/events"))],
    ids=lambda path: path.name,
)
def test_the_records_of_this_repository_are_right(tracker: Path) -> None:
    result = load(Tracker.open(tracker))
    assert result.errors == ()
    assert result.affairs


def test_path_of_the_affair_is_that_of_its_file() -> None:
    assert affair_of(with_claims(CLAIM)).path == PATH
