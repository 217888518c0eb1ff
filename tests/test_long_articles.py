"""An article longer than anything a newspaper prints costs itself and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from week import WEEK, order

from digest import config
from digest.model import Article, Paragraph, Text
from digest.pipeline import build, take_down

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.runs  # many whole builds

PAGE = WEEK / "2025-04-14_江畔日报_05版.txt"


def article(length: int) -> Article:
    """An article of two paragraphs with so many characters in all."""
    text = Text.of("增长1%，" * length)
    halves = (text[: length // 2], text[length // 2 : length])
    return Article("1", "d", "a.txt", Text.of("数据"), paragraphs=tuple(Paragraph("body", one) for one in halves))


def test_an_article_of_a_million_characters_is_named_and_the_good_page_is_printed(tmp_path: Path) -> None:
    endless = tmp_path / "2025-04-15_岚州经济报_01版.txt"
    endless.write_text("高新区数据增长\n" + "增长1%，" * 170_000 + "。\n", encoding="utf-8")
    made = build.build(order(tmp_path / "out", PAGE, endless, formats=("md",)), config.Settings())
    (problem,) = made.problems
    assert (problem.origin, problem.kind) == (endless.name, "long_article")
    assert {item.sources[0].origin for item in made.brief.items} == {PAGE.name}
    assert "：《高新区数据增长》篇幅过长，未采用" in (tmp_path / "out/latest/brief.md").read_text(encoding="utf-8")


def test_the_longest_article_a_newspaper_prints_is_read() -> None:
    assert not take_down.is_too_long(article(take_down.LONGEST))
    assert take_down.is_too_long(article(take_down.LONGEST + 1))
    assert take_down.report(article(400)).facts
