"""A shell in a copy of the flagship's repository, whose `bywhen` has its clock set.

One shell a page: a `cd` holds for the commands after it. What it may not do here is named in
`STAND_INS`, and nowhere else: a page cannot leave an example out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bywhen.editing.build import build_tracker
from bywhen.tracker import Tracker
from tests.docs.pages import ROOT

__all__ = ["Ran", "copy_of_the_flagship", "run_all"]

_END = "\x1e"  # between the commands' outputs
_BYWHEN = """\
#!{python}
import sys
from datetime import datetime
from os import environ
from bywhen.cli.app import run
from bywhen.cli.session import Session
if sys.argv[1:2] == ["serve"] and "--help" not in sys.argv:
    sys.argv.append("--check")  # it serves until it is told to end: fetch the pages instead
run(Session(clock=lambda: datetime.fromisoformat(environ["DOCS_CLOCK"])))
"""
# What stands for programs that reach out of the copy.
STAND_INS = {
    "bywhen": _BYWHEN,
    "make": f'#!/bin/sh\nexec {shutil.which("make")} --no-print-directory --dry-run -C "{ROOT}" "$@" >/dev/null\n',
    "pip": "#!/bin/sh\n# the registry is not asked\n",
    "git": "#!/bin/sh\n# there is nothing to clone from\n",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed, errors among it, and its exit code."""

    printed: str
    code: int


def copy_of_the_flagship(folder: Path) -> None:
    """The repository's tracker in a new folder, built."""
    folder.mkdir()
    for name in ("events", "ingest", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("alerts.yml", "metadata.yml", "settings.json", "datasette.yaml"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / name)
    build_tracker(Tracker.open(folder))


def run_all(typed: Sequence[tuple[str, str]], folder: Path, programs: Path) -> list[Ran]:
    """Run commands, each with its clock, one after the other in one shell in `folder`.

    `programs` is a folder for the stand-ins.
    """
    programs.mkdir()
    for name, text in STAND_INS.items():
        (programs / name).write_text(text.format(python=sys.executable), encoding="utf-8")
        (programs / name).chmod(0o755)
    script = "set -o pipefail; __code=0\n" + "".join(
        f"export DOCS_CLOCK={clock}; (exit $__code)\n{command}\n"
        f"__code=$?; printf '{_END}%s{_END}' $__code\n"
        for command, clock in typed
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=folder,
        env={
            **{key: value for key, value in os.environ.items() if key.startswith("COVERAGE")},
            "PATH": f"{programs}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder.parent),
            "COLUMNS": "80",
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "PYTHONWARNINGS": "error",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    parts = done.stdout.split(_END)
    return [
        Ran(printed, int(code)) for printed, code in zip(parts[:-1:2], parts[1::2], strict=True)
    ]
