"""What a sentence proposes: which event, which date, whose word, and how sure."""

from __future__ import annotations

import pytest

from bywhen.ingest.proposing import by_record, by_rules
from bywhen.ingest.watchlist import Match, Word
from bywhen.reading import UNSURE_BELOW
from tests.proposals.affairs import affair_of, drafted

# id: (language, day, sentence, event, modality, earliest, latest, issuer)
CLAIMS = [
    pytest.param("en", "2025-11-23", "Washington wants Kyiv to accept the plan by 12 December.", "kyiv-agrees", "by", None, "2025-12-12", "us", id="by"),
    pytest.param("en", "2025-11-23", "Ukraine must sign the plan before Friday, December 5, the White House said.", "kyiv-agrees", "by", None, "2025-12-05", "us", id="before-keeps-the-lenient-day"),
    pytest.param("en", "2025-11-23", "Trump told reporters that a deadline of December 12 for Kyiv to accept the plan was fair.", "kyiv-agrees", "by", None, "2025-12-12", "us", id="a-deadline-of"),
    pytest.param("en", "2025-11-23", "Zelensky said on Saturday that Ukraine will hold elections in March 2026.", "elections", "within", "2026-03-01", "2026-03-31", "kyiv", id="a-month-stays-a-month"),
    pytest.param("en", "2025-11-23", "The war will not end before March 1, 2026, Trump said, it can only end after that day.", "war-ends", "not_before", "2026-03-01", None, "us", id="not-before"),
    pytest.param("en", "2025-11-23", "Ukraine will hold elections within 100 days of agreeing to the plan, Zelensky said.", "elections", "by", None, None, "kyiv", id="hangs-on-an-event"),
    pytest.param("en", "2025-11-23", "The Thursday deadline could slide into the following week, Rubio said on Sunday.", "kyiv-agrees", "within", "2025-11-27", "2025-12-07", "us", id="may-hold-or-move"),
    pytest.param("zh-Hant", "2025-12-09", "白宮要求基輔在12月25日前同意計劃。", "kyiv-agrees", "by", None, "2025-12-25", "us", id="zh-hant"),
    pytest.param("zh-Hans", "2025-12-09", "泽连斯基表示，乌克兰将在明年3月举行选举。", "elections", "within", "2026-03-01", "2026-03-31", "kyiv", id="zh-hans"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "day", "sentence", "event", "modality", "earliest", "latest", "issuer"), CLAIMS
)
def test_a_dated_sentence_becomes_one_claim(
    language: str,
    day: str,
    sentence: str,
    event: str,
    modality: str,
    earliest: str | None,
    latest: str | None,
    issuer: str,
) -> None:
    (draft,) = drafted(sentence, day, language=language)
    assert (draft.kind, draft.event, draft.modality) == ("claim", event, modality)
    assert (_text(draft.earliest), _text(draft.latest)) == (earliest, latest)
    assert draft.issuer_id == issuer
    assert draft.sentence[draft.start : draft.end] == draft.reading["text"]


def _text(day: object) -> str | None:
    return None if day is None else str(day)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Trump said on Tuesday there was no longer a deadline for Kyiv to accept the plan."),
        ("en", "The White House has dropped the Thanksgiving deadline."),
        ("en", "Kyiv faces no firm deadline to accept the plan, Rubio said."),
        ("zh-Hant", "特朗普表示，不再為基輔同意計劃設期限。"),
        ("zh-Hant", "白宮取消基輔同意計劃的期限。"),
        ("zh-Hans", "白宫撤回要乌克兰接受计划的期限。"),
    ],
)
def test_a_deadline_that_goes_is_withdrawn(language: str, sentence: str) -> None:
    (draft,) = drafted(sentence, "2025-11-25", language=language)
    assert (draft.kind, draft.event, draft.issuer_id) == ("withdrawn", "kyiv-agrees", "us")
    assert (draft.modality, draft.latest) == (None, None)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("The war has raged since February 2022.", id="since"),
        pytest.param("Trump said on Tuesday that he likes the plan.", id="a-speech's-day"),
        pytest.param("Rubio told reporters in Geneva on Sunday that it went well.", id="told"),
        pytest.param("The White House will not drop the Thanksgiving deadline.", id="it-stands"),
        pytest.param("The 28-point plan was leaked in 2024.", id="history"),
        pytest.param("The White House wants Kyiv to accept the plan by Thursday, 27 November.", id="recorded-already"),
    ],
)  # fmt: skip
def test_what_proposes_nothing(sentence: str) -> None:
    assert [
        one for one in drafted(sentence, "2025-11-25") if one.event is not None and not one.is_known
    ] == []


def test_a_repeated_deadline_counts_as_said_anew_when_a_speaker_says_it_on_a_later_day() -> None:
    sentence = "Trump said on Monday that Kyiv must accept the plan by Thursday."
    (draft,) = drafted(sentence, "2025-11-24")
    assert (str(draft.latest), str(draft.said), draft.issuer) == (
        "2025-11-27", "2025-11-24", "Donald Trump",
    )  # fmt: skip


def test_the_stricter_reading_of_by_june_is_kept() -> None:
    (draft,) = drafted("The Americans want the war over by June, Zelensky said.", "2026-02-07")
    assert (str(draft.latest), str(draft.strict)) == ("2026-06-30", "2026-05-31")
    assert (draft.issuer_id, draft.via) == ("us", "Volodymyr Zelensky")


def test_the_day_of_a_talk_is_the_day_it_was_said() -> None:
    text = "In a call on Saturday Rubio asked Zelensky to accept the plan by Christmas."
    (draft,) = drafted(text, "2025-12-09")
    assert (str(draft.said), str(draft.latest)) == ("2025-12-06", "2025-12-25")


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("The war will not end by Christmas, Zelensky said.", id="no"),
        pytest.param("Will the war end by Christmas, as Trump wants?", id="a-question"),
        pytest.param("Analysts expect the war to end by Christmas.", id="nobody-with-a-say"),
        pytest.param("EU leaders meet in Brussels on December 18.", id="a-new-event-of-nobody"),
    ],
)
def test_doubtful_sentences_are_unsure(sentence: str) -> None:
    for draft in drafted(sentence, "2025-11-25"):
        assert draft.confidence < UNSURE_BELOW


def test_a_sentence_that_fits_no_event_proposes_a_new_one() -> None:
    sentence = "Zelensky said he would visit Paris on December 1."
    (draft,) = drafted(sentence, "2025-11-25")
    assert (draft.kind, draft.event, str(draft.latest)) == ("new_event", None, "2025-12-01")
    assert draft.title == "Zelensky said he would visit Paris on"


def test_headline_and_body_make_one_claim() -> None:
    drafts = drafted(
        "The White House has given Kyiv until December 12 to accept the plan, Zelensky said.",
        "2025-11-25",
        title="US gives Kyiv until December 12 to accept plan",
    )
    (draft,) = drafts
    assert (draft.issuer, draft.via) == ("White House", "Volodymyr Zelensky")


@pytest.mark.parametrize(
    ("match", "title", "reason"),
    [
        (Match(any=(Word("Ukraine"),)), "Talks on Ukraine", "the title has “Ukraine”"),
        (Match(any=(Word("Україна"),)), "Переговори щодо України", "the title has “України”"),
        (Match(any=(Word("烏克蘭", "zh"),)), "烏克蘭", None),
        (Match(any=(Word("Ukraine"),), not_=(Word("football"),)), "Ukraine football", None),
        (Match(all=(Word("Ukraine"), Word("plan"))), "Ukraine", None),
        (Match(regex=(Word("28.points?"),)), "The 28 points", "the title has “28 points”"),
        (Match(), "Anything", "its rule takes every text"),
    ],
)
def test_the_rule_of_sources_yml_says_what_is_relevant(
    match: Match, title: str, reason: str | None
) -> None:
    found = by_rules(match, title, "", "en")
    assert (found.reason if found else None) == reason


def test_without_a_rule_the_record_says_what_is_relevant() -> None:
    affair = affair_of()
    assert by_record(affair, "Trump calls Zelensky", "", "en") is not None
    assert by_record(affair, "Football tonight", "Ukraine play Wales.", "en") is None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("uk", "Білий дім вимагає, щоб Київ погодився на план до 25 грудня."),
        ("ru", "Белый дом требует, чтобы Киев согласился на план до 25 декабря."),
        ("de", "Das Weiße Haus verlangt, dass Kiew dem Plan bis zum 25. Dezember zustimmt."),
        ("fr", "Washington exige que Kiev accepte le plan avant le 25 décembre."),
    ],
)
def test_other_languages_propose_the_same_claim(language: str, sentence: str) -> None:
    (draft,) = drafted(sentence, "2025-12-09", language=language)
    assert (draft.event, draft.modality, str(draft.latest), draft.issuer_id) == (
        "kyiv-agrees", "by", "2025-12-25", "us",
    )  # fmt: skip
