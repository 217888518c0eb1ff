"""The zone table adds what no two stories share, and a trend is a change against the mean of the last issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from newspaper import article, fact, figure, report, zone

from digest import edit
from digest.model import Text

if TYPE_CHECKING:
    from digest.model import Report, ZoneRow


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
