"""No text of a source is dropped in silence (P13).

What it shows is counted without our readers (`visible_text`), and each of these characters is held in its document or
named in a problem; and each character of a document is in an article, in furniture, or listed as given to neither.
"""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import printed
import pytest
import visible_text
from hypothesis import given, settings
from hypothesis import strategies as st
from sources import archive, articles, docx, paragraph, rss, web_page, word_file
from visible_text import characters, held
from week import WEEK

from digest import page, read
from digest.errors import EmptySource
from digest.page.shares import shares
from digest.pipeline import intake
from digest.read import image

if TYPE_CHECKING:
    from collections import Counter

    from digest.model import Document

HERE = Path(__file__).parent
PAGES = tomllib.loads((HERE / "pages.toml").read_text(encoding="utf-8"))["page"]
FEEDS = tomllib.loads((HERE / "feeds.toml").read_text(encoding="utf-8"))["feed"]
DUMPS = tomllib.loads((HERE.parent / "page" / "pages.toml").read_text(encoding="utf-8"))["page"]
# Feeds that are no XML, or packed: the standard library cannot count them.
UNCOUNTED = {
    "an angle bracket before a word is no element",
    "a less-than sign between figures and an entity of HTML",
    "content in base 64",
}
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def check(document: Document, shown: Counter[str]) -> None:
    """Check that all that a source shows is held, and that where it went is listed, character by character."""
    assert not shown - visible_text.held(document)
    taken_apart = page.split(document)
    assert shares(document, taken_apart).lost == 0
    assert shares(document, taken_apart).article > 0


@pytest.mark.parametrize("case", PAGES, ids=[case["says"] for case in PAGES])
def test_each_character_of_a_web_page_is_in_the_article_or_in_furniture(case: dict[str, str]) -> None:
    document = read.read("page.html", case["markup"].encode())
    check(document, visible_text.html(case["markup"]))
    assert visible_text.characters(document.text) == visible_text.held(document)


def test_a_page_that_lost_a_paragraph_would_be_noticed() -> None:
    markup = "<p>青澜高新区昨天签约三个项目，总投资35亿元。</p><p>签约的还有两家企业。</p>"
    document = read.read("page.html", markup.encode())
    check(document, visible_text.html(markup))
    with pytest.raises(AssertionError):
        check(document, visible_text.html(markup + "<p>一段没有读到的话。</p>"))
    unlisted = replace(document, text=document.text + "一段没有列出的话。\n")
    with pytest.raises(AssertionError):
        check(unlisted, visible_text.html(markup))


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
    # A line that is the same as another, word for word, is kept once.
    prose = "".join(f"<p>青澜高新区昨天签约第{k}个项目，总投资35亿元。</p>" for k in range(draw(st.integers(1, 3))))
    return f"<html><head><title>t</title></head><body>{''.join(parts)}{prose}</body></html>"


@given(markups())
@settings(max_examples=300, deadline=None)
def test_each_line_of_any_page_is_in_the_article_or_in_furniture(markup: str) -> None:
    try:
        document = read.read("page.html", markup.encode())
    except EmptySource:  # refused by name
        return
    check(document, visible_text.html(markup))


@pytest.mark.parametrize("feed", FEEDS, ids=[feed["says"] for feed in FEEDS])
def test_each_character_of_a_feeds_items_is_read(feed: dict[str, str]) -> None:
    document = read.read("feed.xml", feed["markup"].encode())
    assert visible_text.characters(document.text) == visible_text.held(document)
    if feed["says"] not in UNCOUNTED:
        check(document, visible_text.feed(feed["markup"].encode()))


def test_each_line_of_a_feed_is_read() -> None:
    written = articles(20, seed=3)
    check(read.read("feed.xml", rss(written).encode()), visible_text.feed(rss(written).encode()))


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
    file = archive(parts)
    check(read.read("a.docx", file), visible_text.word(file))
    assert visible_text.word(file) == characters("青澜高新区简报来源：江畔日报甲＝乙正文一。内部资料第7期共12页")


@pytest.mark.parametrize(
    ("name", "part", "kind"),
    [
        ("word/footnotes.xml", f"<w:footnotes {WORD}><w:p><w:r><w:t>见附表。</w:t></w:r></w:p></w:footnotes>", "notes"),
        ("word/endnotes.xml", f"<w:endnotes {WORD}><w:p><w:r><w:t>见附表。</w:t></w:r></w:p></w:endnotes>", "notes"),
        ("word/charts/chart1.xml", "<c><v>35亿元</v></c>", "pictures"),
        ("word/diagrams/data1.xml", "<d><t>管委会</t></d>", "pictures"),
    ],
)
def test_what_is_not_read_of_a_word_file_is_named(name: str, part: str, kind: str) -> None:
    whole = docx(paragraph("青澜高新区开工三个项目。"))
    parts = {one: _part(whole, one) for one in ("word/document.xml", "word/styles.xml")}
    assert [problem.kind for problem in read.read("a.docx", archive({**parts, name: part})).problems] == [
        f"unread_{kind}"
    ]
    assert not read.read("a.docx", archive(parts)).problems


def _part(file: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(file)).read(name).decode()


def test_each_line_of_a_letter_of_an_article_by_hand_and_of_a_json_line_is_read() -> None:
    for one in articles(10, seed=5):
        letter = f"From: 李静 <a@b.example>\nSubject: {one.headline}\nDate: Mon, 14 Apr 2025 08:00:00 +0800\n"
        letter += "Content-Type: text/plain; charset=utf-8\n\n"
        line = json.dumps({"headline": one.headline, "body": "\n".join(one.body)}, ensure_ascii=False)
        written = (letter + "\n".join(one.body)).encode()
        check(read.read("a.eml", written), visible_text.letter(written))
        check(read.read("a.jsonl", line.encode()), visible_text.lines(line.encode()))
        by_hand = f"# {one.headline}\n\n" + "\n\n".join(one.body)
        check(read.read("a.md", by_hand.encode()), characters(one.text))
        fields = f"标题：{one.headline}\n来源：江畔日报\n日期：2025年4月14日\n责任编辑：周立\n\n" + "\n\n".join(
            one.body
        )
        said = characters(f"{one.text}江畔日报2025年4月14日责任编辑：周立")
        assert held(read.read("a.txt", fields.encode())) == said


def test_each_line_of_a_saved_page_and_of_a_word_file_of_many_articles_is_read() -> None:
    for one in articles(30, seed=9):
        check(read.read("page.html", web_page(one).encode()), visible_text.html(web_page(one)))
        check(read.read("a.docx", word_file(one)), visible_text.word(word_file(one)))


def test_each_text_that_a_letter_shows_is_read_and_of_its_versions_one() -> None:
    head = "From: 李静 <a@b.example>\nSubject: 青澜开工\nDate: Mon, 14 Apr 2025 08:00:00 +0800\nMIME-Version: 1.0\n"
    plain = "--c\nContent-Type: text/plain; charset=utf-8\n\n纯文本版。\n"
    rich = "--c\nContent-Type: text/html; charset=utf-8\n\n<p>青澜高新区开工。</p>\n--c--\n"
    versions = f"--b\nContent-Type: multipart/alternative; boundary=c\n\n{plain}{rich}"
    notice = "--b\nContent-Type: text/plain; charset=utf-8\n\n本邮件由园区简报群发。\n--b--\n"
    letter = f"{head}Content-Type: multipart/mixed; boundary=b\n\n{versions}{notice}"
    check(read.read("a.eml", letter.encode()), visible_text.letter(letter.encode()))
    assert visible_text.letter(letter.encode()) == characters("青澜开工青澜高新区开工。本邮件由园区简报群发。")


@pytest.mark.parametrize("path", sorted(WEEK.glob("*.txt")), ids=lambda path: path.stem)
def test_each_character_of_the_sample_week_is_listed(path: Path) -> None:
    data = path.read_bytes()
    encodings = [one for one in ("utf-8-sig", "gb18030") if not _fails(data, one)]
    check(read.read(path.name, data), characters(data.decode(encodings[0])))


def _fails(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return True
    return False


@pytest.mark.parametrize("case", DUMPS, ids=[case["rule"] for case in DUMPS])
def test_each_character_of_a_dump_is_listed(case: dict[str, str]) -> None:
    shown = case["page"].replace("&nbsp;", " ")
    document = read.read("page.txt", case["page"].encode())
    assert not characters(shown) - held(document)
    assert shares(document, page.split(document)).lost == 0


SIGNED = ("本报记者张立晓孙艳", "■ 本 报 记 者 冯 鸣 艳", "○记者俞涵 袁军霞 文/图", "本报通讯员 吴超 潘霞")


@pytest.mark.parametrize("signed", SIGNED)
def test_each_character_of_a_byline_is_listed(signed: str) -> None:
    story = f"青澜高新区开工三个项目\n{signed}\n　　4月14日，青澜高新区开工三个项目，总投资35亿元。\n"
    document = read.read("page.txt", story.encode())
    check(document, characters(story))


@pytest.mark.parametrize("seed", range(4))
def test_each_character_of_a_printed_page_is_listed(seed: int) -> None:
    one, two, three = printed.stories(3, seed=seed)
    file = printed.page(((((one, 3),),), (((two, 2),), ((three, 1),))))
    document = read.read("a.pdf", file)
    assert not visible_text.pdf(file) - visible_text.alike(document.text)
    assert shares(document, page.split(document)).lost == 0


def test_what_a_pdf_shows_outside_its_page_is_counted_in_a_problem() -> None:
    file = printed.placed((30, 40, 10, "青澜高新区开工三个项目。"), (395, 80, 10, "页外的字"))
    document = read.read("a.pdf", file)
    missing = (visible_text.pdf(file) - visible_text.alike(document.text)).total()
    named = [dict(problem.details)["count"] for problem in document.problems if problem.kind == "page_cropped"]
    assert missing
    assert named == [str(missing)]


@pytest.mark.skipif(not image.is_installed(), reason="character recognition is an extra: digest[ocr]")
def test_what_is_recognised_on_a_picture_is_held_or_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2  # noqa: PLC0415  with the extra

    file = printed.placed((30, 40, 12, "青澜高新区开工三个项目"), (30, 80, 12, "望沧经开区一季度投产"))
    picture = io.BytesIO()
    pypdfium2.PdfDocument(file)[0].render(scale=200 / 72).to_pil().save(picture, "PNG")
    assert not visible_text.pdf(file) - held(read.read("a.png", picture.getvalue()))
    monkeypatch.setattr(image, "_LEAST_SURE", 1.1)
    with pytest.raises(EmptySource, match="no text is seen"):
        read.read("a.png", picture.getvalue())
    assert [problem.kind for problem in image.unreadable("a.png", 1, 2)] == ["page_unsure"]


def test_each_file_of_an_archive_is_read_or_named(tmp_path: Path) -> None:
    good = {f"{k}.html": web_page(one) for k, one in enumerate(articles(3, seed=2))}
    bad = {"old.doc": b"\xd0\xcf\x11\xe0" + bytes(600), "empty.txt": b"", "inner.zip": archive({"a.txt": "开工。"})}
    (tmp_path / "week.zip").write_bytes(archive({**good, **bad}))
    readings, problems = intake.read_sources([tmp_path / "week.zip"], read.TIMEZONE)
    seen = {one.document.origin.rpartition("/")[2] for one in readings}
    assert seen == set(good)
    assert {problem.origin.rpartition("/")[2] for problem in problems} == set(bad)
    for one in readings:
        check(one.document, visible_text.html(good[one.document.origin.rpartition("/")[2]]))
