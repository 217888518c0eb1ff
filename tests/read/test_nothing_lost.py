"""No text of a source is dropped in silence: each character that is seen is in an entry or in furniture (P13)."""

from __future__ import annotations

import io
import json
import re
import tomllib
import zipfile
from collections import Counter
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sources import archive, articles, docx, paragraph, rss, web_page, word_file

from digest import read
from digest.errors import EmptySource

if TYPE_CHECKING:
    from digest.model import Document

HERE = Path(__file__).parent
PAGES = tomllib.loads((HERE / "pages.toml").read_text(encoding="utf-8"))["page"]
FEEDS = tomllib.loads((HERE / "feeds.toml").read_text(encoding="utf-8"))["feed"]
# What a browser without scripts and style sheets does not paint: scripts, styles, controls, embedded things, drawings.
UNSEEN = {
    "script", "style", "noscript", "template", "head", "title", "select", "option", "textarea", "input", "svg",
    "canvas", "audio", "video", "map", "datalist", "frameset", "iframe", "object", "embed", "applet", "noframes",
}  # fmt: skip
ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)


def visible(markup: str) -> str:
    """Give the text nodes of a page that are painted, found without the reader that is tested."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = etree.fromstring(ENDS.sub("", markup).encode(), parser)
    texts = tree.xpath("//text()") if tree is not None else []
    return "".join(
        text for text in texts if not _parent_tags(text) & UNSEEN or (text.is_tail and not _above_tail(text) & UNSEEN)
    )


def _parent_tags(text: etree._ElementUnicodeResult) -> set[str]:
    parent = text.getparent()
    return {str(element.tag) for element in (parent, *parent.iterancestors())} if parent is not None else set()


def _above_tail(text: etree._ElementUnicodeResult) -> set[str]:
    parent = text.getparent()
    return {str(element.tag) for element in parent.iterancestors()} if parent is not None else set()


def characters(string: str) -> Counter[str]:
    """Count the characters of a string, white space left out."""
    return Counter("".join(string.split()))


def held(document: Document) -> Counter[str]:
    """Count what stands in entries and in furniture."""
    spans = [line.span for line in document.lines]
    for entry in document.entries:
        heads = (entry.headline, entry.kicker, entry.subtitle, entry.byline)
        spans += [span for span in (*heads, *entry.paragraphs, *entry.captions) if span]
    assert len(spans) == len(set(spans))
    return characters("".join(document.text[span.start : span.end] for span in spans))


@pytest.mark.parametrize("page", PAGES, ids=[page["says"] for page in PAGES])
def test_each_character_of_a_page_is_in_the_article_or_in_furniture(page: dict[str, str]) -> None:
    document = read.read("page.html", page["markup"].encode())
    missing = set(characters(visible(page["markup"]))) - set(held(document))
    assert not missing
    # Nothing of the text stands outside the article and the furniture.
    assert characters(document.text) == held(document)


WORDS = st.text("青澜高新区签约项目总投资亿元，。：一二三四五ABC 123&<", min_size=1, max_size=60)
TAGS = st.sampled_from(
    ["p", "div", "li", "a", "h1", "h3", "nav", "footer", "aside", "span", "b", "td", "section", "button", "font", "dd"]
)
CLASSES = st.sampled_from(["", "share", "comment", "title", "content", "nav hot", "copyright", "related"])


@st.composite
def markups(draw: st.DrawFn) -> str:
    """Draw a page of elements within elements, one marked line of text in each."""
    parts: list[str] = []
    for number in range(draw(st.integers(2, 14))):
        tag, name = draw(TAGS), draw(CLASSES)
        parts.append(f'<{tag} class="{name}">〔{number}〕{escape(draw(WORDS))}')
        if draw(st.booleans()):
            parts.append(f"</{tag}>")
    prose = "<p>青澜高新区昨天签约三个项目，总投资35亿元。</p>" * draw(st.integers(1, 3))
    return f"<html><head><title>t</title></head><body>{''.join(parts)}{prose}</body></html>"


@given(markups())
@settings(max_examples=300, deadline=None)
def test_each_line_of_any_page_is_in_the_article_or_in_furniture(markup: str) -> None:
    try:
        document = read.read("page.html", markup.encode())
    except EmptySource:  # refused by name
        return
    bare = "".join(document.text.split())
    for line in re.findall(r"〔\d+〕[^〔]*", "".join(visible(markup).split())):
        assert line[: line.find("〕") + 1] in bare
    assert not set(characters(visible(markup))) - set(held(document))


@pytest.mark.parametrize("feed", FEEDS, ids=[feed["says"] for feed in FEEDS])
def test_each_character_of_a_feeds_items_is_read(feed: dict[str, str]) -> None:
    document = read.read("feed.xml", feed["markup"].encode())
    assert characters(document.text) == held(document)


def test_each_line_of_a_feed_is_read() -> None:
    written = articles(20, seed=3)
    document = read.read("feed.xml", rss(written).encode())
    assert held(document) == characters("".join(one.text for one in written))


def test_each_line_of_a_word_file_is_read() -> None:
    margin = "<w:hdr xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>%s</w:hdr>"
    formula = '<m:t xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">甲＝乙</m:t>'
    body = (
        paragraph("青澜高新区简报", "t") + paragraph("来源：江畔日报") + f"<w:p>{formula}</w:p>" + paragraph("正文一。")
    )
    parts = {
        "word/document.xml": _part(docx(body), "word/document.xml"),
        "word/styles.xml": _part(docx(body), "word/styles.xml"),
        "word/header1.xml": margin % paragraph("内部资料 第7期"),
        "word/footer2.xml": margin % paragraph("共12页"),
    }
    document = read.read("a.docx", archive(parts))
    assert held(document) == characters("青澜高新区简报来源：江畔日报甲＝乙正文一。内部资料第7期共12页")


def _part(file: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(file)).read(name).decode()


def test_each_line_of_a_letter_of_an_article_by_hand_and_of_a_json_line_is_read() -> None:
    for one in articles(10, seed=5):
        letter = f"From: 李静 <a@b.example>\nSubject: {one.headline}\nDate: Mon, 14 Apr 2025 08:00:00 +0800\n\n"
        line = json.dumps({"headline": one.headline, "body": "\n".join(one.body)}, ensure_ascii=False)
        for data in (letter + "\n".join(one.body), f"# {one.headline}\n\n" + "\n\n".join(one.body), line):
            assert held(read.read("a.bin", data.encode())) == characters(one.text)
        fields = f"标题：{one.headline}\n来源：江畔日报\n日期：2025年4月14日\n责任编辑：周立\n\n" + "\n\n".join(
            one.body
        )
        said = characters(f"{one.text}江畔日报2025年4月14日责任编辑：周立")
        assert held(read.read("a.txt", fields.encode())) == said


def test_each_line_of_a_saved_page_and_of_a_word_file_of_many_articles_is_read() -> None:
    for one in articles(30, seed=9):
        page = web_page(one)
        document = read.read("page.html", page.encode())
        assert not set(characters(visible(page))) - set(held(document))
        assert held(read.read("a.docx", word_file(one))) >= characters(one.text)


def test_each_text_that_a_letter_shows_is_read_and_of_its_versions_one() -> None:
    head = "From: 李静 <a@b.example>\nSubject: 青澜开工\nDate: Mon, 14 Apr 2025 08:00:00 +0800\nMIME-Version: 1.0\n"
    plain = "--c\nContent-Type: text/plain; charset=utf-8\n\n纯文本版。\n"
    page = "--c\nContent-Type: text/html; charset=utf-8\n\n<p>青澜高新区开工。</p>\n--c--\n"
    versions = f"--b\nContent-Type: multipart/alternative; boundary=c\n\n{plain}{page}"
    notice = "--b\nContent-Type: text/plain; charset=utf-8\n\n本邮件由园区简报群发。\n--b--\n"
    letter = f"{head}Content-Type: multipart/mixed; boundary=b\n\n{versions}{notice}"
    document = read.read("a.eml", letter.encode())
    assert held(document) == characters("青澜开工青澜高新区开工。本邮件由园区简报群发。")
