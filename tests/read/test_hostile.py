"""Files built to harm are refused or read as text: nothing is fetched, opened or expanded (rows B1, B17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from effort import is_linear, slower
from sources import articles, docx, paragraph, rss, web_page

from digest import read
from digest.errors import SourceError
from digest.read.credits import credits_of, is_small_print
from digest.read.day import day

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE = articles(1)[0]
BOMB = "<!DOCTYPE r [" + '<!ENTITY a0 "boom">' + "".join(
    f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10)
) + "]>"  # fmt: skip
SQUARE = f'<!DOCTYPE r [<!ENTITY a "{"x" * 100_000}">]>'
LONG = web_page(ONE).replace("<p>", "<p>" + "园区开工。" * 20_000, 1).encode()
MOST = (
    300  # times as long as that plain page of 100,000 characters: measured up to 40; a bomb that goes off takes hours
)


def _outside(canary: Path) -> str:
    return f'<!DOCTYPE r [<!ENTITY a SYSTEM "{canary.as_uri()}"><!ENTITY % b SYSTEM "http://127.0.0.1:9/x">%b;]>'


def _feed(doctype: str, entity: str) -> bytes:
    return f'<?xml version="1.0"?>{doctype}<rss><channel><item><title>{entity}</title></item></channel></rss>'.encode()


def _atom(doctype: str, entity: str) -> bytes:
    return f'{doctype}<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>{entity}</title></entry></feed>'.encode()


def _word(doctype: str, entity: str) -> bytes:
    return docx(paragraph("x").replace(">x<", f">{entity}<"), before=doctype)


def _page(doctype: str, entity: str) -> bytes:
    body = f"<p>开发区昨天签约一批项目，{entity}，总投资35亿元。</p>"
    return f"{doctype}<html><body><svg>{entity}</svg>{body}</body></html>".encode()


def _said(name: str, source: bytes) -> str:
    """Give the text of a source, or the words with which it is refused."""
    try:
        return read.read(name, source).text
    except SourceError as error:
        assert str(error).startswith(f"{name}: ")  # noqa: PT017  either outcome is right
        return str(error)


@pytest.mark.parametrize("made", [_feed, _atom, _word, _page])
@pytest.mark.parametrize("attack", ["bomb", "square", "outside"])
def test_entities_are_never_expanded(made: Callable[[str, str], bytes], attack: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("CANARY-7f3a")
    doctype = {"bomb": BOMB, "square": SQUARE, "outside": _outside(canary)}[attack]
    entity = {"bomb": "&a9;", "square": "&a;" * 50_000, "outside": "&a;"}[attack]
    source = made(doctype, entity)
    assert slower(lambda: _said("a.xml", source), lambda: _said("a.html", LONG)) < MOST
    text = _said("a.xml", source)
    assert "CANARY-7f3a" not in text
    assert "boom" not in text
    assert len(text) < 1_000_000


def test_entities_hidden_in_another_part_of_a_word_file_are_refused() -> None:
    with pytest.raises(SourceError, match="declares entities"):
        read.read("a.docx", docx(paragraph("x"), styles=BOMB + "<styles/>"))


@pytest.mark.parametrize(
    "data",
    [
        ("<div>" * 200_000 + "文。").encode(),
        ("<table><tr><td>" * 20_000).encode(),
        ("<a>" * 100_000 + "文").encode(),
        ("<p>" + "&nbsp;" * 300_000).encode(),
        b"<" * 1_000_000,
        b"<p " + b"a=1 " * 200_000 + b">x",
        b"<!--" * 200_000,
        b'{"a":' * 100_000,
        b"<rss><channel>" + b"<item>" * 50_000,
        b"From: a\nSubject: b\nDate: c\nContent-Type: multipart/mixed; boundary=a\n\n"
        + b"--a\nContent-Type: message/rfc822\n\n" * 3_000,
        b"From: a\nSubject: " + b"=?utf-8?b?QQ==?= " * 20_000 + b"\nDate: c\n\ntext",
        b"# " + b"#" * 500_000,
        b"# x\n" + b"[" * 200_000,
        b"# x\n" + b"![](" * 100_000,
        b"# x\n" + b"|" * 300_000,
        docx("<w:p>" * 2_000),
        docx(paragraph("x") * 20_000),
    ],
    ids=range(17),
)
def test_nesting_and_length_end_in_words_or_a_named_error(data: bytes) -> None:
    said = []
    assert slower(lambda: said.append(_said("a.bin", data)), lambda: _said("a.html", LONG)) < MOST
    assert said


PATTERNS = {
    "digits": "1,1,1", "brackets": "（（（", "quotes": "“", "years": "年", "dates": "2025-", "labels": "来源：",
    "blanks": "作者  ", "colons": "：", "links": "[a](", "fields": "title:",
    "titles": "_|-", "stops": "。", "tags": "<p>", "rows": "|-", "boxes": "【a】", "pairs": "时间：a",
    "days": "2025-04-14 08:30 ", "entities": "&nbsp;&x", "sections": "<![CDATA[", "angles": "<重",
    "lists": "<li><a>a</a>b。", "founder": "<!--enpproperty", "scripts": "<script>var ct='1'",
    "classes": "<div class='share hot'>相关阅读<p>",
}  # fmt: skip
FINDERS: dict[str, Callable[[str], object]] = {
    "credits": lambda text: credits_of([text[at : at + 400] for at in range(0, len(text), 400)], "UTC"),
    "small print": is_small_print,
    "day": lambda text: day(text, "UTC"),
    "page": lambda text: _read(f"<title>{text}</title><p>{text}</p><p>{text}，。</p>"),
    "hand": lambda text: _read(f"# {text}\n{text}\n"),
    "feed": lambda text: _read(f"<rss><item><title>{text}</title><pubDate>{text}</pubDate></item></rss>"),
    "letter": lambda text: _read(f"From: {text}\nSubject: {text}\nDate: {text}\n\n{text}"),
    "json": lambda text: _read('{"headline": "' + text.replace('"', "") + '", "date": "' + text + '"}'),
}


def _read(text: str) -> str:
    return _said("a.bin", text.encode())


@pytest.mark.parametrize("finder", FINDERS)
def test_four_times_as_much_of_anything_takes_four_times_as_long(finder: str) -> None:
    for name, unit in PATTERNS.items():
        assert is_linear(FINDERS[finder], unit, 10_000), name


def test_markup_in_a_plain_field_stays_the_text_it_is() -> None:
    feed = rss((ONE,)).replace(ONE.headline, "a {{ 7*7 }} | &amp;lt;script&amp;gt; =?UTF-8?Q?x?=")
    document = read.read("a.xml", feed.encode())
    assert document.text.startswith("a {{ 7*7 }} | <script> =?UTF-8?Q?x?=\n")


def test_an_odd_name_of_a_file_is_only_a_name() -> None:
    for origin in ("../../x.html", "a\nb.html", "2025-99-99_报_版.html", "", "/", "x" * 5_000, "\ud800.html"):
        assert read.read(origin, web_page(ONE).encode()).entries
