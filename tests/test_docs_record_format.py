"""docs/record-format.md: its examples load, its keys are all of them, its answers are given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bywhen.record.load import load_text
from bywhen.record.schema import AFFAIR, CLAIM, CORRECTION, EVENT, ISSUER, POINT, SOURCE, TIMETABLE
from bywhen.timetable.edtf import parse_window

PAGE = (Path(__file__).parent.parent / "docs" / "record-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
FRAGMENTS = re.findall(r"^```yaml fragment\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
TABLES, MISTAKES = PAGE.split("\n## Common mistakes\n")

# What the page says the mistakes stand in.
HEAD = {
    "affair": "harbour-tunnel",
    "title": "Opening of the harbour tunnel",
    "timezone": "Europe/Oslo",
    "issuers": "{city: {name: City council}}",
    "timetables": "[{id: plan, title: The plan}]",
    "sources": "{paper: {publisher: The Paper, published: 2025-03-14}}",
}
OF_AN_EVENT = ("deciders", "embargo")


def rows(page: str) -> list[list[str]]:
    """The cells of every table row, heads and rules left out."""
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in page.splitlines()
        if line.startswith("| `")
    ]


def with_mistake(written: str) -> str:
    """A file of the record that holds one mistake and is right otherwise."""
    head = dict(HEAD)
    claims = ["{id: c0, by: 2026-06-30, timetable: plan, source: paper}"]
    event = ""
    key, _, value = written.partition(": ")
    if written.startswith("{"):
        claims.append(written)
    elif key in OF_AN_EVENT:
        event = f"  {written}\n"
    else:
        head[key] = value
    return (
        "".join(f"{key}: {value}\n" for key, value in head.items())
        + f"events:\n- id: tunnel-opens\n  title: The tunnel opens\n{event}  claims:\n"
        + "".join(f"  - {claim}\n" for claim in claims)
        + "- {id: permit-given, title: The permit is given}\n"
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example_loads(example: str) -> None:
    name = re.search(r"^affair: (\S+)", example, re.MULTILINE)
    assert name
    result = load_text(example, f"events/{name[1]}.yml")
    assert result.errors == ()
    assert len(result.affairs) == 1


def test_full_example_gives_no_warning() -> None:
    assert load_text(EXAMPLES[1], "events/river-treaty.yml").faults == ()


def test_smallest_example_warns_as_the_page_says() -> None:
    (warning,) = load_text(EXAMPLES[0], "events/harbour-tunnel.yml").warnings
    assert "has no source" in warning.message


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=range(len(FRAGMENTS)))
def test_fragment_is_yaml(fragment: str) -> None:
    assert isinstance(yaml.safe_load(fragment), dict | list)


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("## The affair", AFFAIR),
        ("### Issuers", ISSUER),
        ("### Timetables", TIMETABLE),
        ("### Sources", SOURCE),
        ("## Events", EVENT),
        ("## Claims", CLAIM),
        ("## Corrections", CORRECTION),
        ("## Points", POINT),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_section_has_every_key(heading: str, keys: dict[str, object]) -> None:
    level = heading.split()[0]
    start = PAGE.index(f"\n{heading}\n")
    end = re.compile(rf"^#{{2,{len(level)}}} ", re.MULTILINE).search(PAGE, start + len(heading) + 2)
    section = PAGE[start : end.start() if end else None]
    missing = [
        key
        for key in keys
        if not re.search(rf"^\| `{key}` \||^[ -]*{key}: |`{key}`", section, re.MULTILINE)
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("key", "example"),
    [(row[0], row[2]) for row in rows(TABLES) if len(row) == 3 and row[2] != "see below"],
)
def test_example_of_a_key_uses_the_key(key: str, example: str) -> None:
    assert list(yaml.safe_load(example.strip("`"))) == [key.strip("`")]


@pytest.mark.parametrize(("written", "days"), [row for row in rows(TABLES) if len(row) == 2])
def test_date_is_read(written: str, days: str) -> None:
    window = parse_window(written.strip("`"))
    ends = [day for day in (window.earliest, window.latest) if day]
    told = set(re.findall(r"[A-Z][a-z]+|\d+", days.partition(",")[0].partition(";")[0]))
    for day in ends:
        assert {str(day.day), f"{day:%B}", str(day.year)} <= told
    assert ("no end" in days) == (window.latest is None)


@pytest.mark.parametrize(("written", "answer"), rows(MISTAKES))
def test_mistake_is_answered(written: str, answer: str) -> None:
    errors = load_text(with_mistake(written.strip("`")), "events/harbour-tunnel.yml").errors
    assert f"{errors[0].message} {errors[0].advice}".strip() == answer
    assert errors[0].line > 0


def test_file_without_the_mistakes_is_right() -> None:
    assert load_text(with_mistake("language: en"), "events/harbour-tunnel.yml").faults == ()
