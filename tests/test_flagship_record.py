"""The flagship's record, read as plain YAML: what it must hold and what it must not say.

The loader and the rules have their own tests; a sub-editor would look for what is here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
FILE = ROOT / "events" / "ukraine-28-point-plan.yml"
EXAMPLES = (
    "berlin-brandenburg-airport",
    "brexit-article-50",
    "jcpoa-2013-2015",
    "us-fy2024-appropriations",
)
SAYS_A_DATE = ("day", "within", "by", "not_before", "undated", "happened", "withdrawn", "cancelled")
FOLLOWED_TO = date(2026, 2, 12)

# milestone -> claim -> what it says, with the day on which the public could know it
MILESTONES = {
    "kyiv-agrees": {
        "s1": "2025-11-20 by 2025-11-27",
        "s2": "2025-11-21 by 2025-11-27",
        "s3": "2025-11-23 within 2025-11-27/2025-12-05",
        "s4": "2025-11-25 withdrawn True",
        "s5": "2025-12-09 by 2025-12-25",
        "s6": "2026-02-07 by 2026-06-30",
    },
    "presented-in-moscow": {
        "m1": "2025-11-20 within 2025-11-21/2025-11-30",
        "m2": "2025-11-25 within 2025-12-01/2025-12-07",
        "m3": "2025-12-02 happened 2025-12-02",
    },
    "process-complete": {
        "p1": "2025-11-20 within 2025-12-01/2025-12-10",
        "p2": "2026-02-07 by 2026-06-30",
    },
    "war-ends": {"w1": "2025-11-20 by 2025-12-31", "w2": "2026-02-07 by 2026-06-30"},
    "trump-zelensky-call": {"t1": "2025-11-20 within 2025-11-20/2025-11-27"},
    "ukraine-counterproposal": {"u1": "2025-11-20 undated True"},
    "elections": {"l1": "2025-11-20 by P100D", "l2": "2026-02-11 by 2026-05-15"},
    "ceasefire": {"f1": "2025-11-20 day P0D"},
    "new-start-expires": {
        "n1": "2025-11-20 within 2026-02",
        "n2": "2026-02-05 happened 2026-02-05",
    },
}

HAPPENED = {
    "russian-proposal-2022": "2022",
    "minerals-agreement": "2025-01-01/2025-10-31",
    "donetsk-building": "2025-08-16",
    "plan-drafted-in-secret": "2025-10-21~/2025-11-20~",
    "no-territory-swap": "2025-10-23",
    "corruption-case": "2025-11-10/2025-11-16",
    "worst-crisis": "2025-11-17",
    "axios-reveals-talks": "2025-11-18",
    "kyiv-had-signals": "2025-11-19",
    "trump-approves-draft": "2025-11-20",
    "timetable-reported": "2025-11-20",
    "draft-received": "2025-11-20",
    "driscoll-in-kyiv": "2025-11-20",
    "text-of-28-points": "2025-11-20",
    "eu-uk-china-respond": "2025-11-20~",
    "zelensky-video": "2025-11-21",
    "geneva-meeting": "2025-11-23",
    "deadline-dropped": "2025-11-25",
    "cut-to-20-points": "2025-12-08",
    "mar-a-lago-meeting": "2025-12-28",
    "abu-dhabi-second-round": "2026-02-04/2026-02-05",
}

# claims of which the sources name no issuer
WITHOUT_ISSUER = {
    "presented-in-moscow/m3",
    "ukraine-counterproposal/u1",
    "new-start-expires/n2",
    "minerals-agreement/e1",
    "driscoll-in-kyiv/e1",
    "geneva-meeting/e1",
    "mar-a-lago-meeting/e1",
    "abu-dhabi-second-round/e1",
}


def read(path: Path) -> dict[str, Any]:
    affair = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(affair, dict)
    return affair


RECORD = read(FILE)
EVENTS: dict[str, dict[str, Any]] = {event["id"]: event for event in RECORD["events"]}
CLAIMS: dict[str, dict[str, Any]] = {
    f"{event['id']}/{claim['id']}": claim for event in RECORD["events"] for claim in event["claims"]
}


def date_of(claim: dict[str, Any]) -> str:
    """The modality and date as written."""
    (key,) = (key for key in SAYS_A_DATE if key in claim)
    return f"{key} {claim[key]}"


def known(claim: dict[str, Any]) -> date:
    day = claim.get("known") or RECORD["sources"][claim["source"]]["published"]
    assert isinstance(day, date)
    return day


def texts(node: object) -> list[str]:
    """Every string below a node, keys left out."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [text for value in node.values() for text in texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in texts(value)]
    return []


def test_head_says_what_the_affair_is_and_how_far_it_was_followed() -> None:
    assert RECORD["format"] == 1
    assert RECORD["affair"] == FILE.stem
    assert RECORD["timezone"] == "America/New_York"
    assert RECORD["checked_through"] == FOLLOWED_TO
    assert RECORD["timetables"][0]["id"] == "aggressive"
    assert RECORD["timetables"][0]["announced"] == date(2025, 11, 20)


def test_events_are_the_milestones_and_what_happened_and_nothing_else() -> None:
    assert Counter(event["id"] for event in RECORD["events"]) == Counter([*MILESTONES, *HAPPENED])


@pytest.mark.parametrize("event", MILESTONES)
def test_milestone_has_every_claim_in_order(event: str) -> None:
    says = {claim["id"]: f"{known(claim)} {date_of(claim)}" for claim in EVENTS[event]["claims"]}
    assert list(says.items()) == list(MILESTONES[event].items())


@pytest.mark.parametrize("event", HAPPENED)
def test_happened_event_has_one_day_or_window(event: str) -> None:
    (claim,) = EVENTS[event]["claims"]
    assert date_of(claim) == f"happened {HAPPENED[event]}"


def test_aggressive_timetable_is_four_baselines() -> None:
    tagged = {name for name, claim in CLAIMS.items() if claim.get("timetable") == "aggressive"}
    assert tagged == {
        "kyiv-agrees/s1",
        "presented-in-moscow/m1",
        "process-complete/p1",
        "war-ends/w1",
    }


def test_order_of_events_is_recorded() -> None:
    follows = {name: event["follows"] for name, event in EVENTS.items() if "follows" in event}
    assert follows == {
        "presented-in-moscow": ["kyiv-agrees"],
        "process-complete": ["kyiv-agrees"],
        "war-ends": ["process-complete"],
        "elections": ["kyiv-agrees"],
        "ceasefire": ["process-complete"],
    }


def test_hanging_dates_name_their_anchor() -> None:
    anchors = {name: claim["after"] for name, claim in CLAIMS.items() if "after" in claim}
    assert anchors == {"elections/l1": "kyiv-agrees", "ceasefire/f1": "process-complete"}
    assert CLAIMS["ceasefire/f1"]["condition"] == "both sides withdrawn to the agreed positions"


def test_stricter_readings_stand_beside_the_lenient_ones() -> None:
    strict = {name: str(claim["strict"]) for name, claim in CLAIMS.items() if "strict" in claim}
    assert strict == {"kyiv-agrees/s1": "2025-11-26", "kyiv-agrees/s6": "2026-05-31"}


def aliases(issuer: dict[str, Any]) -> Iterator[str]:
    """Its other names, in any language."""
    for alias in issuer.get("aliases", []):
        if isinstance(alias, str):
            yield alias
        else:
            yield from (alias["name"], *alias["names"].values())


def test_every_word_on_the_signing_date_comes_from_a_decider() -> None:
    assert EVENTS["kyiv-agrees"]["deciders"] == ["us", "kyiv"]
    issuers = RECORD["issuers"]
    words = {
        word
        for decider in ("us", "kyiv")
        for word in (decider, issuers[decider]["name"], *aliases(issuers[decider]))
    }
    assert {claim["issuer"] for claim in EVENTS["kyiv-agrees"]["claims"]} <= words


def test_an_alias_belongs_to_one_issuer() -> None:
    words = [
        word for issuer in RECORD["issuers"].values() for word in (issuer["name"], *aliases(issuer))
    ]
    assert len(words) == len(set(words))


def test_silence_on_the_call_proves_nothing_after_the_article() -> None:
    own = {name for name, event in EVENTS.items() if "checked_through" in event}
    assert own == {"trump-zelensky-call"}
    assert EVENTS["trump-zelensky-call"]["checked_through"] == date(2025, 11, 21)


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_can_be_traced(name: str) -> None:
    claim = CLAIMS[name]
    assert claim["source"] in RECORD["sources"]
    assert ("issuer" not in claim) == (name in WITHOUT_ISSUER)
    assert ("phrase" in claim) == ("language" in claim)
    assert known(claim) <= FOLLOWED_TO


@pytest.mark.parametrize("name", CLAIMS)
def test_claim_says_exactly_one_thing(name: str) -> None:
    assert sum(key in CLAIMS[name] for key in SAYS_A_DATE) == 1


@pytest.mark.parametrize("name", [name for name in CLAIMS if "happened" in CLAIMS[name]])
def test_nothing_happened_after_it_was_known(name: str) -> None:
    first = str(CLAIMS[name]["happened"]).split("/")[0].rstrip("~?")
    assert first <= known(CLAIMS[name]).isoformat()


def test_sources_name_publisher_and_medium_and_each_is_used() -> None:
    assert set(RECORD["sources"]) == {claim["source"] for claim in CLAIMS.values()}
    for source in RECORD["sources"].values():
        assert source["publisher"]
        assert source["medium"] == "article"
        assert source.get("published", FOLLOWED_TO) <= FOLLOWED_TO


def test_phrases_from_the_article_are_in_chinese_or_say_that_they_are_ours() -> None:
    for claim in CLAIMS.values():
        if claim["source"] == "article-2025-11-21" and claim.get("language") == "en":
            assert "our English" in claim["note"]


def test_affair_timetable_and_events_have_chinese_titles() -> None:
    for titled in (RECORD, *RECORD["timetables"], *RECORD["events"]):
        assert re.search(r"[\u4e00-\u9fff]", titled["titles"]["zh-Hant"])


def test_names_are_those_of_the_hong_kong_press() -> None:
    chinese = FILE.read_text(encoding="utf-8")
    assert not re.search("川普|澤倫斯基|盧比歐|威科夫|庫許納|普丁", chinese)
    assert {"特朗普", "澤連斯基", "魯比奧", "威特科夫"} <= set(
        re.findall("特朗普|澤連斯基|魯比奧|威特科夫", chinese)
    )


def test_points_are_28_in_two_languages() -> None:
    numbers = [(point["language"], point["number"]) for point in RECORD["points"]]
    assert numbers == [(language, n) for language in ("en", "zh-Hant") for n in range(1, 29)]
    assert {point["version"] for point in RECORD["points"]} == {date(2025, 11, 20)}
    assert all(point["text"].strip() for point in RECORD["points"])


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_points_lead_to_the_dates_that_hang_on_them(language: str) -> None:
    events = {
        point["number"]: point["event"]
        for point in RECORD["points"]
        if point["language"] == language and "event" in point
    }
    assert events == {17: "new-start-expires", 25: "elections", 28: "ceasefire"}


def test_quotations_are_short() -> None:
    assert all(len(claim["phrase"]) <= 60 for claim in CLAIMS.values() if "phrase" in claim)


def test_no_text_is_long_enough_to_be_somebody_elses() -> None:
    for text in texts(RECORD["events"]) + texts(RECORD["sources"]):
        assert len(text) <= 240, text
    for point in RECORD["points"]:
        assert len(point["text"]) <= (240 if point["language"] == "en" else 90), point["number"]


def test_nothing_was_known_or_said_after_the_last_day_followed() -> None:
    for claim in CLAIMS.values():
        assert claim.get("said", FOLLOWED_TO) <= FOLLOWED_TO
    mentioned = {
        day
        for text in texts({"events": RECORD["events"], "points": RECORD["points"]})
        for day in re.findall(r"\b\d{4}-\d\d-\d\d\b", text)
    }
    targets = {"2026-05-31", "2026-06-30"}
    assert {day for day in mentioned if day > FOLLOWED_TO.isoformat()} <= targets


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_is_a_tracker_of_one_affair(name: str) -> None:
    folder = ROOT / "examples" / name
    assert [
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    ] == [f"events/{name}.yml"]
    affair = read(folder / "events" / f"{name}.yml")
    assert affair["affair"] == name
    assert affair["format"] == 1
    assert all("zh-Hant" in titled["titles"] for titled in (affair, *affair["events"]))


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_says_how_far_each_claim_was_checked(name: str) -> None:
    affair = read(ROOT / "examples" / name / "events" / f"{name}.yml")
    for event in affair["events"]:
        for claim in event["claims"]:
            note = claim["note"]
            assert re.search(
                r"Read at the source's address\.$|; check before citing\.$", note.strip()
            )
            assert ("source" in claim) != note.startswith("General knowledge")
            assert ("phrase" in claim) == ("language" in claim)
