"""Every mistake has its line, says what is wrong and what to write; one mistake, one fault."""

from __future__ import annotations

import pytest

from bywhen.record import load_text
from tests.record.example import (
    CLAIM,
    LINE,
    PATH,
    errors_of,
    warnings_of,
    with_claims,
    with_line,
)


def claim(keys: str) -> str:
    return with_claims(f"{{id: c1, {keys}}}")


CLAIMS = [
    # a date
    ("by: 11/12/2025, source: paper", "not ISO: write 2025-12-11 or 2025-11-12"),
    ("by: 2025-02-30, source: paper", "February 2025 has 28 days"),
    ("by: 2025-13, source: paper", "no month 13"),
    ("by: soon, source: paper", "'soon' is not a date"),
    ("day: 2025-12, source: paper", "not exactly one day. Write `within: 2025-12`."),
    ("day: 2025-12-01/2025-12-02, source: paper", "Write `within: 2025-12-01/2025-12-02`."),
    ("within: 2025-12-10/2025-12-01, source: paper", "write 2025-12-01/2025-12-10"),
    ("within: ../.., source: paper", "names no day at all. Write `undated: true`."),
    ("by: 2025-12-01/.., source: paper", "Write `not_before: 2025-12-01`."),
    ("not_before: ../2025-12-01, source: paper", "Write `by: 2025-12-01`."),
    ("by: ../.., source: paper", "no last day, which `by` needs. Write `undated: true`."),
    ("not_before: ../.., source: paper", "which `not_before` needs. Write `undated: true`."),
    ("day: ../.., source: paper", "not exactly one day. Write `undated: true`."),
    ("happened: 2025-03-01/.., source: paper", "open on one side"),
    ("happened: 2025-03-15, source: paper", "happened on 2025-03-15 but was known on 2025-03-14"),
    ("withdrawn: 2025-03-15, source: paper", "Write `withdrawn: true` and `known: 2025-03-15`."),
    ("cancelled: false, source: paper", "true or left out, not `false`"),
    ("undated: [], source: paper", "not a list"),
    ("by: [2025, 2026], source: paper", "`by` is a text, not a list"),
    # a date that hangs on another event
    ("by: P100D, source: paper", "Add `after: EVENT`."),
    ("by: -P10D, source: paper", "Add `after: EVENT`."),
    ("by: 2025-12-01, after: permit, source: paper", "Leave `after` out"),
    ("by: P7D/P14D, after: permit, source: paper", "Write `within: P7D/P14D`."),
    ("by: PT48H, after: permit, source: paper", "write P2D for 48 hours"),
    ("within: P14D/P7D, after: permit, source: paper", "write P7D/P14D"),
    ("happened: 2025-03-01, after: permit, source: paper", "does not go with `happened`"),
    ("withdrawn: true, after: permit, source: paper", "does not go with `withdrawn`"),
    ("cancelled: true, after: permit, source: paper", "does not go with `cancelled`"),
    ("undated: true, after: permit, source: paper", "does not go with `undated`"),
    ("by: P1D, after: permits, source: paper", "no event 'permits'. Did you mean `permit`?"),
    ("by: P1D, after: opens, source: paper", "in a circle: harbour/opens -> harbour/opens"),
    ("by: P1D, after: a/b/c, source: paper", "'a/b/c' is no event"),
    # what there must be, and not twice
    ("source: paper", "the claim has no date. Write one of: day, within, by, not_before"),
    ("by: 2026, day: 2026-01-01, source: paper", "has `by` and `day`; it may have one"),
    ("by: 2026, withdrawn: true, source: paper", "has `by` and `withdrawn`"),
    ("by: 2026, by: 2027, source: paper", "`by` is written twice in one claim"),
    ("by: 2026, source: undated", "its source `undated` has no `published`. Write `known: DAY`"),
    ("by: 2026", "no `known`, and it has no source"),
    ("by: 2026, known: , source: paper", "`known:` has no value"),
    # names
    ("by: 2026, source: papers", "no source 'papers'. Did you mean `paper`?"),
    ("by: 2026, source: leaflet-7, known: 2025-01-01", "Declare it under `sources:`."),
    ("by: 2026, source: {publisher: x}", "`source` is a text, not a mapping"),
    ("by: 2026, timetable: plans, source: paper", "no timetable 'plans'. Did you mean `plan`?"),
    ("by: 2026, rank: prefered, source: paper", "Did you mean `preferred`? It is one of:"),
    ("by: 2026, standing: certain, source: paper", "one of: commitment, forecast, proposal"),
    ("by: 2026, language: English, source: paper", "'English' is no language tag"),
    ("by: 2026, language: zh_Hant, source: paper", "Write `zh-Hant`."),
    # keys
    ("by: 2026, soruce: paper", "'soruce' is no key of a claim. Did you mean `source`?"),
    ("by: 2026, source: paper, titles: {nb: x}", "It belongs to an event."),
    ("by: 2026, source: paper, published: 2025", "It belongs to a source."),
    ("by: 2026, source: paper, colour: red", "The keys of a claim: id, day, within"),
    ("by: 2026, source: paper, embargo: 2025-05-01", "nothing in a tracker is private"),
    ("by: 2026, source: paper, [a, b]: c", "a key is a word, not a list"),
    # tags
    ("withdrawn: true, timetable: plan, source: paper", "this claim is `withdrawn`"),
    ("happened: 2025-01-01, timetable: plan, source: paper", "this claim is `happened`"),
    ("by: 2026, timetable: plan, standing: proposal, source: paper", "never a date in force"),
    # days and moments
    ("by: 2026, known: 2025-11, source: paper", "`known` is one day; '2025-11' is not"),
    ("by: 2026, known: 2025-11-20~, source: paper", "`known` is one day"),
    ("by: 2026, known: 20251120, source: paper", "'20251120' is not"),
    ("by: 2026, known: 2025-03-14T10:00, source: paper", "`known`"),
    ("by: 2026, said: yesterday, source: paper", "`said`: 'yesterday' is not a date"),
    ("by: 2026, strict: 2025-12, source: paper", "`strict` is one day"),
    ("by: 2026, recorded: 2025-11-21, source: paper", "an instant with its offset"),
    ("by: 2026, recorded: 2025-11-21T10:00:00, source: paper", "an instant with its offset"),
    (
        "by: 2026-05, strict: 2026-06-01, source: paper",
        "`strict` is 2026-06-01, which lies outside",
    ),
    ("within: 2026-05, earliest_strict: 2026-04-30, source: paper", "adds none: correct it"),
    (
        "within: 2026-05, strict: 2026-05-02, earliest_strict: 2026-05-03, source: paper",
        "`earliest_strict` is 2026-05-03, after `strict`, 2026-05-02",
    ),
    ("by: 2026, time: noon, source: paper", 'Write `time: "23:00\\+00:00"`.'),
    ("by: 2026, retracted: 2025-03-13, source: paper", "before it was known on 2025-03-14"),
]


@pytest.mark.parametrize(("keys", "answer"), CLAIMS, ids=[keys for keys, _ in CLAIMS])
def test_mistake_in_a_claim(keys: str, answer: str) -> None:
    (fault,) = errors_of(claim(keys))
    assert fault.path == PATH
    assert fault.line == LINE
    assert any(
        words in str(fault).replace("\\", "") for words in answer.replace("\\", "").split("|")
    )


EVENTS = [
    ("- id: permit", "- id: per/mit", "the id 'per/mit' has a slash. Write `per-mit`."),
    ("- id: permit", "- id: The permit", "has a blank. Write `the-permit`."),
    ("- id: permit", "- id: доказ", "is not made of a-z"),
    ("- id: permit", "- id: -x", "is not made of a-z|Write `x`"),
    ("- id: permit", "- id: opens", "event id `opens` is used twice (first on line 15)"),
    ("- id: permit\n", "- kind: law\n", "an event needs `id`."),
    ("- id: permit\n", "- just words\n- id: permit\n", "an event is due here"),
    ("- id: permit\n", "- [a]\n- id: permit\n", "an event is due here, not a list"),
    ("title: The permit is given", "title: [a]", "`title` is a text, not a list"),
    ("title: The permit is given", "title:", "`title:` has no value"),
    ("title: The permit is given", "title: ''", "`title` is empty"),
    ("title: The permit is given", "titel: P", "Did you mean `title`?"),
    ("title: The permit is given", "title: P\n  deciders: [mayor]", "'mayor' is not declared"),
    ("title: The permit is given", "title: P\n  deciders: [cit]", "Did you mean `city`?"),
    ("title: The permit is given", "title: P\n  deciders: city", "Write `deciders: [city]`."),
    ("title: The permit is given", "title: P\n  follows: [open]", "Did you mean `opens`?"),
    ("title: The permit is given", "title: P\n  follows: [permit]", "follows itself"),
    ("title: The permit is given", "title: P\n  timezone: Oslo", "Did you mean `Europe/Oslo`?"),
    ("title: The permit is given", "title: P\n  checked_through: 2025", "is one day"),
    ("title: The permit is given", "title: P\n  formerly: [opens]", "belongs to event `opens`"),
    ("title: The permit is given", "title: P\n  titles: {no: x}", 'Write `"no"`.'),
    ("title: The permit is given", "title: P\n  titles: {english: x}", "no language tag"),
    ("title: The permit is given", "title: P\n  titles: Tillatelse", "a mapping of languages"),
    ("{id: p1, by: 2025-06-30, source: paper}", "p1", "a claim is due here"),
    ("id: p1,", "id: p1, formerly: [p1],", "the former id 'p1' of claim `p1`"),
]


@pytest.mark.parametrize(("old", "new", "answer"), EVENTS, ids=[new for _, new, _ in EVENTS])
def test_mistake_in_an_event(old: str, new: str, answer: str) -> None:
    (fault,) = errors_of(with_line(old, new))
    assert any(words in str(fault) for words in answer.split("|"))


AFFAIRS = [
    ("format: 1", "format: 2", 1, "it needs a newer bywhen"),
    ("format: 1", "format: one", 1, "Write `format: 1`."),
    ("format: 1", "format: 0", 1, "Write `format: 1`."),
    ("format: 1", "embargo: 2030-01-01", 1, "nothing in a tracker is private"),
    ("affair: harbour", "affair: harbor", 2, "the file is named harbour.yml"),
    ("title: The harbour tunnel", "titles: {nb: x}", 2, "an affair needs `title`."),
    ("title: The harbour tunnel", "title: A\ntitle: B", 4, "twice in one affair (first on line 3)"),
    ("timezone: Europe/Oslo", "timezone: Europe/Olso", 4, "Did you mean `Europe/Oslo`?"),
    ("timezone: Europe/Oslo", "timezone: UTC+1", 4, "is no time zone"),
    ("timezone: Europe/Oslo", "language: nb", 2, "an affair needs `timezone`."),
    ("{name: Builder Ltd}", "Builder Ltd", 7, "an issuer is due here, not the text 'Builder Ltd'"),
    ("{name: Builder Ltd}", "{name: Mayor Dahl}", 7, "names two issuers: `city` and `builder`"),
    ("aliases: [Mayor Dahl]", "aliases: Mayor Dahl", 6, "Write `aliases: [Mayor Dahl]`."),
    ("[Mayor Dahl]", "[{names: {nb: x}}]", 6, "an alias needs `name`. Write `name: ...`."),
    ("[Mayor Dahl]", "[{name: Dahl, nmaes: {nb: x}}]", 6, "Did you mean `names`?"),
    ("[Mayor Dahl]", "[{name: Dahl, names: {nb: Builder Ltd}}]", 7, "names two issuers"),
    ("[Mayor Dahl]", "[Mayor Dahl, ~]", 6, "an entry of `aliases` is empty."),
    ("  builder:", "  city:", 7, "issuer `city` is declared twice (first on line 6)"),
    ("id: spring", "id: plan", 10, "timetable `plan` is declared twice (first on line 9)"),
    ("{id: spring, title: The spring plan}", "spring", 10, "a timetable is due here"),
    ("{id: spring, title: The spring plan}", "{title: S}", 10, "a timetable needs `id`."),
    ("  undated:", "  paper:", 13, "source `paper` is declared twice"),
    ("  undated:", "  un/dated:", 13, "the source 'un/dated' has a slash"),
    ("published: 2025-03-14", "published: 2025-03", 12, "`published` is one day"),
    ("language: en", "medium: radio", 12, "one of: article, post, document, interview, speech"),
    ("language: en", "sha256: abc", 12, "64 hexadecimal digits"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "answer"), AFFAIRS, ids=[new for _, new, *_ in AFFAIRS]
)
def test_mistake_in_the_affair(old: str, new: str, line: int, answer: str) -> None:
    (fault,) = errors_of(with_line(old, new))
    assert answer in str(fault)
    assert fault.line == line or "needs" in answer


CORRECTIONS = [
    ("{day: 2025-04-01, claim: opens/c9, why: x}", "no claim 'opens/c9'. Did you mean"),
    ("{day: 2025-04-01, claim: p1, why: x}", "Did you mean `permit/p1`?"),
    ("{day: 2025-04-01, claim: other/opens/c1, why: x}", "there is no claim"),
    ("{day: 2025-04, claim: opens/c1, why: x}", "`day` is one day"),
    ("{day: 2025-04-01, claim: opens/c1}", "a correction needs `why`."),
    ("opens/c1", "a correction is due here"),
]


@pytest.mark.parametrize(("entry", "answer"), CORRECTIONS)
def test_mistake_in_a_correction(entry: str, answer: str) -> None:
    text = with_claims(CLAIM) + f"corrections:\n- {entry}\n"
    (fault,) = errors_of(text)
    assert answer in str(fault)
    assert fault.line == text.count("\n")


POINTS = [
    ("{version: a, number: 1, text: x, event: perm}", "Did you mean `permit`?"),
    ("{version: a, number: 1}", "a point needs `text`."),
    ("{version: a, number: 1, text: x}\n- {version: a, number: 1, text: y}", "written twice"),
]


@pytest.mark.parametrize(("entry", "answer"), POINTS)
def test_mistake_in_a_point(entry: str, answer: str) -> None:
    (fault,) = errors_of(with_claims(CLAIM) + f"points:\n- {entry}\n")
    assert answer in str(fault)


def test_same_point_in_two_languages_is_right() -> None:
    points = "points:\n" + "".join(
        f"- {{version: a, number: 1, language: {tag}, text: x}}\n" for tag in ("en", "nb")
    )
    assert errors_of(with_claims(CLAIM) + points) == []


class TestTags:
    def test_same_tag_on_two_claims(self) -> None:
        tagged = "{id: c1, by: 2026, timetable: plan, source: paper}"
        (fault,) = errors_of(with_claims(tagged, tagged.replace("c1", "c2")))
        assert "timetable `plan` is on two claims of this event: `c1` and `c2`" in fault.message
        assert fault.line == LINE + 1

    def test_two_tags_on_two_claims_are_right(self) -> None:
        tagged = "{id: c1, by: 2026, timetable: plan, source: paper}"
        other = tagged.replace("c1", "c2").replace("plan", "spring")
        assert errors_of(with_claims(tagged, other)) == []

    @pytest.mark.parametrize(
        "says", ["by: 2026", "withdrawn: true", "by: 2027, standing: proposal"]
    )
    def test_tag_of_a_deprecated_claim_is_ignored(self, says: str) -> None:
        tagged = "{id: c1, by: 2026, timetable: plan, source: paper}"
        wrong = f"{{id: c2, {says}, timetable: plan, source: paper, rank: deprecated, why: x}}"
        assert errors_of(with_claims(tagged, wrong)) == []


def test_same_claim_id_twice() -> None:
    (fault,) = errors_of(with_claims(CLAIM, CLAIM))
    assert f"claim id `c1` is used twice in this event (first on line {LINE})" in fault.message
    assert fault.line == LINE + 1


def test_same_claim_id_in_two_events_is_right() -> None:
    assert errors_of(with_claims(CLAIM.replace("c1", "p1"))) == []


WARNINGS = [
    ("{id: c1, by: 2026, known: 2025-01-01}", "the claim has no source"),
    ("{id: c1, by: 2026, source: paper, rank: deprecated}", "a deprecated claim without a reason"),
    ("{id: c1, by: 2026, source: paper, said: 2025-03-15}", "after it was known on 2025-03-14"),
]


@pytest.mark.parametrize(("written", "words"), WARNINGS)
def test_warning_of_a_claim(written: str, words: str) -> None:
    (warning,) = warnings_of(with_claims(written))
    assert words in warning.message
    assert warning.line == LINE
    assert warning.warning


def test_an_event_without_a_good_id_is_not_asked_for_a_title() -> None:
    result = load_text(with_claims(CLAIM, tail="- id: per/mit\n"), PATH)
    assert [fault.warning for fault in result.faults] == [False]


def test_warning_of_an_address() -> None:
    (warning,) = warnings_of(with_line("https://paper.example/1", "javascript:alert(1)"))
    assert "no http(s) address" in warning.message


def test_warning_of_claims_that_come_after_the_outcome() -> None:
    happened = "{id: h1, happened: 2025-03-10, source: paper}"
    late = "{id: c2, by: 2026, source: paper, known: 2025-03-15}"
    same_day = "{id: c3, by: 2026, source: paper}"
    proposal = "{id: c4, by: 2026, source: paper, known: 2025-03-15, standing: proposal}"
    (warning,) = warnings_of(with_claims(happened, late, same_day, proposal))
    assert "claim `c2` became known on 2025-03-15, after the outcome had" in warning.message
    assert warning.line == LINE + 1


def test_no_warning_of_claims_after_an_outcome_that_was_taken_back() -> None:
    happened = "{id: h1, happened: 2025-03-10, source: paper, retracted: 2025-03-20}"
    late = "{id: c2, by: 2026, source: paper, known: 2025-03-15}"
    assert warnings_of(with_claims(happened, late)) == []


def test_five_mistakes_give_five_faults() -> None:
    text = with_claims(
        "{id: c1, by: 2025-02-30, source: paper}",
        "{id: c2, by: 2026, day: 2026-01-01, source: paper}",
        "{id: c3, by: 2026, phrase: soon: in May, source: paper}",
        "{id: c4, by: 2026, source: papers}",
        "{id: c5, by: P10D, after: nothing, source: paper}",
        CLAIM.replace("c1", "c6"),
    )
    faults = errors_of(text)
    assert [fault.line - LINE for fault in faults] == [0, 1, 2, 3, 4]
    assert all(fault.message for fault in faults)
    assert load_text(text, PATH).affairs == ()


def test_newer_format_hides_what_it_may_mean() -> None:
    text = with_line("format: 1", "format: 12").replace("by:", "until:")
    (fault,) = errors_of(text)
    assert "format 12" in fault.message


def test_faults_are_sorted_by_line() -> None:
    text = with_line("affair: harbour", "affair: other").replace("2025-06-30", "2025-06-31")
    lines = [fault.line for fault in errors_of(text)]
    assert lines == sorted(lines)
    assert len(lines) == 2


def test_a_thousand_faults_are_enough() -> None:
    text = with_claims(*["{}"] * 3000)
    faults = errors_of(text)
    assert 1000 < len(faults) < 1010
    assert any("more than 1000 faults" in fault.message for fault in faults)
