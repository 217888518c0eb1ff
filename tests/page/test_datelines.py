"""Datelines tell the day of a page that does not tell it itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from week import order

from digest import config, page, read
from digest.pipeline import build
from digest.pipeline.clip import clip

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2025, 4, 20)


def days(text: str, origin: str = "page.txt", latest: date = TODAY) -> list[date | None]:
    document = read.read(origin, text.encode())
    return [article.published for article in page.dated(document, page.split(document), latest).articles]


@pytest.mark.parametrize(
    ("lead", "day"),
    [
        ("新华社北京4月14日电（记者 顾远舟）玉衡光学的四座标准厂房封顶，明年春天交付使用。", date(2025, 4, 14)),
        ("本报临湾4月14日讯 玉衡光学的四座标准厂房封顶，明年春天交付使用，年产镜头百万颗。", date(2025, 4, 14)),
        ("据新华社4月14日电 玉衡光学的四座标准厂房封顶，明年春天交付使用，年产镜头百万颗。", date(2025, 4, 14)),
        ("新华社北京12月30日电 玉衡光学的四座标准厂房封顶，明年春天交付使用，年产镜头百万颗。", date(2024, 12, 30)),
        ("新华社北京2月29日电 玉衡光学的四座标准厂房封顶，明年春天交付使用，年产镜头百万颗。", date(2024, 2, 29)),
        ("新华社北京2月30日电 玉衡光学的四座标准厂房封顶，明年春天交付使用，年产镜头百万颗。", None),
        ("本报讯 玉衡光学的四座标准厂房将于4月14日封顶，明年春天交付使用，年产镜头百万颗。", None),
        ("4月14日，玉衡光学的四座标准厂房封顶，明年春天交付使用，年产镜头百万颗，带动就业。", None),
    ],
)
def test_a_dateline_tells_the_day_in_the_last_year_it_can_be(lead: str, day: date | None) -> None:
    assert days(f"四座标准厂房同日封顶\n　　{lead}\n") == [day]


def test_the_latest_dateline_dates_the_whole_page() -> None:
    text = (
        "四座标准厂房同日封顶\n　　新华社北京4月13日电 玉衡光学的四座标准厂房封顶，明年春天交付使用。\n\n"
        "山城引来光伏玻璃企业\n　　本报山城4月14日讯 澄川玻璃与山城工业园签约，投资六亿元建设生产线。\n\n"
        "春耕时节种子充足\n　　农技站昨日发放稻种三万斤，农户反映种子质量好，今年播种比去年早了一周。\n"
    )
    assert set(days(text)) == {date(2025, 4, 14)}


def test_a_day_that_is_known_is_kept() -> None:
    text = "四座标准厂房同日封顶\n　　新华社北京4月14日电 玉衡光学的四座标准厂房封顶，明年春天交付使用。\n"
    assert days(text, "2025-04-16_临湾日报_05版.txt") == [date(2025, 4, 16)]


def test_rows_of_a_list_are_dated_each_by_itself() -> None:
    rows = (
        '{"headline": "厂房封顶", "body": "新华社北京4月14日电 玉衡光学的四座标准厂房封顶。"}\n'
        '{"headline": "稻种到位", "body": "农技站昨日发放稻种三万斤，播种比去年早了一周。"}\n'
    )
    assert days(rows, "rows.jsonl") == [date(2025, 4, 14), None]


def test_an_issue_is_built_of_pages_dated_by_their_datelines(tmp_path: Path) -> None:
    lead = "新华社岚州4月14日电 江畔高新区签约新型电池项目，总投资35亿元，占地200亩，明年投产。"
    (tmp_path / "page.txt").write_text(f"江畔高新区签约新型电池项目\n　　{lead}\n", encoding="utf-8")
    built = build.build(order(tmp_path / "out", tmp_path / "page.txt", formats=("md",)), config.Settings())
    assert (built.brief.issue, built.problems) == ("2025-W16", ())
    assert [item.sources[0].published for item in built.brief.items] == [date(2025, 4, 14)]


def test_a_page_is_shown_with_the_day_of_its_dateline(tmp_path: Path) -> None:
    lead = "新华社岚州4月14日电 江畔高新区签约新型电池项目，总投资35亿元，昨日开工。"
    (tmp_path / "page.txt").write_text(f"江畔高新区签约新型电池项目\n　　{lead}\n", encoding="utf-8")
    (clipping,), _ = clip([tmp_path / "page.txt"], config.Settings(), date(2025, 6, 1))
    (report,) = clipping.reports
    assert report.article.published == date(2025, 4, 14)
    assert date(2025, 4, 13) in {fact.first for fact in report.facts}
