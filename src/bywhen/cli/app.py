"""The table of commands, and what becomes of errors.

To add a command, add a line to COMMANDS.
"""

from __future__ import annotations

import os
import sys
from typing import Any, NamedTuple

import click

from bywhen.cli.lazy import LazyGroup
from bywhen.cli.options import example, tracker_option
from bywhen.cli.session import Session
from bywhen.errors import BywhenError

__all__ = ["COMMANDS", "LazyCommand", "cli", "run"]


class LazyCommand(NamedTuple):
    """Where a command stands (`module:name`) and what it does in one line."""

    place: str
    does: str


# In the order of `bywhen --help`: looking, then recording, then publishing.
COMMANDS: dict[str, dict[str, LazyCommand]] = {
    "Look": {
        "timeline": LazyCommand("bywhen.cli.lists:timeline", "What happened and what is to come."),
        "countdown": LazyCommand("bywhen.cli.lists:countdown", "How long until each milestone."),
        "slip": LazyCommand("bywhen.cli.lists:slip", "What has moved against the timetable."),
        "history": LazyCommand("bywhen.cli.lists:history", "Who said what about one event."),
        "diff": LazyCommand("bywhen.cli.diff:diff", "What changed between two days."),
        "read": LazyCommand("bywhen.cli.read:read", "The dates of a text, and why."),
        "search": LazyCommand("bywhen.cli.search:search", "Find words, in any language."),
    },
    "Record": {
        "review": LazyCommand("bywhen.cli.review:review", "Judge what ingest has proposed."),
        "add": LazyCommand("bywhen.cli.add:add", "Record who said what about a date."),
        "correct": LazyCommand("bywhen.cli.correct:correct", "Correct a claim, and log it."),
        "checked": LazyCommand("bywhen.cli.correct:checked", "Say how far it was followed."),
        "undo": LazyCommand("bywhen.cli.correct:undo", "Take the last edit back."),
        "ingest": LazyCommand("bywhen.cli.ingest:ingest", "Fetch feeds, read articles, propose."),
        "feeds": LazyCommand("bywhen.cli.feeds:feeds", "What is watched, and how it fares."),
        "build": LazyCommand("bywhen.cli.record:build", "Build tracker.db from events/."),
        "check": LazyCommand("bywhen.cli.record:check", "List every fault of the tracker."),
        "init": LazyCommand("bywhen.cli.init:init", "Make a new tracker."),
    },
    "Publish": {
        "alert": LazyCommand("bywhen.cli.alert:alert", "Tell people in time what nears or moves."),
        "serve": LazyCommand("bywhen.cli.serve:serve", "The tracker in a browser."),
        "export": LazyCommand("bywhen.cli.export:export", "The tracker in other formats."),
    },
}


class _Explained(click.ClickException):
    """What bywhen can explain: on stderr, with 2."""

    exit_code = 2


class _Commands(LazyGroup):
    """The commands by section, a hint for who mistypes, and errors that are explained."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            import difflib  # only for who has mistyped

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 1, 0.5)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(len(name) for name in self.list_commands(ctx))
        for section, commands in COMMANDS.items():
            with formatter.section(section):
                formatter.write_dl(
                    [(name.ljust(width), command.does) for name, command in commands.items()]
                )

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BywhenError as error:
            raise _Explained(str(error)) from error
        except BrokenPipeError:
            raise
        except UnicodeEncodeError as error:
            raise _Explained(_not_encoded(error)) from error
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            raise _Explained(f"{place}{error.strerror or error}") from error


def _not_encoded(error: UnicodeEncodeError) -> str:
    text = error.object[error.start : error.end]
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        return "what was typed is not UTF-8; type it in a terminal that is."
    return (
        f"{text[0]!r} cannot be written in {error.encoding}."
        " Set PYTHONIOENCODING=utf-8, or a locale such as LC_ALL=C.UTF-8."
    )


@click.group(
    cls=_Commands,
    places={
        name: command.place for commands in COMMANDS.values() for name, command in commands.items()
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=example("bywhen countdown --as-of 2025-11-21"),
)
@click.version_option(package_name="bywhen")
@tracker_option
def cli() -> None:
    """By when, says who, and has it moved?

    A tracker is a folder with a record (events/*.yml) of who said what about which date. These
    commands work on the tracker in the current folder, or in the one that --tracker names.
    """


def run(session: Session | None = None) -> None:
    """Run the command line with what stands in sys.argv; `session` brings another clock."""
    try:
        cli(prog_name="bywhen", obj=session)
    except BrokenPipeError:
        # The reader (`| head`) has gone; nothing may be written on the way out either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
