"""Every example of README.md, CONTRIBUTING.md and docs/ is run, and says what the program says."""

from __future__ import annotations

import doctest
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from bywhen.cli.app import COMMANDS, cli
from tests.docs.pages import PAGES, ROOT, Block, blocks, commands, mentioned
from tests.docs.refresh import FailedError, refreshed
from tests.docs.runner import copy_of_the_flagship, run_all

NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
# Kinds in which a command or an output could stand that nobody has run.
UNRUN = {"", "text", "txt", "shell", "shell-session", "terminal", "pycon", "sqlite", "output"}
GENERATED = "docs/commands.md"  # its own test compares it with the commands


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def every(*kinds: str) -> list[tuple[str, Block]]:
    return [
        (name, block) for name in NAMES for block in blocks(text_of(name)) if block.kind in kinds
    ]


def place(value: object) -> str | None:
    return str(value.line) if isinstance(value, Block) else None


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_page_shows_what_the_program_prints(name: str, tmp_path: Path) -> None:
    page = text_of(name)
    if any(block.kind in ("console", "sh", "sql") for block in blocks(page)):
        copy_of_the_flagship(tmp_path / "flagship")
        assert page == refreshed(ROOT / name, page, tmp_path), (
            "run `make docs` and look at the change"
        )


@pytest.mark.parametrize("name", [name for name in NAMES if name != GENERATED])
def test_no_block_escapes_its_test(name: str) -> None:
    escaped = [block.line for block in blocks(text_of(name)) if block.kind in UNRUN]
    assert not escaped, "write it as `console`: the command behind `$ `, then what it prints"


@pytest.mark.parametrize(("name", "block"), every("yaml", "yaml fragment", "json"), ids=place)
def test_data_can_be_read(name: str, block: Block) -> None:
    if block.kind == "json":
        read = [json.loads(block.body)]
    else:
        read = list(yaml.safe_load_all(block.body))
    assert all(isinstance(one, dict | list) for one in read)
    assert read


@pytest.mark.parametrize("name", sorted({name for name, _ in every("python")}))
def test_python_runs(name: str) -> None:
    """One page is one session: names made in a block are there in the next."""
    session: dict[str, object] = {}
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    for block in (block for other, block in every("python") if other == name):
        if ">>>" in block.body:
            test = parser.get_doctest(block.body, session, name, name, block.line)
            runner.run(test, clear_globs=False)
            session.update(test.globs)
        else:
            exec(compile(block.body, f"{name}:{block.line}", "exec"), session)  # noqa: S102 - our own page
    assert runner.summarize(verbose=False).failed == 0


def typed_commands() -> list[str]:
    return [name for section in COMMANDS.values() for name in section]


@pytest.mark.parametrize(
    ("name", "line"),
    [(name, line) for name in NAMES for line in dict.fromkeys(mentioned(text_of(name)))],
)
def test_command_in_a_sentence_is_one_that_there_is(name: str, line: str) -> None:
    for part in line.split(" && "):
        words = shlex.split(part)[1:]
        command: click.Command | None = cli
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            command = command.get_command(click.Context(command), words.pop(0))
        assert command is not None, f"there is no command `{part}`"
        options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        used = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert used <= options | {"--help", "--version"}


def told() -> Iterator[str]:
    """What the pages run, and what they name in their sentences."""
    for name in NAMES:
        if name != GENERATED:
            page = text_of(name)
            yield from mentioned(page)
            for block in blocks(page):
                if block.kind in ("console", "sh"):
                    yield from (command.typed for command in commands(block))


@pytest.mark.parametrize("command", typed_commands())
def test_every_command_is_told_of(command: str) -> None:
    assert f"\n### `bywhen {command}`\n" in text_of(GENERATED)
    assert any(f"bywhen {command}" in line for line in told()), f"no page tells of bywhen {command}"


class TestTheTester:
    """It can fail: what it is there for."""

    PAGE = "```console\n$ bywhen countdown --as-of 2025-11-24 --format csv | head -1\n{}\n```\n"
    COLUMNS = (
        "affair,event,title,status,due_from,due_to,days_min,days_max,overdue_days,phrase,issuer,"
        "source_url,timezone"
    )

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        copy_of_the_flagship(tmp_path / "flagship")
        return tmp_path

    def test_an_output_that_is_right_stays(self, folder: Path) -> None:
        page = self.PAGE.format(self.COLUMNS)
        assert refreshed(ROOT / "x.md", page, folder) == page

    def test_an_output_that_is_wrong_is_written_anew(self, folder: Path) -> None:
        page = self.PAGE.format("affair,event")
        assert refreshed(ROOT / "x.md", page, folder) == self.PAGE.format(self.COLUMNS)

    @pytest.mark.parametrize("kind", ["sh", "console"])
    def test_a_command_that_fails_is_told(self, folder: Path, kind: str) -> None:
        prompt = "$ " if kind == "console" else ""
        with pytest.raises(FailedError, match=r"x\.md:1: `bywhen countdwon` ended with 2"):
            refreshed(ROOT / "x.md", f"```{kind}\n{prompt}bywhen countdwon\n```\n", folder)

    def test_a_failure_that_the_page_shows_is_none(self, folder: Path) -> None:
        page = "```console\n$ false\n$ echo $?\n1\n```\n"
        assert refreshed(ROOT / "x.md", page, folder) == page

    def test_an_answer_is_put_below_its_question(self, folder: Path) -> None:
        asked = "```sql\nselect id, title from affairs\n```\n"
        told = (
            f"{asked}\n| id | title |\n|---|---|\n| ukraine-28-point-plan |"
            " The US 28-point plan to end the Russia-Ukraine war |\n"
        )
        assert refreshed(ROOT / "x.md", asked, folder) == told

    def test_a_cd_holds_and_a_clock_is_set(self, tmp_path: Path) -> None:
        copy_of_the_flagship(tmp_path / "flagship")
        ran = run_all(
            [
                ("cd events", "2025-11-24T17:00Z"),
                ("bywhen --tracker .. timeline | tail -1", "2025-11-30T17:00Z"),
            ],
            tmp_path / "flagship",
            tmp_path / "bin",
        )
        assert [one.code for one in ran] == [0, 0]
        assert ran[1].printed == "As of 30 Nov 2025. Days end at midnight in America/New_York.\n"
