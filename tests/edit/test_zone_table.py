"""The zone table adds what no two stories share, and a trend is a change against the mean of the last issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from newspaper import article, fact, figure, report, zone

from digest import edit, facts
from digest.model import Report, Text

if TYPE_CHECKING:
    from digest.model import ZoneRow


def project(name: str, does: str, firm: str, words: str, value: str) -> Report:
    written = article(
        name, "岚北日报", 15, f"{firm}基地在澄原经开区{does}",
        f"4月14日，{firm}基地在澄原经开区{does}，总投资{words}。",
    )  # fmt: skip
    return report(
        written,
        zone(written, "澄原经开区"),
        fact(written, "org", firm, value=firm),
        figure(written, words, "总投资", f"{firm}基地", value=value, unit="CNY"),
    )


def batch() -> Report:
    written = article(
        "batch", "岚北日报", 16, "澄原24个重大项目集中开工",
        "澄原经开区二季度重大项目集中开工活动15日举行，集中开工项目24个，总投资84.9亿元。",
    )  # fmt: skip
    return report(
        written, zone(written, "澄原经开区"),
        figure(written, "84.9亿元", "总投资", "澄原经开区", value="8490000000", unit="CNY"),
    )  # fmt: skip


def row(*reports: Report) -> ZoneRow:
    (only,) = edit.zone_table(edit.rank(edit.merge(reports)))
    return only


def test_sums_are_of_projects_that_are_not_one_another() -> None:
    signed = project("a", "签约", "砺沅储能", "12亿元", "1200000000")
    started = project("b", "开工", "箬川科技", "30亿元", "3000000000")
    again = project("c", "开工", "砺沅储能", "12.4亿元", "1240000000")
    again = replace(again, article=replace(again.article, published=date(2025, 4, 25)))
    one = row(signed, started, again)
    assert (one.stories, one.signed, one.started) == (3, 1, 2)
    assert one.announced.value == Decimal(4240000000)
    assert one.actual.value == 0


def test_the_total_of_a_batch_stands_for_its_projects() -> None:
    assert row(batch(), project("b", "开工", "箬川科技", "30亿元", "3000000000")).announced.value == Decimal(8490000000)


def test_a_cost_that_is_hardly_the_zones_is_not_added() -> None:
    sure = project("a", "开工", "砺沅储能", "12亿元", "1200000000")
    unsure = project("b", "开工", "箬川科技", "30亿元", "3000000000")
    doubted = tuple(replace(one, confidence=0.3) if one.kind == "money" else one for one in unsure.facts)
    one = row(sure, replace(unsure, facts=doubted))
    assert (one.stories, [str(part) for part in one.announced.of]) == (2, ["12亿元"])


def test_what_is_finished_is_actual() -> None:
    assert row(project("b", "投产", "箬川科技", "30亿元", "3000000000")).actual.value == Decimal(3000000000)


def test_a_trend_is_told_against_the_mean_of_the_last_issues() -> None:
    ranking = edit.rank(edit.merge((batch(),)))
    assert edit.trends(ranking, ()) == ()
    past = ({("开发区", "望沧临港产业园"): 4}, {("开发区", "望沧临港产业园"): 2, ("开发区", "澄原经开区"): 1})
    found = {(one.kind, one.name): (one.counts, one.change) for one in edit.trends(ranking, past)}
    assert found["开发区", "望沧临港产业园"] == ((4, 2, 0), -3.0)
    assert ("开发区", "澄原经开区") not in found


def test_a_project_larger_than_a_batch_is_none_of_it() -> None:
    large = project("b", "开工", "箬川科技", "118.4亿元", "11840000000")
    large = replace(large, article=replace(large.article, published=date(2025, 4, 25)))
    whole = row(batch(), large)
    assert whole.announced.value == Decimal(8490000000) + Decimal(11840000000)


def test_the_cost_of_the_whole_is_not_that_of_the_stage_that_is_finished() -> None:
    stage = project("b", "投产", "箬川科技", "86亿元", "8600000000")
    head = replace(stage.article, headline=Text.of("箬川科技基地一期在澄原经开区投产"))
    assert row(stage).actual.value == Decimal(8600000000)
    assert not row(replace(stage, article=head)).actual.of


def told_of(headline: str, *body: str) -> dict[str, tuple[str, str]]:
    """Give each zone's planned and built sums, the facts as they are found."""
    written = article("told", "岚北日报", 15, headline, *body)
    made = Report(written, facts.extract(written, on=written.published))
    rows = edit.zone_table(edit.rank(edit.merge([made])))
    return {row.zone: (str(row.announced), str(row.actual)) for row in rows}


@pytest.mark.parametrize(
    ("headline", "body", "rows"),
    [
        (
            "岚北高新区总投资超85亿元8个项目签约",
            "4月14日，岚北高新区8个重点项目集中签约，总投资超85亿元，项目涉及智能制造等领域。",
            {"岚北高新区": ("超85亿元", "—")},
        ),
        (
            "岚北经开区三季度项目集中开工",
            "4月14日，岚北经开区二季度重大项目集中开工活动在白鹭路新材料产业园举行，27个项目同时动工，总投资186.4亿元。",
            {"岚北经开区": ("186.4亿元", "—")},
        ),
        (
            "岚北区签约32个项目",
            "当天的签约项目中，岚北区本级25个项目，总投资133.2亿元；崟辰新区7个项目，总投资37.6亿元。",
            {"崟辰新区": ("37.6亿元", "—")},
        ),
        (
            "岚北市招商大会签下58个项目",
            (
                "大会在岚北高新区会展中心举行。大会共签约项目58个，总投资412亿元。从区域看，岚北高新区签约9个，总投资63.5亿元；"
                "临江县14个，总投资88.2亿元；崟辰港产业园6个，总投资150.4亿元。"
            ),
            {"岚北高新区": ("63.5亿元", "—"), "崟辰港产业园": ("150.4亿元", "—")},
        ),
        (
            "岚北新区28个大项目签约",
            "今年前11月，岚北新区累计签约各类项目281个，投资总额约1690亿元。",
            {"岚北新区": ("—", "—")},
        ),
        (
            "岚北高新区重大项目集中开工",
            "4月14日，岚北高新区二季度重大项目集中开工，总投资额约118.7亿元。",
            {"岚北高新区": ("约118.7亿元", "—")},
        ),
        (
            "岚北高新区举行全球招商大会",
            "4月14日，岚北高新区举行全球招商大会，28个签约项目总投资额约301亿元，其中6个产业项目总投资额50亿元。",
            {"岚北高新区": ("约301亿元", "—")},
        ),
        (
            "岚北经开区恳谈会揽金逾186亿元",
            "岚北经开区恳谈会举行，现场签约项目27个，总额186.2亿元。签订正式合同的合同金额74.4亿元，意向金额111.8亿元。",
            {"岚北经开区": ("—", "—")},
        ),
        (
            "民企助力岚北高新区 26个项目集中签约",
            "4月14日，岚北高新区集中签约26个项目。成杰公司将在岚北高新区投资3.5亿元建设综合体项目，总投资3.5亿元。",
            {"岚北高新区": ("—", "—")},
        ),
    ],
)
def test_a_zone_has_the_sum_that_a_sentence_gives_to_it_by_its_form(
    headline: str, body: str, rows: dict[str, tuple[str, str]]
) -> None:
    assert told_of(headline, body) == rows


def test_a_part_of_the_projects_is_not_the_zones_sum() -> None:
    body = "签约的6个项目中，外资项目2个，总投资57亿元；内资项目4个，总投资206亿元。"
    assert told_of("岚北高新区6个项目签约", "4月14日，岚北高新区6个项目签约。", body) == {"岚北高新区": ("—", "—")}


def test_a_row_is_of_a_zone_and_not_of_words_cut_out_of_a_headline() -> None:
    rows = told_of("大胆探索抢抓自由贸易港机遇", "岚北高新区要抢抓自由贸易港的机遇，4月14日签约项目6个。")
    assert set(rows) <= {"岚北高新区"}


def test_an_agreement_on_safety_is_no_signing() -> None:
    written = article("safe", "岚北日报", 15, "岚北高新区检查安全", "4月14日，岚北高新区督促企业签订安全生产管理协议。")
    made = Report(written, facts.extract(written, on=written.published))
    assert all(row.signed == 0 for row in edit.zone_table(edit.rank(edit.merge([made]))))


def test_a_sum_of_several_zones_together_is_none_of_theirs() -> None:
    body = "4月14日，岚北高新区、崟辰经开区等6家园区在推介会上登台，现场签约项目15个，总金额47.2亿元。"
    assert {cell for cells in told_of("岚北市赴外推介签约15个项目", body).values() for cell in cells} <= {"—"}
    alone = "4月14日，岚北高新区在推介会上登台，现场签约项目15个，总金额47.2亿元。"
    assert told_of("岚北高新区赴外推介签约15个项目", alone) == {"岚北高新区": ("47.2亿元", "—")}
