"""The command line. Each command is imported when it is used.

app       the table of commands, one line each, and what becomes of errors
options   --tracker, --affair, --timetable, --as-of, --now, --format
session   the tracker, the clock and the database of one run
moment    days and instants as they are typed
names     finding an event, affair or timetable by what was typed
output    a table, JSON, CSV or Markdown to stdout
lists     timeline, countdown, slip; `tables` has their columns for people
idle      `alert run` where there is nothing to do
help.txt  what `bywhen --help` says, made from the table of commands
"""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; the entry point of the `bywhen` program.

    `bywhen --help` is answered from a file: importing click alone takes four times as long as
    starting Python, and this is the first thing that anybody types.
    """
    if sys.argv[1:] in (["--help"], ["-h"]):
        path = os.path.join(os.path.dirname(__file__), "help.txt")  # noqa: PTH118, PTH120 - no pathlib yet
        try:
            with open(path, encoding="utf-8") as text:  # noqa: PTH123
                sys.stdout.write(text.read())
            sys.stdout.flush()
        except OSError as error:  # nobody reads it any more, or the disk is full
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if not isinstance(error, BrokenPipeError):
                sys.stderr.write(f"Error: {error.strerror}\n")
                sys.exit(2)
            sys.exit(1)
        return
    if sys.argv[1:3] == ["alert", "run"]:
        from bywhen.cli.idle import answered

        if answered(sys.argv[3:]):
            return
    from bywhen.cli.app import run

    run()
