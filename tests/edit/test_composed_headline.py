"""A lost headline is composed of the article's own words and marked; a printed one is left alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from newspaper import article, fact, report, zone

from digest import facts
from digest.edit.headline import headline, mended
from digest.model import Report, Text


def lost() -> Report:
    written = article(
        "lost", "江畔日报", 14, "",
        "4月11日，江畔高新技术产业开发区（以下简称“江畔高新区”）发布《关于支持中试平台的若干措施》，推出12条举措。"
        "一项成果从实验室走到生产线并不容易。",
    )  # fmt: skip
    return report(
        written,
        zone(written, "江畔高新技术产业开发区"),
        fact(written, "policy", "《关于支持中试平台的若干措施》", value="关于支持中试平台的若干措施"),
        fact(written, "quantity", "12条", value="12", unit="条", measure="举措"),
    )


def test_a_lost_headline_says_who_did_what_without_the_day_and_the_alias() -> None:
    text, composed = headline(lost())
    assert composed
    assert text.string == "江畔高新技术产业开发区发布《关于支持中试平台的若干措施》"


def test_every_character_of_a_composed_headline_stands_in_the_source() -> None:
    one = lost()
    source = "\n" + "\n".join(text.string for text in one.article.body)
    text, _ = headline(one)
    assert "".join(source[start:end] for start, end in text.spans) == text.string


def test_a_printed_headline_is_left_alone() -> None:
    written = article("kept", "江畔日报", 14, "图纸还没盖章 专家先上了门", "近日，服务推出。")
    assert headline(report(written)) == (written.headline, False)


CLAUSES = tomllib.loads((Path(__file__).parent / "headlines.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CLAUSES, ids=lambda case: case["why"])
def test_a_composed_headline_is_a_whole_clause_that_says_who_did_what(case: dict[str, str]) -> None:
    written = article("lost", "岚北日报", 14, "", *case["body"].split("\n"))
    text, composed = headline(Report(written, facts.extract(written, on=written.published)))
    assert (text.string, composed) == (case["headline"], True)


def test_a_headline_too_long_for_a_line_gives_way_to_its_best_part() -> None:
    long = (
        "总投资19.6亿元的澄原经开区箬川科技智能仓储装备产业园项目四月十四日上午在云台路北侧开工建设，预计明年年底建成"
    )
    written = article("long", "岚北日报", 15, long, "澄原经开区又添一个新项目。")
    text, composed = headline(Report(written, facts.extract(written, on=written.published)))
    assert composed
    assert len(text) < len(long)


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("4月12日，岚北高新技术产业开发", "区发布《关于支持概念验证的若干措施》。"),
        ("业主单位介绍，这条管线沿", "现有管廊敷设。"),
    ],
)
def test_a_line_of_the_body_taken_for_a_headline_goes_back_to_the_body(line: str, body: str) -> None:
    back = mended(article("a", "岚北日报", 14, line, body))
    assert back.headline is None
    assert back.body[0].string == line + body


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("末位两年，牌子就要摘掉", "省里的新规定定下了退出条款。"),
        ("岚北高新区首季增长9.4%", "区经济运行局昨日发布数据。"),
        ("招工三千，厂门口的早点铺先忙起来", "在云台路，每天清晨都排着队。"),
    ],
)
def test_a_headline_with_a_comma_stays_a_headline(line: str, body: str) -> None:
    written = article("a", "岚北日报", 14, line, body)
    assert mended(written) is written


@pytest.mark.parametrize(
    ("printed", "body", "title"),
    [
        ("下夜班不怕没车坐", "4月14日起，岚北经开区新开两条夜间专线。", "岚北经开区下夜班不怕没车坐"),
        ("高新区13个项目集中开工", "4月14日，云溪高新区集中开工13个项目。", "云溪高新区13个项目集中开工"),
        ("岚北经开区新开夜间专线", "4月14日起，岚北经开区新开两条夜间专线。", "岚北经开区新开夜间专线"),
        ("两园合办推介会", "4月14日，岚北经开区和云溪高新区合办推介会。", "两园合办推介会"),
        ("三天签下12亿元订单", "岚北经开区的箬川科技公司三天签下12亿元订单。", "三天签下12亿元订单"),
        ("岚州最大叶片基地投产", "4月14日，岚州省最大的叶片基地在岚北经开区投产。", "岚州最大叶片基地投产"),
        (
            "拓宽产业新空间",
            "岚北嘉明经济开发区征迁启动。\n这一工作进一步拓展嘉明开发区空间。",
            "岚北嘉明经开区拓宽产业新空间",
        ),
        ("以创新提升竞争力", "岚北高新技术产业开发区4家企业上榜。", "岚北高新区以创新提升竞争力"),
        ("小柜台解了大难题", "三天就办下来了。在苍岭工业园企业服务中心，证已到手。", "苍岭工业园小柜台解了大难题"),
        ("航拍岚北｜戈壁深处传来琅琅书声", "4月14日，学校开学。", "戈壁深处传来琅琅书声"),
    ],
)
def test_a_headline_that_names_nobody_gets_the_one_zone_it_is_about(printed: str, body: str, title: str) -> None:
    written = article("placed", "岚北日报", 14, printed, *body.split("\n"))
    text, composed = headline(Report(written, facts.extract(written, on=written.published)))
    assert (text.string, composed) == (title, title != printed)


@pytest.mark.parametrize(
    ("paper", "title"),
    [("渭城高新区网", "渭城高新区举行开工动员会"), ("岚北日报", "高新区举行开工动员会")],
)
def test_a_zone_is_named_by_its_own_paper_where_the_body_has_its_place(paper: str, title: str) -> None:
    written = article("own", paper, 14, "高新区举行开工动员会", "渭城市副市长宣布开工，高新区此次开工项目6个。")
    text, _ = headline(report(written))
    assert text.string == title
    assert isinstance(text, Text)


@pytest.mark.parametrize(
    ("paper", "printed", "title"),
    [
        ("岚北经济技术开发区管委会", "上半年经开区工业稳居第一", "上半年岚北经开区工业稳居第一"),
        ("望沧省岚北高新技术产业开发区", "全区重点项目推进会召开", "岚北高新区重点项目推进会召开"),
        ("岚北经济技术开发区管委会", "高新区重点项目推进会召开", "高新区重点项目推进会召开"),
        ("岚北经济报", "全区重点项目推进会召开", "全区重点项目推进会召开"),
        ("岚北经济技术开发区管委会", "澄原经开区重点项目推进会召开", "澄原经开区重点项目推进会召开"),
    ],
)
def test_a_headline_that_names_nobody_is_of_the_zone_whose_site_prints_it(paper: str, printed: str, title: str) -> None:
    written = article("site", paper, 14, printed, "昨天，会议召开。")
    found = facts.extract(written, on=written.published)
    assert headline(Report(written, found))[0].string == title


def test_a_zone_is_named_by_the_place_in_brackets_behind_it() -> None:
    written = article("brackets", "岚北日报", 14, "高新区新增13家企业", "高新区（江海区）今年新认定企业13家。")
    assert headline(report(written))[0].string == "江海区高新区新增13家企业"


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("望沧岚北：5个亿元以上制造业项目集中开工 总投资13亿元人民币", "望沧岚北：5个亿元以上制造业项目集中开工"),
        ("确保验收封关后有序运营！岚北综合保税区管理委员会正式获批设立", "岚北综合保税区管理委员会正式获批设立"),
        (
            "箬川科技服务股份有限公司关于对外投资设立全资子公司及拟购买土地使用权的公告",
            "箬川科技服务股份有限公司关于对外投资设立全资子公司及拟购买土地使用权的公告",
        ),
    ],
)
def test_a_long_headline_is_cut_at_its_clauses_and_not_replaced_by_a_meeting(printed: str, title: str) -> None:
    written = article("cut", "岚北日报", 14, printed, "4月14日，岚北综合保税区项目集中开工仪式举行。")
    assert headline(Report(written, facts.extract(written, on=written.published)))[0].string == title
