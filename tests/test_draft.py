"""A draft is edited by hand and printed so; a figure that is in no source stops it, with its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from week import order

from digest import config
from digest.edit.draft import _bare as bare
from digest.errors import DraftError, UsageError
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
    title = re.sub(r"^.*</a>", "", markdown[:cut].splitlines()[-1])
    draft.write_text(f"{markdown[:cut]}\n\n> 全年有望达到987.6亿元。\n{markdown[cut:]}", encoding="utf-8")
    line = draft.read_text(encoding="utf-8").splitlines().index("> 全年有望达到987.6亿元。") + 1
    with pytest.raises(DraftError, match=rf"line {line}: 987\.6亿元 stands in no source of “{title}”") as error:
        printed(draft)
    assert "〔编者：…〕" in error.value.remedy
    assert not (draft.parent / "brief.md").exists()


def test_a_figure_of_another_item_is_named_with_the_item_that_has_it(draft: Path) -> None:
    markdown = draft.read_text(encoding="utf-8")
    cut = markdown.index("\n", markdown.index("### <a"))
    draft.write_text(f"{markdown[:cut]}\n\n> 总投资118.4亿元。\n{markdown[cut:]}", encoding="utf-8")
    with pytest.raises(
        DraftError, match=r"118\.4亿元 stands in no source of “岚州.*”, but in that of “.*钠电池基地.*”"
    ):
        printed(draft)


CHANGES = {
    "a highlight's figure": ("points", r"^\d\. .*\*\*118\.4亿元\*\*", "118.4亿元**，", "130亿元**，"),
    "a highlight's owner": ("points", r"^\d\. 望沧临港产业园", "望沧临港产业园研发", "澄原经开区研发"),
    "a row's status": ("figures", r"^\| .*31\.5亿元.*预计", "预计", "已实现"),
    "a row's owner": ("figures", r"^\| 砚坪经济开发区 \| 年度计划投资", "砚坪经济开发区", "澄原经济开发区"),
    "a row's label": ("figures", r"^\| 砚坪经济开发区 \| 年度计划投资", "年度计划投资", "一期计划投资"),
    "a cell of the zone table": ("zones", r"^\| 砚坪经济开发区", "| 1 |", "| 2 |"),
    "a list's figure": ("story-", r"^- 年度计划投资（预计）", "31.5亿元", "13.5亿元"),
    "a list's status": ("story-", r"^- 年度计划投资（预计）", "（预计）", ""),
    "a list's label": ("story-", r"^- 年度计划投资（预计）", "年度计划投资", "一期计划投资"),
    "a quotation": ("colophon", r"^\[\^story-.*占地1230亩", "1230亩", "1320亩"),
    "the paper of a quotation": ("colophon", r"^\[\^story-.*占地1230亩", "《岚州经济报》", "《江畔日报》"),
    "a source line": ("story-", r"^来源：《岚州经济报》", "4月15日01版", "4月16日01版"),
    "what the brief counts": ("colophon", r"^本期读稿", "采用23篇", "采用24篇"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_line_that_cannot_be_taken_over_is_refused_with_both_texts(draft: Path, change: str) -> None:
    section, pattern, old, new = CHANGES[change]
    lines = draft.read_text(encoding="utf-8").splitlines()
    begins = next(k for k, line in enumerate(lines) if f'<a id="{section}' in line)
    place = next(k for k, line in enumerate(lines) if k > begins and re.search(pattern, line))
    was, lines[place] = lines[place], lines[place].replace(old, new, 1)
    assert was != lines[place]
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(DraftError) as error:
        printed(draft)
    what = str(error.value)
    assert f"line {place + 1}: " in what
    assert lines[place] in what
    assert "is not as printed (there: " in what
    assert re.sub(r"\s|\*\*|\[\^[^]]*\](?!:)|^\d\. ", "", was) in what
    assert "delete the line or leave it as it is" in error.value.remedy
    assert not (draft.parent / "brief.md").exists()


def test_a_word_of_a_summary_is_the_editors_and_its_figures_are_looked_up(draft: Path) -> None:
    head, part, items = draft.read_text(encoding="utf-8").partition('## <a id="part-1">')
    written = items.replace("分三期建设电芯、正极材料", "分三期建起电芯、正极材料", 1)
    draft.write_text(head + part + written, encoding="utf-8")
    assert "分三期建起电芯、正极材料" in printed(draft)
    written = items.replace("项目总投资**118.4亿元**", "项目总投资**130亿元**", 1)
    draft.write_text(head + part + written, encoding="utf-8")
    with pytest.raises(DraftError, match="130亿元"):
        printed(draft)


def test_lines_can_be_deleted_and_moved(draft: Path) -> None:
    markdown = draft.read_text(encoding="utf-8")
    lines = markdown.splitlines(keepends=True)
    begin = next(k for k, line in enumerate(lines) if line.startswith("- 年度计划投资（预计）"))
    highlight = next(k for k, line in enumerate(lines) if line.startswith("2. "))
    row = next(k for k, line in enumerate(lines) if line.startswith("| 砚坪经济开发区 | 年度计划投资"))
    remark = next(k for k, line in enumerate(lines) if line.startswith("> 多报比对"))
    gone = [lines[k] for k in (begin, highlight, row, remark)]
    kept = [line for line in lines if line not in gone]
    at = next(k for k, line in enumerate(kept) if line.startswith("- 砚坪经济开发区集中开工项目"))
    kept[at], kept[at + 1] = kept[at + 1], kept[at]
    draft.write_text("".join(kept), encoding="utf-8")
    made = printed(draft)
    assert gone[1].partition(". ")[2] not in made
    assert not [line for line in (gone[0], gone[2], gone[3]) if line in made]
    assert "砚坪经济开发区集中开工项目" in made


def test_a_figure_too_unsure_for_the_list_stays_marked_in_its_sentence(draft: Path) -> None:
    markdown = draft.read_text(encoding="utf-8")
    assert "**118.4亿元**" in markdown
    assert not re.search(r"^- .*118\.4亿元", markdown, re.MULTILINE)
    assert "**118.4亿元**" in printed(draft)


@pytest.mark.parametrize(("mark", "end"), [("", "\r\n"), ("\ufeff", "\n"), ("\ufeff", "\r\n")])
def test_a_draft_of_another_editor_program_is_read(draft: Path, mark: str, end: str) -> None:
    markdown = draft.read_text(encoding="utf-8")
    draft.write_bytes((mark + markdown.replace("\n", end)).encode())
    assert printed(draft) == markdown


@pytest.mark.parametrize("line", ["1. 第一", "12. 第一", "- 第一", "**第一**[^story-a-1]", "第 一"])
def test_what_markdown_adds_is_no_word_of_a_line(line: str) -> None:
    assert bare(line) in {"第一", "-第一"}


@pytest.mark.parametrize("line", ["3.8亿元投资", "2025.4.16"])
def test_a_decimal_at_the_head_of_a_line_is_no_number_of_a_list(line: str) -> None:
    assert bare(line) == line


def test_a_figure_marked_as_the_editors_own_is_printed_so(draft: Path) -> None:
    markdown = draft.read_text(encoding="utf-8")
    cut = markdown.index("\n", markdown.index("### <a"))
    draft.write_text(f"{markdown[:cut]}\n\n> 〔编者：全年有望达到987.6亿元〕\n{markdown[cut:]}", encoding="utf-8")
    assert "〔编者：全年有望达到987.6亿元〕" in printed(draft)


def test_an_item_without_its_anchor_is_named_by_its_line(draft: Path) -> None:
    markdown = draft.read_text(encoding="utf-8")
    draft.write_text(re.sub(r'### <a id="story-\w+"></a>', "### ", markdown, count=1), encoding="utf-8")
    with pytest.raises(DraftError, match=r"line \d+: an item without an anchor"):
        printed(draft)


def test_what_is_no_draft_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# 笔记", encoding="utf-8")
    with pytest.raises(UsageError, match="--draft"):
        drafting.print_edited(tmp_path / "note.md", ("md",), config.Settings())


def test_an_item_pasted_twice_is_refused_with_its_line(draft: Path) -> None:
    head, *rest = blocks(draft.read_text(encoding="utf-8"))
    item = next(block for block in rest if block.startswith('### <a id="story-'))
    draft.write_text(head + "".join(rest[: rest.index(item)]) + item + "".join(rest[rest.index(item) :]), "utf-8")
    with pytest.raises(DraftError, match="stands above already"):
        printed(draft)


def test_a_draft_without_any_item_is_refused(draft: Path) -> None:
    head, *rest = blocks(draft.read_text(encoding="utf-8"))
    draft.write_text(head + "".join(one for one in rest if not one.startswith("###")), encoding="utf-8")
    with pytest.raises(DraftError, match="not one item is left"):
        printed(draft)


@pytest.mark.parametrize(("title", "fits"), [("政策要闻", True), ("政策要闻77条", False)])
def test_a_figure_in_a_section_title_is_looked_up(draft: Path, title: str, *, fits: bool) -> None:
    text = draft.read_text(encoding="utf-8")
    draft.write_text(re.sub(r"(?m)^(## .*?)政策$", rf"\1{title}", text, count=1), encoding="utf-8")
    assert draft.read_text(encoding="utf-8") != text
    if fits:
        assert title in printed(draft)
        return
    with pytest.raises(DraftError, match="77"):
        printed(draft)
