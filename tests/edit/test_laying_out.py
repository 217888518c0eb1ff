"""A brief holds what was ranked, in the order of its sections, each figure in the words of its source."""

from __future__ import annotations

from datetime import date

import pytest
from newspaper import article, fact, figure, report, zone

from digest import edit, facts
from digest.edit.figures import measure_of
from digest.edit.keyfacts import key_facts
from digest.model import Brief, Masthead, Report, Statement, Story


def started() -> Report:
    written = article(
        "started", "岚州经济报", 15, "砺沅储能基地动工",
        "4月14日，砺沅储能基地在澄原经开区开工建设，总投资118.4亿元，预计年产值195亿元。",
    )  # fmt: skip
    return report(
        written,
        zone(written, "澄原经开区"),
        figure(written, "118.4亿元", "总投资", "砺沅储能基地", value="11840000000", unit="CNY"),
        figure(written, "195亿元", "年产值", "砺沅储能基地", value="19500000000", unit="CNY", modality="expected"),
    )


def listed() -> Report:
    written = article(
        "listed", "岚州经济报", 18, "省级开发区年度考评揭晓",
        "省商务厅日前揭晓年度考评，全省67家开发区参评。望沧临港产业园亩均税收21.6万元，居第一。",
    )  # fmt: skip
    return report(
        written,
        zone(written, "望沧临港产业园", level="省级"),
        figure(written, "21.6万元", "亩均税收", "望沧临港产业园", value="216000", unit="CNY"),
    )


def weather() -> Report:
    written = article("weather", "望沧时报", 17, "海上有大风", "气象台发布大风预警，阵风9级，气温下降，周末有小雨。")
    return report(written)


def brief(*reports: Report) -> Brief:
    return edit.compose(
        edit.rank(edit.merge(reports)),
        issue="2025-W16",
        first=date(2025, 4, 14),
        last=date(2025, 4, 20),
        printed=date(2025, 4, 20),
        masthead=Masthead("开发区动态周报", "编辑部", 16),
    )


def stated(made: Report) -> tuple[Statement, ...]:
    """State the key figures of a report."""
    (context,) = edit.contexts(Story("s", (made,)), edit.Fingerprints())
    return key_facts(context)


def test_sections_come_in_their_order_and_empty_ones_not_at_all() -> None:
    assert [section.title for section in brief(listed(), started(), weather()).sections] == ["项目", "数据"]


def test_a_highlight_is_a_sentence_with_its_figure_and_leads_to_its_item() -> None:
    made = brief(started(), listed())
    anchors = {item.anchor for item in made.items}
    assert len(made.highlights) == 2
    for line in made.highlights:
        assert line.figure.string in line.sentence.string
        assert line.anchor in anchors
        assert line.anchor.isascii()


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("据悉，该项目总投资118.4亿元。", False),
        ("目前，这项举措已带来总投资118.4亿元。", False),
        ("砺沅储能基地总投资118.4亿元，该项目分三期建设。", True),
    ],
)
def test_a_sentence_that_refers_to_another_is_no_highlight(sentence: str, *, stands: bool) -> None:
    written = article("one", "岚州经济报", 15, "储能产业加快聚集", f"澄原经开区再添储能力量。{sentence}")
    made = report(
        written,
        zone(written, "澄原经开区"),
        *([fact(written, "project", "砺沅储能基地")] if "砺沅" in sentence else []),
        figure(written, "118.4亿元", "总投资", "澄原经开区", value="11840000000", unit="CNY"),
    )
    assert bool(brief(made).highlights) is stands


@pytest.mark.parametrize(
    ("headline", "sentence", "figure_of", "label", "stands"),
    [
        ("四所高校新校区开工", "澄原经开区及4所高校等有关方面负责人出席动员会。", "4所", "高校", False),
        ("四所高校新校区开工", "4所高校澄原经开区校区全部开工建设。", "4所", "高校", True),
        ("澄原经开区开展检查", "园区出动169人次，巡查企业52家次，排查隐患13项。", "52家次", "企业", False),
        ("澄原经开区通过封关验收", "澄原经开区内保留未开发用地53公顷。", "53公顷", "用地", False),
        ("澄原经开区通过封关验收", "规划面积53公顷的澄原经开区通过验收。", "53公顷", "面积", True),
        ("澄原经开区今年势头良好", "负责人表示，希望全区产值达到53亿元，努力打造新高地。", "53亿元", "产值", False),
        ("高新区新增13家企业", "今年新认定企业13家。", "13家", "企业", False),
        ("澄原经开区打造六大集群", "澄原经开区六大集群加快成形。", "六大", "集群", False),
    ],
)
def test_a_line_of_the_front_page_has_a_place_and_an_act_and_no_ceremony(
    headline: str, sentence: str, figure_of: str, label: str, *, stands: bool
) -> None:
    written = article("line", "岚州经济报", 15, headline, sentence)
    named = [zone(written, "澄原经开区")] if "澄原经开区" in headline + sentence else []
    value = "6" if figure_of == "六大" else "53"
    made = report(written, *named, figure(written, figure_of, label, value=value, unit="个"))
    assert bool(brief(made).highlights) is stands


def test_a_target_is_a_line_only_where_nothing_is_reached() -> None:
    said = "澄原经开区去年产值148亿元。到2027年，澄原经开区产值达到500亿元。"
    written = article("target", "岚州经济报", 15, "澄原经开区产值增长", said)
    aims = figure(written, "500亿元", "产值", "澄原经开区", value="50000000000", unit="CNY", modality="target")
    made = figure(written, "148亿元", "产值", "澄原经开区", value="14800000000", unit="CNY", salience=0.1)
    both = brief(report(written, zone(written, "澄原经开区"), aims, made))
    assert [line.figure.string for line in both.highlights] == ["148亿元"]
    only = brief(report(written, zone(written, "澄原经开区"), aims))
    assert [line.figure.string for line in only.highlights] == ["500亿元"]


def test_a_row_says_whose_figure_it_is_and_how_real() -> None:
    rows = {
        str(one): (str(one.owner), one.status) for one in (row.statement for row in brief(started(), listed()).figures)
    }
    assert rows["118.4亿元"] == ("砺沅储能基地", "expected")
    assert rows["195亿元"] == ("砺沅储能基地", "expected")
    assert rows["21.6万元"] == ("望沧临港产业园", "actual")


@pytest.mark.parametrize(
    ("before", "listed_too"),
    [
        ("投资最大的是松澜食品智慧工厂，", False),
        ("其中规模最大的项目为松澜食品智慧工厂，", False),
        ("这是全省最大的食品工厂，", True),
        ("松澜食品智慧工厂", True),
    ],
)
def test_what_is_told_of_the_largest_of_many_projects_is_no_figure_of_all(before: str, *, listed_too: bool) -> None:
    written = article(
        "many", "岚州经济报", 15, "26个项目集中开工", f"26个项目集中开工，总投资86.3亿元。{before}占地240亩。"
    )
    made = report(
        written,
        figure(written, "86.3亿元", "总投资", value="8630000000", unit="CNY"),
        figure(written, "240亩", "占地", value="240", unit="亩"),
    )
    figures = [str(one) for one in stated(made)]
    assert "86.3亿元" in figures
    assert ("240亩" in figures) == listed_too


@pytest.mark.parametrize(
    ("period", "status"),
    [
        (None, "expected"), ("2025", "expected"), ("2025-Q2", "expected"), ("2025-04-14", "expected"),
        ("2024", "actual"), ("2025-Q1", "actual"), ("2024-H2", "actual"), ("2025-03", "actual"),
        ("2023..2024", "actual"), ("2024-11..2025-02", "actual"),
    ],
)  # fmt: skip
def test_what_a_begun_project_is_to_yield_is_expected_and_what_a_past_stretch_yielded_is_not(
    period: str | None, status: str
) -> None:
    written = article("begun", "岚州经济报", 15, "储能基地动工", "储能基地在澄原经开区开工建设，产值突破500亿元。")
    yielded = figure(written, "突破500亿元", "产值", "澄原经开区", value="50000000000", unit="CNY", period=period)
    assert [one.status for one in stated(report(written, yielded))] == [status]


def read(*body: str, headline: str) -> Report:
    """Take down the facts of an article as the program does."""
    written = article("read", "岚州经济报", 18, headline, *body)
    return Report(written, facts.extract(written, on=None))


def test_a_target_stands_beside_what_is_reached_and_is_not_laid_to_the_office_that_speaks() -> None:
    said = "一季度，澄原经开区完成工业投资58.3亿元。市经济运行局表示，力争上半年工业投资突破130亿元。"
    made = read(said, headline="澄原经开区工业投资增长")
    assert {(str(one.owner), str(one.label), one.status, str(one)) for one in stated(made)} == {
        ("澄原经开区", "工业投资", "actual", "58.3亿元"),
        ("澄原经开区", "工业投资", "target", "突破130亿元"),
    }


@pytest.mark.parametrize(
    ("said", "measure"),
    [
        ("去年产值", "去年产值"),
        ("上年实现工业产值", "去年产值"),
        ("预计年产值", "年产值"),
        ("年产值约", "年产值"),
        ("今年产值", "产值"),
    ],
)
def test_the_output_of_last_year_is_not_the_yearly_output_of_what_is_built(said: str, measure: str) -> None:
    written = article("output", "岚州经济报", 15, "园区扩容", f"园区有企业34家，{said}148亿元。")
    output = fact(written, "money", "148亿元", value="14800000000", unit="CNY", measure="产值")
    assert measure_of(output) == measure


@pytest.mark.parametrize(
    ("sentence", "whose"),
    [
        ("截至去年底，我国省级开发区有2200家。", "我国"),
        ("截至去年底，全国省级开发区有2200家。", "全国"),
        ("截至去年底，省级开发区有2200家。", None),
        ("全省省级开发区有2200家，居全国第三。", "全省"),
    ],
)
def test_a_figure_of_the_country_is_not_laid_to_a_province_and_one_of_nobody_is_no_row(
    sentence: str, whose: str | None
) -> None:
    counted = read(f"省级开发区研究报告发布。{sentence}", headline="省级开发区研究报告发布")
    if whose is None:  # the report that tells of them is no owner that is printed
        assert not any(one.is_sure("item") for one in stated(counted))
    else:
        assert {str(one.owner) for one in stated(counted)} == {whose}
    assert {str(row.statement.owner) for row in brief(counted).figures} <= ({whose} & {"我国", "全国"})


def test_every_report_stands_in_the_sources_once_and_the_cut_ones_with_their_reason() -> None:
    made = brief(started(), listed(), weather())
    assert [source.origin for source in made.sources] == ["started.txt", "weather.txt", "listed.txt"]
    assert [(dropped.source.origin, dropped.why) for dropped in made.dropped] == [
        ("weather.txt", "天气消息，与开发区无关")
    ]


def test_no_reports_make_an_empty_brief() -> None:
    made = brief()
    assert (made.items, made.highlights, made.figures, made.sources) == ((), (), (), ())


@pytest.mark.parametrize(("exact", "value", "rows"), [("31.2%", "31.2", ["31.2%"]), ("58%", "58", ["58%", "三成"])])
def test_a_growth_in_tenths_and_in_per_cent_is_one_row(exact: str, value: str, rows: list[str]) -> None:
    said = f"澄原综保区首季进出口增三成。澄原综保区进出口总值增长{exact}。"
    written = article("tenths", "岚州经济报", 15, "澄原综保区进出口增长", said)
    made = report(
        written,
        zone(written, "澄原综保区"),
        figure(written, "三成", "进出口", "澄原综保区", kind="percent", value="30", unit="%", salience=0.9),
        figure(written, exact, "进出口总值", "澄原综保区", kind="percent", value=value, unit="%", salience=0.9),
    )
    assert sorted(row.statement.text.string for row in brief(made).figures) == sorted(rows)
