"""The flagship's pages as `bywhen serve` shows them, looked at by Chromium."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from bywhen.publish.serve import make_datasette
from tests.pages.desk import Desk, desk_with_proposals
from tests.publish.site import FLAGSHIP, build_tracker

NODE = Path(__file__).parents[1] / "node"
NOW = datetime(2025, 11, 26, 17, 0, tzinfo=UTC)
WIDTHS = (320, 390, 1280)
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "zh-Hant")
TIME_LIMIT_SECONDS = 600


@dataclass(frozen=True)
class Looked:
    """What Chromium saw: one finding a page, width, scheme and language; one more a page."""

    shown: tuple[dict[str, Any], ...]
    bare: tuple[dict[str, Any], ...]


def chromium() -> str:
    """Debian's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "the pages' tests need Chromium: apt-get install chromium"
    return found


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the flagship's pages on this machine, on 26 November 2025."""
    text = FLAGSHIP.read_text(encoding="utf-8")
    database = build_tracker(tmp_path_factory.mktemp("flagship"), ukraine_28_point_plan=text)
    yield from serving(make_datasette(database, public=False, sql=None, clock=lambda: NOW))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The flagship with proposals that ingest made, and its editor."""
    return desk_with_proposals(tmp_path, NOW)


@pytest.fixture
def served_desk(desk: Desk) -> Iterator[str]:
    """Where its pages are."""
    yield from serving(desk.datasette)


def serving(datasette: Any) -> Iterator[str]:
    """Serve an instance from a thread until the test is over."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()


def look(base: str, paths: list[str], **asked: Any) -> Looked:
    """Have Chromium look at pages."""
    question = {
        "base": base,
        "paths": paths,
        "widths": WIDTHS,
        "schemes": SCHEMES,
        "languages": LANGUAGES,
        **asked,
    }
    found = in_chromium("check_pages.mjs", question)
    return Looked(
        tuple(one for one in found if "mode" not in one),
        tuple(one for one in found if one.get("mode") == "bare"),
    )


def in_chromium(script: str, question: dict[str, Any]) -> Any:
    """What a script of tests/node answers."""
    node = shutil.which("node")
    assert node, "the pages' tests need Node.js"
    assert (NODE / "node_modules" / "axe-core").is_dir(), "run `make tests`, it installs axe"
    done = subprocess.run(
        [node, script],
        input=json.dumps({"chromium": chromium(), **question}),
        capture_output=True,
        text=True,
        check=False,
        cwd=NODE,
        timeout=TIME_LIMIT_SECONDS,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
