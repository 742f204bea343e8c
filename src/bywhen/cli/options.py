"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from bywhen.cli.session import Session

__all__ = [
    "affair_option",
    "day_options",
    "example",
    "format_option",
    "pass_session",
    "timetable_option",
    "tracker_option",
]

F = TypeVar("F", bound=Callable[..., Any])

pass_session = click.make_pass_decorator(Session, ensure=True)


def example(*lines: str) -> str:
    """The end of a help text: command lines that run as they stand (a test runs them)."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def _remember(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    session = ctx.ensure_object(Session)
    if value is not None:
        session.folder = value


def tracker_option(command: F) -> F:
    """--tracker, before or after the command; the later one counts."""
    return click.option(
        "--tracker",
        metavar="DIR",
        expose_value=False,
        callback=_remember,
        help="Folder of the tracker.  [default: the current folder]",
    )(command)


def affair_option(command: F) -> F:
    """--affair AFFAIR"""
    return click.option("--affair", metavar="AFFAIR", help="Only this affair.")(command)


def timetable_option(command: F) -> F:
    """--timetable T"""
    return click.option(
        "--timetable",
        metavar="TIMETABLE",
        help="Compare with this timetable; events outside it are left out."
        "  [default: each affair's first]",
    )(command)


def day_options(command: F) -> F:
    """--as-of and --now"""
    command = click.option(
        "--now",
        metavar="INSTANT",
        help="Take this for the clock: 2025-11-21T04:30Z, or a day, which then is today in every"
        " time zone.",
    )(command)
    return click.option(
        "--as-of",
        metavar="DAY",
        help="What was known at the end of this day, seen on this day (with --now: seen then).",
    )(command)


def format_option(command: F) -> F:
    """--format table|json|csv|md"""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv", "md"]),
        default="table",
        show_default=True,
        help="For people (table, md) or for programs (json, csv).",
    )(command)
