"""A summary is sentences of the article: whole, in order, none that leans on a missing one."""

from __future__ import annotations

import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from newspaper import article, fact, report, zone

from digest import facts
from digest.edit.clauses import forms
from digest.edit.references import dangles, day_written, days, reference
from digest.edit.sentence import told, without_opening
from digest.edit.summary import CHARACTERS, references, summarise
from digest.model import Report, Text
from digest.publish.evidence import marked

ROOT = Path(__file__).resolve().parents[2]


def nadi() -> Report:
    written = article(
        "nadi", "望沧时报", 17, "拿地到开工 最快一天",
        "本报讯（记者 蓝溪）上午签出让合同，下午领施工许可证。近日，谷帆冷链在望沧临港产业园动工，总投资3.8亿元。",
        "“过去要跑三个月，现在一天就够了。”企业负责人沈闻说，仅评估一项就省下42万元。该园区还将推广这一做法。",
        "此外，园区由财政出资1500万元完成9项区域评估。双方表示，将深入交流、共同发展。",
        "今年以来，已有7个项目享受服务，累计少跑160趟。",
    )  # fmt: skip
    return report(
        written,
        zone(written, "望沧临港产业园", level="未知"),
        fact(written, "money", "3.8亿元", value="380000000", unit="CNY", measure="总投资", salience=0.9),
        fact(written, "money", "42万元", value="420000", unit="CNY"),
        fact(written, "money", "1500万元", value="15000000", unit="CNY"),
        fact(written, "quantity", "9项", value="9", unit="项"),
        fact(written, "quantity", "7个", value="7", unit="个"),
        fact(written, "quantity", "160趟", value="160", unit="趟"),
    )


def test_a_summary_is_clauses_of_the_article_within_its_length() -> None:
    one = nadi()
    allowed = {form for sentence in told(one) for form in forms(sentence.text)}
    summary = summarise(one)
    assert summary
    assert set(summary) <= allowed
    assert sum(map(len, summary)) <= CHARACTERS


def test_a_summary_keeps_its_places_in_the_source() -> None:
    one = nadi()
    source = "\n".join(text.string for text in (one.article.headline, *one.article.body) if text)
    for sentence in summarise(one):
        assert "".join(source[start:end] for start, end in sentence.spans) == sentence.string


def test_a_summary_is_in_reading_order_and_repeats_nothing() -> None:
    starts = [sentence.place(0) for sentence in summarise(nadi())]
    assert starts == sorted(set(starts))


def test_a_sentence_that_leans_never_stands_without_the_one_before() -> None:
    one = nadi()
    lines = [sentence.text.string for sentence in told(one)]
    chosen = [sentence.string for sentence in summarise(one)]
    for sentence in told(one):
        if sentence.leans and sentence.text.string in chosen:
            assert lines[sentence.index - 1] in chosen


def test_a_sentence_that_turns_on_the_end_of_the_one_before_comes_with_all_of_it() -> None:
    """这38家 are those that the end of the sentence before counts."""
    lines = (
        "近日，两部门联合发布开发区四至范围公告目录，确定了552家开发区的名称和面积，青州有15家经开区和23家高新区位列其中。",
        "而在青州的这38家开发区中，沧海沿线分布了20家，青州沧海沿线开发区连接成带。",
    )
    written = article("lean", "青州日报", 14, "青州沧海沿线开发区连成带", *lines)
    one = Report(written, facts.extract(written, on=written.published))
    for characters in range(60, 121, 10):
        chosen = [sentence.string for sentence in summarise(one, characters)]
        assert not any(text.startswith("而") for text in chosen) or chosen[0].endswith("位列其中。")


def test_the_sentence_with_the_news_is_taken_and_the_ceremony_is_not() -> None:
    chosen = "".join(sentence.string for sentence in summarise(nadi()))
    assert "总投资3.8亿元" in chosen
    assert "深入交流" not in chosen


def test_a_quotation_stays_with_its_speaker() -> None:
    for sentence in summarise(nadi()):
        assert sentence.string.count("“") == sentence.string.count("”")


@pytest.mark.parametrize(
    ("paragraph", "rest"),
    [
        ("本报讯（记者 蓝溪 通讯员 柳依）4月16日，基地投产。", "4月16日，基地投产。"),
        ("本报砚坪4月14日电（记者 邓可）项目开工。", "项目开工。"),
        ("本报讯 近日，细则发布。", "近日，细则发布。"),
        ("岚网讯12月1日，园区通过验收。", "12月1日，园区通过验收。"),
        ("央岚网消息：园区通过验收。", "园区通过验收。"),
        ("岚函〔2025〕48号 园区升级获批。", "园区升级获批。"),
        ("砺沅通讯公司落户。", "砺沅通讯公司落户。"),
        ("（记者 蓝溪）近日，细则发布。", "近日，细则发布。"),
        ("记者从管委会获悉，投资增长。", "记者从管委会获悉，投资增长。"),
        ("讯飞路北侧响起打桩声。", "讯飞路北侧响起打桩声。"),
        ("本报记者在现场看到，叶片下线。", "本报记者在现场看到，叶片下线。"),
        ("岚广网望沧9月9日消息(见习记者 蓝溪 通讯员 柳依)会期间,园区签约。", "会期间,园区签约。"),
        ("本报记者蓝溪4月15日，园区发布细则。", "4月15日，园区发布细则。"),
        ("本报讯记者蓝溪日前，研讨会举行。", "日前，研讨会举行。"),
        ("岚都讯 记者蓝溪 通讯员柳依 园区新认定企业13家。", "园区新认定企业13家。"),
        ("记者节4月15日起筹备。", "记者节4月15日起筹备。"),
    ],
)
def test_the_opening_is_cut_off_and_nothing_else(paragraph: str, rest: str) -> None:
    assert without_opening(Text.of(paragraph)).string == rest


def test_an_article_without_a_body_has_no_summary() -> None:
    assert summarise(report(article("empty", "望沧时报", 17, "只有标题"))) == ()


def test_sixty_summaries_hold_the_marked_sentences_and_more_of_them_than_the_lead() -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import summaries  # type: ignore[import-not-found]  # noqa: PLC0415  a benchmark is no package

    assert summaries.share(summaries.ours, None) >= 0.82
    assert summaries.share(summaries.lead, 3) < 0.8


REFERENCES = tomllib.loads((Path(__file__).parent / "references.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", REFERENCES, ids=lambda case: case["why"])
def test_a_word_of_reference_is_filled_in_where_the_article_leaves_no_doubt(case: dict[str, Any]) -> None:
    written = article("written", "岚北日报", 15, "", *case["body"])
    facts = [
        zone(written, words) if kind == "zone" else fact(written, kind, words, value=words)
        for kind, words in case["facts"]
    ]
    whole = told(report(written, *facts))
    found = reference(whole[-1], whole, facts)
    assert (found.name.string if found else "") == case["name"]


def test_a_filled_name_stands_in_brackets_and_is_a_slice_of_the_article() -> None:
    lines = (
        "4月14日，砺沅储能电池项目在澄原经开区开工。现场一片忙碌的景象，机器轰鸣，人来车往。",
        "该项目总投资118.4亿元，占地1230亩。",
    )
    written = article("written", "岚北日报", 15, "", *lines)
    one = report(written, fact(written, "project", "砺沅储能电池项目", value="砺沅储能电池项目"))
    whole = told(one)
    found = references(one, (whole[2].text,))
    assert "".join(str(words) for words, _ in marked(whole[2].text, (), found)) == (
        "该项目〔砺沅储能电池项目〕总投资118.4亿元，占地1230亩。"
    )
    assert references(one, (whole[0].text, whole[2].text)) == ()
    source = "\n".join(("", *lines))
    assert all(source[slice(*span)] == one.name.string for one in found for span in one.name.spans)


@pytest.mark.parametrize(
    ("sentence", "allowed", "refused"),
    [
        (
            "近日，临港园区新开两条专线，串起14家企业，方便职工上下班。",
            ("临港园区新开两条专线，串起14家企业。", "临港园区新开两条专线。"),
            ("近日。", "串起14家企业，方便职工上下班。"),
        ),
        ("如果年内不开工，管委会将收回土地。", (), ("如果年内不开工。",)),
        ("项目已完成选址，但尚未开工。", (), ("项目已完成选址。",)),
        (
            "园区现有各类企业86家，其中规上企业30家，外资企业6家。",
            ("园区现有各类企业86家。",),
            ("园区现有各类企业86家，其中规上企业30家。",),
        ),
        ("为降低成本，园区推出租金减免。", (), ("为降低成本。",)),
        ("据海关统计，综保区进出口46.8亿元，增长31.2%。", ("综保区进出口46.8亿元，增长31.2%。",), ("据海关统计。",)),
        ("图纸画到第三稿时，审图专家上了门。", (), ("图纸画到第三稿时。",)),
        (
            "为优化生态，《若干政策》提出设立100亿元母基金。",
            ("《若干政策》提出设立100亿元母基金。",),
            ("为优化生态。",),
        ),
        ("山岚公司零部件项目，经专窗服务，完成备案手续。", (), ("山岚公司零部件项目。",)),
        ("昨日起，园区发放住房券，买房租房都能用。", ("昨日起，园区发放住房券。",), ("起，园区发放住房券。",)),
        ("他说：“园区变了，路通了。”", (), ("他说：“园区变了。",)),
        ("工程投资1,200万元，年底完工。", ("工程投资1,200万元。",), ("工程投资1。",)),
        (
            "4月20日，记者从综保区获批发布会上了解到，国务院批复同意设立望沧综保区，面积0.82平方公里。",
            ("国务院批复同意设立望沧综保区。",),
            ("4月20日。", "4月20日，记者从综保区获批发布会上了解到。"),
        ),
        ("15日从省商务厅获悉,全省共有33个园区入选。", ("全省共有33个园区入选。",), ("15日从省商务厅获悉。",)),
        ("来自江畔高新区的消息，已有471家企业开工。", ("已有471家企业开工。",), ("来自江畔高新区的消息。",)),
        ("在发布会上，管委会副主任介绍，注册企业超2300家。", ("注册企业超2300家。",), ("在发布会上。",)),
        ("根据今年前三季度经济数据显示，全市产值4014亿元。", (), ("全市产值4014亿元。",)),
        ("会上，9个项目签约落户园区，总金额79.5亿元(人民币，下同)。", ("9个项目签约落户园区，总金额79.5亿元。",), ()),
        ("省政府日前正式批复同意园区扩区。", ("省政府正式批复同意园区扩区。",), ("省政府日前正式批复同意园区扩区。",)),
        (
            "今天(4月7日)上午，园区推出16条措施。",
            ("4月7日上午，园区推出16条措施。",),
            ("(4月7日)上午，园区推出16条措施。",),
        ),
        (
            "聚集多家知名游戏企业的江畔开发区，正打造游戏谷。",
            ("聚集多家知名游戏企业的江畔开发区，正打造游戏谷。",),
            ("聚集多家知名游戏企业的江畔开发区。",),
        ),
        ("走进数字产业园工地，吊车林立，二期已经封顶。", (), ("走进数字产业园工地。",)),
        ("4月13日至14日，19国媒体走访园区。", (), ("4月13日至14日。",)),
        (
            "园区每年投入超50亿元，预计到2027年，产值占全市四分之一。",
            ("园区每年投入超50亿元。",),
            ("园区每年投入超50亿元，预计到2027年。",),
        ),
        (
            "全省10家园区有7家位次提升，其中东岭位列第22位，提升4位；龙岩列第67位。",
            ("全省10家园区有7家位次提升，其中东岭位列第22位，提升4位。",),
            ("全省10家园区有7家位次提升，其中东岭位列第22位。",),
        ),
        ("“产值372亿元，增长5.5%。”21日，园区负责人说。", (), ("“产值372亿元，增长5.5%。”21日。",)),
        (
            "园区新设企业60万家，以不到全省万分之二的面积，吸收了12%的外资。",
            ("园区新设企业60万家。",),
            ("园区新设企业60万家，以不到全省万分之二的面积。",),
        ),
        ("地块经过竞价，以6.8亿元成交。", ("地块经过竞价，以6.8亿元成交。",), ()),
    ],
)
def test_a_sentence_is_cut_where_its_sense_is_kept(
    sentence: str, allowed: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    made = {form.string for form in forms(Text.of(sentence))}
    assert made >= set(allowed)
    assert not made & set(refused)
    assert all(len(form) <= len(sentence) for form in made)


def test_a_day_that_only_the_paper_knows_is_resolved_and_one_that_is_quoted_is_not() -> None:
    thursday = date(2025, 4, 17)
    said = "昨日，园区开工；本周一，基地投产。负责人说：“今天真热闹。”"
    assert [(one.words.string, str(one.name)) for one in days(Text.of(said), thursday)] == [
        ("昨日", "4月16日"), ("本周一", "4月14日"),
    ]  # fmt: skip
    assert days(Text.of("今年今日头条"), None) == ()


def test_a_day_is_counted_from_the_dateline_of_the_report() -> None:
    sent = article("sent", "望沧日报", 18, "园区开工", "新华社望沧4月15日电 今天，园区开工。")
    assert day_written(sent) == date(2025, 4, 15)
    without = article("without", "望沧日报", 18, "园区开工", "4月15日，园区开工，今天仍有人来。")
    assert day_written(without) == without.published


@pytest.mark.parametrize(
    ("body", "facts", "filled"),
    [
        ("记者从江畔高新区获悉，前9个月，该区产值达1200亿元。", (("zone", "江畔高新区"),), "江畔高新区"),
        ("据瀚泉经开区统计局通报，前9个月，该区产值达1200亿元。", (("org", "瀚泉经开区统计局"),), "瀚泉经开区"),
        ("江畔高新区前9个月势头良好，该区产值达1200亿元。", (("zone", "江畔高新区"),), ""),
        (
            "据江畔高新区和岚北新区通报，前9个月，该区产值达1200亿元。",
            (("zone", "江畔高新区"), ("zone", "岚北新区")),
            "",
        ),
    ],
)
def test_a_district_within_a_sentence_is_named_where_its_name_was_cut_off(
    body: str, facts: tuple[tuple[str, str], ...], filled: str
) -> None:
    written = article("within", "岚北日报", 15, "", body)
    found = [
        zone(written, words) if kind == "zone" else fact(written, kind, words, value=words) for kind, words in facts
    ]
    one = report(written, *found)
    whole = told(one)
    printed = min(forms(whole[0].text), key=len)
    named = references(one, (printed,))
    assert "".join(str(one.name) for one in named) == filled
    assert dangles(whole[0], printed, whole) == ("和" in body)


@pytest.mark.parametrize(
    ("news", "filler"),
    [
        ("岚北经开区已签约项目16个，总投资93亿元。", "车间里机器轰鸣，工人们正加班加点赶制订单。"),
        ("岚北经开区新增规上企业28家，累计达到310家。", "我从学校毕业后就来到园区，一干就是7年。"),
        ("岚北经开区为180家企业减租600万元。", "下一步，岚北经开区将进一步优化环境，努力打造成为新高地。"),
        ("岚北经开区迁址望沧并更名。", "岚北经开区位于望沧市东部，成立于1992年。"),
    ],
)
def test_the_news_goes_before_a_scene_a_promise_and_what_is_known(news: str, filler: str) -> None:
    written = article("news", "岚北日报", 15, "岚北经开区一季度平稳", filler, news)
    one = report(written, *(zone(written, "岚北经开区") for _ in "1"))
    printed = [text.string for text in summarise(one, characters=max(len(news), len(filler)))]
    assert len(printed) == 1
    assert news.startswith(printed[0].rstrip("。"))


def test_the_figure_of_the_headline_is_in_the_summary_and_a_long_lead_gives_it_room() -> None:
    written = article(
        "held", "岚北日报", 15, "岚北集中开工22个新基建项目 总投资815亿元",
        "岚北市首轮新基建项目集中开工活动在岚北高新区举行，临港新区、崟辰园区等地以视频连线方式共设置了多个分会场同步参加这次活动。",
        "本次开工项目共28个，总投资约1054亿元。其中，新型基础设施项目22个，总投资815亿元，涵盖网络和数据中心等领域。",
    )  # fmt: skip
    figures = (("1054亿元", "105400000000"), ("815亿元", "81500000000"))
    one = report(
        written,
        zone(written, "岚北高新区"),
        *(fact(written, "money", words, value=value, unit="CNY", measure="总投资") for words, value in figures),
    )
    assert "815亿元" in "".join(text.string for text in summarise(one))


def test_a_line_under_a_picture_is_no_sentence() -> None:
    written = article(
        "picture", "岚北日报", 15, "岚北推介", "图为推介会现场。（蓝溪摄）", "岚北推介会举行，签约6个项目。"
    )
    assert [one.text.string for one in told(report(written))] == ["岚北推介会举行，签约6个项目。"]
    only = article("only", "岚北日报", 15, "岚北推介", "摄影协会在园区成立。")
    assert [one.text.string for one in told(report(only))] == ["摄影协会在园区成立。"]


def test_a_name_is_filled_in_rather_than_its_source_printed() -> None:
    written = article(
        "fill", "岚北日报", 15, "前9个月产值1200亿元", "记者从江畔高新区获悉，前9个月，该区产值达1200亿元。"
    )
    one = report(written, zone(written, "江畔高新区"))
    printed = summarise(one)
    assert [text.string for text in printed] == ["前9个月，该区产值达1200亿元。"]
    assert [str(found.name) for found in references(one, printed)] == ["江畔高新区"]
