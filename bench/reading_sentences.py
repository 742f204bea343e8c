"""How many news sentences of our own are read with both bounds right, by language.

    python bench/reading_sentences.py

They lie in `tests/reading/sentences`, written apart from the rules. Rules were worked out on the
even lines; the odd ones were kept aside.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from bywhen.reading import available, read

FOLDER = Path(__file__).parents[1] / "tests" / "reading" / "sentences"


def is_right(
    text: str, published: date, words: str | None, earliest: date | None, latest: date | None
) -> bool:
    """Both bounds of a mention on the words; nothing at all where there are none."""
    found = read(text, published=published)
    if words is None:
        return not found
    start = text.index(words)
    there = [m for m in found if m.start < start + len(words) and start < m.end]
    return any((m.earliest, m.latest) == (earliest, latest) for m in there)


def main() -> None:
    """Print a row for each language."""
    print("| language | dev | kept |\n|---|---|---|")
    for code in available():
        listed = yaml.safe_load((FOLDER / f"{code}.yml").read_text("utf-8"))
        parts = (listed[0::2], listed[1::2])
        counts = [f"{sum(is_right(*row[:5]) for row in part)} of {len(part)}" for part in parts]
        print(f"| {' | '.join([code, *counts])} |")


if __name__ == "__main__":
    main()
