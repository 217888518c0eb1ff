"""A pair of reports is weighed among what else the two are like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newspaper import article, fact, report, zone

from digest import edit
from digest.edit.rivals import LEAST, NAMES, Rivals

if TYPE_CHECKING:
    from digest.model import Report


def test_a_pair_ahead_of_all_rivals_gains_and_one_behind_them_loses() -> None:
    alone = Rivals({(0, 1): -1.0})
    rivalled = Rivals({(0, 1): -1.0, (0, 2): 2.0, (1, 3): 2.0})
    assert alone.weigh(0, 1, -1.0) > rivalled.weigh(0, 1, -1.0)


def test_a_third_report_that_is_like_both_speaks_for_a_pair() -> None:
    without = Rivals({(0, 1): -1.0, (0, 2): 3.0})
    with_third = Rivals({(0, 1): -1.0, (0, 2): 3.0, (1, 2): 3.0})
    assert with_third.weigh(0, 1, -1.0) > without.weigh(0, 1, -1.0)


def test_the_order_of_the_two_does_not_matter_and_what_is_unlike_is_no_rival() -> None:
    odds = {(0, 1): 0.5, (1, 2): 1.5, (0, 3): LEAST - 1}
    known = Rivals(odds)
    assert known.features(0, 1, 0.5) == known.features(1, 0, 0.5)
    assert tuple(known.features(0, 1, 0.5)) == NAMES
    assert known.pairs() == [(0, 1), (1, 2)]


def test_reports_of_two_provinces_are_two_stories_however_alike() -> None:
    def rule(name: str, province: str) -> Report:
        written = article(
            name, "园区参考", 15, f"{province}出台开发区亩均效益评价办法",
            f"{province}省政府办公厅近日印发开发区亩均效益评价办法，将企业分为四类，末类企业不得新增用地。",
        )  # fmt: skip
        return report(written, fact(written, "place", province))

    made = edit.merge((rule("a", "云南"), rule("b", "贵州")))
    assert len(made) == 2


def ranked(name: str, headline: str, told: str, province: str) -> Report:
    written = article(name, "园区参考", 15, headline, told)
    return report(written, fact(written, "place", province))


def test_what_one_ranking_says_of_two_provinces_is_two_stories_and_of_one_province_one() -> None:
    said = "商务部近日公布2024年度国家级经开区综合发展水平考核评价结果，{}省有4家国家级经开区排名跻身全国30强。"
    one = ranked("a", "云南4家国家级经开区综合排名跻身全国30强", said.format("云南"), "云南")
    other = ranked("b", "贵州4家国家级经开区综合排名跻身全国30强", said.format("贵州"), "贵州")
    again = ranked("c", "云南4家国家级经开区综合排名进入全国30强", said.format("云南"), "云南")
    assert len(edit.merge((one, other))) == 2
    assert len(edit.merge((one, again))) == 1


def test_the_ranking_of_a_country_and_that_of_a_province_are_two_stories() -> None:
    national = "商务部近日公布2024年度国家级经开区综合评价结果，云南省4家国家级经开区排名跻身全国30强。"
    provincial = "云南省商务厅公布2024年度全省开发区综合评价结果，98家开发区参评，排名居前的受到通报。"
    one = ranked("a", "云南4家国家级经开区综合评价排名跻身全国30强", national, "云南")
    other = ranked("b", "2024年度云南省开发区综合评价排名结果出炉", provincial, "云南")
    assert len(edit.merge((one, other))) == 2


def test_a_class_of_zones_is_no_zone_of_its_own() -> None:
    """享受国家高新区 is what three zones become, not the zone that the report is of."""
    written = article("a", "园区参考", 15, "三家高新区升级", "国务院批复三家高新区升级，享受国家高新区政策。")
    told = report(written, zone(written, "享受国家高新区", level="未知"))
    assert edit.Fingerprints()(told).zone is None
