"""The pictures of README.md and docs/pages.md, made from the flagship as of fixed days.

make pictures
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bywhen.editing.build import build_tracker
from bywhen.tracker import Tracker
from pages import NODE, served

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
NOW = datetime(2026, 2, 12, 17, tzinfo=UTC)
AFFAIR = "/-/affairs/ukraine-28-point-plan"
# name: address, width, height, colour scheme
PICTURES = {
    "home": ("/?as_of=2025-11-26", 1180, 900, "light"),
    "slip": (f"{AFFAIR}/slip?as_of=2026-02-08", 1180, 900, "light"),
    "slip-phone-zh": (f"{AFFAIR}/slip?as_of=2025-11-26&language=zh-Hant", 390, 844, "dark"),
    "timeline": (f"{AFFAIR}/timeline?as_of=2025-11-26", 1180, 900, "light"),
    "event": (f"{AFFAIR}/event/kyiv-agrees?as_of=2026-02-08", 1180, 900, "light"),
    "calendar": (f"{AFFAIR}/calendar?month=2025-11&as_of=2025-11-26", 1180, 900, "light"),
    "countdown-phone": (f"{AFFAIR}/countdown?as_of=2025-11-26", 390, 844, "light"),
    "diff": (f"{AFFAIR}/diff?from=2025-11-20&to=2025-11-26", 1180, 900, "light"),
}


def main() -> None:
    """Write docs/pictures/*.png."""
    chromium, node = shutil.which("chromium"), shutil.which("node")
    if chromium is None or node is None:
        raise SystemExit("This needs Chromium and Node.js.")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "events", Path(folder) / "events")
        shutil.copy(ROOT / "metadata.yml", folder)
        tracker = Tracker.open(folder)
        build_tracker(tracker)
        with served(tracker.database, NOW) as base:
            pictures = [
                {
                    "url": base + address,
                    "file": str(FOLDER / f"{name}.png"),
                    "width": width,
                    "height": height,
                    "scheme": scheme,
                }
                for name, (address, width, height, scheme) in PICTURES.items()
            ]
            subprocess.run(
                [node, "shoot.mjs"],
                input=json.dumps({"chromium": chromium, "pictures": pictures}),
                text=True,
                check=True,
                cwd=NODE,
            )
    for name in PICTURES:
        print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
