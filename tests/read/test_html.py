"""A saved web page becomes the article a reader sees on it; the page's furniture does not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sources import articles, web_page

from digest import read
from digest.errors import EmptySource

if TYPE_CHECKING:
    from digest.model import Document, Span

PAGES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))["page"]


def _words(document: Document, *spans: Span | None) -> list[str]:
    return [document.text[span.start : span.end] for span in spans if span]


def _found(document: Document) -> dict[str, Any]:
    entry = document.entries[0]
    head = {
        name: "".join(_words(document, getattr(entry, name))) or None for name in ("headline", "kicker", "subtitle")
    }
    lists = {name: _words(document, *getattr(entry, name)) for name in ("paragraphs", "subheads", "captions")}
    said = {name: getattr(entry, name) for name in ("author", "published", "publication", "page", "link")}
    return {**head, **lists, **said}


@pytest.mark.parametrize("page", PAGES, ids=[page["says"] for page in PAGES])
def test_a_page_is_read_as(page: dict[str, Any]) -> None:
    found = _found(read.read("page.html", page["markup"].encode()))
    names = ("kicker", "subtitle", "author", "published", "publication", "page", "link")
    wanted = {
        "headline": page["headline"],
        "paragraphs": page["body"],
        "subheads": page.get("subheads", []),
        "captions": page.get("captions", []),
        **{name: page.get(name) for name in names},
    }
    assert found == wanted


def test_the_same_page_is_read_alike_in_another_encoding() -> None:
    for page in PAGES:
        utf8, gbk = (read.read("page.html", page["markup"].encode(name)) for name in ("utf-8", "gb18030"))
        assert utf8.text == gbk.text
        assert gbk.encoding == "gb18030"


def test_nothing_of_an_article_is_lost_between_the_furniture_of_its_page() -> None:
    for article in articles(60, seed=7):
        document = read.read("page.html", web_page(article).encode())
        assert _words(document, *document.entries[0].paragraphs) == list(article.body)
        assert _words(document, document.entries[0].headline) == [article.headline]


def test_a_page_of_links_is_no_article() -> None:
    links = "".join(f'<li><a href="/{at}">第{at}条新闻的标题，点开才能看到全文。</a> 04-14</li>' for at in range(40))
    with pytest.raises(EmptySource, match="no article on the page"):
        read.read("list.html", f"<html><body><h1>要闻</h1><ul>{links}</ul></body></html>".encode())


def test_what_stands_deeper_than_the_parser_goes_is_said_to_be_missing() -> None:
    deep = "<p>这是开发区的第一段，里面有一个完整的句子。</p>" + "<div>" * 3000 + "<p>很深的一段，有一个句子。</p>"
    document = read.read("deep.html", f"<html><body>{deep}</body></html>".encode())
    assert any("read only in part" in problem.reason for problem in document.problems)


def test_no_markup_script_or_style_reaches_the_text() -> None:
    page = web_page(articles(1)[0]).replace(
        "<p>　　", "<style>p{}</style><p onclick='x()'><img src=x onerror=alert(1)>　　"
    )
    text = read.read("page.html", page.encode()).text
    assert not set("<>{}") & set(text)
    assert "alert" not in text


def test_invisible_characters_do_not_hide_words() -> None:
    page = "<html><body><p>青澜高\u200b新\u00ad区\ufeff昨天\u202e签约，总投资\u206035亿元。</p></body></html>"
    assert "青澜高新区昨天签约，总投资35亿元。" in read.read("page.html", page.encode()).text
