"""An edit that is killed (kill -9) at each step it takes, one process after the other.

    python -m tests.editing.killed TRACKER FOLDER add|undo

copies the tracker into FOLDER/1, FOLDER/2 ... and runs the edit in a fork that is killed before
the first, second ... line it reaches of the modules that write. Prints how many copies there are
and the exit code of the last edit, which came to its end. Forked, because starting Python each
time would take minutes.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from bywhen.editing import edit, files, journal
from bywhen.editing.edit import undo_last
from bywhen.store import apply, writing
from bywhen.tracker import Tracker
from tests.editing.tunnel import add

_WATCHED = {str(module.__file__) for module in (edit, files, journal, apply, writing)}
EDITS: dict[str, Callable[[Tracker], object]] = {
    "add": lambda tracker: add(tracker, "2026-09-30", url="https://other.example/"),
    "undo": undo_last,
}


def die_before(step: int) -> Callable[[FrameType, str, Any], Any]:
    """A trace function that kills the process before the `step`th line that it comes to anew."""
    reached: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        file = frame.f_code.co_filename
        if file not in _WATCHED:
            return None
        if event == "line":
            reached.add((file, frame.f_lineno))
            if len(reached) == step:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def main(tracker: Path, folder: Path, name: str) -> None:
    """Kill edit after edit until one comes to its end."""
    EDITS["add"](Tracker.open(shutil.copytree(tracker, folder / "0")))  # imports all there is
    number = 0
    while True:
        number += 1
        root = Path(shutil.copytree(tracker, folder / str(number)))
        child = os.fork()
        if not child:
            sys.settrace(die_before(number))
            EDITS[name](Tracker.open(root))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.stdout.write(f"{number} {os.WEXITSTATUS(status)}\n")
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
