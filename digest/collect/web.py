"""An address in, its bytes out: politely, within limits, and never from a machine of one's own network by accident."""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, Self
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from digest import __version__
from digest.collect import robots
from digest.errors import Forbidden, Refused, Unreachable
from digest.read import charset

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

AGENT: Final = "digest"
_HEADERS: Final = {
    "User-Agent": f"{AGENT}/{__version__}",
    "Accept": "text/html, application/xhtml+xml, application/xml, application/json, application/pdf, */*;q=0.5",
    "Accept-Language": "zh-CN, zh;q=0.9, *;q=0.5",
    "Accept-Encoding": "identity",  # a page is small, and what is not packed cannot burst
}
_KEPT_FOR_ONE: Final = 150  # requests: an issue of 16 pages with 120 articles takes 138
_REDIRECTS: Final = 5
_ATTEMPTS: Final = 3
_LONGEST_WAIT: Final = 30.0  # seconds; a site that wants more is left alone until the next run
_BUSY: Final = frozenset({408, 425, 500, 502, 503, 504})
_UNWANTED: Final = frozenset({401, 403, 429})  # the host does not want to be asked: it is left alone
_BROKEN: Final = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError)
# Of IPv6 only this is given out; what else was ever used (compatible, translated, site-local) is nobody's (RFC 4291).
_UNICAST: Final = ipaddress.ip_network("2000::/3")
# What IANA's two registries of special-purpose addresses name and ipaddress takes for public:
# https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry
_SPECIAL: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
            *("192.175.48.0/24", "198.18.0.0/15", "240.0.0.0/4"),
            *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
        ),
    )
)
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")  # IPv4 addresses as an IPv6 network sees them (RFC 6052)
_PACKED: Final = {"gzip": 47, "x-gzip": 47, "deflate": 47}  # zlib's window, with the head told from the bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may cost: seconds between two to one host, seconds and bytes of one; and whom it may reach.

    `requests` is the budget of a run, all hosts together.

    `proxy` is the address of a proxy that requests go through, "environment" for the one that HTTPS_PROXY, HTTP_PROXY
    and NO_PROXY name, or "" for none, whatever the environment says.
    """

    delay: float = 2.0
    seconds: float = 30.0
    size: int = 32 * 1024 * 1024
    allow_private: bool = False
    proxy: str = ""
    requests: int = 5000

    def proxy_for(self, url: httpx.URL) -> str:
        """Name the proxy that an address is asked for through; "" where it is asked itself."""
        if self.proxy != "environment":
            return self.proxy
        found = getproxies()
        return "" if proxy_bypass(url.host) else found.get(url.scheme, found.get("all", ""))


@dataclass(frozen=True, slots=True)
class Known:
    """What a site said of the version fetched last; "" where it said nothing."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at an address; `content` is None where it is still the version known.

    A text whose encoding only the header tells (Shift_JIS, EUC-KR, KOI8-R …) is written in UTF-8.
    """

    url: str
    content: bytes | None
    known: Known


@dataclass(frozen=True, slots=True)
class _Reply:
    """One response, its content unpacked and within the limit."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    content: bytes


class Web:
    """Fetch addresses, one request at a time and with a pause between two to one host; use it in a `with`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._line = _Line(limits)
        self._client = httpx.Client(
            transport=_Transport(self._line, limits), headers=_HEADERS, timeout=limits.seconds, trust_env=False
        )
        self._ready: dict[str, float] = {}
        self._rules: dict[tuple[str, str, int | None], robots.Rules] = {}
        self._down: dict[tuple[str, str, int | None], str] = {}
        self._unwanted: dict[str, int] = {}
        self._left = limits.requests
        self._kept = 0  # of them for the sources that come later

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def keep_for(self, others: int) -> None:
        """Keep requests of the run's budget for so many sources that are still to come: an endless one costs itself.

        Each is kept what a large paper's issue takes, or its equal share where there is not that much.
        """
        share = self._left - self._left // (others + 1)
        self._kept = min(others * _KEPT_FOR_ONE, share)

    def get(self, url: str, known: Known | None = None) -> Answer:
        """Fetch what stands at `url` if it is no longer the version `known`.

        The host's robots.txt is honoured, at every address it leads to; a host that did not answer is not asked again.

        Raises:
            Forbidden: the host does not want to be asked, now or by an earlier answer of this run.
            Refused: it is not to be had: missing, too large, in a place that may not be reached.
            Unreachable: it is not to be had now, or the budget of the run is spent.
        """
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified} if known else {}
        reply = self._followed(url, {name: value for name, value in headers.items() if value}, self._refuse_robots)
        if reply.status == httpx.codes.NOT_MODIFIED and known:
            return Answer(url, None, known)
        if reply.status != httpx.codes.OK:
            raise Refused(f"{url}: status {reply.status}", "check the address in a browser")
        now = Known(reply.headers.get("ETag", "")[:1000], reply.headers.get("Last-Modified", "")[:100])
        content = charset.in_unicode(reply.content, reply.headers.get("Content-Type", "")[:200])
        return Answer(str(reply.url), content, now)

    def _refuse_robots(self, url: httpx.URL) -> None:
        place = (url.scheme, url.host, url.port)
        if place not in self._rules:
            reply = self._followed(str(url.copy_with(raw_path=b"/robots.txt", fragment=None)), {}, lambda _: None)
            text = reply.content.decode("utf-8", "replace") if reply.status == httpx.codes.OK else ""
            self._rules[place] = robots.understand(text, AGENT)
        if not self._rules[place].allow(url.raw_path.decode("ascii")):
            raise Refused(f"{url}: its robots.txt forbids it", "ask the site, or get its pages another way")

    def _followed(self, url: str, headers: dict[str, str], check: Callable[[httpx.URL], None]) -> _Reply:
        """Ask, and go where the replies lead, a few times."""
        try:
            at = httpx.URL(url)
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused(f"{url[:200]!r}: no web address ({error})", "correct it") from error
        for _ in range(_REDIRECTS + 1):
            if at.scheme not in {"http", "https"} or not at.host:
                raise Refused(f"{str(at)[:200]!r}: no web address", "give one with http:// or https://")
            check(at)
            reply = self._persistently(at, headers)
            location = reply.headers.get("Location")
            if not (httpx.codes.is_redirect(reply.status) and location):
                return reply
            try:
                at = at.join(location)
            except (httpx.InvalidURL, ValueError) as error:
                raise Refused(f"{at}: leads to {location[:200]!r}, which is no address", "check it") from error
        raise Refused(f"{url}: leads on and on, more than {_REDIRECTS} times", "check the address in a browser")

    def _persistently(self, url: httpx.URL, headers: dict[str, str]) -> _Reply:
        """Ask again, later each time, where a host is busy or does not answer; then leave it alone."""
        place = (url.scheme, url.host, url.port)
        if url.host in self._unwanted:
            raise self._forbidden(url, "not asked, its host answered")
        if place in self._down:
            raise Unreachable(f"{url}: not asked, {self._down[place]}", "it is tried again in the next run")
        reason = ""
        for attempt in range(_ATTEMPTS):
            self._pause(url)
            wait = self._limits.delay * 2**attempt
            try:
                reply = self._ask(url, headers)
            except _BROKEN as error:
                reason = _worded(error)
            else:
                if reply.status in _UNWANTED and url.path != "/robots.txt":
                    self._unwanted[url.host] = reply.status
                    raise self._forbidden(url, "its host answers")
                if reply.status not in _BUSY:
                    return reply
                reason, wait = f"status {reply.status}", max(wait, _wanted(reply.headers))
            finally:
                self._ready[url.host] = time.monotonic() + self._delay(url)
            if wait > _LONGEST_WAIT:
                reason += f", asks to wait {wait:,.0f} seconds"
                break
            if attempt < _ATTEMPTS - 1:
                time.sleep(wait)
        self._down[place] = reason
        raise Unreachable(f"{url}: {reason}", "it is tried again in the next run")

    def _forbidden(self, url: httpx.URL, how: str) -> Forbidden:
        remedy = "it is left alone for this run; ask the publisher, or get its pages another way"
        return Forbidden(f"{url}: {how} with status {self._unwanted[url.host]}", remedy)

    def _delay(self, url: httpx.URL) -> float:
        rules = self._rules.get((url.scheme, url.host, url.port))
        return max(self._limits.delay, rules.delay if rules else 0.0)

    def _pause(self, url: httpx.URL) -> None:
        time.sleep(max(0.0, self._ready.get(url.host, 0.0) - time.monotonic()))

    def _ask(self, url: httpx.URL, headers: dict[str, str]) -> _Reply:
        if self._left <= self._kept:
            what = f"{url}: the {self._limits.requests:,} requests of this run are used up"
            if self._left > 0:
                what = f"{url}: what is left of the requests of this run is kept for other sources"
            raise Unreachable(what, "the next run goes on; raise requests under [collect] if it must be more")
        self._left -= 1
        self._line.until = time.monotonic() + self._limits.seconds
        try:
            opened = self._client.send(self._client.build_request("GET", url, headers=headers), stream=True)
        except httpx.RemoteProtocolError as error:  # httpx looks where a redirect leads even if it is not to follow
            raise Refused(f"{url}: {error}", "check the address in a browser") from error
        with closing(opened) as response:
            if response.is_redirect or response.status_code >= httpx.codes.BAD_REQUEST:
                return _Reply(url, response.status_code, response.headers, b"")
            content = self._unpacked(url, response.headers, self._body(url, response.iter_raw()))
            return _Reply(url, response.status_code, response.headers, content)

    def _body(self, url: httpx.URL, chunks: Iterator[bytes]) -> bytes:
        body = bytearray()
        for chunk in chunks:
            body += chunk
            if len(body) > self._limits.size:
                raise self._too_large(url)
        return bytes(body)

    def _unpacked(self, url: httpx.URL, headers: httpx.Headers, body: bytes) -> bytes:
        """Unpack what a host packed unasked, as far as the limit."""
        coding = headers.get("Content-Encoding", "identity").strip().lower()
        if coding in {"identity", ""}:
            return body
        if coding not in _PACKED:
            raise Refused(f"{url}: packed as {coding[:40]!r}", "it cannot be read")
        try:
            content = zlib.decompressobj(_PACKED[coding]).decompress(body, self._limits.size + 1)
        except zlib.error as error:
            raise Refused(f"{url}: says {coding} and is not", "check the address in a browser") from error
        if len(content) > self._limits.size:
            raise self._too_large(url)
        return content

    def _too_large(self, url: httpx.URL) -> Refused:
        return Refused(f"{url}: more than {self._limits.size:,} bytes", "raise megabytes in digest.toml if it must be")


def _worded(error: Exception) -> str:
    return str(error) or {"ConnectTimeout": "it does not answer", "ReadTimeout": "it took too long"}.get(
        type(error).__name__, type(error).__name__
    )


def _wanted(headers: httpx.Headers) -> float:
    """Read how many seconds a busy host wants to be left alone (RFC 9110, 10.2.3)."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0


def is_private(address: str) -> bool:
    """Tell whether an IP address is not one of the public network, however it is written into another.

    Private is every special-purpose range of IANA's two registries (RFC 6890), and what carries an IPv4 address of
    one: IPv4-mapped, IPv4-compatible, IPv4-translated, 6to4, Teredo, and the prefixes of NAT64.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped or ip in _NAT64:
            return is_private(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _UNICAST:
            return True
    return not ip.is_global or ip.is_multicast or any(ip in block for block in _SPECIAL)


class _Line(httpcore.NetworkBackend):
    """Dial: a name is looked up once, its address checked, and that very address called.

    A name that is looked up again may lead elsewhere (DNS rebinding); here nothing is looked up twice. `until` is when
    the request in hand ends, whatever it is waiting for: a host that drips cannot hold the line longer.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._backend = httpcore.SyncBackend()
        self.until = 0.0
        self.proxy = ""  # the host of the proxy that is dialled now; whoever wrote the settings meant it

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that may be reached.

        Raises:
            Refused: it has none.
        """
        address = self._address(host, port)
        stream = self._backend.connect_tcp(address, port, self.left(timeout), local_address, socket_options)
        return _Stream(stream, self.left)

    def check(self, host: str) -> None:
        """Look at a host that a proxy is to reach: what is private here must not be reached through it either.

        A name that is known to the proxy only is left to the proxy, but for one without a dot: it names a neighbour.

        Raises:
            Refused: its address is one of a private network.
        """
        try:
            self._address(host, 0)
        except httpcore.ConnectError as error:
            if "." not in host.rstrip(".") and not self._limits.allow_private:
                raise Refused(f"{host}: a name of the own network", "allow_private = true under [collect]") from error

    def _address(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("its name is not known") from error
        addresses = [str(entry[4][0]) for entry in found]
        anyone = self._limits.allow_private or host == self.proxy
        reachable = [each for each in addresses if anyone or not is_private(each)]
        if not reachable:
            remedy = "set allow_private = true under [collect] if it is meant"
            raise Refused(f"{host}: an address of a private network ({addresses[0]})", remedy)
        return reachable[0]

    def left(self, timeout: float | None) -> float:
        """Say how long the next step may take.

        Raises:
            httpcore.ReadTimeout: the request's time is over.
        """
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"it took more than {self._limits.seconds:g} seconds")
        return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    """A connection on which every step ends when the request's time is over."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[float | None], float]) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what comes."""
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Agree on a cipher; the certificate must be that of the name asked for."""
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._left)

    def get_extra_info(self, info: str) -> object:
        """Tell what the connection knows."""
        return self._stream.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """Carry httpx's requests over our own line, each on a connection of its own, or through a proxy."""

    def __init__(self, line: _Line, limits: Limits) -> None:
        self._line, self._limits = line, limits
        self._context = httpx.create_ssl_context()
        self._pools: dict[str, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and give its response, the body still to come."""
        url = request.url
        answer = self._pool(url).handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        """Give the connections that an address is asked over."""
        proxy = self._limits.proxy_for(url)
        self._line.proxy = ""
        if proxy:
            self._line.check(url.host)
            self._line.proxy = httpx.URL(proxy).host
        if proxy not in self._pools:
            self._pools[proxy] = self._proxied(httpx.URL(proxy)) if proxy else self._direct()
        return self._pools[proxy]

    def _direct(self) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=self._context, max_keepalive_connections=0, network_backend=self._line
        )

    def _proxied(self, proxy: httpx.URL) -> httpcore.ConnectionPool:
        return httpcore.HTTPProxy(
            proxy_url=httpcore.URL(scheme=proxy.raw_scheme, host=proxy.raw_host, port=proxy.port, target=b"/"),
            proxy_auth=(proxy.username, proxy.password) if proxy.username else None,
            ssl_context=self._context,
            max_keepalive_connections=0,
            network_backend=self._line,
        )

    def close(self) -> None:
        """Close what is open."""
        for pool in self._pools.values():
            pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
