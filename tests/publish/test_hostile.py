"""Rows B7, B9 and B10: what a source says prints literally in every output, opens no file and asks no address."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
import sample
from lxml import etree
from sample import words

from digest import publish
from digest.model import Earlier, Own, Remark, Sum, Trend, ZoneRow
from digest.publish.escape import one_line
from digest.publish.listing import FEED, INDEX, Issue, Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model import Brief

pytestmark = pytest.mark.runs
FORMATS = (*publish.FORMATS, *publish.LETTERS)
CANARY = "金丝雀在此"
VECTORS = (
    '<img src="{0}">',
    '<link rel="stylesheet" href="{0}">',
    '<link rel="attachment" href="{0}">',
    "<style>@import url({0});</style>",
    "<style>body {{ background: url({0}) }}</style>",
    "<style>@font-face {{ font-family: x; src: url({0}) }}</style>",
    '<p style="content: url({0}); list-style-image: url({0}); cursor: url({0})">',
    '<object data="{0}"></object><embed src="{0}">',
    '<iframe src="{0}"></iframe>',
    '<svg><image href="{0}"/><use href="{0}#x"/></svg>',
    '<base href="{0}"><a href="x">',
    '<meta http-equiv="refresh" content="0;url={0}">',
    '<audio src="{0}"><video poster="{0}">',
    '<input type="image" src="{0}"><form action="{0}">',
    "![图]({0}) [文]({0}) <{0}>",
    '" background="{0}" style="background:url({0})',
    "{{% include '{0}' %}}{{{{ ''.__class__ }}}}",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "{0}">]>&e;',
)


def full(hostile: str) -> Brief:
    """Write a brief with these words in every field that a source, an editor or an earlier issue fills."""
    brief = sample.about(hostile)
    (item,) = brief.items
    earlier = Earlier("2025-W15", "st0", ("a",), hostile, date(2025, 4, 8), hostile, hostile)
    item = replace(item, follows=(earlier,), conflicts=(Remark((Own(hostile),)),))
    row = ZoneRow(hostile, 1, 1, 0, 0, Sum(item.statements), Sum(), 1)
    return replace(
        brief,
        sections=(replace(brief.sections[0], items=(item,)),),
        zones=(row,),
        trends=(Trend("开发区", hostile, (1, 2, 3)),),
    )


def listed(hostile: str) -> dict[str, bytes]:
    told = (Told(hostile, hostile, hostile),)
    issues = [Issue(hostile, date(2025, 4, 14), date(2025, 4, 20), ("brief.html", hostile), told)]
    return publish.listing(issues, name=hostile, unit=hostile, template="weekly")


def squeezed(text: str) -> str:
    return "".join(one_line(text).split())


@pytest.mark.parametrize("template", ["weekly", "official"])
@pytest.mark.parametrize("form", FORMATS)
def test_hostile_words_are_shown_as_they_stand_in_every_format(form: str, template: str) -> None:
    for hostile in sample.HOSTILE:
        content = sample.rendered(full(hostile), template, form)
        text = publish.plain(content.decode()) if form == "md" else words(content, form)
        assert squeezed(hostile) in squeezed(text), hostile


def test_hostile_words_are_shown_as_they_stand_in_the_lists_of_issues() -> None:
    for hostile in sample.HOSTILE:
        pages = listed(hostile)
        feed = etree.fromstring(pages[FEED])
        assert squeezed(hostile) in squeezed("".join(feed.itertext()))
        assert squeezed(words(pages[INDEX], "html")).count(squeezed(hostile)) >= 4
        page = etree.HTML(pages[INDEX])
        assert len(page.findall(".//script")) == 1
        links = [link.get("href") for link in page.iter("a", "link")]
        assert not [link for link in links if link.partition(":")[0] not in (link, "data")]  # no scheme of its own


@contextmanager
def counted() -> Iterator[tuple[str, list[str]]]:
    """Run a server that keeps what it is asked for."""
    asked: list[str] = []

    class Counter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Keep the request."""
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/x.png", asked
    finally:
        server.shutdown()
        server.server_close()


def test_no_vector_in_a_source_asks_an_address_or_opens_a_file(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY, encoding="utf-8")
    with counted() as (address, asked):
        for vector in VECTORS:
            for goal in (address, canary.as_uri()):
                hostile = vector.format(goal)
                made = {form: sample.rendered(full(hostile), "weekly", form) for form in FORMATS} | listed(hostile)
                for form, content in made.items():
                    assert CANARY.encode() not in content
                    assert CANARY not in words(content, form if form in FORMATS else "html")
                with ZipFile(BytesIO(made["docx"])) as package:
                    assert all(CANARY.encode() not in package.read(name) for name in package.namelist())
                    relations = package.read("word/_rels/document.xml.rels").decode()
                assert goal not in relations
        assert asked == []
