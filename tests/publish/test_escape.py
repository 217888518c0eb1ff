"""Source text prints literally in CommonMark and in Python-Markdown."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt
from sample import HOSTILE

from digest.publish.escape import markdown, one_line, plain, strong

STOCK = Markdown(extensions=["extra", "sane_lists"])
COMMON = MarkdownIt("commonmark", {"html": True}).enable("table")
_TAG = re.compile(r"<[^>]*>")
_SIGNS = "\\`*_{}[]()<>#+-.!|~&=:;^$@\"'/%，。“”：1２年 \n\t"


def shown(rendered: str) -> str:
    """Read a rendered page as its reader does."""
    return one_line(html.unescape(_TAG.sub("", rendered))).strip()


def seen(words: str) -> str:
    return one_line(words).strip()


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("frame", ["{}", "### {}", "- {}", "1. {}", "> {}", "甲{}乙"])
def test_hostile_words_print_literally_in_both_dialects(words: str, frame: str) -> None:
    text = frame.format(markdown(words).strip())
    expected = seen("甲" + words.strip() + "乙") if "甲" in frame else seen(words)
    assert shown(STOCK.reset().convert(text)) == expected
    assert shown(COMMON.render(text)) == expected


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_in_their_cell(words: str) -> None:
    table = f"| 左 | 右 |\n|---|---|\n| {markdown(words)} | 末 |"
    for rendered in (STOCK.reset().convert(table), COMMON.render(table)):
        cells = re.findall(r"<td>(.*?)</td>", rendered, re.DOTALL)
        assert [shown(cell) for cell in cells] == [seen(words), "末"]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(_SIGNS), max_size=24))
def test_any_run_of_signs_prints_literally(words: str) -> None:
    if not seen(words):
        return
    text = f"{markdown(words).strip()}\n\n尾"
    assert shown(COMMON.render(text)) == f"{seen(words)} 尾"
    assert shown(STOCK.reset().convert(text)) == f"{seen(words)} 尾"


@given(st.text(max_size=40))
def test_plain_undoes_the_escapes(words: str) -> None:
    assert plain(markdown(words)) == one_line(words)


@pytest.mark.parametrize("figure", ["12.5%", "“十四五”", "约30％", "128.6亿元", "3~5℃", "（60%）", "…"])
@pytest.mark.parametrize("around", ["增长{}以上", "{}，其中", "到{}", "“{}”左右"])
def test_a_figure_in_bold_shows_no_stars(figure: str, around: str) -> None:
    text = around.format(strong(figure))
    for rendered in (STOCK.reset().convert(text), COMMON.render(text)):
        assert shown(rendered) == around.format(figure)
        assert ("<strong>" in rendered) == any(char.isalnum() for char in figure)


@pytest.mark.parametrize(
    "words", ["12.5亿元", "3%至5%", "2025-04-16", "1,280.6万元", "A2版", "5~8亿元", "+3.2个百分点"]
)
def test_a_figure_keeps_its_characters_together(words: str) -> None:
    assert words in f"增长{markdown('增长' + words)}"
