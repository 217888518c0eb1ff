"""Printed lines become flowing text whose every character keeps its place."""

from __future__ import annotations

import pytest

from digest.model import Span
from digest.text.unwrap import unwrap


def flowing(source: str) -> str:
    spans, start = [], 0
    for line in source.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    text = unwrap(source, spans)
    places = "".join(source[a:b] for a, b in text.spans)
    assert [" " if char.isspace() else char for char in places] == list(text.string)
    return text.string


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("新区今年\n开工", "新区今年开工"),
        ("本报讯 近日", "本报讯近日"),
        ("生 态 圈 ，加 速 推 进 产 业 集", "生态圈，加速推进产业集"),
        ("投资 1 亿元", "投资1亿元"),
        ("采用 Open Source 模式", "采用Open Source模式"),
        ("an industrial\npark", "an industrial park"),
        ("面积12\n万平方米", "面积12万平方米"),
        ("产值30\n000元", "产值30000元"),
        ("新区 C E O 大 会 今 天 开 幕 了", "新区CEO大会今天开幕了"),
        ("成果。&nbsp;聚焦", "成果。聚焦"),
        ("研发R&D中心", "研发R&D中心"),
        ("望沧 & 澜舟", "望沧 & 澜舟"),
        ("望沧&澜舟", "望沧&澜舟"),
        ("望沧 &\n澜舟", "望沧 &澜舟"),
    ],
)
def test_blanks_go_and_words_stay_apart(printed: str, wanted: str) -> None:
    assert flowing(printed) == wanted
