"""A tracker whose desk holds what ingest proposes from two articles about the flagship affair, and
alerts that could not be sent."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bywhen.alerts.deliver import Surroundings
from bywhen.alerts.service import config_of, opened
from bywhen.alerts.service import run as look_for_alerts
from bywhen.ingest.run import RunOptions, run
from bywhen.publish.serve import make_datasette
from bywhen.tracker import Tracker
from tests.publish.site import AFFAIR, FLAGSHIP, ROOT, build_tracker

READ = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)
ARTICLES = {
    "a-wire.html": (
        "en",
        "The deadline could slip",
        "Marco Rubio said on Sunday that Kyiv could agree to the US plan by 5 December 2025. The war"
        " will end by 31 March 2026, US officials said. Ukraine's elections are to be held on"
        " 15 May 2026. A summit of <b>leaders</b> will take place in Budapest on 12 December 2025.",
    ),
    "b-paper.html": (
        "zh-Hant",
        "烏克蘭選舉",
        "澤連斯基表示，烏克蘭將在明年6月舉行選舉。美國官員稱，戰爭將於2026年4月底前結束。",
    ),
}


@dataclass(frozen=True)
class Desk:
    """The tracker, and the cookie by which its editor is known to `datasette`."""

    tracker: Tracker
    datasette: Any
    cookie: dict[str, str]


def desk_with_proposals(folder: Path, now: datetime) -> Desk:
    """Build the flagship, read the articles, open the desk to an editor."""
    database = build_tracker(folder, ukraine_28_point_plan=FLAGSHIP.read_text(encoding="utf-8"))
    shutil.copytree(ROOT / "ingest", folder / "ingest")
    for name, (language, title, text) in ARTICLES.items():
        page = (
            f'<!doctype html><html lang="{language}"><head><title>{title}</title>'
            '<meta property="article:published_time" content="2025-11-23T10:00:00Z">'
            f'<meta property="og:site_name" content="Example Wire"></head>'
            f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        )
        (folder / "ingest" / "articles" / name).write_text(page, encoding="utf-8")
    tracker = Tracker.open(folder)
    run(tracker, READ, RunOptions())
    tell(tracker, now)
    datasette = make_datasette(database, clock=lambda: now)
    signed = datasette.sign({"a": {"id": "root"}}, "actor")
    return Desk(tracker, datasette, {"name": "ds_actor", "value": signed})


def tell(tracker: Tracker, now: datetime) -> None:
    """Look for alerts once; one channel takes them, nobody listens at the other."""
    tracker.alerts.write_text(
        "channels:\n- {name: log, kind: file, address: var/alerts.jsonl}\n"
        "- {name: chat, kind: webhook, address: 'http://127.0.0.1:1/'}\n"
        "rules:\n- {name: all, kinds: [before, due, proposal], channels: [log, chat]}\n",
        encoding="utf-8",
    )
    second = int(now.timestamp()) - 7_500  # the page has something to complain about
    config = config_of(tracker)
    around = Surroundings(config, tracker.root, {}, lambda: second, lambda: now)
    with opened(tracker) as desk:
        look_for_alerts(desk, tracker, config, around)


ALERTS_PAGE = "/-/alerts"
PAGE = f"/-/affairs/{AFFAIR}/review"
