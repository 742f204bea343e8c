"""ingest/sources.yml: what it says, and every fault with its line and what to write."""

from __future__ import annotations

import pytest

from bywhen.ingest.sources import load_text
from bywhen.ingest.watchlist import Match, Sources, Word

GOOD = """\
contact: mailto:desk@example.org
feeds:
- name: Example news
  url: https://example.org/world.xml
  language: en
  timezone: Europe/Kyiv
  every: 30m
  private: true
  affairs:
  - affair: plan
    match: {any: [Ukraine, Zelensky], all: {uk: [Київ]}, not: football, regex: 'plan[- ]of'}
- {name: Second, url: "http://second.example/feed", affairs: [{affair: plan, match: [Kyiv]}]}
"""


def test_a_file_without_faults_comes_out_as_values() -> None:
    sources, faults = load_text(GOOD.encode())
    assert faults == []
    first, second = sources.feeds
    assert (first.name, first.every_seconds, first.private) == ("Example news", 1800, True)
    assert first.affairs[0].match == Match(
        (Word("Ukraine"), Word("Zelensky")),
        (Word("Київ", "uk"),),
        (Word("football"),),
        (Word("plan[- ]of"),),
    )
    assert second.affairs[0].match == Match(any=(Word("Kyiv"),))
    assert sources.contact == "mailto:desk@example.org"


def test_words_and_any_mean_the_same() -> None:
    text = "feeds: [{name: a, url: 'https://a.example', affairs: [{affair: b, match: {words: [c], any: [d]}}]}]"
    sources, faults = load_text(text.encode())
    assert faults == []
    assert sources.feeds[0].affairs[0].match.any == (Word("c"), Word("d"))


def test_articles_are_held_against_every_rule_where_nothing_else_is_said() -> None:
    sources, _ = load_text(GOOD.encode())
    assert [watch.affair for watch in sources.watches(None)] == ["plan", "plan"]
    assert sources.watches("Second")[0].match.any == (Word("Kyiv"),)
    assert Sources().watches("Second") == ()


FAULTS = {
    "no address": ("url: ftp://a.example/x", 3, "is no address"),
    "half an address": ("url: example.org/feed", 3, "is no address"),
    "a password": ("url: https://me:secret@a.example/x", 3, "user name or password"),
    "unknown zone": ("timezone: Europe/Kiew", 3, "no time zone"),
    "unknown key": ("langauge: en", 3, "language"),
    "a language that is none": ("language: English!", 3, "is no language"),
    "too often": ("every: 10s", 3, "1m to 7d"),
    "private is yes": ("private: maybe", 3, "true, false"),
    "affairs no list": ("affairs: plan", 3, "a list"),
    "a broken pattern": ("affairs: [{affair: plan, match: {regex: '('}}]", 3, "no pattern"),
    "no rule": ("affairs: [{affair: plan}]", 3, "`match`"),
    "an empty rule": ("affairs: [{affair: plan, match: {}}]", 3, "looks for nothing"),
}


@pytest.mark.parametrize("name", list(FAULTS))
def test_each_fault_has_its_line_and_says_what_to_write(name: str) -> None:
    written, line, message = FAULTS[name]
    address = "" if written.startswith("url") else "  url: https://a.example/x\n"
    text = f"feeds:\n- name: A\n  {written}\n{address}"
    _, faults = load_text(text.encode())
    errors = [fault for fault in faults if not fault.warning]
    assert [fault.line for fault in errors] == [line]
    assert message in str(errors[0])


def test_five_faults_are_five() -> None:
    text = (
        "feeds:\n- {name: A, url: nowhere}\n- {url: https://a.example}\n- {name: B}\n"
        "- {name: C, url: https://c.example, every: never}\n- {name: D, urll: https://d.example}\n"
    )
    _, faults = load_text(text.encode())
    assert {fault.line for fault in faults if not fault.warning} == {2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ("{name: A, url: https://b.example}", "name `A` stands twice"),
        ("{name: B, url: https://a.example}", "url `https://a.example` stands twice"),
    ],
    ids=["name", "address"],
)
def test_no_two_feeds_share_a_name_or_an_address(second: str, message: str) -> None:
    text = f"feeds:\n- {{name: A, url: https://a.example}}\n- {second}\n"
    _, faults = load_text(text.encode())
    assert any(message in str(fault) and fault.line == 3 for fault in faults)


def test_a_feed_without_affairs_is_warned_of() -> None:
    _, faults = load_text(b"feeds: [{name: A, url: https://a.example}]")
    assert [fault.warning for fault in faults] == [True]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfef\x00", b"feeds: [", b"- a\n- b\n", b"feeds: \x00", b"feeds: {a: b}"],
    ids=["empty", "utf-16", "not yaml", "a list", "control", "a mapping"],
)
def test_what_is_no_such_file_is_a_fault_and_never_an_exception(raw: bytes) -> None:
    sources, faults = load_text(raw)
    assert faults
    assert sources.feeds == ()
