"""News sentences of our own, written apart from the rules: both bounds, and silence in traps.

A qualifier of null stands for any. Rules are worked out on the even lines of a file; the odd ones
are kept aside and only counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml

from bywhen.reading import Mention, available, read

FOLDER = Path(__file__).parent / "sentences"
ROUNDS = Path(__file__).parent / "rounds"
LEAST_SHARE = {"en": 0.95, "zh": 0.95}


@dataclass(frozen=True)
class Sentence:
    text: str
    published: date
    words: str | None
    earliest: date | None
    latest: date | None
    qualifier: str | None


def sentences(code: str, folder: Path = FOLDER) -> list[Sentence]:
    listed = yaml.safe_load((folder / f"{code}.yml").read_text("utf-8"))
    return [Sentence(*entry) for entry in listed]


def overlapping(sentence: Sentence) -> list[Mention]:
    mentions = read(sentence.text, published=sentence.published)
    if sentence.words is None:
        return mentions
    start = sentence.text.index(sentence.words)
    end = start + len(sentence.words)
    return [m for m in mentions if m.start < end and start < m.end]


def is_right(sentence: Sentence) -> bool:
    found = overlapping(sentence)
    if sentence.words is None:
        return not found
    return any(
        (m.earliest, m.latest) == (sentence.earliest, sentence.latest)
        and sentence.qualifier in (None, m.qualifier)
        for m in found
    )


def codes() -> list[str]:
    return [path.stem for path in sorted(FOLDER.glob("*.yml")) if path.stem in available()]


@pytest.mark.parametrize("code", codes())
def test_there_are_at_least_fifty(code: str) -> None:
    assert len(sentences(code)) >= 50


@pytest.mark.parametrize("code", codes())
def test_bounds_and_qualifier_are_right(code: str) -> None:
    listed = sentences(code)
    for part in (listed, listed[1::2]):
        wrong = [sentence.text for sentence in part if not is_right(sentence)]
        assert 1 - len(wrong) / len(part) >= LEAST_SHARE.get(code, 0.9), wrong


def codes_of_rounds() -> list[str]:
    return sorted({path.stem for path in ROUNDS.glob("*/*.yml")})


@pytest.mark.parametrize("code", codes_of_rounds())
def test_the_batches_of_the_rounds_stay_right(code: str) -> None:
    folders = sorted(path.parent for path in ROUNDS.glob(f"*/{code}.yml"))
    listed = [sentence for folder in folders for sentence in sentences(code, folder)]
    dated = [sentence for sentence in listed if sentence.words is not None]
    traps = [sentence for sentence in listed if sentence.words is None]
    wrong = [s.text for s in dated if not any(is_bounded(s, m) for m in overlapping(s))]
    hit = [s.text for s in traps if any(m.is_dated for m in overlapping(s))]
    assert len(wrong) <= len(dated) * 0.07, wrong
    assert len(hit) <= len(traps) * 0.2, hit


def is_bounded(sentence: Sentence, mention: Mention) -> bool:
    return (mention.earliest, mention.latest) == (sentence.earliest, sentence.latest)
