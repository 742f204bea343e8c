"""python -m tests.stories [NAME...]: tell the stories and print what was right, wrong and missed.

The first is told by outlets on loopback, the others to the desk.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.stories.story import Story
from tests.stories.table import lines
from tests.stories.telling import score, tell, tell_to_desk

ALL = ["plan", *Story.others()]

if __name__ == "__main__":
    for name in sys.argv[1:] or ALL:
        with tempfile.TemporaryDirectory() as folder:
            how = tell if name == "plan" else tell_to_desk
            told = how(Story.load(name), Path(folder) / "tracker")
            print("\n".join(lines(name, told, score(told))))  # noqa: T201 - it is what is asked for
