"""Fetching: polite, bounded, and never from one's own network by accident. All sites are on this machine."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from site_of_tests import Site, Visitor, giving, serving

from digest.collect.web import Known, Limits, Web, is_private
from digest.errors import Forbidden, Refused, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK = Limits(delay=0.01, seconds=1.0, size=100_000, allow_private=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as here:
        yield here


def test_a_page_is_fetched_with_what_tells_its_version(site: Site) -> None:
    site.pages["/a"] = giving("正文", ETag='"1"', Last_Modified="Mon, 14 Apr 2025 00:00:00 GMT")
    with Web(QUICK) as web:
        answer = web.get(f"{site.url}/a")
    assert answer.content == "正文".encode()
    assert answer.known == Known('"1"', "Mon, 14 Apr 2025 00:00:00 GMT")


def test_a_page_that_did_not_change_is_not_sent_again(site: Site) -> None:
    def page(visitor: Visitor) -> None:
        known = visitor.headers["If-None-Match"] == '"1"'
        visitor.give(b"" if known else b"words", 304 if known else 200, ETag='"1"')

    site.pages["/a"] = page
    with Web(QUICK) as web:
        first = web.get(f"{site.url}/a")
        assert first.content == b"words"
        assert web.get(f"{site.url}/a", first.known).content is None


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy on this machine, which answers for whatever host is asked for; and what it was asked."""
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.path} {self.headers.get('Proxy-Authorization', '')}".strip())
            path = "/robots.txt" if self.path.endswith("/robots.txt") else "/a"
            self.send_response(404 if path == "/robots.txt" else 200)
            self.end_headers()
            self.wfile.write(b"through the proxy")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://name:word@127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_a_page_is_fetched_through_the_proxy_of_the_settings(proxy: tuple[str, list[str]]) -> None:
    where, asked = proxy
    with Web(replace(QUICK, allow_private=False, proxy=where)) as web:
        assert web.get("http://news.example.invalid/a").content == b"through the proxy"
    assert asked[-1] == "http://news.example.invalid/a Basic bmFtZTp3b3Jk"


def test_the_environments_proxy_is_used_only_where_the_settings_say_so(
    proxy: tuple[str, list[str]], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, asked = proxy
    site.pages["/a"] = giving("正文")
    monkeypatch.setenv("http_proxy", where)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Web(QUICK) as web:
        assert web.get(f"{site.url}/a").content == "正文".encode()
    with Web(replace(QUICK, proxy="environment")) as web:
        assert web.get(f"{site.url}/a").content == "正文".encode()
        assert not asked
        assert web.get("http://news.example.invalid/a").content == b"through the proxy"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "[::1]", "169.254.169.254", "intranet"])
def test_a_proxy_opens_no_way_into_ones_own_network(host: str, proxy: tuple[str, list[str]]) -> None:
    where, asked = proxy
    with Web(replace(QUICK, allow_private=False, proxy=where)) as web, pytest.raises(Refused, match="network"):
        web.get(f"http://{host}/a")
    assert not asked


def test_a_proxy_that_is_not_there_is_named(site: Site) -> None:
    with Web(replace(QUICK, proxy="http://127.0.0.1:9")) as web, pytest.raises(Unreachable):
        web.get(f"{site.url}/a")


def test_an_endless_page_is_given_up_at_the_limit(site: Site) -> None:
    def page(visitor: Visitor) -> None:
        visitor.send_response(200)
        visitor.end_headers()
        while True:
            visitor.wfile.write(b"x" * 65536)

    site.pages["/a"] = page
    with Web(QUICK) as web, pytest.raises(Refused, match="more than 100,000 bytes"):
        web.get(f"{site.url}/a")


def drip_body(visitor: Visitor) -> None:
    visitor.send_response(200)
    visitor.end_headers()
    for _ in range(200):
        visitor.wfile.write(b"x")
        time.sleep(0.05)


def drip_head(visitor: Visitor) -> None:
    visitor.wfile.write(b"HTTP/1.0 200 OK\r\n")
    for _ in range(200):
        visitor.wfile.write(b"a: b\r\n")
        time.sleep(0.05)


@pytest.mark.parametrize("page", [drip_body, drip_head])
def test_a_page_that_drips_ends_when_its_time_is_over(site: Site, page: object) -> None:
    site.pages["/a"] = page  # type: ignore[assignment]
    begun = time.monotonic()
    with (
        Web(Limits(delay=0.0, seconds=0.3, allow_private=True)) as web,
        pytest.raises(Unreachable, match=r"seconds|time"),
    ):
        web.get(f"{site.url}/a")
    assert time.monotonic() - begun < 3 * 0.3 + 1


def test_redirects_are_followed_a_few_times_only(site: Site) -> None:
    site.pages["/a"] = lambda visitor: visitor.give(status=302, Location="/b")
    site.pages["/b"] = giving("there")
    site.pages["/loop"] = lambda visitor: visitor.give(status=301, Location="/loop")
    with Web(QUICK) as web:
        assert web.get(f"{site.url}/a").url == f"{site.url}/b"
        with pytest.raises(Refused, match="leads on and on"):
            web.get(f"{site.url}/loop")
        assert site.asked.count("/loop") == 6


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://127.0.0.1/", "http://[::1", "//"]
)
def test_a_redirect_leads_nowhere_but_to_the_web(site: Site, place: str) -> None:
    site.pages["/a"] = lambda visitor: visitor.give(status=302, Location=place)
    with Web(QUICK) as web, pytest.raises(Refused):
        web.get(f"{site.url}/a")


def test_a_busy_site_is_asked_again_when_it_says(site: Site) -> None:
    replies = iter([503, 200])

    def page(visitor: Visitor) -> None:
        visitor.give(b"words", next(replies), Retry_After="1")

    site.pages["/a"] = page
    begun = time.monotonic()
    with Web(QUICK) as web:
        assert web.get(f"{site.url}/a").content == b"words"
    assert time.monotonic() - begun >= 1


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_host_that_does_not_want_to_be_asked_is_left_alone(site: Site, status: int) -> None:
    site.pages |= {"/a": lambda visitor: visitor.give(status=status), "/b": giving("words")}
    with Web(QUICK) as web:
        for path in ("/a", "/b"):
            with pytest.raises(Forbidden, match=f"status {status}"):
                web.get(f"{site.url}{path}")
    assert site.asked == ["/robots.txt", "/a"]


def test_a_run_has_a_budget_of_requests(site: Site) -> None:
    site.pages |= {"/a": giving("a"), "/b": giving("b")}
    with Web(replace(QUICK, requests=2)) as web:
        assert web.get(f"{site.url}/a").content == b"a"
        with pytest.raises(Unreachable, match="requests of this run"):
            web.get(f"{site.url}/b")


def test_a_site_that_wants_to_be_left_alone_for_long_is_left_alone(site: Site) -> None:
    site.pages["/a"] = lambda visitor: visitor.give(status=503, Retry_After="86400")
    with Web(QUICK) as web:
        for path in ("/a", "/b"):
            with pytest.raises(Unreachable):
                web.get(f"{site.url}{path}")
    assert site.asked == ["/robots.txt", "/a"]


def test_a_site_that_fails_is_tried_a_few_times(site: Site) -> None:
    site.pages["/a"] = lambda visitor: visitor.give(status=500)
    with Web(QUICK) as web, pytest.raises(Unreachable, match="status 500"):
        web.get(f"{site.url}/a")
    assert site.asked.count("/a") == 3


def test_what_robots_txt_forbids_is_not_asked_for_even_by_a_redirect(site: Site) -> None:
    site.pages["/robots.txt"] = giving("User-agent: *\nDisallow: /secret")
    site.pages["/a"] = lambda visitor: visitor.give(status=302, Location="/secret")
    with Web(QUICK) as web:
        for path in ("/secret", "/a"):
            with pytest.raises(Refused, match=r"robots\.txt forbids"):
                web.get(f"{site.url}{path}")
    assert "/secret" not in site.asked
    assert site.asked.count("/robots.txt") == 1


def test_nothing_is_asked_where_robots_txt_cannot_be_had(site: Site) -> None:
    site.pages["/robots.txt"] = lambda visitor: visitor.give(status=500)
    with Web(QUICK) as web, pytest.raises(Unreachable):
        web.get(f"{site.url}/a")
    assert set(site.asked) == {"/robots.txt"}


def test_requests_to_one_host_keep_their_distance(site: Site) -> None:
    site.pages |= {"/a": giving("a"), "/b": giving("b")}
    begun = time.monotonic()
    with Web(Limits(delay=0.2, allow_private=True)) as web:
        web.get(f"{site.url}/a")
        web.get(f"{site.url}/b")
    assert time.monotonic() - begun >= 2 * 0.2  # robots.txt, a, b


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_a_private_address_is_refused_however_it_is_written(site: Site, host: str) -> None:
    with Web(Limits(delay=0.0)) as web, pytest.raises(Refused, match="private network"):
        web.get(f"http://{host}:{site.port}/a")
    assert site.asked == []


def test_an_address_is_checked_when_it_is_dialled(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when looked at and private when called is never called: it is looked up once."""
    answers = iter(["93.184.215.14", "127.0.0.1"])
    looked_up = []
    dialled = []

    def lookup(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def dial(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        dialled.append(address[0])
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "create_connection", dial)
    with Web(Limits(delay=0.0, seconds=1)) as web, pytest.raises((Refused, Unreachable)):
        web.get(f"http://rebinding.example:{site.port}/a")
    assert dialled == ["93.184.215.14"]
    assert looked_up == ["rebinding.example"] * 2  # the second time it was private, and was not dialled
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("8.8.8.8", False),
        ("::127.0.0.1", True),
        ("::7f00:1", True),
        ("64:ff9b:1::7f00:1", True),
        ("fec0::1", True),
        ("::ffff:0:127.0.0.1", True),
        ("192.88.99.1", True),
        ("192.0.0.9", True),
        ("5f00::1", True),
        ("3fff::1", True),
        ("2620:4f:8000::1", True),
        ("2400:3200::1", False),
        ("10.1.2.3", True),
        ("100.64.0.1", True),
        ("169.254.169.254", True),
        ("0.0.0.0", True),  # noqa: S104  an address to refuse
        ("224.0.0.1", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd00::1", True),
        ("::ffff:10.0.0.1", True),
        ("2002:7f00:1::", True),
        ("64:ff9b::7f00:1", True),
        ("2606:4700::1111", False),
        ("64:ff9b::808:808", False),
        ("2001:20::1", True),
    ],
)
def test_a_private_address_is_known_in_every_dress(address: str, private: bool) -> None:  # noqa: FBT001  expected value
    assert is_private(address) is private


def test_a_page_packed_unasked_is_unpacked_and_a_bomb_is_not(site: Site) -> None:
    site.pages["/a"] = giving(gzip.compress(b"words"), Content_Encoding="gzip")
    site.pages["/bomb"] = giving(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    site.pages["/lie"] = giving(b"words", Content_Encoding="gzip")
    with Web(QUICK) as web:
        assert web.get(f"{site.url}/a").content == b"words"
        for path in ("/bomb", "/lie"):
            with pytest.raises(Refused):
                web.get(f"{site.url}{path}")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_site_without_a_certificate_of_its_name_is_not_read(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with serving(tls) as site, Web(QUICK) as web, pytest.raises(Unreachable, match="certificate"):
        web.get(f"{site.url}/a")
    assert site.asked == []
