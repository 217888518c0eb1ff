"""A figure is marked where it stands in its sentence, and its evidence is found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample

from digest.model import SURE, Own, Text
from digest.publish import evidence

if TYPE_CHECKING:
    from digest.model import Brief, Status

SOURCE = "增长12%，其中出口增长2%。进口增长2%。"
SENTENCE = Text.of(SOURCE, 0, 15)


def told(pieces: tuple[tuple[Text | Own, bool], ...]) -> tuple[tuple[str, bool], ...]:
    """Word the pieces of a sentence."""
    return tuple((str(words), bold) for words, bold in pieces)


def stretch(start: int, words: str) -> Text:
    place = SOURCE.index(words, start)
    return Text.of(SOURCE, place, place + len(words))


def test_a_figure_is_marked_at_its_own_place() -> None:
    figure = stretch(8, "2%")
    assert told(evidence.marked(SENTENCE, (figure,))) == (("增长12%，其中出口增长", False), ("2%", True), ("。", False))


def test_a_figure_of_another_sentence_is_not_marked() -> None:
    assert evidence.marked(SENTENCE, (stretch(15, "2%"),)) == ((SENTENCE, False),)


def test_two_figures_that_overlap_are_marked_once() -> None:
    figures = (stretch(0, "12%"), stretch(3, "2%"))
    assert told(evidence.marked(SENTENCE, figures))[:2] == (("增长", False), ("12%", True))


def test_the_marks_of_an_unwrapped_sentence_count_its_own_characters() -> None:
    source = "总投\n资12.5\n亿元。"
    sentence = Text.join((Text.of(source, 0, 2), Text.of(source, 3, 8), Text.of(source, 9, 12)))
    figure = Text.join((Text.of(source, 4, 8), Text.of(source, 9, 11)))
    assert told(evidence.marked(sentence, (figure,))) == (("总投资", False), ("12.5亿元", True), ("。", False))


def test_each_quotation_is_one_note_and_every_row_finds_its_own(brief: Brief) -> None:
    for item in brief.items:
        quotes = [note.quote for note in evidence.notes(item)]
        assert len(quotes) == len(set(quotes))
    notes = [evidence.note_of(row, brief.items) for row in brief.figures]
    assert all(note and str(row.value) in note.quote.string for note, row in zip(notes, brief.figures, strict=True))


def test_evidence_of_the_second_paper_names_the_second_paper(brief: Brief) -> None:
    item = brief.items[0]
    theirs = replace(sample.stated(Text.of(SOURCE, 15), "2%", "进口"), source=item.sources[1])
    both = replace(item, statements=(*item.statements, theirs))
    assert [note.source for note in evidence.notes(both)] == [item.sources[0], item.sources[0], item.sources[1]]


@pytest.mark.parametrize(
    ("sentence", "figure", "label", "listed"),
    [
        ("全区工业增加值增长7.9%。", "7.9%", "工业增加值", "工业增加值增幅"),
        ("全区工业增加值下降7.9%。", "7.9%", "工业增加值", "工业增加值降幅"),
        ("全区工业增加值同比增长-3.1%。", "-3.1%", "工业增加值", "工业增加值增幅"),
        ("全区产值是2020年的2.04倍。", "2.04倍", "产值是2020年的", "产值是2020年的"),
        ("在全省排名第6位。", "第6位", "", None),
        ("综合考评排名第6位。", "第6位", "综合考评", "综合考评"),
        ("签约到开工用时63天。", "63天", "用时", None),
    ],
)
def test_a_figure_is_listed_where_it_says_what_it_is(
    sentence: str, figure: str, label: str, listed: str | None
) -> None:
    item = sample.stating(sample.brief().items[0], sample.stated(sample.Writer().write(sentence), figure, label))
    assert [(str(fact.label), str(fact.figure)) for fact in evidence.listed(item)] == [(listed, figure)] * bool(listed)


@pytest.mark.parametrize(("figure", "label", "bold"), [("六大", "维度", []), ("12条", "举措", ["12条"])])
def test_a_number_that_orders_a_plan_is_not_bold(figure: str, label: str, bold: list[str]) -> None:
    told = sample.stated(sample.Writer().write(f"推出{figure}{label}。"), figure, label)
    assert [str(one) for one in evidence.bold(sample.stating(sample.brief().items[0], told))] == bold


@pytest.mark.parametrize(("confidence", "listed"), [(SURE["item"], 1), (SURE["item"] - 0.01, 0), (0.0, 0)])
def test_a_figure_that_is_not_sure_is_left_to_its_sentence(confidence: float, listed: int) -> None:
    item = sample.brief().items[0]
    unsure = sample.stating(item, replace(item.statements[0], confidence=confidence))
    assert len(evidence.listed(unsure)) == listed
    assert item.statements[0].quote in item.summary
    assert [note.quote for note in evidence.notes(unsure)] == [item.statements[0].quote]


@pytest.mark.parametrize(
    ("status", "word"),
    [("actual", ""), ("expected", "预计"), ("target", "目标"), ("limit", "上限"), ("intention", "意向")],
)
def test_how_real_a_figure_is_stands_beside_it(brief: Brief, status: Status, word: str) -> None:
    item = brief.items[0]
    (fact, *_) = evidence.listed(sample.stating(item, replace(item.statements[0], status=status)))
    assert str(fact.status or "") == word


@pytest.mark.parametrize(("label", "word"), [("总投资", ""), ("完成投资", "已实现"), ("出口", "已实现")])
def test_what_a_project_is_to_cost_is_not_reached_by_being_named(label: str, word: str) -> None:
    told = sample.stated(sample.Writer().write(f"项目{label}5亿元。"), "5亿元", label)
    assert evidence.status_word(replace(told, status="actual"), "tabled") == word
    assert evidence.status_word(replace(told, status="actual", decided=("status",)), "tabled") == "已实现"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2025", "2025年"),
        ("2025-H1", "2025年上半年"),
        ("2025-Q1", "2025年一季度"),
        ("2025-04", "2025年4月"),
        ("2025-01..2025-10", "2025年1—10月"),
        ("2021..2025", "2021—2025年"),
        ("2021..2024-05", "2021年—2024年5月"),
        ("2025-10-31", "截至2025年10月31日"),
        ("2024-12-31", "截至2024年底"),
        (None, ""),
    ],
)
def test_the_time_of_a_figure_stands_beside_it(brief: Brief, period: str | None, words: str) -> None:
    item = brief.items[0]
    one = replace(item.statements[0], status="actual", period=period)
    (fact, *_) = evidence.listed(sample.stating(item, one))
    assert str(fact.status or "") == words
    (planned, *_) = evidence.listed(sample.stating(item, replace(one, status="expected")))
    assert str(planned.status).endswith("预计")
