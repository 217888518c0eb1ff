"""What a source sets apart by itself becomes articles with the same evidence as those of a page."""

from __future__ import annotations

import json

import pytest
from sources import articles, rss, web_page

from digest import page, read
from digest.model import Article, Document, Text


def _split(*lines: dict[str, str]) -> tuple[Document, tuple[Article, ...]]:
    document = read.read("2025-04-14_江畔日报_05版.jsonl", "\n".join(json.dumps(line) for line in lines).encode())
    return document, page.split(document).articles


def _bare(string: str) -> str:
    return "".join(string.split())


def test_every_text_of_an_article_stands_in_its_document() -> None:
    for data in (web_page(articles(1)[0]).encode(), rss(articles(5)).encode()):
        document = read.read("a.bin", data)
        for article in page.split(document).articles:
            texts = [article.headline, *article.body, *(byline.text for byline in article.bylines)]
            for text in filter(None, texts):
                assert isinstance(text, Text)
                assert _bare(text.string) == _bare("".join(document.text[start:end] for start, end in text.spans))


def test_blanks_between_han_characters_and_figures_are_dropped() -> None:
    _, (article,) = _split({"headline": "青澜 高新区", "body": "总投资 35 亿元，AI Agent 产业 增长 5.6% 。"})
    assert article.headline is not None
    assert article.headline.string == "青澜高新区"
    assert article.body[0].string == "总投资35亿元，AI Agent产业增长5.6%。"


def test_bylines_come_from_the_author_the_dateline_and_lines_of_their_own() -> None:
    _, (article,) = _split(
        {
            "headline": "签约",
            "author": "李静",
            "body": "本报记者 王海涛\n本报讯（记者 张明远）某区签约。\n项目总投资35亿元。\n本报通讯员 周立",
        }
    )
    assert [(byline.name, byline.role) for byline in article.bylines] == [
        ("李静", ""), ("王海涛", "本报记者"), ("周立", "本报通讯员"), ("张明远", "记者"),
    ]  # fmt: skip
    assert [text.string for text in article.body] == ["本报讯（记者张明远）某区签约。", "项目总投资35亿元。"]


def test_an_author_that_is_no_list_of_names_is_one_name_as_it_stands() -> None:
    _, (article,) = _split({"headline": "签约", "author": "J. Smith", "body": "某区签约。"})
    assert [byline.name for byline in article.bylines] == ["J. Smith"]


def test_what_an_entry_does_not_say_its_file_name_does() -> None:
    _, (first, second) = _split(
        {"headline": "甲", "body": "乙。"},
        {"headline": "甲", "body": "丙。", "date": "2025-04-15", "paper": "望沧时报"},
    )
    assert (str(first.published), first.publication, first.page) == ("2025-04-14", "江畔日报", "05")
    assert (str(second.published), second.publication) == ("2025-04-15", "望沧时报")


def test_ids_are_kept_made_of_the_words_and_never_twice_the_same() -> None:
    lines = ({"id": "d1", "headline": "甲"}, {"id": "d1", "headline": "乙"}, {"headline": "丙"}, {"headline": "丙"})
    _, first = _split(*lines)
    _, again = _split(*reversed(lines))
    assert [article.id for article in first[:2]] == ["d1", "d1-2"]
    assert len({article.id for article in first}) == 4
    assert first[2].id in {article.id for article in again}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("两园合一 三年见效", "两园合一 三年见效"),
        ("青 澜 高 新 区 扩 容", "青澜高新区扩容"),
        ("总投资 50 亿元的项目开工", "总投资50亿元的项目开工"),
        ("四省高新区联盟在澄原成立 19家园区共谱新篇章", "四省高新区联盟在澄原成立 19家园区共谱新篇章"),
    ],
)
def test_a_blank_between_the_clauses_of_a_headline_stays(written: str, read: str) -> None:
    _, (article,) = _split({"headline": written, "body": "两个园区合并办公。"})
    assert article.headline
    assert article.headline.string == read
