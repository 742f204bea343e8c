"""Which addresses are fetched: the public internet's, checked when they are connected to."""

from __future__ import annotations

import pytest

from bywhen.ingest.addresses import is_public
from bywhen.ingest.client import Client, FetchError
from tests.ingest.desk import Desk
from tests.ingest.server import Reply, Server, rss

CLOSED = [
    "127.0.0.1", "127.1.2.3", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::a00:1",
    "64:ff9b:1::1", "2002:7f00:1::", "2002:0a00:0001::1", "2001::1", "2001:db8::1", "100::1",
    "3fff::1", "", "localhost", "1.2.3", "0x7f.1",
]  # fmt: skip
OPEN = [
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",
    "2606:2800:220:1::1",
    "2a00:1450::1",
]


@pytest.mark.parametrize("address", CLOSED)
def test_closed(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_open(address: str) -> None:
    assert is_public(address)


WRITTEN = {
    "localhost": "http://localhost:{port}/feed",
    "the number": "http://2130706433:{port}/feed",
    "hexadecimal": "http://0x7f.1:{port}/feed",
    "octal": "http://0177.0.0.1:{port}/feed",
    "short": "http://127.1:{port}/feed",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/feed",
    "nought": "http://0:{port}/feed",
    "with a dot": "http://localhost.:{port}/feed",
    "a user in front": "http://news.example@127.0.0.1:{port}/feed",
}


@pytest.mark.parametrize("name", list(WRITTEN))
def test_however_a_private_address_is_written_it_is_not_asked(name: str, server: Server) -> None:
    server.set("/feed", rss("1"))
    port = server.url.rpartition(":")[2]
    with Client("test") as client, pytest.raises(FetchError):
        client.get(WRITTEN[name].format(port=port))
    assert server.asked == []


def test_a_private_source_is_asked_and_says_what_to_write_otherwise(
    desk: Desk, server: Server
) -> None:
    url = server.set("/feed", rss("1"))
    desk.watch(url, private=False)
    report = desk.run()
    assert "private: true" in (report.fetched[0].error or "")
    assert desk.one("SELECT outcome FROM fetches") == "blocked"
    desk.watch(url, private=True)
    assert desk.run("2025-11-23T12:00Z").fetched[0].error is None


def test_private_covers_its_own_host_and_no_redirect_elsewhere(desk: Desk) -> None:
    with Server() as own, Server("127.0.0.2") as other:
        target = other.set("/secret", rss("inside"))
        desk.watch(own.set("/feed", Reply(status=302, headers={"Location": target})))
        report = desk.run()
        assert "no address of the public internet" in (report.fetched[0].error or "")
        assert other.asked == []


def test_a_public_host_cannot_redirect_inside(desk: Desk, server: Server) -> None:
    """The first hop goes to a name that the test's resolver lets be the server."""
    server.set("/secret", rss("inside"))
    port = server.url.rpartition(":")[2]
    server.set(
        "/feed", Reply(status=301, headers={"Location": f"http://inside.example:{port}/secret"})
    )

    def resolver(host: str, _port: int, _seconds: float) -> list[str]:
        return ["127.0.0.1"]

    desk.resolver = resolver
    desk.watch(f"http://news.example:{port}/feed")
    report = desk.run()
    assert "inside.example is 127.0.0.1" in (report.fetched[0].error or "")
    assert [asked.path for asked in server.asked] == ["/feed"]


def test_a_name_that_changes_its_mind_is_checked_each_time(server: Server) -> None:
    """DNS rebinding: harmless when first looked up, private when connected to."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    def resolver(_host: str, _port: int, _seconds: float) -> list[str]:
        return next(answers)

    with Client("test", resolver=resolver) as client:
        for _ in range(2):
            with pytest.raises(FetchError, match="public internet"):
                client.get("http://rebinding.example/")


def test_of_several_addresses_only_public_ones_are_tried() -> None:
    tried: list[str] = []

    def resolver(_host: str, _port: int, _seconds: float) -> list[str]:
        return ["10.0.0.1", "127.0.0.1", "::1"]

    with Client("test", resolver=resolver) as client, pytest.raises(FetchError):
        client.get("http://mixed.example/")
    assert tried == []


def test_proxies_of_the_environment_take_no_part(
    desk: Desk, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        desk.watch(server.set("/feed", rss("1")))
        desk.run()
        assert proxy.asked == []
    assert len(server.asked) == 1


def test_a_host_in_letters_of_any_script_is_asked_by_its_ascii_name() -> None:
    asked: list[str] = []

    def resolver(host: str, _port: int, _seconds: float) -> list[str]:
        asked.append(host)
        return []

    with Client("test", resolver=resolver) as client, pytest.raises(FetchError):
        client.get("http://новини.example/шлях?q=ї")
    assert asked == ["xn--b1amarcd.example"]
