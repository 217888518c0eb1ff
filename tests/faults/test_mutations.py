"""Damaged files of every kind end in words or in a named error: no traceback, no hang, no empty success.

Run by `make faults`. The mutations are the same in every run: each is made from its own number.
"""

from __future__ import annotations

import json
import random
import time
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sources import STYLES, Written, archive, articles, rss, web_page, word_file

from digest import page, read, sandbox
from digest.errors import SourceError
from digest.read import bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NUMBER = 2_000  # of each kind
_LEAST_READ = 0.002  # an archive or a Word file is refused for one wrong byte, the others give what is left
SLOWEST = 5.0  # seconds for one file; whole ones take 5 ms
DICTIONARY = (
    b"<", b">", b"</p>", b"<p>", b"<table><tr><td>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#0;",
    b"&#x110000;", b"&a;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"PK\x05\x06",
    b"\xff\xff\xff\xff", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"2025-99-99", b"\\ud800", b"{", b"}", b"[",
    b"]", b"\r\n\r\n", b"--XX", b"charset=", b"=?gb2312?B?", b"\x81", b"\x1b",
)  # fmt: skip


def _jsonl(written: Written) -> bytes:
    lines = [{"id": f"{at}", "headline": written.headline, "body": one} for at, one in enumerate(written.body)]
    return "\n".join(json.dumps(line) for line in lines).encode()


def _letter(written: Written) -> bytes:
    return (
        "From: a@b.example\r\nSubject: =?utf-8?B?5byA5Y+R5Yy6?=\r\nDate: Mon, 14 Apr 2025 08:30:00 +0800\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="XX"\r\n\r\n--XX\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
        f"{web_page(written)}\r\n--XX\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--XX--\r\n"
    ).encode()


def _markup(written: Written) -> bytes:
    with zipfile.ZipFile(BytesIO(word_file(written))) as packed:
        return packed.read("word/document.xml")


def _as_it_is(data: bytes) -> bytes:
    return data


def _word(markup: bytes) -> bytes:
    """Pack damaged markup as a sound archive: damage to packed bytes is found by their checksum and goes no further."""
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": markup, "word/styles.xml": STYLES})


PACKED: dict[str, Callable[[bytes], bytes]] = {"markup of docx": _word}
MADE: dict[str, Callable[[Written], bytes]] = {
    "html": lambda one: web_page(one).encode(),
    "html in gbk": lambda one: web_page(one, "gbk").encode("gb18030"),
    "rss": lambda one: rss((one, one)).encode(),
    "docx": word_file,
    "markup of docx": _markup,
    "letter": _letter,
    "jsonl": _jsonl,
    "markdown": lambda one: f"# {one.headline}\n来源：江畔日报\n\n{one.text}".encode(),
    "archive": lambda one: archive({"a.txt": one.text, "b.html": web_page(one), "c.docx": word_file(one)}),
}


def _mutated(data: bytes, number: int) -> bytes:
    """Damage bytes in one to eight places: flipped, cut out, doubled, overwritten, cut off, or a word put in."""
    dice = random.Random(number)  # noqa: S311  repeatable, no secret
    damaged = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 4, 8))):
        at = dice.randrange(len(damaged) + 1)
        end = min(len(damaged), at + dice.choice((1, 1, 2, 4, 16, 256)))
        match dice.randrange(7):
            case 0 if at < len(damaged):
                damaged[at] ^= 1 << dice.randrange(8)
            case 1:
                del damaged[at:end]
            case 2:
                damaged[at:at] = damaged[at:end] * dice.choice((1, 2, 200))
            case 3:
                damaged[at:end] = dice.randbytes(end - at)
            case 4 if dice.random() < 0.3:
                del damaged[at:]
            case _:
                damaged[at:at] = dice.choice(DICTIONARY) * dice.choice((1, 1, 1, 300))
    return bytes(damaged)


def _members(data: bytes) -> Iterator[bytes]:
    if read.format_of(data) != "bundle":
        yield data
        return
    for member in bundle.unpack("a.bin", data):
        yield member.read()


@pytest.mark.faults
@pytest.mark.parametrize("kind", MADE)
def test_a_damaged_file_gives_words_or_a_named_error(kind: str) -> None:
    whole = [MADE[kind](one) for one in articles(20, seed=3)]
    pack = PACKED.get(kind, _as_it_is)
    well = 0
    with sandbox.Child(limits=sandbox.Limits(seconds=int(SLOWEST))) as child:
        for number in range(NUMBER):
            data = pack(_mutated(whole[number % len(whole)], number))
            start = time.perf_counter()
            try:
                for content in _members(data):
                    document = child.read("a.bin", content)
                    assert document.text.strip(), f"{kind} {number}: an empty success"
                    if document.entries:
                        assert page.split(document).articles, f"{kind} {number}: entries without an article"
                well += 1
            except SourceError as error:
                assert str(error).startswith("a.bin"), f"{kind} {number}: {error}"  # noqa: PT017  either outcome is right
                assert "reader failed" not in str(error), f"{kind} {number}: {error}"  # noqa: PT017  a bug of ours
                assert "reader died" not in str(error), f"{kind} {number}: {error}"  # noqa: PT017  a bug of a parser's
            assert time.perf_counter() - start < SLOWEST, f"{kind} {number}"
    assert well > NUMBER * _LEAST_READ, f"{kind}: {well} of {NUMBER} read: the mutations do not reach the reader"
