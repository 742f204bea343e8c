"""The calendar: windows stay windows, bytes stay the same, every reader reads it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from bywhen.errors import UsageError
from bywhen.formats.ics_lines import line, text_value, uri_value
from bywhen.formats.publications import icalendar as calendar_of
from tests.formats.ics_lint import faults
from tests.formats.published import ALL_KINDS, built, scope

DAY = date(2025, 11, 26)
NODE = Path(__file__).parents[1] / "node"


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    opened = built(tmp_path_factory.mktemp("talks"))
    yield opened
    opened.close()


def entries(text: str, component: str = "VEVENT") -> dict[str, dict[str, str]]:
    """Properties by UID and name, as icalendar reads them."""
    read: Any = icalendar.Calendar.from_ical(text)
    return {
        str(one["uid"]): {
            name: str(one[name]) if name == "SUMMARY" else one[name].to_ical().decode()
            for name in one
        }
        for one in read.walk(component)
    }


# id: first day, day after the last, status, transparency, what its title says
CASES = {
    "signature": ("20251201", "20251211", "TENTATIVE", "TRANSPARENT", "(1 to 10 Dec 2025)"),
    "summit": ("20251205", "20251206", "CONFIRMED", "OPAQUE", "The summit"),
    "payout": ("20260320", "20260321", "TENTATIVE", "TRANSPARENT", "(projected: by 20 Mar 2026)"),
    "opening": ("20251215", "20251216", "TENTATIVE", "TRANSPARENT", "(not before 15 Dec 2025)"),
    "march": (
        "20251130",
        "20251201",
        "CANCELLED",
        "TRANSPARENT",
        "(dropped on 25 Nov 2025; was by 30 Nov 2025)",
    ),
    "leak": ("20251118", "20251119", "CONFIRMED", "OPAQUE", "The leak (happened)"),
    "visit": (
        "20251220",
        "20251221",
        "CANCELLED",
        "TRANSPARENT",
        "(cancelled on 24 Nov 2025; was 20 Dec 2025)",
    ),
}


@pytest.mark.parametrize("event", list(CASES))
def test_each_kind_of_date_stands_on_its_days(connection: sqlite3.Connection, event: str) -> None:
    first, after, status, transparency, words = CASES[event]
    one = entries(calendar_of(connection, scope(DAY)))[f"talks/{event}@bywhen"]
    assert (one["DTSTART"], one["DTEND"]) == (first, after)
    assert (one["STATUS"], one["TRANSP"]) == (status, transparency)
    assert one["SUMMARY"].endswith(words)


def test_a_date_that_is_not_there_is_counted_and_given_no_day(
    connection: sqlite3.Connection,
) -> None:
    text = calendar_of(connection, scope(DAY))
    assert "talks/vote@bywhen" not in entries(text)
    told = str(icalendar.Calendar.from_ical(text)["description"])
    assert told == "1 event has no date and is not shown: The vote."


def test_a_dropped_date_stays_for_ninety_days(connection: sqlite3.Connection) -> None:
    dropped = date(2025, 11, 25)
    for days, stays in ((90, True), (91, False)):
        text = calendar_of(connection, scope(dropped + timedelta(days)))
        assert ("talks/march@bywhen" in entries(text)) is stays
        assert ("The march" in str(icalendar.Calendar.from_ical(text)["description"])) is not stays


def test_the_revision_comes_from_the_record(connection: sqlite3.Connection) -> None:
    before = entries(calendar_of(connection, scope(date(2025, 11, 21))))["talks/signature@bywhen"]
    after = entries(calendar_of(connection, scope(DAY)))["talks/signature@bywhen"]
    mended = entries(calendar_of(connection, scope(date(2025, 11, 29))))["talks/signature@bywhen"]
    assert [one["SEQUENCE"] for one in (before, after, mended)] == ["0", "1", "2"]
    assert [one["LAST-MODIFIED"] for one in (before, after, mended)] == [
        "20251120T000000Z",
        "20251122T000000Z",
        "20251128T000000Z",
    ]
    assert all(one["DTSTAMP"] == one["LAST-MODIFIED"] for one in (before, after, mended))


def test_unchanged_data_gives_the_same_bytes_another_day(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    again = built(tmp_path)
    text = calendar_of(connection, scope(DAY))
    assert calendar_of(again, scope(DAY)) == text
    assert calendar_of(connection, scope(date(2025, 11, 27))) == text
    again.close()


def test_alarms_and_tasks_only_on_request(connection: sqlite3.Connection) -> None:
    plain = calendar_of(connection, scope(DAY))
    assert "VALARM" not in plain
    assert "VTODO" not in plain
    rung = calendar_of(connection, scope(DAY), alarms="P1D")
    assert rung.count("TRIGGER;RELATED=START:-P1D") == 4  # neither what is over nor what is dropped
    tasks = entries(calendar_of(connection, scope(DAY), component="vtodo"), "VTODO")
    assert tasks["talks/leak@bywhen"]["STATUS"] == "COMPLETED"
    assert "DTSTART" not in tasks["talks/summit@bywhen"]  # DUE must be later than DTSTART
    assert tasks["talks/signature@bywhen"]["DUE"] == "20251210"


@pytest.mark.parametrize("alarms", ["1D", "-P1D", "P", "PT", "P1D\r\nX:Y", "P1Y", "tomorrow", ""])
def test_a_bad_alarm_says_what_to_write(connection: sqlite3.Connection, alarms: str) -> None:
    with pytest.raises(UsageError, match="write it as P1D"):
        calendar_of(connection, scope(DAY), alarms=alarms)


def test_chinese_titles_and_phrases(connection: sqlite3.Connection) -> None:
    text = calendar_of(connection, scope(DAY, language="zh-Hant"))
    one = entries(text)["talks/signature@bywhen"]
    assert one["SUMMARY"] == "簽署 (2025年12月1日至10日)"
    assert "美國" in one["DESCRIPTION"]
    assert str(icalendar.Calendar.from_ical(text)["name"]) == "會談"


def test_one_event_one_kind_and_links(connection: sqlite3.Connection) -> None:
    one = calendar_of(connection, scope(DAY, event="talks/summit", site="https://t.example/x/"))
    assert list(entries(one)) == ["talks/summit@bywhen"]
    assert "URL:https://t.example/x/-/affairs/talks/event/summit\r\n" in one
    kind = calendar_of(connection, scope(DAY), kind="meeting")
    assert list(entries(kind)) == ["talks/summit@bywhen"]


VARIANTS = {
    "plain": {},
    "chinese": {"language": "zh-Hant"},
    "tasks": {"component": "vtodo", "alarms": "PT12H"},
    "alarms": {"alarms": "P1D"},
    "linked": {"site": "https://t.example"},
}


def variant(connection: sqlite3.Connection, name: str) -> str:
    asked = dict(VARIANTS[name])
    given = {key: asked.pop(key) for key in ("component", "alarms") if key in asked}
    return calendar_of(connection, scope(DAY, **asked), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", list(VARIANTS))
def test_it_keeps_the_rules(connection: sqlite3.Connection, name: str) -> None:
    assert faults(variant(connection, name).encode()) == []


@pytest.mark.parametrize("name", list(VARIANTS))
def test_vobject_reads_it_back(connection: sqlite3.Connection, name: str) -> None:
    text = variant(connection, name)
    read = vobject.readOne(text)
    own = list(read.contents.get("vtodo" if name == "tasks" else "vevent", []))
    assert len(own) == 7
    assert {one.uid.value for one in own} == {f"talks/{event}@bywhen" for event in CASES}


_SCRIPT = """
import ICAL from "ical.js";
let text = "";
process.stdin.setEncoding("utf8");
for await (const piece of process.stdin) text += piece;
const root = new ICAL.Component(ICAL.parse(text));
const found = root.getAllSubcomponents().filter(c => c.name !== "valarm").map(c => ({
  uid: c.getFirstPropertyValue("uid"),
  summary: c.getFirstPropertyValue("summary"),
  start: String(c.getFirstPropertyValue("dtstart")),
}));
console.log(JSON.stringify(found));
"""


@pytest.mark.slow  # it needs Node.js
@pytest.mark.parametrize("name", list(VARIANTS))
def test_ical_js_reads_it_back(connection: sqlite3.Connection, name: str) -> None:
    node = shutil.which("node")
    assert node is not None, "the tests need Node.js"
    assert (NODE / "node_modules" / "ical.js").is_dir(), "run `make tests`, it installs ical.js"
    done = subprocess.run(
        [node, "--input-type=module", "-e", _SCRIPT],
        input=variant(connection, name),
        capture_output=True,
        text=True,
        check=True,
        cwd=NODE,
    )
    found = {one["uid"]: one for one in json.loads(done.stdout)}
    assert set(found) == {f"talks/{event}@bywhen" for event in CASES}
    assert found["talks/opening@bywhen"]["start"] in ("2025-12-15", "null")
    if name == "plain":
        assert found["talks/signature@bywhen"]["summary"] == (
            "They sign; all, of it\\yes (1 to 10 Dec 2025)"
        )


EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    "DTSTAMP:20251120T000000Z\r\nSEQUENCE:1\r\nDTSTART;VALUE=DATE:20251127\r\n"
    "DTEND;VALUE=DATE:20251128\r\nSUMMARY:Title\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
BAD = {
    "bare line feed": ("SUMMARY:Title\r\n", "SUMMARY:Title\n"),
    "bare carriage return": ("SUMMARY:Title\r\n", "SUMMARY:Ti\rtle\r\n"),
    "no line break at the end": ("END:VCALENDAR\r\n", "END:VCALENDAR"),
    "control character": ("Title", "Ti\x07tle"),
    "long line": ("Title", "T" * 80),
    "empty line": ("SUMMARY:", "\r\nSUMMARY:"),
    "no UID": ("UID:a\r\n", ""),
    "no DTSTAMP": ("DTSTAMP:20251120T000000Z\r\n", ""),
    "local DTSTAMP": ("20251120T000000Z", "20251120T000000"),
    "no DTSTART": ("DTSTART;VALUE=DATE:20251127\r\n", ""),
    "DTSTART twice": ("SEQUENCE:1\r\n", "DTSTART;VALUE=DATE:20251127\r\n"),
    "no such day": ("20251127", "20251131"),
    "day without its type": ("DTSTART;VALUE=DATE", "DTSTART"),
    "inclusive DTEND": ("20251128", "20251127"),
    "DTEND of another type": ("DTEND;VALUE=DATE:20251128", "DTEND:20251128T000000Z"),
    "unknown status": ("CONFIRMED", "MAYBE"),
    "a task's status": ("CONFIRMED", "NEEDS-ACTION"),
    "unescaped semicolon": ("SUMMARY:Title", "SUMMARY:Title; more"),
    "unknown escape": ("SUMMARY:Title", "SUMMARY:Ti\\tle"),
    "no PRODID": ("PRODID:-//x//EN\r\n", ""),
    "METHOD": ("VERSION:2.0\r\n", "VERSION:2.0\r\nMETHOD:PUBLISH\r\n"),
    "not closed": ("END:VEVENT\r\n", ""),
    "no colon": ("SEQUENCE:1", "SEQUENCE 1"),
    "address of a script": ("SEQUENCE:1", "URL:javascript:alert(1)"),
    "sequence in words": ("SEQUENCE:1", "SEQUENCE:one"),
}


def test_the_linter_passes_a_good_file() -> None:
    assert faults(EVENT.encode()) == []


@pytest.mark.parametrize("name", list(BAD))
def test_the_linter_catches(name: str) -> None:
    old, new = BAD[name]
    assert old in EVENT
    assert faults(EVENT.replace(old, new, 1).encode()) != []


def test_the_linter_catches_a_split_character_and_a_second_uid() -> None:
    event = EVENT.encode()
    assert faults(event.replace(b"Title", "題".encode()[:2] + b"\r\n " + "題".encode()[2:])) != []
    start, end = EVENT.index("BEGIN:VEVENT"), EVENT.index("END:VCALENDAR")
    assert faults((EVENT[:end] + EVENT[start:end] + EVENT[end:]).encode()) == ["UID twice: a"]


@given(st.text(max_size=300))
def test_any_text_folds_into_whole_characters_and_back(text: str) -> None:
    written = line("SUMMARY", text_value(text)).encode()
    pieces = written.removesuffix(b"\r\n").split(b"\r\n ")
    assert all(len(piece) <= 75 - (place > 0) for place, piece in enumerate(pieces))
    whole = "".join(piece.decode() for piece in pieces)
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert faults(EVENT.replace("SUMMARY:Title\r\n", written.decode()).encode()) == []
    assert whole.startswith("SUMMARY:")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://a b", "https://x\r\nX:1", "ftp://x", "https://é"]
)
def test_only_plain_web_addresses(address: str) -> None:
    assert uri_value(address) is None


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    hostile = ALL_KINDS.replace("The summit", "'END:VEVENT\\nX <script>alert(1)</script>'")
    opened = built(tmp_path, hostile)
    text = calendar_of(opened, scope(DAY))
    opened.close()
    assert faults(text.encode()) == []
    assert len(entries(text)) == 7


RETRACTED = """\
affair: talks
title: Talks
timezone: UTC
events:
- id: signing
  title: Signing
  claims:
  - {id: a, by: 2025-12-01, known: 2025-11-01}
  - {id: b, by: 2025-12-09, known: 2025-11-02, retracted: 2025-11-04}
"""


def test_a_retraction_is_a_revision(tmp_path: Path) -> None:
    opened = built(tmp_path, RETRACTED)
    seen = [
        entries(calendar_of(opened, scope(date(2025, 11, day))))["talks/signing@bywhen"]
        for day in (1, 3, 4)
    ]
    opened.close()
    assert [one["SEQUENCE"] for one in seen] == ["0", "1", "2"]
    assert [one["DTSTART"] for one in seen] == ["20251201", "20251209", "20251201"]
    assert seen[2]["LAST-MODIFIED"] == "20251104T000000Z"


OVERTAKEN = RETRACTED.replace(", retracted: 2025-11-04", "") + (
    "  - {id: c, happened: 2025-12-03, known: 2025-12-03}\n"
)


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        (date(2025, 11, 3), "en", "Announced: by 1 Dec 2025; its last day moved +8 days"),
        (date(2025, 12, 3), "en", "Announced: by 1 Dec 2025; happened 2 days late"),
        (date(2025, 12, 3), "zh-Hant", "原定2025年12月1日或之前；遲了2天"),
    ],
)
def test_what_happened_is_held_against_what_was_announced(
    tmp_path: Path, day: date, language: str, said: str
) -> None:
    opened = built(tmp_path, OVERTAKEN)
    one = entries(calendar_of(opened, scope(day, language=language)))["talks/signing@bywhen"]
    opened.close()
    assert said in one["DESCRIPTION"].replace("\\;", ";")
