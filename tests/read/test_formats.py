"""A format is told from the bytes, whatever the file is called, and each reader gives the same nouns."""

from __future__ import annotations

import html
import json
import textwrap
from datetime import date
from email.header import Header
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from sources import STYLES, archive, articles, docx, paragraph, rss, web_page, word_file

from digest import read
from digest.errors import EmptySource, Malformed, SourceError, Undecodable, UnknownFormat

if TYPE_CHECKING:
    from digest.model import Document

ONE, TWO = articles(2)
LINE = json.dumps({"id": "1", "headline": ONE.headline, "body": "\n".join(ONE.body)}, ensure_ascii=False)
LETTER = f"From: a@b.example\r\nSubject: news\r\nDate: Mon, 14 Apr 2025 22:30:00 +0000\r\n\r\n{ONE.text}"


def lines(document: Document, at: int = 0) -> list[str]:
    return [document.text[span.start : span.end] for span in document.entries[at].paragraphs]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ONE.text.encode(), "dump"),
        (ONE.text.encode("gb18030"), "dump"),
        (ONE.text.encode("utf-16"), "dump"),
        (b"", "dump"),
        (web_page(ONE).encode(), "html"),
        (web_page(ONE).encode("utf-16"), "html"),
        (web_page(ONE).encode("gb18030"), "html"),
        (b"\n\n<p>fragment</p>", "html"),
        (b"junk\n<html><body>", "html"),
        (rss((ONE,)).encode(), "feed"),
        (rss((ONE,)).encode("utf-8-sig"), "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        (b'<?xml version="1.0"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/">', "feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "jsonfeed"),
        (LINE.encode(), "jsonl"),
        (LETTER.encode(), "letter"),
        (f"# {ONE.headline}\n\n{ONE.body[0]}".encode(), "article"),
        (f"标题：{ONE.headline}\n来源：江畔日报\n\n{ONE.body[0]}".encode("gb18030"), "article"),
        (word_file(ONE), "office"),
        (archive({"a.txt": ONE.text}), "bundle"),
        (archive({"a.docx": word_file(ONE)}, method=0), "bundle"),
        (archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), "table"),
        (archive({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}), "slides"),
        (archive({"[Content_Types].xml": "<Types/>", "visio/document.xml": "<x/>"}), "foreign"),
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"{\\rtf1", "foreign"),
        (b"\xd0\xcf\x11\xe0\xa1", "foreign"),
    ],
)
def test_a_format_is_told_from_the_bytes(data: bytes, expected: str) -> None:
    assert read.format_of(data) == expected


@pytest.mark.parametrize("data", [b"{\\rtf1 a}", b"\xd0\xcf\x11\xe0", b"Rar!\x1a\x07", archive({"mimetype": "x"})])
def test_a_format_that_is_not_read_is_named_with_what_to_do(data: bytes) -> None:
    with pytest.raises(UnknownFormat) as caught:
        read.read("a.bin", data)
    assert caught.value.remedy


def test_every_format_gives_the_words_of_the_article() -> None:
    made = (web_page(ONE).encode(), rss((ONE,)).encode(), word_file(ONE), LINE.encode(), f"# {ONE.text}".encode())
    for data in made:
        document = read.read("2025-04-14_江畔日报_05版.bin", data)
        assert lines(document) == list(ONE.body)
        assert document.published == date(2025, 4, 14)
        assert document.publication == "江畔日报"
        assert document.page == "05"


def test_a_feed_gives_an_entry_for_each_item_and_names_the_empty_ones() -> None:
    feed = rss((ONE, TWO)).replace("</channel>", "<item><guid>empty-1</guid></item></channel>")
    document = read.read("a.xml", feed.encode())
    assert [lines(document, at) for at in range(2)] == [list(ONE.body), list(TWO.body)]
    assert [entry.link for entry in document.entries] == ["https://news.example/0", "https://news.example/1"]
    assert [entry.publication for entry in document.entries] == ["江畔日报"] * 2
    assert ["empty-1" in problem.reason for problem in document.problems] == [True]


def test_an_atom_feed_with_markup_inside_and_times_of_another_zone() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>望沧时报</title><entry>'
        '<title type="html">&lt;b&gt;开发区&lt;/b&gt;新政</title>'
        '<id>urn:1</id><link rel="self" href="https://no.example"/><link href="https://yes.example/2"/>'
        "<updated>2025-04-14T22:30:00Z</updated><author><name>赵小楠</name></author>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        "<p>第一段。</p><p>第二段。</p></div></content>"
        "</entry></feed>"
    )
    document = read.read("a.xml", feed.encode())
    entry = document.entries[0]
    assert lines(document) == ["第一段。", "第二段。"]
    assert (entry.id, entry.link, entry.author) == ("urn:1", "https://yes.example/2", "赵小楠")
    assert entry.published == date(2025, 4, 15)


def test_a_json_feed() -> None:
    item = {
        "id": "7",
        "title": ONE.headline,
        "content_html": "".join(f"<p>{one}</p>" for one in ONE.body),
        "date_published": "2025-04-14T08:00:00+08:00",
        "authors": [{"name": "李静"}],
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "江畔", "items": [item, 7, {"id": "8"}]}
    document = read.read("a.json", json.dumps(feed).encode())
    assert lines(document) == list(ONE.body)
    assert document.entries[0].author == "李静"
    assert len(document.problems) == 2


def test_a_feed_cut_short_gives_the_items_that_are_there_and_says_so() -> None:
    feed = rss((ONE, TWO)).encode()
    document = read.read("a.xml", feed[: feed.rindex(b"</item>") - 40])
    assert lines(document) == list(ONE.body)
    assert any("not well formed" in problem.reason for problem in document.problems)


def test_a_bad_line_of_json_costs_that_line_only() -> None:
    deep = "[" * 100_000
    bad = ("{", "[1]", '"text"', '{"headline": [7]}', '{"id": "9"}', '{"headline": "x", "date": "soon"}', deep)
    document = read.read("a.jsonl", "\n".join((LINE, *bad, LINE.replace('"1"', '"2"'))).encode())
    assert [entry.id for entry in document.entries] == ["1", "2"]
    assert [str(problem).split()[2] for problem in document.problems] == [str(at) for at in range(2, len(bad) + 2)]


def test_a_line_of_json_with_every_key() -> None:
    line = {
        "id": "d1",
        "paper": "江畔日报",
        "date": "2025-04-14",
        "page": "02版",
        "headline": "标题",
        "body": "一。\n二。",
        "url": "https://a.example/1",
        "author": "李静",
        "event": {"x": [1]},
    }
    entry = read.read("a.jsonl", json.dumps(line).encode()).entries[0]
    assert (entry.id, entry.publication, entry.published, entry.page) == ("d1", "江畔日报", date(2025, 4, 14), "02")
    assert (entry.link, entry.author, len(entry.paragraphs)) == ("https://a.example/1", "李静", 2)


def test_many_problems_of_one_source_are_counted_not_listed() -> None:
    document = read.read("a.jsonl", "\n".join([LINE, *["{}"] * 500]).encode())
    assert len(document.problems) == 21
    assert "480 more" in document.problems[-1].reason


def test_headings_of_a_word_file_are_headlines_and_subheads() -> None:
    body = paragraph("青澜高新区开工", "1") + paragraph("来源：江畔日报 2025年4月14日") + paragraph("正文一。")
    body += paragraph("项目", "2") + paragraph("正文二。") + paragraph("望沧经开区签约", "1") + paragraph("正文三。")
    document = read.read("a.docx", docx(body))
    first, second = document.entries
    assert lines(document) == ["正文一。", "项目", "正文二。"]
    assert [document.text[span.start : span.end] for span in first.subheads] == ["项目"]
    assert (first.publication, first.published) == ("江畔日报", date(2025, 4, 14))
    assert lines(document, 1) == ["正文三。"]
    assert second.headline is not None


def test_numbered_headings_of_a_word_file_are_chapters_of_one_article() -> None:
    body = paragraph("关于青澜高新区的调研报告") + paragraph("一、基本情况", "1") + paragraph("甲。")
    document = read.read("a.docx", docx(body + paragraph("二、主要问题", "1") + paragraph("乙。")))
    assert len(document.entries) == 1


def test_what_stands_in_insertions_boxes_and_tables_of_a_word_file_is_read_and_deletions_are_not() -> None:
    box = "<w:r><w:pict><w:txbxContent>" + paragraph("文本框里的35亿元。") + "</w:txbxContent></w:pict></w:r>"
    inserted = "<w:ins><w:r><w:t>插入12亿元。</w:t></w:r></w:ins>"
    body = paragraph("标题", "t") + f"<w:p>{inserted}<w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
    body += f"<w:p>{box}</w:p><w:sdt><w:sdtContent>{paragraph('控件里的7家。')}</w:sdtContent></w:sdt>"
    cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("投资额", "35", "亿元"))
    document = read.read("a.docx", docx(f"{body}<w:tbl><w:tr>{cells}</w:tr></w:tbl>", STYLES))
    assert lines(document) == ["插入12亿元。", "文本框里的35亿元。", "控件里的7家。", "投资额 35 亿元"]


def test_pictures_and_notes_in_a_word_file_are_said_to_be_unread() -> None:
    blip = '<w:p><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:p>'
    document = read.read("a.docx", docx(paragraph("标题", "1") + paragraph("正文。") + blip))
    assert ["1 pictures in it are not read" in problem.reason for problem in document.problems] == [True]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("raw", [True, False])
def test_a_letter_gives_subject_day_sender_and_text(encoding: str, *, raw: bool) -> None:
    subject = "转发：开发区动态".encode(encoding)
    written = subject if raw else Header("转发：开发区动态", encoding).encode().encode()
    head = b"From: =?utf-8?B?5rGf55WU5pel5oql?= <a@b.example>\r\nSubject: " + written
    head += b"\r\nDate: Mon, 14 Apr 2025 22:30:00 +0000\r\nMIME-Version: 1.0\r\n"
    body = b"Content-Type: text/html; charset=gb2312\r\n\r\n" + "".join(f"<p>{one}</p>" for one in ONE.body).encode(
        encoding
    )
    document = read.read("a.eml", head + body)
    entry = document.entries[0]
    assert lines(document) == list(ONE.body)
    assert entry.headline is not None
    assert document.text[entry.headline.start : entry.headline.end] == "开发区动态"
    assert (entry.publication, entry.published) == ("江畔日报", date(2025, 4, 15))


def test_what_is_attached_to_a_letter_is_named_and_its_plain_text_read() -> None:
    letter = (
        "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=XX\n\n--XX\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{ONE.text}\n--XX\nContent-Type: application/pdf\n"
        "Content-Disposition: attachment; filename=paper.pdf\n\nxxx\n--XX--\n"
    )
    document = read.read("a.eml", letter.encode())
    assert lines(document) == [ONE.headline, *ONE.body]
    assert any("paper.pdf" in problem.reason for problem in document.problems)


PARAGRAPH = (
    "望沧经开区昨天签约三个项目，总投资3亿元，占地126亩，计划今年9月开工，明年底建成投产，可提供岗位420个，"
    "年产值6.8亿元，税收4200万元，园区的负责人说，项目的用地、用电和用工都已落实，本月内办完手续，企业的代表到场。"
)


@pytest.mark.parametrize(
    ("parameters", "end"),
    [("", "\n"), ("; format=flowed", " \n"), ("; format=flowed; delsp=yes", " \n")],
)
def test_lines_that_a_mail_program_broke_are_one_paragraph(parameters: str, end: str) -> None:
    wrapped = end.join(textwrap.wrap(PARAGRAPH, 34))
    assert any(first[-1].isdigit() and second[0].isdigit() for first, second in pairwise(wrapped.split(end)))
    letter = (
        f"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=utf-8{parameters}\n\n{wrapped}\n\n完。\n"
    )
    assert lines(read.read("a.eml", letter.encode())) == [PARAGRAPH, "完。"]


def test_short_lines_of_a_letter_stay_lines_and_words_keep_their_blank() -> None:
    body = "企业318家\n员工6.2万人\n产值\n1200亿元"
    letter = f"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n{body}\n"
    assert lines(read.read("a.eml", letter.encode())) == body.split("\n")
    flowed = "From: a@b.example\nSubject: x\nContent-Type: text/plain; format=flowed\n\nan industrial \npark opens.\n"
    assert lines(read.read("a.eml", flowed.encode())) == ["an industrial park opens."]


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_header_of_a_forwarded_letter_is_no_text_and_a_signature_none(kind: str) -> None:
    header = [
        "-----原始邮件-----",
        "发件人: 王五 &lt;w@x.example&gt;",
        "发送时间: 2025年4月14日 9:00",
        "主题: 青澜签约",
    ]
    body = ["请阅。", *header, "青澜高新区签约，总投资3亿元。", "主题：青澜的产业，由五个园区承担。"]
    tail = ["-- ", "李静"] if kind == "plain" else []
    text = "<br>".join(body) if kind == "html" else html.unescape("\n".join([*body, *tail]))
    letter = f"From: a@b.example\nSubject: Fwd: 青澜\nContent-Type: text/{kind}; charset=utf-8\n\n{text}\n"
    document = read.read("a.eml", letter.encode())
    assert lines(document) == ["请阅。", "青澜高新区签约，总投资3亿元。", "主题：青澜的产业，由五个园区承担。"]
    left = [document.text[line.span.start : line.span.end] for line in document.lines]
    assert left == [html.unescape(line) for line in header] + [line.strip() for line in tail]


def test_a_page_saved_as_one_file_is_read_as_that_page() -> None:
    saved = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/1\nSubject: x\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="XX"\n\n--XX\nContent-Type: text/html\n\n'
        f"{web_page(ONE)}\n--XX\nContent-Type: text/css\n\np{{}}\n--XX--\n"
    )
    document = read.read("a.mhtml", saved.encode())
    assert lines(document) == list(ONE.body)
    assert document.entries[0].link == "https://a.example/1"


@pytest.mark.parametrize(
    ("text", "headline", "body", "paper"),
    [
        ("# 标题\n来源：江畔日报\n日期：2025-04-14\n\n甲。\n乙。\n\n## 小标题\n丙**丁**。\n", "标题",
         ["甲。", "乙。", "小标题", "丙丁。"], "江畔日报"),
        ("---\ntitle: 标题\nsource: 江畔日报\ntags: [a]\n---\n\n甲。", "标题", ["甲。"], "江畔日报"),
        ("标题：某区签约\n来源：江畔日报\n作者：李静\n\n甲。\n乙。", "某区签约", ["甲。", "乙。"], "江畔日报"),
        ("# 标题\n- 甲[乙](http://x)。\n> 丙。\n![图](a.png)\n| 投资 | 35 |\n|---|---|\n", "标题",
         ["甲乙。", "丙。", "图", "投资 35"], None),
        ("# 标题\n\n" + "很长的一行没有结束而且一直写到了行宽为止的地方这里就折行了，\n" + "第二行接着写完。\n", "标题",
         ["很长的一行没有结束而且一直写到了行宽为止的地方这里就折行了，第二行接着写完。"], None),
    ],
)  # fmt: skip
def test_an_article_written_by_hand(text: str, headline: str, body: list[str], paper: str | None) -> None:
    document = read.read("a.md", text.encode())
    entry = document.entries[0]
    assert entry.headline is not None
    assert document.text[entry.headline.start : entry.headline.end] == headline
    assert lines(document) == body
    assert entry.publication == paper


def test_each_heading_of_the_first_level_begins_an_article() -> None:
    document = read.read("a.md", f"# {ONE.headline}\n{ONE.body[0]}\n\n# {TWO.headline}\n{TWO.body[0]}\n".encode())
    assert [lines(document, at) for at in range(2)] == [[ONE.body[0]], [TWO.body[0]]]


def test_a_page_of_a_newspaper_is_no_article_written_by_hand() -> None:
    page = "2025年4月14日 星期一 05版\n责任编辑：张明远 版式：李静\n" + "\n".join(one.text for one in articles(4))
    assert read.format_of(page.encode()) == "dump"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptySource),
        (b"<html></html>", EmptySource),
        (b"{}", EmptySource),
        (b"<rss><channel/></rss>", EmptySource),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', Malformed),
        (docx(""), EmptySource),
        (docx(paragraph("x"))[:-30], UnknownFormat),
        (b"From: a\nSubject: b\nDate: c\n\n", EmptySource),
        ("<p>青澜</p>".encode("gb18030") + b"\xff\xfe\xff" * 9, SourceError),
        (bytes(range(128, 256)) * 9, (Undecodable, UnknownFormat)),
    ],
)
def test_a_source_without_words_is_refused_by_name(data: bytes, error: type[SourceError]) -> None:
    with pytest.raises(error, match=r"^a\.bin: "):
        read.read("a.bin", data)
