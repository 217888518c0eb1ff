"""A draft keeps its own list of sources, and what a person wrote into it is never overwritten."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from week import WEEK, order

from digest import config
from digest.errors import DraftError
from digest.pipeline import draft as drafting

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.runs  # many whole builds

LATE = "2025-04-16_砚山晚报_A4版.txt"
PAGE = "砚山晚报　2025年4月16日　A4版\n\n砚山经开区中试楼封顶\n\n4月15日，砚山经开区中试楼封顶，建筑面积2.4万平方米。\n"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return shutil.copytree(WEEK, tmp_path / "papers")


def test_a_page_that_comes_after_the_draft_is_named_and_not_in_it(papers: Path, tmp_path: Path) -> None:
    draft = drafting.write(order(tmp_path / "out", papers), config.Settings()).files[0]
    (papers / LATE).write_text(PAGE, encoding="utf-8")
    made = drafting.print_edited(draft, ("md",), config.Settings())
    assert made.files[0].read_text(encoding="utf-8") == draft.read_text(encoding="utf-8")
    assert [problem.reason for problem in made.problems if problem.origin == LATE] == ["1 new sources since the draft"]


def test_a_draft_nobody_edited_is_written_anew_with_the_page_that_came(papers: Path, tmp_path: Path) -> None:
    drafting.write(order(tmp_path / "out", papers), config.Settings())
    (papers / LATE).write_text(PAGE, encoding="utf-8")
    draft = drafting.write(order(tmp_path / "out", papers), config.Settings()).files[0]
    assert "砚山经开区中试楼封顶" in draft.read_text(encoding="utf-8")


def test_an_edited_draft_is_not_overwritten(tmp_path: Path) -> None:
    draft = drafting.write(order(tmp_path / "out"), config.Settings()).files[0]
    edited = draft.read_text(encoding="utf-8") + "\n> 〔编者：下期续报。〕\n"
    draft.write_text(edited, encoding="utf-8")
    with pytest.raises(DraftError, match="was edited"):
        drafting.write(order(tmp_path / "out"), config.Settings())
    assert draft.read_text(encoding="utf-8") == edited
