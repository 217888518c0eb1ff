"""Any name an office may have is printed as it is written, in every format, template and letter; none is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest
from week import order

from digest import config, publish
from digest.pipeline import build
from digest.publish.fidelity import squeezed

if TYPE_CHECKING:
    from pathlib import Path

    from digest.pipeline.order import Built

ARTICLE = """岚州经开区两个项目集中开工

本报讯（记者 周立）4月14日，岚州经开区两个项目集中开工，总投资26.5亿元。其中，砺沅储能电池项目计划投资18亿元，\
达产后年产值约31亿元。

岚州经开区负责人介绍，今年一季度，全区完成工业投资9.8亿元，同比增长14.2%。
"""
BRIEF = {
    "ampersand": {"name": "R&D 园区参考", "unit": "招商&产业处"},
    "markup": {"name": "<b>园区</b>参考", "unit": "<招商>"},
    "entities": {"name": "园区&lt;参考&amp;", "unit": "&#8203;招商处"},
    "quotes": {"name": "“园区”'参考'\"内刊\"", "unit": "'招商'\"处\""},
    "a year": {"name": "2079年参考", "unit": "第18处"},
    "figures": {"name": "园区30%快报118.4亿元", "unit": "12345热线办"},
    "secret": {"classification": "秘密★10年", "serial": "000123"},
    "serial": {"classification": "内部资料 注意保存", "serial": "份号：0026／0100"},
    "Markdown": {"name": "**园区**_参考_`码`", "unit": "# 招商 [处](x) ~~旧~~ |"},
    "a list": {"name": "1. 园区参考", "unit": "- 招商处"},
    "templates": {"name": "{{ 7*7 }}参考", "unit": "{% raw %}招商处"},
    "backslashes": {"name": "园区\\参考\\n", "unit": "招商\\处"},
    "YAML": {"name": "园区: 参考 # 注", "unit": "--- 招商处"},
    "formula": {"name": "=园区参考", "unit": "@招商处+1"},
    "blanks": {"name": "园 区　参 考", "unit": "招商　处"},
    "long": {"name": "岚州市开发区高质量发展动态参考", "unit": "岚州经济技术开发区管理委员会招商引资与产业发展局"},
    "recipients": {"to": ("报：<市委>&市政府 '各位'", "送：2处、3处（共18份）", '发："各园区"')},
    "Latin": {"name": "Zone Brief №5 — Q&A", "unit": "R&D <Office>"},
    "traditional": {"name": "園區動態參考", "unit": "招商處"},
    "invisible": {"name": "园区\u202e参考\u200b", "unit": "招商\x1b[31m处"},
}
FILES = (
    "2025-04-14_江畔日报_05版 副本 (2).txt",
    "2025-04-14 R&D <报>.txt",
    "2025-04-14_'单'\"双\".txt",
    "2025-04-14_{{ x }}.txt",
    "2025-04-14_100%_50亿元.txt",
    "2025-04-14_$(date)`id`;.txt",
    "2025-04-14_#井_[方]_(圆).txt",
    "2025-04-14_a|b_*_?.txt",
    "2025-04-14_～全角～，。.txt",
    "2025-04-14_★秘密★10年.txt",
    "2025-04-14__江畔日报__.txt",
    "2025-04-14.江畔.日报.TXT",
    "-2025-04-14-江畔日报.txt",
    "2025-04-14_江畔日报",
    "2025-04-14_江畔日报.",
    "2025-04-14_\u202e报日.txt",
    "2025-04-14_\u200b江畔日报.txt",
    "2025-04-14_\ufeff报.txt",
    "2025-04-14_\t\n报.txt",
    "2025-04-14_\x1b[2J报.txt",
    "2025-04-14_江畔日报_A03版.txt",
    "2025-04-14_第5版_江畔日报.txt",
    "20250414江畔日报01版.txt",
    "2025年4月14日江畔日报.txt",
    "2025-04-14_2079年报.txt",
    "2025-04-14_🏭园区报.txt",
    "2025-04-14_é́中.txt",
    "2025-04-14_園區報.txt",
    "2025-04-14_" + "长" * 70 + ".txt",
    "2025-04-14 .txt",
    "2025-04-14_&amp;&#38;.txt",
    "2025-04-14_**粗**_斜_.txt",
    "2025-04-14_http:报.txt",
    "2025-04-14_CON.txt",
    "2025-04-14_..报.txt",
    "2025-04-14_~$报.txt",
    "2025-04-14_😀\u200d👩.txt",
    "2025-04-14_\\n报\\.txt",
    "2025-04-14_%s%d报.txt",
    "2025-04-14_<script>报.txt",
)


class Setting(NamedTuple):
    """A table [brief], a file name, and what of them a reader must see."""

    brief: dict[str, object]
    file: str = "2025-04-14_江畔日报_05版.txt"


def built(folder: Path, setting: Setting, template: str, formats: tuple[str, ...] = ("md",)) -> Built:
    """Build a brief of the one small page with a setting."""
    page = folder / setting.file
    page.write_text(ARTICLE, encoding="utf-8")
    settings = config.Settings(brief=config.BriefTable.model_validate(setting.brief), folder=folder)
    return build.build(replace(order(folder / "out", page, formats=formats), template=template), settings)


def seen(words: str) -> str:
    """Words as they are compared: blanks and what print adds aside."""
    return squeezed(words)


@pytest.mark.parametrize("template", ["weekly", "official"])
@pytest.mark.parametrize("name", BRIEF)
def test_a_masthead_is_shown_as_it_is_written(tmp_path: Path, name: str, template: str) -> None:
    made = built(tmp_path, Setting(BRIEF[name]), template)
    assert made.problems == ()
    # What `official` has not of its own it takes from `weekly`: all but the printed page and the Word document.
    for form in ("md", "html", "docx", *publish.LETTERS) if template == "weekly" else ("docx",):
        assert_shown(made, template, form)


@pytest.mark.runs
@pytest.mark.parametrize("template", ["weekly", "official"])
@pytest.mark.parametrize("name", BRIEF)
def test_a_masthead_is_printed_as_it_is_written(tmp_path: Path, name: str, template: str) -> None:
    assert_shown(built(tmp_path, Setting(BRIEF[name]), template), template, "pdf")


@pytest.mark.parametrize("template", ["weekly", "official"])
def test_the_mastheads_that_were_refused_once_are_printed(tmp_path: Path, template: str) -> None:
    masthead = {**BRIEF["secret"], "name": "2079年R&D参考", "unit": "<招商>", "to": BRIEF["recipients"]["to"]}
    made = built(tmp_path, Setting(masthead), template, publish.FORMATS)
    assert made.problems == ()
    assert_shown(made, template, "pdf")


def assert_shown(made: Built, template: str, form: str) -> None:
    """Check that a format holds all that was printed into it, and the masthead as it is written."""
    rendered = publish.render(made.checked, template, form)
    words = seen(publish.named(form).read(rendered.content))
    head = made.brief.masthead
    assert rendered.lost() == ()
    assert seen(head.name) in words
    if form in publish.FORMATS and template == "weekly":
        assert seen(head.unit) in words
    if form in ("pdf", "docx") and template == "official":
        assert all(seen(one) in words for one in (head.classification, head.serial, *head.to))


@pytest.mark.parametrize("name", FILES)
def test_a_page_of_any_name_is_read_and_cited(tmp_path: Path, name: str) -> None:
    made = built(tmp_path, Setting({}, name), "weekly")
    assert {problem.kind for problem in made.problems} <= {"undated"}  # a \\ ends the name of a folder
    assert [item.headline.string for item in made.brief.items] == ["岚州经开区两个项目集中开工"]
    cite = made.brief.sources[0].publication or made.brief.sources[0].origin
    for form in ("md", "html", "text"):
        rendered = publish.render(made.checked, "weekly", form)
        assert seen(cite) in seen(publish.named(form).read(rendered.content)), form
        assert rendered.lost() == (), form


@pytest.mark.parametrize("template", ["weekly", "official"])
def test_an_issue_before_the_first_has_no_number_among_all_and_says_so(tmp_path: Path, template: str) -> None:
    made = built(tmp_path, Setting({"first_issue": "2027-W40"}), template)
    (problem,) = made.problems
    assert problem.kind == "too_early"
    assert "first_issue = '2027-W40'" in problem.reason
    for form in ("md", "html", "docx", *publish.LETTERS):
        words = publish.named(form).read(publish.render(made.checked, template, form).content)
        assert "总第" not in words
        assert "第16期" in "".join(words.split())


def test_the_first_issue_has_number_one(tmp_path: Path) -> None:
    made = built(tmp_path, Setting({"first_issue": "2025-W16"}), "weekly")
    assert made.problems == ()
    assert made.brief.masthead.total == 1
