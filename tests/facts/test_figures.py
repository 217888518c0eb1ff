"""Figures and dates: what is read, what it means, and that its own words prove it."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from effort import is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import facts
from digest.facts import amounts
from digest.facts.numerals import fold, read
from digest.model import Article, Fact, Paragraph, Text

HERE = Path(__file__).parent
DAY = date(2025, 7, 22)


def cases(name: str) -> list[Any]:
    table = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["rule"]) for case in table["case"]]


def article(text: str, day: date | None = None) -> Article:
    lines = [line for line in text.split("\n") if line]
    places = [text.index(line) for line in lines]
    paragraphs = (Text.of(text, place, place + len(line)) for place, line in zip(places, lines, strict=True))
    return Article("a", "d", "o", None, paragraphs=tuple(Paragraph("body", text) for text in paragraphs), published=day)


def shown(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else str(value)


def read_amounts(text: str) -> list[str]:
    plain = fold(text)
    found = sorted([*amounts.scan(plain.text), *amounts.scan_words(plain.text)])
    return [
        f"{text[slice(*plain.span(a.start, a.end))]} | {a.kind} | "
        f"{shown(a.value) if a.low is None else f'{shown(a.low)}..{shown(a.high)}'} | {a.unit} | {a.bound}"
        for a in found
    ]


@pytest.mark.parametrize("case", cases("amounts"))
def test_an_amount_is_read_as_it_is_written(case: dict[str, Any]) -> None:
    assert read_amounts(case["text"]) == case["reads"]


@pytest.mark.parametrize("case", [case for case in cases("amounts") if "leaves" in case.values[0]])
def test_a_number_that_counts_nothing_is_left_alone(case: dict[str, Any]) -> None:
    assert read_amounts(case["leaves"]) == []


def dated(text: str, day: date | None) -> list[str]:
    found = [fact for fact in facts.extract(article(text, day), on=None) if fact.kind in ("date", "period")]
    found.sort(key=lambda fact: fact.text.start)
    return [f"{fact.text} | {fact.first} | {fact.last}" for fact in found]


@pytest.mark.parametrize("case", cases("dates"))
def test_a_date_means_its_days(case: dict[str, Any]) -> None:
    assert dated(case["text"], case.get("on")) == case["means"]


@pytest.mark.parametrize("case", [case for case in cases("dates") if "leaves" in case.values[0]])
def test_what_only_looks_like_a_date_is_left_alone(case: dict[str, Any]) -> None:
    assert dated(case["leaves"], case["on"]) == []


@pytest.mark.parametrize("case", cases("numbers"))
def test_a_figure_knows_its_mood_and_what_it_measures(case: dict[str, Any]) -> None:
    found = [fact for fact in facts.extract(article(case["text"], DAY), on=None) if facts.derive(fact)]
    found.sort(key=lambda fact: fact.text.start)
    assert len(found) == len(case["takes"])
    for fact, expected in zip(found, case["takes"], strict=True):
        words, kind, mood, measures = (part.strip() for part in expected.split("|", 3))
        assert (fact.text.string, fact.kind, fact.modality) == (words, kind, mood)
        assert not measures or any(word in (fact.measure or "") for word in measures.split("|"))


def test_a_fall_is_negative_and_proves_itself() -> None:
    (fact,) = facts.extract(article("能耗下降2.4%。"), on=None)
    assert (fact.value, fact.against) == (Decimal("-2.4"), None)
    assert facts.derive(fact) == (Decimal("-2.4"), None, None)


def test_growth_says_what_it_compares_with() -> None:
    found = facts.extract(article("产值同比增长8%，业务量是2022年的3倍。"), on=None)
    assert [fact.against for fact in found if fact.kind == "growth"] == ["同比", "2022年"]


def test_whose_a_figure_is_goes_through_pronouns() -> None:
    text = "鹤浦泵业有限公司的厂房落成。\n该公司拥有专利50多项。"
    found = [fact for fact in facts.extract(article(text, DAY), on=None) if fact.kind == "quantity"]
    assert [fact.subject for fact in found] == ["鹤浦泵业有限公司"]


def test_facts_come_by_salience() -> None:
    text = "海岬湾高新区上半年产值突破500亿元。活动为期2天，设3个展台。"
    found = facts.extract(article(text, DAY), on=None)
    assert [fact.salience for fact in found] == sorted((fact.salience for fact in found), reverse=True)
    figures = [fact.text.string for fact in found if facts.derive(fact)]
    assert figures[0] == "突破500亿元"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("上半年，全区进出口总额203亿元，同比增长8.4%。", "8.4%"),  # a sum of the accounts: its rise is the news
        ("上半年，全区完成固定资产投资203亿元，同比增长8.4%。", "203亿元"),
        ("上半年，全区进出口总额突破200亿元，同比增长8.4%。", "突破200亿元"),
        ("新签6个项目，总面积40亩。至此，全区项目达34个。", "34个"),  # what it comes to
        ("新签6个项目，总面积40亩。此外，储备项目有34个。", "40亩"),
        ("投资6132亿元，首次超过6000亿元，占全省一成。", "超过6000亿元"),  # a mark passed for the first time
    ],
)
def test_the_figure_an_editor_would_underline_comes_first(text: str, first: str) -> None:
    found = facts.extract(article(text, DAY), on=None)
    assert next(fact.text.string for fact in found if facts.derive(fact)) == first


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        *(("三千五", 3500), ("一万零五", 10005), ("二〇二五", 2025), ("千亿", 10**11), ("3亿5000万", 350000000)),
        *(
            ("一百二十点五", Decimal("120.5")),
            ("1,234.5", Decimal("1234.5")),
            ("12k", 12000),
            ("几", None),
            (".", None),
        ),
    ],
)
def test_a_numeral_is_read_in_every_form(numeral: str, value: Decimal | None) -> None:
    assert read(numeral) == value


# --- what holds for every text ---------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    (
        *"013一二十百千万亿两数几半第前近约超.,，。、：（）《》“”%％成折倍番/-—至到",
        *"年月日底元个家项余多占的已１３壹陆萬\u3000 \n",
        *(
            "35",
            "2024",
            "不超过",
            "分之",
            "上半年",
            "去年",
            "同期",
            "季度",
            "美元",
            "人民币",
            "平方米",
            "兆瓦",
            "千瓦时",
        ),
        *(
            "工作日",
            "以上",
            "以内",
            "左右",
            "同比",
            "增长",
            "下降",
            "预计",
            "力争",
            "企业",
            "项目",
            "对折",
            "翻番",
            "1/3",
        ),
    )
)


def check(found: tuple[Fact, ...], source: str) -> None:
    for fact in found:
        words = "".join(source[span.start : span.end] for span in fact.spans)
        assert words == fact.text.string
        assert fact.text.string
        again = facts.derive(fact)
        if again is not None:
            assert again == (fact.value, fact.low, fact.high), fact
        else:
            assert fact.kind not in ("money", "quantity", "percent", "ratio", "growth", "rank", "duration"), fact


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_fact_is_its_own_evidence(text: str) -> None:
    check(facts.extract(article(text, DAY), on=None), text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_no_finder_raises_or_leaves_the_text(text: str) -> None:
    check(facts.extract(article(text), on=DAY), text)


HOSTILE = (
    "1,1,1",
    "（（（",
    "“",
    "年",
    "1亿元",
    "万",
    "一二三",
    "已1个",
    "建设1个",
    "第1",
    "1-",
    "百分之",
    "的5%",
    "陆",
    "半",
    "、5个",
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_more_than_its_length(piece: str) -> None:
    assert is_linear(lambda text: facts.extract(article(text, DAY), on=None), piece, 6_000)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("“我们有授权专利50多项。”他说。", "授权专利"),
        ("“咱们村集体收入62万元。”他说。", "村集体收入"),
        ("企业自我评价得分98分。", "企业自我评价得分"),
    ],
)
def test_who_speaks_is_no_part_of_a_measure(text: str, measure: str) -> None:
    (found,) = [fact for fact in facts.extract(article(text), on=None) if fact.kind in ("quantity", "money")]
    assert found.measure == measure
