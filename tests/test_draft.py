"""A draft is edited by hand and printed so; a figure that is in no source stops it, with its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from week import order

from digest import config
from digest.errors import OutputError, UsageError
from digest.pipeline import draft as drafting

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return drafting.write(order(tmp_path / "out"), config.Settings()).files[0]


def printed(draft: Path) -> str:
    made = drafting.print_edited(draft, ("md",), config.Settings())
    return made.files[0].read_text(encoding="utf-8")


def items(markdown: str) -> list[str]:
    return re.findall(r'### <a id="(story-\w+)"></a>', markdown)


def blocks(markdown: str) -> list[str]:
    """Cut a draft before every heading."""
    return re.split(r"(?m)^(?=##)", markdown)


def test_a_draft_writes_nothing_else_and_unedited_it_is_the_brief(draft: Path, tmp_path: Path) -> None:
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["2025-W16"]
    assert printed(draft) == draft.read_text(encoding="utf-8")


def test_items_can_be_moved_deleted_and_retitled_and_notes_added(draft: Path) -> None:
    head, *rest = blocks(draft.read_text(encoding="utf-8"))
    at = [k for k, block in enumerate(rest) if block.startswith('### <a id="story-')]
    first, second, third = at[1], at[2], at[3]
    gone = items(rest[third])[0]
    rest[first], rest[second] = rest[second], rest[first]
    rest[first] = re.sub(r"(</a>).*", r"\1基地动工，配套先行", rest[first], count=1) + "> 编者按：请联系项目科。\n\n"
    moved = items("".join(rest))
    del rest[third]
    draft.write_text(head + "".join(rest), encoding="utf-8")
    made = printed(draft)
    assert items(made) == [anchor for anchor in moved if anchor != gone]
    assert "基地动工，配套先行（编者拟题）" in made
    assert "> 编者按：请联系项目科。" in made
    assert f"(#{gone})" not in made


def test_a_figure_in_no_source_stops_it_with_its_line(draft: Path) -> None:
    markdown = draft.read_text(encoding="utf-8")
    cut = markdown.index("\n", markdown.index("### <a"))
    draft.write_text(f"{markdown[:cut]}\n\n> 全年有望达到987.6亿元。\n{markdown[cut:]}", encoding="utf-8")
    line = draft.read_text(encoding="utf-8").splitlines().index("> 全年有望达到987.6亿元。") + 1
    with pytest.raises(OutputError, match=rf"line {line}: 987\.6亿元"):
        printed(draft)
    assert not (draft.parent / "brief.md").exists()


def test_a_figure_marked_as_the_editors_own_is_printed_so(draft: Path) -> None:
    markdown = draft.read_text(encoding="utf-8")
    cut = markdown.index("\n", markdown.index("### <a"))
    draft.write_text(f"{markdown[:cut]}\n\n> 〔编者：全年有望达到987.6亿元〕\n{markdown[cut:]}", encoding="utf-8")
    assert "〔编者：全年有望达到987.6亿元〕" in printed(draft)


def test_an_item_without_its_anchor_is_named_by_its_line(draft: Path) -> None:
    markdown = draft.read_text(encoding="utf-8")
    draft.write_text(re.sub(r'### <a id="story-\w+"></a>', "### ", markdown, count=1), encoding="utf-8")
    with pytest.raises(UsageError, match=r"line \d+: an item without an anchor"):
        printed(draft)


def test_what_is_no_draft_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# 笔记", encoding="utf-8")
    with pytest.raises(UsageError, match="--draft"):
        drafting.print_edited(tmp_path / "note.md", ("md",), config.Settings())
