"""What becomes of a command whose reader goes, whose disk is full or whose letters do not fit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PROGRAM = [sys.executable, "-c", "from bywhen.cli import main; main()"]
FULL = Path("/dev/full")


def ended(words: list[str], **streams: object) -> tuple[int, str]:
    """The exit code and stderr of the program as a shell runs it."""
    done = subprocess.run(  # type: ignore[call-overload]
        [*PROGRAM, *words], check=False, stderr=subprocess.PIPE, encoding="utf-8", **streams
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", [["--help"], ["slip", "--help"], ["slip", "--format", "json"]])
def test_a_reader_that_has_gone_ends_it_quietly(built_flagship: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert ended(words, stdout=writing, cwd=built_flagship) == (1, "")
    finally:
        os.close(writing)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [["--help"], ["slip"]])
def test_a_full_disk_is_said(built_flagship: Path, words: list[str]) -> None:
    with FULL.open("w") as full:
        code, said = ended(words, stdout=full, cwd=built_flagship)
    assert (code, said) == (2, "Error: No space left on device\n")


def test_an_encoding_without_the_letters_is_named(built_flagship: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    code, said = ended(["slip"], stdout=subprocess.DEVNULL, cwd=built_flagship, env=environment)
    assert code == 2
    assert "cannot be written in latin-1. Set PYTHONIOENCODING=utf-8" in said


def test_what_was_typed_must_be_text(built_flagship: Path) -> None:
    words = [
        "add",
        "kyiv-agrees",
        "by",
        "2026-12-01",
        "--issuer",
        os.fsdecode(b"\xff"),
        "--dry-run",
    ]
    code, said = ended(words, stdout=subprocess.DEVNULL, cwd=built_flagship)
    assert code == 2
    assert "what was typed is not UTF-8" in said


@pytest.mark.parametrize("instant", ["0001-01-01T00:00Z", "9999-12-31T23:59Z"])
def test_an_instant_at_the_calendars_end_is_refused(
    run: Run, built_flagship: Path, instant: str
) -> None:
    result = run(built_flagship, "countdown", "--now", instant)
    assert result.exit_code == 2
    assert "lies at the end of the calendar" in result.stderr
