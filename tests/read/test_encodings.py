"""Row D1: whatever encoding an article is kept in, and whatever its label says, its characters come out right."""

from __future__ import annotations

import pytest
from sources import Written, articles, traditional, web_page

from digest import read
from digest.errors import SourceError
from digest.text import decode

SIMPLIFIED = ("utf-8", "utf-8-sig", "gbk", "gb18030", "gb2312", "utf-16", "utf-16-le", "utf-16-be")
LABELS = {"utf-8": "gb2312", "gb18030": "utf-8", "big5": "gb2312", "utf-16": "utf-8"}  # right: the encoding itself
NUMBER = 300
FLOOR = 0.995


def _decoded(text: str, encoding: str, label: str | None = None) -> str | None:
    try:
        return decode.decode("a.txt", text.encode(encoding, "ignore"), label)[0]
    except SourceError:
        return None


@pytest.mark.parametrize("encoding", SIMPLIFIED)
def test_simplified_text_is_decoded_right_or_refused(encoding: str) -> None:
    texts = [article.text for article in articles(NUMBER)]
    found = [_decoded(text, encoding) for text in texts]
    assert sum(text == right for text, right in zip(found, texts, strict=True)) >= FLOOR * NUMBER
    assert all(text in {right, None} for text, right in zip(found, texts, strict=True)), "nonsense passed on in silence"


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "gb18030", "utf-16"])
def test_traditional_text_is_decoded_right_or_refused(encoding: str) -> None:
    texts = [article.text for article in traditional(NUMBER)]
    found = [_decoded(text, encoding) for text in texts]
    assert sum(text == right for text, right in zip(found, texts, strict=True)) >= FLOOR * NUMBER
    assert all(text in {right, None} for text, right in zip(found, texts, strict=True)), "nonsense passed on in silence"


@pytest.mark.parametrize("label", ["right", "wrong", "unknown", None])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_a_wrong_label_does_not_spoil_a_page(encoding: str, label: str | None) -> None:
    kept = traditional(NUMBER) if encoding == "big5" else articles(NUMBER)
    said = {"right": encoding, "wrong": LABELS[encoding], "unknown": "x-none", None: None}[label]
    found = [_decoded(article.text, encoding, said) for article in kept]
    assert sum(text == article.text for text, article in zip(found, kept, strict=True)) >= FLOOR * NUMBER
    assert all(text in {article.text, None} for text, article in zip(found, kept, strict=True))


@pytest.mark.parametrize("label", ["utf-8", "gb2312", "big5", "iso-8859-1"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_saved_page_is_read_whatever_its_meta_element_says(encoding: str, label: str) -> None:
    for article in articles(5):
        document = read.read("a.html", web_page(article, label).encode(encoding))
        assert document.text[: document.lines[0].span.start - 1].replace("张明远\n", "", 1) == article.text


def _page(article: Written) -> str:
    return article.text * 3


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_cut_in_the_middle_of_a_character_is_read_and_says_so(encoding: str) -> None:
    for article in articles(20):
        data = _page(article).encode(encoding)
        cut = data[: data.rindex("。".encode(encoding)) + 1]
        document = read.read("a.txt", cut)
        assert document.text[:-1] == _page(article)[: len(document.text) - 1]
        assert any("could not be decoded" in problem.reason for problem in document.problems)


def test_words_that_are_valid_in_two_encodings_are_read_as_the_likelier_one() -> None:
    assert decode.decode("a.txt", "联通".encode("gbk"))[0] == "联通"
    assert decode.decode("a.txt", "Café".encode())[0] == "Café"
