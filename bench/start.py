"""What a reader waits for: `bywhen --help`, and the flagship's first page.

    python bench/start.py

`--help` is set beside `python -c pass` of the same Python, processor time, in turns, the best of
some runs. The first page: the repository's record is copied without anything built, `bywhen serve`
of the installed package builds and serves it, and the clock stops when the home page has been read.
Nothing but this machine's own address is asked.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from budget import program, run, shown, told

_ROOT = Path(__file__).parent.parent
_TRACKER = ("events", "ingest", "metadata.yml", "datasette.yaml", "settings.json")
_RUNS = 15


def main() -> None:
    """Both, one after the other."""
    _measure_help()
    _measure_first_page()


def _measure_help() -> None:
    bare, shown_help = [], []
    for _ in range(_RUNS):
        bare.append(run([sys.executable, "-c", "pass"]).cpu)
        shown_help.append(run([program("bywhen"), "--help"]).cpu)
    told("python -c pass, CPU", min(bare) * 1000, "ms")
    told("bywhen --help, CPU", min(shown_help) * 1000, "ms")
    shown("bywhen --help over python -c pass", min(shown_help) / min(bare), 5)


def _measure_first_page() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in _TRACKER:
            place = _ROOT / name
            if place.is_dir():
                shutil.copytree(place, Path(folder) / name)
            elif place.exists():
                shutil.copy(place, folder)
        start = time.perf_counter()
        command = [program("bywhen"), "serve", "--port", "0"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
            try:
                page = _first_page(server)
                took = time.perf_counter() - start
            finally:
                server.terminate()
        assert "28-point plan" in page, "the home page names the flagship affair"
    shown("flagship, from nothing built to the home page, clock", took, 10, "s")


def _first_page(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        _, found, rest = line.partition("http://")
        if found:
            with urllib.request.urlopen(f"http://{rest.split()[0]}", timeout=30) as answer:
                return str(answer.read().decode())
    raise RuntimeError("bywhen serve ended without an address")


if __name__ == "__main__":
    main()
