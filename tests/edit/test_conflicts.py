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
