"""How many news sentences of our own are read with both bounds right, by language.

    python bench/reading_sentences.py [--rounds]

They lie in `tests/reading/sentences`, written apart from the rules. Rules were worked out on the
even lines; the odd ones were kept aside. `--rounds` prints `tests/reading/rounds` instead: every
batch of those was written and read once before any rule was changed for it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bywhen.reading import available, read

FOLDER = Path(__file__).parents[1] / "tests" / "reading" / "sentences"
ROUNDS = Path(__file__).parents[1] / "tests" / "reading" / "rounds"


def is_right(
    text: str, published: date, words: str | None, earliest: date | None, latest: date | None
) -> bool:
    """Both bounds of a mention on the words; nothing with a day where there are none."""
    found = read(text, published=published)
    if words is None:
        return not any(mention.is_dated for mention in found)
    start = text.index(words)
    there = [m for m in found if m.start < start + len(words) and start < m.end]
    return any((m.earliest, m.latest) == (earliest, latest) for m in there)


def counted(rows: list[list[Any]], asked: Callable[[list[Any]], bool]) -> str:
    """ "31 of 38" of the rows that are asked for."""
    some = [row for row in rows if asked(row)]
    return f"{sum(is_right(*row[:5]) for row in some)} of {len(some)}"


def print_parts() -> None:
    """A row for each language: the even lines and the odd ones."""
    print("| language | dev | kept |\n|---|---|---|")
    for code in available():
        listed = yaml.safe_load((FOLDER / f"{code}.yml").read_text("utf-8"))
        parts = (listed[0::2], listed[1::2])
        print(f"| {' | '.join([code, *(counted(part, bool) for part in parts)])} |")


def print_rounds() -> None:
    """A row for each round and language: sentences with a date, and traps without one."""
    print("| round | language | both bounds right | silent in traps |\n|---|---|---|---|")
    for folder in sorted(ROUNDS.iterdir()):
        for path in sorted(folder.glob("*.yml")):
            listed = yaml.safe_load(path.read_text("utf-8"))
            dated = counted(listed, lambda row: row[2] is not None)
            silent = counted(listed, lambda row: row[2] is None)
            print(f"| {folder.name} | {path.stem} | {dated} | {silent} |")


def main() -> None:
    """Print one table or the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", action="store_true", help="the fresh batches, round by round")
    if parser.parse_args().rounds:
        print_rounds()
    else:
        print_parts()


if __name__ == "__main__":
    main()
