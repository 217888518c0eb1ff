"""Captions on a page whose dump sets lines that stand close together apart from the lines of its texts."""

from __future__ import annotations

from digest.page import split
from digest.read import dump

TEXT = [
    "本报讯昨日上午，临湾新",
    "区举行仪式，四座标准厂房同",
    "时封顶，明年春天交付使用。",
    "厂房由三家企业联合建设，",
    "业主说招商工作已经完成九成",
]
CAPTION = ["工人们在四号楼的楼", "顶合影。 苏禾 摄"]
REST = ["，余下的正在洽谈。"]


def read(blocks: list[list[str]]) -> tuple[list[str], list[str]]:
    """Give the paragraphs and the captions of a page; the lines of a block stand close together."""
    text = "\n\n".join("\n".join(block) for block in blocks) + "\n"
    (article,) = split(dump.read("page.txt", text.encode())).articles
    return [paragraph.string for paragraph in article.body], [caption.string for caption in article.captions]


def test_a_block_that_ends_with_a_credit_is_a_caption_in_the_middle_of_a_paragraph() -> None:
    headline = ["四座标准厂房", "同日封顶"]
    body, captions = read([headline, *([line] for line in TEXT), CAPTION, *([line] for line in REST)])
    assert captions == ["工人们在四号楼的楼顶合影。苏禾摄"]
    assert body[-1] == "厂房由三家企业联合建设，业主说招商工作已经完成九成，余下的正在洽谈。"


def test_a_block_that_ends_with_no_credit_is_a_headline() -> None:
    headline = ["四座标准厂房封顶", "苏禾办起摄影展"]
    body, captions = read([headline, *([line] for line in TEXT), *([line] for line in REST)])
    assert captions == []
    assert len(body) == 2
