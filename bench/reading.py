"""How well and how fast dates are read, beside dateparser, Recognizers-Text and chrono.

    make bench-reading [CASES=../shared/cases/dates]
    python bench/reading.py [--cases ../shared/cases/dates] [--without-others] [--others FOLDER]

"Value, one writing" counts "1994-XX" as "1994" and "1999-W7" as "1999-W07", in gold and reading.
Every set is cut by a fixed hash of its ids: rules were worked out on 70 % ("dev"), the other 30 %
("kept") were only counted. Scores are those of the sets' own scorers, taken from their folder.
Speed is processor time of one core, on the English news sets as they are, as a ratio as well.
The others are compared where they can be installed (`--others` names the environment that
`make bench-reading` gives them; chrono is run by node there); they are no dependency of bywhen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from reading_others import others
from reading_scripts import HEADS as SCRIPT_HEADS
from reading_scripts import either_script

from bywhen.reading import Mention, available, read

Document = dict[str, Any]
Prediction = dict[str, Any]
Predictor = Callable[[str, date, str], list[Prediction]]

NEWS = ("timebank_tbaq", "aquaint_tbaq")
TIMEX_SETS = {
    "timebank_tbaq": "en",
    "aquaint_tbaq": "en",
    "wikiwars_train": "en",
    "wikiwarsua_a": "uk",
}
PHRASE_SETS = {"zh_duck": "zh", "en_duck": "en", "uk_duck": "uk", "ru_duck": "ru", "en_rt": "en",
               "zh_rt": "zh", "zht_rt": "zh"}  # fmt: skip
ALL_SETS = {**TIMEX_SETS, **PHRASE_SETS}
SEED_PUBLISHED = date(2025, 11, 21)
DEV_PERCENT = 70
MARKS = ("<!-- by bench/reading.py -->", "<!-- end -->")


def is_dev(identity: str) -> bool:
    """The part that rules were worked out on."""
    return (
        int(hashlib.sha1(identity.encode(), usedforsecurity=False).hexdigest(), 16) % 100
        < DEV_PERCENT
    )


def ours(text: str, published: date, code: str) -> list[Prediction]:
    """What bywhen reads, in the scorers' form."""
    return [predicted(mention) for mention in read(text, published=published, language=code)]


def as_timex3(predictions: list[Prediction]) -> list[Prediction]:
    """As TIMEX3 has it: both ends of a range apart, since it has no value for a range."""
    return [
        {**prediction, **end}
        for prediction in predictions
        for end in prediction.get("ends") or [{}]
    ]


def predicted(mention: Mention) -> Prediction:
    """One mention in the scorers' form."""
    fields = mention.to_json()
    return {
        **{name: fields[name] for name in ("start", "end", "earliest", "latest", "qualifier")},
        "value": mention.timex3,
        "confidence": mention.confidence,
        "ends": [{"start": end.start, "end": end.end, "value": end.timex3} for end in mention.ends],
    }


def one_writing(value: str) -> str:
    """A TIMEX3 value as most annotators write it.

    >>> [one_writing(value) for value in ("1994-XX", "1999-W7", "199X", "1989-11-06T17")]
    ['1994', '1999-W07', '199', '1989-11-06T17:00']
    """
    value = re.sub("(-XX)+$", "", value)
    value = re.sub("^([0-9]{2,3})X{1,2}$", r"\1", value)
    value = re.sub("^([0-9]{4}-W)([0-9])$", r"\g<1>0\2", value)
    return re.sub("(T[0-9]{2})$", r"\1:00", value)


def as_window(prediction: Prediction) -> Prediction:
    """Its value as days, for the sets that are scored by bounds."""
    earliest, latest = prediction.get("earliest"), prediction.get("latest")
    if not earliest or not latest:
        return prediction
    return {**prediction, "value": earliest if earliest == latest else f"{earliest}/{latest}"}


class Scores:
    """The sets in a folder with their own two scorers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        sys.path.insert(0, str(folder))
        import score
        import score_bounds

        self._timex, self._bounds = score, score_bounds

    def documents(self, name: str) -> list[Document]:
        """The documents of a set; none if it is not there."""
        path = self.folder / f"{name}.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    def days(self, value: str) -> tuple[date, date] | None:
        """The first and the last day of a TIMEX3 value, None if it names none."""
        found: tuple[date, date] | None = self._timex.bounds(value)
        return found

    def table(
        self, predictor: Predictor, sets: Mapping[str, str] = ALL_SETS
    ) -> Iterable[list[str]]:
        """A row for every part of every set, by name and language."""
        for name, language in sets.items():
            documents = self.documents(name)
            there = language in available()
            if not documents or not there:
                continue
            found = predictions(documents, predictor, language)
            if name in TIMEX_SETS:
                found = {key: as_timex3(rows) for key, rows in found.items()}
            for part, chosen in parts(documents):
                n = self._timex.score(chosen, found)
                row = [self._f(n, key) for key in ("value", "relaxed", "strict")]
                windows = {key: [as_window(p) for p in rows] for key, rows in found.items()}
                bounds = self._timex.score(chosen, windows) if name in PHRASE_SETS else None
                row.append(self._f(bounds, "vlen") if bounds else "")
                row.append("" if bounds else self.value_f1_in_one_writing(chosen, found))
                yield [name, part, *row]

    def value_f1_in_one_writing(
        self, documents: list[Document], found: Mapping[str, list[Prediction]]
    ) -> str:
        """F1 of values, where both sides write the same value in the same way."""
        gold = [
            {**d, "gold": [{**g, "value": one_writing(g["value"]), "values": None}
                           for g in d["gold"]]}
            for d in documents
        ]  # fmt: skip
        own = {
            key: [{**row, "value": one_writing(row.get("value") or "")} for row in rows]
            for key, rows in found.items()
        }
        return self._f(self._timex.score(gold, own), "value")

    def bounds_f1(self, documents: list[Document], found: Mapping[str, list[Prediction]]) -> str:
        """F1 of the days that the values mean."""
        return self._f(self._timex.score(documents, found), "vlen")

    def _f(self, n: dict[str, int], key: str) -> str:
        return f"{self._timex.prf(n[key], n['sys'], n['gold'])[2]:.1f}"

    def sentences(self, predictor: Predictor) -> Iterable[list[str]]:
        """Both bounds right, and traps hit, by language."""
        cases = self.documents("bounds_public")
        for code in sorted({case["lang"].split("-")[0] for case in cases} & set(available())):
            chosen = [case for case in cases if case["lang"].startswith(code)]
            found = predictions(chosen, predictor, code)
            n = self._bounds.run(chosen, found)
            yield [code, f"{n['both']} of {n['cases']}", f"{n['fp']} of {n['traps']}"]

    def seed(self, predictor: Predictor) -> list[str]:
        """The long article: both bounds of the required expressions without an anchor; traps."""
        import yaml

        gold = yaml.safe_load((self.folder / "seed_gold.yml").read_text("utf-8"))
        text = (self.folder / "seed_article.txt").read_text("utf-8")
        found = predictor(text, SEED_PUBLISHED, "zh")
        cases = [
            {**entry, "id": "seed", "dct": SEED_PUBLISHED.isoformat()}
            for entry in gold["expressions"]
            if entry["required"] and not entry.get("anchor")
        ]
        right = sum(self._bounds.run([case], {"seed": found})["both"] for case in cases)
        hit = sum(
            any(min(p["end"], trap["end"]) > max(p["start"], trap["start"]) for p in found)
            for trap in gold["traps"]
        )
        return [f"{right} of {len(cases)}", f"{hit} of {len(gold['traps'])}"]


def predictions(
    documents: list[Document], predictor: Predictor, code: str
) -> dict[str, list[Prediction]]:
    """What a predictor finds in each document."""
    return {
        document["id"]: predictor(document["text"], date.fromisoformat(document["dct"]), code)
        for document in documents
    }


def parts(documents: list[Document]) -> Iterable[tuple[str, list[Document]]]:
    """Both parts of a set."""
    yield "dev", [document for document in documents if is_dev(document["id"])]
    yield "kept", [document for document in documents if not is_dev(document["id"])]


def speed(predictor: Predictor, documents: list[Document], rounds: int) -> float:
    """Megabytes a second of processor time, that of its own process where it has one; the best
    of some rounds."""
    size = sum(len(document["text"].encode()) for document in documents) / 1e6
    elsewhere: Callable[[], float] = getattr(predictor, "cpu_seconds", lambda: 0.0)
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time() + elsewhere()
        for document in documents:
            predictor(document["text"], date.fromisoformat(document["dct"]), "en")
        best = min(best, time.process_time() + elsewhere() - start)
    return size / best


def show(title: str, heads: list[str], rows: Iterable[list[str]]) -> None:
    """Print a table in Markdown, row by row."""
    say(f"\n{title}\n\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for row in rows:
        say(f"| {' | '.join(row)} |")


SAID: list[str] = []


def say(text: str) -> None:
    """Print it, and keep it for `--write`."""
    print(text, flush=True)
    SAID.append(text)


def side_by_side(scores: Scores, readers: Mapping[str, Predictor]) -> Iterable[list[str]]:
    """A row for each reader: value F1 on news, both parts; sentences; speed, and as a ratio."""
    news = [document for name in NEWS for document in scores.documents(name)]
    fastest = 0.0
    for name, predictor in readers.items():
        values = [row[2] for row in scores.table(predictor, dict.fromkeys(NEWS, "en"))]
        right = [f"{row[0]}: {row[1]}" for row in scores.sentences(predictor)
                 if row[0] in ("en", "zh")]  # fmt: skip
        own = name == "bywhen"
        speed_found = speed(predictor, news if own else news[:20], rounds=5 if own else 1)
        fastest = fastest or speed_found
        ratio = (
            ""
            if own
            else f"{fastest / speed_found:.2g}"
            if fastest < 10 * speed_found
            else f"{fastest / speed_found:.0f}"
        )
        yield [name, *(" / ".join(values[at : at + 2]) for at in (0, 2)), ", ".join(right),
               f"{speed_found:.3g}", ratio]  # fmt: skip


def write_into(path: Path) -> None:
    """Put what was said between the two marks of a page."""
    page = path.read_text("utf-8")
    head, rest = page.split(MARKS[0])
    _, tail = rest.split(MARKS[1])
    said = "\n".join(SAID).strip()
    path.write_text(f"{head}{MARKS[0]}\n{said}\n{MARKS[1]}{tail}", encoding="utf-8")


def main() -> None:
    """Print every score that the sets in the folder allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=Path("../shared/cases/dates"))
    parser.add_argument("--without-others", action="store_true")
    parser.add_argument("--others", type=Path, help="the environment of the other readers")
    parser.add_argument("--write", type=Path, help="a page that takes the tables between its marks")
    options = parser.parse_args()
    if not (options.cases / "score.py").exists():
        sys.exit(f"no sets and scorers in {options.cases}; name their folder with --cases")
    from reading_confidence import show_all  # it builds on this module

    scores = Scores(options.cases)
    show(
        "Scores by the sets' own scorers, F1 in percent:",
        ["set", "part", "value", "relaxed", "strict", "bounds", "value, one writing"],
        scores.table(ours),
    )
    show(
        "News sentences, both bounds right:",
        ["language", "right", "traps hit"],
        scores.sentences(ours),
    )
    show("A long Chinese article:", ["right", "traps hit"], [scores.seed(ours)])
    show_all(scores, show)
    compared = {} if options.without_others else others(options.others)
    rows = list(either_script(scores, ours))
    if rows:
        show("Chinese phrases turned into either script, F1 of bounds:", SCRIPT_HEADS, rows)
    readers: dict[str, Predictor] = {"bywhen": ours, **compared}
    heads = ["reader", "TimeBank, dev / kept", "AQUAINT, dev / kept", "sentences right", "MB/s",
             "bywhen is faster by"]  # fmt: skip
    show("Side by side on one core, value F1:", heads, side_by_side(scores, readers))
    if options.write:
        write_into(options.write)


if __name__ == "__main__":
    main()
