"""The same Chinese phrases in Traditional and in Simplified characters: one rule set reads both.

The sets mix both scripts, so each phrase is turned into either one by OpenCC (bench only, in the
environment of the other readers). Places stay true: both have one length. The national day is
left out: in Traditional characters it is that of Taipei, in Simplified that of Beijing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reading import Document, Predictor, Scores

HEADS = ["set", "part", "Traditional", "Simplified", "read alike"]
_SETS = ("zh_duck", "zh_rt", "zht_rt")
_WAYS = ("s2t", "t2s")
_NATIONAL_DAY = re.compile("[国國][庆慶]")


def either_script(scores: Scores, predictor: Predictor) -> Iterable[list[str]]:
    """A row for each part of each set: F1 of bounds in both scripts, and how many phrases are read
    alike; none if OpenCC is not there."""
    try:
        from opencc import OpenCC
    except ImportError:
        return
    from reading import parts

    for name in _SETS:
        documents = [d for d in scores.documents(name) if not _NATIONAL_DAY.search(d["text"])]
        both = [[converted(document, OpenCC(way)) for document in documents] for way in _WAYS]
        halves = [dict(parts(turned)) for turned in both]
        for part in ("dev", "kept"):
            chosen = [half[part] for half in halves]
            found = [windows(half, predictor) for half in chosen]
            figures = [scores.bounds_f1(*pair) for pair in zip(chosen, found, strict=True)]
            alike = sum(found[0][key] == found[1][key] for key in found[0])
            yield [name, part, *figures, f"{alike} of {len(found[0])}"]


def converted(document: Document, converter: Any) -> Document:
    """The same document in another script."""
    text = converter.convert(document["text"])
    if len(text) != len(document["text"]):
        raise ValueError(f"{document['id']} has another length in the other script")
    return {**document, "text": text}


def windows(documents: list[Document], predictor: Predictor) -> dict[str, list[dict[str, Any]]]:
    """What is read in each, as days."""
    from reading import as_window, predictions

    found = predictions(documents, predictor, "zh")
    kept = ("start", "end", "value")
    return {
        key: [{name: as_window(row).get(name) for name in kept} for row in rows]
        for key, rows in found.items()
    }
