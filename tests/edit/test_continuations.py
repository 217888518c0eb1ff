"""A report that goes on in another source (下转, 上接) is one story with its second part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from newspaper import article, report

from digest import edit
from digest.edit.continuations import continuations
from digest.edit.fingerprint import fingerprint

if TYPE_CHECKING:
    from digest.model import Report


def part(id_: str, page: str, headline: str, body: str, **jumps: str) -> Report:
    return report(replace(article(id_, "临湾日报", 14, headline, body), page=page, **jumps))  # type: ignore[arg-type]


def front() -> Report:
    words = "昨日，玉衡光学在临湾新区的四座标准厂房同时封顶，镜头生产线明年春天投产。"
    return part("front", "01", "四座标准厂房同日封顶", words, jumps_to="3")


def second(**jumps: str) -> Report:
    words = "玉衡光学负责人介绍，标准厂房为镜头生产线省下一年时间，临湾新区还将再建六座厂房。"
    return part("second", "03", "", words, **({"jumps_from": "1"} | jumps))


def other() -> Report:
    words = "农技站向农户发放稻种三万斤，今年播种比去年早了一周。"
    return part("other", "01", "春耕时节种子充足", words, jumps_to="3")


def stories(*reports: Report) -> list[list[str]]:
    return sorted([one.article.id for one in story.reports] for story in edit.merge(reports))


def test_a_second_part_stands_in_the_story_of_the_first_and_never_leads() -> None:
    assert stories(second(), front(), other()) == [["front", "second"], ["other"]]


def test_the_parts_must_be_of_one_paper_and_day_and_name_each_others_page() -> None:
    elsewhere = replace(second(), article=replace(second().article, publication="江畔日报"))
    for wrong in (second(jumps_from="2"), elsewhere):
        assert not continuations([fingerprint(front()), fingerprint(wrong)])
    assert continuations([fingerprint(front()), fingerprint(second())])


def test_the_words_must_match() -> None:
    assert stories(second(), other()) == [["other"], ["second"]]


def test_a_report_of_three_parts_is_one_story() -> None:
    words = "玉衡光学计划在临湾新区的标准厂房再装两条镜头生产线，明年春天完成。"
    third = part("third", "A5", "", words, jumps_from="3")
    assert stories(third, front(), second(jumps_to="A5")) == [["front", "second", "third"]]


def test_two_parts_that_name_each_other_are_both_kept() -> None:
    ring = replace(front(), article=replace(front().article, jumps_from="3"))
    assert stories(ring, second(jumps_to="1")) == [["front", "second"]]
