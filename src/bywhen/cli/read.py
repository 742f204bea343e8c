"""read: the dates of a text, with bounds and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bywhen.cli.moment import parse_day
from bywhen.cli.options import example, pass_session, tracker_option
from bywhen.cli.output import emit, progress
from bywhen.cli.session import Session
from bywhen.errors import BywhenError, UsageError
from bywhen.formats.document import SUFFIXES, document
from bywhen.formats.marked import mention_table_row, to_html
from bywhen.formats.table import Cell, Column, Table, Tone

if TYPE_CHECKING:
    from bywhen.reading import Mention

__all__ = ["read"]

_COLUMNS = (
    "file",
    "text",
    "start",
    "end",
    "earliest",
    "latest",
    "strict",
    "earliest_strict",
    "edtf",
    "timex3",
    "qualifier",
    "granularity",
    "approx",
    "anchor",
    "rule",
    "convention",
    "confidence",
    "alternatives",
    "why",
    "ends",
)


@dataclass(frozen=True, slots=True)
class _Text:
    name: str
    text: str
    published: date


@click.command(
    epilog=example(
        "bywhen read article.md",
        "bywhen read article.md --published 2025-11-21 --format json",
    )
)
@click.argument("file", metavar="FILE|-")
@tracker_option
@click.option(
    "--published",
    metavar="DAY",
    help="Day of the text, from which relative words count. Needed unless the file says it.",
)
@click.option("--timezone", default="UTC", show_default=True, help="Zone whose days are meant.")
@click.option("--language", help="Such as en or zh-Hant.  [default: by the text itself]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "md"]),
    default="table",
    show_default=True,
    help="For people (table, md) or for programs (json, csv).",
)
@click.option(
    "--html", is_flag=True, help="The text as a web page, its dates marked and explained."
)
@click.option(
    "--jobs", type=click.IntRange(1), help="Processes for a folder.  [default: all cores]"
)
@pass_session
def read(
    session: Session,
    file: str,
    published: str | None,
    timezone: str,
    language: str | None,
    form: str,
    html: bool,
    jobs: int | None,
) -> None:
    """Find the dates in a text: as windows, with the words, how sure, and why.

    FILE is a text, Markdown or HTML file, a folder of them, or - for stdin. JSON is an object
    {"mentions": [...]}; places count characters of the plain text.
    """
    from bywhen.reading import language_of, read_each
    from bywhen.store.zones import package_zone

    package_zone(timezone)
    day = parse_day(published, "--published") if published is not None else None
    texts = _texts(file, day)
    if html and len(texts) != 1:
        raise UsageError("--html shows one text; name a file, not a folder.")
    try:
        each = read_each(
            [(one.text, one.published) for one in texts],
            language=language,
            timezone=timezone,
            conventions=_conventions(session),
            jobs=jobs,
        )
        with progress(each, len(texts), "Reading") as going:
            found = list(going)
    except ValueError as error:
        raise UsageError(f"{error}") from error
    if html:
        only = texts[0]
        shown = to_html(
            only.text, found[0], only.name, only.published, language or language_of(only.text)
        )
        click.echo(shown, nl=False)
    elif form == "json":
        click.echo(json.dumps({"mentions": _rows(texts, found)}, ensure_ascii=False, indent=2))
    else:
        emit(form, _COLUMNS, lambda: _full_rows(texts, found), lambda: _table(texts, found))


def _texts(file: str, published: date | None) -> list[_Text]:
    if file == "-":
        raw = sys.stdin.buffer.read()
        return [_text("stdin", raw, published)]
    path = Path(file)
    if not path.exists():
        raise UsageError(f"There is no file {file}.")
    if not path.is_dir():
        return [_text(file, path.read_bytes(), published)]
    paths = sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES)
    if not paths:
        raise UsageError(f"{file} holds no text: {', '.join(SUFFIXES)} are read.")
    texts, problems = [], []
    for one in paths:
        try:
            texts.append(_text(str(one.relative_to(path)), one.read_bytes(), published))
        except BywhenError as error:
            problems.append(str(error))
    if problems:
        raise UsageError("\n".join(problems))
    return texts


def _text(name: str, raw: bytes, published: date | None) -> _Text:
    held = document(raw, name)
    day = published or held.published
    if day is None:
        raise UsageError(
            f"{name} does not say when it was published; add --published 2025-11-21."
            " Relative words count from that day, never from today."
        )
    return _Text(name, held.text, day)


def _conventions(session: Session) -> dict[str, Any] | None:
    """What a tracker's conventions.yml changes of the conventions, None if it has none."""
    path = Path(session.folder) / "conventions.yml"
    if not path.is_file():
        return None
    import yaml

    try:
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise UsageError(f"conventions.yml cannot be read: {error}") from error
    if held is not None and not isinstance(held, dict):
        raise UsageError("conventions.yml must be a list of `name: value`.")
    return held


def _rows(texts: Sequence[_Text], found: Sequence[Sequence[Mention]]) -> list[dict[str, Any]]:
    """One object a mention; of several texts each says which."""
    several = len(texts) > 1
    return [
        {**({"file": text.name} if several else {}), **mention.to_json()}
        for text, mentions in zip(texts, found, strict=True)
        for mention in mentions
    ]


def _full_rows(texts: Sequence[_Text], found: Sequence[Sequence[Mention]]) -> list[dict[str, Any]]:
    return [
        {"file": text.name, **mention.to_json()}
        for text, mentions in zip(texts, found, strict=True)
        for mention in mentions
    ]


def _table(texts: Sequence[_Text], found: Sequence[Sequence[Mention]]) -> Table:
    several = len(texts) > 1
    columns = [*map(Column, ("Words", "Days", "Sure", "Why"))]
    rows: list[list[Cell | str]] = []
    for text, mentions in zip(texts, found, strict=True):
        for mention in mentions:
            words, days, sure, why = mention_table_row(mention)
            cells: list[Cell | str] = [
                words,
                days,
                Cell(sure, Tone.SOON if mention.is_unsure else Tone.PLAIN),
                why,
            ]
            rows.append([text.name, *cells] if several else cells)
    count = sum(map(len, found))
    heading = (
        f"{len(texts)} texts, {count} mentions"
        if several
        else f"{texts[0].name}, published {texts[0].published}"
    )
    return Table(
        [Column("File"), *columns] if several else columns,
        rows,
        above=[heading],
        empty="No date found.",
    )
