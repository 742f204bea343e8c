"""The documentation of the commands is that of the commands themselves, and its examples run."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bywhen.cli import reference
from bywhen.cli.app import COMMANDS, cli
from bywhen.editing.when import WHATS
from bywhen.ingest.roster import sync
from bywhen.ingest.sources import load
from bywhen.store.desk import open_desk
from bywhen.tracker import Tracker
from tests.cli.conftest import NOON, ROOT, Run
from tests.support.desk import seed_review

EVERY = [
    (full, command)
    for section in COMMANDS.values()
    for name, line in section.items()
    if (found := cli.get_command(click.Context(cli), name)) is not None
    for full, command in reference.subcommands(found, f"bywhen {name}")
]
EXAMPLES = [
    (full, line.strip())
    for full, command in [("bywhen", cli), *EVERY]
    for line in (command.epilog or "").splitlines()
    if line.startswith("  bywhen ")
]
ARTICLE = """---
published: 2025-11-21
---
Kyiv must agree by next Thursday; the rest may follow in early December.
"""
OPML = '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/x"/></body></opml>'
WRITE = "run python -m bywhen.cli.reference"


def test_the_reference_is_that_of_the_commands() -> None:
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == reference.commands_markdown(), WRITE


def test_the_first_help_is_that_of_the_commands() -> None:
    written = Path(reference.__file__).with_name("help.txt").read_text(encoding="utf-8")
    assert written == reference.root_help(), WRITE


@pytest.mark.parametrize(("full", "command"), EVERY, ids=[full for full, _ in EVERY])
def test_every_command_says_what_it_does_and_shows_an_example(
    full: str, command: click.Command
) -> None:
    assert command.help
    assert f"  {full} " in f"{command.epilog} " or isinstance(command, click.Group)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{full} {parameter.opts[0]} says nothing"


def test_add_names_every_kind_of_claim() -> None:
    found = cli.get_command(click.Context(cli), "add")
    assert found is not None
    assert [what for what in WHATS if what not in (found.help or "")] == []


@pytest.mark.parametrize("name", [name for section in COMMANDS.values() for name in section])
def test_the_line_in_the_list_says_what_the_command_says(
    run: Run, flagship: Path, name: str
) -> None:
    result = run(flagship, name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: bywhen {name}")


@pytest.mark.parametrize(("full", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_every_example_runs(
    run: Run, flagship: Path, full: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(flagship)
    (flagship / "article.md").write_text(ARTICLE, encoding="utf-8")
    if full.startswith(("bywhen feeds", "bywhen ingest")):
        (flagship / "subscriptions.opml").write_text(OPML, encoding="utf-8")
        run(".", "ingest", "article.md")
    if full in ("bywhen feeds remove", "bywhen feeds trust"):
        run(".", "feeds", "add", "https://example.org/x", "--name", "Example news")
        with open_desk(Path("var/desk.db")) as connection:
            sync(connection, load(Tracker.open("."))[0].feeds, NOON)
    if full == "bywhen undo":
        run(".", "checked", "ukraine-28-point-plan", "2025-11-20")
    if full.startswith("bywhen review"):
        seed_review(flagship, NOON)
    if full == "bywhen review undo":
        run(".", "review", "reject", "1")
    words = shlex.split(line)
    assert line.startswith(full) or full == "bywhen"
    result = run(".", *words[1:], typed="y\n")
    assert result.exit_code in ({0, 1} if {"--check", "health"} & set(words) else {0}), (
        result.output
    )
    assert result.output.strip()


def test_help_is_answered_without_click() -> None:
    """It is the first thing that anybody types; importing click alone takes 4 starts of Python."""
    script = (
        "import sys; sys.argv = ['bywhen', '--help']; from bywhen.cli import main; main();"
        " assert 'click' not in sys.modules"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == reference.root_help()


def test_no_command_imports_what_it_does_not_need() -> None:
    script = (
        "import sys; from bywhen.cli.app import cli\n"
        "try: cli(['countdown', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'datasette', 'feedparser', 'ruamel', 'pendulum', 'rich', 'sqlite_utils'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "[]"


def test_a_command_that_is_not_there_is_answered_with_the_nearest(run: Run) -> None:
    result = run(".", "countdwon")
    assert result.exit_code == 2
    assert "Did you mean countdown?" in result.stderr
