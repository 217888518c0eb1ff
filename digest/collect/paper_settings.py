"""The papers of digest.toml: added, checked, taken out, and exchanged as OPML with other programs."""

from __future__ import annotations

import json
import re
import tomllib
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

from digest import config, files
from digest.collect import known_papers
from digest.errors import Refused, SourceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from digest.collect.papers.sheet import Sheet
    from digest.collect.web import Web
    from digest.config import Settings

_BLOCK: Final = re.compile(r"^\s*\[\[\s*paper\s*\]\]\s*(?:#.*)?$")
_TABLE: Final = re.compile(r"^\s*\[")
_PAPER_TYPE: Final = "epaper"  # the `type` of an outline of OPML that is no feed
_LARGEST_OPML: Final = 4 * 1024 * 1024


def add(path: Path, settings: Settings, paper: str, name: str = "", pages: tuple[str, ...] = ()) -> str:
    """Name a paper in the settings file at `path`, and return a line of what was added.

    Raises:
        UsageError: it is there already, or no paper of that name is known.
        Refused, Unreachable: nothing that can be read stands at the address.
        OutputError: the file cannot be written.
    """
    url, found = paper if "://" in paper else "", ""
    if url:
        name, found = _looked_at(settings, url, name)
    else:
        name, known = name or paper, known_papers.address(paper)
        if not known:
            near = "、".join(one.name for one in known_papers.find(paper)[:5])
            remedy = f"did you mean {near}?" if near else "see digest papers list, or give its address"
            raise UsageError(f"no paper is known as {paper}", remedy)
        url = "" if name == paper else known
    if any(one.name == name or (url and one.url == url) for one in settings.paper):
        raise UsageError(f"《{name}》 is in {path} already", "edit it there, or: digest papers remove")
    lines = ["[[paper]]", f"name = {_quoted(name)}"]
    lines += [f"url = {_quoted(url)}"] if url else []
    lines += [f"pages = [{', '.join(map(_quoted, pages))}]"] if pages else []
    _write(path, f"{_text(path).rstrip()}\n\n" + "\n".join(lines) + "\n")
    return f"《{name}》 {url or known_papers.address(name)} {found}".rstrip()


def _quoted(string: str) -> str:
    """Write a string as TOML does: its basic strings take the escapes of JSON."""
    return json.dumps(string, ensure_ascii=False).replace("\x7f", "\\u007f")


def _looked_at(settings: Settings, url: str, name: str) -> tuple[str, str]:
    from digest.collect import papers  # noqa: PLC0415  httpx is loaded only to collect

    with _web(settings) as web, papers.Reader() as reader:
        newest, _ = papers.front(papers.Publisher(web, reader), url)
    if newest is None or newest.family is None:
        raise Refused(f"{url}: no issue", "check the address in a browser")
    name = name or known_papers.name_at(url) or newest.paper
    if not name:
        raise UsageError(f"{url}: its page does not say what the paper is called", "add --name")
    return name, _found(newest)


def _found(newest: Sheet) -> str:
    return f"({newest.family.name if newest.family else ''}, {newest.day}, {len(newest.pages)} pages)"


def _web(settings: Settings) -> Web:
    from digest.collect import web  # noqa: PLC0415  as above

    table = settings.collect
    size = int(table.megabytes * 1024 * 1024)
    return web.Web(web.Limits(table.delay, table.seconds, size, table.allow_private, table.proxy, table.requests))


def check(settings: Settings) -> Iterator[tuple[bool, str]]:
    """Ask each paper for its newest issue; yield whether it answers, and a line of what was found or tried."""
    from digest.collect import papers  # noqa: PLC0415  as above

    with _web(settings) as web, papers.Reader() as reader:
        publisher = papers.Publisher(web, reader)
        for one in settings.paper:
            url = one.url or known_papers.address(one.name)
            tried = list(_places(url))
            reasons = []
            for place in tried:
                try:
                    newest, _ = papers.front(publisher, place)
                except SourceError as error:
                    reasons.append(error.what)
                    continue
                moved = "" if place == url else f" — it has moved: url = {_quoted(place)}"
                yield not moved, f"ok  《{one.name}》 {place} {_found(newest) if newest else ''}{moved}"
                break
            else:
                yield False, f"not readable  《{one.name}》 — tried: {'; '.join(reasons) or 'no address is known'}"


def _places(url: str) -> Iterator[str]:
    """Name the addresses where a paper may stand: its own, and where the platforms put the newest issue."""
    if not url:
        return
    yield url
    root = url.rsplit("/", 1)[0] if urlsplit(url).path.rpartition("/")[2].count(".") else url.rstrip("/")
    for ending in (
        "paperindex.htm",
        "pc/layout/index.html",
        "layout/index.html",
        "pc/col/index.html",
        "html/index.htm",
    ):
        if (place := f"{root}/{ending}") != url:
            yield place


def remove(path: Path, settings: Settings, paper: str) -> str:
    """Take a paper out of the settings file at `path`; every other line of it stays as it is.

    Raises:
        UsageError: it is not there, or is not written as a table [[paper]] of its own.
        OutputError: the file cannot be written.
    """
    at = next((k for k, one in enumerate(settings.paper) if paper in {one.name, one.url}), None)
    if at is None:
        raise UsageError(f"no paper {paper} in {path}", "see them with: digest papers list")
    lines = _text(path).splitlines(keepends=True)
    starts = [k for k, line in enumerate(lines) if _BLOCK.match(line)]
    if len(starts) != len(settings.paper):
        raise UsageError(f"{path}: its papers are not tables [[paper]] of their own", "take it out by hand")
    end = next((k for k in range(starts[at] + 1, len(lines)) if _TABLE.match(lines[k])), len(lines))
    _write(path, "".join((*lines[: starts[at]], *lines[end:])))
    return f"removed 《{settings.paper[at].name}》; its articles stay"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig") if path.is_file() else ""


def _write(path: Path, text: str) -> None:
    """Write the settings whole, if they are settings still.

    Raises:
        UsageError: they would not be; the file stays as it was.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: cannot be changed ({error})", "edit it by hand") from error
    config.check(values, path)
    files.publish(path, text.encode())


def opml(settings: Settings, now: datetime) -> str:
    """Write the feeds and papers of the settings as OPML 2.0 (http://opml.org/spec2.opml)."""
    outlines = [
        f"    <outline type={quoteattr('rss' if one.kind == 'feed' else one.kind)} text={quoteattr(one.name)} "
        f"xmlUrl={quoteattr(one.url)}/>"
        for one in settings.collect.source
    ]
    outlines += [
        f'    <outline type="{_PAPER_TYPE}" text={quoteattr(one.name)} '
        f"htmlUrl={quoteattr(one.url or known_papers.address(one.name))}/>"
        for one in settings.paper
    ]
    head = f"  <head><title>digest</title><dateCreated>{format_datetime(now)}</dateCreated></head>"
    body = "\n".join(outlines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n{head}\n  <body>\n{body}\n  </body>\n</opml>'


def import_opml(path: Path, settings: Settings, opml_file: Path) -> Iterator[str]:
    """Take the outlines of an OPML file into the settings file at `path`; yield a line for each that is new.

    Raises:
        UsageError: the file is missing or no OPML.
        OutputError: the settings cannot be written.
    """
    known = {one.url for one in settings.collect.source} | {one.url for one in settings.paper}
    known |= {known_papers.address(one.name) for one in settings.paper}
    text = _text(path).rstrip() + "\n"
    added = []
    for name, url, kind in _outlines(opml_file):
        if url in known or not re.match(r"https?://[^\s/]", url):
            continue
        known.add(url)
        table = "paper" if kind == _PAPER_TYPE else "collect.source"
        more = f"kind = {_quoted(kind)}\n" if kind in {"page", "list"} else ""
        text += f"\n[[{table}]]\nname = {_quoted(name)}\nurl = {_quoted(url)}\n{more}"
        added.append(f"added {name} {url}")
    if added:
        _write(path, text)
    yield from added


def _outlines(opml_file: Path) -> list[tuple[str, str, str]]:
    """Read name, address and type of an OPML file's outlines; no entity is expanded, nothing is fetched."""
    try:
        content = opml_file.read_bytes()
    except OSError as error:
        raise UsageError(f"{opml_file}: {error.strerror}", "name an existing file") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        tree = etree.fromstring(content[:_LARGEST_OPML], parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{opml_file}: no OPML ({error.msg})", "export it again from your reader") from error
    found = [(one.get("text") or one.get("title") or "", one) for one in tree.iter("outline")]
    return [
        (
            name or (one.get("xmlUrl") or one.get("htmlUrl") or ""),
            one.get("xmlUrl") or one.get("htmlUrl") or "",
            one.get("type") or "rss",
        )
        for name, one in found
        if one.get("xmlUrl") or one.get("type") == _PAPER_TYPE
    ]
