"""A figure is marked where it stands in its sentence, and its evidence is found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample

from digest.model import Text
from digest.publish import evidence

if TYPE_CHECKING:
    from digest.model import Brief

SOURCE = "增长12%，其中出口增长2%。进口增长2%。"
SENTENCE = Text.of(SOURCE, 0, 15)


def stretch(start: int, words: str) -> Text:
    place = SOURCE.index(words, start)
    return Text.of(SOURCE, place, place + len(words))


def test_a_figure_is_marked_at_its_own_place() -> None:
    figure = stretch(8, "2%")
    assert evidence.marked(SENTENCE, (figure,)) == (("增长12%，其中出口增长", False), ("2%", True), ("。", False))


def test_a_figure_of_another_sentence_is_not_marked() -> None:
    assert evidence.marked(SENTENCE, (stretch(15, "2%"),)) == ((SENTENCE.string, False),)


def test_two_figures_that_overlap_are_marked_once() -> None:
    figures = (stretch(0, "12%"), stretch(3, "2%"))
    assert evidence.marked(SENTENCE, figures)[:2] == (("增长", False), ("12%", True))


def test_the_marks_of_an_unwrapped_sentence_count_its_own_characters() -> None:
    source = "总投\n资12.5\n亿元。"
    sentence = Text.join((Text.of(source, 0, 2), Text.of(source, 3, 8), Text.of(source, 9, 12)))
    figure = Text.join((Text.of(source, 4, 8), Text.of(source, 9, 11)))
    assert evidence.marked(sentence, (figure,)) == (("总投资", False), ("12.5亿元", True), ("。", False))


def test_each_quotation_is_one_note_and_every_row_finds_its_own(brief: Brief) -> None:
    for item in brief.items:
        quotes = [note.quote for note in evidence.notes(item)]
        assert len(quotes) == len(set(quotes))
    notes = [evidence.note_of(row, brief.items) for row in brief.figures]
    assert all(note and row.value.string in note.quote.string for note, row in zip(notes, brief.figures, strict=True))


def test_evidence_of_the_second_paper_names_the_second_paper(brief: Brief) -> None:
    item = brief.items[0]
    theirs = replace(item.facts[0], quote=Text.of(SOURCE, 15), text=stretch(15, "2%"))
    first, second = item.story.reports
    story = replace(item.story, reports=(first, replace(second, facts=(theirs,))))
    both = replace(item, facts=(*item.facts, theirs), story=story)
    assert [note.source for note in evidence.notes(both)] == [item.sources[0], item.sources[0], item.sources[1]]


@pytest.mark.parametrize(
    ("figure", "measure", "kind", "shown"),
    [
        ("7.9%", "工业增加值增幅", "growth", True),
        ("1.6个百分点", "工业增加值", "percent", False),
        ("第6位", "", "rank", False),
        ("第6位", "综合考评", "rank", True),
    ],
)
def test_a_figure_that_does_not_say_what_it_is_is_left_to_its_sentence(
    brief: Brief, figure: str, measure: str, kind: str, *, shown: bool
) -> None:
    quote = sample.Writer().write(f"全区{measure}{figure}。")
    item = replace(brief.items[0], facts=(sample.fact(kind, quote, figure, measure),))  # type: ignore[arg-type]
    assert [fact.figure.string for fact in evidence.listed(item)] == ([figure] if shown else [])
