"""Bytes become the right characters, or are refused; they never become nonsense in silence."""

import codecs

import pytest

from digest.errors import DigestError, EmptySource, UnknownFormat
from digest.text.decode import decode

SIMPLIFIED = "本报讯 近日，青澜高新区发布人工智能产业专项政策，\n每年安排1亿元算力券，支持企业使用智能算力。\n"
TRADITIONAL = "本報訊 近日，青瀾高新區發佈人工智慧產業專項政策，\n每年安排1億元算力券，支持企業使用智慧算力。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_simplified_text_is_read_in_every_encoding_it_is_kept_in(encoding: str) -> None:
    assert decode("a.txt", SIMPLIFIED.encode(encoding))[0] == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "utf-16", "gb18030"])
def test_traditional_text_is_read_in_every_encoding_it_is_kept_in(encoding: str) -> None:
    assert decode("a.txt", TRADITIONAL.encode(encoding))[0] == TRADITIONAL


def test_the_encoding_found_is_named() -> None:
    assert decode("a.txt", SIMPLIFIED.encode("gb18030"))[1] == "gb18030"
    assert decode("a.txt", TRADITIONAL.encode("big5"))[1] == "big5"


def test_every_line_end_counts_as_one_character() -> None:
    assert decode("a.txt", "高新区\r\n开发区\r保税区\n".encode())[0] == "高新区\n开发区\n保税区\n"


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\x00\x00"])
def test_a_file_without_text_is_called_empty(data: bytes) -> None:
    with pytest.raises(EmptySource, match=r"a\.txt: the file is empty"):
        decode("a.txt", data)


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x7fELF" + b"\x00\x01\x02" * 100, b"\x89PNG\r\n\x1a\n" + b"\x00" * 50]
)
def test_binary_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnknownFormat):
        decode("a.bin", data)


def test_a_mark_that_lies_is_refused() -> None:
    with pytest.raises(DigestError, match="begins with its mark"):
        decode("a.txt", codecs.BOM_UTF8 + SIMPLIFIED.encode("gb18030"))
