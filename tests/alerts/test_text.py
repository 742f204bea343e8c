"""What messages say: golden texts of the flagship, in both languages, plain and HTML."""

from __future__ import annotations

import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest

from bywhen.alerts.facts import Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.text.message import message_of, payload_of, words_of
from bywhen.alerts.text.telling import Telling
from bywhen.editing.build import build_tracker
from bywhen.tracker import Tracker
from tests.alerts.desk import Desk

ROOT = Path(__file__).parents[2]
BOTH = """\
channels:
- {name: en, kind: file, address: var/en.jsonl}
- {name: zh, kind: file, address: var/zh.jsonl}
rules:
- {name: en, channels: [en]}
- {name: zh, channels: [zh], language: zh-Hant}
"""
DROPPED = {
    "en": """\
Kyiv agrees to the US plan: dropped, was due by 27 Nov 2025, 2 days' notice

Was: by 27 Nov 2025; days end at 24:00 in America/New_York
Said by: Donald Trump, 25 Nov 2025: “The deadline for me is when it's over”
Source: Reuters, in international.astroawani.com
Waiting for it: The whole process is completed; Ukraine holds elections (point 25)
Affair: The US 28-point plan to end the Russia-Ukraine war
As of then: http://127.0.0.1:8001/-/affairs/ukraine-28-point-plan/event/kyiv-agrees?as_of=2025-11-25
""",
    "zh": """\
基輔同意美國的計劃：撤回期限，原定2025年11月27日或之前，提前2天通知

原定：2025年11月27日或之前；以America/New_York時間當天24時為止
出自：特朗普，2025年11月25日：「The deadline for me is when it's over」
來源：Reuters, in international.astroawani.com
等待此事：全部流程完成；烏克蘭舉行選舉（第25點）
專題：美國結束俄烏戰爭的28點計劃
當時所知：http://127.0.0.1:8001/-/affairs/ukraine-28-point-plan/event/kyiv-agrees?as_of=2025-11-25
""",
}


@pytest.fixture(scope="module")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The flagship as it was watched from the first day to the day after the first deadline."""
    folder = tmp_path_factory.mktemp("flagship")
    shutil.copytree(ROOT / "events", folder / "events")
    build_tracker(Tracker.open(folder))
    desk = Desk(folder)
    desk.config(BOTH)
    desk.run("2025-11-20T17:00Z", "2025-11-22T17:00Z", "2025-11-25T13:00Z", "2025-11-28T13:00Z")
    return desk


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_deadline_was_dropped(flagship: Desk, language: str) -> None:
    (one,) = [one for one in flagship.payloads(f"var/{language}.jsonl") if one["kind"] == "dropped"]
    text = "\n".join(line.rstrip() for line in one["text"].splitlines()) + "\n"
    assert text == DROPPED[language]


def test_both_languages_tell_the_same(flagship: Desk) -> None:
    english, chinese = (
        sorted((one["at"], one["kind"], one["event"]) for one in flagship.payloads(name))
        for name in ("var/en.jsonl", "var/zh.jsonl")
    )
    assert english == chinese
    assert len(english) >= 5


def test_chinese_says_no_english_of_its_own(flagship: Desk) -> None:
    """Latin letters stand in names, quotes and addresses alone."""
    words = ("left", "due", "days", "ago", "was", "moved", "today", "passed", "waits")
    for one in flagship.payloads("var/zh.jsonl"):
        first = one["text"].splitlines()[0].replace(one["title"], "")
        assert not any(f" {word} " in f" {first} " for word in words), first


def test_who_said_and_who_relayed_have_the_names_of_the_readers_language(flagship: Desk) -> None:
    english, chinese = (
        [one["text"] for one in flagship.payloads(name) if one["issuer"] == "US officials"]
        for name in ("var/en.jsonl", "var/zh.jsonl")
    )
    assert english and all("Said by: US officials, via Ukrainian" in text for text in english)
    assert chinese and all(
        "出自：美國官員（經烏克蘭官員（金融時報）轉述）" in text for text in chinese
    )


def test_both_languages_have_each_phrase_and_its_values() -> None:
    english, chinese = words_of("en"), words_of("zh-Hant")
    for first, second in (
        (english.phrases, chinese.phrases),
        (english.labels, chinese.labels),
        (english.effects, chinese.effects),
    ):
        more = {name for name in first if name.endswith("_one")}
        assert set(second) - {name for name in second if name.startswith("status ")} == (
            set(first) - more
        )
        for name in set(first) & set(second):
            assert values_in(second[name]) <= values_in(first[name]), name


def values_in(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "moved 7 days later: by 27 Nov 2025, was by 20 Nov 2025 (projected)"),
        ("zh-Hant", "由2025年11月20日或之前（推算）改為2025年11月27日或之前，推遲7天"),
    ],
)
def test_a_date_that_was_projected_says_so(language: str, said: str) -> None:
    facts = replace(PLAN, old_phase="conditional")
    message = message_of(Telling(Kind.MOVED, facts, NOW, "https://x.example/"), language)
    assert message.subject.endswith(said)


# -- every kind, in both languages ---------------------------------------------------------------

PLAN = Facts(
    event="a/b", affair="a", affair_title="Affair <b>", affair_titles={"zh-Hant": "專題甲"},
    title="Title & more", titles={"zh-Hant": "標題"}, zone="America/New_York", phase="dated",
    claim="a/b/c", modality="by", due_from="2025-11-27", due_to="2025-11-27",
    words="by <Thursday>", words_language="en", issuer="Someone", known="2025-11-20",
    heard="2025-11-20", old_from="2025-11-20", old_to="2025-11-20", old_modality="by",
    old_phase="dated", baseline_from="2025-11-13", baseline_due="2025-11-13",
    baseline_modality="by", net_slip=14, timetable_title="The plan", happened_from="2025-11-27",
    happened_to="2025-11-27", detail="moves b", reason="later",
    because={"event": "a/x", "title": "Other", "titles": {"zh-Hant": "其他"}, "due_from": None,
             "due_to": "2025-12-01", "modality": "by"},
    source_url="javascript:alert(1)", items_total=2,
)  # fmt: skip
NOW = 1_763_971_200  # 24 November 2025, 8:00 UTC


ABOUT_NO_EVENT = (Kind.DIGEST, Kind.CATCH_UP, Kind.FEED_FAILING, Kind.TEST)


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_words_in_each_language(kind: Kind, language: str) -> None:
    facts = replace(PLAN, event=None, detail="3") if kind in ABOUT_NO_EVENT else PLAN
    message = message_of(Telling(kind, facts, NOW, "https://x.example/"), language)
    title = "標題" if language == "zh-Hant" else "Title & more"
    if kind not in ABOUT_NO_EVENT:
        assert message.text.startswith(title)
        assert message.subject.removeprefix(title).strip("：: ") != kind.value
    assert "_" not in message.subject
    assert "None" not in message.text
    assert "{" not in message.text


class _Tags(HTMLParser):
    """Tags that stand open, links that there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", list(Kind))
def test_html_is_sound_and_escapes_what_others_wrote(kind: Kind) -> None:
    html = message_of(Telling(kind, PLAN, NOW, "https://x.example/?a=1&b=2"), "en").html
    parser = _Tags()
    parser.feed(html)
    assert parser.open == []
    assert "<b>" not in html and "<Thursday>" not in html
    assert all(link is None or link.startswith("https://") for link in parser.links)


def test_a_day_is_never_made_of_a_window() -> None:
    window = replace(PLAN, due_from="2025-12-01", due_to="2025-12-10", modality="within")
    for kind in (Kind.BEFORE, Kind.MOVED, Kind.FIRMED, Kind.LOOSENED, Kind.STALE, Kind.PASSED):
        told = Telling(kind, window, NOW, "")
        message = message_of(told, "en")
        assert "1 to 10 Dec 2025" in message.subject, message.subject
        payload = payload_of(told, message, "x", "r", maybe_duplicate=False)
        assert (payload["days_min"], payload["days_max"]) == (7, 16)
    assert (
        "2025年12月1日至10日" in message_of(Telling(Kind.MOVED, window, NOW, ""), "zh-Hant").subject
    )


DAYS = [
    (0, "the last day is today", "今天是最後一天"),
    (1, "1 day left", "尚餘1天"),
    (30, "30 days left", "尚餘30天"),
    (-1, "the date passed 1 day ago", "期限已於1天前結束"),
]


@pytest.mark.parametrize(("days", "english", "chinese"), DAYS)
def test_how_long_is_left(days: int, english: str, chinese: str) -> None:
    assert words_of("en").left(days, days) == english
    assert words_of("zh-Hant").left(days, days) == chinese


def test_an_unknown_language_is_told_in_english() -> None:
    assert words_of("fr").code == "en"
