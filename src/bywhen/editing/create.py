"""A new tracker: a folder that builds and serves at once, to be edited from there on."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from datetime import date, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from bywhen.errors import TrackerError, UsageError
from bywhen.timetable.words import long_day

__all__ = ["create_tracker", "example_files", "example_names", "starter_files"]

STARTER = "harbour-bridge"

_AFFAIR = """\
# One file is one affair: the story that you follow. Its name is the affair's id.
# This one is invented. Change it, or delete it and start your own; `bywhen check` finds mistakes.
format: 1
affair: harbour-bridge
title: The harbour bridge (an invented example)
timezone: Europe/Oslo                 # whose midnight ends a day
language: en
checked_through: {today}          # followed to this day; `bywhen checked harbour-bridge` sets it

issuers:                              # optional: who speaks, and under which names
  council: {{name: City council, aliases: [Mayor Berg, city engineer]}}

timetables:                           # dates announced together; slips are counted against them
- {{id: plan, title: The council's plan, announced: {announced}}}

sources:                              # where you read it
  gazette-{announced}:
    publisher: The Harbour Gazette
    published: {announced}
    url: https://gazette.example/bridge-plan
    language: en
  gazette-{moved}:
    publisher: The Harbour Gazette
    published: {moved}
    url: https://gazette.example/bridge-later
    language: en

events:
# An event has no date of its own: dates are claims, each with who said it, where, in which words.
- id: bridge-opens
  title: The bridge opens
  kind: deadline
  claims:
  - id: c1
    by: {opens}                    # up to and including; or day:, within:, not_before:
    timetable: plan                   # this is what was announced
    issuer: Mayor Berg
    source: gazette-{announced}
    phrase: open by {opens_words}
    language: en
  - id: c2                            # a newer word: the date has moved
    within: {late_from}/{late_to}
    issuer: city engineer
    source: gazette-{moved}
    phrase: more likely between {late_from_words} and {late_to_words}
    language: en
- id: ferry-ends
  title: The last ferry sails
  claims:
  - id: c1
    by: P30D                          # so long after another event; it moves along with it
    after: bridge-opens
    timetable: plan
    issuer: council
    source: gazette-{announced}
    phrase: within 30 days of the opening
    language: en
- id: plan-presented
  title: The council presents its plan
  claims:
  - {{id: c1, happened: {announced}, issuer: council, source: gazette-{announced}}}
"""
_SOURCES = """\
# Feeds that `bywhen ingest` reads. What they bring is proposed; nothing enters events/ until a
# person accepts it. Saved articles and texts go into ingest/articles/.
#
# feeds:
# - name: Harbour Gazette
#   url: https://gazette.example/feed.xml
#   language: en
#   affairs:
#   - affair: harbour-bridge
#     match: {any: [harbour bridge]}
feeds: []
"""
_ALERTS = """\
# Who is told what, and where. A calm beginning: one digest a day; at once only what cannot wait.
# Addresses with secrets belong into environment variables: address: ${WEBHOOK_URL}
channels:
- {name: log, kind: file, address: var/alerts.jsonl}
rules:
- name: daily
  kinds: [digest]
  repeat: 1d
  channels: [log]
- name: at-once
  kinds: [moved, dropped, due]
  when: [0d]
  channels: [log]
- name: proposals
  kinds: [proposal]
  timetables: [any]
  channels: [log]
"""
_IGNORE = """\
# Built from events/, disposable:
tracker.db
tracker.db-*
tracker.db.lock
# The desk: private, stays on this machine
var/
"""


def starter_files(today: date) -> dict[str, bytes]:
    """The files of a new tracker by path, with an invented affair around `today`."""
    days = {
        "announced": today - timedelta(days=60),
        "moved": today - timedelta(days=5),
        "opens": today + timedelta(days=30),
        "late_from": today + timedelta(days=40),
        "late_to": today + timedelta(days=50),
    }
    words = {f"{name}_words": long_day(day) for name, day in days.items()}
    affair = _AFFAIR.format(today=today, **days, **words)
    return {f"events/{STARTER}.yml": affair.encode(), **_beside()}


def _beside() -> dict[str, bytes]:
    """What a tracker has beside its record."""
    return {
        "ingest/sources.yml": _SOURCES.encode(),
        "ingest/articles/.gitkeep": b"",
        "alerts.yml": _ALERTS.encode(),
        ".gitignore": _IGNORE.encode(),
    }


def example_names() -> list[str]:
    """The examples that `init --example` knows."""
    return sorted(place.name for place in _examples().iterdir() if (place / "events").is_dir())


def example_files(name: str) -> dict[str, bytes]:
    """The files of a new tracker by path, with the record of an example.

    Raises UsageError, with all names, if there is none of that name.
    """
    names = example_names()
    if name not in names:
        raise UsageError(f"There is no example {name!r}; there are {', '.join(names)}.")
    return {**_beside(), **_tree(_examples() / name)}


def _tree(folder: Traversable, under: str = "") -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for place in folder.iterdir():
        if place.is_dir():
            files |= _tree(place, f"{under}{place.name}/")
        elif place.name not in ("tracker.db", "tracker.db.lock"):
            files[under + place.name] = place.read_bytes()
    return files


def _examples() -> Traversable:
    """The repository's folder in a checkout, package data in an installed wheel."""
    checkout = Path(__file__).parents[3]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "examples"
    return resources.files("bywhen") / "examples"


def create_tracker(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new tracker into `folder`, which is made if it is not there.

    Raises TrackerError if there is anything in it but a .git folder; nothing is written then.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = sorted(place.name for place in folder.iterdir() if place.name != ".git")
    except (FileExistsError, NotADirectoryError):
        raise TrackerError(f"{folder} is a file; name a folder for the new tracker.") from None
    except OSError as error:
        raise _refused(folder, error) from error
    if found:
        raise TrackerError(
            f"{folder} is not empty ({', '.join(found[:3])}{', ...' if len(found) > 3 else ''});"
            " name a new or an empty folder."
        )
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise _refused(folder, error) from error


def _refused(folder: Path, error: OSError) -> TrackerError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return TrackerError(f"no room to write {folder}; free some space on this disk.")
    return TrackerError(f"{folder} cannot be written: {error.strerror}.")
