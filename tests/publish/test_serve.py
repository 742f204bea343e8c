"""`bywhen serve`: builds, finds a port, answers over a real connection, checks itself."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bywhen.errors import RecordError, TrackerError, UsageError
from bywhen.publish.serve import bring_up_to_date, listen, serve
from tests.publish.site import FLAGSHIP, ROOT, build_tracker

RECORD = "affair: talks\ntitle: Talks\ntimezone: UTC\nevents: []\n"


class Said(list[str]):
    """What was announced."""

    def __call__(self, line: str) -> None:
        self.append(line)

    @property
    def text(self) -> str:
        return "\n".join(self)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "talks.yml").write_text(RECORD, encoding="utf-8")
    return tmp_path


def test_builds_what_is_missing_or_old_and_nothing_else(root: Path) -> None:
    database = bring_up_to_date(root, Said())
    first = database.stat()
    assert bring_up_to_date(root, Said()).stat().st_ino == first.st_ino
    (root / "events" / "talks.yml").write_text(RECORD + "# more\n", encoding="utf-8")
    assert bring_up_to_date(root, Said()).stat().st_ino != first.st_ino


def test_record_with_faults_serves_the_file_before(root: Path) -> None:
    bring_up_to_date(root, Said())
    (root / "events" / "talks.yml").write_text(RECORD + "evnets: []\n", encoding="utf-8")
    said = Said()
    assert bring_up_to_date(root, said).exists()
    assert "events/talks.yml:5" in said.text
    assert "as it was built before" in said.text


def test_record_with_faults_and_nothing_before_is_refused(root: Path) -> None:
    (root / "events" / "talks.yml").write_text(RECORD + "evnets: []\n", encoding="utf-8")
    with pytest.raises(RecordError, match="evnets"):
        bring_up_to_date(root, Said())


def test_database_without_a_record_is_served_as_it_is(root: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "tracker.db").write_bytes(bring_up_to_date(root, Said()).read_bytes())
    assert bring_up_to_date(alone, Said()) == alone / "tracker.db"


def test_folder_without_anything_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="bywhen init"):
        bring_up_to_date(tmp_path, Said())


def test_folder_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrackerError, match="not UTF-8"):
        bring_up_to_date(tmp_path / os.fsdecode(b"\xff"), Said())


def test_damaged_database_is_built_anew(root: Path) -> None:
    (root / "tracker.db").write_bytes(b"no database")
    assert bring_up_to_date(root, Said()).read_bytes().startswith(b"SQLite format 3")


def test_taken_port_takes_the_next() -> None:
    first = listen("127.0.0.1", 0)
    with closing(first.socket):
        second = listen("127.0.0.1", first.port)
        with closing(second.socket):
            assert second.port > first.port
            assert second.address == f"http://127.0.0.1:{second.port}/"


@pytest.mark.parametrize(
    ("host", "shown"),
    [("localhost", "localhost"), ("0.0.0.0", "127.0.0.1")],  # noqa: S104 - asked for, not used
)
def test_address_is_one_that_a_browser_can_open(host: str, shown: str) -> None:
    listening = listen(host, 0)
    with closing(listening.socket):
        assert urlsplit(listening.address).hostname == shown


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "a" * 300])
def test_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(UsageError, match="--host"):
        listen(host, 0)


@pytest.mark.parametrize("public", [False, True])
def test_check_fetches_the_pages_and_says_so(root: Path, public: bool) -> None:
    said = Said()
    assert serve(root, check=True, public=public, announce=said) == 0
    assert "200 /" in said
    assert any(line.startswith("200 http://127.0.0.1:") for line in said)
    assert said[-1].endswith("pages, all well")


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_check_refuses_a_host_that_is_not_this_machine(root: Path, host: str) -> None:
    with pytest.raises(UsageError, match=f"--host {host}"):
        serve(root, check=True, host=host, announce=Said())


def test_check_asks_where_it_would_listen(root: Path) -> None:
    said = Said()
    assert serve(root, check=True, host="localhost", announce=said) == 0
    assert any(line.startswith("200 http://localhost:") for line in said)


def test_check_fails_if_a_page_does(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bywhen.publish import check

    monkeypatch.setattr(check, "_TABLES", ("affairs", "nothing"))
    said = Said()
    assert serve(root, check=True, announce=said) == 1
    assert "404 /tracker/nothing?_size=20  answers 404" in said


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()


def test_a_reader_connects_and_sees_the_flagship(tmp_path: Path) -> None:
    """The whole way: a program of its own, a socket, a build in between."""
    build_tracker(tmp_path, ukraine_28_point_plan=FLAGSHIP.read_text(encoding="utf-8"))
    program = (
        "from pathlib import Path; import sys;"
        "from bywhen.publish.serve import serve;"
        "serve(Path(sys.argv[1]), port=0, announce=lambda line: print(line, flush=True))"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            port = urlsplit(line.split(" on ")[1].split()[0]).port
            assert port is not None
            status, page = get(port, "/?as_of=2025-11-21")
            assert status == 200
            assert "due in 10 to 19 days" in page
            events = tmp_path / "events" / "ukraine-28-point-plan.yml"
            changed = events.read_text(encoding="utf-8").replace(
                "title: Kyiv agrees to the US plan", "title: Kyiv says yes"
            )
            build_tracker(tmp_path, ukraine_28_point_plan=changed)
            assert "Kyiv says yes" in get(port, "/")[1]
            assert "Kyiv says yes" in get(port, "/tracker/events")[1]
        finally:
            server.terminate()
            server.wait(timeout=20)
