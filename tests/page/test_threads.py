"""Two invented reports, dumped column by column in turn or one after the other: each is read whole."""

from __future__ import annotations

import re

import pytest

from digest.page import split
from digest.read import dump

BRIDGE = (
    "鹭汀老桥封闭检修",
    "昨日零时，鹭汀老桥封闭检修，工期四十天。桥面的沥青要全部铣掉重铺，两侧栏杆换成不锈钢的，伸缩缝也要换新。",
    "检修的日子里，往来车辆绕行下游的新桥，公交十二路改走沿江路，行人仍可从老桥东侧的便道通过，便道夜里有灯。",
    "养护站站长屠远说，老桥通车三十一年，这是第三次大修，铣下来的沥青全部回收，拌在新料里再铺回桥面。",
)
ORCHARD = (
    "青禾合作社试种早熟梨",
    "今年春天，青禾合作社从山外引进早熟梨苗六千株，栽在村北的坡地上，七月上旬就能采摘，比本地梨早一个月。",
    "社员蒲秀兰管着二十亩果园，每天清早疏花、套袋。她说早熟梨皮薄汁多，鸟也爱吃，套袋一天都耽误不得。",
    "合作社在坡下建了冷库，采下来的梨当天预冷，第二天装车进城，不再为烂果发愁，社员按出工记账分红。",
)
WIDTH = 15
CLOSING = "，。、；：？！”"


def set_in_column(report: tuple[str, ...]) -> list[str]:
    """Break the paragraphs of a report into lines of `WIDTH` glyphs, the first of each two short."""
    lines = []
    for paragraph in report[1:]:
        room, line = WIDTH - 2, ""
        for token in re.findall(rf".[{CLOSING}]*", paragraph):
            if len(line) + len(token) > room:
                lines.append(line)
                line, room = "", WIDTH
            line += token
        lines.append(line)
    return lines


def in_turn(one: tuple[str, ...], other: tuple[str, ...], height: int, depth: int) -> list[str]:
    """Dump two reports column by column, the one above the other; columns are `height` and `depth` lines high."""
    upper, lower = set_in_column(one), set_in_column(other)
    lines = [one[0]]
    for column in range(max(-(-len(upper) // height), -(-len(lower) // depth))):
        lines += upper[column * height : (column + 1) * height]
        lines += [other[0]] * (column == 0) + lower[column * depth : (column + 1) * depth]
    return lines


def read_back(lines: list[str], gap: str) -> list[tuple[str, ...]]:
    """Give headline and paragraphs of each article found."""
    layout = split(dump.read("page.txt", (gap.join(lines) + "\n").encode()))
    return [
        (article.headline.string if article.headline else "", *(text.string for text in article.body))
        for article in layout.articles
    ]


@pytest.mark.parametrize("gap", ["\n", " \n\n"], ids=["close", "apart"])
@pytest.mark.parametrize(("height", "depth"), [(6, 5), (5, 7), (7, 6)])
def test_reports_that_take_turns_in_columns_of_one_width_are_each_whole(height: int, depth: int, gap: str) -> None:
    assert read_back(in_turn(BRIDGE, ORCHARD, height, depth), gap) == [BRIDGE, ORCHARD]


@pytest.mark.parametrize("gap", ["\n", " \n\n"], ids=["close", "apart"])
def test_reports_that_follow_each_other_keep_their_lines(gap: str) -> None:
    lines = [BRIDGE[0], *set_in_column(BRIDGE), ORCHARD[0], *set_in_column(ORCHARD)]
    assert read_back(lines, gap) == [BRIDGE, ORCHARD]


def test_a_text_that_a_subhead_interrupts_takes_no_turns() -> None:
    bridge = set_in_column(BRIDGE)
    lines = [BRIDGE[0], *bridge[:4], "便道照常通行", *bridge[4:], ORCHARD[0], *set_in_column(ORCHARD)]
    found = read_back(lines, "\n")
    assert ["".join(article[1:]) for article in found] == ["".join(BRIDGE[1:]), "".join(ORCHARD[1:])]


def test_the_first_line_of_a_paragraph_at_the_foot_of_a_column_is_no_headline() -> None:
    upper = set_in_column(BRIDGE)
    foot = next(k for k, line in enumerate(upper) if line.startswith("检修的日子"))
    assert read_back(in_turn(BRIDGE, ORCHARD, foot + 1, 6), "\n") == [BRIDGE, ORCHARD]
