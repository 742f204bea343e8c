"""export: the same content to stdout and into a file, for each format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import icalendar
import pytest

from tests.cli.conftest import Run

AFFAIR = "ukraine-28-point-plan"


@pytest.mark.parametrize("form", ["ics", "atom", "json", "timelinejs", "csv"])
def test_a_file_holds_what_stdout_shows(run: Run, flagship: Path, form: str) -> None:
    shown = run(flagship, "export", form)
    out = flagship / "out"
    written = run(flagship, "export", form, "--out", str(out))
    assert (shown.exit_code, written.exit_code) == (0, 0)
    assert out.read_bytes() == shown.stdout_bytes != b""
    assert written.stdout == ""
    assert f"Wrote {out}." in written.stderr


def test_the_flagship_as_a_calendar(run: Run, flagship: Path) -> None:
    shown = run(flagship, "export", "ics", "--as-of", "2025-11-21", "--affair", AFFAIR)
    read: Any = icalendar.Calendar.from_ical(shown.stdout_bytes)
    days = {
        str(one["uid"]).removeprefix(f"{AFFAIR}/").removesuffix("@bywhen"): (
            one["dtstart"].dt.isoformat(),
            str(one["status"]),
        )
        for one in read.walk("VEVENT")
    }
    assert days["kyiv-agrees"] == ("2025-11-27", "TENTATIVE")  # a deadline, not an appointment
    assert days["process-complete"] == ("2025-12-01", "TENTATIVE")


def test_the_flagship_as_a_feed(run: Run, flagship: Path) -> None:
    shown = run(flagship, "export", "json", "--event", "kyiv-agrees", "--now", "2026-02-12")
    titles = [one["title"] for one in json.loads(shown.stdout)["items"]]
    assert any("dropped (was 27 Nov to 5 Dec 2025)" in title for title in titles)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("ics", "--alarms", "soon"), "write it as P1D"),
        (("atom", "--kind", "movd"), "There is no kind 'movd'"),
        (("json", "--affair", "nope"), "There is no affair 'nope'"),
        (("ics", "--event", "kyiv-agree"), "kyiv-agrees"),
        (("atom", "--site", "javascript:x"), "is no web address"),
        (("csv", "--table", "claim"), "There is no table 'claim'"),
        (("ics", "--out", "/nowhere/at/all.ics"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_said(run: Run, flagship: Path, words: tuple[str, ...], told: str) -> None:
    refused = run(flagship, "export", *words)
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert refused.stdout == ""
