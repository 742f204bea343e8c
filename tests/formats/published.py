"""A small tracker with every kind of date, and its calendar and feeds."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from bywhen.formats.publications import Scope
from bywhen.formats.snapshot import Days
from bywhen.record import load_text
from bywhen.store.build import build
from bywhen.store.read import open_readonly

__all__ = ["ALL_KINDS", "built", "scope"]

ALL_KINDS = """\
affair: talks
title: The talks
titles: {zh-Hant: 會談}
timezone: Europe/Kyiv
issuers:
  us: {name: US, names: {zh-Hant: 美國}}
timetables:
- {id: plan, title: the plan, announced: 2025-11-20}
sources:
  post: {publisher: 'Post, The', published: 2025-11-20, url: 'https://news.example/a?b=1&c=2'}
  bad: {publisher: Odd, published: 2025-11-20, url: 'javascript:alert(1)'}
events:
- id: signing
  title: 'They sign; all, of it\\yes'
  titles: {zh-Hant: 簽署}
  kind: deadline
  formerly: [signature]
  claims:
  - {id: s1, by: 2025-11-27, timetable: plan, issuer: us, source: post, phrase: 'by "Thursday"'}
  - {id: s2, within: 2025-12-01/2025-12-10, known: 2025-11-22, issuer: us}
- id: summit
  title: The summit
  kind: meeting
  claims:
  - {id: m1, day: 2025-12-05, timetable: plan, source: post}
- id: payout
  title: The payout
  claims:
  - {id: p1, by: P100D, after: signing, source: post}
- id: opening
  title: The opening
  claims:
  - {id: o1, not_before: 2025-12-15, source: post}
- id: vote
  title: The vote
  claims:
  - {id: v1, undated: true, source: bad, phrase: 'some <b>day</b>'}
- id: march
  title: The march
  claims:
  - {id: r1, by: 2025-11-30, timetable: plan, source: post}
  - {id: r2, withdrawn: true, known: 2025-11-25}
- id: leak
  title: The leak
  claims:
  - {id: l1, happened: 2025-11-18, source: post}
- id: visit
  title: The visit
  claims:
  - {id: t1, day: 2025-12-20, source: post}
  - {id: t2, cancelled: true, known: 2025-11-24}
corrections:
- {day: 2025-11-28, claim: signing/s2, was: by 2025-12-01, now: within 2025-12-01/2025-12-10, why: misread}
"""


def built(folder: Path, text: str = ALL_KINDS, name: str = "talks") -> sqlite3.Connection:
    """tracker.db of one affair, open for reading."""
    loaded = load_text(text, f"events/{name}.yml")
    assert not loaded.errors, loaded.errors
    build(folder / "tracker.db", loaded.affairs, loaded.digest)
    return open_readonly(folder / "tracker.db")


def scope(day: date, **asked: str) -> Scope:
    """What is asked for on a day, known and seen."""
    return Scope(Days(day), **asked)
