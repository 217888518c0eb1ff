"""A draft is edited by hand and published so: each change is taken over and kept, or refused with its line and why."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from week import BY, WEEK, order

from digest import config, edit
from digest.archive.edit_log import EditLog
from digest.archive.store import Archive
from digest.errors import DraftError, UsageError
from digest.model import Decision
from digest.pipeline import build as building
from digest.pipeline import draft as drafting
from digest.text import period

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from digest.model import Edit

SETTINGS = config.Settings()
LATE = "2025-04-16_砚山晚报_A4版.txt"
PAGE = "砚山晚报　2025年4月16日　A4版\n\n砚山经开区中试楼封顶\n\n4月15日，砚山经开区中试楼封顶，建筑面积2.4万平方米。\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a draft once; each test works on a copy of it."""
    out = tmp_path_factory.mktemp("written") / "out"
    drafting.write(order(out), SETTINGS, BY)
    return out


@pytest.fixture
def draft(written: Path, tmp_path: Path) -> Path:
    shutil.copytree(written.parent / "state", tmp_path / "state")
    return shutil.copytree(written, tmp_path / "out") / "2025-W16" / "draft.md"


def edits(draft: Path) -> tuple[Edit, ...]:
    with Archive(building.archive_of(draft.parents[1], config.Settings())) as archive:
        log = EditLog(archive.database).of("2025-W16")
    return tuple(one for one in log if not one.operation.startswith("issue."))


def changed(draft: Path, old: str, new: str) -> int:
    """Change the first such words of a draft; give the number of their line."""
    text = draft.read_text(encoding="utf-8")
    assert old in text
    draft.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def published(draft: Path, *, form: str = "md") -> str:
    made = drafting.publish(draft, (form,), SETTINGS, BY)
    assert not made.problems
    return made.files[0].read_text(encoding="utf-8")


def refused(draft: Path) -> str:
    """Publish a draft that is to be refused; it is left as it is, and nothing is printed or entered."""
    before = draft.read_bytes()
    with pytest.raises(DraftError) as error:
        drafting.publish(draft, ("md",), SETTINGS, BY)
    assert error.value.status == 4
    assert draft.read_bytes() == before
    assert not (draft.parent / "brief.md").exists()
    assert not edits(draft)
    return str(error.value)


def headings(markdown: str) -> list[str]:
    return re.findall(r'(?m)^### <a id="[^"]*"></a>(.*?)(?:（编者拟题）)?$', markdown)


def blocks(markdown: str) -> list[str]:
    """Cut a draft before every heading."""
    return re.split(r"(?m)^(?=##)", markdown)


def test_a_draft_nobody_changed_is_the_brief_and_decides_nothing(draft: Path, tmp_path: Path) -> None:
    made = published(draft)
    assert not edits(draft)
    plain = building.build(order(tmp_path / "plain"), SETTINGS).files[0].read_text(encoding="utf-8")
    assert made == plain


def test_a_draft_writes_nothing_but_itself(draft: Path) -> None:
    assert sorted(path.name for path in draft.parent.iterdir()) == ["draft.md", "draft.md.json"]


# What people change, what is then printed, and what the log says of it (use.md 4, 20, 21; issue 16).
TAKEN: dict[str, tuple[str, str, str, str]] = {
    "a status": (
        "| 亩均税收 | 21.6万元 | 已实现 |",
        "| 亩均税收 | 21.6万元 | 目标 |",
        "| 目标·编者 |",
        "statement.status",
    ),
    "a status of the sentence's own words": (
        "| 3.8亿元 | 已实现 |",
        "| 3.8亿元 | 意向 |",
        "意向",
        "statement.status",
    ),
    "an owner of the article": (
        "| 望沧临港产业园 | 亩均税收",
        "| 砚坪经济开发区 | 亩均税收",
        "| 砚坪经济开发区 | 亩均税收 |",
        "statement.owner",
    ),
    "an owner of one's own": (
        "| 望沧临港产业园 | 亩均税收",
        "| 望沧市本级 | 亩均税收",
        "| 望沧市本级〔编者〕 | 亩均税收 |",
        "statement.owner",
    ),
    "a label": ("| 亩均税收 | 21.6万元", "| 税收 | 21.6万元", "| 税收 | **21.6万元**", "statement.label"),
    "a label of one's own": (
        "| 亩均税收 | 21.6万元",
        "| 每亩缴的税 | 21.6万元",
        "| 每亩缴的税〔编者〕 | **21.6万元**",
        "statement.label",
    ),
    "a title": (
        "砚坪26个重大项目集中开工\n",
        "砚坪集中开工26个项目\n",
        "砚坪集中开工26个项目（编者拟题）",
        "item.title",
    ),
    "a sentence": (
        "砚坪市二季度重大项目集中开工仪式14日在砚坪经济开发区举行",
        "14日，砚坪市集中开工一批二季度重大项目",
        "14日，砚坪市集中开工一批二季度重大项目。（编者改写）",
        "item.summary",
    ),
    "a section": ('"></a>政策', '"></a>政策要闻', "</a>政策要闻\n", "section.title"),
    "the classification": ("- 密级：", "- 密级：内部", "内部", "masthead"),
    "a highlight, shortened": (
        "，占地1230亩，分三期建设电芯、正极材料和电池回收三大板块。](",
        "，占地1230亩](",
        "**118.4亿元**，占地1230亩[（",
        "highlight.text",
    ),
    "a highlight, reworded": (
        "望沧临港产业园研发投入占营业收入的比重达到3.4%，亩均税收21.6万元，两项均居第一。](",
        "望沧临港产业园亩均税收21.6万元居第一](",
        "亩均税收21.6万元居第一（编者改写）",
        "highlight.text",
    ),
}


@pytest.mark.parametrize("what", TAKEN)
def test_a_change_is_taken_over_and_printed(draft: Path, what: str) -> None:
    old, new, printed, operation = TAKEN[what]
    changed(draft, old, new)
    made = published(draft, form="html" if what == "the classification" else "md")
    assert printed in made
    assert {one.operation for one in edits(draft)} == {operation}
    assert published(draft, form="html" if what == "the classification" else "md") == made  # and it is kept


# What is no decision, and what is said of it (use.md 4, 18; faults.md 15).
REFUSED: dict[str, tuple[str, str, str]] = {
    "a figure": (
        "| 亩均税收 | 21.6万元",
        "| 亩均税收 | 26.1万元",
        r"26\.1万元 is not what the source says \(there: 21\.6万元\)",
    ),
    "a quotation": (
        "| [今年一季度，澄原经开区完成固定资产投资73.6亿元",
        "| [今年一季度，澄原经开区完成固定资产投资76.3亿元",
        "is not what the source says",
    ),
    "a cell of the zone table": ("| 1 | 0 | 1 | 0 |", "| 2 | 0 | 1 | 0 |", "counted and added .*there: "),
    "a source line": ("4月15日01版", "4月16日01版", "sources stay as they are .*4月15日01版"),
    "the number of the issue": (
        "- 期号：16",
        "- 期号：十六",
        r"the number of an issue is written in digits \(there: 16\)",
    ),
    "a status that there is not": (
        "| 21.6万元 | 已实现 |",
        "| 21.6万元 | 大概 |",
        "大概.* is no status; there are: .*已实现",
    ),
    "a highlight's figure": (
        "[项目总投资118.4亿元",
        "[项目总投资642亿元",
        "642亿元 stands in no source of “.*钠电池.*, but in that of .*118\\.4亿元",
    ),
    "a figure nobody reported": (
        "总投资86.3亿元，年度计划投资31.5亿元，其中产业项目19个，总投资63.7亿元；基础设施项目5个；社会民生项目2个。\n",
        "总投资987.6亿元。\n",
        r"987\.6亿元 stands in no source",
    ),
    "a figure in a section's title": ('"></a>政策', '"></a>政策77条', "77条 stands in no source"),
    "a row of one's own": (
        "| 望沧临港产业园 | 亩均税收",
        "| 甲 | 乙 | 丙 | 丁 | 戊 |\n| 望沧临港产业园 | 亩均税收",
        "a row without its link",
    ),
    "a comment": ("来源：", "<!-- 再核 -->\n\n来源：", "a comment is not kept"),
    "words outside an item": ("- 名称：", "请核对\n- 名称：", "请核对.* is no line of 报头"),
    "an empty title": ("砚坪26个重大项目集中开工\n", "\n", "there are no words"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_decision_is_refused_with_line_and_reason(draft: Path, what: str) -> None:
    old, new, why = REFUSED[what]
    line = changed(draft, old, new)
    said = refused(draft)
    assert re.search(rf"draft\.md, line {line}: .*{why}", said), said


def test_every_line_that_is_refused_is_named_and_nothing_is_taken_over(draft: Path) -> None:
    first = changed(draft, "| 亩均税收 | 21.6万元", "| 亩均税收 | 26.1万元")
    second = changed(draft, "### <a", "〔乱写〕\n\n### <a")
    changed(draft, "砚坪26个重大项目集中开工\n", "砚坪集中开工26个项目\n")
    said = refused(draft)
    assert f"line {first}:" in said
    assert f"line {second}:" in said


def test_items_and_sections_are_moved_and_deleted_and_the_colophon_adds_up(draft: Path) -> None:
    head, *rest = blocks(draft.read_text(encoding="utf-8"))
    at = [k for k, block in enumerate(rest) if block.startswith('### <a id="story:')]
    gone = rest.pop(at[5])
    rest[at[2]], rest[at[3]] = rest[at[3]], rest[at[2]]
    sections = [k for k, block in enumerate(rest) if block.startswith('## <a id="section:')]
    last = rest[sections[-1] :]
    whole = head + "".join([*rest[: sections[0]], *last, *rest[sections[0] : sections[-1]]])
    draft.write_text(whole, encoding="utf-8")
    made = published(draft)
    assert headings(made) == headings(whole)
    assert headings(gone)[0] not in headings(made)
    assert headings(gone)[0] in made  # among what was not used, with its reason
    assert "编者删去" in made
    read, kept, unused = map(int, re.findall(r"本期读稿(\d+)篇，采用(\d+)篇，未用(\d+)篇", made)[0])
    assert read == kept + unused
    receipt = json.loads((draft.parent / "receipt.json").read_text(encoding="utf-8"))
    assert [one["title"] for one in receipt["stories"] if one["dropped"] == "编者删去"] == headings(gone)


def test_the_zones_are_counted_again_without_a_deleted_item(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    (zone, count) = re.findall(r"\| \[([^\]]*)\]\(#zone:[^)]*\) \| (\d) \|", text)[0]
    block = next(one for one in blocks(text) if "江畔高新区首季工业增加值增长9.4%" in one.splitlines()[0])
    draft.write_text(text.replace(block, ""), encoding="utf-8")
    assert f"| {zone} | {int(count) - 1} |" in published(draft)


def test_rows_and_highlights_are_deleted_and_moved(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    row = next(k for k, line in enumerate(lines) if line.startswith("| 望沧临港产业园 | 亩均税收"))
    point = next(k for k, line in enumerate(lines) if line.startswith("2. ["))
    inner = next(k for k, line in enumerate(lines) if line.startswith("| 望沧临港产业园 | 每个项目少花"))
    gone = [lines[k] for k in (row, point)]
    kept = [line for line in lines if line not in gone or line is lines[row + 1]]
    at = next(k for k, line in enumerate(kept) if line is lines[inner])
    kept[at - 1], kept[at] = kept[at], kept[at - 1]
    draft.write_text("".join(kept), encoding="utf-8")
    made = published(draft)
    said = {(one.operation, one.value) for one in edits(draft)}
    assert {operation for operation, _ in said} >= {"row.off", "highlight.off", "statement.place"}
    assert lines[point].partition("](")[0].partition(". [")[2] not in made.partition("## ")[2].partition("## ")[0]


def test_own_paragraphs_notes_and_bold_stay_where_they_stand(draft: Path) -> None:
    own, note, foot = "〔编者：上年同期为7.7%〕", "> 〔编者：请联系项目科〕", "> 编者按：下期续报。"
    text = draft.read_text(encoding="utf-8")
    block = next(one for one in blocks(text) if "澄原24个二季度重大项目集中开工" in one.splitlines()[0])
    lines = block.splitlines()
    source = next(k for k, line in enumerate(lines) if line.startswith("来源："))
    words = source + 2
    first, _, rest = lines[words].partition("。")
    lines[words : words + 1] = [note, "", f"{first}。", "", own, "", rest]
    edited = "\n".join([*lines, foot, "", ""])
    draft.write_text(text.replace(block, edited), encoding="utf-8")
    made = published(draft)
    item = next(one for one in blocks(made) if "澄原24个二季度重大项目集中开工" in one.splitlines()[0])
    places = [item.index(words) for words in (note, first, own, "总投资**84.9亿元**", "\n- ", foot)]
    assert places == sorted(places)
    assert f"\n\n{own}\n\n" in item
    assert "除标明“编者”的以外，摘要由报纸原文" in made
    assert "[^story-" in item  # the sentences keep their notes
    again = draft.read_text(encoding="utf-8")
    assert all(words in again for words in (own, note, foot))
    assert published(draft) == made


def test_an_item_of_ones_own_stands_where_it_was_put_and_is_marked(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    own = "### 我区召开招商例会\n\n4月18日，管委会召开招商例会，签约7个项目。\n\n会议要求抓紧落地。\n\n"
    second = [found.start() for found in re.finditer(r'(?m)^### <a id="story:', text)][1]
    draft.write_text(text[:second] + own + text[second:], encoding="utf-8")
    made = published(draft)
    assert headings(made)[1] == "我区召开招商例会"
    item = next(one for one in blocks(made) if "我区召开招商例会" in one)
    assert "（编者拟题）" in item
    assert "来源：编者撰稿" in item
    assert "签约7个项目。\n\n会议要求抓紧落地。" in item
    read, kept, unused = map(int, re.findall(r"本期读稿(\d+)篇，采用(\d+)篇，未用(\d+)篇", made)[0])
    assert read == kept + unused
    changed(draft, "会议要求抓紧落地。", "会议要求月底前落地。")
    changed(draft, "我区召开招商例会", "我区例会")
    again = published(draft)
    assert "会议要求月底前落地。" in again
    assert headings(again)[1] == "我区例会"
    for form in ("html", "docx"):
        drafting.publish(draft, (form,), SETTINGS, BY)


def test_an_item_that_lost_its_anchor_is_known_by_its_title_or_refused(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    draft.write_text(re.sub(r'### <a id="story:\w+"></a>', "### ", text, count=1), encoding="utf-8")
    assert headings(published(draft)) == headings(text)
    draft.write_text(re.sub(r'### <a id="story:\w+"></a>.*', "### 新题", text, count=1), encoding="utf-8")
    with pytest.raises(DraftError, match=r"line \d+: no item of this issue"):
        published(draft)


def test_an_item_pasted_twice_is_refused(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    block = next(one for one in blocks(text) if one.startswith('### <a id="story:'))
    draft.write_text(text.replace(block, block + block), encoding="utf-8")
    assert "stands above already" in refused(draft)


def test_a_draft_without_any_item_is_refused(draft: Path) -> None:
    head, *rest = blocks(draft.read_text(encoding="utf-8"))
    draft.write_text(head + "".join(one for one in rest if not one.startswith("###")), encoding="utf-8")
    assert "not one item is left" in refused(draft)


SAVED: dict[str, Callable[[str], bytes]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "GB18030": lambda text: text.encode("gb18030"),
    "GB18030 and CRLF": lambda text: text.replace("\n", "\r\n").encode("gb18030"),
}


@pytest.mark.parametrize("how", SAVED)
def test_a_draft_saved_by_whatever_program_is_read(draft: Path, how: str) -> None:
    changed(draft, "砚坪26个重大项目集中开工\n", "砚坪集中开工26个项目\n")
    draft.write_bytes(SAVED[how](draft.read_text(encoding="utf-8")))
    assert "砚坪集中开工26个项目（编者拟题）" in published(draft)
    assert len(edits(draft)) == 1


def test_what_is_no_draft_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# 笔记", encoding="utf-8")
    with pytest.raises(UsageError, match="--draft"):
        drafting.publish(tmp_path / "note.md", ("md",), SETTINGS, BY)


# use.md 1, 3, 5, 21: pages that come and go, a second draft, a build beside


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return shutil.copytree(WEEK, tmp_path / "papers")


def test_a_page_that_comes_after_the_draft_is_named_and_not_in_it(papers: Path, tmp_path: Path) -> None:
    draft = drafting.write(order(tmp_path / "out", papers), SETTINGS, BY).files[0]
    (papers / LATE).write_text(PAGE, encoding="utf-8")
    made = drafting.publish(draft, ("md",), SETTINGS, BY)
    assert "砚山经开区中试楼封顶" not in made.files[0].read_text(encoding="utf-8")
    (problem,) = [one for one in made.problems if one.kind == "since_draft"]
    assert problem.reason == "1 new pages since the draft"
    assert "digest build --draft" in problem.remedy


def test_a_second_draft_keeps_what_was_edited_and_has_the_page_that_came(papers: Path, tmp_path: Path) -> None:
    draft = drafting.write(order(tmp_path / "out", papers), SETTINGS, BY).files[0]
    changed(draft, "砚坪26个重大项目集中开工\n", "砚坪集中开工26个项目\n")
    (papers / LATE).write_text(PAGE, encoding="utf-8")
    drafting.write(order(tmp_path / "out", papers), SETTINGS, BY)
    text = draft.read_text(encoding="utf-8")
    assert "砚坪集中开工26个项目（编者拟题）" in text
    assert "砚山经开区中试楼封顶" in text
    made = published(draft)
    assert "砚坪集中开工26个项目（编者拟题）" in made
    assert "砚山经开区中试楼封顶" in made


def test_a_second_draft_overwrites_no_line_that_it_cannot_take_over(draft: Path) -> None:
    changed(draft, "| 亩均税收 | 21.6万元", "| 亩均税收 | 26.1万元")
    before = draft.read_bytes()
    with pytest.raises(DraftError, match=r"26\.1万元"):
        drafting.write(order(draft.parents[1]), SETTINGS, BY)
    assert draft.read_bytes() == before


def test_a_page_that_went_after_the_draft_is_named(papers: Path, tmp_path: Path) -> None:
    draft = drafting.write(order(tmp_path / "out", papers), SETTINGS, BY).files[0]
    gone = min(papers.glob("*.txt"))
    gone.unlink()
    with pytest.raises(DraftError, match=gone.name) as error:
        drafting.publish(draft, ("md",), SETTINGS, BY)
    assert "put them back" in error.value.remedy


def test_a_build_beside_a_published_edited_issue_keeps_it_and_says_so(draft: Path) -> None:
    changed(draft, "砚坪26个重大项目集中开工\n", "砚坪集中开工26个项目\n")
    made = published(draft)
    built = building.build(order(draft.parents[1]), SETTINGS)
    assert (draft.parent / "brief.md").read_text(encoding="utf-8") == made
    assert (draft.parents[1] / "latest" / "brief.md").read_text(encoding="utf-8") == made
    assert built.files[0] == draft.parent / "proof" / "brief.md"
    assert "砚坪集中开工26个项目（编者拟题）" in built.files[0].read_text(encoding="utf-8")
    (problem,) = [one for one in built.problems if one.kind == "beside"]
    assert "published by 周敏: it stays; this build, with 1 edits, is in 2025-W16/proof" in problem.reason


def test_what_somebody_else_decided_since_the_draft_is_refused_with_both(draft: Path) -> None:
    changed(draft, "砚坪26个重大项目集中开工\n", "砚坪集中开工26个项目\n")
    with Archive(building.archive_of(draft.parents[1], config.Settings())) as archive:
        anchor = re.findall(r'"(story:\w+)"></a>砚坪集中开工26个项目', draft.read_text(encoding="utf-8"))[0]
        other = Decision("item.title", anchor, ("砚坪开工",))
        EditLog(archive.database).append("2025-W16", [other], "何川", BY.when)
    with pytest.raises(DraftError, match=r"砚坪集中开工26个项目.*何川 made it “砚坪开工”"):
        drafting.publish(draft, ("md",), SETTINGS, BY)


def test_what_was_edited_outlives_a_page_that_joins_its_story(papers: Path, tmp_path: Path) -> None:
    """A report of the same event in another paper changes the story's id, not what was decided of it."""
    draft = drafting.write(order(tmp_path / "out", papers), SETTINGS, BY).files[0]
    changed(draft, "砚坪26个重大项目集中开工\n", "砚坪集中开工26个项目\n")
    page = (
        "砚坪日报　2025年4月16日　01版\n\n砚坪26个重大项目集中开工\n\n"
        "4月14日，砚坪市二季度重大项目集中开工仪式在砚坪经济开发区举行。"
        "此次集中开工项目26个，总投资86.3亿元，年度计划投资31.5亿元，其中产业项目19个，总投资63.7亿元。\n"
    )
    (papers / "2025-04-16_砚坪日报_01版.txt").write_text(page, encoding="utf-8")
    drafting.write(order(tmp_path / "out", papers), SETTINGS, BY)
    text = draft.read_text(encoding="utf-8")
    block = next(one for one in blocks(text) if "砚坪集中开工26个项目（编者拟题）" in one)
    assert "《砚坪日报》" in block


def test_another_order_of_items_is_kept_over_another_draft(draft: Path) -> None:
    head, *rest = blocks(draft.read_text(encoding="utf-8"))
    at = [k for k, block in enumerate(rest) if block.startswith('### <a id="story:')]
    rest[at[2]], rest[at[3]] = rest[at[3]], rest[at[2]]
    draft.write_text(head + "".join(rest), encoding="utf-8")
    wanted = headings(draft.read_text(encoding="utf-8"))
    drafting.write(replace(order(draft.parents[1]), top=30), SETTINGS, BY)
    assert headings(draft.read_text(encoding="utf-8")) == wanted
    assert len(edits(draft)) == 1


def test_a_draft_taken_in_when_the_power_failed_is_taken_in_once(draft: Path) -> None:
    """The log had the change, the draft did not say so yet."""
    text = draft.read_text(encoding="utf-8")
    at = text.index('### <a id="story:')
    draft.write_text(f"{text[:at]}### 例会\n\n本区召开例会。\n\n{text[at:]}", encoding="utf-8")
    left = {path: path.read_bytes() for path in draft.parent.iterdir()}
    made = published(draft)
    for path, content in left.items():
        path.write_bytes(content)
    assert published(draft) == made
    assert len(edits(draft)) == 1


def test_an_issue_is_published_as_its_log_has_it_without_a_draft(draft: Path) -> None:
    anchor = re.findall(r'"(story:\w+)"></a>砚坪26个', draft.read_text(encoding="utf-8"))[0]
    with Archive(building.archive_of(draft.parents[1], config.Settings())) as archive:
        title = Decision("item.title", anchor, ("砚坪集中开工",))
        EditLog(archive.database).append("2025-W16", [title], "何川", BY.when)
    wanted = replace(order(draft.parents[1]), period=period.week("2025-W16"))
    made = drafting.publish_log(wanted, SETTINGS, BY)
    assert "砚坪集中开工（编者拟题）" in made.files[0].read_text(encoding="utf-8")
    with Archive(building.archive_of(draft.parents[1], config.Settings())) as archive:
        assert not edit.standing(EditLog(archive.database).of("2025-W16")).open
    with Archive(building.archive_of(draft.parents[1], config.Settings())) as archive:
        log = EditLog(archive.database)
        log.undo("2025-W16", "何川", BY.when)
        assert edit.standing(log.of("2025-W16")).open
        kept = drafting.last_published("2025-W16", archive)
    assert [one.undone_by for one in kept if one.operation == "item.title"] == [None]
