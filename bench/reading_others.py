"""Other readers of dates, in one form, for `bench/reading.py`; a missing one is left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

Predictor = Callable[[str, date, str], list[dict[str, Any]]]

NOON = time(12)
_CULTURES = {"en": "en-us", "zh": "zh-cn", "de": "de-de", "fr": "fr-fr"}
_CHRONO = """
const chrono = require("chrono-node");
const lines = require("readline").createInterface({ input: process.stdin });
const day = (c) => c.date().toLocaleDateString("sv");
lines.on("line", (line) => {
  const { text, published, code } = JSON.parse(line);
  const reader = code === "zh" && chrono.zh ? chrono.zh : chrono;
  const found = reader.parse(text, new Date(published + "T12:00:00"));
  console.log(JSON.stringify(found.map((r) => {
    const start = day(r.start), end = r.end ? day(r.end) : start;
    let value = start;
    if (!r.end && !r.start.isCertain("day") && !r.start.isCertain("weekday"))
      value = r.start.isCertain("month") ? start.slice(0, 7) : start;
    return { start: r.index, end: r.index + r.text.length, earliest: start, latest: end, value };
  })));
});
"""


def others(folder: Path | None) -> dict[str, Predictor]:
    """The readers that can be run here, by name; `folder` is the environment that holds them."""
    if folder is not None:
        sys.path += [str(found) for found in folder.glob("lib/python*/site-packages")]
    found: dict[str, Predictor] = {}
    for name, make in (
        ("dateparser", _dateparser),
        ("Recognizers-Text", _recognizers),
        ("chrono-node", lambda: _chrono(folder)),
    ):
        try:
            found[name] = make()
        except (ImportError, OSError) as error:
            print(f"\n{name} is not here: {error}")
    return found


def _dateparser() -> Predictor:
    from dateparser.search import search_dates

    def predict(text: str, published: date, code: str) -> list[dict[str, Any]]:
        base = datetime.combine(published, NOON)
        settings = {"RELATIVE_BASE": base}
        found = search_dates(text, languages=[code], settings=settings) or []
        rows, place = [], 0
        for words, moment in found:
            start = text.find(words, place)
            if start < 0:
                continue
            place = start + len(words)
            day = moment.date().isoformat()
            rows.append(
                {"start": start, "end": place, "value": day, "earliest": day, "latest": day}
            )
        return rows

    predict("on 1 May 2020", date(2020, 1, 1), "en")
    return predict


def _recognizers() -> Predictor:
    from recognizers_date_time import recognize_datetime

    def predict(text: str, published: date, code: str) -> list[dict[str, Any]]:
        base = datetime.combine(published, NOON)
        rows = []
        for found in recognize_datetime(text, _CULTURES.get(code, "en-us"), reference=base):
            values = (found.resolution or {}).get("values") or [{}]
            value = values[-1]
            earliest = (value.get("start") or value.get("value") or "")[:10] or None
            latest = (value.get("end") or "")[:10] or None
            if latest is not None:
                latest = _day_before(latest)
            elif "start" not in value:
                latest = earliest
            rows.append({
                "start": found.start, "end": found.end + 1, "value": value.get("timex", ""),
                "earliest": earliest, "latest": latest,
            })  # fmt: skip
        return rows

    predict("on 1 May 2020", date(2020, 1, 1), "en")
    return predict


def _day_before(text: str) -> str | None:
    try:
        return (date.fromisoformat(text) - timedelta(1)).isoformat()
    except ValueError:
        return None


def _chrono(folder: Path | None) -> Predictor:
    process = subprocess.Popen(
        ["node", "-e", _CHRONO],
        cwd=folder,  # where its node_modules are
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def predict(text: str, published: date, code: str) -> list[dict[str, Any]]:
        assert process.stdin is not None and process.stdout is not None
        task = {"text": text, "published": published.isoformat(), "code": code}
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise ImportError("node found no module chrono-node there")
        rows: list[dict[str, Any]] = json.loads(answer)
        return rows

    predict("on 1 May 2020", date(2020, 1, 1), "en")
    predict.cpu_seconds = lambda: _cpu_seconds(process.pid)  # type: ignore[attr-defined]
    return predict


def _cpu_seconds(process: int) -> float:
    """Processor time of another process so far, by Linux's /proc; 0 where there is none."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
