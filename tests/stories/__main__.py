"""python -m tests.stories [NAME...]: tell the stories and print what was right, wrong and missed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.stories.story import Story
from tests.stories.table import lines
from tests.stories.telling import score, tell

if __name__ == "__main__":
    for name in sys.argv[1:] or ["plan", "brexit", "appropriations"]:
        with tempfile.TemporaryDirectory() as folder:
            told = tell(Story.load(name), Path(folder) / "tracker")
            print("\n".join(lines(name, told, score(told))))  # noqa: T201 - it is what is asked for
