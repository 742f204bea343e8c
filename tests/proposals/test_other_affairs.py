"""Sentences of affairs that no word list knows: which date, which event, whose word."""

from __future__ import annotations

from datetime import date

import pytest

from bywhen.ingest.proposing import Document, Draft, Standing, by_record, drafts_of
from bywhen.reading import UNSURE_BELOW
from bywhen.timetable.claims import Affair
from tests.proposals.affairs import affair_of

RECORD = """\
affair: peace-plan
title: The flight of the Heron probe
titles: {zh-Hant: 蒼鷺探測器}
timezone: UTC
language: en
issuers:
  agency: {name: Space Agency, aliases: [Ana Ruiz, Agency director]}
  maker: {name: Dorn Works, aliases: [Dorn]}
events:
- id: first-test
  title: The first engine test is completed
  titles: {zh-Hant: 完成首次引擎測試, de: Der erste Triebwerkstest ist abgeschlossen}
- id: second-test
  title: The second engine test is completed
  titles: {zh-Hant: 完成第二次引擎測試}
- id: launch
  title: Heron launches
  titles: {zh-Hant: 蒼鷺發射, de: Heron startet}
  claims: [{id: a, by: 2026-05-01, issuer: agency, known: 2026-01-01}]
- id: splice
  title: The wicket is spliced
"""

DAY = date(2026, 3, 4)  # a Wednesday


@pytest.fixture(scope="module")
def affair() -> Affair:
    return affair_of(RECORD)


def _drafts(affair: Affair, text: str, language: str = "en") -> list[Draft]:
    document = Document("", text, DAY, language, "u", "p")
    return [one for one in drafts_of(document, Standing(affair, [affair]), "r") if not one.is_known]


@pytest.mark.parametrize(
    ("language", "sentence", "event", "says", "issuer"),
    [
        pytest.param("en", "The second engine test will be completed by March 20, Dorn said.", "second-test", "by 2026-03-20", "maker", id="an-ordinal-tells-twins-apart"),
        pytest.param("en", "Heron will launch on June 2, not in May as planned, Ruiz said on Tuesday.", "launch", "day 2026-06-02", "agency", id="the-new-day"),
        pytest.param("en", "The launch of Heron, which was to take place on May 1, will now be on June 2, the director said.", "launch", "day 2026-06-02", "agency", id="planned-once"),
        pytest.param("en", "Ruiz has moved the deadline for Heron to launch from May 1 to June 2.", "launch", "by 2026-06-02", "agency", id="from-and-to"),
        pytest.param("en", "The first engine test has been pushed back to Monday, Dorn said.", "first-test", "day 2026-03-09", "maker", id="moved-to-what-is-to-come"),
        pytest.param("en", "Ana Ruiz, the head of the project, said that Heron would launch no earlier than June 2.", "launch", "not_before 2026-06-02", "agency", id="apposition"),
        pytest.param("en", "The wicket will be spliced by April 3, Dorn said.", "splice", "by 2026-04-03", "maker", id="a-verb-of-no-list"),
        pytest.param("en", "The wicket was spliced on Monday.", "splice", "happened 2026-03-02", None, id="its-past"),
        pytest.param("zh-Hant", "蒼鷺將延至6月2日發射。", "launch", "by 2026-06-02", None, id="zh-moved-deadline"),
        pytest.param("en", "Dorn will complete the second engine test by March 20, it said on Tuesday.", "second-test", "by 2026-03-20", "maker", id="it-said"),
        pytest.param("en", "Heron will launch from the United States on June 2, Ruiz said.", "launch", "day 2026-06-02", "agency", id="states-is-no-speech"),
        pytest.param("uk", "Heron не запустять раніше червня, сказала Ruiz.", "launch", "not_before 2026-06-01", "agency", id="uk-not-before"),
        pytest.param("de", "Heron wird am 2. Juni starten. Das sagte Ruiz am Dienstag.", "launch", "day 2026-06-02", "agency", id="de-said-in-the-next-sentence"),
        pytest.param("fr", "Heron sera lancé le 2 juin, a dit Ruiz.", "launch", "day 2026-06-02", "agency", id="fr-the-year-to-come"),
        pytest.param("de", "Heron wird am 2. Juni starten, sagte Ruiz.", "launch", "day 2026-06-02", "agency", id="de"),
    ],
)  # fmt: skip
def test_one_claim(
    affair: Affair, language: str, sentence: str, event: str, says: str, issuer: str | None
) -> None:
    (draft,) = _drafts(affair, sentence, language)
    day = draft.earliest if draft.modality == "not_before" else draft.latest
    assert (draft.event, f"{draft.modality} {day}", draft.issuer_id) == (event, says, issuer)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Heron is no longer to launch by May 1, Ruiz said.", id="no-longer"),
        pytest.param("There is no longer a date for Heron to launch, Ruiz said.", id="no-date"),
    ],
)
def test_what_is_planned_no_longer_is_withdrawn(affair: Affair, sentence: str) -> None:
    (draft,) = _drafts(affair, sentence)
    assert (draft.kind, draft.event, draft.issuer_id) == ("withdrawn", "launch", "agency")


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Heron will not launch by May 1, Ruiz said.", id="only-not-kept"),
        pytest.param("Heron should have launched on Monday.", id="should-have"),
        pytest.param("The launch deadline of March 2 came and went.", id="came-and-went"),
        pytest.param("Heron was built under the decree of March 2.", id="of-a-day"),
        pytest.param(
            "A report that Heron could launch on June 2 is false, Ruiz said.", id="denied"
        ),
        pytest.param("Heron may launch later than May 1, Ruiz said.", id="later-than-what-stands"),
        pytest.param(
            "The March 2 target for completing the first engine test has passed.",
            id="a-target-passed",
        ),
        pytest.param("Winter schedules start on Sunday.", id="of-something-else"),
    ],
)
def test_what_proposes_nothing(affair: Affair, sentence: str) -> None:
    assert _drafts(affair, sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Heron will launch on June 2, a Mr Bloom said.", id="a-speaker-of-no-record"),
        pytest.param("A decision on the launch of Heron is due by April 3, Dorn said.", id="about-it"),
        pytest.param("Heron could launch on June 2, Ruiz said.", id="it-may-be"),
        pytest.param("Heron will launch on June 2 if the money comes, Ruiz said.", id="on-a-condition"),
        pytest.param("Ruiz denied a delay and said that Heron will launch on June 2.", id="a-denial-beside-it"),
    ],
)  # fmt: skip
def test_what_is_unsure(affair: Affair, sentence: str) -> None:
    assert all(one.confidence < UNSURE_BELOW for one in _drafts(affair, sentence))


def test_a_name_of_the_title_makes_an_article_relevant(affair: Affair) -> None:
    assert by_record(affair, "Heron to launch in June", "", "en") is not None
    assert by_record(affair, "A heron in the park", "It ate a fish.", "en") is None
