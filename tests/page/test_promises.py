"""What a split page promises of any text whatever: nothing is invented, doubled or lost, and it never raises."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from effort import is_linear
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.page import split
from digest.read import dump
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Article, Document, Layout, Text

PIECES = st.sampled_from(
    [
        "本报讯（记者 伍小舟 叶青）近日，",
        "青澜高新区智能装备产业园二期",
        "正式投入生产，总投资12.6亿元，",
        "新增就业岗位180个。",
        "（下转03版）",
        "（上接第1版）",
        "图为展示现场。 叶青 摄",
        "责编：叶青 电话：（010）5550132",
        "2025年4月14日 星期一",
        "园区动态",
        "——来自一线的观察",
        "■ 叶青",
        "叶青 伍小舟",
        "（叶",
        "青）",
        "生 态 圈 ，加 速 推 进",
        "AI model",
        "&nbsp;",
        "“",
        "。",
        "新",
        "\u3000\u3000",
        " ",
        "\n",
        "\n\n",
        "\f",
    ]
)
PAGES = st.lists(PIECES, max_size=120).map("".join) | st.text(max_size=400)

PRINTED_BLANK = re.compile("&nbsp;")  # behind a paragraph they are kept, elsewhere they are blanks


def read(text: str) -> Document | None:
    try:
        return dump.read("any.txt", text.encode("utf-8", "ignore"))
    except SourceError:
        return None


def parts(article: Article) -> Iterator[Text]:
    """Lay out everything an article owns; names that stand in its body are not counted again."""
    yield from (text for text in (article.headline, article.kicker, article.subtitle) if text)
    yield from (paragraph.text for paragraph in article.paragraphs)
    yield from article.captions
    body = {place for paragraph in article.paragraphs for span in paragraph.text.spans for place in range(*span)}
    for byline in article.bylines:
        if not any(place in body for span in byline.text.spans for place in range(*span)):
            yield byline.text


def texts(layout: Layout) -> Iterator[Text]:
    for article in layout.articles:
        yield from parts(article)
    yield from (piece.text for piece in layout.furniture)
    yield from layout.unread


def places(document: Document, layout: Layout) -> Counter[int]:
    return Counter(
        place
        for text in texts(layout)
        for span in text.spans
        for place in range(*span)
        if not document.text[place].isspace()
    )


@given(PAGES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_character_is_given_once_and_none_is_invented(text: str) -> None:
    document = read(text)
    if document is None:
        return
    layout = split(document)
    for piece in texts(layout):
        source = "".join(document.text[start:end] for start, end in piece.spans)
        assert "".join(piece.string.split()) == "".join(source.split())
    given_out = places(document, layout)
    assert not [place for place, times in given_out.items() if times > 1]
    ink = unwrap(document.text, [line.span for line in document.lines])
    wanted = {place for span in ink.spans for place in range(*span) if not document.text[place].isspace()}
    printed = {place for blank in PRINTED_BLANK.finditer(document.text) for place in range(*blank.span())}
    assert wanted == set(given_out) - printed


@given(PAGES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_article_has_a_body_and_an_id_of_its_own(text: str) -> None:
    document = read(text)
    if document is None:
        return
    articles = split(document).articles
    assert all(article.body for article in articles)
    assert len({article.id for article in articles}) == len(articles)
    assert split(document).articles == articles


@pytest.mark.parametrize("hostile", ["1,", "（", "“", "年", "。", "一 ", "图 ", "叶青 ", "A", "\n字"])
def test_a_hostile_line_takes_time_in_proportion_to_its_length(hostile: str) -> None:
    def reading(text: str) -> Layout:
        document = read(f"本报讯 近日，新区开工。\n{text}\n本报讯 昨日，二期投产。")
        assert document is not None
        return split(document)

    assert is_linear(reading, hostile, 8_000)
