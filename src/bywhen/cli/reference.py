"""docs/commands.md and help.txt, made from the commands themselves.

    python -m bywhen.cli.reference      write both, in a checkout

A test compares them, so that they cannot fall behind.
"""

from __future__ import annotations

from pathlib import Path

import click

from bywhen.cli.app import COMMANDS, cli

__all__ = ["commands_markdown", "help_of", "root_help", "subcommands"]

_HEAD = """# Commands

Made from the commands' own help by `python -m bywhen.cli.reference`.

Every command takes `--tracker DIR`, before or after its name. Lists take `--format
table|json|csv|md`: JSON is a list of objects with the columns of the SQL views, null where there is
nothing. Errors go to stderr and end with 2; a "no" to what was asked (`check`, `slip --check`) ends
with 1.

`--as-of DAY` picks what was known at the end of that day, `--now INSTANT` what countdowns and
statuses are compared with. Neither: both are the clock's day in the event's time zone. Only
`--as-of`: both are that day. Only `--now`: both are its day. Both: each its own.
"""


def subcommands(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    """The command and all below it, each with its full name."""
    found = [(name, command)]
    if isinstance(command, click.Group) and command is not cli:
        context = click.Context(command, info_name=name)
        for below in command.list_commands(context):
            child = command.get_command(context, below)
            if child is not None:
                found += subcommands(child, f"{name} {below}")
    return found


def help_of(command: click.Command, name: str) -> str:
    """What `--help` says, 80 columns wide."""
    above = click.Context(cli, info_name="bywhen", **cli.context_settings)
    context = click.Context(
        command,
        parent=above,
        info_name=name.removeprefix("bywhen "),
        terminal_width=80,
        max_content_width=80,
    )
    return command.get_help(context) + "\n"


def root_help() -> str:
    """What `bywhen --help` says."""
    settings = {name: value for name, value in cli.context_settings.items() if "width" not in name}
    context = click.Context(
        cli, info_name="bywhen", terminal_width=80, max_content_width=80, **settings
    )
    return cli.get_help(context) + "\n"


def commands_markdown() -> str:
    """docs/commands.md"""
    parts = [_HEAD]
    context = click.Context(cli, info_name="bywhen")
    for section, commands in COMMANDS.items():
        parts.append(f"## {section}\n")
        for name in commands:
            command = cli.get_command(context, name)
            if command is None:
                continue
            for full, one in subcommands(command, f"bywhen {name}"):
                parts.append(f"### `{full}`\n\n```text\n{help_of(one, full)}```\n")
    return "\n".join(parts)


def _write() -> None:
    package = Path(__file__).parent
    (package / "help.txt").write_text(root_help(), encoding="utf-8")
    documentation = package.parents[2] / "docs" / "commands.md"
    documentation.write_text(commands_markdown(), encoding="utf-8")


if __name__ == "__main__":
    _write()
