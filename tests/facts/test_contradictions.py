"""What does not add up within a sentence is named; what may have another reading is left alone."""

from __future__ import annotations

import pytest

from digest import facts
from digest.model import Article, Paragraph, Text


def doubts(text: str) -> list[str]:
    article = Article("a", "d", "o.txt", None, paragraphs=(Paragraph("body", Text.of(text)),))
    return [str(doubt) for doubt in facts.contradictions(article, facts.extract(article, on=None))]


@pytest.mark.parametrize(
    "text",
    [
        "两期分别投资3亿元和5亿元，合计9亿元。",
        "工业项目12个、服务业项目7个、农业项目4个，共计25个。",
        "新签约项目26个，其中工业项目31个。",
        "全区完成投资8.2亿元，其中工业投资9.1亿元。",
    ],
)
def test_what_does_not_add_up_is_named(text: str) -> None:
    assert len(doubts(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "两期分别投资3亿元和5亿元，合计8亿元。",
        "出口3.14亿元，进口2.24亿元，合计5.4亿元。",
        "新签约项目26个，其中工业项目11个。",
        "新增企业12家，其中高新技术企业累计达86家。",
        "到会的有80名企业家和4名学者，其中外籍人士15名。",
        "投资约3亿元和5亿元，合计9亿元。",
        "工业项目12个、总投资30亿元，合计签约意向40个。",
        "项目26个，其中亿元以上项目总投资31亿元。",
    ],
)
def test_what_adds_up_or_may_be_read_otherwise_is_left_alone(text: str) -> None:
    assert doubts(text) == []


def test_a_doubt_quotes_only_the_words_of_the_article() -> None:
    assert "9亿元 is said to be the total of 3亿元、5亿元" in doubts("投资3亿元和5亿元，合计9亿元。")[0]
