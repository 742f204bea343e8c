"""Asking the person at the terminal."""

from __future__ import annotations

import sys

import click

from bywhen.errors import UsageError

__all__ = ["agreed", "can_ask", "chosen", "pasted_text"]

_NOBODY = (
    "Nothing was written: the text came from stdin, so nobody can be asked."
    " Add --yes to write it, --dry-run to look only."
)


def can_ask(text_was_piped: bool = False) -> bool:
    """True if a person sits there; a piped text leaves the terminal itself to ask at."""
    if not text_was_piped or sys.stdin.isatty():
        return sys.stdin.isatty()
    try:
        with open("/dev/tty", encoding="utf-8"):  # noqa: PTH123 - a device
            return True
    except OSError:
        return False


def agreed(question: str, text_was_piped: bool = False) -> bool:
    """Ask yes or no; no is the default. Raises UsageError if stdin was used up by a text."""
    if not text_was_piped or sys.stdin.isatty():
        try:
            return click.confirm(question)
        except click.Abort:
            if sys.stdin.isatty():
                raise
            click.echo()
            raise UsageError(
                "Nothing was written: nobody answered. Add --yes to write it, --dry-run to look."
            ) from None
    return _at_the_terminal(f"{question} [y/N]: ").lower() in ("y", "yes")


def chosen(question: str, count: int, text_was_piped: bool = False) -> int:
    """Ask for a number from 1 to `count`. Raises UsageError if none is given."""
    if not text_was_piped or sys.stdin.isatty():
        number: int = click.prompt(question, type=click.IntRange(1, count))
        return number
    answer = _at_the_terminal(f"{question}: ")
    if not answer.isdecimal() or not 1 <= int(answer) <= count:
        raise UsageError(f"Nothing was written: {answer!r} is no number from 1 to {count}.")
    return int(answer)


def _at_the_terminal(question: str) -> str:
    try:
        with open("/dev/tty", encoding="utf-8") as terminal:  # noqa: PTH123 - a device
            click.echo(question, nl=False)
            return terminal.readline().strip()
    except OSError:
        raise UsageError(_NOBODY) from None


def pasted_text() -> str:
    """What is pasted or piped into stdin. Raises UsageError if it is empty or no UTF-8."""
    if sys.stdin.isatty():
        click.echo("Paste the text, then press Ctrl+D on a line of its own.", err=True)
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("The text on stdin is not UTF-8; save it as UTF-8.") from None
    if not text.strip():
        raise UsageError("Nothing came on stdin; paste the text, or write the date as WHEN.")
    return text
