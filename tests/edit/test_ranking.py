"""The order follows the editor's rules and says why; what does not belong falls out with its reason."""

from __future__ import annotations

from itertools import permutations

import pytest
from newspaper import article, fact, report, zone

from digest import edit, facts
from digest.model import Report, Story


def rule(name: str = "rule", verb: str = "正式印发", headline: str = "岚州出台意见推动开发区整合") -> Report:
    written = article(
        name, "岚州经济报", 15, headline,
        f"经省委、省政府同意，《关于推动全省开发区整合的实施意见》日前{verb}，开发区由74家整合至60家左右。",
    )  # fmt: skip
    return report(written, fact(written, "quantity", "74家", value="74", unit="家", measure="开发区"))


def project(name: str, place: str, sum_: str, value: str, verb: str = "投产") -> Report:
    written = article(
        name,
        "岚州经济报",
        15,
        f"总投资{sum_} {place}{name}基地{verb}",
        f"4月14日，{name}基地在{place}{verb}，总投资{sum_}。",
    )
    return report(
        written,
        zone(written, place),
        fact(written, "money", sum_, value=value, unit="CNY", measure="总投资"),
    )


def match() -> Report:
    written = article(
        "match", "澄原晚报", 16, "加时险胜！澄原雁队挺进四强", "昨晚的联赛里，雁队主场以96比93取胜，球迷5800余人。"
    )
    return report(written, fact(written, "quantity", "5800余人", value="5800", unit="人", bound="over"))


def visit() -> Report:
    written = article(
        "visit",
        "望沧时报",
        17,
        "砚坪经开区考察团来望沧交流",
        "4月15日，砚坪经开区考察团一行16人到望沧参观，并召开座谈会。",
    )
    return report(written, zone(written, "砚坪经开区", level="省级"))


def ranked(*reports: Report, **profile: object) -> edit.Ranking:
    return edit.rank(edit.merge(reports), edit.Profile(**profile))  # type: ignore[arg-type]


def order(ranking: edit.Ranking) -> list[str]:
    return [item.story.reports[0].article.id for item in ranking.items]


def test_a_provinces_rule_comes_before_a_large_project_and_that_before_a_small_one() -> None:
    large = project("磐驰", "赣江经开区", "118亿元", "11800000000")
    small = project("泓箔", "澄原经开区", "8亿元", "800000000")
    assert order(ranked(small, large, rule())) == ["rule", "磐驰", "泓箔"]


def test_a_rule_in_force_comes_before_a_draft() -> None:
    draft = rule("draft", "公开征求意见", "岚州就开发区整合征求意见")
    stories = (*edit.merge((draft,)), *edit.merge((rule(),)))
    assert order(edit.rank(stories, edit.Profile())) == ["rule", "draft"]


def test_what_runs_comes_before_what_is_signed() -> None:
    signed = project("禾岚", "澄原经开区", "8亿元", "800000000", "签约")
    running = project("泓箔", "栖云经开区", "8亿元", "800000000")
    assert order(ranked(signed, running)) == ["泓箔", "禾岚"]


def test_every_item_says_why_and_the_parts_add_up() -> None:
    for item in ranked(rule(), project("泓箔", "澄原经开区", "8亿元", "800000000")).items:
        assert item.score == pytest.approx(sum(reason.points for reason in item.reasons))
        assert all(reason.name and reason.why and reason.points for reason in item.reasons)


def test_off_topic_articles_fall_out_with_their_reason() -> None:
    ranking = ranked(match(), visit(), rule())
    assert order(ranking) == ["rule"]
    why = {cut.item.story.reports[0].article.id: cut.why for cut in ranking.cut}
    assert why == {"match": "体育消息，与开发区无关", "visit": "例行调研考察，没有可记的事项"}


def test_our_own_zone_rises_and_a_dropped_word_falls_out() -> None:
    left = project("泓箔", "澄原经开区", "8亿元", "800000000")
    right = project("禾岚", "栖云经开区", "9亿元", "900000000")
    assert order(ranked(left, right)) == ["禾岚", "泓箔"]
    assert order(ranked(left, right, zones=("澄原经开区",))) == ["泓箔", "禾岚"]
    dropped = ranked(left, right, drop=("禾岚",))
    assert [cut.why for cut in dropped.cut] == ["按设置不收：禾岚"]


def test_limits_cut_the_last_and_say_so() -> None:
    reports = [project(name, f"{name}经开区", "8亿元", "800000000") for name in ("泓箔", "禾岚", "磐驰")]
    assert [cut.why for cut in ranked(*reports, top=2).cut] == ["全期已满"]
    assert [cut.why for cut in ranked(*reports, limits={"项目": 1}).cut] == ["“项目”已满"] * 2


def test_one_zone_does_not_fill_the_brief() -> None:
    same = [project(name, "澄原经开区", "9亿元", "900000000") for name in ("泓箔", "禾岚", "磐驰")]
    other = project("羿新", "栖云经开区", "8亿元", "800000000")
    assert order(ranked(*same, other)).index("羿新") == 2


def test_the_ranking_does_not_depend_on_the_order_of_the_reports() -> None:
    reports = (rule(), match(), project("泓箔", "澄原经开区", "8亿元", "800000000"), visit())
    assert len({ranked(*shuffled) for shuffled in permutations(reports)}) == 1


def test_items_stand_in_their_sections() -> None:
    sections = {
        item.story.reports[0].article.id: item.section
        for item in ranked(rule(), project("泓箔", "澄原经开区", "8亿元", "800000000")).items
    }
    assert sections == {"rule": "政策", "泓箔": "项目"}


def test_a_word_to_keep_keeps_what_is_off_topic_and_our_own_zones_visits_are_news() -> None:
    assert order(ranked(match(), visit())) == []
    assert order(ranked(match(), visit(), keep=("考察团",))) == ["visit"]
    assert order(ranked(match(), visit(), zones=("砚坪经开区",))) == ["visit"]


def test_a_story_is_about_zones_where_any_of_its_reports_is() -> None:
    one = project("泓箔", "澄原经开区", "19.8亿元", "1980000000", "开工")
    written = article("trade", "材料观察", 16, "泓箔基地动土", "泓箔基地14日动工，投资额19.8亿元，新增产能1.8万吨。")
    trade = report(written, fact(written, "money", "19.8亿元", value="1980000000", unit="CNY", measure="投资额"))
    story = Story("both", (trade, one))
    assert [item.story.id for item in edit.rank((story,)).items] == ["both"]


def test_a_works_of_which_no_zone_is_told_is_kept_and_marked_and_other_news_is_not() -> None:
    built = article("built", "泽州日报", 14, "泓箔项目通过验收", "14日，泓箔有限公司年产2万吨铜箔项目通过验收。")
    opened = article("opened", "泽州日报", 14, "小麦陆续开镰", "14日，泽州小麦陆续开镰，农机合作社准备了收割机30台。")
    reports = [Report(one, facts.extract(one, on=one.published)) for one in (built, opened)]
    ranking = ranked(*reports)
    assert order(ranking) == ["built"]
    assert "没有写到开发区" in {reason.why for reason in ranking.items[0].reasons}
