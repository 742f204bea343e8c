"""Write every output and generated part of the pages anew: `make docs`, or python -m tests.docs."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs.pages import PAGES, ROOT
from tests.docs.refresh import refreshed
from tests.docs.runner import copy_of_the_flagship


def main(names: list[str]) -> None:
    """Pages by their names, or all."""
    for path in PAGES:
        name = path.relative_to(ROOT).as_posix()
        if names and name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            copy_of_the_flagship(Path(folder) / "flagship")
            before = path.read_text(encoding="utf-8")
            after = refreshed(path, before, Path(folder))
        if after != before:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{name} was written anew\n")


if __name__ == "__main__":
    main(sys.argv[1:])
