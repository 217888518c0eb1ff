"""What people met who tried the program as new users, one test each: edits of an issue, by number of their list."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from week import BY, WEEK, Command, order

from digest import config, facts, page, read
from digest.errors import DraftError
from digest.pipeline import build as building
from digest.pipeline import draft as drafting
from digest.pipeline.job import due
from digest.pipeline.job.job_context import JobContext

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = config.Settings()
LATE = "砚山晚报　2025年4月16日　A4版\n\n砚山经开区中试楼封顶\n\n4月15日，砚山经开区中试楼封顶，建筑面积2.4万平方米。\n"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return shutil.copytree(WEEK, tmp_path / "input")


@pytest.fixture
def draft(papers: Path, tmp_path: Path) -> Path:
    return drafting.write(order(tmp_path / "out", papers), SETTINGS, BY).files[0]


def typed(draft: Path, old: str, new: str) -> None:
    text = draft.read_text(encoding="utf-8")
    assert old in text
    draft.write_text(text.replace(old, new, 1), encoding="utf-8")


def printed(draft: Path) -> str:
    return drafting.publish(draft, ("md",), SETTINGS, BY).files[0].read_text(encoding="utf-8")


def test_1_a_page_that_arrives_before_publishing_stops_no_untouched_draft(draft: Path, papers: Path) -> None:
    (papers / "2025-04-16_砚山晚报_A4版.txt").write_text(LATE, encoding="utf-8")
    (papers / "2025-04-07_砚山晚报_A4版.txt").write_text(LATE.replace("4月16日", "4月7日"), encoding="utf-8")
    made = printed(draft)
    assert "砚山经开区中试楼" not in made
    assert re.findall(r"本期读稿(\d+)篇，采用(\d+)篇，未用(\d+)篇", made)


def test_3_a_second_draft_keeps_what_was_edited_in_whatever_encoding(draft: Path, papers: Path) -> None:
    typed(draft, "砚坪26个重大项目集中开工\n", "砚坪集中开工26个项目\n")
    draft.write_bytes(draft.read_text(encoding="utf-8").encode("gb18030"))
    again = drafting.write(order(draft.parents[1], papers), SETTINGS, BY).files[0]
    assert "砚坪集中开工26个项目" in again.read_text(encoding="utf-8")
    assert "砚坪集中开工26个项目（编者拟题）" in printed(again)


def test_4_a_status_and_a_label_are_taken_over_and_a_counted_cell_is_refused_by_its_line(draft: Path) -> None:
    typed(draft, "| 亩均税收 | 21.6万元 | 已实现 |", "| 税收 | 21.6万元 | 目标 |")
    made = printed(draft)
    assert "| 税收 | **21.6万元**" in made
    assert "| 目标·编者 |" in made
    text = draft.read_text(encoding="utf-8")
    row = re.search(r"\| \[([^\]]*)\]\(#zone:[^)]*\) \| (\d) \|", text)
    assert row
    typed(draft, row[0], row[0].removesuffix(f"{row[2]} |") + "9 |")
    line = text[: row.start()].count("\n") + 1
    with pytest.raises(DraftError, match=rf"line {line}: .*is counted and added"):
        printed(draft)


def test_5_a_run_sends_no_issue_that_is_edited_and_a_build_leaves_a_published_one_as_it_is(
    draft: Path, papers: Path
) -> None:
    out = draft.parents[1]
    typed(draft, "砚坪26个重大项目集中开工\n", "砚坪建成9999亿元项目\n")  # a figure that no paper has
    settings = config.Settings(folder=out.parent)
    context = JobContext(settings, out, datetime(2025, 4, 21, 8, tzinfo=ZoneInfo("Asia/Shanghai")), "")
    ran = due(context, "last")
    assert (ran.built, [one.kind for one in ran.problems]) == ((), ["being_edited"])
    assert not (out / "2025-W16" / "brief.md").exists()
    typed(draft, "砚坪建成9999亿元项目\n", "砚坪集中开工26个项目\n")
    made = printed(draft)
    built = building.build(replace(order(out, papers), formats=("md",)), SETTINGS)
    assert (out / "2025-W16" / "brief.md").read_text(encoding="utf-8") == made
    assert built.files[0].parent == out / "2025-W16" / "proof"
    assert any(one.kind == "beside" for one in built.problems)


def test_18_publishing_an_unknown_figure_is_the_status_of_drafts(digest: Command, tmp_path: Path) -> None:
    shutil.copytree(WEEK, tmp_path / "input")
    assert digest("build", "input", "--draft", "-o", "out").returncode == 0
    typed(tmp_path / "out/2025-W16/draft.md", "砚坪26个重大项目集中开工\n", "砚坪建成9999亿元项目\n")
    ran = digest("publish", "out/2025-W16/draft.md", "--format", "md")
    assert ran.returncode == 4
    assert "9999亿元" in ran.stderr


def test_19_a_headline_of_two_lines_keeps_both() -> None:
    text = (
        "江畔日报　2025年4月16日　05版\n\n岚州启动开发区整合优化\n七十四家压减至六十家左右\n\n"
        "　　本报讯（记者 宋砚）经省政府同意，岚州4月14日启动开发区整合优化，省级以上开发区由74家压减至60家左右。\n"
        "　　岚州省级以上开发区年底前完成整合，不再新设园区，机构按程序调整，人员妥善安置。\n"
    )
    (article, *_) = page.split(read.read("2025-04-16_江畔日报_05版.txt", text.encode())).articles
    heads = "".join(str(one) for one in (article.kicker, article.headline, article.subtitle) if one)
    assert "岚州启动开发区整合优化" in heads
    assert "七十四家压减至六十家左右" in heads


def test_19_cells_of_a_word_table_stay_apart_and_keep_their_head() -> None:
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.add_heading("四月项目进度", 1)
    made.add_paragraph("砚坪经济开发区4月项目进度如下。")
    table = made.add_table(rows=2, cols=2)
    for cell, words in zip(
        (one for row in table.rows for one in row.cells), ("项目", "总投资", "冷链物流园", "25亿元"), strict=True
    ):
        cell.text = words
    held = io.BytesIO()
    made.save(held)
    document = read.read("2025-04-16_砚坪台账.docx", held.getvalue())
    assert "冷链物流园25亿元" not in document.text
    assert "总投资" in document.text


def test_19_a_share_of_what_is_invested_is_no_total_investment() -> None:
    text = "砚坪出台支持办法\n对新建冷链项目，按实际投资额的20%给予补助，每个项目最高200万元。"
    found = facts.extract(page.plain(text, BY.when.date()), on=BY.when.date())
    share = next(one for one in found if one.text.string == "20%")
    assert "总投资" not in (share.label.string if share.label else "")


def test_20_a_paragraph_of_the_editors_and_a_note_stay_where_they_stand(draft: Path) -> None:
    own, note = "〔编者：上年同期为7.7%〕", "> 编者按：下期续报。"
    text = draft.read_text(encoding="utf-8")
    head = next(one for one in re.split(r"(?m)^(?=##)", text) if "砚坪26个重大项目集中开工" in one.splitlines()[0])
    source = next(line for line in head.splitlines() if line.startswith("来源："))
    typed(draft, head, head.replace(f"{source}\n\n", f"{source}\n\n{note}\n\n{own}\n\n", 1))
    made = printed(draft)
    item = next(one for one in re.split(r"(?m)^(?=##)", made) if "砚坪26个重大项目集中开工" in one.splitlines()[0])
    assert f"\n\n{own}\n\n" in item
    assert item.index(note) < item.index(own) < item.index("**")
    assert "[^story-" in item


def test_21_an_own_item_stands_and_a_source_that_went_is_named(draft: Path, papers: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    at = text.index('### <a id="story:')
    draft.write_text(text[:at] + "### 本区召开例会\n\n管委会召开例会。\n\n" + text[at:], encoding="utf-8")
    assert "来源：编者撰稿" in printed(draft)
    gone = min(papers.glob("*.txt"))
    gone.unlink()
    with pytest.raises(DraftError, match=rf"gone or changed: {gone.name} — put them back"):
        printed(draft)


def test_22_the_colophon_adds_up_without_a_deleted_item(draft: Path) -> None:
    text = draft.read_text(encoding="utf-8")
    block = next(one for one in re.split(r"(?m)^(?=##)", text) if "砚坪26个重大项目集中开工" in one.splitlines()[0])
    draft.write_text(text.replace(block, ""), encoding="utf-8")
    used, kept, unused = map(int, re.findall(r"本期读稿(\d+)篇，采用(\d+)篇，未用(\d+)篇", printed(draft))[0])
    assert used == kept + unused
