"""Where the reports of a story disagree on a figure, the note says who has what; rounding is no conflict."""

from __future__ import annotations

from newspaper import article, figure, report

from digest import edit
from digest.model import Report, Story


def told(name: str, paper: str, *figures: tuple[str, str, str, str, str]) -> Report:
    written = article(
        name, paper, 15, "叶片基地投产", "基地" + "，".join(f"{m}{w}" for w, _, _, m, _ in figures) + "。"
    )
    made = [
        figure(written, words, measure, value=value, unit=unit, bound=bound)
        for words, value, unit, measure, bound in figures
    ]
    return report(written, *made)


def conflicts(*reports: Report) -> tuple[str, ...]:
    """Word what the reports of a story disagree on."""
    return tuple(map(str, edit.conflicts(edit.contexts(Story("s", reports), edit.Fingerprints()))))


def test_a_conflict_names_measure_papers_and_figures() -> None:
    left = told("a", "望沧时报", ("600套", "600", "套", "年产叶片", "exact"))
    right = told("b", "岚州经济报", ("480套", "480", "套", "年产叶片", "exact"))
    assert conflicts(left, right) == ("多报比对：年产叶片，《望沧时报》600套，《岚州经济报》480套。",)


def test_a_conflict_is_printed_from_the_statements_of_both_reports() -> None:
    left = told("a", "望沧时报", ("600套", "600", "套", "年产叶片", "exact"))
    right = told("b", "岚州经济报", ("480套", "480", "套", "年产叶片", "exact"))
    (remark,) = edit.conflicts(edit.contexts(Story("s", (left, right)), edit.Fingerprints()))
    assert [(one.article, str(one), str(one.label)) for one in remark.statements] == [
        ("a", "600套", "年产叶片"),
        ("b", "480套", "年产叶片"),
    ]


def test_rounding_units_and_bounds_are_no_conflict() -> None:
    left = told(
        "a",
        "望沧时报",
        ("118.4亿元", "11840000000", "CNY", "总投资", "exact"),
        ("1230亩", "1230", "亩", "占地", "exact"),
    )
    right = told(
        "b",
        "江畔日报",
        ("逾百亿元", "10000000000", "CNY", "投资", "over"),
        ("约82公顷", "82", "公顷", "占地面积", "about"),
    )
    assert conflicts(left, right) == ()


def test_the_first_stage_and_the_whole_are_no_conflict() -> None:
    left = told("a", "望沧时报", ("118.4亿元", "11840000000", "CNY", "总投资", "exact"))
    right = told("b", "江畔日报", ("42亿元", "4200000000", "CNY", "一期投资", "exact"))
    assert conflicts(left, right) == ()


def test_the_same_digits_in_another_order_are_one_figure_whatever_it_is_called() -> None:
    left = told("a", "望沧时报", ("5520米", "5520", "米", "最大下潜深度", "exact"))
    right = told("b", "江畔日报", ("5250米", "5250", "米", "最深一次潜", "exact"))
    other = told("c", "江畔日报", ("5310米", "5310", "米", "最深一次潜", "exact"))
    assert len(conflicts(left, right)) == 1
    assert conflicts(left, other) == ()


def test_one_of_two_figures_of_a_measure_differs_where_the_other_agrees() -> None:
    left = told("a", "望沧时报", ("23份", "23", "份", "申请材料", "exact"), ("5份", "5", "份", "申请材料", "exact"))
    right = told("b", "江畔日报", ("23份", "23", "份", "申请材料", "exact"), ("7份", "7", "份", "申请材料", "exact"))
    three = told("c", "江畔日报", ("23份", "23", "份", "申请材料", "exact"), ("11份", "11", "份", "申请材料", "exact"))
    assert conflicts(left, right) == ("多报比对：申请材料，《望沧时报》5份，《江畔日报》7份。",)
    assert conflicts(left, three) == ()


def test_what_is_made_in_a_year_may_say_so_or_not() -> None:
    left = told("a", "望沧时报", ("24万辆", "240000", "辆", "年产整车", "exact"))
    same = told("b", "江畔日报", ("24万辆/年", "240000", "辆/年", "整车产能", "exact"))
    less = told("c", "江畔日报", ("20万辆/年", "200000", "辆/年", "整车产能", "exact"))
    assert conflicts(left, same) == ()
    assert len(conflicts(left, less)) == 1


def test_a_sum_told_loosely_is_no_version_of_another() -> None:
    left = told("a", "望沧时报", ("不少于45亿元", "4500000000", "CNY", "总投资", "at_least"))
    right = told("b", "江畔日报", ("约40亿元", "4000000000", "CNY", "总投资", "about"))
    assert conflicts(left, right) == ()
